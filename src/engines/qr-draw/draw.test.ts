import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import jsQR from 'jsqr';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { code128, drawQr, qrModules } from './index.js';
import { deflateRuns } from './run-deflate.js';

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

async function pixels(png: Uint8Array, size?: number): Promise<Picture> {
  const picture = size === undefined ? sharp(png) : sharp(png).toColourspace('srgb').resize(size, size);
  const { data, info } = await picture.toColourspace('srgb').ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data: new Uint8ClampedArray(data), width: info.width, height: info.height, colorSpace: 'srgb' };
}
const zxing = async (image: Picture): Promise<string | undefined> =>
  (await readBarcodes(image, { formats: ['QRCode'], tryHarder: true }))[0]?.text;
const jsqr = (image: Picture): string | undefined => scan(image.data, image.width, image.height)?.data;

/** What a scan address can look like: a short or long host, a port or none, and a key of ten. */
const address = (length: number): string => `https://${'a'.repeat(Math.max(0, length - 24))}.cn/q/Ab3dE6gH9k`;

describe('a drawn QR code', () => {
  it('is a PNG of one bit a pixel and exactly the size asked for', async () => {
    const png = drawQr(qrModules(address(40)), 430);
    const facts = await sharp(png).metadata();
    expect(facts).toMatchObject({ format: 'png', width: 430, height: 430, depth: 'uchar' });
    expect(png[24]).toBe(1);
    expect(png.length).toBeLessThan(2_000);
  });

  it('of every address length from 25 to 122 is read by two readers, at 430 px', async () => {
    for (let length = 25; length <= 122; length++) {
      const text = address(length);
      expect(text.length).toBe(length);
      const image = await pixels(drawQr(qrModules(text), 430));
      expect([length, await zxing(image), jsqr(image)]).toEqual([length, text, text]);
    }
  });

  it('of every address length from 25 to 84 is read by two readers scaled down to 120 px', async () => {
    for (let length = 25; length <= 84; length++) {
      const text = address(length);
      const image = await pixels(drawQr(qrModules(text), 430), 120);
      expect([length, await zxing(image), jsqr(image)]).toEqual([length, text, text]);
    }
  });

  it('has every pixel of every module right, at any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ minLength: 1, maxLength: 60 }),
        fc.integer({ min: 90, max: 700 }),
        async (text, size) => {
          const modules = qrModules(text);
          const { data } = await sharp(drawQr(modules, size))
            .toColourspace('b-w')
            .raw()
            .toBuffer({ resolveWithObject: true });
          const scale = Math.floor(size / (modules.length + 6));
          const margin = Math.floor((size - modules.length * scale) / 2);
          for (let y = 0; y < size; y++) {
            for (let x = 0; x < size; x++) {
              const row = modules[Math.floor((y - margin) / scale)];
              const dark = row?.[Math.floor((x - margin) / scale)] === true;
              if ((data[y * size + x] === 0) !== dark) throw new Error(`pixel ${x},${y} of ${size}`);
            }
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('is compressed as zlib reads it, whatever the rows and however often they stand there', () => {
    /** A row as its definition says: a byte of 0, then the pixels, white set, the rest of the last byte white. */
    const rowOf = (runs: readonly number[], width: number): Uint8Array => {
      const row = new Uint8Array(1 + Math.ceil(width / 8)).fill(255, 1);
      let x = 0;
      runs.forEach((run, index) => {
        for (const end = x + run; x < end; x++) {
          if (index % 2 === 1) row[1 + (x >> 3)] = (row[1 + (x >> 3)] ?? 0) & ~(0x80 >> (x & 7));
        }
      });
      return row;
    };
    const run = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 700 }));
    const row = (width: number) =>
      fc.tuple(fc.boolean(), fc.array(run, { maxLength: 40 })).map(([beginsDark, widths]) => {
        const runs = beginsDark ? [0] : [];
        let left = width;
        for (const wide of widths) {
          if (wide >= left) break;
          runs.push(wide);
          left -= wide;
        }
        return [...runs, left];
      });
    fc.assert(
      fc.property(
        fc.oneof(fc.integer({ min: 9, max: 40 }), fc.integer({ min: 9, max: 4_096 })).chain((width) =>
          fc.record({
            width: fc.constant(width),
            bands: fc.array(fc.record({ runs: row(width), times: fc.integer({ min: 1, max: 60 }) }), {
              minLength: 1,
              maxLength: 12,
            }),
          }),
        ),
        ({ width, bands }) => {
          const plain = Buffer.concat(
            bands.flatMap(({ runs, times }) => Array.from({ length: times }, () => rowOf(runs, width))),
          );
          expect(inflateSync(deflateRuns(width, bands)).equals(plain)).toBe(true);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('refuses what cannot be drawn', () => {
    expect(() => qrModules('')).toThrow(RangeError);
    expect(() => qrModules('x'.repeat(2_332))).toThrow(RangeError);
    expect(() => drawQr(qrModules('x'), 28)).toThrow(RangeError);
    expect(() => drawQr(qrModules('x'), 30.5)).toThrow(RangeError);
    expect(() => drawQr(qrModules('x'), 4_097)).toThrow(RangeError);
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
