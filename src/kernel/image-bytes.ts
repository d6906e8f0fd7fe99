// What the first bytes of a picture say: its format and its size in pixels, before anybody decodes it.
// Must not decode and must not trust a file name or a content type.
import { DomainError } from './errors.js';

export type ImageFormat = 'jpeg' | 'png' | 'gif' | 'webp' | 'bmp' | 'tiff' | 'avif' | 'heif';

export interface ImageHeader {
  readonly format: ImageFormat;
  /** Pixels as stored, before any orientation tag is applied; null where the header does not say. */
  readonly width: number | null;
  readonly height: number | null;
}

/** The most pixels any picture may have: 50 megapixels. */
export const maxPixels = 50_000_000;

const isAscii = (bytes: Buffer, at: number, text: string): boolean =>
  bytes.length >= at + text.length && bytes.toString('latin1', at, at + text.length) === text;

function jpegSize(bytes: Buffer): { width: number; height: number } | null {
  let at = 2;
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    // SOF0–SOF15 carry the size, except DHT (C4), JPG (C8) and DAC (CC), which share the range.
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    }
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}

function webpSize(bytes: Buffer): { width: number; height: number } | null {
  if (bytes.length < 30) return null;
  if (isAscii(bytes, 12, 'VP8X')) return { width: 1 + bytes.readUIntLE(24, 3), height: 1 + bytes.readUIntLE(27, 3) };
  if (isAscii(bytes, 12, 'VP8L')) {
    const bits = bytes.readUInt32LE(21);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
  }
  return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
}

/** Names the format by its signature and reads the size where the header holds it. Null for anything that is no picture. */
export function readImageHeader(input: Uint8Array): ImageHeader | null {
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  if (bytes.length < 12) return null;
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) {
    return { format: 'jpeg', ...(jpegSize(bytes) ?? { width: null, height: null }) };
  }
  if (isAscii(bytes, 0, '\x89PNG\r\n\x1a\n')) {
    if (bytes.length < 24) return null;
    return { format: 'png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  }
  if (isAscii(bytes, 0, 'GIF8')) return { format: 'gif', width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
  if (isAscii(bytes, 0, 'RIFF') && isAscii(bytes, 8, 'WEBP')) {
    return { format: 'webp', ...(webpSize(bytes) ?? { width: null, height: null }) };
  }
  if (isAscii(bytes, 0, 'BM') && bytes.length >= 26) {
    // The oldest kind of header, 12 bytes long, has 16-bit sizes.
    if (bytes.readUInt32LE(14) === 12)
      return { format: 'bmp', width: bytes.readUInt16LE(18), height: bytes.readUInt16LE(20) };
    // A negative height means rows from top to bottom.
    return { format: 'bmp', width: Math.abs(bytes.readInt32LE(18)), height: Math.abs(bytes.readInt32LE(22)) };
  }
  if (isAscii(bytes, 0, 'II*\0') || isAscii(bytes, 0, 'MM\0*')) return { format: 'tiff', width: null, height: null };
  if (isAscii(bytes, 4, 'ftyp')) {
    const brand = bytes.toString('latin1', 8, 12);
    if (brand === 'avif' || brand === 'avis') return { format: 'avif', width: null, height: null };
    if (/^(heic|heix|hevc|mif1|msf1)$/.test(brand)) return { format: 'heif', width: null, height: null };
  }
  return null;
}

/**
 * The header of a picture that may be decoded.
 * @throws DomainError BAD_IMAGE when it is no picture, TOO_LARGE when its header announces more than {@link maxPixels}
 */
export function checkImageHeader(bytes: Uint8Array): ImageHeader {
  const header = readImageHeader(bytes);
  if (header === null) throw new DomainError('BAD_IMAGE', 'the bytes do not begin like any picture format we read');
  const pixels = (header.width ?? 0) * (header.height ?? 0);
  if (pixels > maxPixels) {
    throw new DomainError('TOO_LARGE', `${header.width}×${header.height} pixels are more than ${maxPixels}`, {
      pixels,
    });
  }
  return header;
}
