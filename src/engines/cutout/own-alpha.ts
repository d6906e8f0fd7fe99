// Cuts out a picture that already is one: its own transparency is the matte.
// Must not run the model.
import sharp from 'sharp';
import { boxAbove } from './analysis.js';
import type { Plane, Raster } from './raster.js';
import { type Box, CutoutError } from './spec.js';

/** Box and share of what is not transparent, in pixels of the raster. */
export function readOwnAlpha(raster: Raster, alpha: Uint8Array): { box: Box; coverage: number } {
  const plane: Plane = { width: raster.width, height: raster.height, values: Float32Array.from(alpha) };
  const box = boxAbove(plane, 12);
  if (box === null) throw new CutoutError('no-subject', 'the picture is transparent everywhere');
  let sum = 0;
  for (const value of alpha) sum += value;
  return { box, coverage: sum / 255 / alpha.length };
}

/**
 * A region of colour and alpha at another size; resampled premultiplied, so no colour leaks out of transparent pixels.
 * @returns RGB width×height×3 and alpha width×height×1
 */
export async function resizeWithAlpha(
  raster: Raster,
  alpha: Uint8Array,
  region: Box,
  width: number,
  height: number,
): Promise<{ photo: Raster; alpha: Uint8Array }> {
  const count = raster.width * raster.height;
  const rgba = new Uint8Array(count * 4);
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < 3; c++) rgba[i * 4 + c] = raster.rgb[i * 3 + c] as number;
    rgba[i * 4 + 3] = alpha[i] as number;
  }
  const out = await sharp(rgba, { raw: { width: raster.width, height: raster.height, channels: 4 } })
    .extract(region)
    .resize(width, height, { fit: 'fill', kernel: width < region.width ? 'lanczos3' : 'cubic' })
    .raw({ depth: 'uchar' })
    .toBuffer();
  const rgb = new Uint8Array(width * height * 3);
  const resized = new Uint8Array(width * height);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) rgb[i * 3 + c] = out[i * 4 + c] as number;
    resized[i] = out[i * 4 + 3] as number;
  }
  return { photo: { width, height, rgb }, alpha: resized };
}
