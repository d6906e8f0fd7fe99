// Connected pieces of a matte: drops ghost islands, closes false holes.
// Must not know the photo.
import type { Plane } from './raster.js';

export interface Pieces {
  /** Per pixel: the number of its piece, 0 for none. */
  readonly label: Int32Array;
  /** Pixels of each piece; index 0 is unused. */
  readonly area: number[];
  /** Sum of the weights of each piece's pixels. */
  readonly weight: number[];
  /** Whether a piece touches the border of the picture. */
  readonly atBorder: boolean[];
}

/** 1 where the plane's value times `sign` is above `threshold` times `sign`. */
function maskOf(values: Float32Array, threshold: number, sign: 1 | -1): Uint8Array {
  const mask = new Uint8Array(values.length);
  for (let at = 0; at < mask.length; at++) mask[at] = ((values[at] as number) - threshold) * sign > 0 ? 1 : 0;
  return mask;
}

/** Labels the 4-connected (or 8-connected) pieces of a mask's ones; flood fill with an own stack. Empties the mask. */
export function label(
  width: number,
  height: number,
  mask: Uint8Array,
  weights: Float32Array,
  diagonal: boolean,
): Pieces {
  const count = width * height;
  const labels = new Int32Array(count);
  const stack = new Int32Array(count);
  const area = [0];
  const weight = [0];
  const atBorder = [false];
  for (let seed = 0; seed < count; seed++) {
    if (mask[seed] === 0) continue;
    const number = area.length;
    let size = 0;
    let sum = 0;
    let border = false;
    let top = 0;
    mask[seed] = 0;
    labels[seed] = number;
    stack[top++] = seed;
    while (top > 0) {
      const at = stack[--top] as number;
      size++;
      sum += weights[at] as number;
      const x = at % width;
      const left = x > 0 ? 1 : 0;
      const right = x < width - 1 ? 1 : 0;
      const up = at >= width;
      const down = at < count - width;
      border ||= !(left && right && up && down);
      // The neighbours row by row; a row above or below is visited as wide as diagonals are wanted.
      for (let row = up ? -width : 0; row <= (down ? width : 0); row += width) {
        const reachLeft = row === 0 || diagonal ? left : 0;
        const reachRight = row === 0 || diagonal ? right : 0;
        for (let next = at + row - reachLeft; next <= at + row + reachRight; next++) {
          if (mask[next] === 0) continue;
          mask[next] = 0;
          labels[next] = number;
          stack[top++] = next;
        }
      }
    }
    area.push(size);
    weight.push(sum);
    atBorder.push(border);
  }
  return { label: labels, area, weight, atBorder };
}

/** Islands below this share of the largest piece go; a pair of shoes or a set of cups stays. */
const smallestShare = 0.04;

/**
 * Keeps the pieces that make up the subject and everything faint that is joined to them; clears the rest in place.
 * @param matte after refinement, 0–1; changed
 * @param first the model's own matte, the same size: a piece only colours speak for is kept only when joined
 */
export function dropIslands(matte: Plane, first: Plane): void {
  const { width, height, values } = matte;
  const solid = label(width, height, maskOf(values, 0.5, 1), first.values, true);
  const largest = solid.area.reduce((most, area) => Math.max(most, area), 0);
  const keep = solid.area.map(
    (area, piece) => piece > 0 && area >= largest * smallestShare && (solid.weight[piece] as number) > area * 0.3,
  );
  if (!keep.includes(true) && largest > 0) keep[solid.area.indexOf(largest)] = true;
  const faint = label(width, height, maskOf(values, 0.12, 1), first.values, true);
  const joined = new Uint8Array(faint.area.length);
  for (let at = 0; at < values.length; at++) {
    if (keep[solid.label[at] as number]) joined[faint.label[at] as number] = 1;
  }
  for (let at = 0; at < values.length; at++) {
    if (joined[faint.label[at] as number] === 0) values[at] = 0;
  }
}

/**
 * Gives enclosed holes back to the subject where the model saw it there with confidence: a white label on white paper is no
 * hole, the inside of a handle is. Changes `matte` in place.
 */
export function closeFalseHoles(matte: Plane, first: Plane): void {
  const { width, height, values } = matte;
  const open = label(width, height, maskOf(values, 0.5, -1), first.values, false);
  for (let at = 0; at < values.length; at++) {
    const piece = open.label[at] as number;
    if (piece === 0 || open.atBorder[piece]) continue;
    if ((open.weight[piece] as number) > (open.area[piece] as number) * 0.8) {
      values[at] = Math.max(values[at] as number, first.values[at] as number);
    }
  }
}
