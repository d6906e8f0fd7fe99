// Reads a brand logo into something that can be drawn, or says that it cannot. Must not decode before it knows the size.
import { type Canvas, createCanvas } from '@napi-rs/canvas';
import sharp from 'sharp';
import { maxPixels, readImageHeader } from '../../kernel/image-bytes.js';

export interface Logo {
  readonly image: Canvas;
  /** True when any part is see-through: the logo then needs a plate and some air around it. */
  readonly transparent: boolean;
  /** True when the visible part is so light that it would vanish on a white plate. */
  readonly light: boolean;
}

/** Logos are drawn at most this large; more pixels would only cost time. */
const edge = 320;
const formats = new Set(['png', 'jpeg', 'webp']);

/** The logo, or undefined when the bytes are no PNG, JPEG or WebP, are damaged, hold more than 50 megapixels or show nothing. */
export async function readLogo(bytes: Uint8Array): Promise<Logo | undefined> {
  try {
    const header = readImageHeader(bytes);
    if (!header || !formats.has(header.format)) return undefined;
    if ((header.width ?? 0) * (header.height ?? 0) > maxPixels) return undefined;
    const { data, info } = await sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error' })
      .autoOrient()
      .resize(edge, edge, { fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const image = createCanvas(info.width, info.height);
    const ctx = image.getContext('2d');
    const pixels = ctx.createImageData(info.width, info.height);
    pixels.data.set(data);
    ctx.putImageData(pixels, 0, 0);
    const facts = judge(data);
    return facts.blank ? undefined : { image, transparent: facts.transparent, light: facts.light };
  } catch {
    // Any decoder failure means the same to the card: the monogram stands in and the fact is reported.
    return undefined;
  }
}

function judge(rgba: Uint8Array): Pick<Logo, 'transparent' | 'light'> & { readonly blank: boolean } {
  let [seen, bright, clear] = [0, 0, 0];
  for (let at = 0; at + 3 < rgba.length; at += 4) {
    const alpha = rgba[at + 3] ?? 0;
    if (alpha < 250) clear++;
    if (alpha < 128) continue;
    seen++;
    if (Math.min(rgba[at] ?? 0, rgba[at + 1] ?? 0, rgba[at + 2] ?? 0) > 205) bright++;
  }
  return { blank: seen === 0, transparent: clear > rgba.length / 4 / 200, light: seen > 0 && bright / seen > 0.7 };
}
