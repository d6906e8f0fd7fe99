// Public face of the enlarger: picture → the same picture at twice its width and height.
// Must not know who asks. Same bytes, same answer. Works in strips, so that memory does not grow with the height.
import sharp from 'sharp';
import { DomainError } from '../../kernel/errors.js';
import { decodePhoto, openPhoto } from '../../kernel/photo.js';
import { enlargeLuminance, overlapRows } from './back-projection.js';
import { cubicTaps, double, newPlane, type Plane } from './filters.js';
import { maxInputPixels, type Upscaled, type UpscaleSpec } from './spec.js';

export { maxInputPixels, type Upscaled, type UpscaleSpec } from './spec.js';

/** Small rows a strip adds to the result. */
const stripRows = 192;
const lossless: ReadonlySet<string> = new Set(['png', 'gif', 'bmp', 'tiff']);

interface Planes {
  readonly luminance: Plane;
  readonly blue: Plane;
  readonly red: Plane;
  readonly alpha: Plane | null;
}

/** ITU-R BT.601 luminance and colour differences of some rows. */
function split(pixels: Uint8Array, channels: 3 | 4, width: number, from: number, to: number): Planes {
  const [luminance, blue, red] = [0, 1, 2].map(() => newPlane(width, to - from)) as [Plane, Plane, Plane];
  const alpha = channels === 4 ? newPlane(width, to - from) : null;
  for (let i = 0, at = from * width * channels; i < luminance.values.length; i++, at += channels) {
    const [r, g, b] = [pixels[at] as number, pixels[at + 1] as number, pixels[at + 2] as number];
    const y = 0.299 * r + 0.587 * g + 0.114 * b;
    luminance.values[i] = y;
    blue.values[i] = (b - y) * 0.564;
    red.values[i] = (r - y) * 0.713;
    if (alpha) alpha.values[i] = pixels[at + 3] as number;
  }
  return { luminance, blue, red, alpha };
}

/** Writes the large rows `from` to `to` of a strip into the result, beginning at result row `row`. */
function join(planes: Planes, from: number, to: number, out: Uint8ClampedArray, row: number): void {
  const { luminance, blue, red, alpha } = planes;
  const { width } = luminance;
  let at = row * width * (alpha ? 4 : 3);
  for (let i = from * width; i < to * width; i++) {
    const y = luminance.values[i] as number;
    const b = y + (blue.values[i] as number) / 0.564;
    const r = y + (red.values[i] as number) / 0.713;
    out[at++] = r;
    out[at++] = (y - 0.299 * r - 0.114 * b) / 0.587;
    out[at++] = b;
    if (alpha) out[at++] = alpha.values[i] as number;
  }
}

/**
 * Doubles a picture.
 * @throws DomainError BAD_IMAGE for anything that cannot be decoded, TOO_LARGE above {@link maxInputPixels}; the signal's reason
 */
export async function upscale(spec: UpscaleSpec, signal?: AbortSignal): Promise<Upscaled> {
  const photo = await openPhoto(spec.image);
  const { width, height } = photo;
  if (width * height > maxInputPixels) {
    throw new DomainError('TOO_LARGE', `${width}×${height} pixels are more than ${maxInputPixels}`, {
      pixels: width * height,
    });
  }
  signal?.throwIfAborted();
  const { pixels, channels } = await decodePhoto(photo, width, height, photo.hasAlpha);
  const out = new Uint8ClampedArray(4 * width * height * channels);
  for (let start = 0; start < height; start += stripRows) {
    signal?.throwIfAborted();
    const end = Math.min(height, start + stripRows);
    const from = Math.max(0, start - overlapRows);
    const small = split(pixels, channels, width, from, Math.min(height, end + overlapRows));
    const large: Planes = {
      luminance: enlargeLuminance(small.luminance),
      // The eye resolves colour less finely than brightness: one interpolation is enough.
      blue: double(small.blue, cubicTaps),
      red: double(small.red, cubicTaps),
      alpha: small.alpha && double(small.alpha, cubicTaps),
    };
    join(large, 2 * (start - from), 2 * (end - from), out, 2 * start);
    // The thread's event loop turns between strips: that is how a stop arrives.
    await new Promise((resolve) => setImmediate(resolve));
  }
  signal?.throwIfAborted();
  const format = photo.hasAlpha || lossless.has(photo.format) ? 'png' : 'jpeg';
  const image = sharp(out, { raw: { width: 2 * width, height: 2 * height, channels } });
  const bytes = await (format === 'png' ? image.png({ compressionLevel: 6 }) : image.jpeg({ quality: 92 })).toBuffer();
  return { bytes, format, width: 2 * width, height: 2 * height };
}
