// Draws what was seen and what was chosen: the heat map over the photo, faces white, lettering cyan, each window in a colour with its ratio.
// Must not decide anything.
import sharp from 'sharp';
import { eachDot, glyphHeight, glyphWidth } from './glyphs.js';
import type { Overview } from './raster.js';
import type { Region, Sight } from './sight.js';
import type { CropBox } from './spec.js';

type Colour = readonly [number, number, number];

/** Longest side of the picture in pixels; small photos are enlarged up to four times. */
const longSide = 960;
const windowColours: readonly Colour[] = [
  [255, 214, 10],
  [48, 209, 88],
  [255, 69, 158],
  [10, 160, 255],
  [255, 149, 0],
  [191, 130, 255],
];
const faceColour: Colour = [255, 255, 255];
const textColour: Colour = [64, 224, 224];
/** Colours of the heat map from nothing to certain. Where nothing was seen the photo is dimmed and grey. */
const heat: readonly Colour[] = [
  [30, 20, 90],
  [150, 30, 120],
  [235, 80, 50],
  [255, 200, 60],
];

class Canvas {
  constructor(
    readonly width: number,
    readonly height: number,
    readonly rgb: Uint8Array,
  ) {}

  set(x: number, y: number, [red, green, blue]: Colour): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    const at = (y * this.width + x) * 3;
    this.rgb[at] = red;
    this.rgb[at + 1] = green;
    this.rgb[at + 2] = blue;
  }

  fill(left: number, top: number, right: number, bottom: number, colour: Colour): void {
    for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) this.set(x, y, colour);
  }

  /** A frame of `thickness` pixels inside the region, with a dark line inside it so that it shows on any colour. */
  frame(region: Region, thickness: number, colour: Colour): void {
    const left = Math.round(region.left * this.width);
    const top = Math.round(region.top * this.height);
    const right = Math.max(left + 1, Math.round(region.right * this.width));
    const bottom = Math.max(top + 1, Math.round(region.bottom * this.height));
    for (let i = 0; i <= thickness; i++) {
      const ink: Colour = i === thickness ? [0, 0, 0] : colour;
      this.fill(left + i, top + i, right - i, top + i + 1, ink);
      this.fill(left + i, bottom - i - 1, right - i, bottom - i, ink);
      this.fill(left + i, top + i, left + i + 1, bottom - i, ink);
      this.fill(right - i - 1, top + i, right - i, bottom - i, ink);
    }
  }

  label(text: string, left: number, top: number, scale: number, colour: Colour): void {
    const width = (text.length * (glyphWidth + 1) - 1) * scale;
    this.fill(left - scale, top - scale, left + width + scale, top + (glyphHeight + 1) * scale, colour);
    eachDot(text, (x, y) =>
      this.fill(left + x * scale, top + y * scale, left + (x + 1) * scale, top + (y + 1) * scale, [0, 0, 0]),
    );
  }
}

/** PNG, at most 960 pixels on its longer side. */
export async function explain(overview: Overview, sight: Sight, windows: readonly CropBox[]): Promise<Uint8Array> {
  const { photo } = overview;
  const target = Math.min(longSide, 4 * Math.max(overview.width, overview.height));
  const scale = target / Math.max(photo.width, photo.height);
  const width = Math.max(1, Math.round(photo.width * scale));
  const height = Math.max(1, Math.round(photo.height * scale));
  const rgb = await sharp(overview.rgb, { raw: { width: overview.width, height: overview.height, channels: 3 } })
    .resize(width, height, { fit: 'fill', kernel: 'cubic' })
    .raw()
    .toBuffer();
  const canvas = new Canvas(width, height, rgb);
  drawHeat(canvas, sight);
  for (const line of sight.text) canvas.frame(line, 1, textColour);
  for (const face of sight.faces) canvas.frame(face, 2, faceColour);
  for (const [index, window] of windows.entries()) drawWindow(canvas, sight, window, index);
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 6 })
    .toBuffer();
}

function drawHeat({ width, height, rgb }: Canvas, { subject }: Sight): void {
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.min(subject.height - 1, Math.floor((y * subject.height) / height)) * subject.width;
    for (let x = 0; x < width; x++, at += 3) {
      const value = subject.values[
        row + Math.min(subject.width - 1, Math.floor((x * subject.width) / width))
      ] as number;
      const position = value * (heat.length - 1);
      const low = heat[Math.floor(position)] as Colour;
      const high = heat[Math.min(heat.length - 1, Math.floor(position) + 1)] as Colour;
      const grey = 0.3 * (rgb[at] as number) + 0.59 * (rgb[at + 1] as number) + 0.11 * (rgb[at + 2] as number);
      for (let c = 0; c < 3; c++) {
        const colour = (low[c] as number) + (position % 1) * ((high[c] as number) - (low[c] as number));
        const under = 0.35 * (rgb[at + c] as number) + 0.35 * grey;
        rgb[at + c] = Math.min(255, under + (0.12 + 0.38 * value) * (colour - 0.4 * under));
      }
    }
  }
}

function drawWindow(canvas: Canvas, { photo }: Sight, window: CropBox, index: number): void {
  const colour = windowColours[index % windowColours.length] as Colour;
  const region = {
    left: window.left / photo.width,
    top: window.top / photo.height,
    right: (window.right + 1) / photo.width,
    bottom: (window.bottom + 1) / photo.height,
  };
  canvas.frame(region, 3, colour);
  const scale = Math.max(1, Math.round(Math.max(canvas.width, canvas.height) / 400));
  // Windows that share their corner would write over each other: each starts further to the right or further down.
  const step = index * (glyphHeight + 4) * scale;
  const narrow = region.right - region.left < region.bottom - region.top;
  const left = Math.round(region.left * canvas.width) + 6 + (narrow ? 0 : 3 * step);
  const top = Math.round(region.top * canvas.height) + 6 + (narrow ? step : 0);
  canvas.label(String(Number(window.ratio.toFixed(3))), left, top, scale, colour);
}
