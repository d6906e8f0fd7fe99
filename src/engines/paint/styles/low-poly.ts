// low poly: the picture as a net of flat facets, finer where there is something to see.
// Must not know other styles.
import Delaunator from 'delaunator';
import type { PaintedScene, StyleRenderer } from '../painted-scene.js';
import { blurPlane } from './box-blur.js';
import { saturate } from './colour.js';
import {
  at,
  byteAt,
  clamp01,
  distanceOf,
  emptyPicture,
  lumaOf,
  type Picture,
  type Plane,
  pictureOf,
  planeOf,
  rgbaOf,
} from './plane.js';
import { orientationOf } from './structure-tensor.js';

/** Distance wanted between neighbouring corners at every pixel: small on edges and on the subject. */
function spacingOf(scene: PaintedScene, edges: Plane): Plane {
  const { width, height } = scene;
  const unit = Math.min(width, height) / 1024;
  const near = blurPlane(planeOf(scene.subject), width, height, 18 * unit);
  let covered = 0;
  for (let i = 0; i < near.length; i++) covered += at(near, i);
  // A small subject needs smaller facets to be known by.
  const small = Math.max(0.58, Math.min(1, Math.sqrt(covered / near.length / 0.14)));
  const out = new Float32Array(edges.length);
  for (let i = 0; i < out.length; i++) {
    const edge = clamp01(at(edges, i) * 3.2);
    const subject = clamp01(at(near, i) * 1.3);
    const plain = 74 - (74 - 36 * small) * subject;
    const fine = 30 - (30 - 13.5 * small) * subject;
    out[i] = unit * (plain + (fine - plain) * edge);
  }
  return out;
}

/**
 * Corners: first those on the strongest edges, then filling up, none nearer to another than the spacing wanted there
 * (Poisson discs of varying radius, thrown in order of importance). Flat x, y pairs, borders included.
 */
function corners(scene: PaintedScene, edges: Plane, random: () => number): Float64Array {
  const { width, height } = scene;
  const spacing = spacingOf(scene, edges);
  const smallest = 8;
  const columns = Math.ceil(width / smallest) + 1;
  const rows = Math.ceil(height / smallest) + 1;
  const grid = new Int32Array(columns * rows).fill(-1);
  const points: number[] = [];
  const add = (x: number, y: number, radius: number): void => {
    const cx = Math.floor(x / smallest);
    const cy = Math.floor(y / smallest);
    const reach = Math.ceil(radius / smallest);
    for (let v = Math.max(0, cy - reach); v <= Math.min(rows - 1, cy + reach); v++) {
      for (let u = Math.max(0, cx - reach); u <= Math.min(columns - 1, cx + reach); u++) {
        const other = grid[v * columns + u] as number;
        if (other < 0) continue;
        const dx = (points[other * 2] as number) - x;
        const dy = (points[other * 2 + 1] as number) - y;
        if (dx * dx + dy * dy < radius * radius) return;
      }
    }
    grid[cy * columns + cx] = points.length / 2;
    points.push(x, y);
  };
  const border = 64;
  for (let x = 0; x < width; x += border) {
    add(x, 0, 20);
    add(Math.min(width - 1, x + border / 2), height - 1, 20);
  }
  for (let y = 0; y < height; y += border) {
    add(0, y, 20);
    add(width - 1, Math.min(height - 1, y + border / 2), 20);
  }
  for (const [x, y] of [
    [0, 0],
    [width - 1, 0],
    [0, height - 1],
    [width - 1, height - 1],
  ] as const)
    add(x, y, 1);
  // Candidates of the strongest edges first; a histogram sort keeps it linear.
  const levels: number[][] = Array.from({ length: 24 }, () => []);
  for (let n = 0; n < 90_000; n++) {
    const x = 1 + Math.floor(random() * (width - 2));
    const y = 1 + Math.floor(random() * (height - 2));
    let i = y * width + x;
    // Up to the ridge of the edge, so that facets meet on it.
    for (let climb = 0; climb < 4; climb++) {
      let best = i;
      for (const j of [i - 1, i + 1, i - width, i + width]) {
        if (j >= 0 && j < edges.length && at(edges, j) > at(edges, best)) best = j;
      }
      if (best === i) break;
      i = best;
    }
    levels[23 - Math.min(23, Math.floor(Math.sqrt(at(edges, i)) * 24))]?.push(i);
  }
  for (const level of levels) {
    for (const i of level) add(i % width, Math.floor(i / width), at(spacing, i));
  }
  return Float64Array.from(points);
}

/** Calls `span` with every row piece of a triangle; shared borders belong to one triangle only (pixel centres, half open). */
function rasterise(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
  width: number,
  height: number,
  span: (from: number, to: number) => void,
): void {
  const top = Math.max(0, Math.ceil(Math.min(ay, by, cy) - 0.5));
  const bottom = Math.min(height - 1, Math.floor(Math.max(ay, by, cy) + 0.5));
  for (let y = top; y <= bottom; y++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    const cross = (x0: number, y0: number, x1: number, y1: number): void => {
      if (y0 === y1 ? y !== y0 : (y < y0 && y < y1) || (y > y0 && y > y1)) return;
      const x = y0 === y1 ? x0 : x0 + ((y - y0) / (y1 - y0)) * (x1 - x0);
      low = Math.min(low, x, y0 === y1 ? x1 : x);
      high = Math.max(high, x, y0 === y1 ? x1 : x);
    };
    cross(ax, ay, bx, by);
    cross(bx, by, cx, cy);
    cross(cx, cy, ax, ay);
    if (low > high) continue;
    span(y * width + Math.max(0, Math.ceil(low)), y * width + Math.min(width - 1, Math.floor(high)));
  }
}

interface Facet {
  readonly area: number;
  readonly colour: [number, number, number];
}

function facetColour(picture: Picture, subject: Uint8Array, corner: readonly number[]): Facet {
  const { width, height } = picture;
  const [ax, ay, bx, by, cx, cy] = corner as [number, number, number, number, number, number];
  // A facet across the subject's border takes the side that has more of it: mixed colours would blur the silhouette.
  const sums = [0, 0, 0, 0, 0, 0, 0, 0];
  rasterise(ax, ay, bx, by, cx, cy, width, height, (from, to) => {
    for (let i = from; i <= to; i++) {
      const k = byteAt(subject, i) > 127 ? 4 : 0;
      sums[k] = (sums[k] as number) + at(picture.r, i);
      sums[k + 1] = (sums[k + 1] as number) + at(picture.g, i);
      sums[k + 2] = (sums[k + 2] as number) + at(picture.b, i);
      sums[k + 3] = (sums[k + 3] as number) + 1;
    }
  });
  const k = (sums[7] as number) > (sums[3] as number) ? 4 : 0;
  const n = sums[k + 3] as number;
  return {
    area: n,
    colour: [(sums[k] as number) / (n || 1), (sums[k + 1] as number) / (n || 1), (sums[k + 2] as number) / (n || 1)],
  };
}

export const lowPoly: StyleRenderer = (scene, random) => {
  const { width, height } = scene;
  const picture = pictureOf(scene);
  saturate(picture, 1.2);
  const edges = orientationOf(picture, 1.6, 2).strength;
  const light = lumaOf(picture);
  // The subject's own border counts as a strong edge even where its colour is that of the ground.
  const border = orientationOf({ width, height, r: planeOf(scene.subject), g: light, b: light }, 1.2, 2).strength;
  for (let i = 0; i < edges.length; i++) edges[i] = Math.min(1, Math.max(at(edges, i) * 0.8, at(border, i) * 0.5));
  const points = corners(scene, edges, random);
  const { triangles } = new Delaunator(points);
  const out = emptyPicture(width, height);
  for (let t = 0; t < triangles.length; t += 3) {
    const corner: number[] = [];
    for (let k = 0; k < 3; k++) {
      const p = triangles[t + k] as number;
      corner.push(points[p * 2] as number, points[p * 2 + 1] as number);
    }
    const [ax, ay, bx, by, cx, cy] = corner as [number, number, number, number, number, number];
    const { colour } = facetColour(picture, scene.subject, corner);
    // Facets are tilted planes: those that happen to face the light are lighter.
    const mx = (ax + bx + cx) / 3;
    const my = (ay + by + cy) / 3;
    const tilt = ((ax - mx) * scene.light.x + (ay - my) * scene.light.y) / (distanceOf(ax - mx, ay - my) + 1);
    const shade = 1 + 0.055 * tilt + (random() - 0.5) * 0.07;
    const [r, g, b] = colour.map((value) => value * shade + 0.012 * tilt) as [number, number, number];
    rasterise(ax, ay, bx, by, cx, cy, width, height, (from, to) => {
      out.r.fill(r, from, to + 1);
      out.g.fill(g, from, to + 1);
      out.b.fill(b, from, to + 1);
    });
  }
  return rgbaOf(out);
};
