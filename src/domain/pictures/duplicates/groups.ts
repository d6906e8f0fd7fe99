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
  // Where the pictures of each fingerprint begin.
  const starts: number[] = [];
  lines.forEach((line, at) => {
    const print = line.slice(0, 16);
    if (print === prints.at(-1)) return;
    prints.push(print);
    starts.push(at);
  });
  const near = await findNear(prints);
  const ownersOf = (print: number): string[] =>
    lines.slice(starts[print], starts[print + 1]).map((line) => line.slice(16));
  const oldest = (print: number): string => lines[starts[print] ?? 0]?.slice(16) ?? '';
  const several = [...starts.keys()].filter(
    (print) => near.has(print) || (starts[print + 1] ?? lines.length) - (starts[print] ?? 0) > 1,
  );
  several.sort((a, b) => (oldest(a) < oldest(b) ? -1 : 1));
  const taken = new Set<number>();
  const groups: string[][] = [];
  for (const print of several) {
    if (taken.has(print)) continue;
    const alike = [print, ...(near.get(print) ?? [])].filter((other) => !taken.has(other));
    for (const other of alike) taken.add(other);
    const members = alike.flatMap(ownersOf);
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
