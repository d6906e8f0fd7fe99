// 赛博朋克: a wet night city — everything dark teal and magenta, neon rims and signs, reflections, rain.
// Must not know other styles.
import type { PaintedScene, StyleRenderer } from '../painted-scene.js';
import { blurPlane } from './box-blur.js';
import { gradientMap, hex } from './colour.js';
import { bloom, fringe, vignette } from './lens.js';
import { valueNoise } from './noise.js';
import { overlay, type Pen } from './overlay.js';
import { at, clamp01, copyOf, luma, mix, type Picture, pictureOf, planeOf, rgbaOf, smoothstep } from './plane.js';
import { farOf, foregroundOf, groundOf, nearOf, rimFacing, subjectBox, subjectOf } from './scene-masks.js';

const grade = gradientMap([
  [0, hex('#05060f')],
  [0.3, hex('#0d2440')],
  [0.55, hex('#15607c')],
  [0.78, hex('#a83a9c')],
  [1, hex('#ffd9f4')],
]);
const neons = ['#ff2d95', '#18e0ff', '#9d4bff', '#ffb52e', '#35ffb0'];

/** Towers with lit windows and upright signs, nearer ones darker and larger. */
function city(pen: Pen, width: number, horizon: number, unit: number, random: () => number): void {
  const base = horizon + 30 * unit;
  const walls = ['#241f55', '#171b45', '#0b1030'];
  for (let row = 0; row < 3; row++) {
    const shade = walls[row] as string;
    let x = -30 * unit * random();
    while (x < width) {
      const breadth = (56 + random() * 90) * unit;
      const tall = horizon * (0.92 - 0.2 * row) * (0.45 + 0.55 * random());
      const top = base - tall;
      const wall = pen.createLinearGradient(0, top, 0, base);
      wall.addColorStop(0, shade);
      wall.addColorStop(1, row === 2 ? '#3a1550' : '#5a2472');
      pen.fillStyle = wall;
      pen.fillRect(x, top, breadth, tall);
      if (random() < 0.4) pen.fillRect(x + breadth * 0.45, top - 50 * unit, 3 * unit, 50 * unit);
      const tone = neons[Math.floor(random() * neons.length)] as string;
      const stepX = (9 + 5 * row) * unit;
      for (let v = top + stepX; v < base - stepX; v += stepX * 1.5) {
        for (let u = x + stepX * 0.6; u < x + breadth - stepX; u += stepX) {
          if (random() > 0.3) continue;
          pen.fillStyle = random() < 0.6 ? 'rgba(255,200,130,0.75)' : tone;
          pen.globalAlpha = 0.35 + 0.55 * random();
          pen.fillRect(u, v, stepX * 0.5, stepX * 0.75);
        }
      }
      pen.globalAlpha = 1;
      x += breadth + random() * 12 * unit;
    }
  }
}

/** Upright neon signs: a tube frame with bars that read as writing from afar. */
function signs(pen: Pen, width: number, horizon: number, unit: number, random: () => number): void {
  for (let n = 0; n < 7; n++) {
    const colour = neons[n % neons.length] as string;
    const x = ((n + 0.2 + 0.6 * random()) / 7) * width;
    const signWidth = (26 + 16 * random()) * unit;
    const characters = 3 + Math.floor(random() * 3);
    const top = horizon * (0.28 + 0.34 * random());
    pen.strokeStyle = colour;
    pen.shadowColor = colour;
    pen.shadowBlur = 22 * unit;
    pen.lineWidth = 3 * unit;
    pen.strokeRect(x, top, signWidth, characters * signWidth * 1.05 + 8 * unit);
    pen.lineWidth = 2.6 * unit;
    for (let k = 0; k < characters; k++) {
      const y = top + 6 * unit + k * signWidth * 1.05;
      const inner = signWidth - 12 * unit;
      for (let stroke = 0; stroke < 4; stroke++) {
        const v = y + inner * (0.12 + 0.25 * stroke);
        pen.beginPath();
        pen.moveTo(x + 6 * unit + inner * 0.3 * random(), v);
        pen.lineTo(x + 6 * unit + inner * (0.7 + 0.3 * random()), v);
        pen.stroke();
      }
      const u = x + 6 * unit + inner * (0.3 + 0.4 * random());
      pen.beginPath();
      pen.moveTo(u, y + inner * 0.1);
      pen.lineTo(u, y + inner * 0.95);
      pen.stroke();
    }
  }
  pen.shadowBlur = 0;
}

/** Wet asphalt: what stands above is seen again below, broken by ripples. In place. */
function reflect(picture: Picture, scene: PaintedScene, random: () => number): void {
  const { width, height } = scene;
  const ground = groundOf(scene);
  const above = copyOf(picture);
  const ripples = valueNoise(width, height, 5, random, 9);
  const puddles = valueNoise(width, height, 46, random, 3.5);
  const horizon = Math.round(scene.horizon * height);
  const foot = Math.max(horizon, Math.min(height - 1, Math.round(subjectBox(foregroundOf(scene)).bottom)));
  for (let y = horizon; y < height; y++) {
    // Things far off mirror about the horizon, the subject about its own feet.
    const line = y > foot ? foot : horizon;
    const wobble = 4 + (y - horizon) * 0.09;
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const share = at(ground, i) * (0.3 + 0.5 * smoothstep(0.3, 0.62, at(puddles, i)));
      if (share <= 0.01) continue;
      const n = at(ripples, i) - 0.5;
      const u = Math.max(0, Math.min(width - 1, Math.round(x + n * wobble)));
      const v = Math.max(0, Math.min(height - 1, Math.round(2 * line - y + n * wobble * 3)));
      const j = v * width + u;
      picture.r[i] = mix(at(picture.r, i) * 0.55, at(above.r, j) * 0.95, share);
      picture.g[i] = mix(at(picture.g, i) * 0.55, at(above.g, j) * 0.95, share);
      picture.b[i] = mix(at(picture.b, i) * 0.6, at(above.b, j), share);
    }
  }
}

function rain(pen: Pen, width: number, height: number, unit: number, random: () => number): void {
  for (let n = 0; n < 420; n++) {
    const near = random();
    pen.strokeStyle = `rgba(190,225,255,${0.05 + 0.22 * near * near})`;
    pen.lineWidth = (0.7 + 1.5 * near * near) * unit;
    const x = random() * width * 1.2;
    const y = random() * height;
    const length = (24 + 90 * near) * unit;
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(x - length * 0.2, y + length);
    pen.stroke();
  }
}

export const cyberpunk: StyleRenderer = (scene, random) => {
  const { width, height } = scene;
  const unit = Math.min(width, height) / 1024;
  const picture = pictureOf(scene);
  const subject = subjectOf(scene, 1);
  for (let i = 0; i < subject.length; i++) {
    const s = clamp01(at(subject, i));
    const v = luma(at(picture.r, i), at(picture.g, i), at(picture.b, i));
    const [r, g, b] = grade(0.04 + (scene.night ? 0.8 : 0.6) * v ** 1.35);
    // The subject keeps its own colours under coloured light; the rest belongs to the night.
    const own = 0.1 + 0.7 * s;
    const lamp = 0.82 + 0.2 * v;
    picture.r[i] = mix(r, at(picture.r, i) * lamp * 0.92, own);
    picture.g[i] = mix(g, at(picture.g, i) * lamp * 0.86, own);
    picture.b[i] = mix(b, at(picture.b, i) * lamp * 1.08 + 0.05, own);
  }
  const horizon = scene.horizon * height;
  const far = farOf(scene, 165, 205);
  for (let i = 0; i < far.length; i++) far[i] = at(far, i) * (Math.floor(i / width) < horizon + 24 * unit ? 1 : 0);
  overlay(picture, 'over', (pen) => city(pen, width, horizon, unit, random), far);
  overlay(picture, 'light', (pen) => signs(pen, width, horizon, unit, random), far);
  // Lit haze above the street.
  for (let y = 0; y < height; y++) {
    const haze = 0.4 * Math.exp(-(((y - horizon) / (0.13 * height)) ** 2));
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const share = haze * at(far, i);
      const side = x / width;
      picture.r[i] = at(picture.r, i) + share * mix(0.9, 0.1, side);
      picture.g[i] = at(picture.g, i) + share * mix(0.12, 0.6, side);
      picture.b[i] = at(picture.b, i) + share * 0.75;
    }
  }
  // Two tubes light the subject's sides, and shine around it.
  const front = nearOf(scene);
  const magenta = rimFacing(front, 10 * unit, -0.92, -0.38);
  const cyan = rimFacing(front, 10 * unit, 0.92, -0.38);
  const halo = blurPlane(planeOf(front.subject), width, height, 24 * unit);
  const box = subjectBox(front);
  const middle = (box.left + box.right) / 2;
  for (let i = 0; i < halo.length; i++) {
    const left = smoothstep(0.12, 0.75, at(magenta, i));
    const right = smoothstep(0.12, 0.75, at(cyan, i));
    const glow = at(halo, i) * (1 - at(subject, i)) * 0.5;
    const side = smoothstep(-160 * unit, 160 * unit, (i % width) - middle);
    picture.r[i] = at(picture.r, i) + left * 0.95 + right * 0.05 + glow * (1 - side);
    picture.g[i] = at(picture.g, i) * (1 - 0.4 * left) + right * 0.85 + left * 0.08 + glow * side * 0.8;
    picture.b[i] = at(picture.b, i) + left * 0.55 + right * 0.95 + glow * 0.85;
  }
  reflect(picture, scene, random);
  bloom(picture, 0.5, 18 * unit, 0.75);
  overlay(picture, 'light', (pen) => rain(pen, width, height, unit, random));
  fringe(picture, () => 2 * unit);
  vignette(picture, 0.55);
  return rgbaOf(picture);
};
