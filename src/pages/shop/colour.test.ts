import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contrast, shadesOf } from './colour.js';

const hex = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);

describe('the shades of a colour', () => {
  it('let white text be read on the two dark ones and dark text on the light one, whatever the colour', () => {
    fc.assert(
      fc.property(hex, (colour) => {
        const { deep, dark, tint } = shadesOf(colour);
        expect(contrast(deep, '#ffffff')).toBeGreaterThanOrEqual(4.5);
        expect(contrast(dark, '#ffffff')).toBeGreaterThanOrEqual(4.5);
        expect(contrast(tint, dark)).toBeGreaterThanOrEqual(4.5);
      }),
      { numRuns: 2_000 },
    );
  });

  it('leave a colour as it is where white can be read on it', () => {
    expect(shadesOf('#5e6671').deep).toBe('#5e6671');
    expect(shadesOf('not a colour')).toEqual(shadesOf('#2f6f4f'));
  });
});
