// Flattens a picture into patches of paint with crisp borders. Must not know which paint.
import { boxMean } from './box-blur.js';
import { at, lumaOf, type Picture, type Plane } from './plane.js';

/**
 * Each pixel becomes the mean of those neighbouring windows that vary least (Kuwahara 1976), eight of them, weighted
 * by how little they vary as in the generalised filter (Papari, Petkov, Campisi 2007). Windows are box means, so time does
 * not grow with the radius.
 * @param radius of a patch in pixels
 * @param sharpness 1 soft – 8 one window takes all
 */
export function kuwahara(picture: Picture, radius: number, sharpness = 4): Picture {
  const { width, height } = picture;
  const half = Math.max(1, Math.round(radius / 2));
  const light = lumaOf(picture);
  const squares = new Float32Array(light.length);
  for (let i = 0; i < light.length; i++) squares[i] = at(light, i) * at(light, i);
  const mean = boxMean(light, width, height, half);
  const variance = boxMean(squares, width, height, half);
  for (let i = 0; i < light.length; i++) {
    // Raised to the power here, once, instead of once per neighbour.
    const v = Math.max(0, at(variance, i) - at(mean, i) * at(mean, i));
    variance[i] = 1 / (1e-9 + (v * 400) ** (sharpness / 2));
  }
  const [r, g, b] = [picture.r, picture.g, picture.b].map((plane) => boxMean(plane, width, height, half)) as [
    Plane,
    Plane,
    Plane,
  ];
  const out = {
    width,
    height,
    r: new Float32Array(r.length),
    g: new Float32Array(r.length),
    b: new Float32Array(r.length),
  };
  const diagonal = Math.round(half * 0.75);
  const offsets = [
    half,
    0,
    -half,
    0,
    0,
    half,
    0,
    -half,
    diagonal,
    diagonal,
    -diagonal,
    diagonal,
    diagonal,
    -diagonal,
    -diagonal,
    -diagonal,
  ];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let total = 0;
      let sr = 0;
      let sg = 0;
      let sb = 0;
      for (let k = 0; k < 16; k += 2) {
        let u = x + (offsets[k] as number);
        let v = y + (offsets[k + 1] as number);
        u = u < 0 ? 0 : u >= width ? width - 1 : u;
        v = v < 0 ? 0 : v >= height ? height - 1 : v;
        const j = v * width + u;
        const weight = at(variance, j);
        total += weight;
        sr += weight * at(r, j);
        sg += weight * at(g, j);
        sb += weight * at(b, j);
      }
      const i = y * width + x;
      out.r[i] = sr / total;
      out.g[i] = sg / total;
      out.b[i] = sb / total;
    }
  }
  return out;
}
