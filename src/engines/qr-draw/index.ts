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
  const paper = [size];
  return encodeBilevelPng(size, size, [
    { runs: paper, times: margin },
    ...modules.map((row) => ({ runs: runsOf(row, margin, scale, size), times: scale })),
    { runs: paper, times: size - margin - count * scale },
  ]);
}

/** Widths in pixels of a row's white and dark runs in turn, the margins being part of the white ones at its ends. */
function runsOf(modules: readonly boolean[], margin: number, scale: number, size: number): number[] {
  const runs: number[] = [];
  let dark = false;
  let from = 0;
  for (let x = 0; x < modules.length; x++) {
    if (modules[x] === dark) continue;
    const edge = margin + x * scale;
    runs.push(edge - from);
    from = edge;
    dark = !dark;
  }
  // One module of the quiet zone is part of the square: rows end white.
  runs.push(size - from);
  return runs;
}
