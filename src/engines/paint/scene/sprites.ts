// Art of subjects as canvases cut to their outline: decoded, recoloured, enlarged softly with a crisp edge. Keeps the last few.
// Must not know where they will stand.
import { readFileSync } from 'node:fs';
import { type Canvas, createCanvas, ImageData } from '@napi-rs/canvas';
import sharp from 'sharp';
import { renderFile } from '../understand/emoji-words.js';
import type { Art } from '../understand/subject-row.js';
import { fromHsl, luma, type Rgb, toHsl } from './colour.js';
import { drawings } from './drawings/index.js';
import { withBody } from './plush-body.js';
import { vectorIcon } from './vector-icon.js';

export interface Sprite {
  readonly canvas: Canvas;
  readonly width: number;
  readonly height: number;
  /** Left and right end of the part that touches the ground, parts of the width. */
  readonly footLeft: number;
  readonly footRight: number;
}

interface Pixels {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}

/** Whether there is art for this at all. */
export function hasArt(art: Art): boolean {
  switch (art.kind) {
    case 'emoji':
      return renderFile(art.emoji) !== null;
    case 'vector':
      return vectorIcon(art.icon) !== null;
    case 'drawn':
      return art.drawing in drawings;
    case 'feature':
      return true;
  }
}

/** A scalable drawing as SVG text, or null when the art is a rendering. */
function svgOf(art: Art): string | null {
  if (art.kind === 'drawn') return drawings[art.drawing] ?? null;
  if (art.kind === 'vector') return vectorIcon(art.icon);
  return null;
}

async function decode(art: Art, tall: number): Promise<Pixels> {
  const svg = svgOf(art);
  const input = svg
    ? sharp(Buffer.from(svg), { density: Math.min(1200, Math.max(36, (72 * tall * 1.15) / 256)) })
    : sharp(readFileSync(art.kind === 'emoji' ? (renderFile(art.emoji) ?? '') : ''));
  const { data, info } = await input.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** The smallest rectangle that holds everything visible. */
function outline({ data, width, height }: Pixels): { left: number; top: number; width: number; height: number } {
  let left = width;
  let right = -1;
  let top = height;
  let bottom = -1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if ((data[(y * width + x) * 4 + 3] ?? 0) < 40) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
  }
  return right < left
    ? { left: 0, top: 0, width, height }
    : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** Gives the main colour of the pixels the hue of `target`; white, grey and black take the colour out. */
export function recolour(data: Uint8Array, target: Rgb): void {
  const weights = new Float64Array(36);
  for (let i = 0; i < data.length; i += 4) {
    if ((data[i + 3] ?? 0) < 128) continue;
    const [h, s, l] = toHsl([data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0]);
    weights[Math.floor(h / 10) % 36] = (weights[Math.floor(h / 10) % 36] ?? 0) + (l > 0.08 && l < 0.95 ? s : 0);
  }
  let main = 0;
  let total = 0;
  weights.forEach((weight, i) => {
    total += weight;
    if (weight > (weights[main] ?? 0)) main = i;
  });
  const [targetHue, targetSaturation, targetLight] = toHsl(target);
  const visible = data.length / 4;
  const plain = total / visible < 0.06;
  const grey = targetSaturation < 0.16;
  const hue = main * 10 + 5;
  for (let i = 0; i < data.length; i += 4) {
    const pixel: Rgb = [data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0];
    const [h, s, l] = toHsl(pixel);
    const apart = Math.abs(((h - hue + 540) % 360) - 180);
    const belongs = plain
      ? 1
      : apart < 48
        ? Math.min(1, s * 3)
        : apart < 75
          ? Math.min(1, s * 3) * (1 - (apart - 48) / 27)
          : 0;
    if (belongs <= 0) continue;
    const bright = luma(pixel);
    const wanted = grey
      ? targetLight > 0.85
        ? 0.62 + bright * 0.38
        : targetLight < 0.3
          ? 0.06 + bright * 0.36
          : 0.3 + bright * 0.55
      : Math.max(0.06, Math.min(0.95, l * 0.75 + targetLight * 0.25 + (plain ? -0.12 : 0)));
    const [r, g, b] = fromHsl(
      targetHue,
      grey ? targetSaturation * 0.5 : Math.min(1, targetSaturation * 0.5 + Math.max(s, plain ? 0.6 : 0) * 0.5),
      wanted,
    );
    data[i] = pixel[0] + (r - pixel[0]) * belongs;
    data[i + 1] = pixel[1] + (g - pixel[1]) * belongs;
    data[i + 2] = pixel[2] + (b - pixel[2]) * belongs;
  }
}

async function make(art: Art, tall: number, colour: Rgb | null, headOnly: boolean): Promise<Sprite> {
  const pixels = await decode(art, tall);
  if (colour) recolour(pixels.data, colour);
  const box = outline(pixels);
  // With a body the head is two thirds of the height.
  const share = headOnly ? box.height / (box.height + box.width * 0.56) : 1;
  const height = Math.max(8, Math.round(tall * share));
  const width = Math.max(4, Math.round((box.width / box.height) * height));
  const scale = height / box.height;
  let step = sharp(pixels.data, { raw: { width: pixels.width, height: pixels.height, channels: 4 } })
    .extract(box)
    .resize(width, height, { fit: 'fill', kernel: scale > 1 ? 'cubic' : 'lanczos3' });
  if (scale > 1.25) step = step.sharpen({ sigma: Math.min(3, scale * 0.8), m1: 0.5, m2: 2 });
  const data = await step.raw().toBuffer();
  // Enlarged outlines are soft; a steeper ramp makes them crisp again.
  if (scale > 1.15) {
    const steep = Math.min(3, scale);
    for (let i = 3; i < data.length; i += 4) data[i] = Math.max(0, Math.min(255, ((data[i] ?? 0) - 127) * steep + 127));
  }
  const canvas = createCanvas(width, height);
  canvas
    .getContext('2d')
    .putImageData(
      new ImageData(new Uint8ClampedArray(data.buffer, data.byteOffset, data.byteLength), width, height),
      0,
      0,
    );
  return standing(headOnly && art.kind === 'emoji' ? withBody(canvas, art.emoji) : canvas);
}

/** Finds where the lowest part of the art touches the ground. */
function standing(canvas: Canvas): Sprite {
  const { width, height } = canvas;
  const from = Math.floor(height * 0.93);
  const { data } = canvas.getContext('2d').getImageData(0, from, width, height - from);
  let footLeft = width;
  let footRight = 0;
  for (let i = 0; i < width * (height - from); i++) {
    if ((data[i * 4 + 3] ?? 0) < 90) continue;
    footLeft = Math.min(footLeft, i % width);
    footRight = Math.max(footRight, i % width);
  }
  return { canvas, width, height, footLeft: Math.min(footLeft, footRight) / width, footRight: footRight / width };
}

const kept = new Map<string, Promise<Sprite>>();
const most = 12;

/** The art `tall` pixels high (cut to its outline), in a colour if one was said, with a body if it is a head only. */
export function sprite(art: Art, tall: number, colour: Rgb | null, headOnly: boolean): Promise<Sprite> {
  const key = JSON.stringify([art, Math.round(tall), colour, headOnly]);
  const found = kept.get(key);
  if (found) return found;
  const made = make(art, tall, colour, headOnly);
  kept.set(key, made);
  made.catch(() => kept.delete(key));
  const oldest = kept.keys().next().value;
  if (kept.size > most && oldest !== undefined) kept.delete(oldest);
  return made;
}
