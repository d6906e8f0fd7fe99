// 洛丽塔风格: sugar colours, soft light, a lace border with ribbon and bows, roses, pearls, little hearts and sparkles.
// Must not know other styles.
import type { PaintedScene, StyleRenderer } from '../painted-scene.js';
import { blurPicture } from './box-blur.js';
import { gradientMap, hex } from './colour.js';
import { inkLines, outlineOf } from './difference-of-gaussians.js';
import { kuwahara } from './kuwahara.js';
import { bloom } from './lens.js';
import { overlay, type Pen, sparkle } from './overlay.js';
import {
  at,
  byteAt,
  clamp01,
  luma,
  lumaOf,
  mix,
  type Picture,
  pictureOf,
  planeOf,
  rgbaOf,
  smoothstep,
} from './plane.js';
import { foregroundOf, subjectOf } from './scene-masks.js';
import { orientationOf } from './structure-tensor.js';

/** What sugar makes of light and dark: lilac, rose, cream. */
const sugar = gradientMap([
  [0, hex('#8e6aa8')],
  [0.3, hex('#d79ac4')],
  [0.6, hex('#f9bfd3')],
  [0.85, hex('#ffd6e2')],
  [1, hex('#fff2ee')],
]);

function sweeten(picture: Picture, scene: PaintedScene): void {
  const subject = subjectOf(scene, 1.2);
  for (let i = 0; i < subject.length; i++) {
    const s = at(subject, i);
    const r = at(picture.r, i);
    const g = at(picture.g, i);
    const b = at(picture.b, i);
    const v = luma(r, g, b);
    const [sr, sg, sb] = sugar((scene.night ? 0.2 : 0.12) + 0.92 * v);
    // Colours stay themselves, seen through milk: lighter, softer, a little rose.
    const own = 0.34 + 0.36 * s;
    const milk = 0.26 - 0.08 * s;
    picture.r[i] = mix(sr, mix(r, 1, milk), own);
    picture.g[i] = mix(sg, mix(g, 0.94, milk), own);
    picture.b[i] = mix(sb, mix(b, 0.98, milk), own);
  }
}

/** A rose from above: petals spiral inwards, each lighter at its lip. */
function rose(pen: Pen, x: number, y: number, size: number, hue: string, turn: number): void {
  pen.save();
  pen.translate(x, y);
  pen.rotate(turn);
  pen.fillStyle = '#8fb58a';
  for (let n = 0; n < 4; n++) {
    pen.save();
    pen.rotate(n * 1.7 + 0.4);
    pen.beginPath();
    pen.moveTo(size * 0.6, 0);
    pen.quadraticCurveTo(size * 1.15, -size * 0.42, size * 1.55, 0);
    pen.quadraticCurveTo(size * 1.15, size * 0.42, size * 0.6, 0);
    pen.fill();
    pen.restore();
  }
  for (let ring = 0; ring < 5; ring++) {
    const reach = size * (1 - ring * 0.19);
    const petals = 6 - Math.min(3, ring);
    for (let n = 0; n < petals; n++) {
      pen.save();
      pen.rotate((n / petals) * Math.PI * 2 + ring * 0.62);
      const petal = pen.createRadialGradient(reach * 0.4, 0, reach * 0.05, reach * 0.42, 0, reach * 0.66);
      petal.addColorStop(0, hue);
      petal.addColorStop(0.75, hue);
      petal.addColorStop(1, '#fff1f4');
      pen.fillStyle = petal;
      pen.strokeStyle = 'rgba(176,84,122,0.4)';
      pen.lineWidth = size * 0.025;
      pen.beginPath();
      pen.ellipse(reach * 0.45, 0, reach * 0.52, reach * 0.56, 0, 0, Math.PI * 2);
      pen.fill();
      pen.stroke();
      pen.restore();
    }
  }
  pen.restore();
}

/** A ribbon tied in two loops with two tails. */
function bow(pen: Pen, x: number, y: number, size: number): void {
  pen.save();
  pen.translate(x, y);
  pen.lineWidth = size * 0.03;
  pen.strokeStyle = '#c25d8a';
  for (const side of [-1, 1]) {
    pen.save();
    pen.scale(side, 1);
    const tail = pen.createLinearGradient(0, 0, size * 0.7, size);
    tail.addColorStop(0, '#f08fb4');
    tail.addColorStop(1, '#ffc4d8');
    pen.fillStyle = tail;
    pen.beginPath();
    pen.moveTo(0, 0);
    pen.quadraticCurveTo(size * 0.2, size * 0.5, size * 0.34, size * 0.98);
    pen.lineTo(size * 0.52, size * 0.78);
    pen.lineTo(size * 0.74, size * 0.86);
    pen.quadraticCurveTo(size * 0.5, size * 0.4, size * 0.08, 0);
    pen.fill();
    pen.stroke();
    const loop = pen.createLinearGradient(0, 0, size, 0);
    loop.addColorStop(0, '#e878a4');
    loop.addColorStop(0.45, '#ffb6d0');
    loop.addColorStop(1, '#f795ba');
    pen.fillStyle = loop;
    pen.beginPath();
    pen.moveTo(0, 0);
    pen.bezierCurveTo(size * 0.3, -size * 0.72, size * 1.15, -size * 0.66, size * 1.05, -size * 0.02);
    pen.bezierCurveTo(size * 1.02, size * 0.5, size * 0.34, size * 0.36, 0, 0);
    pen.fill();
    pen.stroke();
    pen.beginPath();
    pen.moveTo(size * 0.12, -size * 0.03);
    pen.quadraticCurveTo(size * 0.42, -size * 0.2, size * 0.66, -size * 0.16);
    pen.stroke();
    pen.restore();
  }
  pen.fillStyle = '#ee82ab';
  pen.beginPath();
  pen.ellipse(0, 0, size * 0.16, size * 0.2, 0, 0, Math.PI * 2);
  pen.fill();
  pen.stroke();
  pen.restore();
}

function heart(pen: Pen, x: number, y: number, size: number, turn: number): void {
  pen.save();
  pen.translate(x, y);
  pen.rotate(turn);
  pen.beginPath();
  pen.moveTo(0, size);
  pen.bezierCurveTo(-size * 1.6, -size * 0.1, -size * 0.8, -size * 1.2, 0, -size * 0.35);
  pen.bezierCurveTo(size * 0.8, -size * 1.2, size * 1.6, -size * 0.1, 0, size);
  pen.fill();
  pen.restore();
}

/** One side of lace along x from 0 to `length`, hanging down: net, scallops with eyelets and a picot edge. */
function laceSide(pen: Pen, length: number, unit: number): void {
  const count = Math.max(3, Math.round(length / (62 * unit)));
  const step = length / count;
  const band = 30 * unit;
  pen.fillStyle = '#fffdfb';
  pen.fillRect(0, 0, length, band);
  for (let n = 0; n < count; n++) {
    const cx = (n + 0.5) * step;
    pen.beginPath();
    pen.arc(cx, band, step * 0.5, 0, Math.PI);
    pen.fill();
    for (let k = 0; k <= 8; k++) {
      const angle = (k / 8) * Math.PI;
      pen.beginPath();
      pen.arc(cx + Math.cos(angle) * step * 0.52, band + Math.sin(angle) * step * 0.52, 4.2 * unit, 0, Math.PI * 2);
      pen.fill();
    }
  }
  pen.globalCompositeOperation = 'destination-out';
  for (let n = 0; n < count; n++) {
    const cx = (n + 0.5) * step;
    // A flower of eyelets, a fan of slots around it.
    for (let k = 0; k < 6; k++) {
      const angle = (k / 6) * Math.PI * 2;
      pen.beginPath();
      pen.ellipse(
        cx + Math.cos(angle) * 8.5 * unit,
        band + 6 * unit + Math.sin(angle) * 8.5 * unit,
        4 * unit,
        2.6 * unit,
        angle,
        0,
        Math.PI * 2,
      );
      pen.fill();
    }
    for (let k = 1; k < 8; k++) {
      const angle = (k / 8) * Math.PI;
      pen.beginPath();
      pen.arc(cx + Math.cos(angle) * step * 0.405, band + Math.sin(angle) * step * 0.405, 2.7 * unit, 0, Math.PI * 2);
      pen.fill();
    }
  }
  pen.globalCompositeOperation = 'source-over';
  // A ribbon drawn through the band.
  pen.fillStyle = '#f7a8c4';
  for (let u = 6 * unit; u < length - 12 * unit; u += 26 * unit) pen.fillRect(u, 9 * unit, 17 * unit, 11 * unit);
}

function frame(pen: Pen, width: number, height: number, unit: number, random: () => number): void {
  pen.save();
  pen.shadowColor = 'rgba(150,70,110,0.35)';
  pen.shadowBlur = 9 * unit;
  const corners: [number, number, number, number][] = [
    [0, 0, 0, width],
    [width, height, Math.PI, width],
    [0, height, -Math.PI / 2, height],
    [width, 0, Math.PI / 2, height],
  ];
  for (const [x, y, turn, length] of corners) {
    pen.save();
    pen.translate(x, y);
    pen.rotate(turn);
    laceSide(pen, length, unit);
    pen.restore();
  }
  pen.restore();
  const colours = ['#f4779f', '#f9a3bd', '#e9639a', '#fbc4d2', '#d8a5dd'];
  const bouquet = (x: number, y: number, sx: number, sy: number): void => {
    const places: [number, number, number][] = [
      [118, 40, 30],
      [40, 118, 30],
      [72, 74, 50],
      [166, 34, 20],
      [34, 166, 20],
      [118, 104, 24],
    ];
    places.forEach(([dx, dy, size], n) => {
      rose(
        pen,
        x + sx * dx * unit,
        y + sy * dy * unit,
        size * unit,
        colours[(n + Math.floor(random() * 2)) % colours.length] as string,
        random() * 6,
      );
    });
  };
  bouquet(0, height, 1, -1);
  bouquet(width, height, -1, -1);
  bow(pen, width / 2, 52 * unit, 92 * unit);
  bow(pen, 58 * unit, 54 * unit, 54 * unit);
  bow(pen, width - 58 * unit, 54 * unit, 54 * unit);
  // Pearls in two swags from the great bow.
  for (const side of [-1, 1]) {
    for (let k = 0; k <= 26; k++) {
      const t = k / 26;
      const x = width / 2 + side * (60 * unit + t * (width / 2 - 150 * unit));
      const y = (74 + 72 * Math.sin(Math.PI * t)) * unit;
      const radius = (k % 4 === 0 ? 7.5 : 5.4) * unit;
      const pearl = pen.createRadialGradient(x - radius * 0.35, y - radius * 0.4, radius * 0.1, x, y, radius);
      pearl.addColorStop(0, '#ffffff');
      pearl.addColorStop(0.6, '#fbeef2');
      pearl.addColorStop(1, '#d9a9bf');
      pen.fillStyle = pearl;
      pen.beginPath();
      pen.arc(x, y, radius, 0, Math.PI * 2);
      pen.fill();
    }
  }
}

export const lolita: StyleRenderer = (scene, random) => {
  const { width, height } = scene;
  const unit = Math.min(width, height) / 1024;
  const source = pictureOf(scene);
  const lines = inkLines(lumaOf(source), orientationOf(source, 2.4 * unit, 2), {
    sigma: 1.1 * unit,
    threshold: 0.011,
    coherence: 5,
  });
  const outline = outlineOf(planeOf(foregroundOf(scene).subject), width, height, 3.4 * unit);
  const picture = kuwahara(source, 5 * unit, 5);
  sweeten(picture, scene);
  // Gauze over the lens: light parts glow into their surroundings.
  const soft = blurPicture(picture, 16 * unit);
  for (let i = 0; i < lines.length; i++) {
    const s = byteAt(scene.subject, i) / 255;
    const gauze = 0.52 - 0.3 * s;
    const line = clamp01(Math.max(at(lines, i) * (0.35 + 0.3 * s), at(outline, i) * 0.75));
    const screen = (a: number, b: number): number => 1 - (1 - clamp01(a)) * (1 - clamp01(b) * 0.34);
    picture.r[i] = mix(mix(at(picture.r, i), screen(at(picture.r, i), at(soft.r, i)), gauze), 0.68, line);
    picture.g[i] = mix(mix(at(picture.g, i), screen(at(picture.g, i), at(soft.g, i)), gauze), 0.3, line);
    picture.b[i] = mix(mix(at(picture.b, i), screen(at(picture.b, i), at(soft.b, i)), gauze), 0.46, line);
  }
  bloom(picture, 0.84, 18 * unit, 0.22);
  const around = subjectOf(scene, 6 * unit);
  for (let i = 0; i < around.length; i++) around[i] = 1 - smoothstep(0.05, 0.5, at(around, i));
  overlay(
    picture,
    'over',
    (pen) => {
      for (let n = 0; n < 30; n++) {
        pen.fillStyle = n % 3 === 0 ? 'rgba(255,255,255,0.75)' : 'rgba(247,140,178,0.55)';
        heart(
          pen,
          random() * width,
          (0.12 + 0.7 * random()) * height,
          (7 + 14 * random()) * unit,
          (random() - 0.5) * 0.9,
        );
      }
    },
    around,
  );
  overlay(picture, 'light', (pen) => {
    pen.shadowColor = '#ffffff';
    pen.shadowBlur = 12 * unit;
    pen.fillStyle = '#ffffff';
    for (let n = 0; n < 22; n++)
      sparkle(pen, random() * width, (0.1 + 0.8 * random()) * height, (8 + 20 * random()) * unit);
  });
  overlay(picture, 'over', (pen) => frame(pen, width, height, unit, random));
  return rgbaOf(picture);
};
