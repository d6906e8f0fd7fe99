import { describe, expect, test } from 'vitest';
import { boxMean } from './box-filter.js';
import { colourLogOdds } from './colour-evidence.js';
import { closeFalseHoles, dropIslands } from './components.js';
import { edgeColours } from './foreground.js';
import { applyToGuide, fitLinearMatte } from './guided-filter.js';
import { findPlainBackground } from './plain-background.js';
import { type ColourPlanes, fitWithin, type Plane, regionIn, resamplePlane, wholeOf } from './raster.js';
import { renderAlpha, renderCutout } from './render.js';

const plane = (width: number, height: number, at: (x: number, y: number) => number): Plane => ({
  width,
  height,
  values: Float32Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width))),
});
const photoOf = (width: number, height: number, at: (x: number, y: number) => readonly number[]): ColourPlanes => {
  const channel = (c: number) => plane(width, height, (x, y) => at(x, y)[c] ?? 0).values;
  return { width, height, channels: [channel(0), channel(1), channel(2)] };
};
const disc = (x: number, y: number, radius: number, cx = 40, cy = 30) => Math.hypot(x - cx, y - cy) < radius;
const at = (what: Plane, x: number, y: number) => what.values[y * what.width + x] ?? Number.NaN;

describe('the box mean', () => {
  test.each([
    [17, 9, 2],
    [9, 17, 5],
    [6, 5, 40],
    [1, 1, 3],
    [30, 1, 4],
    [64, 48, 1],
  ])('of %i×%i with radius %i is the mean of the pixels inside the picture', (width, height, radius) => {
    const source = plane(width, height, (x, y) => Math.sin(x * 3.7 + y * 1.3) + x / 9);
    const fast = boxMean(source.values, width, height, radius);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let sum = 0;
        let count = 0;
        for (let v = Math.max(0, y - radius); v <= Math.min(height - 1, y + radius); v++) {
          for (let u = Math.max(0, x - radius); u <= Math.min(width - 1, x + radius); u++, count++)
            sum += at(source, u, v);
        }
        expect(fast[y * width + x]).toBeCloseTo(sum / count, 4);
      }
    }
  });
});

describe('resampling a plane', () => {
  test('to the same size changes nothing', () => {
    const source = plane(12, 7, (x, y) => x * y);
    expect([...resamplePlane(source, wholeOf(source), 12, 7).values]).toEqual([...source.values]);
  });

  test('keeps the mean when it shrinks and stays within bounds when it enlarges', () => {
    const source = plane(64, 48, (x, y) => (disc(x, y, 14, 30, 20) ? 1 : 0));
    const mean = (p: Plane) => p.values.reduce((sum, value) => sum + value, 0) / p.values.length;
    expect(mean(resamplePlane(source, wholeOf(source), 11, 9))).toBeCloseTo(mean(source), 1);
    const large = resamplePlane(source, wholeOf(source), 200, 130);
    expect(Math.min(...large.values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...large.values)).toBeLessThanOrEqual(1.0001);
  });

  test('repeats the border outside the plane', () => {
    const source = plane(4, 4, () => 0.5);
    const out = resamplePlane(source, { left: -3, top: -3, width: 10, height: 10 }, 10, 10);
    for (const value of out.values) expect(value).toBeCloseTo(0.5, 5);
  });

  test('boxes move between grids outwards and stay inside', () => {
    const box = { left: 3, top: 3, width: 5, height: 5 };
    expect(regionIn(box, { width: 10, height: 10 }, { width: 25, height: 25 })).toEqual({
      left: 7,
      top: 7,
      width: 13,
      height: 13,
    });
    expect(fitWithin({ width: 4000, height: 1 }, 100)).toEqual({ width: 100, height: 1 });
  });
});

describe('the guided filter', () => {
  test('pulls a blurred matte to the edge of the photo', () => {
    const photo = photoOf(80, 60, (x, y) => (disc(x, y, 18) ? [0.8, 0.2, 0.1] : [0.2, 0.3, 0.7]));
    const sharpMatte = plane(80, 60, (x, y) => (disc(x, y, 18) ? 1 : 0));
    const soft = { ...sharpMatte, values: boxMean(sharpMatte.values, 80, 60, 4) };
    const error = (p: Plane) => p.values.reduce((sum, v, i) => sum + Math.abs(v - (sharpMatte.values[i] ?? 0)), 0);
    const steep = { ...soft, values: soft.values.map((v) => Math.max(0, Math.min(1, (v - 0.5) * 2.2 + 0.5))) };
    const refined = applyToGuide(fitLinearMatte(photo, steep, 3, 2e-4), photo);
    expect(error(refined)).toBeLessThan(error(soft) * 0.5);
  });
});

describe('colour evidence', () => {
  test('speaks for a thin stem of the subject’s colour that the matte missed', () => {
    const photo = photoOf(80, 60, (x, y) =>
      disc(x, y, 12, 40, 40) || (x > 38 && x < 42 && y < 30) ? [0.7, 0.1, 0.15] : [0.9, 0.9, 0.85],
    );
    const odds = colourLogOdds(
      photo,
      plane(80, 60, (x, y) => (disc(x, y, 12, 40, 40) ? 1 : 0)),
    );
    expect(odds[10 * 80 + 40]).toBeGreaterThan(1);
    expect(odds[10 * 80 + 5]).toBeLessThan(-1);
  });

  test('calls paper plain and takes its shadow for background, but not a checkerboard', () => {
    const matte = plane(80, 60, (x, y) => (disc(x, y, 14) ? 1 : 0));
    const onPaper = photoOf(80, 60, (x, y) => {
      if (disc(x, y, 14)) return [0.1, 0.4, 0.2];
      return disc(x, y, 6, 62, 30) ? [0.56, 0.54, 0.5] : [0.8, 0.77, 0.72];
    });
    const found = findPlainBackground(onPaper, matte);
    expect(found?.evidence[30 * 80 + 40]).toBeGreaterThan(1);
    expect(found?.evidence[30 * 80 + 62]).toBeLessThan(0);
    const onTiles = photoOf(80, 60, (x, y) => (((x >> 1) + (y >> 1)) % 2 === 0 ? [0.9, 0.9, 0.9] : [0.3, 0.3, 0.3]));
    expect(findPlainBackground(onTiles, matte)).toBeNull();
  });
});

describe('pieces of a matte', () => {
  test('islands go, pairs stay', () => {
    const matte = plane(80, 60, (x, y) =>
      disc(x, y, 12, 20, 30) || disc(x, y, 9, 58, 30) || disc(x, y, 1.5, 75, 5) ? 1 : 0,
    );
    const first = { ...matte, values: matte.values.slice() };
    dropIslands(matte, first);
    expect([at(matte, 20, 30), at(matte, 58, 30), at(matte, 75, 5)]).toEqual([1, 1, 0]);
  });

  test('what only colours speak for stays only when it is joined', () => {
    const first = plane(80, 60, (x, y) => (disc(x, y, 12, 20, 30) ? 1 : 0));
    const matte = plane(80, 60, (x, y) =>
      disc(x, y, 12, 20, 30) || (y === 30 && x >= 20 && x < 45) || disc(x, y, 9, 65, 30) ? 1 : 0,
    );
    dropIslands(matte, first);
    expect([at(matte, 40, 30), at(matte, 65, 30)]).toEqual([1, 0]);
  });

  test('a hole the model saw as subject is closed, a handle stays open', () => {
    const first = plane(80, 60, (x, y) => (disc(x, y, 25, 40, 30) && !disc(x, y, 5, 52, 30) ? 1 : 0));
    const matte = plane(80, 60, (x, y) =>
      disc(x, y, 25, 40, 30) && !disc(x, y, 5, 52, 30) && !disc(x, y, 5, 30, 30) ? 1 : 0,
    );
    closeFalseHoles(matte, first);
    expect([at(matte, 30, 30), at(matte, 52, 30)]).toEqual([1, 0]);
  });
});

describe('drawing', () => {
  const size = 40;
  const red = [200, 20, 20] as const;
  const green = [20, 200, 20] as const;
  const cover = (x: number) => Math.max(0, Math.min(1, (22 - x) / 4));
  const mixed = (x: number) => red.map((value, c) => value * cover(x) + (green[c] ?? 0) * (1 - cover(x)));

  test('unmixes edge pixels: a red thing before green keeps a red edge', () => {
    const photo = photoOf(size, size, (x) => mixed(x).map((value) => value / 255));
    const matte = plane(size, size, (x) => cover(x));
    const rgb = Uint8Array.from({ length: size * size * 3 }, (_, i) => mixed(Math.floor(i / 3) % size)[i % 3] ?? 0);
    const alpha = Uint8Array.from(matte.values, (value) => Math.round(value * 255));
    const place = { canvasWidth: size, canvasHeight: size, left: 0, top: 0, margin: 0 };
    const drawn = renderCutout({ width: size, height: size, rgb }, alpha, edgeColours(photo, matte, 3), place);
    const half = (20 * size + 20) * 4;
    expect(drawn[half + 3]).toBeGreaterThan(100);
    expect(drawn[half + 3]).toBeLessThan(160);
    expect(drawn[half] ?? 0).toBeGreaterThan(165);
    expect(drawn[half + 1] ?? 255).toBeLessThan(60);
    expect([...drawn.subarray((20 * size + 39) * 4, (20 * size + 40) * 4)]).toEqual([0, 0, 0, 0]);
  });

  test('clips what lies outside the canvas', () => {
    const photo = { width: 6, height: 6, rgb: new Uint8Array(108).fill(9) };
    const place = { canvasWidth: 4, canvasHeight: 4, left: -1, top: -1, margin: 0 };
    const drawn = renderCutout(photo, new Uint8Array(36).fill(255), null, place);
    expect(drawn).toHaveLength(64);
    expect(new Set(drawn)).toEqual(new Set([9, 255]));
  });

  test('a fit drawn larger follows the larger photo', () => {
    const small = photoOf(20, 20, (x) => (x < 10 ? [0.9, 0.1, 0.1] : [0.1, 0.1, 0.9]));
    const matte = plane(20, 20, (x) => (x < 10 ? 1 : 0));
    const fit = fitLinearMatte(small, matte, 3, 1e-4);
    const rgb = Uint8Array.from({ length: 80 * 80 * 3 }, (_, i) => {
      const inside = Math.floor(i / 3) % 80 < 41;
      return ((inside ? [230, 26, 26] : [26, 26, 230])[i % 3] as number) | 0;
    });
    const alpha = renderAlpha({ width: 80, height: 80, rgb }, fit, applyToGuide(fit, small));
    expect([alpha[40 * 80 + 5], alpha[40 * 80 + 75]]).toEqual([255, 0]);
    expect(alpha[40 * 80 + 40]).toBeGreaterThan(200);
    expect(alpha[40 * 80 + 41]).toBeLessThan(60);
  });
});
