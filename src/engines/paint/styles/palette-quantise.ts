// A few colours that stand for all. Must not know what they are for.
import { type Colour, fromOklab, oklab } from './colour.js';
import { at, type Picture, type Plane } from './plane.js';

/** A palette in Oklab, with the sRGB colours beside it. */
export interface Palette {
  readonly lab: readonly Colour[];
  readonly colours: readonly Colour[];
}

export const paletteOf = (colours: readonly Colour[]): Palette => ({ colours, lab: colours.map(oklab) });

/**
 * k-means in Oklab (Lloyd 1982) from starts spread by distance (k-means++, Arthur and Vassilvitskii 2007), on a sample of at
 * most 6,000 pixels.
 * @param weight how much a pixel counts, 0 up; the subject's colours must not drown in the sky's
 * @param lightness how much light and dark separate colours; below 1 a shaded body stays one patch
 */
export function clusterColours(
  picture: Picture,
  count: number,
  random: () => number,
  weight?: Plane,
  lightness = 1,
): Palette {
  const every = Math.max(1, Math.floor(picture.r.length / 6000));
  const samples: Colour[] = [];
  const weights: number[] = [];
  for (let i = Math.floor(every / 2); i < picture.r.length; i += every) {
    samples.push(oklab([at(picture.r, i), at(picture.g, i), at(picture.b, i)]));
    weights.push(weight === undefined ? 1 : at(weight, i));
  }
  let centres = spreadStarts(samples, weights, count, random, lightness);
  for (let round = 0; round < 10; round++) {
    const sums = centres.map(() => [0, 0, 0, 0]);
    for (let s = 0; s < samples.length; s++) {
      const sample = samples[s] as Colour;
      const w = weights[s] as number;
      const sum = sums[nearest(centres, sample, lightness)] as number[];
      for (let k = 0; k < 3; k++) sum[k] = (sum[k] as number) + (sample[k] as number) * w;
      sum[3] = (sum[3] as number) + w;
    }
    centres = centres.map((centre, k) => {
      const [l, a, b, n] = sums[k] as [number, number, number, number];
      return n > 0 ? [l / n, a / n, b / n] : centre;
    });
  }
  return { lab: centres, colours: centres.map(fromOklab) };
}

function spreadStarts(
  samples: readonly Colour[],
  weights: readonly number[],
  count: number,
  random: () => number,
  lightness: number,
): Colour[] {
  const centres: Colour[] = [samples[Math.floor(random() * samples.length)] as Colour];
  const distance = samples.map((sample) => squared(sample, centres[0] as Colour, lightness));
  while (centres.length < count) {
    let total = 0;
    for (let s = 0; s < samples.length; s++) total += (distance[s] as number) * (weights[s] as number);
    let left = random() * total;
    let chosen = 0;
    while (chosen < samples.length - 1) {
      left -= (distance[chosen] as number) * (weights[chosen] as number);
      if (left <= 0) break;
      chosen++;
    }
    const centre = samples[chosen] as Colour;
    centres.push(centre);
    for (let s = 0; s < samples.length; s++) {
      distance[s] = Math.min(distance[s] as number, squared(samples[s] as Colour, centre, lightness));
    }
  }
  return centres;
}

function squared([l0, a0, b0]: Colour, [l1, a1, b1]: Colour, lightness: number): number {
  // Hue and saturation separate things better than lightness does.
  return lightness * (l0 - l1) ** 2 + 2.2 * ((a0 - a1) ** 2 + (b0 - b1) ** 2);
}

/** Index of the nearest of the Oklab colours. */
export function nearest(lab: readonly Colour[], colour: Colour, lightness = 1): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k < lab.length; k++) {
    const d = squared(lab[k] as Colour, colour, lightness);
    if (d < least) {
      least = d;
      best = k;
    }
  }
  return best;
}

/** Index of the nearest palette colour for every pixel; colours are looked up once per 5-bit step. */
export function labelPixels(picture: Picture, palette: Palette, lightness = 1): Uint8Array {
  const known = new Int16Array(32768).fill(-1);
  const out = new Uint8Array(picture.r.length);
  const step = (v: number): number => (v <= 0 ? 0 : v >= 1 ? 31 : (v * 31 + 0.5) | 0);
  for (let i = 0; i < out.length; i++) {
    const r = step(at(picture.r, i));
    const g = step(at(picture.g, i));
    const b = step(at(picture.b, i));
    const key = (r << 10) | (g << 5) | b;
    let label = known[key] as number;
    if (label < 0) {
      label = nearest(palette.lab, oklab([r / 31, g / 31, b / 31]), lightness);
      known[key] = label;
    }
    out[i] = label;
  }
  return out;
}

/** Small islands and frayed borders take the label most common among them and their eight neighbours at distance `reach`. */
export function smoothLabels(labels: Uint8Array, width: number, height: number, reach: number): Uint8Array {
  const out = labels.slice();
  const votes = new Uint8Array(256);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const mine = labels[y * width + x] as number;
      // Most pixels lie inside a patch: their corners agree with them.
      const above = Math.max(0, y - reach) * width;
      const below = Math.min(height - 1, y + reach) * width;
      const left = Math.max(0, x - reach);
      const right = Math.min(width - 1, x + reach);
      if (
        labels[above + left] === mine &&
        labels[above + right] === mine &&
        labels[below + left] === mine &&
        labels[below + right] === mine
      ) {
        continue;
      }
      for (let v = -1; v <= 1; v++) {
        const row = Math.max(0, Math.min(height - 1, y + v * reach)) * width;
        for (let u = -1; u <= 1; u++) {
          const label = labels[row + Math.max(0, Math.min(width - 1, x + u * reach))] as number;
          votes[label] = (votes[label] as number) + 1;
        }
      }
      let best = mine;
      for (let v = -1; v <= 1; v++) {
        const row = Math.max(0, Math.min(height - 1, y + v * reach)) * width;
        for (let u = -1; u <= 1; u++) {
          const label = labels[row + Math.max(0, Math.min(width - 1, x + u * reach))] as number;
          if ((votes[label] as number) > (votes[best] as number)) best = label;
        }
      }
      for (let v = -1; v <= 1; v++) {
        const row = Math.max(0, Math.min(height - 1, y + v * reach)) * width;
        for (let u = -1; u <= 1; u++) {
          votes[labels[row + Math.max(0, Math.min(width - 1, x + u * reach))] as number] = 0;
        }
      }
      out[y * width + x] = best;
    }
  }
  return out;
}
