// What lenses and film add to a picture: bloom, vignette, grain, colour fringes. Must not know any style.
import { blurPlane } from './box-blur.js';
import { at, luma, type Picture } from './plane.js';

/** Light above `threshold` (luma 0–1) spreads over its surroundings, in place. */
export function bloom(picture: Picture, threshold: number, sigma: number, strength: number): void {
  const { width, height, r, g, b } = picture;
  const bright = { r: new Float32Array(r.length), g: new Float32Array(r.length), b: new Float32Array(r.length) };
  for (let i = 0; i < r.length; i++) {
    const light = luma(at(r, i), at(g, i), at(b, i));
    if (light <= threshold) continue;
    const share = (light - threshold) / (1 - threshold);
    bright.r[i] = at(r, i) * share;
    bright.g[i] = at(g, i) * share;
    bright.b[i] = at(b, i) * share;
  }
  for (const channel of ['r', 'g', 'b'] as const) {
    const spread = blurPlane(bright[channel], width, height, sigma);
    const plane = picture[channel];
    for (let i = 0; i < plane.length; i++) {
      plane[i] = at(plane, i) + at(spread, i) * strength * Math.max(0, 1 - 0.7 * at(plane, i));
    }
  }
}

/** Darkens towards the corners, in place; `amount` 0–1 is what a corner loses. */
export function vignette(picture: Picture, amount: number): void {
  const { width, height, r, g, b } = picture;
  for (let y = 0; y < height; y++) {
    const v = (y / height) * 2 - 1;
    for (let x = 0; x < width; x++) {
      const u = (x / width) * 2 - 1;
      const d = (u * u + v * v) / 2;
      const keep = 1 - amount * d * d;
      const i = y * width + x;
      r[i] = at(r, i) * keep;
      g[i] = at(g, i) * keep;
      b[i] = at(b, i) * keep;
    }
  }
}

/** Film grain, strongest in the middle tones, in place. */
export function filmGrain(picture: Picture, amount: number, random: () => number): void {
  const { r, g, b } = picture;
  for (let i = 0; i < r.length; i++) {
    const light = luma(at(r, i), at(g, i), at(b, i));
    // The sum of two even distributions: close to the bell of real grain.
    const noise = (random() + random() - 1) * amount * (0.35 + 2.6 * Math.max(0, light * (1 - light)));
    r[i] = at(r, i) + noise;
    g[i] = at(g, i) + noise;
    b[i] = at(b, i) + noise;
  }
}

/** Red moves one way and blue the other by `shift` pixels at every row; a cheap lens or a worn tape. In place. */
export function fringe(picture: Picture, shift: (y: number) => number): void {
  const { width, height, r, b } = picture;
  const row = new Float32Array(width);
  for (let y = 0; y < height; y++) {
    const by = Math.round(shift(y));
    if (by === 0) continue;
    for (const [plane, way] of [
      [r, by],
      [b, -by],
    ] as const) {
      const start = y * width;
      row.set(plane.subarray(start, start + width));
      for (let x = 0; x < width; x++) plane[start + x] = at(row, Math.max(0, Math.min(width - 1, x + way)));
    }
  }
}
