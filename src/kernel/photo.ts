// Opens a photo of any format we accept and decodes it at the size that is needed, upright, as 8-bit sRGB.
// Must not know what is done with the pixels. Nothing the size of a large photo is ever held outside the decoder.
import type { Sharp } from 'sharp';
import { readBmp } from './bmp.js';
import { DomainError, describe } from './errors.js';
import { checkImageHeader, type ImageFormat, maxPixels } from './image-bytes.js';

/** A photo that passed its header checks. Width and height are upright: the orientation tag is already applied. */
export interface Photo {
  readonly format: ImageFormat;
  readonly width: number;
  readonly height: number;
  /** EXIF orientation of the stored pixels, 1–8; 1 without a tag. */
  readonly orientation: number;
  readonly hasAlpha: boolean;
  /** Whether the format can be decoded at a fraction of its size for a fraction of the time. */
  readonly shrinksOnLoad: boolean;
  /** A new pipeline over the file, upright. */
  readonly open: () => Sharp;
}

/** width×height×channels, 0–255, rows from the top; four channels: not premultiplied. */
export interface DecodedPixels {
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
  readonly pixels: Uint8Array;
}

/** What a decoder's error means: BAD_IMAGE; our own errors stay what they are. */
export const unreadable = (error: unknown): DomainError =>
  error instanceof DomainError
    ? error
    : new DomainError('BAD_IMAGE', `the picture cannot be read: ${describe(error)}`, {}, { cause: error });

/** 'error' refuses truncated and damaged files but lets decoders warn about harmless disorder in metadata. */
const strictly = (limitInputPixels: number | false) =>
  ({ limitInputPixels, failOn: 'error', sequentialRead: true, autoOrient: true }) as const;

/** With the first photo: a server, and the database thread, are up long before the decoder's library is loaded. */
const loadSharp = async () => (await import('sharp')).default;

/**
 * Reads a photo's header. Only pictures made of pixels are taken (no SVG, no PDF); of animations the first frame counts.
 * @throws DomainError BAD_IMAGE for anything else or a damaged header; TOO_LARGE above 50 megapixels, before any decoding
 */
export async function openPhoto(bytes: Uint8Array): Promise<Photo> {
  const { format } = checkImageHeader(bytes);
  const sharp = await loadSharp();
  if (format === 'bmp') {
    const { width, height, rgb } = readBmp(bytes);
    const open = () => sharp(rgb, { raw: { width, height, channels: 3 } });
    return { format, width, height, orientation: 1, hasAlpha: false, shrinksOnLoad: false, open };
  }
  const open = (limitInputPixels: number | false = maxPixels) => sharp(bytes, strictly(limitInputPixels));
  try {
    // Reading a header decodes nothing; without the limit the size can be told and named in the refusal.
    const header = await open(false).metadata();
    const { width, height } = header.autoOrient;
    if (width * height > maxPixels) {
      throw new DomainError('TOO_LARGE', `${width}×${height} pixels are more than ${maxPixels}`, {
        pixels: width * height,
      });
    }
    const shrinksOnLoad = format === 'jpeg' || format === 'webp';
    const orientation = header.orientation ?? 1;
    return { format, width, height, orientation, hasAlpha: header.hasAlpha, shrinksOnLoad, open: () => open() };
  } catch (error) {
    throw unreadable(error);
  }
}

/**
 * A pipeline over a photo whose size nobody needs to know beforehand: nothing but its first bytes is read yet. What is wrong
 * with the file, or more than 50 megapixels, is told by the pipeline's own error.
 * @throws DomainError BAD_IMAGE, TOO_LARGE as far as the first bytes tell
 */
export async function openUpright(bytes: Uint8Array): Promise<{ readonly pipeline: Sharp }> {
  const { format } = checkImageHeader(bytes);
  const sharp = await loadSharp();
  if (format === 'bmp') {
    const { width, height, rgb } = readBmp(bytes);
    return { pipeline: sharp(rgb, { raw: { width, height, channels: 3 } }) };
  }
  return { pipeline: sharp(bytes, strictly(maxPixels)) };
}

/**
 * Decodes the whole photo to exactly width×height (which should keep its proportions), RGB or RGBA.
 * CMYK, grey, palette and 16-bit pictures come out as 8-bit sRGB; embedded colour profiles are applied.
 * @throws DomainError BAD_IMAGE when the file is damaged or cut short
 */
export async function decodePhoto(photo: Photo, width: number, height: number, alpha = false): Promise<DecodedPixels> {
  const channels = alpha ? 4 : 3;
  try {
    let pipeline = photo.open().toColourspace('srgb');
    if (width !== photo.width || height !== photo.height) {
      // Linear with antialiasing: on a reduction hard to tell from the sharper kernels, at half their cost.
      pipeline = pipeline.resize(width, height, { fit: 'fill', kernel: 'linear', fastShrinkOnLoad: true });
    }
    if (alpha) pipeline = pipeline.ensureAlpha();
    else if (photo.hasAlpha) pipeline = pipeline.flatten({ background: '#ffffff' });
    const pixels = await pipeline.raw({ depth: 'uchar' }).toBuffer();
    if (pixels.length !== width * height * channels) {
      throw new Error(`${pixels.length} bytes instead of ${width}×${height}×${channels}`);
    }
    // As a plain array: loops over it are fast when they only ever see one kind.
    return { width, height, channels, pixels: new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength) };
  } catch (error) {
    throw unreadable(error);
  }
}
