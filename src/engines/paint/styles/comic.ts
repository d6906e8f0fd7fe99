// 卡通画: a printed comic — flat bright colours, thick black outlines of swelling width, halftone dots for shade, a burst
// of rays behind. Must not know other styles.
import type { PaintedScene, StyleRenderer } from '../painted-scene.js';
import { blurPlane } from './box-blur.js';
import { type Colour, saturate } from './colour.js';
import { inkLines } from './difference-of-gaussians.js';
import { kuwahara } from './kuwahara.js';
import { clusterColours, labelPixels, smoothLabels } from './palette-quantise.js';
import {
  at,
  byteAt,
  clamp01,
  distanceOf,
  luma,
  lumaOf,
  mix,
  type Picture,
  type Plane,
  pictureOf,
  planeOf,
  rgbaOf,
  smoothstep,
} from './plane.js';
import { farOf, foregroundOf, nearOf, subjectBox } from './scene-masks.js';
import { orientationOf } from './structure-tensor.js';

/** Rays from behind the subject, in two tones of whatever the backdrop is. */
function rays(picture: Picture, scene: PaintedScene, box: ReturnType<typeof subjectBox>): void {
  const { width, height } = scene;
  const far = farOf(scene, 150, 215);
  const cx = (box.left + box.right) / 2;
  const cy = (box.top + box.bottom) / 2;
  const across = distanceOf(width, height) / 2;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (at(far, i) <= 0.02) continue;
      const d = distanceOf(x - cx, y - cy);
      const ray = Math.sin(Math.atan2(y - cy, x - cx) * 14);
      const bright =
        smoothstep(-0.9, 0.9, ray * Math.min(6, d / 22)) * 0.34 * at(far, i) * smoothstep(1.2, 0.2, d / across);
      picture.r[i] = mix(at(picture.r, i), 1, bright);
      picture.g[i] = mix(at(picture.g, i), 0.97, bright);
      picture.b[i] = mix(at(picture.b, i), scene.night ? 0.95 : 0.62, bright);
    }
  }
}

/** Dots on a grid turned by 45°, as large as the shade is deep; 1 ink – 0 none. */
function halftone(x: number, y: number, pitch: number, shade: number): number {
  const u = ((x + y) * Math.SQRT1_2) / pitch;
  const v = ((x - y) * Math.SQRT1_2) / pitch;
  const d = distanceOf(u - Math.round(u), v - Math.round(v));
  const radius = 0.62 * Math.sqrt(shade);
  return smoothstep(radius + 0.09, radius - 0.09, d);
}

/** Thick contour: the mask grown outwards, thicker below and away from the light. */
function contour(scene: PaintedScene, unit: number): Plane {
  const { width, height, light } = scene;
  const mask = planeOf(scene.subject);
  const wide = blurPlane(mask, width, height, 5.2 * unit);
  const inner = blurPlane(mask, width, height, 2 * unit);
  const out = new Float32Array(mask.length);
  const dx = Math.round(-light.x * 3 * unit);
  const dy = Math.round(-light.y * 3 * unit);
  for (let y = 0; y < height; y++) {
    const sy = Math.max(0, Math.min(height - 1, y - dy)) * width;
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const grown = at(wide, sy + Math.max(0, Math.min(width - 1, x - dx)));
      // Outside, gaps between leaves stay open; inside, thin things keep their colour.
      const outside = smoothstep(0.07, 0.13, grown) * smoothstep(0.72, 0.58, at(wide, i)) * (1 - at(mask, i));
      out[i] = Math.max(outside, smoothstep(0.97, 0.82, at(inner, i)) * smoothstep(0.3, 0.5, at(mask, i)));
    }
  }
  return out;
}

export const comic: StyleRenderer = (scene, random) => {
  const { width, height } = scene;
  const unit = Math.min(width, height) / 1024;
  const source = pictureOf(scene);
  const lines = inkLines(lumaOf(source), orientationOf(source, 3 * unit, 2), {
    sigma: 2.1 * unit,
    threshold: 0.008,
    coherence: 6,
  });
  saturate(source, 1.5);
  const flat = kuwahara(source, 8 * unit, 8);
  const weight = planeOf(scene.subject);
  for (let i = 0; i < weight.length; i++) weight[i] = 1 + 5 * at(weight, i);
  const own = clusterColours(flat, 20, random, weight, 0.6);
  const labels = smoothLabels(labelPixels(flat, own, 0.6), width, height, Math.max(1, Math.round(3 * unit)));
  const shadeFrom = lumaOf(flat);
  const picture = flat;
  for (let i = 0; i < labels.length; i++) {
    const [r, g, b] = own.colours[labels[i] as number] as Colour;
    // Printers' inks: brighter than life.
    const lift = 0.1 + 0.05 * luma(r, g, b);
    picture.r[i] = clamp01(r * 1.04 + lift * 0.6);
    picture.g[i] = clamp01(g * 1.04 + lift * 0.55);
    picture.b[i] = clamp01(b * 1.02 + lift * 0.4);
  }
  rays(picture, scene, subjectBox(foregroundOf(scene)));
  const outline = contour(nearOf(scene), unit);
  const soft = blurPlane(shadeFrom, width, height, 7 * unit);
  const pitch = 9 * unit;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const s = byteAt(scene.subject, i) / 255;
      const v = at(soft, i);
      // Dots shade the middle tones of the subject's dark side and the lower ground, and fade out in plain light.
      const ground = (1 - s) * smoothstep(0.72, 1.05, y / height) * 0.5;
      const shade = clamp01(
        s * smoothstep(0.72, 0.3, v) * 0.5 + ground + (1 - s) * smoothstep(0.3, 0, y / height) * 0.42,
      );
      const dot = shade > 0.02 ? halftone(x, y, pitch, shade) * 0.3 : 0;
      const ink = clamp01(Math.max(at(outline, i), at(lines, i) * (0.55 + 0.45 * s)));
      picture.r[i] = mix(at(picture.r, i) * (1 - dot), 0.05, ink);
      picture.g[i] = mix(at(picture.g, i) * (1 - dot), 0.04, ink);
      picture.b[i] = mix(at(picture.b, i) * (1 - dot * 0.75), 0.07, ink);
    }
  }
  return rgbaOf(picture);
};
