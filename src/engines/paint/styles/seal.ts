// A carved seal pressed on paper: the characters 大吉 in straight strokes, worn at the edges.
// Must not know on which picture it is pressed.
import type { Colour } from './colour.js';
import { fractalNoise } from './noise.js';
import { at, mix, type Picture, smoothstep } from './plane.js';

export interface Seal {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly ground: Colour;
  readonly mark: Colour;
  /** How many characters stand below each other, drawn in turn from 大 and 吉. */
  readonly columns: number;
}

type Stroke = readonly [x0: number, y0: number, x1: number, y1: number];
/** Seal script is all straight lines; each character in a unit square. */
const characters: readonly (readonly Stroke[])[] = [
  [
    [0.12, 0.36, 0.88, 0.36],
    [0.5, 0.08, 0.5, 0.5],
    [0.5, 0.5, 0.14, 0.94],
    [0.5, 0.5, 0.86, 0.94],
  ],
  [
    [0.08, 0.2, 0.92, 0.2],
    [0.5, 0.04, 0.5, 0.44],
    [0.2, 0.44, 0.8, 0.44],
    [0.22, 0.6, 0.78, 0.6],
    [0.22, 0.94, 0.78, 0.94],
    [0.22, 0.6, 0.22, 0.94],
    [0.78, 0.6, 0.78, 0.94],
  ],
];

function distance(px: number, py: number, [x0, y0, x1, y1]: Stroke, stretch: number): number {
  const vx = x1 - x0;
  const vy = (y1 - y0) * stretch;
  const wx = px - x0;
  const wy = (py - y0) * stretch;
  const t = Math.max(0, Math.min(1, (wx * vx + wy * vy) / (vx * vx + vy * vy)));
  return Math.hypot(wx - vx * t, wy - vy * t);
}

/** Presses the seal on a picture in place. */
export function sealStamp(picture: Picture, seal: Seal, random: () => number): void {
  const w = Math.round(seal.width);
  const h = Math.round(seal.height);
  const wear = fractalNoise(w, h, Math.max(4, w / 7), 3, random);
  for (let y = 0; y < h; y++) {
    const py = Math.round(seal.y) + y;
    if (py < 0 || py >= picture.height) continue;
    for (let x = 0; x < w; x++) {
      const px = Math.round(seal.x) + x;
      if (px < 0 || px >= picture.width) continue;
      const worn = at(wear, y * w + x);
      const edge = Math.min(x, y, w - 1 - x, h - 1 - y) / w;
      const cover = smoothstep(0.012, 0.05, edge + (worn - 0.55) * 0.06) * smoothstep(0.15, 0.3, worn) * 0.93;
      const cell = (y / h - 0.05) / 0.9;
      const which = Math.floor(cell * seal.columns);
      const v = cell * seal.columns - which;
      const u = (x / w - 0.14) / 0.72;
      let near = 9;
      if (which >= 0 && which < seal.columns) {
        const stretch = h / seal.columns / w;
        for (const stroke of characters[which % characters.length] ?? []) {
          near = Math.min(near, distance(u, v * 0.84 + 0.08, stroke, stretch));
        }
      }
      const border = Math.abs(edge - 0.065) < 0.018 ? 1 : 0;
      const mark = Math.max(smoothstep(0.075, 0.045, near), border) * cover;
      const i = py * picture.width + px;
      picture.r[i] = mix(mix(at(picture.r, i), seal.ground[0], cover), seal.mark[0], mark);
      picture.g[i] = mix(mix(at(picture.g, i), seal.ground[1], cover), seal.mark[1], mark);
      picture.b[i] = mix(mix(at(picture.b, i), seal.ground[2], cover), seal.mark[2], mark);
    }
  }
}
