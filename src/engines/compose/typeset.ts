// Sets one line of text from pieces of different faces and sizes: measures real ink, aligns it optically, draws it.
// Must not know roles, palettes or layouts.
import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { type Run, runsFor } from './faces.js';
import type { FaceName } from './font-catalogue.js';
import { visibleClusters } from './graphemes.js';

/** A stretch of a line in one face. */
export interface Piece {
  readonly text: string;
  readonly face: FaceName;
  /** Size relative to the line. Default 1. */
  readonly scale?: number;
  /**
   * Where it sits: on the baseline; with its ink on the baseline (Han characters reach below it and would look sunken
   * beside figures); or with its ink top level with the tallest piece.
   */
  readonly seat?: 'baseline' | 'ink' | 'top';
  /** Space between its ink and the ink before it, in em of the line. */
  readonly gap?: number;
}

interface Placed {
  readonly run: Run;
  /** All in em of the line. */
  readonly x: number;
  readonly rise: number;
  readonly scale: number;
  readonly width: number;
}

/** A measured line; every length is in em, to be multiplied by the font size. */
export interface Line {
  readonly text: string;
  readonly placed: readonly Placed[];
  /** Ink extents: `left` is where ink starts, right of the origin. */
  readonly left: number;
  readonly right: number;
  readonly ascent: number;
  readonly descent: number;
  readonly substituted: readonly string[];
}

interface RunInk {
  readonly advance: number;
  readonly left: number;
  readonly right: number;
  readonly ascent: number;
  readonly descent: number;
}

const referenceSize = 200;
const rosetteInk: RunInk = { advance: 0.96, left: 0.08, right: 0.88, ascent: 0.76, descent: 0.04 };
const maxRemembered = 2000;
const remembered = new Map<string, RunInk>();
let ruler: SKRSContext2D | undefined;

function useFont(ctx: SKRSContext2D, run: Run, size: number): void {
  ctx.font = `${size}px ${run.family}`;
  ctx.fontVariationSettings = run.variation;
}

/** Stacked marks and joined scripts: the canvas' reported ink leaves their marks out. */
const needsLooking = /[\p{M}\p{Script=Arabic}\p{Script=Thai}\p{Script=Devanagari}]/u;

/** Ink measured by drawing the run small and looking where it left pixels. */
function lookAtInk(run: Run, advance: number): RunInk {
  const size = 48;
  const margin = size * 6;
  const canvas = createCanvas(Math.ceil(advance * size) + 2 * size, 2 * margin);
  const ctx = canvas.getContext('2d');
  useFont(ctx, run, size);
  ctx.fillText(run.text, size, margin);
  const { width, height } = canvas;
  const pixels = ctx.getImageData(0, 0, width, height).data;
  let [x0, x1, y0, y1] = [width, 0, height, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if ((pixels[(y * width + x) * 4 + 3] ?? 0) < 8) continue;
      x0 = Math.min(x0, x);
      x1 = Math.max(x1, x + 1);
      y0 = Math.min(y0, y);
      y1 = Math.max(y1, y + 1);
    }
  }
  const grow = run.embolden + 0.5 / size;
  if (x1 <= x0) return { advance, left: 0, right: 0, ascent: 0, descent: 0 };
  return {
    advance,
    left: (x0 - size) / size - grow,
    right: (x1 - size) / size + grow,
    ascent: (margin - y0) / size + grow,
    descent: (y1 - margin) / size + grow,
  };
}

function inkOfRun(run: Run): RunInk {
  if (run.kind === 'rosette') return rosetteInk;
  const key = `${run.family}|${run.variation}|${run.text}`;
  const known = remembered.get(key);
  if (known) return known;
  ruler ??= createCanvas(4, 4).getContext('2d');
  useFont(ruler, run, referenceSize);
  const m = ruler.measureText(run.text);
  const grow = run.embolden;
  const ink: RunInk = needsLooking.test(run.text)
    ? lookAtInk(run, m.width / referenceSize)
    : {
        advance: m.width / referenceSize,
        left: m.actualBoundingBoxLeft / -referenceSize - grow,
        right: m.actualBoundingBoxRight / referenceSize + grow,
        ascent: m.actualBoundingBoxAscent / referenceSize + grow,
        descent: m.actualBoundingBoxDescent / referenceSize + grow,
      };
  if (remembered.size >= maxRemembered) remembered.clear();
  remembered.set(key, ink);
  return ink;
}

interface MeasuredPiece {
  readonly piece: Piece;
  readonly runs: readonly { readonly run: Run; readonly ink: RunInk }[];
  readonly ascent: number;
  readonly descent: number;
}

function measurePiece(piece: Piece): MeasuredPiece {
  const runs = runsFor(visibleClusters(piece.text), piece.face).map((run) => ({ run, ink: inkOfRun(run) }));
  const scale = piece.scale ?? 1;
  const inked = runs.filter(({ run }) => run.text.trim() !== '');
  return {
    piece,
    runs,
    ascent: scale * Math.max(...inked.map(({ ink }) => ink.ascent), 0),
    descent: scale * Math.max(...inked.map(({ ink }) => ink.descent), 0),
  };
}

/** Measures a line. Pieces without visible text are left out. */
export function setLine(pieces: readonly Piece[]): Line {
  const measured = pieces.map(measurePiece).filter((m) => m.runs.length > 0);
  const top = Math.max(...measured.filter((m) => m.piece.seat !== 'top').map((m) => m.ascent), 0);
  const placed: Placed[] = [];
  const substituted: string[] = [];
  let [x, left, right, ascent, descent] = [0, Number.POSITIVE_INFINITY, 0, 0, 0];
  for (const { piece, runs, ascent: pieceAscent, descent: pieceDescent } of measured) {
    const scale = piece.scale ?? 1;
    const rise = piece.seat === 'ink' ? pieceDescent : piece.seat === 'top' ? top - pieceAscent : 0;
    // Ink to ink: side bearings differ from face to face and would make equal gaps look unequal.
    const first = runs[0]?.ink;
    if (placed.length > 0 && piece.gap !== undefined && first) x = right + piece.gap - first.left * scale;
    let before: RunInk | undefined;
    for (const { run, ink } of runs) {
      let at = x;
      if (run.kind === 'overlay' && before) {
        at = x - (before.advance * scale) / 2 - ((ink.left + ink.right) * scale) / 2;
      }
      placed.push({ run, x: at, rise, scale, width: ink.advance * scale });
      if (run.kind === 'rosette') substituted.push(run.text);
      if (run.text.trim() !== '') {
        left = Math.min(left, at + ink.left * scale);
        right = Math.max(right, at + ink.right * scale);
      }
      ascent = Math.max(ascent, ink.ascent * scale + rise);
      descent = Math.max(descent, ink.descent * scale - rise);
      if (run.kind !== 'overlay') {
        x += ink.advance * scale;
        before = ink;
      }
    }
  }
  const text = measured.map((m) => m.runs.map(({ run }) => run.text).join('')).join('');
  return { text, placed, left: Number.isFinite(left) ? left : 0, right, ascent, descent, substituted };
}

/** The largest size in pixels, up to `max`, at which the line's ink fits `width` × `height`. */
export function fitSize(line: Line, width: number, height: number, max = Number.POSITIVE_INFINITY): number {
  const inkWidth = line.right - line.left;
  const inkHeight = line.ascent + line.descent;
  return Math.min(max, inkWidth > 0 ? width / inkWidth : max, inkHeight > 0 ? height / inkHeight : max);
}

/** Four petals around a point: stands for a character no font has, and cannot be mistaken for a missing-glyph box. */
function rosette(ctx: SKRSContext2D, x: number, baseline: number, size: number): void {
  const radius = 0.4 * size;
  const cx = x + 0.48 * size;
  const cy = baseline - 0.36 * size;
  ctx.beginPath();
  for (let i = 0; i < 4; i++) {
    const angle = (i * Math.PI) / 2;
    ctx.moveTo(cx, cy);
    const tip = [cx + radius * Math.cos(angle), cy + radius * Math.sin(angle)] as const;
    const side = (turn: number): readonly [number, number] => [
      cx + radius * 0.86 * Math.cos(angle + turn),
      cy + radius * 0.86 * Math.sin(angle + turn),
    ];
    ctx.quadraticCurveTo(...side(-0.6), ...tip);
    ctx.quadraticCurveTo(...side(0.6), cx, cy);
  }
  ctx.fill();
}

/**
 * Draws a line with the current fill style.
 * @param x where its ink starts
 * @param baseline y of the baseline
 * @param size font size in pixels
 */
export function drawLine(ctx: SKRSContext2D, line: Line, x: number, baseline: number, size: number): void {
  const origin = x - line.left * size;
  for (const { run, x: at, rise, scale } of line.placed) {
    const px = origin + at * size;
    const py = baseline - rise * size;
    if (run.kind === 'rosette') {
      rosette(ctx, px, py, size * scale);
      continue;
    }
    useFont(ctx, run, size * scale);
    ctx.fillText(run.text, px, py);
    if (run.embolden > 0) {
      ctx.strokeStyle = ctx.fillStyle;
      ctx.lineJoin = 'round';
      ctx.lineWidth = 2 * run.embolden * size * scale;
      ctx.strokeText(run.text, px, py);
    }
  }
}
