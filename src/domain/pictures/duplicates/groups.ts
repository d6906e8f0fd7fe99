// Groups of duplicates among pictures: those with the same bytes, and those whose fingerprints are few bits apart.
// Must not know where pictures are kept.
import { findNear } from './near.js';

export interface DuplicateGroup {
  /** True when all have the same bytes. */
  readonly sameBytes: boolean;
  /** By number; the first is the one the others are compared with. */
  readonly numbers: readonly string[];
}

/**
 * Each picture is in one group at most. A group is gathered around its oldest picture, and nobody is in it for looking like
 * another member only: long chains of small differences would end in pictures that have nothing in common.
 * @param lines a fingerprint's 16 digits and behind them a picture's number, in the order of both
 * @returns groups of two and more, their numbers in order
 */
export async function gatherAlike(lines: readonly string[]): Promise<string[][]> {
  const prints: string[] = [];
  const owners: string[][] = [];
  for (const line of lines) {
    const print = line.slice(0, 16);
    if (prints.at(-1) !== print) {
      prints.push(print);
      owners.push([]);
    }
    owners.at(-1)?.push(line.slice(16));
  }
  const near = await findNear(prints);
  const oldest = (at: number): string => owners[at]?.[0] ?? '';
  const several = [...owners.keys()].filter((at) => near.has(at) || (owners[at]?.length ?? 0) > 1);
  several.sort((a, b) => (oldest(a) < oldest(b) ? -1 : 1));
  const taken = new Set<number>();
  const groups: string[][] = [];
  for (const at of several) {
    if (taken.has(at)) continue;
    const alike = [at, ...(near.get(at) ?? [])].filter((other) => !taken.has(other));
    for (const other of alike) taken.add(other);
    const members = alike.flatMap((other) => owners[other] ?? []);
    if (members.length > 1) groups.push(members.sort());
  }
  return groups;
}

/**
 * Puts groups in the order they are shown in.
 * @param blobOf what a picture's bytes are kept under, by its number
 * @returns same bytes first, then the larger groups
 */
export function inOrder(groups: readonly (readonly string[])[], blobOf: ReadonlyMap<string, string>): DuplicateGroup[] {
  return groups
    .map((numbers) => ({
      sameBytes: numbers.every((number) => blobOf.get(number) === blobOf.get(numbers[0] ?? '')),
      numbers,
    }))
    .sort((a, b) => Number(b.sameBytes) - Number(a.sameBytes) || b.numbers.length - a.numbers.length);
}
