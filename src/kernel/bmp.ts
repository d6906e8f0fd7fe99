// Reads BMP, the one upload format the picture library has no reader for: uncompressed 24 and 32 bits, palettes up to 8 bits.
// Must not know who uploads such files, and must never allocate more than the file's own bytes can fill.
import { DomainError } from './errors.js';

/** width×height×3, RGB, rows from the top. */
export interface BmpPixels {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

const bad = (why: string): DomainError => new DomainError('BAD_IMAGE', `BMP: ${why}`);

/**
 * Decodes a BMP file. The fourth byte of 32-bit pixels is ignored: most writers leave it 0 without meaning transparency.
 * Follows Microsoft's BITMAPFILEHEADER, BITMAPCOREHEADER and BITMAPINFOHEADER.
 * @throws DomainError BAD_IMAGE when the file is cut short, compressed (RLE) or of another depth
 */
export function readBmp(input: Uint8Array): BmpPixels {
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  if (bytes.length < 26 || bytes[0] !== 0x42 || bytes[1] !== 0x4d) throw bad('no BMP header');
  const pixelsAt = bytes.readUInt32LE(10);
  const headerSize = bytes.readUInt32LE(14);
  const core = headerSize === 12;
  if (!core && (headerSize < 40 || bytes.length < 54)) throw bad(`unknown header of ${headerSize} bytes`);
  const width = core ? bytes.readUInt16LE(18) : bytes.readInt32LE(18);
  const signedHeight = core ? bytes.readUInt16LE(20) : bytes.readInt32LE(22);
  const height = Math.abs(signedHeight);
  const depth = bytes.readUInt16LE(core ? 24 : 28);
  const compression = core ? 0 : bytes.readUInt32LE(30);
  if (width < 1 || height < 1) throw bad(`size ${width}×${height}`);
  // 3 is "bit fields": accepted for 32 bits, where every common writer uses the plain BGRX order.
  if (compression !== 0 && !(compression === 3 && depth === 32)) throw bad(`compression ${compression} is not read`);
  if (![1, 4, 8, 24, 32].includes(depth)) throw bad(`${depth} bits per pixel are not read`);
  const rowBytes = Math.ceil((width * depth) / 32) * 4;
  if (pixelsAt + rowBytes * height > bytes.length) throw bad('the file is cut short');
  const rgb = new Uint8Array(width * height * 3);
  const palette = depth <= 8 ? readPalette(bytes, 14 + headerSize, pixelsAt, core ? 3 : 4, depth) : undefined;
  for (let y = 0; y < height; y++) {
    // Rows run from the bottom up unless the height is negative.
    const row = pixelsAt + rowBytes * (signedHeight < 0 ? y : height - 1 - y);
    let out = y * width * 3;
    for (let x = 0; x < width; x++, out += 3) {
      let source = bytes;
      let at: number;
      if (palette !== undefined) {
        const bit = x * depth;
        const packed = bytes[row + (bit >> 3)] ?? 0;
        at = ((packed >> (8 - depth - (bit & 7))) & ((1 << depth) - 1)) * 3;
        source = palette;
      } else {
        at = row + x * (depth >> 3);
      }
      rgb[out] = source[at + 2] ?? 0;
      rgb[out + 1] = source[at + 1] ?? 0;
      rgb[out + 2] = source[at] ?? 0;
    }
  }
  return { width, height, rgb };
}

/** Blue, green, red per entry, always 256 entries: an index beyond the file's palette is black. */
function readPalette(bytes: Buffer, from: number, to: number, entryBytes: number, depth: number): Buffer {
  const palette = Buffer.alloc(256 * 3);
  for (let entry = 0, at = from; entry < 1 << depth && at + entryBytes <= to; entry++, at += entryBytes) {
    bytes.copy(palette, entry * 3, at, at + 3);
  }
  return palette;
}
