// Any brand name: what is kept, what is removed, which font draws it, and that no missing-glyph box ever shows.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runsFor } from './faces.js';
import type { FaceName } from './font-catalogue.js';
import { visibleClusters } from './graphemes.js';
import { setName } from './name-block.js';
import { setLine } from './typeset.js';

const familiesOf = (text: string, face: FaceName = 'black'): string[] =>
  runsFor(visibleClusters(text), face).map((run) => run.family || run.kind);

describe('visibleClusters', () => {
  it.each([
    ['瑞\u200b幸\ufeff', ['瑞', '幸']],
    ['\u202eabc\u202c', ['a', 'b', 'c']],
    ['a\u0000b\u0007c\u001b', ['a', 'b', 'c']],
    ['  a\t\n b  ', ['a', ' ', 'b']],
    ['\u3164\u2800\u00ad', []],
    ['\ud800a', ['a']],
    ['e\u0301', ['é']],
    ['👨‍👩‍👧‍👦🇨🇳1️⃣', ['👨‍👩‍👧‍👦', '🇨🇳', '1️⃣']],
    ['葛\u{e0100}城', ['葛', '城']],
    [
      '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
      ['🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}'],
    ],
    ['a\u{e0067}', ['a']],
    ['\u200d☕\u200d', ['☕']],
  ])('reads %j as %j', (text, clusters) => {
    expect(visibleClusters(text)).toEqual(clusters);
  });

  it('never keeps an invisible character and never drops a letter, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), (text) => {
        const kept = visibleClusters(text).join('');
        expect(kept).not.toMatch(/[\p{Cc}\p{Cs}\u200b\ufeff]/u);
        const letters = (s: string): string =>
          [...s.normalize('NFC')]
            .filter((ch) => /[\p{L}\p{N}]/u.test(ch) && !/\p{Default_Ignorable_Code_Point}/u.test(ch))
            .join('');
        expect(letters(kept)).toBe(letters(text));
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});

describe('runsFor', () => {
  it('falls back from a headline font that lacks a character, and only for that character', () => {
    expect(familiesOf('茶龘茶', 'brush')).toEqual(['tuquan-brush', 'tuquan-sans', 'tuquan-brush']);
  });

  it.each([
    ['𠮷', /japanese/],
    ['龘㐂𬌗䶮', /^tuquan-black$/],
    ['𪚥', /HanaMin/],
    ['𫝀', /HanaMin/],
    ['한글', /korean/],
    ['カフェ', /^tuquan-black$/],
    ['ñŽ', /^tuquan-(black|latin)$/],
    ['Ђєѣ', /latin/],
    ['ความ', /thai/],
    ['مقهى', /arabic/],
    ['☕', /emoji/],
    ['❤️', /emoji/],
    ['🇨🇳', /emoji/],
    ['1️⃣', /emoji/],
    ['ꀀ', /HanaMin|pixel/],
    ['\u1780', /pixel|HanaMin/],
  ])('finds a font for %s', (text, family) => {
    for (const found of familiesOf(text)) expect(found).toMatch(family);
  });

  it('draws digits and marks of trade as text, not as emoji', () => {
    expect(familiesOf('7™')).not.toContain('tuquan-emoji');
  });

  it('draws a rosette for a visible character no font has', () => {
    const line = setLine([{ text: '茶\u{31350}', face: 'black' }]);
    expect(line.substituted).toEqual(['\u{31350}']);
    expect(line.right).toBeGreaterThan(1.5);
  });

  it('lays a combining mark over a character whose font lacks the mark', () => {
    const [base, mark] = runsFor(['茶\u0302'], 'black');
    expect(base).toMatchObject({ text: '茶', family: 'tuquan-black' });
    expect(mark).toMatchObject({ kind: 'overlay' });
  });
});

describe('setName', () => {
  it('keeps one line while it stays large, and wraps a long name into two that fit', () => {
    expect(setName('白昼咖啡', 'black', 760, 110, 66)?.lines).toHaveLength(1);
    const long = setName('一二三四五六七八九十一二三四五六七八九十', 'black', 760, 110, 66);
    expect(long?.lines).toHaveLength(2);
    expect(long?.width).toBeLessThanOrEqual(760);
    expect(long?.height).toBeLessThanOrEqual(110.01);
  });

  it('breaks between words where it can', () => {
    const block = setName('Mother Dairy Bakeries', 'black', 400, 120, 66);
    expect(block?.lines.map((line) => line.text.trim())).toEqual(['Mother Dairy', 'Bakeries']);
  });

  it('makes room for a pile of combining marks instead of clipping it', () => {
    const block = setName(`a${'\u0301'.repeat(12)}`, 'black', 760, 110, 66);
    expect(block?.height).toBeLessThanOrEqual(110.01);
    expect(block?.size).toBeLessThan(60);
  });

  it('has nothing to set for a name without visible characters', () => {
    expect(setName('\u200b \u0000', 'black', 760, 110, 66)).toBeUndefined();
  });
});
