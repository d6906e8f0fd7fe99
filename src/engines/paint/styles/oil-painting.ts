// 油画: thick paint in layers, coarse to fine, along the forms, lit as a surface.
// Must not know other styles.
import type { StyleRenderer } from '../painted-scene.js';
import { blurPlane } from './box-blur.js';
import { type Canvas, type Directions, paintLayer } from './brush-stroke.js';
import { saturate } from './colour.js';
import { fractalNoise } from './noise.js';
import { linenCanvas } from './paper-grain.js';
import { at, clamp01, emptyPicture, mix, type Picture, pictureOf, planeOf, rgbaOf } from './plane.js';
import { lightRelief } from './relief.js';
import { type Orientation, orientationOf } from './structure-tensor.js';

/** Forms where there are forms; elsewhere long swirls, as a painter fills a sky. */
function directionsOf(forms: Orientation, random: () => number): Directions {
  const { width, height } = forms;
  const swirl = fractalNoise(width, height, 260, 2, random);
  const x = new Float32Array(swirl.length);
  const y = new Float32Array(swirl.length);
  for (let i = 0; i < swirl.length; i++) {
    const trust = clamp01(at(forms.strength, i) * 5 - 0.15);
    const angle = (at(swirl, i) - 0.5) * 5;
    let sx = Math.cos(angle);
    let sy = Math.sin(angle);
    const fx = at(forms.x, i);
    const fy = at(forms.y, i);
    if (sx * fx + sy * fy < 0) {
      sx = -sx;
      sy = -sy;
    }
    const dx = mix(sx, fx, trust);
    const dy = mix(sy, fy, trust);
    const length = Math.sqrt(dx * dx + dy * dy) || 1;
    x[i] = dx / length;
    y[i] = dy / length;
  }
  return { x, y };
}

/** A warm ground shows between strokes. */
function ground(width: number, height: number): Picture {
  const picture = emptyPicture(width, height);
  picture.r.fill(0.52);
  picture.g.fill(0.38);
  picture.b.fill(0.26);
  return picture;
}

export const oilPainting: StyleRenderer = (scene, random) => {
  const { width, height } = scene;
  const unit = Math.min(width, height) / 1024;
  const reference = pictureOf(scene);
  saturate(reference, 1.18);
  const directions = directionsOf(orientationOf(reference, 9 * unit), random);
  const canvas: Canvas = { picture: ground(width, height), thickness: new Float32Array(width * height) };
  // The eye goes to the subject: it and its border get the small brushes.
  const subject = blurPlane(planeOf(scene.subject), width, height, 14 * unit);
  for (let i = 0; i < subject.length; i++) subject[i] = 0.34 + 0.66 * Math.min(1, at(subject, i) * 1.6);
  const body = { spacing: 0.95, colourSpread: 0.5, roughness: 0.9, bend: 0.7 };
  paintLayer(
    canvas,
    reference,
    directions,
    { ...body, radius: 26 * unit, spacing: 1.4, length: 9, tolerance: -1 },
    random,
  );
  paintLayer(
    canvas,
    reference,
    directions,
    { ...body, radius: 13 * unit, length: 10, tolerance: 0.035, colourSpread: 0.62 },
    random,
  );
  paintLayer(
    canvas,
    reference,
    directions,
    { ...body, radius: 6.5 * unit, length: 9, tolerance: 0.036, colourSpread: 0.45 },
    random,
    subject,
  );
  paintLayer(
    canvas,
    reference,
    directions,
    { ...body, radius: 3 * unit, length: 8, tolerance: 0.045, colourSpread: 0.25, roughness: 0.6 },
    random,
    subject,
  );
  const surface = blurPlane(canvas.thickness, width, height, 0.9);
  const linen = linenCanvas(width, height, random, 4);
  for (let i = 0; i < surface.length; i++) surface[i] = at(surface, i) + at(linen, i) * 0.07;
  lightRelief(canvas.picture, surface, { light: scene.light, depth: 1.5, shine: 0.5 });
  return rgbaOf(canvas.picture);
};
