import { describe, expect, it } from 'vitest';
import type { Raster } from '../../kernel/raster.js';
import { findText } from './find-text.js';
import { eachDot } from './glyphs.js';

function painted(width: number, height: number, shade: (x: number, y: number) => number): Raster {
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 3) rgb.fill(shade(x, y), i, i + 3);
  }
  return { width, height, rgb };
}

/** Repeatable grain, 0–1. */
const grain = (x: number, y: number): number => {
  const mixed = Math.imul(x * 374_761_393 + y * 668_265_263, 1_274_126_177);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
};

describe('finding lettering', () => {
  it('finds a printed line where it is', () => {
    const page = painted(320, 200, (x, y) => 225 + 10 * grain(x, y));
    eachDot('2024.08.31 69.90', (x, y) => {
      for (let dy = 0; dy < 3; dy++) {
        for (let dx = 0; dx < 3; dx++)
          page.rgb.fill(
            30,
            ((88 + 3 * y + dy) * 320 + 16 + 3 * x + dx) * 3,
            ((88 + 3 * y + dy) * 320 + 17 + 3 * x + dx) * 3,
          );
      }
    });
    const lines = findText(page);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      expect(line.top).toBeGreaterThanOrEqual(80);
      expect(line.bottom).toBeLessThanOrEqual(120);
    }
    const length = lines.reduce((sum, { left, right }) => sum + right - left, 0);
    expect(length).toBeGreaterThan(150);
  });

  it('finds none in grain, gradients, stripes all over and tiny pictures', () => {
    expect(findText(painted(320, 200, (x, y) => 255 * grain(x, y)))).toEqual([]);
    expect(findText(painted(320, 200, (x) => (x * 255) / 320))).toEqual([]);
    expect(findText(painted(320, 200, (x) => (x % 12 < 6 ? 20 : 230)))).toEqual([]);
    expect(findText(painted(3, 2, () => 9))).toEqual([]);
  });
});
