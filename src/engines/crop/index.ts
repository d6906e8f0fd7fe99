// The crop engine: a photo and the ratios wanted in, the best window of each ratio out, with the score of each.
// Must not know HTTP, storage, settings or who asks. Same bytes in, same windows out; it stops between steps when told to.
import { chooseRatio } from './best-ratio.js';
import { chooseWindow, prospectOf } from './choose.js';
import { explain } from './explain.js';
import { frameOf } from './frame.js';
import { readOverview } from './raster.js';
import { look, type Region, type Sight } from './sight.js';
import { CropError, type CropSpec, type Crops, type PixelBox } from './spec.js';

export { candidateRatios } from './best-ratio.js';
export type {
  CropBox,
  CropFailure,
  CropSpec,
  Crops,
  CropTimings,
  PixelBox,
  Score,
  SeenFace,
  TermName,
} from './spec.js';
export { CropError, ratioLimits, termNames } from './spec.js';

/**
 * The best window of each ratio in a photo: as large as the photo allows, full width or full height, its place chosen so that
 * faces, subject and lettering stay in. One look at the photo serves all ratios; no ratio means one window of the best of
 * {@link candidateRatios}. Pixels are inclusive, after the photo's orientation tag.
 * @throws CropError with one of its reasons; RangeError for a ratio or a focus outside its range
 */
export async function crop(spec: CropSpec, signal?: AbortSignal): Promise<Crops> {
  const { image, ratios, focus } = spec;
  if (focus !== undefined && !(focus.x >= 0 && focus.x <= 1 && focus.y >= 0 && focus.y <= 1)) {
    throw new RangeError(`focus ${focus.x},${focus.y} is not within 0–1`);
  }
  // A ratio out of range is refused before anything is decoded.
  for (const ratio of ratios) frameOf({ width: 1, height: 1 }, ratio);
  const checkpoint = (): void => {
    if (signal?.aborted) throw new CropError('aborted', 'the work was stopped', { cause: signal.reason });
  };
  checkpoint();
  const started = performance.now();
  const overview = await readOverview(image);
  checkpoint();
  const decoded = performance.now();
  const sight = await look(overview, spec, checkpoint);
  const looked = performance.now();
  const prospect = prospectOf(sight, focus);
  const boxes =
    ratios.length === 0 ? [chooseRatio(sight, prospect)] : ratios.map((ratio) => chooseWindow(prospect, ratio));
  checkpoint();
  const chosen = performance.now();
  const explainPng = spec.explain === true ? await explain(overview, sight, boxes) : undefined;
  checkpoint();
  return {
    width: overview.photo.width,
    height: overview.photo.height,
    boxes,
    subject:
      sight.subjectBox === null ? null : { ...inPixels(sight.subjectBox, sight), coverage: sight.subjectBox.coverage },
    faces: sight.faces.map((face) => ({ ...inPixels(face, sight), confidence: face.confidence })),
    text: sight.text.map((line) => inPixels(line, sight)),
    ...(explainPng === undefined ? {} : { explainPng }),
    timings: {
      decodeMs: decoded - started,
      modelMs: looked - decoded,
      chooseMs: chosen - looked,
      explainMs: performance.now() - chosen,
    },
  };
}

/** The whole pixels a region touches, inclusive. */
function inPixels(region: Region, { photo: { width, height } }: Sight): PixelBox {
  const left = Math.min(width - 1, Math.max(0, Math.floor(region.left * width)));
  const top = Math.min(height - 1, Math.max(0, Math.floor(region.top * height)));
  return {
    left,
    top,
    right: Math.max(left, Math.min(width, Math.ceil(region.right * width)) - 1),
    bottom: Math.max(top, Math.min(height, Math.ceil(region.bottom * height)) - 1),
  };
}
