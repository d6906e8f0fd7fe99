// Recognises a smooth background (paper, studio sweep, gradient) and says which pixels differ from it, shadows excepted.
// Must not know the rest of the engine. On textures and street scenes it answers "not plain", and nothing else is done.
import { boxMean } from './box-filter.js';
import { type Channel, type ColourPlanes, clamp01, type Plane } from './raster.js';

/** Background spread (0–1, per channel) up to which a background counts as plain; measured on the sets in docs/quality-cutout.md. */
const plainSpread = 0.02;
/** Deviations below these are noise: of the background, of the subject. */
const backgroundNoise = 0.04;
const subjectNoise = 0.06;
/** A shadow darkens the background to no less than this share of it. */
const deepestShadow = 0.5;
/** Windows are a tenth of the picture wide; their means are taken on every fourth pixel. */
const reduction = 4;
/** Evidence in natural log units is bounded by this: the matte keeps the last word where it is sure. */
const strongest = 2.5;

export interface PlainBackground {
  /** Per pixel, −2.5 (looks like the background around it) to 2.5 (does not); add to the matte's log odds. */
  readonly evidence: Channel;
}

interface LocalChannel {
  readonly mean: Channel;
  readonly variance: Channel;
  /** 1 ÷ (2 · (variance + noise)). */
  readonly precision: Channel;
}

interface LocalColours {
  /** Share of the window's pixels that were counted, 0–1. */
  readonly share: Channel;
  readonly red: LocalChannel;
  readonly green: LocalChannel;
  readonly blue: LocalChannel;
  /** Log density at the mean. */
  readonly base: Channel;
}

/**
 * Compares every pixel with the mean and variance of the background, and of the subject, in a window around it.
 * @param photo width×height, 0–1
 * @param matte the same size; below 0.05 counts as background, above 0.9 as subject
 * @returns null when the background is not plain
 */
export function findPlainBackground(photo: ColourPlanes, matte: Plane): PlainBackground | null {
  const small = reduce(photo, matte);
  const { width, height, channels, squares } = small;
  const count = width * height;
  const isBackground = new Float32Array(count);
  const isSubject = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const alpha = small.matte[i] as number;
    isBackground[i] = alpha < 0.05 ? 1 : 0;
    isSubject[i] = alpha > 0.9 ? 1 : 0;
  }
  const radius = Math.max(2, Math.round(Math.max(width, height) * 0.05));
  const background = localColours(channels, squares, isBackground, width, height, radius, backgroundNoise);
  if (medianSpread(background, isBackground) > plainSpread) return null;
  const subject = localColours(channels, squares, isSubject, width, height, radius, subjectNoise);
  const evidence = new Float32Array(photo.width * photo.height);
  for (let y = 0; y < photo.height; y++) {
    const smallRow = Math.floor(y / reduction) * width;
    for (let x = 0; x < photo.width; x++) {
      const at = y * photo.width + x;
      evidence[at] = compare(photo, at, background, subject, smallRow + Math.floor(x / reduction));
    }
  }
  return { evidence: boxMean(evidence, photo.width, photo.height, 1) };
}

/** Half the log ratio of two Gaussians, subject over background, bounded. */
function compare(
  photo: ColourPlanes,
  at: number,
  background: LocalColours,
  subject: LocalColours,
  near: number,
): number {
  const { red, green, blue } = background;
  const r = photo.channels[0][at] as number;
  const g = photo.channels[1][at] as number;
  const b = photo.channels[2][at] as number;
  const meanR = red.mean[near] as number;
  const meanG = green.mean[near] as number;
  const meanB = blue.mean[near] as number;
  // A shadow is the background's colour times something below 1: measure from the darkened background.
  const along = (r * meanR + g * meanG + b * meanB) / (meanR * meanR + meanG * meanG + meanB * meanB + 1e-6);
  const shade = along < deepestShadow ? deepestShadow : along > 1 ? 1 : along;
  const asBackground = background.base[near] as number;
  const fromBackground =
    (r - meanR * shade) ** 2 * (red.precision[near] as number) +
    (g - meanG * shade) ** 2 * (green.precision[near] as number) +
    (b - meanB * shade) ** 2 * (blue.precision[near] as number);
  const asSubject = subject.base[near] as number;
  const fromSubject =
    (r - (subject.red.mean[near] as number)) ** 2 * (subject.red.precision[near] as number) +
    (g - (subject.green.mean[near] as number)) ** 2 * (subject.green.precision[near] as number) +
    (b - (subject.blue.mean[near] as number)) ** 2 * (subject.blue.precision[near] as number);
  // A colour new to the subject is still possible: every colour has the density of a uniform one (0) less a little.
  const likelySubject = clamp01((subject.share[near] as number) * 20) * Math.max(asSubject - fromSubject, -1);
  const ratio =
    clamp01((background.share[near] as number) * 20) * (likelySubject - asBackground + fromBackground) * 0.5;
  return ratio < -strongest ? -strongest : ratio > strongest ? strongest : ratio;
}

/** Means and variances by window, and what a Gaussian with them needs. */
function localColours(
  channels: readonly Channel[],
  squares: readonly Channel[],
  weight: Channel,
  width: number,
  height: number,
  radius: number,
  noise: number,
): LocalColours {
  // Two box means make a window without hard corners.
  const smooth = (plane: Channel) => boxMean(boxMean(plane, width, height, radius), width, height, radius);
  const count = weight.length;
  const share = smooth(weight);
  const base = new Float32Array(count);
  const product = new Float32Array(count);
  const local = (channel: Channel, square: Channel): LocalChannel => {
    for (let i = 0; i < count; i++) product[i] = (channel[i] as number) * (weight[i] as number);
    const mean = smooth(product);
    for (let i = 0; i < count; i++) product[i] = (square[i] as number) * (weight[i] as number);
    const variance = smooth(product);
    const precision = new Float32Array(count);
    for (let i = 0; i < count; i++) {
      const inverse = 1 / ((share[i] as number) + 1e-6);
      const m = (mean[i] as number) * inverse;
      const v = Math.max(0, (variance[i] as number) * inverse - m * m);
      mean[i] = m;
      variance[i] = v;
      const noisy = v + noise * noise;
      precision[i] = 0.5 / noisy;
      base[i] = (base[i] as number) - 0.5 * Math.log(noisy * 2 * Math.PI);
    }
    return { mean, variance, precision };
  };
  const [red, green, blue] = channels.map((channel, index) => local(channel, squares[index] as Channel));
  return { share, red: red as LocalChannel, green: green as LocalChannel, blue: blue as LocalChannel, base };
}

/** The middle value of the background's standard deviation, from every second pixel; 1 when there is no background. */
function medianSpread(background: LocalColours, isBackground: Float32Array): number {
  const spreads: number[] = [];
  for (let i = 0; i < isBackground.length; i += 2) {
    if (isBackground[i] === 0) continue;
    const { red, green, blue } = background;
    spreads.push(((red.variance[i] as number) + (green.variance[i] as number) + (blue.variance[i] as number)) / 3);
  }
  spreads.sort((left, right) => left - right);
  return Math.sqrt(spreads[spreads.length >> 1] ?? 1);
}

/** Photo and matte as means of squares of {@link reduction}² pixels. */
function reduce(photo: ColourPlanes, matte: Plane) {
  const width = Math.ceil(photo.width / reduction);
  const height = Math.ceil(photo.height / reduction);
  const shrink = (plane: Channel, square: boolean): Channel => {
    const out = new Float32Array(width * height);
    for (let y = 0; y < height; y++) {
      const toY = Math.min(photo.height, (y + 1) * reduction);
      for (let x = 0; x < width; x++) {
        const toX = Math.min(photo.width, (x + 1) * reduction);
        let sum = 0;
        let count = 0;
        for (let fromY = y * reduction; fromY < toY; fromY++) {
          for (let fromX = x * reduction; fromX < toX; fromX++, count++) {
            const value = plane[fromY * photo.width + fromX] as number;
            sum += square ? value * value : value;
          }
        }
        out[y * width + x] = sum / count;
      }
    }
    return out;
  };
  return {
    width,
    height,
    channels: photo.channels.map((channel) => shrink(channel, false)),
    // Squares before they are averaged: a fine pattern must not pass for a smooth tone.
    squares: photo.channels.map((channel) => shrink(channel, true)),
    matte: shrink(matte.values, false),
  };
}
