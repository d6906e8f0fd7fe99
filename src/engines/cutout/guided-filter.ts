// The colour guided filter: makes a matte follow the edges of its photo.
// Must not know how the matte was found.
import { boxMean } from './box-filter.js';
import type { ColourPlanes, Plane } from './raster.js';

/** alpha ≈ red·I_r + green·I_g + blue·I_b + offset around every pixel; smooth, so it can be enlarged before it is used. */
export interface LinearMatte {
  readonly width: number;
  readonly height: number;
  readonly red: Float32Array<ArrayBuffer>;
  readonly green: Float32Array<ArrayBuffer>;
  readonly blue: Float32Array<ArrayBuffer>;
  readonly offset: Float32Array<ArrayBuffer>;
}

/**
 * Fits, in every window, the matte as a linear function of the photo's colour.
 * He, Sun, Tang: Guided Image Filtering (2010), colour guide; used as in He, Sun: Fast Guided Filter (2015): fitted on a
 * small photo, applied to a large one.
 * @param guide width×height, 0–1
 * @param matte the same size, 0–1
 * @param radius of the window in pixels of the guide
 * @param epsilon how much colour variance (0–1 squared) counts as an edge
 */
export function fitLinearMatte(guide: ColourPlanes, matte: Plane, radius: number, epsilon: number): LinearMatte {
  const { width, height } = guide;
  const count = width * height;
  const [r, g, b] = guide.channels;
  const p = matte.values;
  const mean = (plane: Float32Array<ArrayBuffer>) => boxMean(plane, width, height, radius);
  const product = new Float32Array(count);
  const meanOfProduct = (left: Float32Array, right: Float32Array) => {
    for (let i = 0; i < count; i++) product[i] = (left[i] as number) * (right[i] as number);
    return mean(product);
  };
  const mr = mean(r);
  const mg = mean(g);
  const mb = mean(b);
  const mp = mean(p);
  // The results take the place of planes that are no longer needed: this step has the engine's largest memory.
  const rr = meanOfProduct(r, r);
  const rg = meanOfProduct(r, g);
  const rb = meanOfProduct(r, b);
  const gg = meanOfProduct(g, g);
  const gb = meanOfProduct(g, b);
  const bb = meanOfProduct(b, b);
  const rp = meanOfProduct(r, p);
  const gp = meanOfProduct(g, p);
  const bp = meanOfProduct(b, p);
  for (let i = 0; i < count; i++) {
    const r0 = mr[i] as number;
    const g0 = mg[i] as number;
    const b0 = mb[i] as number;
    const p0 = mp[i] as number;
    const a11 = (rr[i] as number) - r0 * r0 + epsilon;
    const a12 = (rg[i] as number) - r0 * g0;
    const a13 = (rb[i] as number) - r0 * b0;
    const a22 = (gg[i] as number) - g0 * g0 + epsilon;
    const a23 = (gb[i] as number) - g0 * b0;
    const a33 = (bb[i] as number) - b0 * b0 + epsilon;
    const c1 = (rp[i] as number) - r0 * p0;
    const c2 = (gp[i] as number) - g0 * p0;
    const c3 = (bp[i] as number) - b0 * p0;
    // The 3×3 covariance inverted by cofactors; epsilon on its diagonal keeps the determinant above zero.
    const i11 = a22 * a33 - a23 * a23;
    const i12 = a13 * a23 - a12 * a33;
    const i13 = a12 * a23 - a13 * a22;
    const i22 = a11 * a33 - a13 * a13;
    const i23 = a12 * a13 - a11 * a23;
    const i33 = a11 * a22 - a12 * a12;
    const inverse = 1 / (a11 * i11 + a12 * i12 + a13 * i13);
    const ar = (i11 * c1 + i12 * c2 + i13 * c3) * inverse;
    const ag = (i12 * c1 + i22 * c2 + i23 * c3) * inverse;
    const ab = (i13 * c1 + i23 * c2 + i33 * c3) * inverse;
    rr[i] = ar;
    gg[i] = ag;
    bb[i] = ab;
    rp[i] = p0 - ar * r0 - ag * g0 - ab * b0;
  }
  return { width, height, red: mean(rr), green: mean(gg), blue: mean(bb), offset: mean(rp) };
}

/** The matte the fit gives on its own guide, 0–1 but not clamped. */
export function applyToGuide(fit: LinearMatte, guide: ColourPlanes): Plane {
  const [r, g, b] = guide.channels;
  const values = new Float32Array(r.length);
  for (let i = 0; i < values.length; i++) {
    values[i] =
      (fit.red[i] as number) * (r[i] as number) +
      (fit.green[i] as number) * (g[i] as number) +
      (fit.blue[i] as number) * (b[i] as number) +
      (fit.offset[i] as number);
  }
  return { width: guide.width, height: guide.height, values };
}
