import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanTitle, longestTitle, stemOf, titleCandidates } from './titles.js';

/** The first candidate that is not taken, as the store finds it. */
function give(taken: ReadonlySet<string>, wished: string): string {
  for (const title of titleCandidates(cleanTitle(wished))) if (!taken.has(title)) return title;
  throw new Error('candidates never end');
}

// The rule of the page once more, taken apart by hand: a number at the end counts on, otherwise counting begins at 1.
function model(taken: ReadonlySet<string>, wished: string): string {
  const chars = Array.from(cleanTitle(wished));
  const open = chars.lastIndexOf('(');
  const inside = open >= 0 && chars.at(-1) === ')' ? chars.slice(open + 1, -1) : [];
  const numbered = inside.length > 0 && inside.length <= 18 && inside.every((char) => char >= '0' && char <= '9');
  const stem = numbered ? chars.slice(0, open) : chars;
  let number = numbered ? BigInt(inside.join('')) : 0n;
  let title = chars.join('');
  while (taken.has(title)) {
    number += 1n;
    const suffix = Array.from(`(${number})`);
    title = [...stem.slice(0, 50 - suffix.length), ...suffix].join('');
  }
  return title;
}

const word = fc.oneof(
  fc.constantFrom(
    'a',
    '图',
    '😀',
    'a(1)',
    'a(9)',
    'a(09)',
    '(1)',
    'x(',
    'y)',
    'a(1)(2)',
    `${'长'.repeat(50)}`,
    `${'b'.repeat(49)}😀`,
  ),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
);

describe('the title rule', () => {
  it('gives a, a(1), a(2) … and counts on from a number that is there', () => {
    const taken = new Set<string>();
    const titles = Array.from({ length: 12 }, () => {
      const title = give(taken, 'a');
      taken.add(title);
      return title;
    });
    expect(titles).toEqual(['a', ...Array.from({ length: 11 }, (_, n) => `a(${n + 1})`)]);
    expect(give(new Set(['a(9)']), 'a(9)')).toBe('a(10)');
    expect(give(new Set(['a(1)']), 'a(1)')).toBe('a(2)');
    expect(give(new Set(['a']), 'b')).toBe('b');
  });

  it('shortens the stem so that the number fits into 50 characters', () => {
    const long = '长'.repeat(60);
    expect(give(new Set(), long)).toBe('长'.repeat(50));
    expect(give(new Set(['长'.repeat(50)]), long)).toBe(`${'长'.repeat(47)}(1)`);
  });

  it('cuts at 50 characters without cutting one in two', () => {
    expect(cleanTitle(`${'x'.repeat(49)}😀y`)).toBe(`${'x'.repeat(49)}😀`);
    expect(cleanTitle(`${'x'.repeat(50)}😀`)).toBe('x'.repeat(50));
    expect(cleanTitle(`${'x'.repeat(49)}\ud83d`)).toBe(`${'x'.repeat(49)}\ufffd`);
  });

  it('replaces control characters and keeps everything else, paths too', () => {
    expect(cleanTitle(' a\u0000b\tc\u2028d ')).toBe('a b c d');
    expect(cleanTitle('../../etc/passwd')).toBe('../../etc/passwd');
    expect(cleanTitle('\u0000')).toBe('');
    expect(stemOf('Bule.jpg')).toBe('Bule');
    expect(stemOf('a.b.png')).toBe('a.b');
    expect(stemOf('none')).toBe('none');
    expect(stemOf('.jpg')).toBe('.jpg');
  });

  it('agrees with a model for any sequence of uploads: never a duplicate, never more than 50 characters', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 30 }), (words) => {
        const ours = new Set<string>();
        const theirs = new Set<string>();
        for (const wished of words) {
          if (cleanTitle(wished) === '') continue;
          const title = give(ours, wished);
          expect(ours.has(title)).toBe(false);
          expect([...title].length).toBeLessThanOrEqual(longestTitle);
          expect(title).toBe(model(theirs, wished));
          ours.add(title);
          theirs.add(title);
        }
      }),
      { numRuns: 300 },
    );
  });
});
