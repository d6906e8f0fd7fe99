// Writes pictures of two colours as PNG with one bit a pixel (W3C PNG, third edition): black ink on white paper.
// Must not know what is drawn.
import { crc32 } from 'node:zlib';
import { type Band, deflateRuns } from './run-deflate.js';

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const nothing = new Uint8Array(0);

/** Length, type, data and checksum of one chunk, written at `at`. Returns where the next one begins. */
function writeChunk(target: Buffer, at: number, type: string, data: Uint8Array): number {
  target.writeUInt32BE(data.length, at);
  target.write(type, at + 4, 'latin1');
  target.set(data, at + 8);
  const end = at + 8 + data.length;
  target.writeUInt32BE(crc32(target.subarray(at + 4, end)), end);
  return end + 4;
}

/** Encodes bands of equal rows: no filter, a set bit is white. */
export function encodeBilevelPng(width: number, height: number, bands: readonly Band[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1; // bits a pixel; colour type 0 (grey), no compression or filter variants, not interlaced
  const data = deflateRuns(width, bands);
  const png = Buffer.allocUnsafe(signature.length + 3 * 12 + header.length + data.length);
  png.set(signature, 0);
  let at = writeChunk(png, signature.length, 'IHDR', header);
  at = writeChunk(png, at, 'IDAT', data);
  writeChunk(png, at, 'IEND', nothing);
  return png;
}
