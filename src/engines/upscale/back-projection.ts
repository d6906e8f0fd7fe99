// The large luminance whose reduction is the small one: Lanczos, then iterative back-projection (Irani and Peleg 1991) with
// an edge-preserving pass in between that takes the ringing out. Must not know colours or files.
import { cubicTaps, double, halve, lanczosTaps, newPlane, type Plane } from './filters.js';

/** Rounds before and after the smoothing pass. Measured on photos reduced three ways: more rounds fit one way and lose on the others. */
const roundsBefore = 3;
const roundsAfter = 2;
/** Luminance difference (of 255) at which a neighbour counts 61 %: rings are weaker than that, edges far stronger. */
const edgeSigma = 24;

/** Adds what is still missing when the large plane is reduced again. In place. */
function project(large: Plane, small: Plane, rounds: number): void {
  for (let round = 0; round < rounds; round++) {
    const missing = halve(large);
    for (let i = 0; i < missing.values.length; i++) {
      missing.values[i] = (small.values[i] as number) - (missing.values[i] as number);
    }
    const correction = double(missing, cubicTaps).values;
    for (let i = 0; i < correction.length; i++) {
      large.values[i] = (large.values[i] as number) + (correction[i] as number);
    }
  }
}

const nearWeights = [0.4, 0.64, 0.4, 0.64, 1, 0.64, 0.4, 0.64, 0.4] as const;
/** exp(−d²/2σ²) for differences in quarter steps; beyond the table nothing is left. */
const similarity = Float32Array.from({ length: 4 * 4 * edgeSigma }, (_, i) =>
  Math.exp(-((i / 4) ** 2) / (2 * edgeSigma ** 2)),
);

/** A 3×3 bilateral filter: smooths along edges, not across them. */
function smooth({ width, height, values }: Plane): Plane {
  const result = newPlane(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const centre = values[y * width + x] as number;
      let sum = 0;
      let weights = 0;
      for (let n = 0; n < 9; n++) {
        const row = Math.min(height - 1, Math.max(0, y + Math.trunc(n / 3) - 1));
        const column = Math.min(width - 1, Math.max(0, x + (n % 3) - 1));
        const value = values[row * width + column] as number;
        const weight = (nearWeights[n] as number) * (similarity[Math.round(Math.abs(value - centre) * 4)] ?? 0);
        sum += weight * value;
        weights += weight;
      }
      result.values[y * width + x] = sum / weights;
    }
  }
  return result;
}

/** The luminance at twice the size. */
export function enlargeLuminance(small: Plane): Plane {
  const first = double(small, lanczosTaps);
  project(first, small, roundsBefore);
  const large = smooth(first);
  project(large, small, roundsAfter);
  return large;
}

/** Small rows beyond which a row cannot be felt: three per round and pass, and some. Strips overlap by this much. */
export const overlapRows = 24;
