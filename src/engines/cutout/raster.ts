// Pixels in memory: interleaved 8-bit rasters, float planes, and resampling between sizes.
// Must not know where the pixels come from or what they show.
import type { Box } from './spec.js';

/** width×height×3, RGB, 0–255, rows from the top. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** width×height×1 floats, mostly 0–1. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array<ArrayBuffer>;
}

/** Red, green, blue as planes, 0–1. */
export interface ColourPlanes {
  readonly width: number;
  readonly height: number;
  readonly channels: readonly [Float32Array<ArrayBuffer>, Float32Array<ArrayBuffer>, Float32Array<ArrayBuffer>];
}

export const clamp01 = (value: number): number => (value < 0 ? 0 : value > 1 ? 1 : value);

/** For every target pixel: the first source pixel it draws on and the weights from there on. */
interface Taps {
  readonly first: Int32Array;
  readonly weights: Float32Array;
  readonly count: number;
}

/**
 * Weights of a triangle filter whose support grows with the reduction, so that shrinking averages instead of skipping.
 * `from` and `span` are in source pixels and may be fractions.
 */
function triangleTaps(sourceLength: number, from: number, span: number, targetLength: number): Taps {
  const scale = span / targetLength;
  const support = Math.max(1, scale);
  const count = Math.ceil(support * 2) + 1;
  const first = new Int32Array(targetLength);
  const weights = new Float32Array(targetLength * count);
  for (let target = 0; target < targetLength; target++) {
    const centre = from + (target + 0.5) * scale - 0.5;
    const start = Math.max(0, Math.min(sourceLength - count, Math.ceil(centre - support)));
    first[target] = Math.max(0, start);
    let sum = 0;
    for (let tap = 0; tap < count; tap++) {
      const at = Math.max(0, start) + tap;
      const weight = at < sourceLength ? Math.max(0, 1 - Math.abs(at - centre) / support) : 0;
      weights[target * count + tap] = weight;
      sum += weight;
    }
    if (sum === 0) {
      // Entirely outside the source: repeat its nearest pixel.
      weights[target * count + (centre < 0 ? 0 : Math.min(count, sourceLength) - 1)] = 1;
      sum = 1;
    }
    for (let tap = 0; tap < count; tap++) {
      weights[target * count + tap] = (weights[target * count + tap] as number) / sum;
    }
  }
  return { first, weights, count };
}

/** Resamples one channel of an interleaved array: `box` of the source becomes width×height. Result scaled by `gain`. */
function resampleChannel(
  source: Uint8Array | Float32Array,
  sourceWidth: number,
  stride: number,
  offset: number,
  rows: Taps,
  columns: Taps,
  width: number,
  height: number,
  gain: number,
): Float32Array<ArrayBuffer> {
  const out = new Float32Array(width * height);
  // Vertical first, one target row at a time: the row buffer stays in cache and nothing the size of the source is made.
  const line = new Float32Array(sourceWidth);
  const lastRow = source.length / stride / sourceWidth - 1;
  for (let y = 0; y < height; y++) {
    line.fill(0);
    for (let tap = 0; tap < rows.count; tap++) {
      const weight = (rows.weights[y * rows.count + tap] as number) * gain;
      if (weight === 0) continue;
      const row = Math.min(lastRow, (rows.first[y] as number) + tap);
      let at = row * sourceWidth * stride + offset;
      for (let x = 0; x < sourceWidth; x++, at += stride) {
        line[x] = (line[x] as number) + weight * (source[at] as number);
      }
    }
    for (let x = 0; x < width; x++) {
      let sum = 0;
      const start = columns.first[x] as number;
      const base = x * columns.count;
      for (let tap = 0; tap < columns.count; tap++) {
        const weight = columns.weights[base + tap] as number;
        if (weight !== 0) sum += weight * (line[start + tap] as number);
      }
      out[y * width + x] = sum;
    }
  }
  return out;
}

/**
 * A region of a raster as colour planes of another size (antialiased bilinear).
 * @param region in pixels of the raster; whole numbers inside it
 */
export function planesOf(raster: Raster, region: Box, width: number, height: number): ColourPlanes {
  const rows = triangleTaps(region.height, 0, region.height, height);
  const columns = triangleTaps(region.width, 0, region.width, width);
  const cut = cutOut(raster, region);
  const channel = (offset: number) =>
    resampleChannel(cut, region.width, 3, offset, rows, columns, width, height, 1 / 255);
  return { width, height, channels: [channel(0), channel(1), channel(2)] };
}

function cutOut(raster: Raster, region: Box): Uint8Array {
  if (region.width === raster.width && region.height === raster.height) return raster.rgb;
  const out = new Uint8Array(region.width * region.height * 3);
  for (let y = 0; y < region.height; y++) {
    const start = ((region.top + y) * raster.width + region.left) * 3;
    out.set(raster.rgb.subarray(start, start + region.width * 3), y * region.width * 3);
  }
  return out;
}

/**
 * A region of a plane at another size (antialiased bilinear); outside the plane its border is repeated.
 * @param region in pixels of the plane, fractions allowed
 */
export function resamplePlane(plane: Plane, region: Box, width: number, height: number): Plane {
  const rows = triangleTaps(plane.height, region.top, region.height, height);
  const columns = triangleTaps(plane.width, region.left, region.width, width);
  return { width, height, values: resampleChannel(plane.values, plane.width, 1, 0, rows, columns, width, height, 1) };
}

export const wholeOf = (size: { readonly width: number; readonly height: number }): Box => ({
  left: 0,
  top: 0,
  width: size.width,
  height: size.height,
});

/** The same region in a grid of another size, rounded outwards to whole pixels and kept inside it. */
export function regionIn(
  region: Box,
  from: { width: number; height: number },
  to: { width: number; height: number },
): Box {
  const left = Math.max(0, Math.floor((region.left * to.width) / from.width));
  const top = Math.max(0, Math.floor((region.top * to.height) / from.height));
  const right = Math.min(to.width, Math.ceil(((region.left + region.width) * to.width) / from.width));
  const bottom = Math.min(to.height, Math.ceil(((region.top + region.height) * to.height) / from.height));
  return { left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}

/** Width and height reduced so that the longer is at most `longSide`; never enlarged, never below 1. */
export function fitWithin(
  size: { width: number; height: number },
  longSide: number,
): { width: number; height: number } {
  const scale = Math.min(1, longSide / Math.max(size.width, size.height));
  return { width: Math.max(1, Math.round(size.width * scale)), height: Math.max(1, Math.round(size.height * scale)) };
}
