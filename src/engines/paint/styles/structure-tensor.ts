// Which way the picture runs: the direction of edges and textures at every point.
// Must not know what the direction is used for.
import { blurPlane } from './box-blur.js';
import { at, type Picture, type Plane } from './plane.js';
import { enlargePlane, shrinkPlane } from './resample.js';

/** Unit vectors along the forms (x, y; sign without meaning) and how sure they are, 0 flat – 1 all one way. */
export interface Orientation {
  readonly width: number;
  readonly height: number;
  readonly x: Plane;
  readonly y: Plane;
  readonly certainty: Plane;
  /** Strength of the change across, 0 up. */
  readonly strength: Plane;
}

/**
 * Eigenvectors of the smoothed structure tensor of the colours (Di Zenzo 1986; as used by Kyprianidis, Kang, Döllner:
 * Image and Video Abstraction by Anisotropic Kuwahara Filtering, 2009). Computed on a plane `factor` times smaller.
 * @param sigma smoothing in pixels of the full size; larger gives calmer, longer forms
 */
export function orientationOf(picture: Picture, sigma: number, factor = 2): Orientation {
  const { width, height } = picture;
  const w = Math.ceil(width / factor);
  const h = Math.ceil(height / factor);
  const count = w * h;
  let xx: Plane = new Float32Array(count);
  let xy: Plane = new Float32Array(count);
  let yy: Plane = new Float32Array(count);
  for (const channel of [picture.r, picture.g, picture.b]) {
    const p = shrinkPlane(channel, width, height, factor);
    for (let y = 0; y < h; y++) {
      const up = Math.max(0, y - 1) * w;
      const row = y * w;
      const down = Math.min(h - 1, y + 1) * w;
      for (let x = 0; x < w; x++) {
        const l = Math.max(0, x - 1);
        const r = Math.min(w - 1, x + 1);
        // Sobel, each direction a weighted mean of three differences.
        const gx =
          at(p, up + r) - at(p, up + l) + 2 * (at(p, row + r) - at(p, row + l)) + at(p, down + r) - at(p, down + l);
        const gy =
          at(p, down + l) - at(p, up + l) + 2 * (at(p, down + x) - at(p, up + x)) + at(p, down + r) - at(p, up + r);
        const i = row + x;
        xx[i] = at(xx, i) + gx * gx;
        xy[i] = at(xy, i) + gx * gy;
        yy[i] = at(yy, i) + gy * gy;
      }
    }
  }
  xx = blurPlane(xx, w, h, sigma / factor);
  xy = blurPlane(xy, w, h, sigma / factor);
  yy = blurPlane(yy, w, h, sigma / factor);
  const cos2 = new Float32Array(count);
  const sin2 = new Float32Array(count);
  const certainty = new Float32Array(count);
  const strength = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const a = at(xx, i);
    const b = at(xy, i);
    const c = at(yy, i);
    const spread = Math.sqrt((a - c) * (a - c) + 4 * b * b);
    // Along the form is across the gradient: the doubled angle turns by π.
    cos2[i] = spread > 1e-9 ? (c - a) / spread : 1;
    sin2[i] = spread > 1e-9 ? (-2 * b) / spread : 0;
    certainty[i] = spread / (a + c + 1e-5);
    strength[i] = Math.sqrt(Math.max(0, (a + c + spread) / 2));
  }
  return unitVectors(width, height, factor, cos2, sin2, certainty, strength);
}

/** Doubled angles are enlarged (they wrap without a seam), then halved into unit vectors. */
function unitVectors(
  width: number,
  height: number,
  factor: number,
  cos2: Plane,
  sin2: Plane,
  certainty: Plane,
  strength: Plane,
): Orientation {
  const x = enlargePlane(cos2, width, height, factor);
  const y = enlargePlane(sin2, width, height, factor);
  for (let i = 0; i < x.length; i++) {
    const c = at(x, i);
    const s = at(y, i);
    const length = Math.sqrt(c * c + s * s) || 1;
    // Half-angle formulas; the sign of the sine carries over to y.
    const cosine = Math.sqrt(Math.max(0, (1 + c / length) / 2));
    const sine = Math.sqrt(Math.max(0, (1 - c / length) / 2));
    x[i] = cosine;
    y[i] = s < 0 ? -sine : sine;
  }
  return {
    width,
    height,
    x,
    y,
    certainty: enlargePlane(certainty, width, height, factor),
    strength: enlargePlane(strength, width, height, factor),
  };
}
