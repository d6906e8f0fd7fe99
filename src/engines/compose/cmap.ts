// Reads which code points a font file has glyphs for (TrueType, OpenType, WOFF2; cmap formats 4 and 12).
// Must not know font families or drawing. Canvas offers no such question and would draw a missing-glyph box instead.
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';

/** Sorted, non-overlapping ranges: first code points and last code points. */
export interface Coverage {
  readonly firsts: Uint32Array;
  readonly lasts: Uint32Array;
}

export function covers(coverage: Coverage, codePoint: number): boolean {
  let low = 0;
  let high = coverage.firsts.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (codePoint < (coverage.firsts[middle] ?? 0)) high = middle - 1;
    else if (codePoint > (coverage.lasts[middle] ?? 0)) low = middle + 1;
    else return true;
  }
  return false;
}

function readAt(file: number, length: number, position: number): Buffer {
  const buffer = Buffer.alloc(length);
  readSync(file, buffer, 0, length, position);
  return buffer;
}

/** The cmap table alone: a Han font is 10 MB, its cmap 100 kB. */
function cmapOfSfnt(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const tables = readAt(file, 4, 4).readUInt16BE(0);
    const directory = readAt(file, tables * 16, 12);
    for (let at = 0; at < directory.length; at += 16) {
      if (directory.toString('latin1', at, at + 4) === 'cmap') {
        return readAt(file, directory.readUInt32BE(at + 12), directory.readUInt32BE(at + 8));
      }
    }
    throw new Error(`font without a cmap table: ${path}`);
  } finally {
    closeSync(file);
  }
}

const knownTagCount = 63;
const glyfTag = 10;
const locaTag = 11;

function cmapOfWoff2(path: string): Buffer {
  const bytes = readFileSync(path);
  let at = 48;
  const base128 = (): number => {
    let value = 0;
    for (let i = 0; i < 5; i++) {
      const byte = bytes.readUInt8(at++);
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80) break;
    }
    return value;
  };
  let offset = 0;
  let cmap: { readonly offset: number; readonly length: number } | undefined;
  for (let left = bytes.readUInt16BE(12); left > 0; left--) {
    const flags = bytes.readUInt8(at++);
    const tag = flags & 0x3f;
    const version = flags >> 6;
    let isCmap = tag === 0;
    if (tag === knownTagCount) {
      isCmap = bytes.toString('latin1', at, at + 4) === 'cmap';
      at += 4;
    }
    const plainLength = base128();
    const transformed = tag === glyfTag || tag === locaTag ? version !== 3 : version !== 0;
    const length = transformed ? base128() : plainLength;
    if (isCmap) cmap = { offset, length };
    offset += length;
  }
  if (!cmap) throw new Error(`font without a cmap table: ${path}`);
  const tables = brotliDecompressSync(bytes.subarray(at, at + bytes.readUInt32BE(20)));
  return tables.subarray(cmap.offset, cmap.offset + cmap.length);
}

function addFormat4(table: Buffer, add: (first: number, last: number) => void): void {
  const segments = table.readUInt16BE(6) / 2;
  for (let i = 0; i < segments; i++) {
    const last = table.readUInt16BE(14 + 2 * i);
    const first = table.readUInt16BE(16 + 2 * segments + 2 * i);
    const delta = table.readUInt16BE(16 + 4 * segments + 2 * i);
    const rangeAt = 16 + 6 * segments + 2 * i;
    const rangeOffset = table.readUInt16BE(rangeAt);
    for (let code = first; code <= last && code < 0xffff; code++) {
      const glyph =
        rangeOffset === 0 ? (code + delta) & 0xffff : table.readUInt16BE(rangeAt + rangeOffset + 2 * (code - first));
      if (glyph !== 0) add(code, code);
    }
  }
}

function addFormat12(table: Buffer, add: (first: number, last: number) => void): void {
  const groups = table.readUInt32BE(12);
  for (let i = 0; i < groups; i++) {
    const at = 16 + 12 * i;
    // A group that starts at glyph 0 maps its first code point to the missing-glyph box.
    const skip = table.readUInt32BE(at + 8) === 0 ? 1 : 0;
    if (table.readUInt32BE(at) + skip <= table.readUInt32BE(at + 4))
      add(table.readUInt32BE(at) + skip, table.readUInt32BE(at + 4));
  }
}

/** Everything a font file can draw. Reads the file synchronously: call it once per file and keep the answer. */
export function readCoverage(path: string): Coverage {
  const cmap = path.endsWith('.woff2') ? cmapOfWoff2(path) : cmapOfSfnt(path);
  const ranges: [number, number][] = [];
  const add = (first: number, last: number): void => {
    ranges.push([first, last]);
  };
  for (let i = 0; i < cmap.readUInt16BE(2); i++) {
    const table = cmap.subarray(cmap.readUInt32BE(4 + 8 * i + 4));
    const format = table.readUInt16BE(0);
    if (format === 4) addFormat4(table, add);
    else if (format === 12) addFormat12(table, add);
  }
  ranges.sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [first, last] of ranges) {
    const previous = merged.at(-1);
    if (previous && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else merged.push([first, last]);
  }
  return { firsts: Uint32Array.from(merged, (r) => r[0]), lasts: Uint32Array.from(merged, (r) => r[1]) };
}
