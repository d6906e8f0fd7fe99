// 水彩画: transparent pigment on rough white paper — washes, dark edges, granulation, blooms, bare margins.
// Must not know other styles.
import type { StyleRenderer } from '../painted-scene.js';
import { blurPicture, blurPlane } from './box-blur.js';
import { saturate } from './colour.js';
import { inkLines } from './difference-of-gaussians.js';
import { kuwahara } from './kuwahara.js';
import { fractalNoise, valueNoise } from './noise.js';
import { coldPressedPaper } from './paper-grain.js';
import {
  at,
  clamp01,
  distanceOf,
  emptyPicture,
  lumaOf,
  mix,
  type Picture,
  type Plane,
  pictureOf,
  planeOf,
  rgbaOf,
  sampleBilinear,
  smoothstep,
} from './plane.js';
import { lightRelief } from './relief.js';
import { enlargePicture, shrinkPicture } from './resample.js';
import { orientationOf } from './structure-tensor.js';

/** Borders tremble as a wet brush's do: every pixel looks a few pixels aside. */
function tremble(picture: Picture, reach: number, random: () => number): Picture {
  const { width, height } = picture;
  const across = fractalNoise(width, height, 26, 3, random);
  const down = fractalNoise(width, height, 26, 3, random);
  const out = emptyPicture(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const u = x + (at(across, i) - 0.5) * reach;
      const v = y + (at(down, i) - 0.5) * reach;
      out.r[i] = sampleBilinear(picture.r, width, height, u, v);
      out.g[i] = sampleBilinear(picture.g, width, height, u, v);
      out.b[i] = sampleBilinear(picture.b, width, height, u, v);
    }
  }
  return out;
}

/** Backruns: drops of water push pigment to a dark, frayed rim and leave the middle pale. About 0, ± a little. */
function blooms(width: number, height: number, random: () => number): Plane {
  const out = new Float32Array(width * height);
  const fray = fractalNoise(width, height, 40, 4, random);
  const unit = Math.min(width, height) / 1024;
  for (let n = 0; n < 9; n++) {
    const cx = random() * width;
    const cy = random() * height;
    const radius = (50 + random() * 110) * unit;
    const reach = Math.ceil(radius * 1.6);
    for (let y = Math.max(0, Math.floor(cy - reach)); y < Math.min(height, cy + reach); y++) {
      for (let x = Math.max(0, Math.floor(cx - reach)); x < Math.min(width, cx + reach); x++) {
        const i = y * width + x;
        const d = distanceOf(x - cx, y - cy) / radius + (at(fray, i) - 0.5) * 1.1;
        if (d > 1.06) continue;
        out[i] = at(out, i) + (d > 0.93 ? 0.3 * (1 - Math.abs(d - 0.985) / 0.075) : -0.16 * smoothstep(0.95, 0.3, d));
      }
    }
  }
  return out;
}

/** Painted area 0–1: a margin stays bare, its border brushed and broken. */
function paintedArea(width: number, height: number, random: () => number): Plane {
  const unit = Math.min(width, height) / 1024;
  const wide = fractalNoise(width, height, 150, 3, random);
  const fine = fractalNoise(width, height, 22, 3, random);
  const streaks = valueNoise(width, height, 5, random, 14);
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const edge = Math.min(x, y, width - 1 - x, height - 1 - y) / unit;
      const border = 16 + at(wide, i) * 74 + (at(fine, i) - 0.5) * 34 + (at(streaks, i) - 0.5) * 12;
      out[i] = smoothstep(border - 3, border + 4, edge);
    }
  }
  return out;
}

/** A splash of drops thrown off the brush, added to a density plane. */
function splash(density: Plane, width: number, height: number, random: () => number): void {
  const unit = Math.min(width, height) / 1024;
  for (let n = 0; n < 60; n++) {
    const cx = random() * width;
    const cy = random() * height;
    const radius = (1.5 + random() ** 4 * 13) * unit;
    const reach = Math.ceil(radius + 1);
    for (let y = Math.max(0, Math.floor(cy - reach)); y < Math.min(height, cy + reach); y++) {
      for (let x = Math.max(0, Math.floor(cx - reach)); x < Math.min(width, cx + reach); x++) {
        const d = distanceOf(x - cx, y - cy);
        if (d > radius) continue;
        const i = y * width + x;
        density[i] = at(density, i) + (d > radius - 2.2 ? 0.5 : 0.2);
      }
    }
  }
}

/** Paint on paper is never black: the sheet shines through. */
const clear = (value: number): number => 0.1 + 0.9 * clamp01(value);

export const watercolour: StyleRenderer = (scene, random) => {
  const { width, height } = scene;
  const unit = Math.min(width, height) / 1024;
  const source = pictureOf(scene);
  saturate(source, 1.3);
  const subject = blurPlane(planeOf(scene.subject), width, height, 5 * unit);
  // The ground is laid in wet and runs; the subject is painted on the dry sheet.
  const crisp = kuwahara(source, 9 * unit, 6);
  const wet = enlargePicture(
    kuwahara(blurPicture(shrinkPicture(source, 2), 1.2 * unit), 7 * unit, 5),
    width,
    height,
    2,
  );
  const washes = emptyPicture(width, height);
  for (let i = 0; i < subject.length; i++) {
    const s = clamp01(at(subject, i) * 1.5);
    washes.r[i] = mix(at(wet.r, i), at(crisp.r, i), s);
    washes.g[i] = mix(at(wet.g, i), at(crisp.g, i), s);
    washes.b[i] = mix(at(wet.b, i), at(crisp.b, i), s);
  }
  const picture = tremble(washes, 16 * unit, random);
  const flow = orientationOf(picture, 2, 2);
  // Pigment gathers where a wash ended: a thin dark line inside, a pale one outside.
  const light = lumaOf(picture);
  const near = blurPlane(light, width, height, 1.4 * unit);
  const far = blurPlane(light, width, height, 6 * unit);
  const paper = coldPressedPaper(width, height, random);
  const clouds = fractalNoise(width, height, 190, 4, random);
  const density = blooms(width, height, random);
  splash(density, width, height, random);
  const painted = paintedArea(width, height, random);
  const pencil = inkLines(light, flow, { sigma: 1.1 * unit, threshold: 0.012, coherence: 4 });
  for (let i = 0; i < density.length; i++) {
    const edge = Math.max(-0.7, Math.min(1.6, (at(far, i) - at(near, i)) * 11));
    const area = at(painted, i);
    const rim = 4 * area * (1 - area);
    const grain = 0.5 - at(paper, i);
    const more = at(density, i) + 0.7 * edge + 1.9 * (at(clouds, i) - 0.5) + 0.34 * grain + 0.9 * rim;
    const lead = 1 - 0.4 * at(pencil, i) * (0.6 - 0.5 * grain);
    // Bousseau, Kaplan, Thollot, Sillion (2006): C' = C − (C − C²)(d − 1), the look of more or less pigment.
    const r = clear(at(picture.r, i));
    const g = clear(at(picture.g, i));
    const b = clear(at(picture.b, i));
    picture.r[i] = mix(0.985, r - r * (1 - r) * more, area) * lead;
    picture.g[i] = mix(0.98, g - g * (1 - g) * more, area) * lead;
    picture.b[i] = mix(0.96, b - b * (1 - b) * more, area) * lead;
  }
  lightRelief(picture, paper, { light: scene.light, depth: 0.2, shine: 0 });
  return rgbaOf(picture);
};
