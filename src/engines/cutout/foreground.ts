// Colours of a subject without the background that shines through its edges.
// Must not know how the matte was found.
import { boxMean } from './box-filter.js';
import type { ColourPlanes, Plane } from './raster.js';

/** Smooth colour fields beside the subject's edge, width×height, 0–1. */
export interface EdgeColours {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue of the subject nearby. */
  readonly subject: readonly Float32Array<ArrayBuffer>[];
  /** Red, green, blue of the background nearby. */
  readonly background: readonly Float32Array<ArrayBuffer>[];
}

/**
 * Weighted means of subject and background colour around every pixel; with them a mixed edge pixel
 * I = α·F + (1−α)·B is unmixed as F = F̂ + α·(I − α·F̂ − (1−α)·B̂).
 * Forte: Approximate Fast Foreground Colour Estimation (ICIP 2021), "blur fusion": an estimate of the colour fields that
 * Germer et al. 2020 solve for, at a small part of the cost. Wide windows first, narrow ones where they hold enough.
 */
export function edgeColours(photo: ColourPlanes, matte: Plane, radius: number): EdgeColours {
  const count = matte.values.length;
  const inverse = new Float32Array(count);
  for (let i = 0; i < count; i++) inverse[i] = 1 - (matte.values[i] as number);
  return {
    width: photo.width,
    height: photo.height,
    subject: spread(photo, matte.values, radius),
    background: spread(photo, inverse, radius),
  };
}

function spread(photo: ColourPlanes, weight: Float32Array<ArrayBuffer>, radius: number): Float32Array<ArrayBuffer>[] {
  const { width, height } = photo;
  const count = weight.length;
  // Squared weights: a half-transparent pixel is half the other side's colour and a poor witness.
  const squared = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const w = weight[i] as number;
    squared[i] = w * w * w;
  }
  const narrow = boxMean(squared, width, height, radius);
  const wide = boxMean(squared, width, height, radius * 4);
  const product = new Float32Array(count);
  return photo.channels.map((channel) => {
    for (let i = 0; i < count; i++) product[i] = (channel[i] as number) * (squared[i] as number);
    const near = boxMean(product, width, height, radius);
    const far = boxMean(product, width, height, radius * 4);
    for (let i = 0; i < count; i++) {
      // The wide mean counts as a few faint pixels in the narrow one: it decides only where the narrow one is empty.
      const w = wide[i] as number;
      const fallback = w > 1e-5 ? (far[i] as number) / w : (channel[i] as number);
      const trust = 0.01;
      near[i] = ((near[i] as number) + trust * fallback) / ((narrow[i] as number) + trust);
    }
    return near;
  });
}
