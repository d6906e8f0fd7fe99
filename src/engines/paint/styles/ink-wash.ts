// 古风: ink on rice paper — tones of one ink, contours drawn with a loaded brush, mist left bare, sparing mineral
// colour, mountains fading behind, bamboo in a corner, a red seal. Must not know other styles.
import type { PaintedScene, StyleRenderer } from '../painted-scene.js';
import { blurPlane } from './box-blur.js';
import { hex } from './colour.js';
import { inkLines, outlineOf } from './difference-of-gaussians.js';
import { smoothAlong } from './flow-field.js';
import { kuwahara } from './kuwahara.js';
import { fractalNoise } from './noise.js';
import { fibrePaper } from './paper-grain.js';
import {
  at,
  byteAt,
  clamp01,
  emptyPicture,
  luma,
  mix,
  type Plane,
  pictureOf,
  planeOf,
  rgbaOf,
  smoothstep,
} from './plane.js';
import { foregroundOf } from './scene-masks.js';
import { sealStamp } from './seal.js';
import { orientationOf } from './structure-tensor.js';

const xuan = hex('#efe6d2');
const ink = hex('#1e2226');

/** Ranges of mountains, each a wash that is dark along its ridge and dissolves downwards. Density 0–1. */
function mountains(scene: PaintedScene, random: () => number): Plane {
  const { width, height } = scene;
  const out = new Float32Array(width * height);
  const foot = scene.horizon * height;
  const detail = fractalNoise(width, height, 60, 4, random);
  for (let range = 0; range < 3; range++) {
    const near = range / 2;
    const profile = fractalNoise(width, 1, width * (0.4 - 0.1 * range), 6, random);
    const tall = foot * (0.62 - 0.17 * range);
    const density = 0.2 + 0.16 * near;
    for (let x = 0; x < width; x++) {
      const ridge = foot - tall * (0.15 + 1.05 * smoothstep(0.25, 0.8, at(profile, x)));
      const fall = tall * 0.85;
      for (let y = Math.max(0, Math.floor(ridge)); y < Math.min(height, foot + 0.12 * height); y++) {
        const i = y * width + x;
        const down = (y - ridge) / fall;
        const wash = Math.exp(-down * 3.4) * (0.6 + 0.8 * at(detail, i)) + 0.5 * Math.exp(-(((y - ridge) / 4) ** 2));
        out[i] = Math.max(at(out, i) * (1 - 0.4 * near * Math.exp(-down * 2)), density * wash);
      }
    }
  }
  return out;
}

/** Bamboo hanging in from an upper corner: leaves are single pressed strokes, pointed at both ends. */
function bamboo(density: Plane, width: number, height: number, fromLeft: boolean, random: () => number): void {
  const unit = Math.min(width, height) / 1024;
  const leaf = (x: number, y: number, angle: number, length: number, tone: number): void => {
    const bend = (random() - 0.5) * 0.5;
    const broad = length * (0.055 + random() * 0.022);
    let px = x;
    let py = y;
    let direction = angle;
    const steps = Math.ceil(length);
    for (let s = 0; s < steps; s++) {
      const t = s / steps;
      const half = broad * Math.sin(Math.PI * t ** 0.62) ** 0.9;
      const nx = -Math.sin(direction);
      const ny = Math.cos(direction);
      for (let k = -half; k <= half; k += 0.6) {
        const ix = Math.round(px + nx * k);
        const iy = Math.round(py + ny * k);
        if (ix < 0 || iy < 0 || ix >= width || iy >= height) continue;
        const i = iy * width + ix;
        const streak = 0.86 + 0.14 * Math.sin(k * 2.1 + x);
        density[i] = Math.max(at(density, i), tone * streak * (1 - 0.35 * t));
      }
      px += Math.cos(direction);
      py += Math.sin(direction);
      direction += bend / steps;
    }
  };
  const twig = (x0: number, y0: number, angle: number, length: number, tone: number): void => {
    let x = x0;
    let y = y0;
    let direction = angle;
    for (let s = 0; s < length; s++) {
      for (let k = -1; k <= 1; k += 0.5) {
        const ix = Math.round(x - Math.sin(direction) * k * 1.6 * unit);
        const iy = Math.round(y + Math.cos(direction) * k * 1.6 * unit);
        if (ix >= 0 && iy >= 0 && ix < width && iy < height) {
          const i = iy * width + ix;
          density[i] = Math.max(at(density, i), tone * 0.9);
        }
      }
      x += Math.cos(direction);
      y += Math.sin(direction);
      direction += (Math.PI / 2 - direction) * 0.0012;
      if (s % Math.round(88 * unit) === Math.round(44 * unit)) {
        const leaves = 2 + Math.floor(random() * 3);
        for (let n = 0; n < leaves; n++) {
          const spread = direction + (n - (leaves - 1) / 2) * 0.55 + (random() - 0.5) * 0.2;
          leaf(x, y, mix(spread, Math.PI / 2, 0.25), (70 + random() * 75) * unit, tone * (0.8 + random() * 0.3));
        }
      }
    }
  };
  const corner = fromLeft ? -10 : width + 10;
  const turn = (angle: number): number => (fromLeft ? angle : Math.PI - angle);
  twig(corner, 120 * unit, turn(0.18), 300 * unit, 0.34);
  twig(corner, 30 * unit, turn(0.42), 330 * unit, 0.62);
  twig(corner + (fromLeft ? 90 : -90) * unit, -10, turn(0.75), 230 * unit, 0.88);
}

export const inkWash: StyleRenderer = (scene, random) => {
  const { width, height } = scene;
  const unit = Math.min(width, height) / 1024;
  const source = pictureOf(scene);
  const flow = orientationOf(source, 5 * unit, 2);
  const washes = kuwahara(source, 10 * unit, 5);
  const light = new Float32Array(width * height);
  for (let i = 0; i < light.length; i++) light[i] = luma(at(washes.r, i), at(washes.g, i), at(washes.b, i));
  const strokes = smoothAlong(light, flow, 4, 2);
  // Ink creeps along the fibres where the paper was wet.
  const wet = blurPlane(strokes, width, height, 7 * unit);
  const where = fractalNoise(width, height, 120, 3, random);
  const flecks = fractalNoise(width, height, 10, 3, random);
  const subject = blurPlane(planeOf(scene.subject), width, height, 2.5 * unit);
  const contour = inkLines(light, flow, { sigma: 1.5 * unit, threshold: 0.006, coherence: 5 });
  const outline = outlineOf(planeOf(foregroundOf(scene).subject), width, height, 4.6 * unit);
  const distant = mountains(scene, random);
  const plants = new Float32Array(width * height);
  const sealLeft = scene.light.x > 0;
  bamboo(plants, width, height, !sealLeft, random);
  const softPlants = blurPlane(plants, width, height, 0.8);
  const paper = fibrePaper(width, height, random, 1400);
  const picture = emptyPicture(width, height);
  const nightTone = scene.night ? 0.55 : 0;
  for (let y = 0; y < height; y++) {
    const fade = Math.min(1, smoothstep(0, 150 * unit, y) * 0.5 + 0.5) * smoothstep(height, height - 130 * unit, y);
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const s = clamp01(at(subject, i) * 1.25);
      const depth = byteAt(scene.depth, i) / 255;
      const tone = mix(at(strokes, i), at(wet, i), (1 - s) * smoothstep(0.35, 0.65, at(where, i)));
      // A dark scene would drown the paper: its darkness is taken back, the night remains a grey wash.
      const dark = clamp01((1 - tone) * (1 - nightTone * (1 - s)));
      const mist = smoothstep(0.95, 0.25, depth) * (0.45 + 1.1 * smoothstep(0.3, 0.75, at(where, i)));
      const ground = 0.62 * dark ** 1.25 * Math.min(1, mist) * fade;
      const body = 0.5 * dark ** 2.4;
      const hills = at(distant, i) * smoothstep(0.35, 0.75, depth) * (1 - s) * fade;
      const wash = mix(Math.max(ground, hills), body, s);
      const dry = 0.8 + 0.4 * smoothstep(0.38, 0.6, at(flecks, i));
      const line =
        Math.max(
          at(contour, i) * mix(0.5 * Math.min(1, mist), 0.85, s),
          at(outline, i) * (0.3 + 0.75 * smoothstep(0.3, 0.62, at(where, i))),
        ) * Math.min(1, dry);
      const plant = at(softPlants, i) * (1 - 0.8 * s);
      const d = clamp01(1 - (1 - wash * (0.8 + 0.4 * at(flecks, i))) * (1 - line) * (1 - plant));
      // Mineral pigment, thin: the subject keeps its hue, the ground a breath of it.
      const hue = mix(0.26 * fade * (1 - 0.6 * depth) * (scene.night ? 0.4 : 1), 0.8, s);
      const tone2 = 1.015 + (at(paper, i) - 0.5) * 0.24;
      const tint = (value: number, sheet: number): number =>
        mix(sheet, mix(0.1 + 0.9 * (scene.night ? Math.sqrt(Math.max(0, value)) : value), at(light, i), 0.16), hue);
      picture.r[i] = mix(Math.min(1, tint(at(washes.r, i), xuan[0])), ink[0], d) * tone2;
      picture.g[i] = mix(Math.min(1, tint(at(washes.g, i), xuan[1])), ink[1], d) * tone2;
      picture.b[i] = mix(Math.min(1, tint(at(washes.b, i), xuan[2]) * 0.97), ink[2], d) * tone2;
    }
  }
  const size = 74 * unit;
  sealStamp(
    picture,
    {
      x: sealLeft ? 58 * unit : width - 58 * unit - size * 0.62,
      y: height - 72 * unit - size,
      width: size * 0.62,
      height: size,
      ground: hex('#b3261e'),
      mark: xuan,
      columns: 2,
    },
    random,
  );
  return rgbaOf(picture);
};
