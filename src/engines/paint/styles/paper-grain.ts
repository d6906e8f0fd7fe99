// Surfaces artists work on, as height planes 0–1. Must not know what is painted on them.
import { blurPlane } from './box-blur.js';
import { fractalNoise, valueNoise, whiteNoise } from './noise.js';
import { at, clamp01, type Plane } from './plane.js';

/** Cold-pressed watercolour paper: rounded bumps a few pixels wide. */
export function coldPressedPaper(width: number, height: number, random: () => number): Plane {
  const white = whiteNoise(width * height, random);
  const fine = blurPlane(white, width, height, 1.3);
  const coarse = blurPlane(white, width, height, 3.2);
  // Blurring shrinks the spread of white noise by about 1/(2·sigma·√π); brought back to a visible one.
  for (let i = 0; i < fine.length; i++) {
    fine[i] = clamp01(0.5 + (at(fine, i) - 0.5) * 1.3 + (at(coarse, i) - 0.5) * 5);
  }
  return fine;
}

/** Linen: threads over and under each other, each a little different. */
export function linenCanvas(width: number, height: number, random: () => number, thread = 5): Plane {
  const wander = valueNoise(width, height, 60, random);
  const out = new Float32Array(width * height);
  const pitch = Math.PI / thread;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const w = (at(wander, i) - 0.5) * 6;
      out[i] = 0.5 + 0.25 * Math.sin(x * pitch + w) * Math.sin(y * pitch - w) + 0.12 * Math.sin((x + y) * pitch * 2);
    }
  }
  return out;
}

/** Handmade paper of long fibres: cloudy, with thin bright and dark hairs. 0.5 is its plain tone. */
export function fibrePaper(width: number, height: number, random: () => number, fibres = 900): Plane {
  const out = fractalNoise(width, height, 48, 5, random);
  for (let i = 0; i < out.length; i++) out[i] = 0.5 + (at(out, i) - 0.5) * 0.4;
  const count = Math.round((fibres * width * height) / (1024 * 1024));
  for (let n = 0; n < count; n++) {
    let x = random() * width;
    let y = random() * height;
    let angle = random() * Math.PI * 2;
    const bend = (random() - 0.5) * 0.08;
    const tone = (random() < 0.65 ? 0.1 : -0.09) * (0.5 + random());
    const length = 20 + random() * 60;
    for (let step = 0; step < length; step++) {
      const ix = x | 0;
      const iy = y | 0;
      if (x < 0 || y < 0 || ix >= width || iy >= height) break;
      const i = iy * width + ix;
      out[i] = clamp01(at(out, i) + tone);
      x += Math.cos(angle);
      y += Math.sin(angle);
      angle += bend + (random() - 0.5) * 0.12;
    }
  }
  return out;
}

/** A plank's grain: long wavering rings drawn out along x. */
export function woodGrain(width: number, height: number, random: () => number): Plane {
  const field = fractalNoise(width, height, 70, 3, random, 7);
  const fine = valueNoise(width, height, 2, random, 40);
  const out = new Float32Array(field.length);
  for (let i = 0; i < out.length; i++) {
    out[i] = 0.5 + 0.32 * Math.sin(at(field, i) * 90) + (at(fine, i) - 0.5) * 0.35;
  }
  return out;
}
