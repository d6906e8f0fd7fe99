// Public face of the drawing engine for QR codes: text → its modules, and text → a JPEG of a given size.
// Must not know who scans it. Same text, same bytes.
import { encodeQR } from 'qr';
import { encodeJpeg } from './jpeg.js';

export { type Bars, code128 } from './code128.js';

/** Square of modules, row by row; true is dark. One module of the quiet zone is part of it. */
export type QrModules = readonly (readonly boolean[])[];

/** ISO/IEC 18004, 6.3.8: four modules of white on every side. */
const quietZone = 4;
const drawnZone = 1;

/**
 * The modules for a text, error correction M (15 %): enough for a smudge, and fewer, larger modules than Q or H.
 * @throws RangeError for a text that is empty or longer than a code can hold (2,331 bytes)
 */
export function qrModules(text: string): QrModules {
  if (text === '') throw new RangeError('there is nothing to write into the code');
  if (Buffer.byteLength(text) > 2_331) throw new RangeError('the text is longer than a code can hold');
  // The library draws at least one module of border.
  return encodeQR(text, 'raw', { ecc: 'medium', border: drawnZone });
}

/**
 * Codes a picture may show, and how many bytes each holds (ISO/IEC 18004, table 7). Modules of a picture are whole blocks wide, so a smaller
 * code would not have larger ones: a short text is rather corrected better (H: 30 %) than drawn in the middle of much white.
 */
const drawn = [
  { bytes: 34, version: 4, ecc: 'high' },
  { bytes: 46, version: 4, ecc: 'quartile' },
  { bytes: 62, version: 4, ecc: 'medium' },
  { bytes: 84, version: 5, ecc: 'medium' },
  { bytes: 106, version: 6, ecc: 'medium' },
  { bytes: 122, version: 7, ecc: 'medium' },
  { bytes: 154, version: 7, ecc: 'low' },
] as const;

/**
 * Draws a text as a square grey JPEG of exactly `size` pixels. Modules are a whole multiple of 8 pixels wide, on the picture's
 * blocks; what is left over widens the quiet zone.
 * @throws RangeError for a text that is empty or above 154 bytes, and for a size that does not hold it (430 pixels hold any) or is
 *   above 4,096
 */
export function drawQr(text: string, size: number): Buffer {
  if (text === '') throw new RangeError('there is nothing to write into the code');
  const length = Buffer.byteLength(text);
  const kind = drawn.find(({ bytes }) => length <= bytes);
  if (kind === undefined) throw new RangeError('the text is longer than the 154 bytes a picture holds');
  const modules = encodeQR(text, 'raw', { version: kind.version, ecc: kind.ecc, border: drawnZone });
  const blocks = Math.floor(size / 8);
  const scale = Math.floor(blocks / (modules.length + 2 * (quietZone - drawnZone)));
  if (!Number.isInteger(size) || size > 4_096 || scale < 1) {
    throw new RangeError(`${size} pixels do not hold ${modules.length} modules of 8 pixels and their quiet zone`);
  }
  return encodeJpeg({ modules, scale, margin: Math.floor((blocks - modules.length * scale) / 2), size });
}
