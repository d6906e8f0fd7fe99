import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitsApart } from '../../../kernel/fingerprint.js';
import { type DuplicateGroup, gatherAlike, inOrder } from './groups.js';

const print = (value: bigint): string => value.toString(16).padStart(16, '0');
const flipped = (value: bigint, bits: readonly number[]): bigint =>
  bits.reduce((sum, bit) => sum ^ (1n << BigInt(bit)), value);
const outline = (number: string, fingerprint: string, blob = number) => ({ number, blob, fingerprint });

async function findGroups(outlines: readonly ReturnType<typeof outline>[]): Promise<DuplicateGroup[]> {
  const lines = outlines.map(({ number, fingerprint }) => fingerprint + number).sort();
  return inOrder(await gatherAlike(lines), new Map(outlines.map(({ number, blob }) => [number, blob])));
}

describe('groups of duplicates', () => {
  it('gather the same bytes and what is up to seven bits away, and leave the rest alone', async () => {
    const one = 0x0123456789abcdefn;
    const far = 0xfedcba9876543210n;
    const outlines = [
      outline('1', print(one), 'a'),
      outline('2', print(one), 'a'),
      outline('3', print(flipped(one, [0, 9, 17, 25, 33, 41, 63]))),
      outline('4', print(flipped(one, [0, 1, 9, 17, 25, 33, 41, 63]))),
      outline('5', print(far), 'b'),
      outline('6', print(far), 'b'),
    ];
    expect(await findGroups(outlines)).toEqual([
      { sameBytes: true, numbers: ['5', '6'] },
      { sameBytes: false, numbers: ['1', '2', '3'] },
    ]);
  });

  it('hold each picture once, each near the first of its group', async () => {
    const fingerprint = fc
      .tuple(fc.constantFrom(0x0123456789abcdefn, 0x00ff00ff00ff00ffn), fc.array(fc.nat(63), { maxLength: 9 }))
      .map(([base, bits]) => print(flipped(base, bits)));
    await fc.assert(
      fc.asyncProperty(fc.array(fingerprint, { maxLength: 40 }), async (prints) => {
        const outlines = prints.map((each, at) => outline(String(at), each));
        const groups = await findGroups(outlines);
        const numbers = groups.flatMap((group) => group.numbers);
        expect(new Set(numbers).size).toBe(numbers.length);
        for (const group of groups) {
          const [first = '', ...others] = group.numbers;
          for (const other of others) {
            expect(bitsApart(prints[Number(first)] ?? '', prints[Number(other)] ?? '')).toBeLessThanOrEqual(7);
          }
        }
        // Nobody who stands alone is like the first of any group or another loner.
        const centres = [
          ...groups.map((group) => Number(group.numbers[0])),
          ...[...prints.keys()].filter((at) => !numbers.includes(String(at))),
        ];
        for (const [at, a] of centres.entries()) {
          for (const b of centres.slice(at + 1)) {
            expect(bitsApart(prints[a] ?? '', prints[b] ?? '')).toBeGreaterThan(7);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
