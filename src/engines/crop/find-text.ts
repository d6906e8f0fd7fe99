// Lines of lettering, found by what printing looks like: many thin strokes of two clear tones in a row, with calm above and below.
// Must not read the text, and must not know what a line means for a crop. Large lettering is left to the saliency model.
import type { Raster } from '../../kernel/raster.js';
import { luminanceOf } from './raster.js';

/** In pixels of the raster, right and bottom exclusive. */
export interface TextLine {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Side of the cells in which strokes are counted, in pixels. */
const cell = 8;
/** Luminance step (0–255) over two pixels that counts as the side of a stroke. */
const sharpStep = 44;
/** A stroke is at most this wide, in pixels. */
const widestStroke = 16;
/** Strokes crossed by the eight rows of a cell from which it may be lettering: on average more than one in two rows. */
const busyCell = 5;
/** A line is at least this many cells long, and this many times as long as it is high. */
const shortestLine = 6;
const slenderness = 2;
/** Lines higher than this many cells are no lines. */
const tallestLine = 9;
/** Share of the variance that the split into two tones explains (Otsu): 0.64 for a bell curve, 0.75 for an even spread. */
const twoToned = 0.8;
/** Least difference of the two tones, 0–255. */
const toneGap = 70;

/** Lines of lettering between about 8 and 70 pixels high, at the raster's size. Tilted and vertical writing is not found. */
export function findText(raster: Raster): TextLine[] {
  const { width, height } = raster;
  const columns = Math.floor(width / cell);
  const rows = Math.floor(height / cell);
  if (columns < shortestLine || rows < 1) return [];
  const luminance = luminanceOf(raster);
  const strokes = countStrokes(luminance, width, columns, rows);
  const lines: TextLine[] = [];
  for (const box of groupsOf(strokes, columns, rows)) {
    const across = box.right - box.left;
    const down = box.bottom - box.top;
    if (across < shortestLine || down > tallestLine || across < slenderness * down) continue;
    if (!calmAround(strokes, columns, rows, box) || !isTwoToned(luminance, width, box)) continue;
    lines.push({ left: box.left * cell, top: box.top * cell, right: box.right * cell, bottom: box.bottom * cell });
  }
  return lines;
}

/** For each cell, how many strokes its rows cross: a sharp step and, soon after, one the other way. */
function countStrokes(luminance: Float32Array, width: number, columns: number, rows: number): Uint16Array {
  const counts = new Uint16Array(columns * rows);
  for (let y = 0; y < rows * cell; y++) {
    const start = y * width;
    const base = Math.floor(y / cell) * columns;
    let lastAt = -widestStroke - 1;
    let lastStep = 0;
    for (let x = 1; x < width - 1; x++) {
      const step = (luminance[start + x + 1] as number) - (luminance[start + x - 1] as number);
      if (step < sharpStep && step > -sharpStep) continue;
      if (step * lastStep < 0 && x - lastAt <= widestStroke) {
        const column = Math.floor((x + lastAt) / (2 * cell));
        if (column < columns) counts[base + column] = (counts[base + column] as number) + 1;
      }
      lastAt = x;
      lastStep = step;
    }
  }
  return counts;
}

/** Boxes around busy cells that touch, in cells; gaps of up to two cells along a row are the spaces between words. */
function groupsOf(strokes: Uint16Array, columns: number, rows: number): TextLine[] {
  const label = new Int32Array(columns * rows).fill(-1);
  const groups: { left: number; top: number; right: number; bottom: number; cells: number }[] = [];
  const busy = (column: number, row: number): boolean => (strokes[row * columns + column] as number) >= busyCell;
  for (let seed = 0; seed < label.length; seed++) {
    if (label[seed] !== -1 || (strokes[seed] as number) < busyCell) continue;
    const group = { left: columns, top: rows, right: 0, bottom: 0, cells: 0 };
    const waiting = [seed];
    label[seed] = groups.length;
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const column = at % columns;
      const row = Math.floor(at / columns);
      group.cells += 1;
      group.left = Math.min(group.left, column);
      group.right = Math.max(group.right, column + 1);
      group.top = Math.min(group.top, row);
      group.bottom = Math.max(group.bottom, row + 1);
      for (let dy = -1; dy <= 1; dy++) {
        const reach = dy === 0 ? 3 : 0;
        for (let dx = -reach; dx <= reach; dx++) {
          const toColumn = column + dx;
          const toRow = row + dy;
          if (toColumn < 0 || toRow < 0 || toColumn >= columns || toRow >= rows) continue;
          const to = toRow * columns + toColumn;
          if (label[to] === -1 && busy(toColumn, toRow)) {
            label[to] = groups.length;
            waiting.push(to);
          }
        }
      }
    }
    groups.push(group);
  }
  // Lettering fills its box; a branch or a fence runs across it.
  return groups.filter(({ left, top, right, bottom, cells }) => cells >= 0.45 * (right - left) * (bottom - top));
}

/** Whether the cells above and below a line hold far fewer strokes than the line itself. The photo's own border is calm. */
function calmAround(strokes: Uint16Array, columns: number, rows: number, box: TextLine): boolean {
  const meanOf = (top: number, bottom: number): number => {
    let sum = 0;
    let count = 0;
    for (let row = Math.max(0, top); row < Math.min(rows, bottom); row++) {
      for (let column = box.left; column < box.right; column++) {
        sum += strokes[row * columns + column] as number;
        count += 1;
      }
    }
    return count === 0 ? 0 : sum / count;
  };
  const inside = meanOf(box.top, box.bottom);
  return meanOf(box.top - 1, box.top) < 0.35 * inside && meanOf(box.bottom, box.bottom + 1) < 0.35 * inside;
}

/** Whether the pixels of a box are mostly two tones, ink and paper (Otsu's criterion over 64 levels). */
function isTwoToned(luminance: Float32Array, width: number, box: TextLine): boolean {
  const histogram = new Uint32Array(64);
  let count = 0;
  for (let y = box.top * cell; y < box.bottom * cell; y++) {
    for (let x = box.left * cell; x < box.right * cell; x++) {
      const level = Math.min(63, Math.floor((luminance[y * width + x] as number) / 4));
      histogram[level] = (histogram[level] as number) + 1;
      count += 1;
    }
  }
  let sum = 0;
  let squares = 0;
  histogram.forEach((times, level) => {
    sum += times * level;
    squares += times * level * level;
  });
  const mean = sum / count;
  const variance = squares / count - mean * mean;
  if (variance <= 0) return false;
  let below = 0;
  let belowSum = 0;
  let best = { explained: 0, gap: 0, ink: 0 };
  for (let level = 0; level < 63; level++) {
    below += histogram[level] as number;
    belowSum += (histogram[level] as number) * level;
    if (below === 0 || below === count) continue;
    const share = below / count;
    const gap = (sum - belowSum) / (count - below) - belowSum / below;
    const explained = (share * (1 - share) * gap * gap) / variance;
    if (explained > best.explained) best = { explained, gap: gap * 4, ink: Math.min(share, 1 - share) };
  }
  return best.explained >= twoToned && best.gap >= toneGap && best.ink >= 0.08;
}
