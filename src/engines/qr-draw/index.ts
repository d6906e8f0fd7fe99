// Public face of the drawing engine for QR codes: text → its modules, and modules → a PNG of a given size.
// Must not know who scans it. Same text, same bytes.
import { encodeQR } from 'qr';
import { encodeBilevelPng } from './png.js';

export { type Bars, code128 } from './code128.js';

/** Square of modules, row by row; true is dark. One module of the quiet zone is part of it. */
export type QrModules = readonly (readonly boolean[])[];

/** ISO/IEC 18004, 6.3.8: four modules of white on every side. */
const quietZone = 4;
const drawnZone = 1;
const smallest = 21 + 2 * quietZone;

/**
 * The modules for a text, error correction M (15 %): enough for a smudge, and fewer, larger modules than Q or H.
 * @throws RangeError for a text that is empty or longer than a code can hold (2,331 bytes)
 */
export function qrModules(text: string): QrModules {
  if (text === '') throw new RangeError('there is nothing to write into the code');
  if (Buffer.byteLength(text) > 2_331) throw new RangeError('the text is longer than a code can hold');
  // The library draws at least one module of border.
  return encodeQR(text, 'raw', { ecc: 'medium', border: 1 });
}

/**
 * Draws modules as a square PNG of exactly `size` pixels, one bit a pixel. Modules are whole pixels wide; what is left
 * over widens the quiet zone evenly, because edges between pixels are what cheap scanners stumble over.
 * @throws RangeError when the size gives a module less than one pixel, or is above 4,096
 */
export function drawQr(modules: QrModules, size: number): Buffer {
  const count = modules.length;
  const scale = Math.floor(size / (count + 2 * (quietZone - drawnZone)));
  if (!Number.isInteger(size) || size < smallest || size > 4_096 || scale < 1) {
    throw new RangeError(`${size} pixels do not hold ${count} modules and their quiet zone`);
  }
  const margin = Math.floor((size - count * scale) / 2);
  const stride = 1 + Math.ceil(size / 8);
  const paper = rowOfPaper(stride);
  return encodeBilevelPng(size, size, [
    { row: paper, times: margin },
    ...modules.map((row) => ({ row: rowOfInk(row, margin, scale, stride), times: scale })),
    { row: paper, times: size - margin - count * scale },
  ]);
}

const rowOfPaper = (stride: number): Uint8Array => new Uint8Array(stride).fill(0xff, 1);

/** One row of pixels for one row of modules: runs of dark modules clear whole bytes at once. */
function rowOfInk(modules: readonly boolean[], margin: number, scale: number, stride: number): Uint8Array {
  const bits = rowOfPaper(stride);
  let x = 0;
  while (x < modules.length) {
    if (!modules[x]) {
      x++;
      continue;
    }
    let end = x;
    while (modules[end]) end++;
    clear(bits, margin + x * scale, margin + end * scale);
    x = end;
  }
  return bits;
}

/** Clears pixels `from` up to but not including `to`; byte 0 of a row is its filter. */
function clear(bits: Uint8Array, from: number, to: number): void {
  const first = from >> 3;
  const last = (to - 1) >> 3;
  const head = 0xff >> (from & 7);
  const tail = 0xff << (7 - ((to - 1) & 7));
  if (first === last) {
    bits[first + 1] = (bits[first + 1] ?? 0) & ~(head & tail);
    return;
  }
  bits[first + 1] = (bits[first + 1] ?? 0) & ~head;
  bits.fill(0, first + 2, last + 1);
  bits[last + 1] = (bits[last + 1] ?? 0) & ~tail;
}
