// Pairs among many fingerprints that are few bits apart. Must not know what a fingerprint is of.
import { setImmediate as breathe } from 'node:timers/promises';
import { farthest } from '../pieces.js';

/** Fingerprints compared per piece: drawings and plain surfaces share pieces by the thousand. */
const mostCandidates = 400;
const pieces = 65_536;
/** Pieces looked at between two pauses, in which requests are answered. */
const atOnce = 4_096;

function ones(bits: number): number {
  let left = bits - ((bits >>> 1) & 0x55555555);
  left = (left & 0x33333333) + ((left >>> 2) & 0x33333333);
  return (((left + (left >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

/** Fingerprints as two halves of 32 bits. */
interface Halves {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
}

/** Fingerprints in the order of one of their pieces. */
interface Sorted {
  /** Where the fingerprints of each piece begin; one more place for the end of the last. */
  readonly begin: Uint32Array;
  /** Which fingerprint stands at each place. */
  readonly of: Uint32Array;
  /** The half the piece is of. */
  readonly half: Uint32Array;
  readonly other: Uint32Array;
}

function sortedBy(band: number, { high, low }: Halves): Sorted {
  const [half, other] = band < 2 ? [high, low] : [low, high];
  const shift = band % 2 === 0 ? 16 : 0;
  const begin = new Uint32Array(pieces + 1);
  for (const each of half) {
    const next = ((each >>> shift) & 0xffff) + 1;
    begin[next] = (begin[next] ?? 0) + 1;
  }
  for (let at = 0; at < pieces; at += 1) begin[at + 1] = (begin[at + 1] ?? 0) + (begin[at] ?? 0);
  const free = begin.slice();
  const count = half.length;
  const sorted = { begin, of: new Uint32Array(count), half: new Uint32Array(count), other: new Uint32Array(count) };
  half.forEach((each, at) => {
    const piece = (each >>> shift) & 0xffff;
    const place = free[piece] ?? 0;
    free[piece] = place + 1;
    sorted.of[place] = at;
    sorted.half[place] = each;
    sorted.other[place] = other[at] ?? 0;
  });
  return sorted;
}

/** Calls `link` for every two at most `farthest` bits apart of which the first has one of these pieces. */
function compare(sorted: Sorted, from: number, to: number, link: (one: number, other: number) => void): void {
  const { begin, of, half, other } = sorted;
  for (let piece = from; piece < to; piece += 1) {
    const start = begin[piece] ?? 0;
    const stop = begin[piece + 1] ?? 0;
    if (start === stop) continue;
    for (let bit = -1; bit < 16; bit += 1) {
      const wanted = bit < 0 ? piece : piece ^ (1 << bit);
      // All of these two were compared when it was the other's turn.
      if (wanted < piece && stop - start <= mostCandidates) continue;
      const first = begin[wanted] ?? 0;
      const end = Math.min(begin[wanted + 1] ?? 0, first + mostCandidates);
      for (let place = first; place < end; place += 1) {
        const itsHalf = half[place] ?? 0;
        const itsOther = other[place] ?? 0;
        for (let at = start; at < stop; at += 1) {
          // The half without the piece first: that is where most are far apart.
          const apart = ones((other[at] ?? 0) ^ itsOther);
          if (apart > farthest || apart + ones((half[at] ?? 0) ^ itsHalf) > farthest || at === place) continue;
          link(of[at] ?? 0, of[place] ?? 0);
        }
      }
    }
  }
}

/**
 * Of two fingerprints at most `farthest` bits apart, one of the four pieces of 16 bits differs in one bit at most. So for each of the
 * four, fingerprints are laid side by side in the order of that piece, and those of a piece are compared with those of the
 * same one and of the sixteen a bit away: looked up one by one, most of the time is spent waiting for memory.
 * @param fingerprints 16 hexadecimal digits each, no two the same
 * @returns for each fingerprint the places of those that look like it; those that stand alone are not in it
 */
export async function findNear(fingerprints: readonly string[]): Promise<ReadonlyMap<number, ReadonlySet<number>>> {
  const halves = {
    high: Uint32Array.from(fingerprints, (each) => Number.parseInt(each.slice(0, 8), 16)),
    low: Uint32Array.from(fingerprints, (each) => Number.parseInt(each.slice(8), 16)),
  };
  const found = new Map<number, Set<number>>();
  const keep = (one: number, other: number): void => {
    const known = found.get(one);
    if (known === undefined) found.set(one, new Set([other]));
    else known.add(other);
  };
  const link = (one: number, other: number): void => {
    keep(one, other);
    keep(other, one);
  };
  for (let band = 0; band < 4; band += 1) {
    const sorted = sortedBy(band, halves);
    for (let piece = 0; piece < pieces; piece += atOnce) {
      await breathe();
      compare(sorted, piece, piece + atOnce, link);
    }
  }
  return found;
}
