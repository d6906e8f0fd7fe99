// Lines where an artist would draw them. Must not know what ink they are drawn with.
import { blurPlane } from './box-blur.js';
import { smoothAlong } from './flow-field.js';
import { at, type Plane } from './plane.js';
import type { Orientation } from './structure-tensor.js';

export interface LineOptions {
  /** Width of the lines in pixels, about. */
  readonly sigma: number;
  /** How far below zero the difference must fall before ink flows; larger means fewer lines. */
  readonly threshold: number;
  /** Steps along the form over which broken lines are joined; 0 leaves them as they are. */
  readonly coherence: number;
}

/**
 * Ink 0–1: the flow-based difference of Gaussians (Kang, Lee, Chui 2007; Winnemöller's soft threshold, 2011). Dark lines
 * on the darker side of edges, smoothed along the forms so that they are drawn in one stroke.
 */
export function inkLines(plane: Plane, flow: Orientation, { sigma, threshold, coherence }: LineOptions): Plane {
  const { width, height } = flow;
  const near = blurPlane(plane, width, height, sigma);
  const far = blurPlane(plane, width, height, sigma * 1.9);
  const difference = new Float32Array(plane.length);
  for (let i = 0; i < plane.length; i++) difference[i] = at(near, i) - at(far, i);
  const joined = coherence > 0 ? smoothAlong(difference, flow, coherence) : difference;
  const out = new Float32Array(plane.length);
  for (let i = 0; i < plane.length; i++) {
    const d = -at(joined, i) - threshold;
    out[i] = d <= 0 ? 0 : 1 - Math.exp(-d * 110);
  }
  return out;
}

/** Ink 0–1 along the border of a mask, about `thickness` pixels wide, in its inside and outside alike. */
export function outlineOf(mask: Plane, width: number, height: number, thickness: number): Plane {
  const soft = blurPlane(mask, width, height, thickness / 2);
  const out = new Float32Array(mask.length);
  for (let i = 0; i < mask.length; i++) {
    const v = at(soft, i);
    out[i] = v <= 0.12 || v >= 0.88 ? 0 : Math.min(1, Math.min(v - 0.12, 0.88 - v) * 7);
  }
  return out;
}
