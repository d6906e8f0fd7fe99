// Picture headers, read from what a real encoder writes and from bytes made to deceive.
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { checkImageHeader, maxPixels, readImageHeader } from './image-bytes.js';

const canvas = (width: number, height: number, alpha = false) =>
  sharp({
    create: { width, height, channels: alpha ? 4 : 3, background: { r: 200, g: 30, b: 60, alpha: alpha ? 0.5 : 1 } },
  });

/** A BMP header; `headerBytes` 12 is the oldest kind, 40 the usual one. */
function bmp(headerBytes: 12 | 40, width: number, height: number): Buffer {
  const bytes = Buffer.alloc(60);
  bytes.write('BM');
  bytes.writeUInt32LE(headerBytes, 14);
  if (headerBytes === 12) {
    bytes.writeUInt16LE(width, 18);
    bytes.writeUInt16LE(height, 20);
    bytes.writeUInt16LE(1, 22);
    bytes.writeUInt16LE(24, 24);
  } else {
    bytes.writeInt32LE(width, 18);
    bytes.writeInt32LE(height, 22);
  }
  return bytes;
}

describe('what a real encoder writes', () => {
  test.each([
    ['jpeg', () => canvas(301, 207).jpeg()],
    ['jpeg', () => canvas(301, 207).jpeg({ progressive: true })],
    [
      'jpeg',
      () =>
        canvas(301, 207)
          .withExif({ IFD0: { ImageDescription: 'x'.repeat(5_000) } })
          .jpeg(),
    ],
    ['png', () => canvas(301, 207, true).png()],
    ['png', () => canvas(301, 207).png({ palette: true })],
    ['gif', () => canvas(301, 207).gif()],
    ['webp', () => canvas(301, 207).webp()],
    ['webp', () => canvas(301, 207).webp({ lossless: true })],
    ['webp', () => canvas(301, 207, true).webp()],
  ] as const)('%s: format and size', async (format, make) => {
    expect(readImageHeader(await make().toBuffer())).toEqual({ format, width: 301, height: 207 });
  });

  test.each([
    ['tiff', () => canvas(31, 27).tiff()],
    ['avif', () => canvas(31, 27).avif({ effort: 0 })],
  ] as const)('%s: the format; its size is left to the decoder', async (format, make) => {
    expect(readImageHeader(await make().toBuffer())).toEqual({ format, width: null, height: null });
  });
});

test('BMP in its usual and its oldest form, also with rows from top to bottom', () => {
  expect(readImageHeader(bmp(40, 640, 480))).toEqual({ format: 'bmp', width: 640, height: 480 });
  expect(readImageHeader(bmp(40, 640, -480))).toEqual({ format: 'bmp', width: 640, height: 480 });
  expect(readImageHeader(bmp(12, 640, 480))).toEqual({ format: 'bmp', width: 640, height: 480 });
});

test('HEIF by its brand', () => {
  const brand = (text: string): Buffer =>
    Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from(`ftyp${text}`), Buffer.alloc(20)]);
  expect(readImageHeader(brand('heic'))?.format).toBe('heif');
  expect(readImageHeader(brand('avif'))?.format).toBe('avif');
  expect(readImageHeader(brand('isom'))).toBeNull();
});

test('a slice of a larger buffer is read from its own beginning', async () => {
  const png = await canvas(5, 6).png().toBuffer();
  const slice = new Uint8Array(Buffer.concat([Buffer.from('junk'), png])).subarray(4);
  expect(readImageHeader(slice)).toEqual({ format: 'png', width: 5, height: 6 });
});

test.each([
  '',
  'GIF',
  '<svg xmlns="http://www.w3.org/2000/svg"/>',
  '<!DOCTYPE html><html></html>',
  '%PDF-1.7 and so on',
  'PK\x03\x04 and so on..',
])('%j is no picture', (text) => {
  expect(readImageHeader(Buffer.from(text, 'latin1'))).toBeNull();
  expect(() => checkImageHeader(Buffer.from(text, 'latin1'))).toThrowError(
    expect.objectContaining({ code: 'BAD_IMAGE' }),
  );
});

test('a header that announces more than the limit is TOO_LARGE before anybody decodes it', async () => {
  const png = await canvas(1, 1).png().toBuffer();
  const announcing = (width: number, height: number): Buffer => {
    const bytes = Buffer.from(png);
    bytes.writeUInt32BE(width, 16);
    bytes.writeUInt32BE(height, 20);
    return bytes;
  };
  expect(checkImageHeader(announcing(10_000, 5_000))).toMatchObject({ width: 10_000, height: 5_000 });
  expect(() => checkImageHeader(announcing(10_000, 5_001))).toThrowError(
    expect.objectContaining({ code: 'TOO_LARGE', facts: { pixels: 50_010_000 } }),
  );
  expect(() => checkImageHeader(announcing(0xffffffff, 0xffffffff))).toThrowError(
    expect.objectContaining({ code: 'TOO_LARGE' }),
  );
  expect(maxPixels).toBe(50_000_000);
});

test('cut or altered bytes never make it throw anything', async () => {
  const pictures = await Promise.all([
    canvas(40, 30).jpeg().toBuffer(),
    canvas(40, 30).png().toBuffer(),
    canvas(40, 30).gif().toBuffer(),
    canvas(40, 30).webp().toBuffer(),
    canvas(40, 30).webp({ lossless: true }).toBuffer(),
    Promise.resolve(bmp(40, 40, 30)),
  ]);
  for (const picture of pictures) {
    for (let length = 0; length < Math.min(picture.length, 700); length += 1)
      readImageHeader(picture.subarray(0, length));
  }
  fc.assert(
    fc.property(fc.constantFrom(...pictures), fc.nat(200), fc.nat(255), (picture, at, value) => {
      const altered = Buffer.from(picture);
      if (at < altered.length) altered[at] = value;
      readImageHeader(altered);
    }),
    { numRuns: 2_000 },
  );
});
