// One stroke of a bristle brush: paint and its thickness along a curved path, and layers of such strokes.
// Must not know which style paints with it.
import { blurPicture } from './box-blur.js';
import { at, type Picture, type Plane } from './plane.js';

/** What is painted on: colours and the thickness of the paint, 0 up. */
export interface Canvas {
  readonly picture: Picture;
  readonly thickness: Plane;
}

export interface Brush {
  /** Half the width of a stroke in pixels. */
  readonly radius: number;
  /** Distance between starting points, in radii. */
  readonly spacing: number;
  /** Longest stroke, in radii. */
  readonly length: number;
  /** How far colours of single strokes stray, 0–1. */
  readonly colourSpread: number;
  /** How far bristles differ from each other, 0 an even flat stroke – 1 dry and streaky. */
  readonly roughness: number;
  /** 0 straight – 1 follows the direction field closely. */
  readonly bend: number;
  /** Strokes are set where the canvas differs from the subject by more than this (0–1); below 0: everywhere. */
  readonly tolerance: number;
}

/** Which way strokes go at a pixel, as a unit vector without sign. */
export interface Directions {
  readonly x: Plane;
  readonly y: Plane;
}

/**
 * One layer of strokes over a canvas: Hertzmann, Painterly Rendering with Curved Brush Strokes of Multiple Sizes (1998),
 * with directions from outside instead of raw gradients. The reference is blurred by the brush's own size, strokes start on a
 * jittered grid in random order where the canvas is still wrong, and end where another colour fits better.
 * @param where 0–1, how willingly strokes are set at a pixel; tolerance is divided by it
 */
export function paintLayer(
  canvas: Canvas,
  reference: Picture,
  directions: Directions,
  brush: Brush,
  random: () => number,
  where?: Plane,
): void {
  const { width, height } = reference;
  const soft = blurPicture(reference, brush.radius * 0.5);
  const grid = Math.max(2, Math.round(brush.radius * brush.spacing));
  const starts = shuffledGrid(width, height, grid, random);
  const path = new Float32Array(2 * (Math.ceil(brush.length) + 4));
  const { picture } = canvas;
  for (const start of starts) {
    const will = where === undefined ? 1 : at(where, start);
    if (will <= 0.02) continue;
    const error =
      Math.abs(at(picture.r, start) - at(soft.r, start)) +
      Math.abs(at(picture.g, start) - at(soft.g, start)) +
      Math.abs(at(picture.b, start) - at(soft.b, start));
    if (error < (3 * brush.tolerance) / will) continue;
    const points = strokePath(path, start, soft, picture, directions, brush, random);
    if (points < 2) continue;
    const shade = 1 + (random() - 0.5) * 0.5 * brush.colourSpread;
    const stray = () => (random() - 0.5) * 0.16 * brush.colourSpread;
    paintStroke(
      canvas,
      path,
      points,
      [at(soft.r, start) * shade + stray(), at(soft.g, start) * shade + stray(), at(soft.b, start) * shade + stray()],
      brush,
      random,
    );
  }
}

function shuffledGrid(width: number, height: number, grid: number, random: () => number): Int32Array {
  const columns = Math.ceil(width / grid);
  const rows = Math.ceil(height / grid);
  const out = new Int32Array(columns * rows);
  let n = 0;
  for (let cy = 0; cy < rows; cy++) {
    for (let cx = 0; cx < columns; cx++) {
      const x = Math.min(width - 1, Math.floor((cx + random()) * grid));
      const y = Math.min(height - 1, Math.floor((cy + random()) * grid));
      out[n++] = y * width + x;
    }
  }
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const swap = out[i] as number;
    out[i] = out[j] as number;
    out[j] = swap;
  }
  return out;
}

/** Control points a radius apart; returns how many. */
function strokePath(
  path: Float32Array,
  start: number,
  soft: Picture,
  painted: Picture,
  directions: Directions,
  brush: Brush,
  random: () => number,
): number {
  const { width, height } = soft;
  const r = at(soft.r, start);
  const g = at(soft.g, start);
  const b = at(soft.b, start);
  let x = start % width;
  let y = Math.floor(start / width);
  const side = random() < 0.5 ? -1 : 1;
  let dx = at(directions.x, start) * side;
  let dy = at(directions.y, start) * side;
  // Start a little behind, so that the stroke lies across its starting point.
  x -= dx * brush.radius * 0.8;
  y -= dy * brush.radius * 0.8;
  path[0] = x;
  path[1] = y;
  let points = 1;
  const longest = brush.length * (0.6 + 0.4 * random());
  while (points < longest) {
    x += dx * brush.radius;
    y += dy * brush.radius;
    if (x < -brush.radius || y < -brush.radius || x > width + brush.radius || y > height + brush.radius) break;
    const i = Math.max(0, Math.min(height - 1, y | 0)) * width + Math.max(0, Math.min(width - 1, x | 0));
    if (points > 2) {
      const mine = Math.abs(at(soft.r, i) - r) + Math.abs(at(soft.g, i) - g) + Math.abs(at(soft.b, i) - b);
      const there =
        Math.abs(at(soft.r, i) - at(painted.r, i)) +
        Math.abs(at(soft.g, i) - at(painted.g, i)) +
        Math.abs(at(soft.b, i) - at(painted.b, i));
      if (mine > 0.12 && mine > there) break;
    }
    path[points * 2] = x;
    path[points * 2 + 1] = y;
    points++;
    let nx = at(directions.x, i);
    let ny = at(directions.y, i);
    if (nx * dx + ny * dy < 0) {
      nx = -nx;
      ny = -ny;
    }
    dx = dx * (1 - brush.bend) + nx * brush.bend;
    dy = dy * (1 - brush.bend) + ny * brush.bend;
    const length = Math.sqrt(dx * dx + dy * dy) || 1;
    dx /= length;
    dy /= length;
  }
  return points;
}

/** Draws the bristles one by one along the path. Each has its own shade and height, and lifts off at its own moment. */
export function paintStroke(
  { picture, thickness }: Canvas,
  path: Float32Array,
  points: number,
  [red, green, blue]: readonly [number, number, number],
  brush: Brush,
  random: () => number,
): void {
  const { width, height, r, g, b } = picture;
  const { radius, roughness } = brush;
  const bristles = Math.max(3, Math.ceil(radius * 2.3));
  const step = 0.95;
  let total = 0;
  for (let p = 1; p < points; p++) {
    total += Math.hypot(at(path, p * 2) - at(path, p * 2 - 2), at(path, p * 2 + 1) - at(path, p * 2 - 1));
  }
  let clump = random();
  for (let n = 0; n < bristles; n++) {
    const across = ((n + 0.5) / bristles) * 2 - 1;
    // Neighbouring bristles stick together: a random walk, not noise.
    clump += (random() - clump) * 0.45;
    const shade = 1 + (clump - 0.5) * 0.34 * roughness;
    const round = Math.sqrt(1 - across * across * 0.92);
    const tall = round * (0.45 + clump * roughness);
    const from = (1 - round) * radius * 0.8 + random() * roughness * radius * 0.7;
    const to = total - (1 - round) * radius * 0.8 - random() * random() * roughness * total * 0.45;
    const cover = 0.94 - 0.3 * roughness * random();
    let walked = 0;
    for (let p = 1; p < points; p++) {
      const x0 = at(path, p * 2 - 2);
      const y0 = at(path, p * 2 - 1);
      const vx = at(path, p * 2) - x0;
      const vy = at(path, p * 2 + 1) - y0;
      const length = Math.sqrt(vx * vx + vy * vy);
      if (length === 0) continue;
      const ux = vx / length;
      const uy = vy / length;
      // Offsets turn smoothly from one piece to the next, so that bends leave no wedge.
      const next = p + 1 < points ? p + 1 : p;
      const wx = at(path, next * 2) - at(path, next * 2 - 2);
      const wy = at(path, next * 2 + 1) - at(path, next * 2 - 1);
      const wl = Math.sqrt(wx * wx + wy * wy) || 1;
      for (let s = 0; s < length; s += step) {
        const along = walked + s;
        if (along < from || along > to) continue;
        const t = s / length;
        const nx = -(uy + (wy / wl - uy) * t);
        const ny = ux + (wx / wl - ux) * t;
        const x = (x0 + ux * s + nx * across * radius) | 0;
        const y = (y0 + uy * s + ny * across * radius) | 0;
        if (x < 0 || y < 0 || x >= width || y >= height) continue;
        const i = y * width + x;
        r[i] = at(r, i) + (red * shade - at(r, i)) * cover;
        g[i] = at(g, i) + (green * shade - at(g, i)) * cover;
        b[i] = at(b, i) + (blue * shade - at(b, i)) * cover;
        thickness[i] = at(thickness, i) * 0.35 + tall * 0.65;
      }
      walked += length;
    }
  }
}
