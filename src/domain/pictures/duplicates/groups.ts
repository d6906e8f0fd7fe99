// Groups of duplicates among pictures: those with the same bytes, and those whose fingerprints are few bits apart.
// Must not know where pictures are kept.
import { setImmediate as breathe } from 'node:timers/promises';
import { bitsApart } from '../../../kernel/fingerprint.js';
import { farthest } from '../catalogue/store.js';
import { bandsOf } from '../library/store.js';
import type { Outline } from './store.js';

export interface DuplicateGroup {
  /** True when all have the same bytes. */
  readonly sameBytes: boolean;
  /** By number; the first is the one the others are compared with. */
  readonly numbers: readonly string[];
}

/** Fingerprints looked at between two pauses, in which requests are answered. */
const atOnce = 500;
/** Fingerprints compared per piece: drawings and plain surfaces share pieces by the thousand. */
const mostCandidates = 400;

/** Fingerprints by each of their four 16-bit pieces. */
function bucketsOf(fingerprints: readonly string[]): Map<number, string[]>[] {
  const buckets = [0, 1, 2, 3].map(() => new Map<number, string[]>());
  for (const fingerprint of fingerprints) {
    for (const [band, piece] of bandsOf(fingerprint).entries()) {
      if (piece === null) continue;
      const bucket = buckets[band]?.get(piece);
      if (bucket === undefined) buckets[band]?.set(piece, [fingerprint]);
      else if (bucket.length < mostCandidates) bucket.push(fingerprint);
    }
  }
  return buckets;
}

/** Every fingerprint at most `farthest` bits away: one of the four pieces then differs in one bit at most. */
function* near(fingerprint: string, buckets: readonly Map<number, string[]>[]): Generator<string> {
  for (const [band, piece] of bandsOf(fingerprint).entries()) {
    if (piece === null) continue;
    for (let bit = -1; bit < 16; bit += 1) {
      for (const other of buckets[band]?.get(bit < 0 ? piece : piece ^ (1 << bit)) ?? []) {
        if (bitsApart(fingerprint, other) <= farthest) yield other;
      }
    }
  }
}

/**
 * Each picture is in one group at most. A group is gathered around its oldest picture, and nobody is in it for looking like
 * another member only: long chains of small differences would end in pictures that have nothing in common.
 * @returns same bytes first, then the larger groups
 */
export async function findGroups(outlines: readonly Outline[]): Promise<DuplicateGroup[]> {
  const byPrint = new Map<string, Outline[]>();
  const byBlob = new Map<string, Outline[]>();
  for (const outline of outlines) {
    const [map, key] = outline.fingerprint === '' ? [byBlob, outline.blob] : [byPrint, outline.fingerprint];
    const known = map.get(key);
    if (known === undefined) map.set(key, [outline]);
    else known.push(outline);
  }
  const buckets = bucketsOf([...byPrint.keys()]);
  const taken = new Set<string>();
  const groups: Outline[][] = [...byBlob.values()];
  let looked = 0;
  for (const [fingerprint, own] of byPrint) {
    looked += 1;
    if (looked % atOnce === 0) await breathe();
    if (taken.has(fingerprint)) continue;
    taken.add(fingerprint);
    const members = [...own];
    for (const other of near(fingerprint, buckets)) {
      if (taken.has(other)) continue;
      taken.add(other);
      members.push(...(byPrint.get(other) ?? []));
    }
    groups.push(members);
  }
  return groups
    .filter((members) => members.length > 1)
    .map((members) => ({
      sameBytes: members.every(({ blob }) => blob === members[0]?.blob),
      numbers: members.map(({ number }) => number),
    }))
    .sort((a, b) => Number(b.sameBytes) - Number(a.sameBytes) || b.numbers.length - a.numbers.length);
}
