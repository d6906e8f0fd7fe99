// Opens gaps a model painted over: places inside the subject that show the very same smooth background as around it.
// Must not run where the background is not plain. A model of 320 pixels likes to fill the inside of a headband or a handle.
import { label } from './components.js';
import type { Channel, ColourPlanes, Plane } from './raster.js';

/** Least share of the subject's area an opened gap must have. */
const leastShare = 0.01;
/** The same before a blown-out white, where a white label and a gap look alike: only what is too large for a label. */
const leastShareOnWhite = 0.08;
const whiteLevel = 250 / 255;
/** Spread of the background about its fitted surface up to which "the very same" can be told, and the least assumed. */
const mostSpread = 2.5 / 255;
const leastSpread = 0.7 / 255;
/** Every how many pixels the surface is fitted. */
const step = 8;

/** red, green, blue as quadratic functions of x and y in −1…1: six coefficients each. */
interface Surface {
  readonly coefficients: readonly (readonly number[])[];
  readonly spread: number;
}

/**
 * Sets `matte` to 0 in enclosed regions whose colour continues the background's own. Changes `matte` in place.
 * @param first the model's matte; below 0.05 counts as background
 */
export function openBackgroundHoles(photo: ColourPlanes, first: Plane, matte: Plane): void {
  const surface = fitSurface(photo, first);
  if (surface === null || surface.spread > mostSpread) return;
  const { width, height } = photo;
  const tolerance = 2.5 * Math.max(surface.spread, leastSpread) + 1 / 255;
  const same = new Uint8Array(width * height);
  let subjectArea = 0;
  for (let y = 0; y < height; y++) {
    const basisY = (2 * y) / height - 1;
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      // A gap to be opened lies where the model saw subject; the background proper is the same colour and not looked at.
      if ((first.values[at] as number) < 0.5) continue;
      subjectArea++;
      if (difference(photo, at, surface, (2 * x) / width - 1, basisY) < tolerance) same[at] = 1;
    }
  }
  const white = photo.channels.every((_, c) => valueAt(surface, c, 0, 0) > whiteLevel);
  const gaps = label(width, height, same, first.values, false);
  const least = subjectArea * (white ? leastShareOnWhite : leastShare);
  // The background proper is the same colour too; a gap lies where the model saw subject.
  const opens = gaps.area.map(
    (area, piece) => piece > 0 && area >= least && (gaps.weight[piece] as number) > area * 0.5,
  );
  if (!opens.includes(true)) return;
  const open = new Uint8Array(width * height);
  for (let at = 0; at < open.length; at++) if (opens[gaps.label[at] as number]) open[at] = 1;
  followShadow(photo, surface, open, tolerance);
  for (let at = 0; at < open.length; at++) if (open[at] === 1) matte.values[at] = 0;
}

/** Largest difference between neighbours inside a soft shadow; an edge of a thing is steeper. */
const softStep = 2.5 / 255;
/** A shadow inside a gap leaves at least this share of the light. */
const deepestShade = 0.75;

/** Grows open places over shadow that begins in them: the background's colour, darker, changing slowly. */
function followShadow(photo: ColourPlanes, surface: Surface, open: Uint8Array, tolerance: number): void {
  const { width, height } = photo;
  const [red, green, blue] = photo.channels;
  const stack: number[] = [];
  for (let at = 0; at < open.length; at++) if (open[at] === 1) stack.push(at);
  const isShade = (at: number): boolean => {
    const x = (2 * (at % width)) / width - 1;
    const y = (2 * Math.floor(at / width)) / height - 1;
    const r = valueAt(surface, 0, x, y);
    const g = valueAt(surface, 1, x, y);
    const b = valueAt(surface, 2, x, y);
    const here = [red[at] as number, green[at] as number, blue[at] as number] as const;
    const shade = (here[0] * r + here[1] * g + here[2] * b) / (r * r + g * g + b * b + 1e-6);
    if (shade < deepestShade || shade > 1.05) return false;
    const off = Math.max(Math.abs(here[0] - shade * r), Math.abs(here[1] - shade * g), Math.abs(here[2] - shade * b));
    return off < tolerance;
  };
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const x = at % width;
    for (const next of [x > 0 ? at - 1 : -1, x < width - 1 ? at + 1 : -1, at - width, at + width]) {
      if (next < 0 || next >= open.length || open[next] === 1) continue;
      const step = Math.max(
        Math.abs((red[next] as number) - (red[at] as number)),
        Math.abs((green[next] as number) - (green[at] as number)),
        Math.abs((blue[next] as number) - (blue[at] as number)),
      );
      if (step > softStep || !isShade(next)) continue;
      open[next] = 1;
      stack.push(next);
    }
  }
}

function valueAt({ coefficients }: Surface, channel: number, x: number, y: number): number {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = coefficients[channel] ?? [];
  return a + b * x + c * y + d * x * x + e * x * y + f * y * y;
}

/** Largest difference of the three channels from the surface. */
function difference(photo: ColourPlanes, at: number, surface: Surface, x: number, y: number): number {
  let most = 0;
  for (let c = 0; c < 3; c++) {
    const distance = Math.abs(((photo.channels[c] as Channel)[at] as number) - valueAt(surface, c, x, y));
    if (distance > most) most = distance;
  }
  return most;
}

/**
 * Least squares over background pixels, repeated without those far off: shadows leave, paper stays.
 * Null with too few pixels to say anything.
 */
function fitSurface(photo: ColourPlanes, first: Plane): Surface | null {
  const { width, height } = photo;
  const points: number[] = [];
  for (let y = 0; y < height; y += step) {
    for (let x = 0; x < width; x += step)
      if ((first.values[y * width + x] as number) < 0.05) points.push(y * width + x);
  }
  let kept = points;
  let surface: Surface | null = null;
  for (let round = 0; round < 3; round++) {
    if (kept.length < 60 || kept.length < points.length * 0.4) return null;
    const coefficients = leastSquares(photo, kept);
    const rough: Surface = { coefficients, spread: 0 };
    const place = (at: number): [number, number] => [
      (2 * (at % width)) / width - 1,
      (2 * Math.floor(at / width)) / height - 1,
    ];
    const distances = Float32Array.from(points, (at) => difference(photo, at, rough, ...place(at)));
    const middle = Float32Array.from(distances).sort()[distances.length >> 1] ?? 1;
    surface = { coefficients, spread: middle };
    const limit = Math.max(3 / 255, 3 * middle);
    kept = points.filter((_, index) => (distances[index] as number) < limit);
  }
  return surface;
}

/** Solves the 6×6 normal equations for three right-hand sides by Gauss–Jordan elimination. */
function leastSquares(photo: ColourPlanes, points: readonly number[]): number[][] {
  const { width, height, channels } = photo;
  const rows = Array.from({ length: 6 }, () => new Float64Array(9));
  for (const at of points) {
    const x = (2 * (at % width)) / width - 1;
    const y = (2 * Math.floor(at / width)) / height - 1;
    const terms = [1, x, y, x * x, x * y, y * y];
    for (let i = 0; i < 6; i++) {
      const row = rows[i] as Float64Array;
      const term = terms[i] as number;
      for (let j = 0; j < 6; j++) row[j] = (row[j] as number) + term * (terms[j] as number);
      for (let c = 0; c < 3; c++) row[6 + c] = (row[6 + c] as number) + term * ((channels[c] as Channel)[at] as number);
    }
  }
  // A little on the diagonal: points along one line must not make the system singular.
  rows.forEach((row, i) => {
    row[i] = (row[i] as number) + 1e-3;
  });
  for (let i = 0; i < 6; i++) {
    const pivotRow = rows[i] as Float64Array;
    const pivot = pivotRow[i] as number;
    for (let j = 0; j < 9; j++) pivotRow[j] = (pivotRow[j] as number) / pivot;
    rows.forEach((row, other) => {
      if (other === i) return;
      const factor = row[i] as number;
      for (let j = 0; j < 9; j++) row[j] = (row[j] as number) - factor * (pivotRow[j] as number);
    });
  }
  return [6, 7, 8].map((side) => rows.map((row) => row[side] as number));
}
