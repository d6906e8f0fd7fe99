// Smooth blurring in constant time per pixel. Must not know what is blurred.
import { at, type Picture, type Plane } from './plane.js';
import { enlargePlane, shrinkPlane } from './resample.js';

/** Mean along rows, edge pixels repeated beyond the border. */
function meanAcross(source: Plane, out: Plane, width: number, height: number, radius: number): void {
  const inverse = 1 / (2 * radius + 1);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    const last = row + width - 1;
    const first = at(source, row);
    const end = at(source, last);
    let sum = first * radius;
    for (let x = 0; x <= radius; x++) sum += at(source, Math.min(last, row + x));
    // In three stretches, so that the long middle one runs without questions.
    const middle = Math.min(width, radius);
    const rest = Math.max(middle, width - radius - 1);
    let x = 0;
    for (; x < middle; x++) {
      out[row + x] = sum * inverse;
      sum += (x + radius + 1 < width ? at(source, row + x + radius + 1) : end) - first;
    }
    for (; x < rest; x++) {
      out[row + x] = sum * inverse;
      sum += at(source, row + x + radius + 1) - at(source, row + x - radius);
    }
    for (; x < width; x++) {
      out[row + x] = sum * inverse;
      sum += end - at(source, row + x - radius);
    }
  }
}

/** Mean along columns, whole rows at a time: memory is walked in order. */
function meanDown(source: Plane, out: Plane, width: number, height: number, radius: number): void {
  const inverse = 1 / (2 * radius + 1);
  const sums = new Float64Array(width);
  const rowAt = (y: number): number => Math.max(0, Math.min(height - 1, y)) * width;
  for (let y = -radius; y <= radius; y++) {
    const row = rowAt(y);
    for (let x = 0; x < width; x++) sums[x] = (sums[x] as number) + at(source, row + x);
  }
  for (let y = 0; y < height; y++) {
    const row = y * width;
    const entering = rowAt(y + radius + 1);
    const leaving = rowAt(y - radius);
    for (let x = 0; x < width; x++) {
      const sum = sums[x] as number;
      out[row + x] = sum * inverse;
      sums[x] = sum + at(source, entering + x) - at(source, leaving + x);
    }
  }
}

/** Mean of the (2·radius+1)² window around every pixel (running sums: Crow 1984, separable). */
export function boxMean(source: Plane, width: number, height: number, radius: number): Plane {
  const across = new Float32Array(source.length);
  const out = new Float32Array(source.length);
  meanAcross(source, across, width, height, radius);
  meanDown(across, out, width, height, radius);
  return out;
}

/**
 * About a Gaussian of the standard deviation `sigma` in pixels: two box means (three where it is cheap), on a smaller
 * plane when sigma is large — the difference cannot be seen and time does not grow with sigma.
 */
export function blurPlane(source: Plane, width: number, height: number, sigma: number): Plane {
  if (sigma < 0.4) return source.slice();
  if (sigma >= 4.5) {
    const factor = sigma >= 28 ? 8 : sigma >= 14 ? 4 : 2;
    const small = shrinkPlane(source, width, height, factor);
    const blurred = blurPlane(small, Math.ceil(width / factor), Math.ceil(height / factor), sigma / factor);
    return enlargePlane(blurred, width, height, factor);
  }
  // n box means of radius r have the variance n·((2r+1)² − 1)/12.
  const radius = Math.max(1, Math.round((Math.sqrt(6 * sigma * sigma + 1) - 1) / 2));
  const once = boxMean(source, width, height, radius);
  return boxMean(once, width, height, radius);
}

export function blurPicture(picture: Picture, sigma: number): Picture {
  const { width, height } = picture;
  return {
    width,
    height,
    r: blurPlane(picture.r, width, height, sigma),
    g: blurPlane(picture.g, width, height, sigma),
    b: blurPlane(picture.b, width, height, sigma),
  };
}
