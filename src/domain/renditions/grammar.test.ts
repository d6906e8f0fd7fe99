import { assert, constantFrom, integer, option, property, record, string, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalSuffix, parseAddress, parseSuffix, type Rendition } from './grammar.js';

const none: Rendition = { box: null, quality: null, sharpen: null, ending: null, webp: false };
const inside = (width: number, height = width) => ({ width, height, exact: false });
const exactly = (width: number, height = width) => ({ width, height, exact: true });

describe('suffixes', () => {
  it.each<[string, Partial<Rendition>]>([
    ['_90x90.jpg', { box: inside(90), ending: 'jpg' }],
    ['_200x200.jpg', { box: inside(200), ending: 'jpg' }],
    ['_100x100q90.jpg', { box: inside(100), quality: 90, ending: 'jpg' }],
    ['_580x580q90.jpg_.webp', { box: inside(580), quality: 90, ending: 'jpg', webp: true }],
    ['_640x640Q90.jpg_.webp', { box: inside(640), quality: 90, ending: 'jpg', webp: true }],
    ['_180x180xzq90.jpg_.webp', { box: exactly(180), quality: 90, ending: 'jpg', webp: true }],
    ['_180x180xc.jpg', { box: exactly(180), ending: 'jpg' }],
    ['_790x10000Q75.jpg_.webp', { box: inside(790, 10_000), quality: 75, ending: 'jpg', webp: true }],
    ['_790x10000.jpg', { box: inside(790, 10_000), ending: 'jpg' }],
    ['_790x10000Q50s50.jpg_.webp', { box: inside(790, 10_000), quality: 50, sharpen: 50, ending: 'jpg', webp: true }],
    ['_Q90.jpg_.webp', { quality: 90, ending: 'jpg', webp: true }],
    ['_q50.jpg', { quality: 50, ending: 'jpg' }],
    ['_q01.jpg', { quality: 1, ending: 'jpg' }],
    ['_q90', { quality: 90 }],
    ['_s150.jpg', { sharpen: 150, ending: 'jpg' }],
    ['_.webp', { webp: true }],
    ['_.jpg', { ending: 'jpg' }],
    ['_.png', { ending: 'png' }],
    ['_200x200.png', { box: inside(200), ending: 'png' }],
    ['_200x200', { box: inside(200) }],
    ['_sum.jpg', { box: inside(150), ending: 'jpg' }],
    ['_b.jpg', { box: inside(310), ending: 'jpg' }],
    ['_m.jpg', { box: inside(220), ending: 'jpg' }],
    ['_s.jpg', { box: inside(80), ending: 'jpg' }],
    ['_sum.jpg_.webp', { box: inside(150), ending: 'jpg', webp: true }],
    ['_sum', { box: inside(150) }],
  ])('%s is understood', (suffix, expected) => {
    expect(parseSuffix(suffix)).toEqual({ ...none, ...expected });
  });

  it.each([
    '',
    '_',
    '__.webp',
    '_0x90.jpg',
    '_090x90.jpg',
    '_90x0.jpg',
    '_90.jpg',
    '_90x.jpg',
    '_x90.jpg',
    '_90X90.jpg',
    '_10001x10.jpg',
    '_99999x99999.jpg',
    '_4097x10xz.jpg',
    '_90x90xy.jpg',
    '_q9.jpg',
    '_q100.jpg',
    '_q00.jpg',
    '_s49.jpg',
    '_s151.jpg',
    '_s5.jpg',
    '_s50q90.jpg',
    '_q90q80.jpg',
    '_90x90.gif',
    '_90x90.webp',
    '_90x90.JPG',
    '_90x90.jpg_',
    '_90x90.jpg_.webp_.webp',
    '_90x90.jpg_90x90.jpg',
    '_.webp_90x90.jpg',
    '_.avif',
    '_summ.jpg',
    '_sumq',
    '_xl.jpg',
    '_-90x90.jpg',
    '_90x90.jpg ',
    '_９０x９０.jpg',
    '_90x90.jpg\n',
    '_90x90.jpg%00',
  ])('%j is none', (suffix) => {
    expect(parseSuffix(suffix)).toBeNull();
  });

  it('has one spelling for all that ask for the same, and reading that spelling gives the same again', () => {
    const box = record({
      width: integer({ min: 1, max: 4_096 }),
      height: integer({ min: 1, max: 4_096 }),
      exact: constantFrom(true, false),
    });
    const rendition = record({
      box: option(box),
      quality: option(integer({ min: 1, max: 99 })),
      sharpen: option(integer({ min: 50, max: 150 })),
      ending: constantFrom('jpg' as const, 'png' as const, null),
      webp: constantFrom(true, false),
    }).filter((each) => normalSuffix(each) !== '');
    const spelling = tuple(constantFrom('q', 'Q'), constantFrom('xz', 'xc'));
    assert(
      property(rendition, spelling, (wanted, [q, mode]) => {
        const normal = normalSuffix(wanted);
        expect(parseSuffix(normal)).toEqual(wanted);
        const other = normal.replace('q', q).replace('xz', mode);
        expect(normalSuffix(parseSuffix(other) ?? none)).toBe(normal);
      }),
      { numRuns: 2_000 },
    );
  });

  it('never reads anything it would not write itself, whatever stands there', () => {
    const piece = constantFrom(
      '_',
      'x',
      'q',
      'Q',
      's',
      '.jpg',
      '.png',
      '_.webp',
      'xz',
      '0',
      '9',
      '50',
      '200',
      '10000',
      'sum',
      'b',
    );
    const noise = tuple(piece, piece, piece, piece, piece, piece, option(string({ maxLength: 3 }), { freq: 4 }));
    assert(
      property(noise, (parts) => {
        const text = parts.map((part) => part ?? '').join('');
        const read = parseSuffix(text);
        if (read === null) return;
        const again = parseSuffix(normalSuffix(read));
        expect(again).toEqual(read);
        expect(text).toMatch(/^_[0-9a-zA-Z._]+$/);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('addresses', () => {
  const id = 'AbCdEfGhIjKlMnOpQrStUvWx';
  it('are an id with an ending, and a suffix or none', () => {
    expect(parseAddress(`${id}.png`)).toEqual({ id, ending: 'png', rendition: null });
    expect(parseAddress(`${id}.png_.webp`)).toEqual({ id, ending: 'png', rendition: { ...none, webp: true } });
  });

  it.each([
    id,
    `${id}.`,
    `${id}.PNG`,
    `${id}_90x90.jpg`,
    `x${id}.png`,
    `${id}.png_nothing`,
    `${id}.png_`,
    `../${id}.png`,
    '',
  ])('%j is none', (file) => {
    expect(parseAddress(file)).toBeNull();
  });
});
