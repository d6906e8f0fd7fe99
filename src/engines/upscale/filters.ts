// Separable filters over one plane of numbers: exactly twice as large, exactly half as large. Edges repeat.
// Must not know what the numbers are. Sample centres line up: the picture does not move.

/** One channel, rows from the top. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

export const newPlane = (width: number, height: number): Plane => ({
  width,
  height,
  values: new Float32Array(width * height),
});

function lanczos3(x: number): number {
  if (Math.abs(x) < 1e-9) return 1;
  if (Math.abs(x) >= 3) return 0;
  const p = Math.PI * x;
  return (3 * Math.sin(p) * Math.sin(p / 3)) / (p * p);
}

/** Keys' cubic with a = −0.5 (Catmull–Rom). */
function cubic(distance: number): number {
  const x = Math.abs(distance);
  if (x >= 2) return 0;
  return x < 1 ? 1.5 * x ** 3 - 2.5 * x * x + 1 : -0.5 * x ** 3 + 2.5 * x * x - 4 * x + 2;
}

function normalised(weights: readonly number[]): Float32Array {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return Float32Array.from(weights, (weight) => weight / sum);
}

/** Taps for the left of the two samples made of one, which lies a quarter to its left; mirrored they are the right one's. */
export const lanczosTaps = normalised([-3, -2, -1, 0, 1, 2].map((tap) => lanczos3(tap + 0.25)));
export const cubicTaps = normalised([-2, -1, 0, 1].map((tap) => cubic(tap + 0.25)));
/** Taps that make one sample of eight: the cubic stretched to twice its width, as an antialiased reduction uses it. */
const halfTaps = normalised([-3, -2, -1, 0, 1, 2, 3, 4].map((tap) => cubic((tap - 0.5) / 2)));

/** A line of samples inside a plane. */
interface Line {
  readonly values: Float32Array;
  readonly from: number;
  readonly step: number;
}

function doubleLine(source: Line, count: number, target: Line, taps: Float32Array): void {
  const reach = taps.length / 2;
  for (let i = 0; i < count; i++) {
    let left = 0;
    let right = 0;
    for (let t = 0; t < taps.length; t++) {
      const before = Math.min(count - 1, Math.max(0, i + t - reach));
      const after = Math.min(count - 1, Math.max(0, i - t + reach));
      const weight = taps[t] as number;
      left += weight * (source.values[source.from + before * source.step] as number);
      right += weight * (source.values[source.from + after * source.step] as number);
    }
    target.values[target.from + 2 * i * target.step] = left;
    target.values[target.from + (2 * i + 1) * target.step] = right;
  }
}

function halveLine(source: Line, count: number, target: Line): void {
  for (let i = 0; i < count / 2; i++) {
    let sum = 0;
    for (let t = 0; t < 8; t++) {
      const at = Math.min(count - 1, Math.max(0, 2 * i + t - 3));
      sum += (halfTaps[t] as number) * (source.values[source.from + at * source.step] as number);
    }
    target.values[target.from + i * target.step] = sum;
  }
}

/** A plane twice as wide and high. */
export function double({ width, height, values }: Plane, taps: Float32Array): Plane {
  const wide = newPlane(2 * width, height);
  for (let y = 0; y < height; y++) {
    doubleLine({ values, from: y * width, step: 1 }, width, { ...wide, from: y * 2 * width, step: 1 }, taps);
  }
  const large = newPlane(2 * width, 2 * height);
  for (let x = 0; x < 2 * width; x++) {
    doubleLine({ ...wide, from: x, step: 2 * width }, height, { ...large, from: x, step: 2 * width }, taps);
  }
  return large;
}

/** A plane half as wide and high; both sizes must be even. */
export function halve({ width, height, values }: Plane): Plane {
  const w = width / 2;
  const narrow = newPlane(w, height);
  for (let y = 0; y < height; y++) {
    halveLine({ values, from: y * width, step: 1 }, width, { ...narrow, from: y * w, step: 1 });
  }
  const small = newPlane(w, height / 2);
  for (let x = 0; x < w; x++) halveLine({ ...narrow, from: x, step: w }, height, { ...small, from: x, step: w });
  return small;
}
