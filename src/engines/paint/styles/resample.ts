// Planes and pictures at another size. Must not know what the values mean.
import { at, type Picture, type Plane } from './plane.js';

/** Mean of every factor×factor block; the last ones may be smaller. */
export function shrinkPlane(plane: Plane, width: number, height: number, factor: number): Plane {
  const w = Math.ceil(width / factor);
  const h = Math.ceil(height / factor);
  const out = new Float32Array(w * h);
  for (let y = 0; y < h; y++) {
    const y1 = Math.min(height, (y + 1) * factor);
    for (let x = 0; x < w; x++) {
      const x1 = Math.min(width, (x + 1) * factor);
      let sum = 0;
      for (let v = y * factor; v < y1; v++) {
        for (let u = x * factor; u < x1; u++) sum += at(plane, v * width + u);
      }
      out[y * w + x] = sum / ((y1 - y * factor) * (x1 - x * factor));
    }
  }
  return out;
}

/** A plane of size ceil(width/factor)×ceil(height/factor), drawn large again without steps (bilinear, a row at a time). */
export function enlargePlane(small: Plane, width: number, height: number, factor: number): Plane {
  const w = Math.ceil(width / factor);
  const h = Math.ceil(height / factor);
  const left = new Int32Array(width);
  const share = new Float32Array(width);
  for (let x = 0; x < width; x++) {
    const u = Math.max(0, Math.min(w - 1, (x + 0.5) / factor - 0.5));
    left[x] = Math.min(Math.max(0, w - 2), u | 0);
    share[x] = u - (left[x] as number);
  }
  const line = new Float32Array(w + 1);
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const v = Math.max(0, Math.min(h - 1, (y + 0.5) / factor - 0.5));
    const top = Math.min(Math.max(0, h - 2), v | 0);
    const f = h > 1 ? v - top : 0;
    const above = top * w;
    const below = Math.min(h - 1, top + 1) * w;
    for (let k = 0; k < w; k++) line[k] = at(small, above + k) + (at(small, below + k) - at(small, above + k)) * f;
    line[w] = at(line, w - 1);
    const row = y * width;
    for (let x = 0; x < width; x++) {
      const k = left[x] as number;
      const from = at(line, k);
      out[row + x] = from + (at(line, k + 1) - from) * at(share, x);
    }
  }
  return out;
}

export function shrinkPicture(picture: Picture, factor: number): Picture {
  const { width, height } = picture;
  return {
    width: Math.ceil(width / factor),
    height: Math.ceil(height / factor),
    r: shrinkPlane(picture.r, width, height, factor),
    g: shrinkPlane(picture.g, width, height, factor),
    b: shrinkPlane(picture.b, width, height, factor),
  };
}

export function enlargePicture(small: Picture, width: number, height: number, factor: number): Picture {
  return {
    width,
    height,
    r: enlargePlane(small.r, width, height, factor),
    g: enlargePlane(small.g, width, height, factor),
    b: enlargePlane(small.b, width, height, factor),
  };
}
