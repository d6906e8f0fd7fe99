// 概念艺术: a production painting — broad flat strokes, air between near and far, a shaft of light, teal and orange, the
// underdrawing left open at the borders. Must not know other styles.
import type { PaintedScene, StyleRenderer } from '../painted-scene.js';
import { blurPlane } from './box-blur.js';
import { type Canvas, type Directions, paintLayer } from './brush-stroke.js';
import { hex } from './colour.js';
import { inkLines } from './difference-of-gaussians.js';
import { fractalNoise, valueNoise } from './noise.js';
import { overlay } from './overlay.js';
import { fibrePaper } from './paper-grain.js';
import {
  at,
  byteAt,
  clamp01,
  copyOf,
  luma,
  lumaOf,
  mix,
  type Picture,
  type Plane,
  pictureOf,
  rgbaOf,
  smoothstep,
} from './plane.js';
import { foregroundOf, subjectBox, subjectOf } from './scene-masks.js';
import { orientationOf } from './structure-tensor.js';

const sheet = hex('#cbbfa9');
const graphite = hex('#3a3733');

/** Cinema's light: shadows to teal, lights to orange; distance loses contrast in the haze; shafts fall from the light. */
function lightScene(scene: PaintedScene, random: () => number): Picture {
  const { width, height, light } = scene;
  const picture = pictureOf(scene);
  const subject = subjectOf(scene, 2);
  const box = subjectBox(foregroundOf(scene));
  const cx = (box.left + box.right) / 2;
  const cy = (box.top + box.bottom) / 2;
  const shafts = valueNoise(width * 2, 1, 52, random);
  const haze = scene.night ? hex('#3d5f7a') : light.warmth > 0.3 ? hex('#e8c79a') : hex('#cfd3c6');
  const reach = Math.hypot(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const s = at(subject, i);
      const depth = byteAt(scene.depth, i) / 255;
      const v = luma(at(picture.r, i), at(picture.g, i), at(picture.b, i));
      // The light pools on the subject; corners and foreground sink.
      const pool = Math.exp(-((((x - cx) / (0.42 * reach)) ** 2 + ((y - cy) / (0.36 * reach)) ** 2) * 1.3));
      const front = 1 - 0.5 * smoothstep(0.22, 0, depth) * (1 - s);
      const key = mix(0.58, 1.2, pool) * front;
      const warm = smoothstep(0.25, 0.8, v) - 0.4;
      const grey = mix(0.84, 1.08, s);
      const air = 0.34 * smoothstep(0.3, 0.95, depth) * (1 - s) * (0.4 + 0.6 * pool);
      const across = (x - cx) * -light.y + (y - cy) * light.x;
      const along = (x - cx) * light.x + (y - cy) * light.y;
      const lane = at(shafts, Math.max(0, Math.min(width * 2 - 1, Math.round(width + across * 0.8))));
      const shaft =
        smoothstep(0.52, 0.86, lane) * smoothstep(-0.3, 0.4, along / reach) * (0.16 + 0.22 * depth) * (1 - 0.5 * s);
      const tone = (value: number, shift: number, fog: number): number =>
        mix(mix(v, value, grey) * key + shift, fog * mix(0.65, 1, pool), air) + shaft * fog * 0.8;
      picture.r[i] = tone(at(picture.r, i), 0.085 * warm, haze[0]);
      picture.g[i] = tone(at(picture.g, i), 0.012 * warm, haze[1]);
      picture.b[i] = tone(at(picture.b, i), -0.085 * warm, haze[2]);
    }
  }
  return picture;
}

/** Strokes chop along the forms in steps of 22.5°, as a hand with a flat brush does. */
function choppyDirections(picture: Picture, unit: number, random: () => number): Directions {
  const forms = orientationOf(picture, 8 * unit, 2);
  const mood = fractalNoise(picture.width, picture.height, 300, 2, random);
  const step = Math.PI / 8;
  for (let i = 0; i < forms.x.length; i++) {
    const trust = at(forms.strength, i) > 0.06;
    const angle = trust ? Math.atan2(at(forms.y, i), at(forms.x, i)) : (at(mood, i) - 0.5) * 3.2;
    const snapped = Math.round(angle / step) * step;
    forms.x[i] = Math.cos(snapped);
    forms.y[i] = Math.sin(snapped);
  }
  return forms;
}

/** Where paint lies: all but a ragged border, whose edge is made of brush widths. */
function painted(width: number, height: number, unit: number, random: () => number): Plane {
  const ragged = valueNoise(width, height, 22 * unit, random, 5);
  const wide = valueNoise(width, height, 170 * unit, random);
  const dry = valueNoise(width, height, 3, random, 26);
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const side = Math.min(x, width - 1 - x) / unit;
      const end = Math.min(y, height - 1 - y) / unit;
      const reach = Math.min(side - 78 * at(ragged, i), end * 1.5 - 20 * at(ragged, i)) - 44 * at(wide, i);
      out[i] = smoothstep(-2, 5, reach + (at(dry, i) - 0.5) * 26);
    }
  }
  return out;
}

export const conceptArt: StyleRenderer = (scene, random) => {
  const { width, height } = scene;
  const unit = Math.min(width, height) / 1024;
  const reference = lightScene(scene, random);
  const directions = choppyDirections(reference, unit, random);
  const canvas: Canvas = { picture: copyOf(reference), thickness: new Float32Array(width * height) };
  canvas.picture.r.fill(0.3);
  canvas.picture.g.fill(0.31);
  canvas.picture.b.fill(0.32);
  const where = subjectOf(scene, 10 * unit);
  for (let i = 0; i < where.length; i++) where[i] = 0.3 + 0.7 * Math.min(1, at(where, i) * 1.8);
  const flat = { spacing: 1.15, bend: 0, roughness: 0.42, colourSpread: 0.34 };
  paintLayer(
    canvas,
    reference,
    directions,
    { ...flat, radius: 34 * unit, spacing: 1.3, length: 4.4, tolerance: -1, colourSpread: 0.3 },
    random,
  );
  paintLayer(canvas, reference, directions, { ...flat, radius: 15 * unit, length: 6, tolerance: 0.03 }, random);
  paintLayer(canvas, reference, directions, { ...flat, radius: 6.5 * unit, length: 5, tolerance: 0.03 }, random, where);
  paintLayer(
    canvas,
    reference,
    directions,
    { ...flat, radius: 3.2 * unit, length: 5, tolerance: 0.05, colourSpread: 0.15 },
    random,
    where,
  );
  const picture = canvas.picture;
  const lines = inkLines(lumaOf(pictureOf(scene)), orientationOf(reference, 3 * unit, 2), {
    sigma: 1.3 * unit,
    threshold: 0.007,
    coherence: 4,
  });
  const paint = painted(width, height, unit, random);
  const paper = fibrePaper(width, height, random, 300);
  const shade = blurPlane(paint, width, height, 3 * unit);
  for (let i = 0; i < paint.length; i++) {
    const p = at(paint, i);
    const tone = 1 + (at(paper, i) - 0.5) * 0.28;
    const bare = clamp01(at(lines, i) * 0.75 * (0.4 + at(paper, i)));
    const edge = 1 - 0.1 * (1 - p) * at(shade, i);
    picture.r[i] = mix(mix(sheet[0] * tone, graphite[0], bare) * edge, at(picture.r, i), p);
    picture.g[i] = mix(mix(sheet[1] * tone, graphite[1], bare) * edge, at(picture.g, i), p);
    picture.b[i] = mix(mix(sheet[2] * tone, graphite[2], bare) * edge, at(picture.b, i), p);
  }
  // Construction lines to the vanishing point show on the bare sheet, faintly through the paint at its border.
  const open = shade.map((value) => 0.6 * (1 - value)) as Plane;
  overlay(
    picture,
    'shade',
    (pen) => {
      pen.strokeStyle = 'rgba(70,66,72,0.8)';
      pen.lineWidth = 1.3 * unit;
      const vx = width * (scene.light.x > 0 ? 0.36 : 0.64);
      const vy = scene.horizon * height;
      for (let n = 0; n < 28; n++) {
        const angle = (n / 28) * Math.PI * 2 + 0.06;
        pen.beginPath();
        pen.moveTo(vx + Math.cos(angle) * width * 0.2, vy + Math.sin(angle) * width * 0.2);
        pen.lineTo(vx + Math.cos(angle) * width * 2, vy + Math.sin(angle) * width * 2);
        pen.stroke();
      }
      for (const y of [vy, vy + 3 * unit, height / 3, (height * 2) / 3]) {
        pen.beginPath();
        pen.moveTo(0, y);
        pen.lineTo(width, y + 2 * unit);
        pen.stroke();
      }
    },
    open,
  );
  return rgbaOf(picture);
};
