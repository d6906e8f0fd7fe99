// Planes and pictures at another size. Must not know what the values mean.
import { at, type Picture, type Plane, sampleBilinear } from './plane.js';

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

/** A plane of size ceil(width/factor)×ceil(height/factor), drawn large again without steps. */
export function enlargePlane(small: Plane, width: number, height: number, factor: number): Plane {
  const w = Math.ceil(width / factor);
  const h = Math.ceil(height / factor);
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const v = (y + 0.5) / factor - 0.5;
    for (let x = 0; x < width; x++) out[y * width + x] = sampleBilinear(small, w, h, (x + 0.5) / factor - 0.5, v);
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
