// From a photo to a trusted matte at analysis resolution: model, second look, colours, background, tidying.
// Must not know output sizes, files or encoders.
import { openBackgroundHoles } from './background-holes.js';
import { colourLogOdds } from './colour-evidence.js';
import { closeFalseHoles, dropIslands } from './components.js';
import type { Saliency, SaliencyModel } from './model.js';
import { findPlainBackground } from './plain-background.js';
import {
  type ColourPlanes,
  fitWithin,
  type Plane,
  planesOf,
  type Raster,
  regionIn,
  resamplePlane,
  resizeRaster,
  wholeOf,
} from './raster.js';
import type { Box } from './spec.js';

/** Longest side, in pixels, of the picture the analysis works on: about what the model sees. */
const analysisLongSide = 320;
/** Longest side of the picture the model's input is made from. JPEG decoders give about this size of a large photo cheaply. */
export const overviewLongSide = 480;
/** Above this haze the model is asked again about the subject alone. */
const hazeForSecondLook = 0.25;
/** So it is when the subject fills less than this share of the frame's sides: 320 pixels are then too few for it. */
const smallSubject = 0.35;

/** A matte with the photo it belongs to, for one region of the source. */
export interface View {
  /** In pixels of the source photo. */
  readonly region: Box;
  readonly photo: ColourPlanes;
  /** What the model said, resampled to the view. */
  readonly first: Plane;
  /** The same after colours and background were heard; soft, 0–1. */
  readonly matte: Plane;
  /** Pixels of this view per pixel of the model: how coarse the matte is. */
  readonly coarseness: number;
  readonly plain: boolean;
  readonly looks: 1 | 2;
  /** Undecided share of the first look, 0 for a clear-cut matte; over about 0.3 the model was guessing. */
  readonly haze: number;
  /** Highest value of the model before stretching, 0–1. */
  readonly peak: number;
}

/** How undecided a map is: the mass between 0 and 1 over the whole mass. */
export function hazeOf(map: Plane): number {
  let undecided = 0;
  let mass = 1e-6;
  for (const value of map.values) {
    undecided += 4 * value * (1 - value);
    mass += value;
  }
  return undecided / mass;
}

/** The box around all values above `threshold`, in the plane's pixels; null when there are none. */
export function boxAbove(plane: Plane, threshold: number): Box | null {
  let left = plane.width;
  let right = -1;
  let top = plane.height;
  let bottom = -1;
  for (let y = 0; y < plane.height; y++) {
    for (let x = 0; x < plane.width; x++) {
      if ((plane.values[y * plane.width + x] as number) <= threshold) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
  }
  return right < 0 ? null : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** A box grown by a share of its sides, at least `least` pixels, inside the frame. */
export function growBox(box: Box, share: number, least: number, frame: { width: number; height: number }): Box {
  const x = Math.max(least, box.width * share);
  const y = Math.max(least, box.height * share);
  const left = Math.max(0, Math.floor(box.left - x));
  const top = Math.max(0, Math.floor(box.top - y));
  const right = Math.min(frame.width, Math.ceil(box.left + box.width + x));
  const bottom = Math.min(frame.height, Math.ceil(box.top + box.height + y));
  return { left, top, width: right - left, height: bottom - top };
}

export interface AnalysisInput {
  /** Upright size of the source photo. */
  readonly source: { readonly width: number; readonly height: number };
  /** The whole photo, longest side about {@link overviewLongSide}. */
  readonly overview: Raster;
  /** A region of the photo, given in source pixels, with at most `longSide` pixels; asked only for a second look. */
  readonly closeUp: (region: Box, longSide: number) => Promise<Raster>;
  readonly model: SaliencyModel;
  /** Called between steps; throws to stop. */
  readonly checkpoint: () => void;
  /** Wraps each run of the model, for timing. */
  readonly timed: (run: () => Promise<Saliency>) => Promise<Saliency>;
}

/** Finds the subject of a photo. The view that comes back covers the whole photo, or the region of the second look. */
export async function analyse(input: AnalysisInput): Promise<View> {
  const { source, overview, model, checkpoint, timed } = input;
  const size = fitWithin(overview, analysisLongSide);
  const squeezed = planesOf(await resizeRaster(overview, model.width, model.height));
  const photo = planesOf(await resizeRaster(overview, size.width, size.height));
  const saliency = await timed(() => model.run(squeezed));
  checkpoint();
  const haze = hazeOf(saliency.map);
  const rough = boxAbove(saliency.map, 0.3);
  const common = { haze, peak: saliency.peak };
  if (rough !== null) {
    const reach = Math.max(rough.width / model.width, rough.height / model.height);
    if (haze > hazeForSecondLook || reach < smallSubject) {
      const grown = growBox(rough, 0.2, 6, model);
      const view = await lookAgain(input, saliency.map, regionIn(grown, model, source));
      return { ...view, ...common };
    }
  }
  const first = resamplePlane(saliency.map, wholeOf(saliency.map), photo.width, photo.height);
  const { matte, plain } = hearColours(photo, first);
  const coarseness = Math.max(photo.width, photo.height) / model.width;
  return { region: wholeOf(source), photo, first, matte, plain, coarseness, looks: 1, ...common };
}

/** Asks the model about the subject's region alone and takes the mean of both answers there. */
async function lookAgain(
  { source, closeUp, model, checkpoint, timed }: AnalysisInput,
  before: Plane,
  region: Box,
): Promise<Omit<View, 'haze' | 'peak'>> {
  const raster = await closeUp(region, overviewLongSide);
  checkpoint();
  const squeezed = planesOf(await resizeRaster(raster, model.width, model.height));
  const again = await timed(() => model.run(squeezed));
  checkpoint();
  const size = fitWithin(raster, analysisLongSide);
  const photo = planesOf(await resizeRaster(raster, size.width, size.height));
  const scaleX = before.width / source.width;
  const scaleY = before.height / source.height;
  const same = {
    left: region.left * scaleX,
    top: region.top * scaleY,
    width: region.width * scaleX,
    height: region.height * scaleY,
  };
  const first = resamplePlane(before, same, size.width, size.height);
  const closer = resamplePlane(again.map, wholeOf(again.map), size.width, size.height);
  for (let i = 0; i < first.values.length; i++) {
    first.values[i] = 0.5 * ((first.values[i] as number) + (closer.values[i] as number));
  }
  const { matte, plain } = hearColours(photo, first);
  const coarseness = Math.max(size.width, size.height) / model.width;
  return { region, photo, first, matte, plain, coarseness, looks: 2 };
}

/** Weight of a smooth background's evidence beside the model's and the colours' (1 each). */
const plainWeight = 0.6;

/** Adds up, in log odds, what the model, the colours and a smooth background say about every pixel; then tidies. */
function hearColours(photo: ColourPlanes, first: Plane): { matte: Plane; plain: boolean } {
  const colours = colourLogOdds(photo, first);
  const background = findPlainBackground(photo, first);
  const values = new Float32Array(first.values.length);
  for (let i = 0; i < values.length; i++) {
    // The bounds keep a sure model from being unteachable.
    const alpha = Math.min(0.98, Math.max(0.02, first.values[i] as number));
    const evidence =
      (colours[i] as number) + plainWeight * (background === null ? 0 : (background.evidence[i] as number));
    const odds = (alpha / (1 - alpha)) * Math.exp(evidence);
    values[i] = odds / (1 + odds);
  }
  const matte = { width: first.width, height: first.height, values };
  closeFalseHoles(matte, first);
  // After the closing: what continues the background exactly is open whatever the model says.
  if (background !== null) openBackgroundHoles(photo, first, matte);
  dropIslands(matte, first);
  return { matte, plain: background !== null };
}
