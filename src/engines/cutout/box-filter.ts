// The mean over a square window, in constant time per pixel whatever the window's size.
// Must not know what the values mean.

/**
 * Mean of the window of (2·radius+1)² around every pixel; at the border, of the part inside the picture.
 * Running sums (Crow 1984, in the separable form): two passes, two additions per pixel and pass.
 * @param out may be given to reuse memory; must not be `source`
 */
export function boxMean(
  source: Float32Array<ArrayBuffer>,
  width: number,
  height: number,
  radius: number,
  out: Float32Array<ArrayBuffer> = new Float32Array(source.length),
): Float32Array<ArrayBuffer> {
  const across = scratch(source.length);
  const inverseX = inverseCounts(width, radius);
  const reachX = Math.min(radius, width - 1);
  // The row in three stretches, so that the long middle one runs without questions.
  const growEnd = Math.min(radius + 1, width);
  const middleEnd = Math.max(growEnd, width - radius - 1);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let sum = 0;
    for (let x = 0; x <= reachX; x++) sum += source[row + x] as number;
    let x = 0;
    for (; x < growEnd; x++) {
      across[row + x] = sum * (inverseX[x] as number);
      if (x + radius + 1 < width) sum += source[row + x + radius + 1] as number;
      if (x >= radius) sum -= source[row + x - radius] as number;
    }
    const inverse = inverseX[growEnd] ?? 1;
    for (; x < middleEnd; x++) {
      across[row + x] = sum * inverse;
      sum += (source[row + x + radius + 1] as number) - (source[row + x - radius] as number);
    }
    for (; x < width; x++) {
      across[row + x] = sum * (inverseX[x] as number);
      if (x >= radius) sum -= source[row + x - radius] as number;
    }
  }
  const reachY = Math.min(radius, height - 1);
  const inverseY = inverseCounts(height, radius);
  // Double precision: a whole column is summed and subtracted again; single precision would drift.
  const columns = new Float64Array(width);
  for (let y = 0; y <= reachY; y++) {
    for (let x = 0; x < width; x++) columns[x] = (columns[x] as number) + (across[y * width + x] as number);
  }
  for (let y = 0; y < height; y++) {
    const row = y * width;
    const inverse = inverseY[y] as number;
    const entering = (y + radius + 1) * width;
    const leaving = (y - radius) * width;
    if (y + radius + 1 < height && y >= radius) {
      for (let x = 0; x < width; x++) {
        const sum = columns[x] as number;
        out[row + x] = sum * inverse;
        columns[x] = sum + (across[entering + x] as number) - (across[leaving + x] as number);
      }
      continue;
    }
    for (let x = 0; x < width; x++) {
      let sum = columns[x] as number;
      out[row + x] = sum * inverse;
      if (y + radius + 1 < height) sum += across[entering + x] as number;
      if (y >= radius) sum -= across[leaving + x] as number;
      columns[x] = sum;
    }
  }
  return out;
}

/** Memory for the first pass. Kept between calls: the filter runs dozens of times a picture, and never inside itself. */
let spare: Float32Array<ArrayBuffer> = new Float32Array(0);
function scratch(length: number): Float32Array<ArrayBuffer> {
  if (spare.length < length) spare = new Float32Array(length);
  return spare;
}

function inverseCounts(length: number, radius: number): Float64Array {
  const out = new Float64Array(length);
  for (let at = 0; at < length; at++) {
    out[at] = 1 / (Math.min(length - 1, at + radius) - Math.max(0, at - radius) + 1);
  }
  return out;
}
