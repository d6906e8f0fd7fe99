// The arrange engine: takes a window out of a photo, and sets a cut-out on a ground with a shadow under it.
// Must not know where pictures come from or go. Same bytes in, same bytes out.
import sharp from 'sharp';
import { openPhoto, openUpright, unreadable } from '../../kernel/photo.js';

export interface ExtractSpec {
  readonly image: Uint8Array;
  /** Whole pixels of the upright photo; `right` and `bottom` are the last pixels inside. */
  readonly box: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
  /** The result is reduced so that its longer side has at most this many pixels. */
  readonly longSide: number;
}

export interface Arranged {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export interface PlaceSpec {
  /** A picture with transparency. */
  readonly subject: Uint8Array;
  readonly ground: Uint8Array;
  /** Longest side of the subject in shares of the result's side, 0.1–1. */
  readonly scale: number;
  /** Of the subject's middle from the result's middle, in shares of the side: right and down are positive, −0.5–0.5. */
  readonly shiftX: number;
  readonly shiftY: number;
  /** Side of the square result in pixels, 64–2160. Default 1080. */
  readonly size?: number;
}

/** What does not decode is no picture. @throws DomainError BAD_IMAGE */
async function reading<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw unreadable(error);
  }
}

/** Takes a window out of a photo. @throws DomainError BAD_IMAGE, TOO_LARGE; RangeError for a box outside the photo */
export async function extract({ image, box, longSide }: ExtractSpec): Promise<Arranged> {
  const photo = await openPhoto(image);
  const width = box.right - box.left + 1;
  const height = box.bottom - box.top + 1;
  if (
    box.left < 0 ||
    box.top < 0 ||
    width < 1 ||
    height < 1 ||
    box.right >= photo.width ||
    box.bottom >= photo.height
  ) {
    throw new RangeError(`the box ${JSON.stringify(box)} is not inside ${photo.width}×${photo.height}`);
  }
  const { data, info } = await reading(() =>
    photo
      .open()
      .extract({ left: box.left, top: box.top, width, height })
      .resize({ width: longSide, height: longSide, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .jpeg({ quality: 90, chromaSubsampling: '4:4:4' })
      .toBuffer({ resolveWithObject: true }),
  );
  return { bytes: data, width: info.width, height: info.height };
}

/** Height of the shadow in shares of the subject's, its softness in shares of the side, and how dark it is. */
const shadowHeight = 0.09;
const shadowBlur = 0.018;
const shadowDark = 0.42;

/** Sets a cut-out on a ground. @throws RangeError for numbers outside their range; DomainError BAD_IMAGE, TOO_LARGE */
export async function place(spec: PlaceSpec): Promise<Arranged> {
  const { subject, ground, scale, shiftX, shiftY, size = 1080 } = spec;
  if (!(scale >= 0.1 && scale <= 1)) throw new RangeError(`scale ${scale} is not within 0.1–1`);
  if (!(Math.abs(shiftX) <= 0.5 && Math.abs(shiftY) <= 0.5)) throw new RangeError('a shift is not within −0.5–0.5');
  if (!Number.isInteger(size) || size < 64 || size > 2160) throw new RangeError(`size ${size} is not within 64–2160`);
  const side = Math.round(size * scale);
  // What is transparent around the subject would make it smaller than asked for.
  const { pipeline: whole } = await openUpright(subject);
  const cut = await reading(() =>
    whole
      .ensureAlpha()
      .trim({ background: '#00000000', threshold: 8 })
      .resize({ width: side, height: side, fit: 'inside' })
      .png({ compressionLevel: 1 })
      .toBuffer({ resolveWithObject: true }),
  );
  const { width, height } = cut.info;
  const left = Math.round(size / 2 + shiftX * size - width / 2);
  const top = Math.round(size / 2 + shiftY * size - height / 2);
  const shadow = await contactShadow(size, left + width / 2, top + height, width, height);
  const inside = await clip(cut.data, left, top, width, height, size);
  const { pipeline: behind } = await openUpright(ground);
  const layers = [{ input: shadow, left: 0, top: 0 }, ...(inside === null ? [] : [inside])];
  const { data, info } = await reading(() =>
    behind
      .resize(size, size, { fit: 'cover' })
      .flatten({ background: '#ffffff' })
      .composite(layers)
      .jpeg({ quality: 92, chromaSubsampling: '4:4:4' })
      .toBuffer({ resolveWithObject: true }),
  );
  return { bytes: data, width: info.width, height: info.height };
}

/** The part of a layer that lies inside the square; null when none does. */
async function clip(layer: Buffer, left: number, top: number, width: number, height: number, size: number) {
  const from = { left: Math.max(0, -left), top: Math.max(0, -top) };
  const visible = { width: Math.min(width, size - left) - from.left, height: Math.min(height, size - top) - from.top };
  if (visible.width < 1 || visible.height < 1) return null;
  const input = await sharp(layer)
    .extract({ ...from, ...visible })
    .toBuffer();
  return { input, left: Math.max(0, left), top: Math.max(0, top) };
}

/** A soft ellipse where the subject stands, size×size with transparency. */
function contactShadow(size: number, x: number, y: number, width: number, height: number): Promise<Buffer> {
  const radiusX = width * 0.44;
  const radiusY = Math.max(4, height * shadowHeight * 0.5);
  const blur = Math.max(1, size * shadowBlur);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}">
    <defs><radialGradient id="s"><stop offset="0" stop-color="#000" stop-opacity="${shadowDark}"/>
    <stop offset="0.6" stop-color="#000" stop-opacity="${shadowDark * 0.55}"/><stop offset="1" stop-color="#000" stop-opacity="0"/>
    </radialGradient></defs>
    <ellipse cx="${x}" cy="${y - radiusY * 0.5}" rx="${radiusX + blur}" ry="${radiusY + blur}" fill="url(#s)"/></svg>`;
  return sharp(Buffer.from(svg)).png({ compressionLevel: 1 }).toBuffer();
}
