// A plane: one number per pixel, row-major, usually 0–1; and a picture of three of them.
// Must not know scenes' meaning or any style.
import type { PaintedScene } from '../painted-scene.js';

export type Plane = Float32Array<ArrayBuffer>;

/** Three colour planes, 0–1, sRGB-encoded as the screen wants them. Values may leave 0–1 on the way; `rgbaOf` clamps. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly r: Plane;
  readonly g: Plane;
  readonly b: Plane;
}

/** The value at an index that is known to be inside. */
export const at = (plane: Float32Array, index: number): number => plane[index] as number;

/** The byte at an index that is known to be inside. */
export const byteAt = (bytes: Uint8Array | Uint8ClampedArray, index: number): number => bytes[index] as number;

export const clamp01 = (value: number): number => (value < 0 ? 0 : value > 1 ? 1 : value);

export const mix = (from: number, to: number, share: number): number => from + (to - from) * share;

/** 0 below `from`, 1 above `to`, a smooth S between (Hermite). `from` may be the greater of the two. */
export function smoothstep(from: number, to: number, value: number): number {
  const t = clamp01((value - from) / (to - from));
  return t * t * (3 - 2 * t);
}

/** Length of a vector; Math.hypot guards against overflow and is ten times slower. */
export const distanceOf = (x: number, y: number, z = 0): number => Math.sqrt(x * x + y * y + z * z);

/** Rec. 601 luma of encoded colour: what the eye takes for light and dark. */
export const luma = (r: number, g: number, b: number): number => 0.299 * r + 0.587 * g + 0.114 * b;

export function emptyPicture(width: number, height: number): Picture {
  const count = width * height;
  return { width, height, r: new Float32Array(count), g: new Float32Array(count), b: new Float32Array(count) };
}

export function copyOf(picture: Picture): Picture {
  return { ...picture, r: picture.r.slice(), g: picture.g.slice(), b: picture.b.slice() };
}

/** The scene's pixels as planes. */
export function pictureOf(scene: PaintedScene): Picture {
  const picture = emptyPicture(scene.width, scene.height);
  for (let i = 0, j = 0; i < picture.r.length; i++, j += 4) {
    picture.r[i] = byteAt(scene.rgba, j) / 255;
    picture.g[i] = byteAt(scene.rgba, j + 1) / 255;
    picture.b[i] = byteAt(scene.rgba, j + 2) / 255;
  }
  return picture;
}

/** Opaque RGBA bytes. */
export function rgbaOf(picture: Picture): Uint8ClampedArray {
  const out = new Uint8ClampedArray(picture.r.length * 4);
  for (let i = 0, j = 0; i < picture.r.length; i++, j += 4) {
    out[j] = at(picture.r, i) * 255;
    out[j + 1] = at(picture.g, i) * 255;
    out[j + 2] = at(picture.b, i) * 255;
    out[j + 3] = 255;
  }
  return out;
}

export function lumaOf(picture: Picture): Plane {
  const out = new Float32Array(picture.r.length);
  for (let i = 0; i < out.length; i++) out[i] = luma(at(picture.r, i), at(picture.g, i), at(picture.b, i));
  return out;
}

/** Bytes 0–255 as a plane 0–1. */
export function planeOf(bytes: Uint8Array): Plane {
  const out = new Float32Array(bytes.length);
  for (let i = 0; i < out.length; i++) out[i] = byteAt(bytes, i) / 255;
  return out;
}

/** The value between four pixels; outside the picture, that of its edge. */
export function sampleBilinear(plane: Plane, width: number, height: number, x: number, y: number): number {
  const cx = x < 0 ? 0 : x > width - 1.001 ? width - 1.001 : x;
  const cy = y < 0 ? 0 : y > height - 1.001 ? height - 1.001 : y;
  const x0 = cx | 0;
  const y0 = cy | 0;
  const fx = cx - x0;
  const i = y0 * width + x0;
  const top = at(plane, i) * (1 - fx) + at(plane, i + 1) * fx;
  const bottom = at(plane, i + width) * (1 - fx) + at(plane, i + width + 1) * fx;
  return top + (bottom - top) * (cy - y0);
}
