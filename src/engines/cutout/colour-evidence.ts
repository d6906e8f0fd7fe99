// What the photo's own colours say about a matte: which colours belong to the subject, which to the background.
// Must not know where the first matte came from. The model sees 320 pixels across; colours are known at every pixel, and
// they bring back stems, straps and legs too thin for the model, and open gaps it painted over.
import type { ColourPlanes, Plane } from './raster.js';

const bits = 5;
const side = 1 << bits;
const bins = side ** 3;
/** Colours may say at most 19 : 1, so that a sure model keeps the last word. */
const strongest = 19;

/**
 * The log odds that each pixel's colour is a subject colour, −2.9 to 2.9 (1 : 19 either way), 0 where colours cannot tell.
 * Two colour histograms weighted by the matte (GrabCut's idea: Rother, Kolmogorov, Blake 2004; histograms as in Boykov and
 * Jolly 2001), compared with equal priors: a small subject is not a less likely one.
 */
export function colourLogOdds(photo: ColourPlanes, matte: Plane): Float32Array<ArrayBuffer> {
  const count = matte.values.length;
  const [red, green, blue] = photo.channels;
  const subject = new Float32Array(bins);
  const background = new Float32Array(bins);
  const bin = new Uint16Array(count);
  let subjectSum = 1;
  let backgroundSum = 1;
  const level = (value: number) => Math.min(side - 1, (value * side) | 0);
  for (let i = 0; i < count; i++) {
    const at = (level(red[i] as number) << (2 * bits)) | (level(green[i] as number) << bits) | level(blue[i] as number);
    bin[i] = at;
    const alpha = matte.values[i] as number;
    // Only what the matte is fairly sure of teaches the colours.
    if (alpha > 0.5) {
      const weight = (alpha - 0.5) * 2;
      subject[at] = (subject[at] as number) + weight;
      subjectSum += weight;
    } else if (alpha < 0.3) {
      const weight = (0.3 - alpha) / 0.3;
      background[at] = (background[at] as number) + weight;
      backgroundSum += weight;
    }
  }
  blurHistogram(subject);
  blurHistogram(background);
  // A colour hardly seen on either side stays near one half.
  const doubt = 2e-5;
  const table = new Float32Array(bins);
  for (let at = 0; at < bins; at++) {
    const s = (subject[at] as number) / subjectSum + doubt;
    const b = (background[at] as number) / backgroundSum + doubt;
    table[at] = Math.log(Math.min(strongest, Math.max(1 / strongest, s / b)));
  }
  const out = new Float32Array(count);
  for (let i = 0; i < count; i++) out[i] = table[bin[i] as number] as number;
  return out;
}

/** Binomial blur (1 2 1) along each colour axis: neighbouring colours vouch for each other. */
function blurHistogram(histogram: Float32Array): void {
  const before = new Float32Array(bins);
  for (const step of [1, side, side * side]) {
    before.set(histogram);
    for (let at = 0; at < bins; at++) {
      const place = Math.floor(at / step) & (side - 1);
      const here = before[at] as number;
      const under = place > 0 ? (before[at - step] as number) : here;
      const over = place < side - 1 ? (before[at + step] as number) : here;
      histogram[at] = here * 0.5 + (under + over) * 0.25;
    }
  }
}
