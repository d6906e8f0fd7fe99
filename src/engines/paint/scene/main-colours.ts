// The main colours of a picture, most important first. Must not know what it shows.
import type { Rgb } from './colour.js';

/**
 * Eight colours by weighted k-means (10 rounds) over a thinned sample, merged when closer than 28 in RGB; strong colours count
 * more than greys, since they are what a picture is remembered by.
 */
export function mainColours(rgba: Uint8ClampedArray): Rgb[] {
  const samples: [number, number, number, number][] = [];
  const step = Math.max(1, Math.floor(rgba.length / 4 / 4000));
  for (let i = 0; i < rgba.length; i += step * 4) {
    const r = rgba[i] ?? 0;
    const g = rgba[i + 1] ?? 0;
    const b = rgba[i + 2] ?? 0;
    samples.push([r, g, b, 1 + (Math.max(r, g, b) - Math.min(r, g, b)) / 80]);
  }
  let centres: [number, number, number][] = Array.from({ length: 8 }, (_, k) => {
    const [r, g, b] = samples[Math.floor(((k + 0.5) / 8) * samples.length)] ?? [128, 128, 128];
    return [r, g, b];
  });
  let weights: number[] = [];
  for (let round = 0; round < 10; round++) {
    const sums = centres.map(() => [0, 0, 0, 0]);
    for (const [r, g, b, w] of samples) {
      let best = 0;
      let least = Number.POSITIVE_INFINITY;
      centres.forEach(([cr, cg, cb], k) => {
        const d = (r - cr) ** 2 + (g - cg) ** 2 + (b - cb) ** 2;
        if (d < least) {
          least = d;
          best = k;
        }
      });
      const sum = sums[best];
      if (!sum) continue;
      sum[0] = (sum[0] ?? 0) + r * w;
      sum[1] = (sum[1] ?? 0) + g * w;
      sum[2] = (sum[2] ?? 0) + b * w;
      sum[3] = (sum[3] ?? 0) + w;
    }
    weights = sums.map((sum) => sum[3] ?? 0);
    centres = centres.map((centre, k) => {
      const [r = 0, g = 0, b = 0, w = 0] = sums[k] ?? [];
      return w > 0 ? [r / w, g / w, b / w] : centre;
    });
  }
  const ranked = centres.map((centre, k) => ({ centre, weight: weights[k] ?? 0 })).filter(({ weight }) => weight > 0);
  ranked.sort((a, b) => b.weight - a.weight);
  const palette: Rgb[] = [];
  for (const { centre } of ranked) {
    const close = palette.some(
      (other) => Math.hypot(other[0] - centre[0], other[1] - centre[1], other[2] - centre[2]) < 28,
    );
    if (!close || palette.length + (ranked.length - ranked.findIndex((r) => r.centre === centre)) <= 3) {
      palette.push([Math.round(centre[0]), Math.round(centre[1]), Math.round(centre[2])]);
    }
  }
  return palette;
}
