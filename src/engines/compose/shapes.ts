// Drawing vocabulary shared by the layouts: soft shadows, glows, perforated tickets, rays, waves, sparkles.
// Must not know colours by meaning or any text.
import type { SKRSContext2D } from '@napi-rs/canvas';
import { withAlpha } from './colour.js';
import { cardEdge } from './layout.js';
import type { Box } from './pen.js';

type Point = readonly [number, number];
/** Centre x, centre y, radius. */
export type Circle = readonly [number, number, number];

/** A canvas gradient; the canvas package's own types lean on browser types this server does not load. */
export interface Gradient {
  addColorStop(offset: number, colour: string): void;
}

/** Fills the card with a gradient from one point to another. */
export function wash(
  ctx: SKRSContext2D,
  colours: readonly string[],
  from: Point = [0, 0],
  to: Point = [cardEdge, cardEdge],
): void {
  ctx.fillStyle = linear(ctx, colours, from, to);
  ctx.fillRect(0, 0, cardEdge, cardEdge);
}

export function linear(ctx: SKRSContext2D, colours: readonly string[], from: Point, to: Point): Gradient {
  const gradient: Gradient = ctx.createLinearGradient(...from, ...to);
  colours.forEach((colour, i) => {
    gradient.addColorStop(colours.length > 1 ? i / (colours.length - 1) : 0, colour);
  });
  return gradient;
}

/** A soft light: `alpha` at its centre, nothing at `radius`. */
export function glow(ctx: SKRSContext2D, colour: string, alpha: number, [x, y]: Point, radius: number): void {
  const gradient: Gradient = ctx.createRadialGradient(x, y, 0, x, y, radius);
  gradient.addColorStop(0, withAlpha(colour, alpha));
  gradient.addColorStop(0.5, withAlpha(colour, alpha * 0.42));
  gradient.addColorStop(1, withAlpha(colour, 0));
  ctx.fillStyle = gradient;
  ctx.fillRect(Math.max(0, x - radius), Math.max(0, y - radius), 2 * radius, 2 * radius);
}

/** Runs `draw` with a soft shadow below whatever it fills. */
export function shadowed(ctx: SKRSContext2D, colour: string, blur: number, drop: number, draw: () => void): void {
  ctx.save();
  ctx.shadowColor = colour;
  ctx.shadowBlur = blur;
  ctx.shadowOffsetY = drop;
  draw();
  ctx.restore();
}

export function roundedBox(ctx: SKRSContext2D, { x, y, w, h }: Box, radius: number): void {
  ctx.beginPath();
  ctx.roundRect(x, y, w, h, radius);
}

/** A ticket: rounded corners and a half-round bite out of both sides at `biteY`. */
export function ticketPath(ctx: SKRSContext2D, { x, y, w, h }: Box, radius: number, biteY: number, bite: number): void {
  ctx.beginPath();
  ctx.moveTo(x + radius, y);
  ctx.arcTo(x + w, y, x + w, y + radius, radius);
  ctx.lineTo(x + w, biteY - bite);
  ctx.arc(x + w, biteY, bite, -Math.PI / 2, Math.PI / 2, true);
  ctx.arcTo(x + w, y + h, x + w - radius, y + h, radius);
  ctx.arcTo(x, y + h, x, y + h - radius, radius);
  ctx.lineTo(x, biteY + bite);
  ctx.arc(x, biteY, bite, Math.PI / 2, -Math.PI / 2, true);
  ctx.arcTo(x, y, x + radius, y, radius);
  ctx.closePath();
}

/** A row of round holes or dots. */
export function dots(
  ctx: SKRSContext2D,
  colour: string,
  from: number,
  to: number,
  y: number,
  radius: number,
  step: number,
): void {
  const count = Math.floor((to - from) / step);
  const start = from + (to - from - count * step) / 2;
  ctx.fillStyle = colour;
  for (let i = 0; i <= count; i++) {
    ctx.beginPath();
    ctx.arc(start + i * step, y, radius, 0, 2 * Math.PI);
    ctx.fill();
  }
}

/** Circles around one point, as thin lines. */
export function rings(
  ctx: SKRSContext2D,
  stroke: string,
  [x, y]: Point,
  from: number,
  to: number,
  step: number,
  width: number,
): void {
  ctx.strokeStyle = stroke;
  ctx.lineWidth = width;
  for (let r = from; r <= to; r += step) {
    ctx.beginPath();
    ctx.arc(x, y, r, 0, 2 * Math.PI);
    ctx.stroke();
  }
}

/** Beams of light around one point, `count` of them, each as wide as the gap beside it. */
export function rays(ctx: SKRSContext2D, fill: string | Gradient, [x, y]: Point, count: number, turn: number): void {
  const reach = 1600;
  ctx.fillStyle = fill;
  ctx.beginPath();
  for (let i = 0; i < count; i++) {
    const a = turn + (i * 2 * Math.PI) / count;
    const b = a + Math.PI / count;
    ctx.moveTo(x, y);
    ctx.lineTo(x + reach * Math.cos(a), y + reach * Math.sin(a));
    ctx.lineTo(x + reach * Math.cos(b), y + reach * Math.sin(b));
    ctx.closePath();
  }
  ctx.fill();
}

/** A disc with a softly waved edge, like a starched seal. */
export function scallopPath(ctx: SKRSContext2D, [x, y]: Point, radius: number, waves: number, depth: number): void {
  ctx.beginPath();
  const steps = waves * 12;
  for (let i = 0; i <= steps; i++) {
    const a = (i / steps) * 2 * Math.PI;
    const r = radius + depth * Math.cos(a * waves);
    if (i === 0) ctx.moveTo(x + r * Math.cos(a), y + r * Math.sin(a));
    else ctx.lineTo(x + r * Math.cos(a), y + r * Math.sin(a));
  }
  ctx.closePath();
}

/** A four-pointed star with hollow sides. */
export function sparkle(ctx: SKRSContext2D, colour: string, x: number, y: number, radius: number): void {
  ctx.fillStyle = colour;
  ctx.beginPath();
  ctx.moveTo(x, y - radius);
  for (let i = 1; i <= 4; i++) {
    const a = -Math.PI / 2 + (i * Math.PI) / 2;
    ctx.quadraticCurveTo(x, y, x + radius * Math.cos(a), y + radius * Math.sin(a));
  }
  ctx.fill();
}

/** A ball lit from the upper left. */
export function ball(ctx: SKRSContext2D, light: string, dark: string, x: number, y: number, radius: number): void {
  const gradient: Gradient = ctx.createRadialGradient(
    x - radius * 0.35,
    y - radius * 0.4,
    radius * 0.1,
    x,
    y,
    radius * 1.05,
  );
  gradient.addColorStop(0, light);
  gradient.addColorStop(1, dark);
  ctx.fillStyle = gradient;
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.fill();
}

/** Rows of overlapping fans, the wave pattern of old porcelain, from `top` to the card's lower edge. */
export function waves(ctx: SKRSContext2D, fills: readonly string[], line: string, top: number, radius: number): void {
  const rise = radius * 0.5;
  const rows = Math.ceil((cardEdge - top) / rise) + 1;
  ctx.strokeStyle = line;
  for (let row = 0; row < rows; row++) {
    const y = top + radius + row * rise;
    for (let x = row % 2 === 0 ? 0 : radius; x <= cardEdge + radius; x += 2 * radius) {
      for (const [ring, share] of [1, 0.74, 0.5, 0.26].entries()) {
        ctx.beginPath();
        ctx.arc(x, y, radius * share, 0, 2 * Math.PI);
        ctx.fillStyle = fills[ring % fills.length] ?? line;
        ctx.fill();
        ctx.lineWidth = ring === 0 ? radius * 0.055 : radius * 0.03;
        ctx.stroke();
      }
    }
  }
}
