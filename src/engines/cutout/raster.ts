// Pixels in memory: interleaved 8-bit rasters, float planes, and resampling between sizes.
// Must not know where the pixels come from or what they show.
import sharp from 'sharp';
import type { Plane, Raster } from '../../kernel/raster.js';
import type { Box } from './spec.js';

export type { Plane, Raster };

/** Red, green, blue as planes, 0–1. */
export interface ColourPlanes {
  readonly width: number;
  readonly height: number;
  readonly channels: readonly [Channel, Channel, Channel];
}

export type Channel = Float32Array<ArrayBuffer>;

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

/** A whole raster at another size (antialiased bilinear), by the picture library: several times faster than loops here. */
export async function resizeRaster(raster: Raster, width: number, height: number): Promise<Raster> {
  if (width === raster.width && height === raster.height) return raster;
  const pixels = await sharp(raster.rgb, { raw: { width: raster.width, height: raster.height, channels: 3 } })
    .resize(width, height, { fit: 'fill', kernel: 'linear' })
    .raw({ depth: 'uchar' })
    .toBuffer();
  return { width, height, rgb: plainBytes(pixels) };
}

/** The same memory as a plain array: loops over pixels are fast when they only ever see one kind. */
export const plainBytes = (bytes: Buffer): Uint8Array =>
  new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const threeChannels = (count: number): [Channel, Channel, Channel] => [
  new Float32Array(count),
  new Float32Array(count),
  new Float32Array(count),
];

/** A raster as colour planes of the same size. */
export function planesOf({ width, height, rgb }: Raster): ColourPlanes {
  const count = width * height;
  const channels = threeChannels(count);
  for (let c = 0; c < 3; c++) {
    const channel = channels[c] as Channel;
    for (let i = 0, at = c; i < count; i++, at += 3) channel[i] = (rgb[at] as number) / 255;
  }
  return { width, height, channels };
}

/**
 * A region of a plane at another size (antialiased bilinear); outside the plane its border is repeated.
 * @param region in pixels of the plane, fractions allowed
 */
export function resamplePlane(plane: Plane, region: Box, width: number, height: number): Plane {
  const rows = triangleTaps(plane.height, region.top, region.height, height);
  const columns = triangleTaps(plane.width, region.left, region.width, width);
  const source = plane.values;
  const values = new Float32Array(width * height);
  // Vertical first, one target row at a time. The spare room after the row is for taps of weight 0 beyond its end.
  const line = new Float32Array(plane.width + columns.count);
  for (let y = 0; y < height; y++) {
    line.fill(0);
    for (let tap = 0; tap < rows.count; tap++) {
      const weight = rows.weights[y * rows.count + tap] as number;
      if (weight === 0) continue;
      const row = ((rows.first[y] as number) + tap) * plane.width;
      for (let x = 0; x < plane.width; x++) line[x] = (line[x] as number) + weight * (source[row + x] as number);
    }
    for (let x = 0, tap = 0; x < width; x++) {
      let sum = 0;
      let from = columns.first[x] as number;
      for (let k = 0; k < columns.count; k++, tap++, from++) {
        sum += (columns.weights[tap] as number) * (line[from] as number);
      }
      values[y * width + x] = sum;
    }
  }
  return { width, height, values };
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
