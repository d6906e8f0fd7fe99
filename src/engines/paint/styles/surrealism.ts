// 超现实主义: a calm, precise dream — the subject melts at its foot and floats over a desert with a long shadow, its silhouette
// stands again in the sky cut out into another sky, glass spheres hang in the air. Must not know other styles.
import type { PaintedScene, StyleRenderer } from '../painted-scene.js';
import { blurPlane } from './box-blur.js';
import { type Colour, gradientMap, hex, saturate } from './colour.js';
import { fractalNoise, valueNoise } from './noise.js';
import {
  at,
  clamp01,
  copyOf,
  mix,
  type Picture,
  type Plane,
  pictureOf,
  rgbaOf,
  sampleBilinear,
  smoothstep,
} from './plane.js';
import { farOf, foregroundOf, subjectBox, subjectOf } from './scene-masks.js';

type Box = ReturnType<typeof subjectBox>;

const desertDay = gradientMap([
  [0, hex('#f6e3b0')],
  [0.25, hex('#e3b56c')],
  [0.7, hex('#b97a3c')],
  [1, hex('#6f4022')],
]);
const desertNight = gradientMap([
  [0, hex('#b79ac8')],
  [0.3, hex('#7a5c93')],
  [1, hex('#2a1d44')],
]);
const dreamDay = gradientMap([
  [0, hex('#12587f')],
  [0.45, hex('#4da7b8')],
  [0.8, hex('#cfe3c2')],
  [1, hex('#fbe7a6')],
]);
const dreamNight = gradientMap([
  [0, hex('#0b1030')],
  [0.5, hex('#2b3a78')],
  [0.85, hex('#9a6ea6')],
  [1, hex('#f2b48e')],
]);

/** Empty plain and clear air instead of the scene's own ground and sky, with what stood there left as a memory. */
function emptyWorld(picture: Picture, scene: PaintedScene, subject: Plane): void {
  const { width, height } = scene;
  const horizon = scene.horizon * height;
  const far = farOf(scene, 150, 225);
  const air = scene.night ? dreamNight : dreamDay;
  const sand = scene.night ? desertNight : desertDay;
  for (let y = 0; y < height; y++) {
    const above = y < horizon;
    const [r, g, b] = above ? air((y / horizon) ** 1.15) : sand(((y - horizon) / (height - horizon)) ** 0.8);
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const share = (above ? 0.2 + 0.62 * at(far, i) : 0.72) * (1 - at(subject, i));
      picture.r[i] = mix(at(picture.r, i), r, share);
      picture.g[i] = mix(at(picture.g, i), g, share);
      picture.b[i] = mix(at(picture.b, i), b, share);
    }
  }
}

/** The subject's shadow, stretched over the plain away from a low light. */
function longShadow(picture: Picture, scene: PaintedScene, subject: Plane, box: Box, lift: number): void {
  const { width, height, light } = scene;
  const foot = Math.min(height - 1, box.bottom + lift * 0.4);
  const tall = box.bottom - box.top;
  const shadow = new Float32Array(width * height);
  const lean = (light.x >= 0 ? -1 : 1) * 1.5;
  const room = Math.max(1, height - foot);
  const flat = Math.max(0.24, Math.min(0.5, (room * 0.92) / tall));
  for (let y = Math.max(0, Math.floor(foot - 0.02 * height)); y < height; y++) {
    // Lying towards the viewer: rows further down show higher parts.
    const up = (y - foot) / flat;
    const v = Math.round(box.bottom - up);
    if (v < 0 || v >= height || up < -20) continue;
    for (let x = 0; x < width; x++) {
      const u = Math.round(x - lean * up * flat);
      if (u < 0 || u >= width) continue;
      shadow[y * width + x] = at(subject, v * width + u);
    }
  }
  const soft = blurPlane(shadow, width, height, 5);
  for (let i = 0; i < soft.length; i++) {
    const d = 0.62 * at(soft, i) * (1 - at(subject, i));
    picture.r[i] = at(picture.r, i) * (1 - d);
    picture.g[i] = at(picture.g, i) * (1 - d * 0.93);
    picture.b[i] = at(picture.b, i) * (1 - d * 0.8);
  }
}

/** A giant of the same shape in the sky: a window into another hour, with clouds drifting through it. */
function skyWindow(picture: Picture, scene: PaintedScene, subject: Plane, box: Box, random: () => number): void {
  const { width, height } = scene;
  const horizon = scene.horizon * height;
  const bw = box.right - box.left;
  const bh = box.bottom - box.top;
  const scale = Math.min((width * 0.9) / bw, (horizon * 1.02) / bh, 1.9);
  const cx = scene.light.x >= 0 ? width * 0.27 : width * 0.73;
  const top = Math.max(height * 0.02, horizon * 0.98 - bh * scale);
  const clouds = fractalNoise(width, height, 150, 5, random, 1.7);
  const other = scene.night
    ? dreamDay
    : gradientMap([
        [0, hex('#10143f')],
        [0.6, hex('#35418a')],
        [1, hex('#c77fa0')],
      ]);
  const stars = valueNoise(width, height, 3, random);
  for (let y = 0; y < height; y++) {
    const v = box.top + (y - top) / scale;
    const [r, g, b] = other(clamp01((y - top) / (bh * scale)));
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const u = (box.left + box.right) / 2 + (x - cx) / scale;
      if (u < 1 || v < 1 || u >= width - 2 || v >= height - 2) continue;
      if (u < box.left - 3 || u > box.right + 3 || v < box.top - 3 || v > box.bottom + 3) continue;
      const inside = smoothstep(0.35, 0.65, sampleBilinear(subject, width, height, u, v)) * (1 - at(subject, i));
      if (inside <= 0) continue;
      // A cut in the sky has an edge: light on one side, shade on the other.
      const edge =
        sampleBilinear(subject, width, height, u - 3 / scale, v - 3 / scale) -
        sampleBilinear(subject, width, height, u + 3 / scale, v + 3 / scale);
      const cloud = smoothstep(0.5, 0.66, at(clouds, i));
      const star = scene.night ? 0 : smoothstep(0.955, 0.99, at(stars, i)) * (1 - cloud);
      const white = scene.night ? 1 : 0.86;
      const lip = edge * 0.55;
      const share = inside * smoothstep(horizon + 20, horizon - 40, y);
      picture.r[i] = mix(at(picture.r, i), mix(r, white, cloud) + star + lip, share);
      picture.g[i] = mix(at(picture.g, i), mix(g, white * 0.93, cloud) + star + lip, share);
      picture.b[i] = mix(at(picture.b, i), mix(b, white * 0.98, cloud) + star + lip, share);
    }
  }
}

/** Draws the subject with its lower part running down in drops, like Dalí's watches. */
function melt(picture: Picture, source: Picture, subject: Plane, box: Box, lift: number, random: () => number): void {
  const { width, height } = picture;
  const tall = box.bottom - box.top;
  const drips = valueNoise(width, 1, (box.right - box.left) / 9, random);
  const fine = valueNoise(width, 1, (box.right - box.left) / 24, random);
  const start = box.top + tall * 0.78;
  // Drops need room to fall; where the picture ends at the subject's foot they do not form.
  const room = clamp01((height - 2 - box.bottom) / (0.16 * tall));
  for (let x = 0; x < width; x++) {
    // Each column runs as far as its drop: few run far.
    const drop = (smoothstep(0.42, 0.95, at(drips, x)) * 0.3 + 0.04 * at(fine, x)) * tall * room;
    for (let y = 0; y < height; y++) {
      const lifted = y + lift;
      let v = lifted;
      if (lifted > start) {
        const span = box.bottom - start + drop;
        const t = (lifted - start) / span;
        // The top of the stretch hardly moves; the end of the drop is drawn out.
        v = start + (box.bottom - start) * (t > 1 ? 2 : t ** (1 + (0.9 * drop) / tall));
      }
      if (v >= height - 1) continue;
      const sway =
        Math.sin((lifted - start) / (tall * 0.16) + x * 0.004) * smoothstep(start, box.bottom, lifted) * 5 * room;
      const u = x + sway;
      const m = sampleBilinear(subject, width, height, u, v);
      if (m < 0.01) continue;
      const i = y * width + x;
      const share = smoothstep(0.3, 0.7, m);
      picture.r[i] = mix(at(picture.r, i), sampleBilinear(source.r, width, height, u, v), share);
      picture.g[i] = mix(at(picture.g, i), sampleBilinear(source.g, width, height, u, v), share);
      picture.b[i] = mix(at(picture.b, i), sampleBilinear(source.b, width, height, u, v), share);
    }
  }
}

/** A ball of glass: the whole picture upside down in it, a rim of sky, a point of light. */
function sphere(
  picture: Picture,
  world: Picture,
  cx: number,
  cy: number,
  radius: number,
  light: { x: number; y: number },
): void {
  const { width, height } = picture;
  const tint: Colour = [0.97, 1, 1.03];
  for (let y = Math.max(0, Math.floor(cy - radius - 1)); y < Math.min(height, cy + radius + 1); y++) {
    for (let x = Math.max(0, Math.floor(cx - radius - 1)); x < Math.min(width, cx + radius + 1); x++) {
      const dx = (x - cx) / radius;
      const dy = (y - cy) / radius;
      const d = dx * dx + dy * dy;
      if (d > 1.03) continue;
      const depth = Math.sqrt(Math.max(0, 1 - d));
      const reach = 0.5 + 0.42 * (1 - depth);
      const u = (0.5 - dx * reach) * width;
      const v = (0.5 - dy * reach) * height;
      const rim = (1 - depth) ** 2.4;
      const shine = Math.exp(-(((dx - light.x * 0.45) ** 2 + (dy - light.y * 0.45) ** 2) * 60));
      const glow = Math.exp(-(((dx + light.x * 0.6) ** 2 + (dy + light.y * 0.6) ** 2) * 9)) * 0.22;
      const share = smoothstep(1.03, 0.985, d);
      const i = y * width + x;
      const tone = 1 - 0.55 * rim;
      picture.r[i] = mix(
        at(picture.r, i),
        sampleBilinear(world.r, width, height, u, v) * tone * tint[0] + shine + glow,
        share,
      );
      picture.g[i] = mix(
        at(picture.g, i),
        sampleBilinear(world.g, width, height, u, v) * tone * tint[1] + shine + glow,
        share,
      );
      picture.b[i] = mix(
        at(picture.b, i),
        sampleBilinear(world.b, width, height, u, v) * tone * tint[2] + shine + glow,
        share,
      );
    }
  }
}

export const surrealism: StyleRenderer = (scene, random) => {
  const { width, height, light } = scene;
  const unit = Math.min(width, height) / 1024;
  const source = pictureOf(scene);
  saturate(source, 1.1);
  // Near things melt and float; a town or a grove stays where it stands.
  const front = foregroundOf(scene);
  const subject = subjectOf(front, 0.8);
  const box = subjectBox(front);
  const picture = copyOf(source);
  // What the picture's lower edge cuts off cannot be lifted.
  const lift = box.bottom < height - 2 ? Math.min(52 * unit, box.top * 0.3) : 0;
  emptyWorld(picture, scene, subjectOf(scene, 0.8));
  // Where the subject stood, its plain world closes behind it before it is drawn lifted.
  const hole = blurPlane(subject, width, height, 3 * unit);
  const horizon = scene.horizon * height;
  const air = scene.night ? dreamNight : dreamDay;
  const sand = scene.night ? desertNight : desertDay;
  for (let y = 0; y < height; y++) {
    const [r, g, b] = y < horizon ? air((y / horizon) ** 1.15) : sand(((y - horizon) / (height - horizon)) ** 0.8);
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const share = smoothstep(0.02, 0.4, at(hole, i));
      picture.r[i] = mix(at(picture.r, i), r, share);
      picture.g[i] = mix(at(picture.g, i), g, share);
      picture.b[i] = mix(at(picture.b, i), b, share);
    }
  }
  skyWindow(picture, scene, subject, box, random);
  longShadow(picture, scene, subject, box, lift);
  melt(picture, source, subject, box, lift, random);
  const world = copyOf(picture);
  const near = blurPlane(subject, width, height, 40 * unit);
  for (let n = 0, hung = 0; n < 40 && hung < 5; n++) {
    const radius = (22 + 52 * random() ** 1.5) * unit;
    const x = Math.round((0.06 + 0.88 * random()) * (width - 1));
    const y = Math.round((0.08 + 0.62 * random()) * (height - 1));
    // None hangs before the subject, which would be lost behind it.
    if (at(near, y * width + x) > 0.04) continue;
    sphere(picture, world, x, y, radius, light);
    hung++;
  }
  // A glaze yellows everything a little; the ground's grain shows through it.
  const veil = valueNoise(width, height, 3, random);
  for (let i = 0; i < veil.length; i++) {
    const grain = 1 + (at(veil, i) - 0.5) * 0.035;
    picture.r[i] = at(picture.r, i) * grain * 1.01;
    picture.g[i] = at(picture.g, i) * grain * 0.99;
    picture.b[i] = at(picture.b, i) * grain * 0.95;
  }
  return rgbaOf(picture);
};
