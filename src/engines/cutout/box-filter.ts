// The mean over a square window, in constant time per pixel whatever the window's size.
// Must not know what the values mean.

/**
 * Mean of the window of (2·radius+1)² around every pixel; at the border, of the part inside the picture.
 * Running sums (Crow 1984, in the separable form) in one pass: the sums of the columns slide down, and a window slides along
 * them. Only one line of sums is held, so that the fast memory of the processor is enough for it.
 * @param out may be given to reuse memory; must not be `source`
 */
export function boxMean(
  source: Float32Array<ArrayBuffer>,
  width: number,
  height: number,
  radius: number,
  out: Float32Array<ArrayBuffer> = new Float32Array(source.length),
): Float32Array<ArrayBuffer> {
  // Double precision: sums are added to and subtracted from all the way; single precision would drift.
  const columns = new Float64Array(width);
  const inverseX = inverseCounts(width, radius);
  const inverseY = inverseCounts(height, radius);
  const reachX = Math.min(radius, width - 1);
  const reachY = Math.min(radius, height - 1);
  for (let y = 0; y <= reachY; y++) addRow(columns, source, y * width, 1);
  // The row in three stretches, so that the long middle one runs without questions.
  const growEnd = Math.min(radius + 1, width);
  const middleEnd = Math.max(growEnd, width - radius - 1);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    const down = inverseY[y] as number;
    let sum = 0;
    for (let x = 0; x <= reachX; x++) sum += columns[x] as number;
    let x = 0;
    for (; x < growEnd; x++) {
      out[row + x] = sum * (inverseX[x] as number) * down;
      if (x + radius + 1 < width) sum += columns[x + radius + 1] as number;
      if (x >= radius) sum -= columns[x - radius] as number;
    }
    const inverse = (inverseX[growEnd] ?? 1) * down;
    for (; x < middleEnd; x++) {
      out[row + x] = sum * inverse;
      sum += (columns[x + radius + 1] as number) - (columns[x - radius] as number);
    }
    for (; x < width; x++) {
      out[row + x] = sum * (inverseX[x] as number) * down;
      if (x >= radius) sum -= columns[x - radius] as number;
    }
    const entering = y + radius + 1 < height;
    const leaving = y >= radius;
    if (entering && leaving) moveDown(columns, source, (y + radius + 1) * width, (y - radius) * width);
    else if (entering) addRow(columns, source, (y + radius + 1) * width, 1);
    else if (leaving) addRow(columns, source, (y - radius) * width, -1);
  }
  return out;
}

function addRow(columns: Float64Array, source: Float32Array, row: number, sign: 1 | -1): void {
  for (let x = 0; x < columns.length; x++) columns[x] = (columns[x] as number) + sign * (source[row + x] as number);
}

function moveDown(columns: Float64Array, source: Float32Array, entering: number, leaving: number): void {
  for (let x = 0; x < columns.length; x++) {
    columns[x] = (columns[x] as number) + ((source[entering + x] as number) - (source[leaving + x] as number));
  }
}

function inverseCounts(length: number, radius: number): Float64Array {
  const out = new Float64Array(length);
  for (let at = 0; at < length; at++) {
    out[at] = 1 / (Math.min(length - 1, at + radius) - Math.max(0, at - radius) + 1);
  }
  return out;
}
