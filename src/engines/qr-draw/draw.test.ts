import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import jsQR from 'jsqr';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { code128, drawQr, qrModules } from './index.js';

const scan = jsQR as unknown as typeof import('jsqr').default;

// The DOM's ImageData as the reader's types want it.
type Picture = { data: Uint8ClampedArray<ArrayBuffer>; width: number; height: number; colorSpace: 'srgb' };

beforeAll(async () => {
  const file = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
  await prepareZXingModule({
    overrides: { wasmBinary: new Uint8Array(readFileSync(file)).buffer },
    fireImmediately: true,
  });
});

async function pixels(jpeg: Uint8Array, size = 430): Promise<Picture> {
  const picture = sharp(jpeg).toColourspace('srgb').resize(size, size).ensureAlpha();
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  return { data: new Uint8ClampedArray(data), width: info.width, height: info.height, colorSpace: 'srgb' };
}
const zxing = async (image: Picture): Promise<string | undefined> =>
  (await readBarcodes(image, { formats: ['QRCode'], tryHarder: false, tryInvert: false }))[0]?.text;
const jsqr = (image: Picture): string | undefined =>
  scan(image.data, image.width, image.height, { inversionAttempts: 'dontInvert' })?.data;

/** What a scan address can look like: a short or long host, a port or none, and a key of ten. */
const address = (length: number): string => `https://${'a'.repeat(Math.max(0, length - 24))}.cn/q/Ab3dE6gH9k`;

describe('a drawn QR code', () => {
  it('is a grey JPEG of exactly the size asked for, and small', async () => {
    const jpeg = drawQr(address(40), 430);
    expect(await sharp(jpeg).metadata()).toMatchObject({ format: 'jpeg', width: 430, height: 430, channels: 1 });
    expect(jpeg.length).toBeLessThan(2_000);
  });

  it.each([430, 120])('of every address length from 25 to 154 is read by two readers at %i px', async (size) => {
    for (let length = 25; length <= 154; length++) {
      const text = address(length);
      expect(text.length).toBe(length);
      const image = await pixels(drawQr(text, 430), size);
      expect([length, await zxing(image), jsqr(image)]).toEqual([length, text, text]);
    }
  });

  it('is black and white to the pixel, its modules on the blocks of the picture, at any size and for any text', async () => {
    const texts = fc.string({ minLength: 1, maxLength: 154 });
    await fc.assert(
      fc.asyncProperty(texts, fc.integer({ min: 430, max: 1_000 }), async (text, size) => {
        const jpeg = drawQr(text, size);
        const data = await sharp(jpeg).toColourspace('b-w').raw().toBuffer();
        expect(data.length).toBe(size * size);
        expect(data.every((level) => level === 0 || level === 255)).toBe(true);
        const dark = (x: number, y: number): boolean => data[y * size + x] === 0;
        let left = 0;
        while (!dark(left, left)) left++;
        let right = size - 1;
        while (!dark(right, left)) right--;
        let wide = 0;
        // The black square of a corner is seven modules wide.
        while (dark(left + wide, left)) wide++;
        const scale = wide / 7;
        expect([left % 8, scale % 8]).toEqual([0, 0]);
        expect(Math.min(left, size - 1 - right)).toBeGreaterThanOrEqual(4 * scale);
        for (let y = left; y <= right; y++) {
          for (let x = left; x <= right; x++) {
            if (dark(x, y) !== dark(x - (x % 8), y - (y % 8))) throw new Error(`pixel ${x},${y} of ${size}`);
          }
        }
        const image = await pixels(jpeg, size);
        expect(await zxing(image)).toBe(text);
      }),
      { numRuns: 15 },
    );
  });

  it('refuses what cannot be drawn', () => {
    expect(() => qrModules('')).toThrow(RangeError);
    expect(() => qrModules('x'.repeat(2_332))).toThrow(RangeError);
    expect(() => drawQr('', 430)).toThrow(RangeError);
    expect(() => drawQr('x'.repeat(155), 430)).toThrow(RangeError);
    for (const size of [320, 430.5, 4_097]) expect(() => drawQr('x', size)).toThrow(RangeError);
  });
});

describe('a bar code', () => {
  /** Bars two pixels a module, with the quiet zone of ten modules. */
  function picture(text: string): Picture {
    const bars = code128(text);
    const modules = bars.reduce((sum, width) => sum + width, 0) + 20;
    const width = modules * 2;
    const height = 60;
    const data = new Uint8ClampedArray(width * height * 4).fill(255);
    let x = 20;
    bars.forEach((modulesWide, index) => {
      for (let pixel = 0; pixel < modulesWide * 2; pixel++, x++) {
        if (index % 2 === 1) continue;
        for (let y = 0; y < height; y++) data.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
      }
    });
    return { data, width, height, colorSpace: 'srgb' };
  }

  it('of any printable text is read as written, digits in pairs', async () => {
    const printable = fc.string({
      unit: fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code)),
      minLength: 1,
      maxLength: 20,
    });
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 20 });
    const mixed = fc.array(fc.oneof(printable, digits), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(fc.oneof(printable, digits, mixed), async (text) => {
        const [code] = await readBarcodes(picture(text), { formats: ['Code128'], tryHarder: true });
        expect(code?.text).toBe(text);
      }),
      { numRuns: 150 },
    );
  });

  it('of twelve digits is as narrow as the standard lets it be', () => {
    // Start, six pairs and check of 11 modules each, and a stop of 13.
    expect(code128('123456789012').reduce((sum, width) => sum + width, 0)).toBe(8 * 11 + 13);
  });

  it('refuses what it cannot hold', () => {
    for (const text of ['', '券', 'a\n', 'x'.repeat(81)]) expect(() => code128(text)).toThrow(RangeError);
  });
});
