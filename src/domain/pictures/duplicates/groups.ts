// Groups of duplicates among pictures: those with the same bytes, and those whose fingerprints are few bits apart.
// Must not know where pictures are kept.
import { setImmediate as breathe } from 'node:timers/promises';
import { farthest } from '../catalogue/store.js';
import type { Outline } from './store.js';

export interface DuplicateGroup {
  /** True when all have the same bytes. */
  readonly sameBytes: boolean;
  /** By number; the first is the one the others are compared with. */
  readonly numbers: readonly string[];
}

/** Fingerprints looked at between two pauses, in which requests are answered. */
const atOnce = 2_000;
/** Fingerprints compared per piece: drawings and plain surfaces share pieces by the thousand. */
const mostCandidates = 400;
const pieces = 65_536;

/** Fingerprints as two halves of 32 bits, and by each of their four 16-bit pieces. */
interface Prints {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
  /** For each band: where a piece's fingerprints begin in `members`; one more place for the end of the last. */
  readonly begins: readonly Uint32Array[];
  readonly members: readonly Uint32Array[];
}

const piece = (prints: Pick<Prints, 'high' | 'low'>, at: number, band: number): number => {
  const half = (band < 2 ? prints.high : prints.low)[at] ?? 0;
  return band % 2 === 0 ? half >>> 16 : half & 0xffff;
};

function printsOf(fingerprints: readonly string[]): Prints {
  const high = Uint32Array.from(fingerprints, (each) => Number.parseInt(each.slice(0, 8), 16));
  const low = Uint32Array.from(fingerprints, (each) => Number.parseInt(each.slice(8), 16));
  const begins: Uint32Array[] = [];
  const members: Uint32Array[] = [];
  for (let band = 0; band < 4; band += 1) {
    const begin = new Uint32Array(pieces + 1);
    for (let at = 0; at < high.length; at += 1) {
      const next = piece({ high, low }, at, band) + 1;
      begin[next] = (begin[next] ?? 0) + 1;
    }
    for (let at = 0; at < pieces; at += 1) begin[at + 1] = (begin[at + 1] ?? 0) + (begin[at] ?? 0);
    const free = begin.slice();
    const sorted = new Uint32Array(high.length);
    for (let at = 0; at < high.length; at += 1) {
      const own = piece({ high, low }, at, band);
      const place = free[own] ?? 0;
      sorted[place] = at;
      free[own] = place + 1;
    }
    begins.push(begin);
    members.push(sorted);
  }
  return { high, low, begins, members };
}

function ones(bits: number): number {
  let left = bits - ((bits >>> 1) & 0x55555555);
  left = (left & 0x33333333) + ((left >>> 2) & 0x33333333);
  return (((left + (left >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

/** Every fingerprint at most `farthest` bits away: one of the four pieces then differs in one bit at most. */
function near(prints: Prints, at: number, found: (other: number) => void): void {
  const { high, low, begins, members } = prints;
  for (let band = 0; band < 4; band += 1) {
    const own = piece(prints, at, band);
    for (let bit = -1; bit < 16; bit += 1) {
      const wanted = bit < 0 ? own : own ^ (1 << bit);
      const from = begins[band]?.[wanted] ?? 0;
      const to = Math.min(begins[band]?.[wanted + 1] ?? 0, from + mostCandidates);
      for (let place = from; place < to; place += 1) {
        const other = members[band]?.[place] ?? 0;
        const apart = ones((high[at] ?? 0) ^ (high[other] ?? 0)) + ones((low[at] ?? 0) ^ (low[other] ?? 0));
        if (apart <= farthest) found(other);
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
  const prints = printsOf([...byPrint.keys()]);
  const owners = [...byPrint.values()];
  const taken = new Uint8Array(owners.length);
  const groups: Outline[][] = [...byBlob.values()];
  for (const [at, own] of owners.entries()) {
    if (at % atOnce === 0) await breathe();
    if (taken[at] === 1) continue;
    taken[at] = 1;
    const members = [...own];
    near(prints, at, (other) => {
      if (taken[other] === 1) return;
      taken[other] = 1;
      members.push(...(owners[other] ?? []));
    });
    if (members.length > 1) groups.push(members);
  }
  return groups
    .filter((members) => members.length > 1)
    .map((members) => ({
      sameBytes: members.every(({ blob }) => blob === members[0]?.blob),
      numbers: members.map(({ number }) => number),
    }))
    .sort((a, b) => Number(b.sameBytes) - Number(a.sameBytes) || b.numbers.length - a.numbers.length);
}
