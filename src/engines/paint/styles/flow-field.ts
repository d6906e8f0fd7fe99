// Smoothing along the direction of the forms and not across them. Must not know what is smoothed.
import { at, type Plane } from './plane.js';
import type { Orientation } from './structure-tensor.js';

/**
 * Mean along a line that follows the orientation, `reach` steps of `stride` pixels to either side (line integral convolution,
 * Cabral and Leedom 1993).
 */
export function smoothAlong(source: Plane, flow: Orientation, reach: number, stride = 1): Plane {
  const { width, height, x: fx, y: fy } = flow;
  const out = new Float32Array(source.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      let sum = at(source, i);
      let count = 1;
      for (let side = -1; side <= 1; side += 2) {
        let px = x;
        let py = y;
        let dx = at(fx, i) * side;
        let dy = at(fy, i) * side;
        for (let step = 0; step < reach; step++) {
          px += dx * stride;
          py += dy * stride;
          const ix = (px + 0.5) | 0;
          const iy = (py + 0.5) | 0;
          if (px < 0 || py < 0 || ix >= width || iy >= height) break;
          const j = iy * width + ix;
          sum += at(source, j);
          count++;
          const nx = at(fx, j);
          const ny = at(fy, j);
          // The field has no sign: keep going the way we came.
          const sign = nx * dx + ny * dy < 0 ? -1 : 1;
          dx = nx * sign;
          dy = ny * sign;
        }
      }
      out[i] = sum / count;
    }
  }
  return out;
}
