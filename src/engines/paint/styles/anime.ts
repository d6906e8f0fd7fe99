// 二次元: cel shading in two or three tones, thin coloured line art, a painted sky, sparkles and petals.
// Must not know other styles.
import type { PaintedScene, StyleRenderer } from '../painted-scene.js';
import { type Colour, gradientMap, hex, saturate } from './colour.js';
import { inkLines, outlineOf } from './difference-of-gaussians.js';
import { kuwahara } from './kuwahara.js';
import { bloom } from './lens.js';
import { fractalNoise } from './noise.js';
import { overlay, type Pen, sparkle } from './overlay.js';
import { at, clamp01, luma, lumaOf, mix, type Picture, pictureOf, planeOf, rgbaOf, smoothstep } from './plane.js';
import { farOf, foregroundOf, nearOf, rimFacing, subjectBox } from './scene-masks.js';
import { orientationOf } from './structure-tensor.js';

const daySky: [number, Colour][] = [
  [0, hex('#1f62d8')],
  [0.5, hex('#4fb0f5')],
  [0.85, hex('#b6ecff')],
  [1, hex('#fff3e2')],
];
const duskSky: [number, Colour][] = [
  [0, hex('#4a4fc4')],
  [0.45, hex('#b279dc')],
  [0.75, hex('#ff9fb8')],
  [1, hex('#ffe0a8')],
];
const nightSky: [number, Colour][] = [
  [0, hex('#0b1146')],
  [0.45, hex('#2c2a8f')],
  [0.8, hex('#8b4cc4')],
  [1, hex('#ff9ec4')],
];

/** Towering clouds with flat lit tops, over a clear gradient; only where the scene has open sky. */
function paintSky(picture: Picture, scene: PaintedScene, random: () => number): void {
  const { width, height, light } = scene;
  const far = farOf(scene, 228, 252);
  const stops = scene.night ? nightSky : light.warmth > 0.55 ? duskSky : daySky;
  const ramp = gradientMap(stops);
  const billow = fractalNoise(width, height, 210, 5, random, 1.5);
  const horizon = Math.max(1, scene.horizon * height);
  const shift = Math.round(16 * (Math.min(width, height) / 1024));
  const white: Colour = scene.night ? [0.62, 0.52, 0.9] : light.warmth > 0.55 ? [1, 0.93, 0.86] : [1, 1, 1];
  const grey: Colour = scene.night ? [0.3, 0.26, 0.62] : light.warmth > 0.55 ? [0.93, 0.62, 0.74] : [0.68, 0.82, 0.97];
  for (let y = 0; y < height; y++) {
    const t = y / horizon;
    const [sr, sg, sb] = ramp(t);
    // Clouds stand on the horizon and thin out upwards.
    const level = 0.66 - 0.2 * smoothstep(0.15, 0.8, t);
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const share = at(far, i);
      if (share <= 0) continue;
      const n = at(billow, i);
      const lit = at(
        billow,
        Math.max(0, Math.min(height - 1, y + Math.round(light.y * shift))) * width +
          Math.max(0, Math.min(width - 1, x + Math.round(light.x * shift))),
      );
      const cloud = smoothstep(level, level + 0.012, n) * 0.96;
      const top = smoothstep(-0.004, 0.01, n - lit);
      // A moon or sun already painted stays.
      const shining = smoothstep(0.72, 0.9, luma(at(picture.r, i), at(picture.g, i), at(picture.b, i)));
      const own = scene.night ? 0.15 + 0.8 * shining : 0.18;
      const keep = (value: number, sky: number, bright: number, dark: number): number =>
        mix(value, mix(mix(sky, mix(dark, bright, top), cloud), value, own), share);
      picture.r[i] = keep(at(picture.r, i), sr, white[0], grey[0]);
      picture.g[i] = keep(at(picture.g, i), sg, white[1], grey[1]);
      picture.b[i] = keep(at(picture.b, i), sb, white[2], grey[2]);
    }
  }
}

/** Luma in few steps with soft thresholds; shadows turn violet as they deepen. */
function celShade(picture: Picture): void {
  const { r, g, b } = picture;
  const light = lumaOf(picture);
  for (let i = 0; i < r.length; i++) {
    const v = at(light, i);
    const scaled = v * 5;
    const step = Math.floor(scaled);
    const target = (step + smoothstep(0.4, 0.6, scaled - step)) / 5;
    const factor = (0.04 + 0.35 * v + 0.65 * target) / Math.max(0.02, v);
    const dark = 1 - smoothstep(0.1, 0.55, target);
    r[i] = at(r, i) * factor + 0.05 * dark;
    g[i] = at(g, i) * factor + 0.01 * dark;
    b[i] = at(b, i) * factor + 0.11 * dark;
  }
}

function petal(pen: Pen, x: number, y: number, size: number, angle: number): void {
  pen.save();
  pen.translate(x, y);
  pen.rotate(angle);
  pen.scale(1, 0.55);
  pen.beginPath();
  pen.moveTo(-size, 0);
  pen.bezierCurveTo(-size * 0.4, -size * 1.1, size * 0.7, -size * 0.9, size, -size * 0.22);
  pen.lineTo(size * 0.72, 0);
  pen.lineTo(size, size * 0.22);
  pen.bezierCurveTo(size * 0.7, size * 0.9, -size * 0.4, size * 1.1, -size, 0);
  pen.fill();
  pen.restore();
}

/** What floats in such pictures: petals by day, stars and a meteor by night, sparkles around the subject. */
function decorate(picture: Picture, scene: PaintedScene, random: () => number): void {
  const { width, height } = scene;
  const unit = Math.min(width, height) / 1024;
  const box = subjectBox(foregroundOf(scene));
  if (scene.night) {
    overlay(
      picture,
      'light',
      (pen) => {
        for (let n = 0; n < 170; n++) {
          pen.fillStyle = `rgba(255,255,255,${0.4 + 0.6 * random()})`;
          const size = (0.8 + random() ** 3 * 2.4) * unit;
          pen.beginPath();
          pen.arc(random() * width, random() * scene.horizon * height, size, 0, Math.PI * 2);
          pen.fill();
        }
        const x = width * (0.12 + 0.2 * random());
        const y = height * (0.1 + 0.1 * random());
        const trail = pen.createLinearGradient(x, y, x + 230 * unit, y - 90 * unit);
        trail.addColorStop(0, 'rgba(255,255,255,1)');
        trail.addColorStop(1, 'rgba(160,200,255,0)');
        pen.strokeStyle = trail;
        pen.lineWidth = 4 * unit;
        pen.lineCap = 'round';
        pen.beginPath();
        pen.moveTo(x, y);
        pen.lineTo(x + 230 * unit, y - 90 * unit);
        pen.stroke();
      },
      farOf(scene, 225, 252),
    );
  }
  overlay(picture, 'over', (pen) => {
    for (let n = 0; n < 34; n++) {
      const near = random() ** 2;
      pen.fillStyle = `rgba(255,${Math.round(165 + 50 * random())},${Math.round(195 + 40 * random())},${0.85 - 0.25 * near})`;
      petal(pen, random() * width, random() * height, (7 + 20 * near) * unit, random() * Math.PI * 2);
    }
  });
  overlay(picture, 'light', (pen) => {
    pen.shadowColor = 'rgba(255,240,200,0.9)';
    pen.shadowBlur = 14 * unit;
    pen.fillStyle = 'rgba(255,255,245,0.95)';
    for (let n = 0; n < 12; n++) {
      const angle = random() * Math.PI * 2;
      const x = (box.left + box.right) / 2 + Math.cos(angle) * (box.right - box.left) * (0.5 + 0.16 * random());
      const y = (box.top + box.bottom) / 2 + Math.sin(angle) * (box.bottom - box.top) * (0.5 + 0.16 * random());
      sparkle(pen, x, y, (12 + 24 * random()) * unit);
    }
    // Slanting sunbeams from the light's side.
    pen.shadowBlur = 0;
    const fromX = scene.light.x > 0 ? width * 1.02 : -width * 0.02;
    for (let n = 0; n < 6; n++) {
      const spread = (0.35 + n * 0.19 + random() * 0.06) * (scene.light.x > 0 ? -1 : 1);
      const beam = pen.createLinearGradient(fromX, 0, fromX + spread * height, height);
      beam.addColorStop(0, 'rgba(255,250,225,0.2)');
      beam.addColorStop(0.8, 'rgba(255,250,225,0)');
      pen.fillStyle = beam;
      const breadth = (30 + 60 * random()) * unit;
      pen.beginPath();
      pen.moveTo(fromX, -20);
      pen.lineTo(fromX + spread * height * 1.1 - breadth, height);
      pen.lineTo(fromX + spread * height * 1.1 + breadth, height);
      pen.fill();
    }
  });
}

export const anime: StyleRenderer = (scene, random) => {
  const { width, height } = scene;
  const unit = Math.min(width, height) / 1024;
  const source = pictureOf(scene);
  const lines = inkLines(lumaOf(source), orientationOf(source, 2.4 * unit, 2), {
    sigma: 1.1 * unit,
    threshold: 0.009,
    coherence: 5,
  });
  const outline = outlineOf(planeOf(nearOf(scene).subject), width, height, 4 * unit);
  const picture = kuwahara(source, 6 * unit, 7);
  saturate(picture, 1.38);
  celShade(picture);
  paintSky(picture, scene, random);
  const sky = farOf(scene, 228, 252);
  const rim = rimFacing(nearOf(scene), 7 * unit, scene.light.x, scene.light.y);
  for (let i = 0; i < rim.length; i++) {
    // Line art in a dark shade of the colour beneath, not in black.
    const line = clamp01(Math.max(0.8 * at(lines, i) * (1 - at(sky, i)), 0.9 * at(outline, i)));
    const glow = smoothstep(0.25, 0.55, at(rim, i)) * 0.55 * (1 - line);
    picture.r[i] = mix(at(picture.r, i), 0.2 * at(picture.r, i) + 0.1, line) + glow;
    picture.g[i] = mix(at(picture.g, i), 0.14 * at(picture.g, i) + 0.05, line) + glow * 0.95;
    picture.b[i] = mix(at(picture.b, i), 0.2 * at(picture.b, i) + 0.14, line) + glow * 0.85;
  }
  bloom(picture, 0.78, 16 * unit, 0.3);
  decorate(picture, scene, random);
  return rgbaOf(picture);
};
