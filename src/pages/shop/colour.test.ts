import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contrast, shadesOf } from './colour.js';

const hex = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);

describe('the shades of a colour', () => {
  it('let white text be read on the two dark ones and dark text on the light one, whatever the colour', () => {
    fc.assert(
      fc.property(hex, (colour) => {
        const { deep, dark, tint, face, edge, on } = shadesOf(colour);
        expect(contrast(face, on)).toBeGreaterThanOrEqual(4.5);
        expect(contrast(edge, on)).toBeGreaterThanOrEqual(4.5);
        expect(contrast(deep, '#ffffff')).toBeGreaterThanOrEqual(4.5);
        expect(contrast(dark, '#ffffff')).toBeGreaterThanOrEqual(4.5);
        expect(contrast(tint, dark)).toBeGreaterThanOrEqual(4.5);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(['#d09a45', '#e4b138', '#ee903c', '#f08500', '#a9d92d'])(
    'leave the warm and light %s as it is, under dark text: darkened it would be mud',
    (colour) => {
      const { face, on } = shadesOf(colour);
      expect(face).toBe(colour);
      expect(on).not.toBe('#ffffff');
    },
  );

  it.each(['#63b359', '#2c9f67', '#509fc9', '#5885cf', '#9062c0', '#dd6549', '#cc463d', '#cf3e36', '#5e6671'])(
    'put white text on %s, darkened as far as that needs',
    (colour) => {
      const { face, deep, on } = shadesOf(colour);
      expect([face, on]).toEqual([deep, '#ffffff']);
    },
  );

  it('leave a colour as it is where white can be read on it', () => {
    expect(shadesOf('#5e6671').deep).toBe('#5e6671');
    expect(shadesOf('not a colour')).toEqual(shadesOf('#2f6f4f'));
  });
});
