// Recognises a smooth background (paper, studio sweep, gradient) and says which pixels differ from it, shadows excepted.
// Must not know the rest of the engine. On textures and street scenes it answers "not plain", and nothing else is done.
import { boxMean } from './box-filter.js';
import { type ColourPlanes, clamp01, type Plane } from './raster.js';

/** Background spread (0–1, per channel) up to which a background counts as plain; measured on the sets in docs/quality-cutout.md. */
const plainSpread = 0.02;
/** Deviations below these are noise: of the background, of the subject. */
const backgroundNoise = 0.04;
const subjectNoise = 0.06;
/** A shadow darkens the background to no less than this share of it. */
const deepestShadow = 0.35;
/** Evidence in natural log units is bounded by this: the matte keeps the last word where it is sure. */
const strongest = 2.5;

export interface PlainBackground {
  /** Per pixel, −2.5 (looks like the background around it) to 2.5 (does not); add to the matte's log odds. */
  readonly evidence: Float32Array<ArrayBuffer>;
}

interface LocalColours {
  /** Share of the window's pixels that were counted, 0–1. */
  readonly share: Float32Array<ArrayBuffer>;
  readonly mean: readonly Float32Array<ArrayBuffer>[];
  readonly variance: readonly Float32Array<ArrayBuffer>[];
}

/**
 * Compares every pixel with the mean and variance of the background, and of the subject, in a window around it.
 * @param photo width×height, 0–1
 * @param matte the same size; below 0.05 counts as background, above 0.9 as subject
 * @returns null when the background is not plain
 */
export function findPlainBackground(photo: ColourPlanes, matte: Plane): PlainBackground | null {
  // Windows a tenth of the picture wide do not need its full resolution.
  const small = halve(photo, matte);
  const { width, height, channels } = small;
  const count = width * height;
  const isBackground = new Float32Array(count);
  const isSubject = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const alpha = small.matte[i] as number;
    isBackground[i] = alpha < 0.05 ? 1 : 0;
    isSubject[i] = alpha > 0.9 ? 1 : 0;
  }
  const radius = Math.max(2, Math.round(Math.max(width, height) * 0.05));
  const background = localColours(channels, isBackground, width, height, radius);
  if (medianSpread(background, isBackground) > plainSpread) return null;
  const subject = localColours(channels, isSubject, width, height, radius);
  const evidence = new Float32Array(photo.width * photo.height);
  for (let y = 0; y < photo.height; y++) {
    const smallRow = Math.min(height - 1, y >> 1) * width;
    for (let x = 0; x < photo.width; x++) {
      const at = y * photo.width + x;
      evidence[at] = compare(photo, at, background, subject, smallRow + Math.min(width - 1, x >> 1));
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
  let along = 0;
  let square = 1e-6;
  for (let c = 0; c < 3; c++) {
    const mean = (background.mean[c] as Float32Array)[near] as number;
    along += ((photo.channels[c] as Float32Array)[at] as number) * mean;
    square += mean * mean;
  }
  // A shadow is the background's colour times something below 1: measure from the darkened background.
  const shade = Math.min(1, Math.max(deepestShadow, along / square));
  let asBackground = 0;
  let asSubject = 0;
  for (let c = 0; c < 3; c++) {
    const value = (photo.channels[c] as Float32Array)[at] as number;
    const b = value - ((background.mean[c] as Float32Array)[near] as number) * shade;
    const vb = ((background.variance[c] as Float32Array)[near] as number) + backgroundNoise ** 2;
    asBackground -= 0.5 * ((b * b) / vb + Math.log(vb * 2 * Math.PI));
    const s = value - ((subject.mean[c] as Float32Array)[near] as number);
    const vs = ((subject.variance[c] as Float32Array)[near] as number) + subjectNoise ** 2;
    asSubject -= 0.5 * ((s * s) / vs + Math.log(vs * 2 * Math.PI));
  }
  // A colour new to the subject is still possible: every colour has the density of a uniform one (0) less a little.
  const subjectKnown = clamp01((subject.share[near] as number) * 20);
  const likelySubject = subjectKnown * Math.max(asSubject, -1);
  const backgroundKnown = clamp01((background.share[near] as number) * 20);
  const ratio = backgroundKnown * (likelySubject - asBackground) * 0.5;
  return Math.max(-strongest, Math.min(strongest, ratio));
}

function localColours(
  channels: readonly Float32Array<ArrayBuffer>[],
  weight: Float32Array<ArrayBuffer>,
  width: number,
  height: number,
  radius: number,
): LocalColours {
  // Two box means make a window without hard corners.
  const smooth = (plane: Float32Array<ArrayBuffer>) =>
    boxMean(boxMean(plane, width, height, radius), width, height, radius);
  const share = smooth(weight);
  const mean: Float32Array<ArrayBuffer>[] = [];
  const variance: Float32Array<ArrayBuffer>[] = [];
  const product = new Float32Array(weight.length);
  for (const channel of channels) {
    for (let i = 0; i < product.length; i++) product[i] = (channel[i] as number) * (weight[i] as number);
    const first = smooth(product);
    for (let i = 0; i < product.length; i++) product[i] = (product[i] as number) * (channel[i] as number);
    const second = smooth(product);
    for (let i = 0; i < product.length; i++) {
      const inverse = 1 / ((share[i] as number) + 1e-6);
      const m = (first[i] as number) * inverse;
      first[i] = m;
      second[i] = Math.max(0, (second[i] as number) * inverse - m * m);
    }
    mean.push(first);
    variance.push(second);
  }
  return { share, mean, variance };
}

/** The middle value of the background's standard deviation, from every seventh pixel; 1 when there is no background. */
function medianSpread(background: LocalColours, isBackground: Float32Array): number {
  const spreads: number[] = [];
  for (let i = 0; i < isBackground.length; i += 7) {
    if (isBackground[i] === 0) continue;
    let sum = 0;
    for (const variance of background.variance) sum += variance[i] as number;
    spreads.push(sum / 3);
  }
  spreads.sort((left, right) => left - right);
  return Math.sqrt(spreads[spreads.length >> 1] ?? 1);
}

function halve(photo: ColourPlanes, matte: Plane) {
  const width = (photo.width + 1) >> 1;
  const height = (photo.height + 1) >> 1;
  const shrink = (plane: Float32Array) => {
    const out = new Float32Array(width * height);
    for (let y = 0; y < height; y++) {
      const upper = 2 * y * photo.width;
      const lower = Math.min(photo.height - 1, 2 * y + 1) * photo.width;
      for (let x = 0; x < width; x++) {
        const left = 2 * x;
        const right = Math.min(photo.width - 1, left + 1);
        out[y * width + x] =
          ((plane[upper + left] as number) +
            (plane[upper + right] as number) +
            (plane[lower + left] as number) +
            (plane[lower + right] as number)) /
          4;
      }
    }
    return out;
  };
  return { width, height, channels: photo.channels.map(shrink), matte: shrink(matte.values) };
}
