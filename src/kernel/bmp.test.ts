import { describe, expect, test } from 'vitest';
import { readBmp } from './bmp.js';

const red = [255, 0, 0] as const;
const green = [0, 255, 0] as const;
const blue = [0, 0, 255] as const;

/** A BMP file around pixel data that is already in the file's own order. */
function bmp(
  depth: number,
  width: number,
  height: number,
  rows: readonly number[][],
  palette: readonly number[] = [],
): Buffer {
  const rowBytes = Math.ceil((width * depth) / 32) * 4;
  const at = 54 + palette.length;
  const file = Buffer.alloc(at + rowBytes * rows.length);
  file.write('BM');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(at, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(depth, 28);
  Buffer.from(palette).copy(file, 54);
  rows.forEach((row, index) => {
    Buffer.from(row).copy(file, at + rowBytes * index);
  });
  return file;
}

const bgr = (...colours: (readonly [number, number, number])[]) => colours.flatMap(([r, g, b]) => [b, g, r]);

describe('reading BMP', () => {
  test('24-bit rows run from the bottom up and are padded to four bytes', () => {
    const file = bmp(24, 3, 2, [bgr(red, red, red), bgr(green, blue, green)]);
    expect(readBmp(file)).toEqual({
      width: 3,
      height: 2,
      rgb: new Uint8Array([...green, ...blue, ...green, ...red, ...red, ...red]),
    });
  });

  test('a negative height means rows from the top down', () => {
    const { rgb, height } = readBmp(bmp(24, 1, -2, [bgr(red), bgr(blue)]));
    expect([height, ...rgb]).toEqual([2, ...red, ...blue]);
  });

  test('32-bit pixels are opaque whatever their fourth byte says', () => {
    const { rgb } = readBmp(bmp(32, 2, 1, [[0, 0, 255, 0, 255, 0, 0, 255]]));
    expect([...rgb]).toEqual([...red, ...blue]);
  });

  test('palettes of 8, 4 and 1 bits are looked up', () => {
    const palette = [0, 0, 255, 0, 255, 0, 0, 0];
    expect([...readBmp(bmp(8, 2, 1, [[0, 1]], palette)).rgb]).toEqual([...red, ...blue]);
    expect([...readBmp(bmp(4, 2, 1, [[0x01]], palette)).rgb]).toEqual([...red, ...blue]);
    expect([...readBmp(bmp(1, 3, 1, [[0b10100000]], palette)).rgb]).toEqual([...blue, ...red, ...blue]);
  });

  test('a palette index beyond the palette is black, not memory of something else', () => {
    expect([...readBmp(bmp(8, 1, 1, [[200]], [0, 0, 255, 0])).rgb]).toEqual([0, 0, 0]);
  });

  test('a size larger than the file can hold is refused before memory is asked for', () => {
    const file = bmp(24, 60_000, 60_000, [bgr(red)]);
    expect(() => readBmp(file)).toThrow(/cut short/);
  });

  test('compression, odd depths and empty sizes are refused', () => {
    const rle = bmp(8, 1, 1, [[0]]);
    rle.writeUInt32LE(1, 30);
    expect(() => readBmp(rle)).toThrow(/compression/);
    expect(() => readBmp(bmp(16, 1, 1, [[0, 0]]))).toThrow(/16 bits/);
    expect(() => readBmp(bmp(24, 0, 1, []))).toThrow(/size/);
    expect(() => readBmp(Buffer.from('BM'))).toThrow(/header/);
  });
});
