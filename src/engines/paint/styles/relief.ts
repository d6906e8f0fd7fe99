// Light that falls over a surface from one side. Must not know what the surface is made of.
import { at, type Picture, type Plane } from './plane.js';

export interface ReliefOptions {
  /** Unit vector towards the light in the picture plane, y down. */
  readonly light: { readonly x: number; readonly y: number };
  /** How much a slope darkens or lightens; 1 is a strong impasto for heights 0–1 that change within a few pixels. */
  readonly depth: number;
  /** Strength of the shine on slopes that face the light, 0–1. */
  readonly shine: number;
}

/** Lights a picture in place as if painted on the surface `height`: Lambert's law about a level surface, plus a shine. */
export function lightRelief(picture: Picture, height: Plane, { light, depth, shine }: ReliefOptions): void {
  const { width, height: rows, r, g, b } = picture;
  for (let y = 0; y < rows; y++) {
    const up = Math.max(0, y - 1) * width;
    const down = Math.min(rows - 1, y + 1) * width;
    const row = y * width;
    for (let x = 0; x < width; x++) {
      const dx = at(height, row + Math.max(0, x - 1)) - at(height, row + Math.min(width - 1, x + 1));
      const dy = at(height, up + x) - at(height, down + x);
      const slope = (dx * light.x + dy * light.y) * depth;
      const facing = slope / Math.sqrt(1 + slope * slope);
      const factor = 1 + (facing > 0 ? 0.35 : 0.5) * facing;
      const gleam = facing > 0.25 ? shine * (facing - 0.25) ** 2 : 0;
      const i = row + x;
      r[i] = at(r, i) * factor + gleam;
      g[i] = at(g, i) * factor + gleam;
      b[i] = at(b, i) * factor + gleam;
    }
  }
}
