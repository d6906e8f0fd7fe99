// 写实风格: a photograph — focus on the subject, blurred distance with bright discs, light that falls, film tone, grain.
// Must not know other styles.
import type { PaintedScene, StyleRenderer } from '../painted-scene.js';
import { blurPlane } from './box-blur.js';
import { bloom, filmGrain, vignette } from './lens.js';
import { fractalNoise } from './noise.js';
import { overlay } from './overlay.js';
import {
  at,
  byteAt,
  clamp01,
  emptyPicture,
  luma,
  mix,
  type Picture,
  type Plane,
  pictureOf,
  planeOf,
  rgbaOf,
  smoothstep,
} from './plane.js';
import { subjectOf } from './scene-masks.js';

/** The depth the lens is focused on: the mean of the subject. */
function focusOf(scene: PaintedScene): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < scene.depth.length; i += 7) {
    if (byteAt(scene.subject, i) < 128) continue;
    sum += byteAt(scene.depth, i);
    count++;
  }
  return count > 0 ? sum / count : 60;
}

/** Blurs what is not the subject, the subject left out of the sum so that it sheds no halo. */
function blurAround(picture: Picture, outside: Plane, sigma: number): Picture {
  const { width, height } = picture;
  const weight = blurPlane(outside, width, height, sigma);
  const masked = (plane: Plane): Plane => {
    const out = new Float32Array(plane.length);
    for (let i = 0; i < out.length; i++) out[i] = at(plane, i) * at(outside, i);
    const soft = blurPlane(out, width, height, sigma);
    for (let i = 0; i < out.length; i++) soft[i] = at(soft, i) / Math.max(0.004, at(weight, i));
    return soft;
  };
  return { width, height, r: masked(picture.r), g: masked(picture.g), b: masked(picture.b) };
}

/** Bright points of the distance become discs, as wide open lenses draw them. */
function bokeh(
  picture: Picture,
  source: Picture,
  around: Picture,
  scene: PaintedScene,
  blurOf: Plane,
  random: () => number,
): void {
  const { width, height } = picture;
  const unit = Math.min(width, height) / 1024;
  const cell = Math.round(26 * unit);
  overlay(
    picture,
    'light',
    (pen) => {
      for (let cy = 0; cy + cell <= height; cy += cell) {
        for (let cx = 0; cx + cell <= width; cx += cell) {
          let best = -1;
          let brightest = 0;
          let sum = 0;
          for (let y = cy; y < cy + cell; y += 2) {
            for (let x = cx; x < cx + cell; x += 2) {
              const i = y * width + x;
              const light = luma(at(source.r, i), at(source.g, i), at(source.b, i));
              sum += light;
              if (light > brightest && byteAt(scene.subject, i) < 20 && byteAt(scene.depth, i) < 250) {
                brightest = light;
                best = i;
              }
            }
          }
          // A point of light stands out of its neighbourhood; a bright wall does not.
          const mean = sum / ((cell / 2) * (cell / 2));
          const nearby = best < 0 ? 1 : luma(at(around.r, best), at(around.g, best), at(around.b, best));
          if (
            brightest < 0.45 ||
            brightest < Math.max(mean, nearby) + 0.28 ||
            at(blurOf, best) < 0.4 ||
            random() < 0.25
          )
            continue;
          const radius = (7 + 15 * at(blurOf, best)) * unit * (0.7 + 0.6 * random());
          const [r, g, b] = [source.r, source.g, source.b].map((plane) => Math.round(clamp01(at(plane, best)) * 255));
          const x = best % width;
          const y = Math.floor(best / width);
          const glow = pen.createRadialGradient(x, y, 0, x, y, radius);
          glow.addColorStop(0, `rgba(${r},${g},${b},0.34)`);
          glow.addColorStop(0.82, `rgba(${r},${g},${b},0.42)`);
          glow.addColorStop(0.93, `rgba(${r},${g},${b},0.55)`);
          glow.addColorStop(1, `rgba(${r},${g},${b},0)`);
          pen.fillStyle = glow;
          pen.beginPath();
          pen.arc(x, y, radius, 0, Math.PI * 2);
          pen.fill();
        }
      }
    },
    planeOf(scene.subject.map((value) => 255 - value)),
  );
}

/** Film's S: deep but not black shadows, a soft shoulder. */
const film = (value: number): number => {
  const v = clamp01(value);
  return 0.018 + 0.972 * (v * v * (3 - 2 * v) * 0.5 + v * 0.5);
};

export const photographic: StyleRenderer = (scene, random) => {
  const { width, height, light } = scene;
  const unit = Math.min(width, height) / 1024;
  const source = pictureOf(scene);
  const outside = planeOf(scene.subject);
  for (let i = 0; i < outside.length; i++) outside[i] = 1 - at(outside, i);
  const focus = focusOf(scene);
  const near = blurAround(source, outside, 3.2 * unit);
  const far = blurAround(source, outside, 15 * unit);
  const depth = blurPlane(planeOf(scene.depth), width, height, 5 * unit);
  const blurOf = new Float32Array(depth.length);
  // Surfaces are never perfectly even: dust, weave, blades of grass.
  const texture = fractalNoise(width, height, 9 * unit, 3, random, 1.6);
  // The subject keeps light from the ground and wall on the side away from the light.
  const shade = subjectOf(scene, 26 * unit);
  const broad = subjectOf(scene, 9 * unit);
  const picture = emptyPicture(width, height);
  const offsetX = Math.round(-light.x * 30 * unit);
  const offsetY = Math.round(24 * unit);
  const warm = light.warmth;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const d = Math.abs(at(depth, i) * 255 - focus) / 255;
      const amount = smoothstep(0.05, 0.62, d);
      blurOf[i] = amount;
      const toNear = Math.min(1, amount * 3.2);
      const toFar = smoothstep(0.22, 0.85, amount);
      const s = 1 - at(outside, i);
      const sx = Math.max(0, Math.min(width - 1, x - offsetX));
      const sy = Math.max(0, Math.min(height - 1, y - offsetY));
      const occluded = (1 - s) * at(shade, sy * width + sx) * 0.42 * (1 - 0.75 * toFar);
      // A round body turns away at its rim; light from the side models it.
      const turn = s * (1 - at(broad, i));
      const left = at(broad, y * width + Math.max(0, x - 3));
      const right = at(broad, y * width + Math.min(width - 1, x + 3));
      const above = at(broad, Math.max(0, y - 3) * width + x);
      const below = at(broad, Math.min(height - 1, y + 3) * width + x);
      const facing = ((left - right) * -light.x + (above - below) * -light.y) * s * 2.2;
      const relief = (at(texture, i) - 0.5) * 0.16 * (1 - s) * (1 - toNear * 0.9);
      const lit = (1 - occluded) * (1 - 0.3 * turn + 0.8 * facing) + relief;
      const ground = (sharp: Plane, a: Plane, b: Plane): number =>
        mix(mix(at(sharp, i), at(a, i), toNear * (1 - s)), at(b, i), toFar * (1 - s));
      picture.r[i] = ground(source.r, near.r, far.r) * lit * (1 + 0.06 * warm);
      picture.g[i] = ground(source.g, near.g, far.g) * lit * 0.985;
      picture.b[i] = ground(source.b, near.b, far.b) * lit * (1 - 0.07 * warm);
    }
  }
  // Unsharp mask on the subject only: enlarged material lacks bite.
  for (const plane of [picture.r, picture.g, picture.b]) {
    const soft = blurPlane(plane, width, height, 2.4 * unit);
    for (let i = 0; i < plane.length; i++) {
      plane[i] = at(plane, i) + 0.75 * (at(plane, i) - at(soft, i)) * (1 - at(outside, i));
    }
  }
  bokeh(picture, source, far, scene, blurOf, random);
  bloom(picture, 0.72, 20 * unit, 0.38);
  for (let i = 0; i < picture.r.length; i++) {
    const grey = luma(at(picture.r, i), at(picture.g, i), at(picture.b, i));
    // Film greys colours a little and splits tone: cool shadows, warm lights.
    const split = (grey - 0.45) * 0.05;
    picture.r[i] = film(mix(grey, at(picture.r, i), 0.86) + split);
    picture.g[i] = film(mix(grey, at(picture.g, i), 0.86));
    picture.b[i] = film(mix(grey, at(picture.b, i), 0.86) - split);
  }
  vignette(picture, 0.42);
  filmGrain(picture, 0.055, random);
  return rgbaOf(picture);
};
