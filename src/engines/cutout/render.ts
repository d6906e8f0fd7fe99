// Draws the cut-out at its final size: the fitted matte applied to the photo's own pixels, edges unmixed.
// Must not know how the matte was fitted or where the result goes.
import type { EdgeColours } from './foreground.js';
import type { LinearMatte } from './guided-filter.js';
import type { Plane, Raster } from './raster.js';

/** Alpha this close to 0 or 1 becomes 0 or 1: no veil around the subject, no pinholes in it. */
const floor = 0.04;
const ceiling = 0.96;

/** For each target position the two source positions beside it and how far along it lies. */
function between(sourceLength: number, targetLength: number) {
  const first = new Int32Array(targetLength);
  const second = new Int32Array(targetLength);
  const part = new Float32Array(targetLength);
  for (let at = 0; at < targetLength; at++) {
    const place = Math.max(0, Math.min(sourceLength - 1, ((at + 0.5) * sourceLength) / targetLength - 0.5));
    const low = Math.floor(place);
    first[at] = low;
    second[at] = Math.min(sourceLength - 1, low + 1);
    part[at] = place - low;
  }
  return { first, second, part };
}

/** Fitted alpha this sure on all sides of a place needs no look at the photo's own pixel. */
const surelyClear = 0.01;
const surelySolid = 0.99;

/** For each cell between four neighbours of the fit: 0 all clear, 255 all solid, 1 to be computed pixel by pixel. */
function cellStates({ width, height, values }: Plane): Uint8Array {
  const states = new Uint8Array(width * height);
  const sure = new Uint8Array(width * height);
  for (let i = 0; i < sure.length; i++) {
    const alpha = values[i] as number;
    sure[i] = alpha < surelyClear ? 0 : alpha > surelySolid ? 255 : 1;
  }
  for (let y = 0; y < height; y++) {
    const upper = y * width;
    const lower = Math.min(height - 1, y + 1) * width;
    for (let x = 0; x < width; x++) {
      const right = Math.min(width - 1, x + 1);
      const state = sure[upper + x] as number;
      const same = state === sure[upper + right] && state === sure[lower + x] && state === sure[lower + right];
      states[upper + x] = same ? state : 1;
    }
  }
  return states;
}

/**
 * The fitted matte at the photo's size.
 * @param photo width×height×3; the fit covers the same region at any size
 * @param fitted the fit's matte on its own guide
 * @returns width×height×1, 0–255
 */
export function renderAlpha(photo: Raster, fit: LinearMatte, fitted: Plane): Uint8Array {
  const { width, height, rgb } = photo;
  const { red, green, blue, offset } = fit;
  const out = new Uint8Array(width * height);
  const states = cellStates(fitted);
  const rows = between(fit.height, height);
  const columns = between(fit.width, width);
  const gain = 255 / (ceiling - floor);
  for (let y = 0; y < height; y++) {
    const upper = (rows.first[y] as number) * fit.width;
    const lower = (rows.second[y] as number) * fit.width;
    const down = rows.part[y] as number;
    for (let x = 0, to = y * width; x < width; x++, to++) {
      const left = columns.first[x] as number;
      const state = states[upper + left] as number;
      if (state !== 1) {
        out[to] = state;
        continue;
      }
      const right = columns.second[x] as number;
      const across = columns.part[x] as number;
      const w11 = down * across;
      const w10 = down - w11;
      const w01 = across - w11;
      const w00 = 1 - down - w01;
      const i00 = upper + left;
      const i01 = upper + right;
      const i10 = lower + left;
      const i11 = lower + right;
      const at = to * 3;
      const r =
        (red[i00] as number) * w00 +
        (red[i01] as number) * w01 +
        (red[i10] as number) * w10 +
        (red[i11] as number) * w11;
      const g =
        (green[i00] as number) * w00 +
        (green[i01] as number) * w01 +
        (green[i10] as number) * w10 +
        (green[i11] as number) * w11;
      const b =
        (blue[i00] as number) * w00 +
        (blue[i01] as number) * w01 +
        (blue[i10] as number) * w10 +
        (blue[i11] as number) * w11;
      const o =
        (offset[i00] as number) * w00 +
        (offset[i01] as number) * w01 +
        (offset[i10] as number) * w10 +
        (offset[i11] as number) * w11;
      const alpha = (r * (rgb[at] as number) + g * (rgb[at + 1] as number) + b * (rgb[at + 2] as number)) / 255 + o;
      const level = (alpha - floor) * gain;
      out[to] = level <= 0 ? 0 : level >= 255 ? 255 : level + 0.5;
    }
  }
  return out;
}

/** Where, in a canvas, a picture's first pixel goes. */
export interface Placement {
  readonly canvasWidth: number;
  readonly canvasHeight: number;
  readonly left: number;
  readonly top: number;
  /** Pixels on each side of the canvas that stay empty, whatever faint edge reaches into them. */
  readonly margin: number;
}

/**
 * Puts photo and matte on a transparent canvas, edge pixels unmixed from their background.
 * @param alpha width×height×1, 0–255, of the photo's size
 * @param edges null leaves colours as they are (a picture that came with its own transparency)
 * @returns canvasWidth×canvasHeight×4, RGBA, not premultiplied, all zero where transparent
 */
export function renderCutout(
  photo: Raster,
  alpha: Uint8Array,
  edges: EdgeColours | null,
  placement: Placement,
): Uint8Array {
  const { width, height, rgb } = photo;
  const { canvasWidth, canvasHeight, margin } = placement;
  const out = new Uint8Array(canvasWidth * canvasHeight * 4);
  // Solid pixels, most of a subject, are written four bytes at once; the first byte is the lowest on every machine Node runs on.
  const whole = new Uint32Array(out.buffer);
  const unmix = edges === null ? null : unmixer(edges, width, height);
  const fromX = Math.max(0, margin - placement.left);
  const toX = Math.min(width, canvasWidth - margin - placement.left);
  const toY = Math.min(height, canvasHeight - margin - placement.top);
  for (let y = Math.max(0, margin - placement.top); y < toY; y++) {
    let to = ((y + placement.top) * canvasWidth + placement.left + fromX) * 4;
    let from = (y * width + fromX) * 3;
    for (let x = fromX; x < toX; x++, to += 4, from += 3) {
      const level = alpha[y * width + x] as number;
      if (level === 0) continue;
      if (level === 255) {
        whole[to >> 2] =
          ((255 << 24) |
            ((rgb[from + 2] as number) << 16) |
            ((rgb[from + 1] as number) << 8) |
            (rgb[from] as number)) >>>
          0;
        continue;
      }
      out[to] = rgb[from] as number;
      out[to + 1] = rgb[from + 1] as number;
      out[to + 2] = rgb[from + 2] as number;
      out[to + 3] = level;
      if (unmix !== null) unmix(out, to, level / 255, x, y);
    }
  }
  return out;
}

/** Replaces a mixed colour (three bytes at `to`) by the subject's part of it. Only edge pixels come here. */
function unmixer({ width, height, subject, background }: EdgeColours, targetWidth: number, targetHeight: number) {
  const rows = between(height, targetHeight);
  const columns = between(width, targetWidth);
  return (pixels: Uint8Array, to: number, alpha: number, x: number, y: number): void => {
    const left = columns.first[x] as number;
    const right = columns.second[x] as number;
    const across = columns.part[x] as number;
    const upper = (rows.first[y] as number) * width;
    const lower = (rows.second[y] as number) * width;
    const down = rows.part[y] as number;
    const read = (field: Float32Array): number => {
      const a = field[upper + left] as number;
      const b = field[lower + left] as number;
      const above = a + ((field[upper + right] as number) - a) * across;
      const below = b + ((field[lower + right] as number) - b) * across;
      return above + (below - above) * down;
    };
    for (let c = 0; c < 3; c++) {
      const inside = read(subject[c] as Float32Array);
      const outside = read(background[c] as Float32Array);
      const mixed = (pixels[to + c] as number) / 255;
      const colour = inside + alpha * (mixed - alpha * inside - (1 - alpha) * outside);
      pixels[to + c] = colour <= 0 ? 0 : colour >= 1 ? 255 : colour * 255 + 0.5;
    }
  };
}
