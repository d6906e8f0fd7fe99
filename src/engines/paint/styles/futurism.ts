// 未来主义: the Italian Futurists — a body in motion seen many times at once, lines of force, planes that shatter space,
// colour laid in divided dabs. Must not know other styles.
import type { PaintedScene, StyleRenderer } from '../painted-scene.js';
import { saturate } from './colour.js';
import { outlineOf } from './difference-of-gaussians.js';
import { kuwahara } from './kuwahara.js';
import { valueNoise } from './noise.js';
import { linenCanvas } from './paper-grain.js';
import {
  at,
  byteAt,
  clamp01,
  copyOf,
  luma,
  mix,
  type Picture,
  pictureOf,
  planeOf,
  rgbaOf,
  sampleBilinear,
  smoothstep,
} from './plane.js';
import { lightRelief } from './relief.js';
import { foregroundOf, subjectBox, subjectOf } from './scene-masks.js';

interface Force {
  /** Where everything rushes from. */
  readonly x: number;
  readonly y: number;
  /** Unit vector of the motion. */
  readonly dx: number;
  readonly dy: number;
}

/** Earlier moments of the subject, paler and flatter the longer ago, trailing against the motion. */
function echo(picture: Picture, scene: PaintedScene, force: Force, unit: number): void {
  const { width, height } = scene;
  const mask = subjectOf(scene, 0.8);
  const source = copyOf(picture);
  const box = subjectBox(scene);
  const stride = Math.max(46 * unit, Math.min(120 * unit, (box.right - box.left) * 0.2));
  for (let moment = 5; moment >= 1; moment--) {
    const shiftX = -force.dx * stride * moment;
    const shiftY = -force.dy * stride * moment + 7 * unit * Math.sin(moment * 2.1);
    const strength = 0.76 - 0.1 * moment;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const u = Math.round(x - shiftX);
        const v = Math.round(y - shiftY);
        if (u < 2 || v < 2 || u >= width - 2 || v >= height - 2) continue;
        const j = v * width + u;
        const m = at(mask, j);
        if (m < 0.02) continue;
        const i = y * width + x;
        // Planes alternate light and dark along the body, so that moments interlock instead of blurring.
        const band = Math.floor((x * 0.8 + y * 0.35 + moment * 31) / (58 * unit)) % 2 === 0 ? 1.13 : 0.84;
        const edge =
          Math.abs(at(mask, j - 2) - at(mask, j + 2)) + Math.abs(at(mask, j - 2 * width) - at(mask, j + 2 * width));
        const share = m * strength;
        const line = 1 - 0.5 * clamp01(edge * 1.4);
        picture.r[i] = mix(at(picture.r, i), at(source.r, j) * band * line, share);
        picture.g[i] = mix(at(picture.g, i), at(source.g, j) * band * line, share);
        picture.b[i] = mix(at(picture.b, i), at(source.b, j) * band * line, share);
      }
    }
  }
  for (let i = 0; i < mask.length; i++) {
    const m = at(mask, i);
    picture.r[i] = mix(at(picture.r, i), at(source.r, i), m);
    picture.g[i] = mix(at(picture.g, i), at(source.g, i), m);
    picture.b[i] = mix(at(picture.b, i), at(source.b, i), m);
  }
}

interface Shards {
  /** Which wedge of how many, for its tilt of colour. */
  readonly angleOf: Float32Array;
}

/** Angles of the lines of force, irregular. */
function forceLines(count: number, random: () => number): Shards {
  const angles = Float32Array.from(
    { length: count },
    (_, k) => ((k + (random() - 0.5) * 0.8) / count) * Math.PI * 2 - Math.PI,
  );
  return { angleOf: angles.sort() };
}

/** Space breaks along rays from the centre and arcs around it: each piece looks a little aside and has its own tint. */
function shatter(picture: Picture, scene: PaintedScene, force: Force, unit: number, random: () => number): Picture {
  const { width, height } = scene;
  const out = copyOf(picture);
  const rays = forceLines(40, random).angleOf;
  const arcs = forceLines(40, random).angleOf;
  const tint = Float32Array.from({ length: 31 * 64 }, () => random());
  const subject = subjectOf(scene, 8 * unit);
  const spacing = 250 * unit;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const rx = x - force.x;
      const ry = y - force.y;
      const angle = Math.atan2(ry, rx);
      const distance = Math.sqrt(rx * rx + ry * ry);
      let k = 0;
      while (k < rays.length && at(rays, k) < angle) k++;
      // Arcs are broken: each wedge has its own.
      const radial = distance / spacing + at(arcs, k % arcs.length) * 2 + 8;
      const ring = Math.floor(radial) & 63;
      const within = radial - Math.floor(radial);
      const t = at(tint, (k * 64 + ring) % tint.length);
      const s = at(subject, i);
      const loose = 1 - 0.95 * clamp01(s * 1.3);
      const slip = (t - 0.5) * 74 * unit * loose;
      const ux = distance > 1 ? rx / distance : 0;
      const uy = distance > 1 ? ry / distance : 0;
      const u = x + ux * slip - uy * slip * 0.5;
      const v = y + uy * slip + ux * slip * 0.5;
      // Each piece is shaded from one edge to the other like bent metal.
      const next = k < rays.length ? at(rays, k) : Math.PI;
      const last = k > 0 ? at(rays, k - 1) : -Math.PI;
      const across = (angle - last) / Math.max(1e-3, next - last);
      const bend = (across - 0.5) * (t > 0.5 ? 0.52 : -0.52) + (within - 0.5) * 0.26;
      const shade = 1 + bend * (0.38 + 0.62 * loose);
      const nearEdge = Math.min(across, 1 - across) * Math.max(0.02, next - last) * distance;
      const line = distance > 24 * unit ? smoothstep(2.4 * unit, 0.7 * unit, nearEdge) * (0.06 + 0.5 * loose) : 0;
      const ringEdge = Math.min(within, 1 - within) * spacing;
      const arc = smoothstep(2 * unit, 0.5 * unit, ringEdge) * 0.4 * loose;
      const ink = Math.max(line, arc);
      // Complementary tints push against each other: orange and red, blue and green.
      const warm = (t - 0.5) * 0.36 * loose;
      const r = sampleBilinear(picture.r, width, height, u, v) * shade + warm * 0.7;
      const g = sampleBilinear(picture.g, width, height, u, v) * shade + (0.5 - Math.abs(t - 0.5)) * 0.06 * loose;
      const b = sampleBilinear(picture.b, width, height, u, v) * shade - warm * 0.8;
      out.r[i] = mix(r, 0.09, ink);
      out.g[i] = mix(g, 0.08, ink);
      out.b[i] = mix(b, 0.14, ink);
    }
  }
  return out;
}

export const futurism: StyleRenderer = (scene, random) => {
  const { width, height } = scene;
  const unit = Math.min(width, height) / 1024;
  const front = foregroundOf(scene);
  const box = subjectBox(front);
  const dx = scene.light.x >= 0 ? 1 : -1;
  const force: Force = {
    x: (box.left + box.right) / 2 + dx * Math.max((box.right - box.left) * 0.75, width * 0.2),
    y: box.top - (box.bottom - box.top) * 0.12,
    dx: dx * 0.97,
    dy: -0.24,
  };
  const picture = kuwahara(pictureOf(scene), 7 * unit, 6);
  saturate(picture, 1.3);
  echo(picture, front, force, unit);
  const broken = shatter(picture, scene, force, unit, random);
  // Divisionism: short dabs along the rays, each leaning to one side of the colour circle.
  const dabs = valueNoise(width, height, 4.5 * unit, random, 2.2);
  const hues = valueNoise(width, height, 6 * unit, random, 1.6);
  for (let i = 0; i < dabs.length; i++) {
    const s = byteAt(scene.subject, i) / 255;
    const d = (at(dabs, i) - 0.5) * (0.17 - 0.1 * s);
    const h = (at(hues, i) - 0.5) * (0.2 - 0.13 * s);
    const v = luma(at(broken.r, i), at(broken.g, i), at(broken.b, i));
    // An old canvas: colours between ochre and slate, blacks not black.
    broken.r[i] = 0.04 + 0.95 * (mix(v, at(broken.r, i), 0.92) + d + h * 0.6);
    broken.g[i] = 0.03 + 0.94 * (mix(v, at(broken.g, i), 0.9) + d);
    broken.b[i] = 0.05 + 0.88 * (mix(v, at(broken.b, i), 0.9) + d - h * 0.7);
  }
  const outline = outlineOf(planeOf(front.subject), width, height, 4.5 * unit);
  const around = subjectOf(front, 30 * unit);
  for (let i = 0; i < outline.length; i++) {
    // The body's last moment stands before the others: a contour, and a shade behind it.
    const keep = (1 - 0.72 * at(outline, i)) * (1 - 0.3 * at(around, i) * (1 - byteAt(scene.subject, i) / 255));
    broken.r[i] = at(broken.r, i) * keep;
    broken.g[i] = at(broken.g, i) * keep;
    broken.b[i] = at(broken.b, i) * keep;
  }
  const surface = linenCanvas(width, height, random, 3.4);
  for (let i = 0; i < surface.length; i++) surface[i] = at(surface, i) * 0.14 + at(dabs, i) * 0.8;
  lightRelief(broken, surface, { light: scene.light, depth: 0.9, shine: 0.1 });
  return rgbaOf(broken);
};
