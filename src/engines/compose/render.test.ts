// What is really on the pixels: contrast behind every text, margins, overlaps. Judged on drawn cards, not on palettes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { luminance, parseHex } from './colour.js';
import { cardEdge } from './layout.js';
import { requiredContrast } from './palette.js';
import type { Box, TextMark } from './pen.js';
import { render } from './render.js';
import { type LayoutName, layoutNames, type Offer, type OfferScope } from './spec.js';
import { wordingOf } from './wording.js';

const offers: readonly Offer[] = [
  { kind: 'amount-off', thresholdFen: 10000, amountFen: 2000 },
  { kind: 'amount-off', thresholdFen: 999999900, amountFen: 888888888 },
  { kind: 'amount-off', thresholdFen: Number.MAX_SAFE_INTEGER, amountFen: Number.MAX_SAFE_INTEGER - 1 },
  { kind: 'amount-off', thresholdFen: 0, amountFen: 1 },
  { kind: 'percent-off', thresholdFen: 10000, percentOff: 20 },
  { kind: 'percent-off', thresholdFen: 0, percentOff: 99 },
  { kind: 'exchange', thresholdFen: Number.MAX_SAFE_INTEGER, priceFen: Number.MAX_SAFE_INTEGER },
  { kind: 'exchange', thresholdFen: 9900, priceFen: 990 },
];
const names = [
  '',
  '茶',
  '白昼咖啡',
  '一二三四五六七八九十一二三四五六七八九十',
  'WWWWWWWWWWWWWWWWWWWW',
  'Mm Supercalifragilis',
  '👨‍👩‍👧‍👦🇨🇳1️⃣☕🍵🏳️‍🌈👍🏽❤️',
];

interface CardOrder {
  readonly layout: LayoutName;
  readonly colour: string;
  readonly offer?: Offer;
  readonly scope?: OfferScope;
  readonly bundle?: boolean;
  readonly brandName?: string;
  readonly variant?: number;
}

function draw(
  {
    layout,
    colour,
    offer,
    scope = 'all',
    bundle = true,
    brandName = '一二三四五六七八九十一二三',
    variant = 0,
  }: CardOrder,
  size: number,
  text: boolean,
) {
  const wording = wordingOf({
    offer: offer ?? { kind: 'exchange', thresholdFen: 9900, priceFen: 12345 },
    scope,
    usage: bundle ? 'bundle' : 'single',
  });
  return render(
    { layout, colour, size, content: { wording, brandName, logo: undefined, facts: { variant, bundle } } },
    text,
  );
}

/** The lowest contrast of an ink against the pixels its text covers, in a card drawn without words. */
function worstBehind(mark: TextMark, pixels: Uint8ClampedArray, size: number): number {
  const scale = size / cardEdge;
  const ink = luminance(parseHex(mark.colour));
  let worst = 21;
  const end = (at: number): number => Math.min(size - 1, Math.ceil(at * scale));
  for (let y = Math.floor(mark.box.y * scale); y <= end(mark.box.y + mark.box.h); y++) {
    for (let x = Math.floor(mark.box.x * scale); x <= end(mark.box.x + mark.box.w); x++) {
      const at = (y * size + x) * 4;
      const back = luminance({ r: pixels[at] ?? 0, g: pixels[at + 1] ?? 0, b: pixels[at + 2] ?? 0 });
      worst = Math.min(worst, (Math.max(ink, back) + 0.05) / (Math.min(ink, back) + 0.05));
    }
  }
  return worst;
}

const overlap = (a: Box, b: Box): boolean =>
  Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x) > 0.5 &&
  Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y) > 0.5;

describe('a drawn card', () => {
  const levels = ['00', '55', 'aa', 'ff'];
  const colours = levels.flatMap((r) => levels.flatMap((g) => levels.map((b) => `#${r}${g}${b}`)));

  it.each(layoutNames)('of layout %s has nothing behind any text that comes within 4.5 of its ink', (layout) => {
    const size = 360;
    const failures: string[] = [];
    colours.forEach((colour, i) => {
      const order = { layout, colour, variant: i % 4, bundle: i % 3 !== 0 };
      const { canvas, pen } = draw(order, size, false);
      const pixels = canvas.getContext('2d').getImageData(0, 0, size, size).data;
      for (const mark of pen.marks) {
        const worst = worstBehind(mark, pixels, size);
        if (worst < requiredContrast)
          failures.push(`${colour} variant ${order.variant} ${mark.role} ${mark.text} ${worst.toFixed(2)}`);
      }
    });
    expect(failures).toEqual([]);
  });

  it.each(layoutNames)('of layout %s keeps every text inside its margins and off every other text', (layout) => {
    const margin = 40;
    const failures: string[] = [];
    offers.forEach((offer, i) => {
      for (const brandName of names) {
        const scope = (['all', 'single', 'category'] as const)[i % 3] ?? 'all';
        const { pen } = draw({ layout, colour: '#c8102e', offer, scope, brandName, bundle: i % 2 === 0 }, 64, false);
        pen.marks.forEach((mark, at) => {
          const { x, y, w, h } = mark.box;
          if (x < margin || y < margin || x + w > cardEdge - margin || y + h > cardEdge - margin / 2)
            failures.push(`${mark.text} leaves the card`);
          for (const other of pen.marks.slice(at + 1))
            if (overlap(mark.box, other.box)) failures.push(`${mark.text} lies on ${other.text}`);
        });
      }
    });
    expect(failures).toEqual([]);
  });

  it('takes any name of up to 20 characters, of any script or none, and keeps it inside the card', () => {
    const byKind = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
      fc
        .array(fc.integer({ min: 0x20000, max: 0x323af }), { minLength: 1, maxLength: 20 })
        .map((codes) => String.fromCodePoint(...codes)),
    );
    fc.assert(
      fc.property(byKind, fc.constantFrom(...layoutNames), (brandName, layout) => {
        for (const { box, text } of draw({ layout, colour: '#00704a', brandName }, 64, true).pen.marks) {
          const inside = box.x > 30 && box.y > 30 && box.x + box.w < cardEdge - 30 && box.y + box.h < cardEdge - 20;
          expect(inside, `${JSON.stringify(text)} at ${JSON.stringify(box)}`).toBe(true);
        }
      }),
      { numRuns: 250, seed: 11 },
    );
  });

  it.each(layoutNames)('of layout %s leaves its words only inside the boxes it accounts for', (layout) => {
    const size = 540;
    const order = { layout, colour: '#0b3b9e', brandName: '龘Ǻjgy한글मй́𠮷☕' };
    const bare = draw(order, size, false);
    const full = draw(order, size, true);
    const before = bare.canvas.getContext('2d').getImageData(0, 0, size, size).data;
    const after = full.canvas.getContext('2d').getImageData(0, 0, size, size).data;
    const inside = new Uint8Array(size * size);
    for (const { box } of full.pen.marks) {
      for (let y = Math.floor(box.y / 2) - 1; y <= (box.y + box.h) / 2 + 1; y++)
        inside.fill(1, y * size + Math.floor(box.x / 2) - 1, y * size + Math.ceil((box.x + box.w) / 2) + 2);
    }
    let strays = 0;
    for (let i = 0; i < size * size; i++)
      if (inside[i] === 0 && Math.abs((before[i * 4] ?? 0) - (after[i * 4] ?? 0)) > 24) strays++;
    expect(strays).toBe(0);
  });

  it.each(layoutNames)('of layout %s makes the number its largest text', (layout) => {
    const { pen } = draw(
      { layout, colour: '#c8102e', offer: { kind: 'amount-off', thresholdFen: 10000, amountFen: 2000 } },
      64,
      false,
    );
    const height = (role: string): number =>
      Math.max(0, ...pen.marks.filter((mark) => mark.role === role).map((mark) => mark.box.h));
    expect(height('hero')).toBeGreaterThan(2 * height('lead'));
    expect(height('hero')).toBeGreaterThan(2 * height('brand'));
  });
});
