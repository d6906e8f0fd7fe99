// Things drawn with a pen over a picture: shapes with clean edges and glows. Must not know which shapes.
import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { at, byteAt, type Picture, type Plane } from './plane.js';

export type Pen = SKRSContext2D;
/** over: covers; light: adds as light does, never beyond white (screen); shade: darkens (multiply). */
export type Blend = 'over' | 'light' | 'shade';

/** Draws on an empty sheet of the picture's size and lays it over the picture in place, only as far as `where` (0–1) allows. */
export function overlay(picture: Picture, blend: Blend, draw: (pen: Pen) => void, where?: Plane): void {
  const { width, height, r, g, b } = picture;
  const pen = createCanvas(width, height).getContext('2d');
  draw(pen);
  const sheet = pen.getImageData(0, 0, width, height).data;
  for (let i = 0, j = 0; i < r.length; i++, j += 4) {
    const alpha = byteAt(sheet, j + 3);
    if (alpha === 0) continue;
    const share = (alpha / 255) * (where === undefined ? 1 : at(where, i));
    const sr = byteAt(sheet, j) / 255;
    const sg = byteAt(sheet, j + 1) / 255;
    const sb = byteAt(sheet, j + 2) / 255;
    if (blend === 'over') {
      r[i] = at(r, i) + (sr - at(r, i)) * share;
      g[i] = at(g, i) + (sg - at(g, i)) * share;
      b[i] = at(b, i) + (sb - at(b, i)) * share;
    } else if (blend === 'light') {
      r[i] = at(r, i) + sr * share * Math.max(0, 1 - at(r, i));
      g[i] = at(g, i) + sg * share * Math.max(0, 1 - at(g, i));
      b[i] = at(b, i) + sb * share * Math.max(0, 1 - at(b, i));
    } else {
      r[i] = at(r, i) * (1 - share + sr * share);
      g[i] = at(g, i) * (1 - share + sg * share);
      b[i] = at(b, i) * (1 - share + sb * share);
    }
  }
}

/** A star of four thin points, as bright things look through a lens or in a comic. */
export function sparkle(pen: Pen, x: number, y: number, radius: number): void {
  const waist = radius * 0.09;
  pen.beginPath();
  for (let k = 0; k < 8; k++) {
    const angle = (k * Math.PI) / 4;
    const reach = k % 2 === 0 ? radius : waist;
    pen.lineTo(x + Math.cos(angle) * reach, y + Math.sin(angle) * reach);
  }
  pen.closePath();
  pen.fill();
}
