// The photo as the engine holds it while it works: an overview, the detail, and single regions at full resolution.
// Must not know what is cut out of it.
import sharp from 'sharp';
import { DomainError } from '../../kernel/errors.js';
import { type DecodedPixels, decodePhoto, openPhoto, type Photo } from '../../kernel/photo.js';
import { overviewLongSide } from './analysis.js';
import { fitWithin, plainBytes, type Raster, resizeRaster } from './raster.js';
import { type Box, CutoutError, matteLongSide } from './spec.js';

/** A photo whose pixels are being decoded. `ownAlpha`: width×height×1 of the detail, when the file has real transparency. */
export interface Source {
  readonly photo: Photo;
  readonly overview: Raster;
  readonly detail: () => Promise<Raster>;
  readonly ownAlpha: Uint8Array | null;
}

const asCutoutError = (error: unknown): unknown => {
  if (!(error instanceof DomainError)) return error;
  return new CutoutError(error.code === 'TOO_LARGE' ? 'too-many-pixels' : 'unreadable-image', error.message, {
    cause: error,
  });
};

const toRaster = ({ width, height, pixels }: DecodedPixels): Raster => ({ width, height, rgb: pixels });

/**
 * The size the detail is held at. Formats that shrink on load are halved until they fit: a decoder gives halves cheaply and
 * without resampling. Others are reduced less than that would, since they are decoded in full anyway.
 */
function detailSize(photo: Photo): { width: number; height: number } {
  const longSide = Math.max(photo.width, photo.height);
  if (!photo.shrinksOnLoad) return fitWithin(photo, otherLongSide);
  let shrink = 1;
  while (longSide / shrink > matteLongSide) shrink *= 2;
  return {
    width: Math.max(1, Math.round(photo.width / shrink)),
    height: Math.max(1, Math.round(photo.height / shrink)),
  };
}

/** Longest side of the detail of a format that does not shrink on load: twice the 840 px a default cut-out can show. */
const otherLongSide = 1680;

/**
 * Opens and decodes a photo for the engine.
 * @throws CutoutError unreadable-image, too-many-pixels
 */
export async function openSource(image: Uint8Array): Promise<Source> {
  try {
    const photo = await openPhoto(image);
    const size = detailSize(photo);
    if (photo.hasAlpha) {
      const decoded = await decodePhoto(photo, size.width, size.height, true);
      const alpha = alphaOf(decoded);
      const ownAlpha = isMeaningful(alpha) ? alpha : null;
      const raster = ownAlpha === null ? onWhite(decoded) : colourOf(decoded);
      return { photo, overview: await overviewOf(raster), detail: async () => raster, ownAlpha };
    }
    const small = fitWithin(photo, overviewLongSide);
    // Where a reduced decode is cheap the model need not wait for the detail: it is decoded while the model runs.
    if (photo.shrinksOnLoad && size.width > 2 * small.width) {
      const overview = toRaster(await decodePhoto(photo, small.width, small.height));
      const later = decodePhoto(photo, size.width, size.height).then(toRaster, (error: unknown) => {
        throw asCutoutError(error);
      });
      // It is awaited later or, when the work ends before, never; without this its failure would end the process.
      later.catch(() => undefined);
      return { photo, overview, detail: () => later, ownAlpha: null };
    }
    const raster = toRaster(await decodePhoto(photo, size.width, size.height));
    return { photo, overview: await overviewOf(raster), detail: async () => raster, ownAlpha: null };
  } catch (error) {
    throw asCutoutError(error);
  }
}

function overviewOf(raster: Raster): Promise<Raster> {
  const size = fitWithin(raster, overviewLongSide);
  return resizeRaster(raster, size.width, size.height);
}

function alphaOf({ width, height, pixels }: DecodedPixels): Uint8Array {
  const alpha = new Uint8Array(width * height);
  for (let i = 0; i < alpha.length; i++) alpha[i] = pixels[i * 4 + 3] as number;
  return alpha;
}

function colourOf({ width, height, pixels }: DecodedPixels): Raster {
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) rgb[i * 3 + c] = pixels[i * 4 + c] as number;
  }
  return { width, height, rgb };
}

function onWhite({ width, height, pixels }: DecodedPixels): Raster {
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const alpha = (pixels[i * 4 + 3] as number) / 255;
    for (let c = 0; c < 3; c++) rgb[i * 3 + c] = (pixels[i * 4 + c] as number) * alpha + 255 * (1 - alpha) + 0.5;
  }
  return { width, height, rgb };
}

/** Whether transparency shows a cut-out, and not a few rounded corners or a channel that is opaque everywhere. */
function isMeaningful(alpha: Uint8Array): boolean {
  let clear = 0;
  let solid = 0;
  for (const value of alpha) {
    if (value < 16) clear++;
    else if (value > 240) solid++;
  }
  return clear > alpha.length * 0.05 && solid > 0;
}

/** Below this many pixels on its longer side a subject is fetched from the file again, at full resolution. */
const tooSmallInDetail = 420;

/** Bicubic costs twice as much as linear (63 and 34 ms for a default cut-out) and is only seen on larger enlargements. */
const kernelFor = (scale: number): 'lanczos3' | 'linear' | 'cubic' =>
  scale < 1 ? 'lanczos3' : scale < 1.4 ? 'linear' : 'cubic';

/**
 * A region of the photo at the size it is drawn at.
 * @param region in pixels of the detail raster
 * @param width, height of the result in pixels
 */
export async function regionAt(source: Source, region: Box, width: number, height: number): Promise<Raster> {
  const detail = await source.detail();
  const { photo } = source;
  const refetch =
    photo.width > detail.width && Math.max(region.width, region.height) < Math.min(tooSmallInDetail, width, height);
  try {
    const pipeline = refetch
      ? photo
          .open()
          .extract(scaleBox(region, photo.width / detail.width, photo))
          .toColourspace('srgb')
      : sharp(detail.rgb, { raw: { width: detail.width, height: detail.height, channels: 3 } }).extract(region);
    const rgb = await pipeline
      .resize(width, height, { fit: 'fill', kernel: kernelFor(width / region.width) })
      .raw({ depth: 'uchar' })
      .toBuffer();
    return { width, height, rgb: plainBytes(rgb) };
  } catch (cause) {
    throw new CutoutError('unreadable-image', `the subject's region cannot be decoded: ${String(cause)}`, { cause });
  }
}

function scaleBox(box: Box, scale: number, frame: { width: number; height: number }): Box {
  const left = Math.min(frame.width - 1, Math.round(box.left * scale));
  const top = Math.min(frame.height - 1, Math.round(box.top * scale));
  return {
    left,
    top,
    width: Math.max(1, Math.min(frame.width - left, Math.round(box.width * scale))),
    height: Math.max(1, Math.min(frame.height - top, Math.round(box.height * scale))),
  };
}
