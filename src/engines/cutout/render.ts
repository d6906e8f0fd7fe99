// Draws the cut-out at its final size: the fitted matte applied to the photo's own pixels, edges unmixed.
// Must not know how the matte was fitted or where the result goes.
import type { EdgeColours } from './foreground.js';
import type { LinearMatte } from './guided-filter.js';
import type { Raster } from './raster.js';

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

/** Enlarges planes of equal size one target row at a time, so that none is ever held at full size. */
class RowReader {
  readonly #rows: ReturnType<typeof between>;
  readonly #columns: ReturnType<typeof between>;
  readonly #width: number;
  readonly #line: Float32Array;

  constructor(width: number, height: number, targetWidth: number, targetHeight: number) {
    this.#rows = between(height, targetHeight);
    this.#columns = between(width, targetWidth);
    this.#width = width;
    this.#line = new Float32Array(width);
  }

  read(plane: Float32Array, y: number, out: Float32Array): void {
    const upper = (this.#rows.first[y] as number) * this.#width;
    const lower = (this.#rows.second[y] as number) * this.#width;
    const down = this.#rows.part[y] as number;
    const line = this.#line;
    for (let x = 0; x < line.length; x++) {
      const a = plane[upper + x] as number;
      line[x] = a + ((plane[lower + x] as number) - a) * down;
    }
    const { first, second, part } = this.#columns;
    for (let x = 0; x < out.length; x++) {
      const a = line[first[x] as number] as number;
      out[x] = a + ((line[second[x] as number] as number) - a) * (part[x] as number);
    }
  }
}

/**
 * The fitted matte at the photo's size.
 * @param photo width×height×3; the fit covers the same region at any size
 * @returns width×height×1, 0–255
 */
export function renderAlpha(photo: Raster, fit: LinearMatte): Uint8Array {
  const { width, height, rgb } = photo;
  const out = new Uint8Array(width * height);
  const reader = new RowReader(fit.width, fit.height, width, height);
  const [red, green, blue, offset] = [0, 1, 2, 3].map(() => new Float32Array(width)) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const gain = 255 / (ceiling - floor);
  for (let y = 0; y < height; y++) {
    reader.read(fit.red, y, red);
    reader.read(fit.green, y, green);
    reader.read(fit.blue, y, blue);
    reader.read(fit.offset, y, offset);
    let at = y * width * 3;
    for (let x = 0; x < width; x++, at += 3) {
      const alpha =
        ((red[x] as number) * (rgb[at] as number) +
          (green[x] as number) * (rgb[at + 1] as number) +
          (blue[x] as number) * (rgb[at + 2] as number)) /
          255 +
        (offset[x] as number);
      const level = (alpha - floor) * gain;
      out[y * width + x] = level <= 0 ? 0 : level >= 255 ? 255 : level + 0.5;
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
  const { canvasWidth, canvasHeight } = placement;
  const out = new Uint8Array(canvasWidth * canvasHeight * 4);
  const reader = edges === null ? null : new RowReader(edges.width, edges.height, width, height);
  const fields = edges === null ? [] : [...edges.subject, ...edges.background];
  const lines = fields.map(() => new Float32Array(width));
  const fromX = Math.max(0, -placement.left);
  const toX = Math.min(width, canvasWidth - placement.left);
  for (let y = Math.max(0, -placement.top); y < Math.min(height, canvasHeight - placement.top); y++) {
    let mixed = false;
    for (let x = fromX; x < toX && !mixed; x++) {
      const a = alpha[y * width + x] as number;
      mixed = a > 0 && a < 255;
    }
    if (mixed && reader !== null) fields.forEach((field, index) => reader.read(field, y, lines[index] as Float32Array));
    let to = ((y + placement.top) * canvasWidth + placement.left + fromX) * 4;
    for (let x = fromX; x < toX; x++, to += 4) {
      const level = alpha[y * width + x] as number;
      if (level === 0) continue;
      const from = (y * width + x) * 3;
      out[to + 3] = level;
      if (level === 255 || reader === null) {
        out[to] = rgb[from] as number;
        out[to + 1] = rgb[from + 1] as number;
        out[to + 2] = rgb[from + 2] as number;
        continue;
      }
      const a = level / 255;
      for (let c = 0; c < 3; c++) {
        const subject = (lines[c] as Float32Array)[x] as number;
        const background = (lines[c + 3] as Float32Array)[x] as number;
        const colour = subject + a * ((rgb[from + c] as number) / 255 - a * subject - (1 - a) * background);
        out[to + c] = colour <= 0 ? 0 : colour >= 1 ? 255 : colour * 255 + 0.5;
      }
    }
  }
  return out;
}
