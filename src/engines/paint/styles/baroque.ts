// 巴洛克风格: light out of darkness under an old varnish, cracked with age, in a carved and gilded frame.
// Must not know other styles.
import type { PaintedScene, StyleRenderer } from '../painted-scene.js';
import { blurPlane } from './box-blur.js';
import { gradientMap, hex } from './colour.js';
import { kuwahara } from './kuwahara.js';
import { fractalNoise, valueNoise } from './noise.js';
import { overlay, type Pen } from './overlay.js';
import { linenCanvas } from './paper-grain.js';
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
  rgbaOf,
  smoothstep,
} from './plane.js';
import { lightRelief } from './relief.js';
import { foregroundOf, subjectBox, subjectOf } from './scene-masks.js';

const umber = hex('#120b06');
const gold = gradientMap([
  [0, hex('#1d0f04')],
  [0.28, hex('#6b430f')],
  [0.55, hex('#c08a2c')],
  [0.8, hex('#f0cf78')],
  [1, hex('#fff8d8')],
]);

/** Tenebrism: one strong light from the side; what it does not reach sinks into brown darkness. */
function lightScene(scene: PaintedScene, random: () => number): Picture {
  const { width, height, light } = scene;
  const unit = Math.min(width, height) / 1024;
  const picture = kuwahara(pictureOf(scene), 6 * unit, 4);
  const broad = subjectOf(scene, 30 * unit);
  const subject = subjectOf(scene, 1.5 * unit);
  const smoke = fractalNoise(width, height, 240, 4, random);
  const box = subjectBox(foregroundOf(scene));
  const cx = (box.left + box.right) / 2 + light.x * (box.right - box.left) * 0.12;
  const cy = (box.top + box.bottom) / 2 - (box.bottom - box.top) * 0.04;
  const rx = Math.max(width * 0.26, (box.right - box.left) * 0.66);
  const ry = Math.max(height * 0.24, (box.bottom - box.top) * 0.66);
  const step = Math.max(2, Math.round(4 * unit));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const s = at(subject, i);
      // The beam comes down from the light's corner to the subject.
      const dx = (x - cx) / rx;
      const dy = (y - cy) / ry;
      const along = dx * light.x + dy * light.y;
      const across = dx * -light.y + dy * light.x;
      const pool = Math.exp(-(dx * dx + dy * dy) * 0.62);
      const beam = along > 0 ? Math.exp(-((across / (0.75 + 0.16 * along)) ** 2)) * 0.3 * Math.exp(-along * 0.32) : 0;
      // The body as a relief: its broad mask is its height.
      const gx = at(broad, y * width + Math.max(0, x - step)) - at(broad, y * width + Math.min(width - 1, x + step));
      const gy = at(broad, Math.max(0, y - step) * width + x) - at(broad, Math.min(height - 1, y + step) * width + x);
      const facing = ((gx * light.x + gy * light.y) / step) * 34 * unit;
      const round = s * Math.max(-0.62, Math.min(0.55, facing));
      const lit = clamp01(mix(0.1 + 0.44 * pool + beam * (0.6 + 0.8 * at(smoke, i)), 0.42 + 0.62 * pool + round, s));
      const v = luma(at(picture.r, i), at(picture.g, i), at(picture.b, i));
      const contrast = 0.7 + 0.6 * smoothstep(0.1, 0.8, v);
      const keep = mix(0.66, 0.95, s);
      const shine = lit * contrast * 1.12;
      // Old varnish: whites are honey, blues are nearly gone.
      picture.r[i] = umber[0] + mix(v * 1.02, at(picture.r, i), keep) * shine * 1.06 + beam * 0.1;
      picture.g[i] = umber[1] + mix(v * 0.84, at(picture.g, i), keep) * shine * 0.87 + beam * 0.07;
      picture.b[i] = umber[2] + mix(v * 0.52, at(picture.b, i), keep) * shine * 0.62 + beam * 0.03;
    }
  }
  return picture;
}

/** Craquelure: the borders of a jittered net of cells, thin and broken (Worley 1996). 0–1. */
function cracks(width: number, height: number, cell: number, random: () => number): Plane {
  const w = Math.ceil(width / cell) + 3;
  const h = Math.ceil(height / cell) + 3;
  const px = new Float32Array(w * h);
  const py = new Float32Array(w * h);
  for (let v = 0; v < h; v++) {
    for (let u = 0; u < w; u++) {
      px[v * w + u] = (u - 1 + random()) * cell;
      py[v * w + u] = (v - 1 + random()) * cell;
    }
  }
  const broken = valueNoise(width, height, cell * 2.4, random);
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const cy = Math.floor(y / cell) + 1;
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const strength = smoothstep(0.46, 0.68, at(broken, i));
      if (strength === 0) continue;
      const cx = Math.floor(x / cell) + 1;
      let first = 1e9;
      let second = 1e9;
      for (let v = cy - 1; v <= cy + 1; v++) {
        for (let u = cx - 1; u <= cx + 1; u++) {
          const dx = at(px, v * w + u) - x;
          const dy = at(py, v * w + u) - y;
          const d = dx * dx + dy * dy;
          if (d < first) {
            second = first;
            first = d;
          } else if (d < second) second = d;
        }
      }
      const gap = Math.sqrt(second) - Math.sqrt(first);
      if (gap < 1.5) out[i] = strength * (1 - gap / 1.5);
    }
  }
  return out;
}

/** Acanthus scrolls as a height map: white is high. Drawn for one half side and mirrored. */
function scrolls(pen: Pen, length: number, breadth: number): void {
  const leaf = (x: number, y: number, turn: number, size: number, way: number): void => {
    pen.save();
    pen.translate(x, y);
    pen.rotate(turn);
    pen.scale(1, way);
    const fill = pen.createRadialGradient(size * 0.5, 0, 0, size * 0.5, 0, size * 0.62);
    fill.addColorStop(0, 'rgba(255,255,255,0.95)');
    fill.addColorStop(1, 'rgba(255,255,255,0.12)');
    pen.fillStyle = fill;
    pen.beginPath();
    pen.moveTo(0, 0);
    pen.bezierCurveTo(size * 0.2, -size * 0.5, size * 0.8, -size * 0.45, size, -size * 0.05);
    pen.bezierCurveTo(size * 0.75, -size * 0.1, size * 0.6, size * 0.1, 0, 0);
    pen.fill();
    pen.restore();
  };
  const spiral = (x: number, y: number, radius: number, way: number): void => {
    pen.lineCap = 'round';
    for (let k = 0; k < 46; k++) {
      const t = k / 46;
      const angle = way * (t * 8.2 - 1.2);
      const reach = radius * (1 - 0.86 * t);
      pen.strokeStyle = `rgba(255,255,255,${0.55 + 0.4 * t})`;
      pen.lineWidth = radius * (0.28 - 0.12 * t);
      const next = way * ((k + 1) / 46) * 8.2 - way * 1.2;
      const nextReach = radius * (1 - 0.86 * ((k + 1) / 46));
      pen.beginPath();
      pen.moveTo(x + Math.cos(angle) * reach, y + Math.sin(angle) * reach);
      pen.lineTo(x + Math.cos(next) * nextReach, y + Math.sin(next) * nextReach);
      pen.stroke();
    }
  };
  const count = Math.max(2, Math.round(length / (breadth * 1.9)));
  const step = length / count;
  for (let n = 0; n < count; n++) {
    const x = (n + 0.5) * step;
    const way = n % 2 === 0 ? 1 : -1;
    spiral(x, breadth * 0.5, breadth * 0.27, way);
    for (const [dx, turn, size] of [
      [-0.46, -0.3, 0.44],
      [-0.38, 0.5, 0.4],
      [0.2, -0.62, 0.42],
      [0.24, 0.35, 0.46],
    ] as const) {
      leaf(x + dx * step, breadth * (0.5 + 0.08 * way), turn * way, breadth * size * 1.1, way);
    }
  }
}

/** The frame's height, 0–1: moulded rails, carving between them, a shell at each corner. */
function frameHeight(width: number, height: number, breadth: number): Plane {
  const relief = emptyPicture(width, height);
  overlay(relief, 'over', (pen) => {
    const sides: [number, number, number, number][] = [
      [0, 0, 0, width],
      [width, height, Math.PI, width],
      [0, height, -Math.PI / 2, height],
      [width, 0, Math.PI / 2, height],
    ];
    for (const [x, y, turn, length] of sides) {
      pen.save();
      pen.translate(x, y);
      pen.rotate(turn);
      pen.beginPath();
      pen.moveTo(0, 0);
      pen.lineTo(length, 0);
      pen.lineTo(length - breadth, breadth);
      pen.lineTo(breadth, breadth);
      pen.clip();
      scrolls(pen, length, breadth);
      pen.restore();
    }
    for (const [x, y] of [
      [0, 0],
      [width, 0],
      [0, height],
      [width, height],
    ] as const) {
      const toX = x === 0 ? 1 : -1;
      const toY = y === 0 ? 1 : -1;
      const ox = x + toX * breadth * 0.36;
      const oy = y + toY * breadth * 0.36;
      for (let k = 0; k < 9; k++) {
        const angle = Math.atan2(toY, toX) + (k - 4) * 0.3;
        const shell = pen.createRadialGradient(ox, oy, 0, ox, oy, breadth * 1.15);
        shell.addColorStop(0, '#ffffff');
        shell.addColorStop(0.8, 'rgba(235,235,235,1)');
        shell.addColorStop(1, 'rgba(120,120,120,1)');
        pen.fillStyle = shell;
        pen.beginPath();
        pen.ellipse(
          ox + Math.cos(angle) * breadth * 0.52,
          oy + Math.sin(angle) * breadth * 0.52,
          breadth * 0.56,
          breadth * 0.115,
          angle,
          0,
          Math.PI * 2,
        );
        pen.fill();
        pen.strokeStyle = 'rgba(40,40,40,0.9)';
        pen.lineWidth = breadth * 0.022;
        pen.stroke();
      }
      pen.fillStyle = '#ffffff';
      pen.beginPath();
      pen.arc(ox, oy, breadth * 0.2, 0, Math.PI * 2);
      pen.fill();
    }
  });
  const carved = blurPlane(relief.r, width, height, 1.6);
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const t = Math.min(x, y, width - 1 - x, height - 1 - y) / breadth;
      if (t > 1.35) continue;
      // Rails along both borders, a hollow between, a beaded fillet next to the painting.
      const rail = Math.exp(-(((t - 0.07) / 0.075) ** 2)) + 0.8 * Math.exp(-(((t - 0.94) / 0.06) ** 2));
      const along = (Math.min(x, width - 1 - x) < Math.min(y, height - 1 - y) ? y : x) / (breadth * 0.135);
      const bead = Math.exp(-(((t - 0.83) / 0.035) ** 2)) * (0.5 + 0.5 * Math.cos(along * Math.PI * 2));
      out[i] = 0.75 * rail + 0.55 * bead + 0.95 * at(carved, i);
    }
  }
  return out;
}

function gild(picture: Picture, scene: PaintedScene, breadth: number, random: () => number): void {
  const { width, height, light } = scene;
  const relief = frameHeight(width, height, breadth);
  const worn = fractalNoise(width, height, 40, 4, random);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      const edge = Math.min(x, y, width - 1 - x, height - 1 - y);
      const inside = smoothstep(breadth - 1, breadth + 1, edge);
      if (inside >= 1) {
        // The frame's shadow falls on the canvas, deepest on the light's side.
        const side = Math.min(light.x > 0 ? width - 1 - x : x, y) - breadth;
        const shadow = 1 - 0.6 * Math.exp(-Math.max(0, side) / (breadth * 0.2));
        picture.r[i] = at(picture.r, i) * shadow;
        picture.g[i] = at(picture.g, i) * shadow;
        picture.b[i] = at(picture.b, i) * shadow;
        continue;
      }
      const h = at(relief, i);
      const gx = at(relief, i - 1) - at(relief, i + 1);
      const gy = at(relief, i - width) - at(relief, i + width);
      const slope = (gx * light.x + gy * light.y) * 2.6;
      const tone = 0.24 + 0.3 * h + slope + 0.18 * (at(worn, i) - 0.5);
      const [r, g, b] = gold(tone);
      picture.r[i] = mix(r, at(picture.r, i), inside);
      picture.g[i] = mix(g, at(picture.g, i), inside);
      picture.b[i] = mix(b, at(picture.b, i), inside);
    }
  }
}

export const baroque: StyleRenderer = (scene, random) => {
  const { width, height } = scene;
  const unit = Math.min(width, height) / 1024;
  const picture = lightScene(scene, random);
  const crack = cracks(width, height, 30 * unit, random);
  const surface = linenCanvas(width, height, random, 3.2);
  const brushed = valueNoise(width, height, 2.4, random, 6);
  for (let i = 0; i < surface.length; i++) {
    const keep = 1 - 0.5 * at(crack, i) * (1 - 0.5 * (byteAt(scene.subject, i) / 255));
    picture.r[i] = at(picture.r, i) * keep;
    picture.g[i] = at(picture.g, i) * keep;
    picture.b[i] = at(picture.b, i) * keep;
    surface[i] = at(surface, i) * 0.1 + at(brushed, i) * 0.22 - at(crack, i) * 0.35;
  }
  lightRelief(picture, surface, { light: scene.light, depth: 1, shine: 0.12 });
  gild(picture, scene, 82 * unit, random);
  return rgbaOf(picture);
};
