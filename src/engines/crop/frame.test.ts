import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxAt, frameOf } from './frame.js';

const side = fc.oneof(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 1, max: 12 }));
const ratio = fc.oneof(
  fc.double({ min: 0.01, max: 100, noNaN: true }),
  fc.constantFrom(1, 2.35, 9 / 16, 16 / 9, 3 / 4, 0.01, 100),
);

describe('a window of a given ratio', () => {
  it('has the full width or the full height, the ratio to within one rounded pixel, and lies inside the photo', () => {
    fc.assert(
      fc.property(side, side, ratio, fc.double({ min: 0, max: 1, noNaN: true }), (width, height, wanted, at) => {
        const frame = frameOf({ width, height }, wanted);
        const box = boxAt(frame, Math.round(at * frame.slack));
        const across = box.right - box.left + 1;
        const down = box.bottom - box.top + 1;
        expect([box.left, box.top, box.right, box.bottom].every(Number.isInteger)).toBe(true);
        expect(box.left >= 0 && box.top >= 0 && box.right < width && box.bottom < height).toBe(true);
        expect(across >= 1 && down >= 1 && (across === width || down === height)).toBe(true);
        // One side is given; the other is at most half a pixel from exact, unless it would be less than a pixel.
        if (across === width && wanted >= width / height)
          expect(Math.abs(down - width / wanted)).toBeLessThanOrEqual(down === 1 ? 1 : 0.5);
        else expect(Math.abs(across - height * wanted)).toBeLessThanOrEqual(across === 1 ? 1 : 0.5);
        if (across > 1 && down > 1) {
          expect(Math.abs(across / down - wanted)).toBeLessThanOrEqual(Math.max(1 / across, 1 / down) * wanted);
        }
      }),
      { numRuns: 10_000 },
    );
  });

  it('is the whole photo when the ratio is the photo’s own', () => {
    fc.assert(
      fc.property(side, side, (width, height) => {
        fc.pre(width / height >= 0.01 && width / height <= 100);
        const frame = frameOf({ width, height }, width / height);
        expect(boxAt(frame, 0)).toEqual({ left: 0, top: 0, right: width - 1, bottom: height - 1 });
        expect(frame.slack).toBe(0);
      }),
      { numRuns: 10_000 },
    );
  });

  it('is refused outside 0.01–100', () => {
    for (const wrong of [0, 0.0099, 100.1, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => frameOf({ width: 10, height: 10 }, wrong)).toThrow(RangeError);
    }
  });
});
