// The photo as the engine looks at it: small, upright, 8-bit RGB; and the same at other sizes.
// Must not know what is looked for in it.
import { DomainError } from '../../kernel/errors.js';
import { decodePhoto, openPhoto } from '../../kernel/photo.js';
import type { Raster } from '../../kernel/raster.js';
import { CropError } from './spec.js';

/**
 * The longest side, in pixels, at which a photo is looked at: more than any of the models takes. A JPEG of 12 megapixels (4000
 * pixels) comes out of its decoder at an eighth.
 */
export const overviewLongSide = 480;

export interface Overview extends Raster {
  /** The photo's own size after orientation, in pixels. */
  readonly photo: { readonly width: number; readonly height: number };
}

/**
 * Checks a photo's header and decodes it once, reduced while it is read: the full bitmap never exists outside the decoder.
 * Transparency is flattened over white; of animations the first frame is taken.
 * @throws CropError unreadable-image, too-many-pixels (before any decoding)
 */
export async function readOverview(image: Uint8Array): Promise<Overview> {
  try {
    const photo = await openPhoto(image);
    const scale = Math.min(1, overviewLongSide / Math.max(photo.width, photo.height));
    const side = (length: number): number => Math.max(1, Math.round(length * scale));
    const { width, height, pixels } = await decodePhoto(photo, side(photo.width), side(photo.height));
    return { width, height, rgb: pixels, photo: { width: photo.width, height: photo.height } };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const reason = error.code === 'TOO_LARGE' ? 'too-many-pixels' : 'unreadable-image';
    throw new CropError(reason, error.message, { cause: error });
  }
}

/** For every target position along one axis: the source position it begins at and the share of the two next to each other. */
interface Spans {
  readonly first: Int32Array;
  readonly weights: Float32Array;
  readonly taps: number;
}

/** Triangle filter whose reach grows with the reduction, so that shrinking averages instead of skipping. */
function spansOf(from: number, to: number): Spans {
  const step = from / to;
  const reach = Math.max(1, step);
  const taps = Math.ceil(2 * reach) + 1;
  const first = new Int32Array(to);
  const weights = new Float32Array(to * taps);
  for (let target = 0; target < to; target++) {
    const centre = (target + 0.5) * step - 0.5;
    const start = Math.ceil(centre - reach);
    first[target] = start;
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) sum += Math.max(0, 1 - Math.abs(start + tap - centre) / reach);
    for (let tap = 0; tap < taps; tap++) {
      weights[target * taps + tap] = Math.max(0, 1 - Math.abs(start + tap - centre) / reach) / sum;
    }
  }
  return { first, weights, taps };
}

/**
 * The whole raster stretched to width×height as three planes one after the other (red, green, blue), 0–255; antialiased.
 * Outside the raster its border is repeated.
 */
export function planesAt(raster: Raster, width: number, height: number): Float32Array {
  const out = new Float32Array(3 * width * height);
  const columns = spansOf(raster.width, width);
  const rows = spansOf(raster.height, height);
  const { rgb } = raster;
  const line = new Float32Array(raster.width * 3);
  for (let y = 0; y < height; y++) {
    line.fill(0);
    for (let tap = 0; tap < rows.taps; tap++) {
      const weight = rows.weights[y * rows.taps + tap] as number;
      if (weight === 0) continue;
      const row = Math.min(raster.height - 1, Math.max(0, (rows.first[y] as number) + tap));
      const at = row * line.length;
      for (let i = 0; i < line.length; i++) line[i] = (line[i] as number) + weight * (rgb[at + i] as number);
    }
    for (let x = 0; x < width; x++) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let tap = 0; tap < columns.taps; tap++) {
        const weight = columns.weights[x * columns.taps + tap] as number;
        if (weight === 0) continue;
        const at = 3 * Math.min(raster.width - 1, Math.max(0, (columns.first[x] as number) + tap));
        red += weight * (line[at] as number);
        green += weight * (line[at + 1] as number);
        blue += weight * (line[at + 2] as number);
      }
      const to = y * width + x;
      out[to] = red;
      out[width * height + to] = green;
      out[2 * width * height + to] = blue;
    }
  }
  return out;
}

/** Luminance of a raster, 0–255 (Rec. 601 weights). */
export function luminanceOf({ width, height, rgb }: Raster): Float32Array {
  const out = new Float32Array(width * height);
  for (let i = 0, at = 0; i < out.length; i++, at += 3) {
    out[i] = 0.299 * (rgb[at] as number) + 0.587 * (rgb[at + 1] as number) + 0.114 * (rgb[at + 2] as number);
  }
  return out;
}
