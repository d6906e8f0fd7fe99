// Smooth random fields: paper, clouds, edges that wander. Must not know what they are for.
import { at, type Plane } from './plane.js';

/** Smooth noise on a lattice of `cell` pixels, 0–1, mean about 0.5; `stretch` > 1 draws it out along x. */
export function valueNoise(width: number, height: number, cell: number, random: () => number, stretch = 1): Plane {
  const cellX = cell * stretch;
  const w = Math.ceil(width / cellX) + 3;
  const h = Math.ceil(height / cell) + 3;
  const lattice = new Float32Array(w * h);
  for (let i = 0; i < lattice.length; i++) lattice[i] = random();
  const left = new Int32Array(width);
  const share = new Float32Array(width);
  for (let x = 0; x < width; x++) {
    const u = x / cellX;
    left[x] = u | 0;
    const f = u - (u | 0);
    share[x] = f * f * (3 - 2 * f);
  }
  const out = new Float32Array(width * height);
  // The lattice is mixed down the column first: one line of it per row, then only one mix per pixel.
  const line = new Float32Array(w);
  for (let y = 0; y < height; y++) {
    const v = y / cell;
    const row = (v | 0) * w;
    const f = v - (v | 0);
    const fy = f * f * (3 - 2 * f);
    for (let k = 0; k < w; k++) line[k] = at(lattice, row + k) + (at(lattice, row + w + k) - at(lattice, row + k)) * fy;
    const target = y * width;
    for (let x = 0; x < width; x++) {
      const k = left[x] as number;
      const from = at(line, k);
      out[target + x] = from + (at(line, k + 1) - from) * at(share, x);
    }
  }
  return out;
}

/** Octaves of value noise, each half the size and strength of the one before (fractional Brownian motion), 0–1. */
export function fractalNoise(
  width: number,
  height: number,
  cell: number,
  octaves: number,
  random: () => number,
  stretch = 1,
): Plane {
  const out = new Float32Array(width * height);
  let weight = 1;
  let total = 0;
  let size = cell;
  for (let octave = 0; octave < octaves && size >= 1; octave++) {
    const layer = valueNoise(width, height, size, random, stretch);
    for (let i = 0; i < out.length; i++) out[i] = at(out, i) + at(layer, i) * weight;
    total += weight;
    weight /= 2;
    size /= 2;
  }
  for (let i = 0; i < out.length; i++) out[i] = at(out, i) / total;
  return out;
}

/** One independent value per pixel, 0–1. */
export function whiteNoise(count: number, random: () => number): Plane {
  const out = new Float32Array(count);
  for (let i = 0; i < count; i++) out[i] = random();
  return out;
}
