// How far a matte can be trusted, and whether there is a subject at all.
// Must not change the matte.
import type { View } from './analysis.js';

/** What can be measured about a matte without knowing the truth. */
export interface MatteSigns {
  /** Undecided share of the model's first look, 0 upwards. */
  readonly haze: number;
  /** How much of the model's matte the colours and the background overruled, 0–1. */
  readonly overruled: number;
  /** Difference between the colours just inside and just outside the edge, 0–1. */
  readonly contrast: number;
  /** Share of the photo's border that the matte covers, 0–1. */
  readonly atBorder: number;
  /** Share of the view that the matte covers, 0–1. */
  readonly coverage: number;
  /** Highest value of the model before stretching, 0–1. */
  readonly peak: number;
  readonly plain: boolean;
}

export function readSigns(view: View): MatteSigns {
  const { matte, first, photo } = view;
  const { width, height, values } = matte;
  let disagreement = 0;
  let union = 1e-6;
  let mass = 0;
  let border = 0;
  let edge = 0;
  let edgeContrast = 0;
  // Colours are compared across a gap: the edge itself is mixed.
  const gap = Math.max(2, Math.round(view.coarseness * 2));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const alpha = values[at] as number;
      disagreement += Math.abs(alpha - (first.values[at] as number));
      union += Math.max(alpha, first.values[at] as number);
      mass += alpha;
      if ((x === 0 || y === 0 || x === width - 1 || y === height - 1) && alpha > 0.5) border++;
      for (const step of [1, width]) {
        const inRow = step === 1 ? x >= gap && x < width - gap - 1 : y >= gap && y < height - gap - 1;
        if (!inRow || alpha > 0.5 === (values[at + step] as number) > 0.5) continue;
        edge++;
        let difference = 0;
        for (const channel of photo.channels) {
          difference += Math.abs((channel[at - gap * step] as number) - (channel[at + (gap + 1) * step] as number));
        }
        edgeContrast += difference / 3;
      }
    }
  }
  return {
    haze: view.haze,
    overruled: disagreement / union,
    contrast: edge === 0 ? 0 : edgeContrast / edge,
    atBorder: border / (2 * (width + height)),
    coverage: mass / values.length,
    peak: view.peak,
    plain: view.plain,
  };
}

/**
 * True when what the model found is no thing: it hardly answered, or everywhere a little, or the blob has no edge.
 * Measured: blank, noisy and gradient pictures peak below 0.11 with a haze above 2.5. Photos of things peak above 0.85 with a
 * haze below 1.4; a thing hardly told from its background can reach a haze of 2.4, and is given back with no confidence.
 */
export function showsNothing(signs: MatteSigns): boolean {
  return signs.peak < 0.25 || signs.haze > 2.5 || signs.coverage < 0.0005 || signs.contrast < 0.015;
}

/**
 * Confidence 0–1: the chance that the matte covers the subject well (intersection over union 0.9 or better).
 * A logistic regression over the signs, fitted on 240 pictures with known truth; docs/quality-cutout.md says how it holds.
 */
export function confidenceOf(signs: MatteSigns): number {
  const { haze, overruled, contrast, atBorder, plain } = signs;
  const logOdds =
    0.3 -
    3.1 * Math.min(haze, 1) -
    6 * overruled +
    9.3 * Math.min(contrast, 0.3) -
    12 * Math.min(atBorder, 0.3) +
    (plain ? 0.4 : 0);
  return 1 / (1 + Math.exp(-logOdds));
}
