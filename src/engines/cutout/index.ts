// The cut-out engine: a product photo in, the product alone on transparency out.
// Must not know HTTP, storage, settings or who asks. Same bytes in, same bytes out; it stops between steps when told to.
import sharp from 'sharp';
import { boxAbove, growBox } from './analysis.js';
import { type FoundSubject, findSubject } from './find-subject.js';
import { fitRegion, frameFitSide, subjectFitSide } from './fitting.js';
import { type EdgeColours, edgeColours } from './foreground.js';
import { readOwnAlpha, resizeWithAlpha } from './own-alpha.js';
import { fitWithin, type Plane, planesOf, type Raster, resamplePlane, resizeRaster, wholeOf } from './raster.js';
import { type Placement, renderAlpha, renderCutout } from './render.js';
import { regionAt } from './source.js';
import { type Box, type Cutout, CutoutError, type CutoutSpec, type Matte, type MatteSpec } from './spec.js';
import { StepTimes } from './step-times.js';

export type { Box, Cutout, CutoutFailure, CutoutSpec, CutoutTimings, Matte, MattePath, MatteSpec } from './spec.js';
export { CutoutError, matteLongSide } from './spec.js';

/** A subject is enlarged at most this much; beyond it the picture would only be larger, not better. */
const mostEnlargement = 3;
/** zlib effort of the result. 1 takes two thirds of the time of 2 for about a third more bytes. */
const pngEffort = 1;
/** Longest side at which colours beside the edge are found, and the window an edge pixel learns them from. */
const edgeLongSide = 128;
const edgeRadius = 2;

/**
 * Cuts the subject out of a photo and sets it on a transparent square.
 * Default 1080×1080 with the subject scaled to fit the 840×840 inside margins of 120 px, enlarged at most 3×.
 * @throws CutoutError with one of its reasons; RangeError when size and margin leave no room
 */
export async function cutout(spec: CutoutSpec, signal?: AbortSignal): Promise<Cutout> {
  const { size = 1080, margin = 120, trim = true } = spec;
  if (!Number.isInteger(size) || size < 64 || size > 4096) throw new RangeError(`size ${size} is not within 64–4096`);
  if (!(margin >= 0 && margin < size / 2)) throw new RangeError(`margin ${margin} leaves no room in ${size} pixels`);
  const times = new StepTimes();
  const checkpoint = checkpointOf(signal);
  const found = await findSubject(spec, times, checkpoint);
  const { detail } = found;
  const region = trim ? growBox(found.rough, 0.08, 8, detail) : wholeOf(detail);
  // Pixels of the detail raster to pixels of the photo, and to pixels of the result.
  const perDetail = found.source.photo.width / detail.width;
  const room = size - 2 * margin;
  const scale = trim
    ? Math.min(room / Math.max(found.rough.width, found.rough.height), mostEnlargement * perDetail)
    : fitWithin(found.source.photo, size).width / detail.width;
  const width = Math.max(1, Math.round(region.width * scale));
  const height = Math.max(1, Math.round(region.height * scale));
  // The library's threads draw the pixels while this one fits the matte.
  const drawing = 'view' in found.by ? regionAt(found.source, region, width, height) : undefined;
  // It is awaited below or, when the work ends before, never; without this its failure would end the process.
  drawing?.catch(() => undefined);
  const fitted = await fitFound(found, region, trim ? subjectFitSide : frameFitSide, times);
  checkpoint();
  const placement: Placement = trim
    ? {
        canvasWidth: size,
        canvasHeight: size,
        left: Math.round(size / 2 - (fitted.box.left - region.left + fitted.box.width / 2) * scale),
        top: Math.round(size / 2 - (fitted.box.top - region.top + fitted.box.height / 2) * scale),
        margin: Math.floor(margin),
      }
    : { canvasWidth: width, canvasHeight: height, left: 0, top: 0, margin: 0 };

  const drawn = drawing && (await times.during('decodeMs', () => drawing));
  const rgba = await fitted.draw(width, height, placement, drawn);
  checkpoint();
  const { canvasWidth, canvasHeight } = placement;
  const png = await times.during('encodeMs', () =>
    sharp(rgba, { raw: { width: canvasWidth, height: canvasHeight, channels: 4 } })
      .png({ compressionLevel: pngEffort, adaptiveFiltering: false })
      .toBuffer(),
  );
  checkpoint();
  return {
    png,
    width: canvasWidth,
    height: canvasHeight,
    subject: inSource(fitted.box, found),
    coverage: fitted.coverage,
    confidence: found.confidence,
    path: found.path,
    timings: times.read(),
  };
}

/**
 * The matte of the whole photo, for measuring and for engines that only need to know where the subject is.
 * @throws CutoutError with one of its reasons
 */
export async function matte(spec: MatteSpec, signal?: AbortSignal): Promise<Matte> {
  const times = new StepTimes();
  const checkpoint = checkpointOf(signal);
  const found = await findSubject(spec, times, checkpoint);
  const { detail, source } = found;
  const fitted = await fitFound(found, wholeOf(detail), frameFitSide, times);
  checkpoint();
  return {
    alpha: fitted.alpha(detail),
    width: detail.width,
    height: detail.height,
    sourceWidth: source.photo.width,
    sourceHeight: source.photo.height,
    subject: inSource(fitted.box, found),
    coverage: fitted.coverage,
    confidence: found.confidence,
    path: found.path,
    timings: times.read(),
  };
}

function checkpointOf(signal: AbortSignal | undefined): () => void {
  return () => {
    if (signal?.aborted) throw new CutoutError('aborted', 'the work was stopped', { cause: signal.reason });
  };
}

/** A region of the photo ready to be drawn at any size. Boxes in pixels of the detail raster. */
interface Fitted {
  readonly box: Box;
  readonly coverage: number;
  /** The matte over the region at the size of `photo`, which must cover the same region. */
  readonly alpha: (photo: Raster) => Uint8Array;
  /** @param drawn the region's pixels at width×height, where they were asked for in advance */
  readonly draw: (width: number, height: number, placement: Placement, drawn?: Raster) => Promise<Uint8Array>;
}

async function fitFound(found: FoundSubject, region: Box, longSide: number, times: StepTimes): Promise<Fitted> {
  const { detail, source } = found;
  if ('ownAlpha' in found.by) {
    const { ownAlpha } = found.by;
    return {
      ...readOwnAlpha(detail, ownAlpha),
      alpha: () => ownAlpha,
      draw: async (width, height, placement) => {
        const { photo, alpha } = await resizeWithAlpha(detail, ownAlpha, region, width, height);
        return renderCutout(photo, alpha, null, placement);
      },
    };
  }
  const size = fitWithin(region, longSide);
  const closeUp = await times.during('decodeMs', () => regionAt(source, region, size.width, size.height));
  const { fit, matte } = fitRegion(found.by.view, closeUp, detail, region, source.photo);
  const box = boxAbove(matte, 0.15) ?? wholeOf(matte);
  const perPixelX = region.width / matte.width;
  const perPixelY = region.height / matte.height;
  let mass = 0;
  for (const value of matte.values) mass += value;
  return {
    box: {
      left: region.left + box.left * perPixelX,
      top: region.top + box.top * perPixelY,
      width: box.width * perPixelX,
      height: box.height * perPixelY,
    },
    coverage: (mass * perPixelX * perPixelY) / (detail.width * detail.height),
    alpha: (raster) => renderAlpha(raster, fit, matte),
    draw: async (width, height, placement, inAdvance) => {
      const drawn = inAdvance ?? (await times.during('decodeMs', () => regionAt(source, region, width, height)));
      return renderCutout(drawn, renderAlpha(drawn, fit, matte), await edgesOf(closeUp, matte), placement);
    },
  };
}

async function edgesOf(closeUp: Raster, matte: Plane): Promise<EdgeColours> {
  const { width, height } = fitWithin(closeUp, edgeLongSide);
  const photo = planesOf(await resizeRaster(closeUp, width, height));
  return edgeColours(photo, resamplePlane(matte, wholeOf(matte), width, height), edgeRadius);
}

/** A box of the detail raster in whole pixels of the photo. */
function inSource(box: Box, { detail, source: { photo } }: FoundSubject): Box {
  const left = Math.max(0, Math.round((box.left * photo.width) / detail.width));
  const top = Math.max(0, Math.round((box.top * photo.height) / detail.height));
  const right = Math.min(photo.width, Math.round(((box.left + box.width) * photo.width) / detail.width));
  const bottom = Math.min(photo.height, Math.round(((box.top + box.height) * photo.height) / detail.height));
  return { left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}
