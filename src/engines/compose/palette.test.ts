// Readable text for any brand colour: the palettes of every layout, for 4,096 colours.
import { describe, expect, it } from 'vitest';
import { contrastOf, fromOklch, toOklch } from './colour.js';
import { layoutNamed } from './layouts/index.js';
import { brandFrom, requiredContrast, worstContrast } from './palette.js';
import { layoutNames } from './spec.js';

const nibbles = [...'0123456789abcdef'];
const sampledColours = nibbles.flatMap((r) => nibbles.flatMap((g) => nibbles.map((b) => `#${r}0${g}0${b}0`)));

describe('palettes', () => {
  it.each(layoutNames)('give every text of %s a contrast of at least 4.5 for all of 4,096 colours', (name) => {
    const failures: string[] = [];
    for (const colour of [...sampledColours, '#ffffff', '#ff5733']) {
      for (const [role, ink] of Object.entries(layoutNamed(name).plan(brandFrom(colour)).inks)) {
        const worst = worstContrast(ink.colour, ink.behind);
        if (worst < requiredContrast) failures.push(`${colour} ${role} ${ink.colour} ${worst.toFixed(2)}`);
      }
    }
    expect(failures).toEqual([]);
  });

  it('refuse a colour that is not written #rrggbb', () => {
    for (const colour of ['red', '#fff', '#12345g', '']) expect(() => brandFrom(colour)).toThrow(RangeError);
  });
});

describe('colour', () => {
  it('comes back from OKLCH as it went in', () => {
    for (const hex of ['#000000', '#ffffff', '#ff5733', '#0b3b9e', '#808080', '#07c160'])
      expect(fromOklch(toOklch(hex))).toBe(hex);
  });

  it('measures contrast as WCAG does', () => {
    expect(contrastOf('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrastOf('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  });
});
