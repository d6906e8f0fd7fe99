// 浮世绘: a woodblock print — few mineral colours laid flat, a black key block, bokashi fades, washi, a red cartouche.
// Must not know other styles.
import type { PaintedScene, StyleRenderer } from '../painted-scene.js';
import { blurPlane } from './box-blur.js';
import { type Colour, hex, oklab, saturate } from './colour.js';
import { inkLines, outlineOf } from './difference-of-gaussians.js';
import { kuwahara } from './kuwahara.js';
import { fractalNoise } from './noise.js';
import { clusterColours, labelPixels, type Palette, paletteOf, smoothLabels } from './palette-quantise.js';
import { fibrePaper, woodGrain } from './paper-grain.js';
import {
  at,
  byteAt,
  clamp01,
  emptyPicture,
  lumaOf,
  mix,
  type Picture,
  type Plane,
  pictureOf,
  planeOf,
  rgbaOf,
  smoothstep,
} from './plane.js';
import { foregroundOf } from './scene-masks.js';
import { sealStamp } from './seal.js';
import { orientationOf } from './structure-tensor.js';

const washi = hex('#efe2c4');
const ink = hex('#1d1b22');
const prussianBlue = hex('#17406e');

/** The printer's shelf about 1830: Prussian blue in three strengths, indigo, safflower red, red ochre, yellow, greens, greys. */
const pigments: readonly Colour[] = [
  '#17406e',
  '#2f6796',
  '#7ba3b8',
  '#b9cdc9',
  '#28304f',
  '#b23a2e',
  '#d9765a',
  '#e8b196',
  '#8a4a33',
  '#c98f3c',
  '#e6c878',
  '#4f6b45',
  '#87955f',
  '#b9bd8c',
  '#2b2a2e',
  '#6d6660',
  '#b3a68e',
  '#efe2c4',
  '#7a5a78',
  '#d3a3a8',
  '#d5762e',
  '#c2332c',
  '#e7c9b4',
  '#9bb37a',
  '#3d3a5e',
  '#4a8bbd',
  '#e8903a',
  '#e6ded3',
  '#d5cbd6',
].map(hex);

/** Light and dark count less than hue: a block prints a shaded body in one colour. */
const flatness = 0.4;

/** Each of the picture's own colours is printed with the nearest pigment not yet far overused. */
function printedWith(own: Palette): Palette {
  const shelf = pigments.map(oklab);
  const used = new Uint8Array(shelf.length);
  return paletteOf(
    own.lab.map(([l, a, b]) => {
      let best = 0;
      let least = Number.POSITIVE_INFINITY;
      shelf.forEach(([sl, sa, sb], k) => {
        const d = 0.9 * (l - sl) ** 2 + 3 * ((a - sa) ** 2 + (b - sb) ** 2) + 0.0012 * (used[k] as number);
        if (d < least) {
          least = d;
          best = k;
        }
      });
      used[best] = (used[best] as number) + 1;
      return pigments[best] as Colour;
    }),
  );
}

/** Bokashi: the block wiped so that colour fades — deep blue from the top of the sky, dark from the bottom of the ground. */
function wipe(picture: Picture, scene: PaintedScene): void {
  const { width, height } = scene;
  const horizon = scene.horizon * height;
  for (let y = 0; y < height; y++) {
    const sky = 1 - smoothstep(0, Math.max(0.2 * height, horizon * 0.42), y);
    const glow = Math.exp(-(((y - horizon) / (0.09 * height)) ** 2));
    const ground = smoothstep(mix(horizon, height, 0.62), height, y) * 0.55;
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const free = 1 - byteAt(scene.subject, i) / 255;
      const far = smoothstep(120, 230, byteAt(scene.depth, i)) * free;
      const blue = sky * far;
      const warm = glow * far * 0.3;
      const dark = ground * free;
      picture.r[i] = mix(mix(mix(at(picture.r, i), prussianBlue[0], blue), 0.86, warm), at(picture.r, i) * 0.55, dark);
      picture.g[i] = mix(mix(mix(at(picture.g, i), prussianBlue[1], blue), 0.5, warm), at(picture.g, i) * 0.62, dark);
      picture.b[i] = mix(mix(mix(at(picture.b, i), prussianBlue[2], blue), 0.4, warm), at(picture.b, i) * 0.72, dark);
    }
  }
}

/** Ink 0–1 on the borders between flat colours. */
function bordersOf(labels: Uint8Array, subject: Uint8Array, width: number, height: number): Plane {
  const out = new Float32Array(labels.length);
  for (let y = 0; y < height - 1; y++) {
    for (let x = 0; x < width - 1; x++) {
      const i = y * width + x;
      if (labels[i] === labels[i + 1] && labels[i] === labels[i + width]) continue;
      // Within the subject colours meet without a line; the key block draws its forms.
      const strength = byteAt(subject, i) > 127 ? 0.35 : 0.75;
      out[i] = strength;
      out[i + 1] = strength;
      out[i + width] = strength;
    }
  }
  return out;
}

export const woodblockPrint: StyleRenderer = (scene, random) => {
  const { width, height } = scene;
  const unit = Math.min(width, height) / 1024;
  const source = pictureOf(scene);
  saturate(source, 1.05);
  const flat = kuwahara(source, 8 * unit, 8);
  const weight = planeOf(scene.subject);
  for (let i = 0; i < weight.length; i++) weight[i] = 1 + 4 * at(weight, i);
  const own = clusterColours(flat, 14, random, weight, flatness);
  const labels = smoothLabels(
    smoothLabels(labelPixels(flat, own, flatness), width, height, Math.round(4 * unit) || 1),
    width,
    height,
    2,
  );
  const printed = printedWith(own);
  const picture = emptyPicture(width, height);
  for (let i = 0; i < labels.length; i++) {
    const [r, g, b] = printed.colours[labels[i] as number] as Colour;
    picture.r[i] = r;
    picture.g[i] = g;
    picture.b[i] = b;
  }
  wipe(picture, scene);
  const flow = orientationOf(source, 3 * unit, 2);
  const drawn = inkLines(lumaOf(source), flow, { sigma: 1.5 * unit, threshold: 0.006, coherence: 7 });
  const outline = outlineOf(planeOf(foregroundOf(scene).subject), width, height, 5 * unit);
  const borders = blurPlane(bordersOf(labels, scene.subject, width, height), width, height, 0.8);
  const wood = woodGrain(width, height, random);
  const paper = fibrePaper(width, height, random);
  const pressure = fractalNoise(width, height, 30, 3, random);
  const margin = 44 * unit;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const edge = Math.min(x, y, width - 1 - x, height - 1 - y);
      const inside = smoothstep(margin - 1, margin + 1, edge);
      const frame = Math.max(0, 1 - Math.abs(edge - margin) / (2.6 * unit));
      const line = Math.max(at(drawn, i), at(outline, i), 0.85 * at(borders, i)) * inside;
      const black = clamp01(Math.max(line, frame) * (0.75 + 0.5 * at(pressure, i)));
      // Colour is rubbed on by hand: the plank's grain and the paper show in it.
      const cover = inside * (0.9 + 0.14 * (at(wood, i) - 0.5) + 0.12 * (at(pressure, i) - 0.5));
      const tone = 1 + (at(paper, i) - 0.5) * 0.3;
      picture.r[i] = mix(mix(washi[0], at(picture.r, i), cover), ink[0], black) * tone;
      picture.g[i] = mix(mix(washi[1], at(picture.g, i), cover), ink[1], black) * tone;
      picture.b[i] = mix(mix(washi[2], at(picture.b, i), cover), ink[2], black) * tone;
    }
  }
  cartouche(picture, unit, random);
  return rgbaOf(picture);
};

/** The title slip in the upper corner and the publisher's seal below it. */
function cartouche(picture: Picture, unit: number, random: () => number): void {
  const right = picture.width - 78 * unit;
  sealStamp(
    picture,
    {
      x: right - 62 * unit,
      y: 78 * unit,
      width: 62 * unit,
      height: 190 * unit,
      ground: hex('#b23a2e'),
      mark: washi,
      columns: 4,
    },
    random,
  );
  sealStamp(
    picture,
    {
      x: right - 54 * unit,
      y: 284 * unit,
      width: 46 * unit,
      height: 46 * unit,
      ground: hex('#e6c878'),
      mark: hex('#7c2a20'),
      columns: 1,
    },
    random,
  );
}
