// 像素风格: a coarse grid, few colours, ordered dots only where colours run into each other, dark outlines.
// Must not know other styles.
import type { StyleRenderer } from '../painted-scene.js';
import { type Colour, oklab, saturate } from './colour.js';
import { clusterColours, nearest, type Palette, paletteOf } from './palette-quantise.js';
import { at, byteAt, distanceOf, lumaOf, type Picture, type Plane, pictureOf } from './plane.js';
import { foregroundOf } from './scene-masks.js';

/** Bayer's 4×4 threshold matrix, centred about 0. */
const bayer = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5].map((value) => (value + 0.5) / 16 - 0.5);

interface Cells {
  readonly picture: Picture;
  /** 1 where the cell shows a subject. */
  readonly subject: Uint8Array;
}

/** One colour per cell: of its subject or its ground, whichever has more; the median by luma, so that edges stay crisp. */
function cellsOf(picture: Picture, mask: Uint8Array, size: number): Cells {
  const { width, height } = picture;
  const w = Math.ceil(width / size);
  const h = Math.ceil(height / size);
  const count = w * h;
  const cells = {
    width: w,
    height: h,
    r: new Float32Array(count),
    g: new Float32Array(count),
    b: new Float32Array(count),
  };
  const subject = new Uint8Array(count);
  const light = lumaOf(picture);
  for (let cy = 0; cy < h; cy++) {
    for (let cx = 0; cx < w; cx++) {
      const inside: number[] = [];
      const outside: number[] = [];
      for (let y = cy * size; y < Math.min(height, (cy + 1) * size); y++) {
        for (let x = cx * size; x < Math.min(width, (cx + 1) * size); x++) {
          const i = y * width + x;
          (byteAt(mask, i) > 127 ? inside : outside).push(i);
        }
      }
      const mine = inside.length >= outside.length ? inside : outside;
      mine.sort((p, q) => at(light, p) - at(light, q));
      // The mean of the middle half: free of stray pixels, free of jumps.
      const from = Math.floor(mine.length / 4);
      const to = Math.max(from + 1, Math.ceil((mine.length * 3) / 4));
      const c = cy * w + cx;
      for (let k = from; k < to; k++) {
        const i = mine[k] as number;
        cells.r[c] = at(cells.r, c) + at(picture.r, i) / (to - from);
        cells.g[c] = at(cells.g, c) + at(picture.g, i) / (to - from);
        cells.b[c] = at(cells.b, c) + at(picture.b, i) / (to - from);
      }
      subject[c] = mine === inside ? 1 : 0;
    }
  }
  return { picture: cells, subject };
}

/** The two palette colours that enclose each cell's colour, mixed as dots where the picture runs smoothly. */
function quantise({ picture, subject }: Cells, palette: Palette): Uint8Array {
  const { width, height } = picture;
  const lab = Array.from(picture.r, (r, i): Colour => oklab([r, at(picture.g, i), at(picture.b, i)]));
  const out = new Uint8Array(lab.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const here = lab[i] as Colour;
      const first = nearest(palette.lab, here);
      out[i] = first;
      if (subject[i] === 1) continue;
      const right = lab[y * width + Math.min(width - 1, x + 2)] as Colour;
      const below = lab[Math.min(height - 1, y + 2) * width + x] as Colour;
      const change = distanceOf(here[0] - right[0], here[1] - right[1], here[2] - right[2]);
      const changeDown = distanceOf(here[0] - below[0], here[1] - below[1], here[2] - below[2]);
      if (change > 0.035 || changeDown > 0.035) continue;
      const push = (bayer[(y & 3) * 4 + (x & 3)] as number) * 0.07;
      out[i] = nearest(palette.lab, [here[0] + push, here[1] - push * 0.15, here[2]]);
    }
  }
  return out;
}

/** For every colour a darker one of the palette of about the same hue, for outlines. */
function darker(palette: Palette): Uint8Array {
  return Uint8Array.from(palette.lab, ([l, a, b]) => nearest(palette.lab, [l * 0.42, a * 0.7, b * 0.7]));
}

export const pixelArt: StyleRenderer = (scene, random) => {
  const { width, height } = scene;
  const size = Math.max(2, Math.round(Math.min(width, height) / 128));
  const picture = pictureOf(scene);
  saturate(picture, 1.25);
  const cells = cellsOf(picture, scene.subject, size);
  const w = cells.picture.width;
  const h = cells.picture.height;
  const weight: Plane = Float32Array.from(cells.subject, (inside) => (inside === 1 ? 4 : 1));
  const clustered = clusterColours(cells.picture, 29, random, weight);
  // Outlines need a dark blue-black and lights a clean white whatever the scene has.
  const palette = paletteOf([...clustered.colours, [0.1, 0.08, 0.16], [0.24, 0.15, 0.3], [1, 0.99, 0.95]]);
  const labels = quantise(cells, palette);
  const dark = darker(palette);
  const lined = labels.slice();
  const front = cellsOf(picture, foregroundOf(scene).subject, size).subject;
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const i = y * w + x;
      if (front[i] !== 1) continue;
      const open =
        (x > 0 && front[i - 1] === 0) ||
        (x < w - 1 && front[i + 1] === 0) ||
        (y > 0 && front[i - w] === 0) ||
        (y < h - 1 && front[i + w] === 0);
      if (open) lined[i] = dark[labels[i] as number] as number;
    }
  }
  const out = new Uint8ClampedArray(width * height * 4);
  const bytes = palette.colours.map((colour) => colour.map((value) => Math.round(value * 255)));
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / size) * w;
    for (let x = 0; x < width; x++) {
      const [r, g, b] = bytes[lined[row + Math.floor(x / size)] as number] as [number, number, number];
      const j = (y * width + x) * 4;
      out[j] = r;
      out[j + 1] = g;
      out[j + 2] = b;
      out[j + 3] = 255;
    }
  }
  return out;
};
