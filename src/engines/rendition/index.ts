// The rendition engine: a picture in another size, quality or format. First frame of animations, upright, sRGB, no metadata.
// Must not know addresses, caches or who asked. Same bytes and spec in, same bytes out.
import type { Sharp } from 'sharp';
import { DomainError, describe } from '../../kernel/errors.js';
import { openUpright } from '../../kernel/photo.js';

export type RenditionFormat = 'jpeg' | 'png' | 'webp' | 'avif';

export interface RenditionSpec {
  readonly image: Uint8Array;
  /** Fits inside and is never enlarged; `exact`: covers the box and is cut to its size about the middle. Null = as it is. */
  readonly box: { readonly width: number; readonly height: number; readonly exact: boolean } | null;
  /** No side of the result is longer. */
  readonly longestSide: number;
  readonly format: RenditionFormat;
  /** 1–99 on JPEG's scale; null = the format's usual one. Means nothing for PNG. */
  readonly quality: number | null;
  /** Per cent; null = none. */
  readonly sharpen: number | null;
  /** Sets transparent pictures on white. */
  readonly flatten: boolean;
}

export interface Rendered {
  readonly bytes: Buffer;
  readonly width: number;
  readonly height: number;
}

/** Seconds one picture may take in native code. */
const longestSeconds = 30;
const usualQuality = 80;

function encode(pipeline: Sharp, format: RenditionFormat, quality: number): Sharp {
  switch (format) {
    case 'jpeg':
      return pipeline.jpeg({ quality });
    case 'png':
      return pipeline.png({ compressionLevel: 6 });
    case 'webp':
      return pipeline.webp({ quality, effort: 2 });
    case 'avif':
      // Its scale is another one: about 50 looks like JPEG's 80. Higher efforts cost many times the time.
      return pipeline.avif({ quality: Math.max(1, Math.round(quality * 0.65)), effort: 1 });
  }
}

/** @throws DomainError BAD_IMAGE (damaged, or no picture), TOO_LARGE (pixels), ABORTED (took too long) */
export async function renderRendition(spec: RenditionSpec): Promise<Rendered> {
  const { image, box, longestSide, format, sharpen } = spec;
  let { pipeline } = await openUpright(image);
  if (box?.exact === true) {
    pipeline = pipeline.resize({ width: box.width, height: box.height, fit: 'cover', position: 'centre' });
  } else {
    const width = Math.min(box?.width ?? longestSide, longestSide);
    const height = Math.min(box?.height ?? longestSide, longestSide);
    // The size need not be known for that: its header would be read twice.
    pipeline = pipeline.resize({ width, height, fit: 'inside', withoutEnlargement: true });
  }
  if (spec.flatten || format === 'jpeg') pipeline = pipeline.flatten({ background: '#ffffff' });
  if (sharpen !== null) pipeline = pipeline.sharpen({ sigma: 0.8, m1: sharpen / 100, m2: (2 * sharpen) / 100 });
  try {
    const { data, info } = await encode(pipeline, format, spec.quality ?? usualQuality)
      .timeout({ seconds: longestSeconds })
      .toBuffer({ resolveWithObject: true });
    return { bytes: data, width: info.width, height: info.height };
  } catch (error) {
    const text = describe(error);
    if (text.startsWith('timeout')) throw new DomainError('ABORTED', `rendition: ${text}`);
    if (text.includes('pixel limit')) throw new DomainError('TOO_LARGE', `rendition: ${text}`);
    throw new DomainError('BAD_IMAGE', `the picture cannot be read: ${text}`, {}, { cause: error });
  }
}
