// Where things are in a scene: subject, far distance, ground, borders. Must not know any style.
import type { PaintedScene } from '../painted-scene.js';
import { blurPlane } from './box-blur.js';
import { at, byteAt, clamp01, type Plane, planeOf, smoothstep } from './plane.js';

/** 1 on the subject, its border softened over `soft` pixels. */
export function subjectOf(scene: PaintedScene, soft: number): Plane {
  return blurPlane(planeOf(scene.subject), scene.width, scene.height, soft);
}

/** 1 on sky and backdrop, 0 on what stands in front, from `nearest` to `farthest` depth (0–255). */
export function farOf(scene: PaintedScene, nearest: number, farthest: number): Plane {
  const out = new Float32Array(scene.depth.length);
  for (let i = 0; i < out.length; i++) {
    out[i] = smoothstep(nearest, farthest, byteAt(scene.depth, i)) * (1 - byteAt(scene.subject, i) / 255);
  }
  return out;
}

/** 1 below the horizon where no subject stands and nothing far is seen. */
export function groundOf(scene: PaintedScene): Plane {
  const { width, height } = scene;
  const out = new Float32Array(width * height);
  const horizon = scene.horizon * height;
  for (let y = 0; y < height; y++) {
    const below = smoothstep(horizon - 2, horizon + 6, y);
    if (below === 0) continue;
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      out[i] = below * (1 - byteAt(scene.subject, i) / 255);
    }
  }
  return out;
}

/**
 * The same scene with only its near subjects counted as such, and none when nothing stands near: a town, a grove or half a sun behind
 * the hills that was asked for is a subject too, but nobody draws a contour around it.
 */
export function nearOf(scene: PaintedScene): PaintedScene {
  return nearPart(scene).scene;
}

/** As {@link nearOf}, but when nothing stands near, all subjects remain: something has to be in the middle of the picture. */
export function foregroundOf(scene: PaintedScene): PaintedScene {
  const near = nearPart(scene);
  return near.covered > scene.subject.length / 400 ? near.scene : scene;
}

/** @returns the pixels covered beside the scene */
function nearPart(scene: PaintedScene): { scene: PaintedScene; covered: number } {
  const subject = new Uint8Array(scene.subject.length);
  let covered = 0;
  for (let i = 0; i < subject.length; i++) {
    const near = byteAt(scene.subject, i) * smoothstep(162, 152, byteAt(scene.depth, i));
    subject[i] = near;
    if (near > 127) covered++;
  }
  return { scene: { ...scene, subject }, covered };
}

/** The box around the subject in pixels; the middle of the picture when there is none. */
export function subjectBox(scene: PaintedScene): { left: number; top: number; right: number; bottom: number } {
  const { width, height } = scene;
  let left = width;
  let top = height;
  let right = -1;
  let bottom = -1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (byteAt(scene.subject, y * width + x) < 128) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  if (right < 0) return { left: width * 0.3, top: height * 0.3, right: width * 0.7, bottom: height * 0.7 };
  return { left, top, right, bottom };
}

/** How much a point on the subject's rim faces a direction, 0–1, over about `breadth` pixels inwards. */
export function rimFacing(scene: PaintedScene, breadth: number, x: number, y: number): Plane {
  const { width, height } = scene;
  const soft = subjectOf(scene, breadth);
  const out = new Float32Array(soft.length);
  for (let v = 1; v < height - 1; v++) {
    for (let u = 1; u < width - 1; u++) {
      const i = v * width + u;
      const inside = byteAt(scene.subject, i) / 255;
      if (inside < 0.05) continue;
      const gx = at(soft, i - 1) - at(soft, i + 1);
      const gy = at(soft, i - width) - at(soft, i + width);
      out[i] = inside * clamp01((gx * x + gy * y) * breadth * 1.6);
    }
  }
  return out;
}
