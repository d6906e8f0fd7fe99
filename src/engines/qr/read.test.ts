import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer';
import { type CodeKind, readCodes } from './index.js';

beforeAll(async () => {
  const program = readFileSync(fileURLToPath(import.meta.resolve('zxing-wasm/writer/zxing_writer.wasm')));
  await prepareZXingModule({
    overrides: {
      wasmBinary: program.buffer.slice(program.byteOffset, program.byteOffset + program.byteLength) as ArrayBuffer,
    },
    fireImmediately: true,
  });
});

type WriterFormat = NonNullable<NonNullable<Parameters<typeof writeBarcode>[1]>['format']>;

/** A code as PNG with modules of `scale` pixels and no quiet zone. */
async function draw(
  format: WriterFormat,
  text: string,
  scale = 4,
): Promise<{ png: Buffer; width: number; height: number }> {
  const { svg, error } = await writeBarcode(text, { format, scale, addQuietZones: false });
  if (error) throw new Error(error);
  const png = await sharp(Buffer.from(svg)).flatten({ background: '#fff' }).png().toBuffer();
  const { width, height } = await sharp(png).metadata();
  return { png, width, height };
}

async function page(
  size: { width: number; height: number },
  items: readonly { png: Buffer; left: number; top: number }[],
) {
  return sharp({ create: { ...size, channels: 3, background: '#f4f4f0' } })
    .composite(items.map(({ png, left, top }) => ({ input: png, left, top })))
    .png()
    .toBuffer();
}

const kinds: readonly (readonly [WriterFormat, string, CodeKind])[] = [
  ['QRCode', 'https://www.qq.com', 'qr'],
  ['QRCode', '优惠券 满100减20', 'qr'],
  ['DataMatrix', 'TUQUAN-0001', 'data-matrix'],
  ['PDF417', 'coupon 2026', 'pdf417'],
  ['EAN13', '5906789678957', 'ean-13'],
  ['EAN8', '96385074', 'ean-8'],
  ['UPCA', '036000291452', 'upc-a'],
  ['UPCE', '04252614', 'upc-e'],
  ['Code128', 'ABC-123 xyz', 'code-128'],
  ['Code39', 'CODE 39', 'code-39'],
];

describe('reading codes', () => {
  it.each(kinds)('reads %s "%s"', async (format, text, kind) => {
    const code = await draw(format, text);
    const image = await page({ width: 900, height: 700 }, [{ png: code.png, left: 100, top: 120 }]);
    const found = await readCodes({ image });
    expect(found).toMatchObject({ width: 900, height: 700 });
    expect(found.codes.map((each) => [each.kind, each.text])).toEqual([[kind, text]]);
  });

  it('says where a code lies, in pixels of the picture, within two pixels', async () => {
    const { png, width, height } = await draw('QRCode', 'https://www.qq.com', 9);
    const image = await page({ width: 1000, height: 900 }, [{ png, left: 585, top: 378 }]);
    const corners = (await readCodes({ image })).codes[0]?.corners;
    const near = (point: { x: number; y: number } | undefined, x: number, y: number) => {
      expect(Math.abs((point?.x ?? -99) - x)).toBeLessThanOrEqual(2);
      expect(Math.abs((point?.y ?? -99) - y)).toBeLessThanOrEqual(2);
    };
    near(corners?.leftTop, 585, 378);
    near(corners?.rightTop, 585 + width, 378);
    near(corners?.rightBottom, 585 + width, 378 + height);
    near(corners?.leftBottom, 585, 378 + height);
  });

  it('reads several codes of different kinds from top to bottom', async () => {
    const [first, second, third] = await Promise.all([
      draw('QRCode', 'one'),
      draw('EAN13', '5906789678957'),
      draw('DataMatrix', 'three'),
    ]);
    const image = await page({ width: 1200, height: 1200 }, [
      { png: third.png, left: 700, top: 900 },
      { png: first.png, left: 80, top: 60 },
      { png: second.png, left: 300, top: 480 },
    ]);
    expect((await readCodes({ image })).codes.map(({ text }) => text)).toEqual(['one', '5906789678957', 'three']);
  });

  it('applies the orientation tag: size and places are those of the upright picture', async () => {
    const { png } = await draw('QRCode', 'turned', 8);
    const upright = await page({ width: 600, height: 900 }, [{ png, left: 50, top: 600 }]);
    const stored = await sharp(upright).rotate(-90).withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toBuffer();
    const found = await readCodes({ image: stored });
    expect(found).toMatchObject({ width: 600, height: 900 });
    expect(found.codes[0]?.text).toBe('turned');
    expect(Math.abs((found.codes[0]?.corners.leftTop.x ?? 0) - 50)).toBeLessThanOrEqual(3);
    expect(Math.abs((found.codes[0]?.corners.leftTop.y ?? 0) - 600)).toBeLessThanOrEqual(3);
  });

  it('finds a small code in a large photo', async () => {
    const { png } = await draw('QRCode', 'far away', 4);
    const image = await page({ width: 4800, height: 3600 }, [{ png, left: 3000, top: 2000 }]);
    expect((await readCodes({ image })).codes.map(({ text }) => text)).toEqual(['far away']);
  });

  it('reads a code that is turned, white on black, or transparent', async () => {
    const { png } = await draw('QRCode', 'hard', 8);
    const turned = await sharp(png)
      .extend({ top: 40, bottom: 40, left: 40, right: 40, background: '#fff' })
      .rotate(33, { background: '#fff' })
      .png()
      .toBuffer();
    const inverted = await sharp(png)
      .extend({ top: 40, bottom: 40, left: 40, right: 40, background: '#fff' })
      .negate()
      .png()
      .toBuffer();
    const mask = await sharp(png).greyscale().negate().raw().toBuffer({ resolveWithObject: true });
    const rgba = Buffer.alloc(mask.info.width * mask.info.height * 4);
    for (let i = 0; i < mask.info.width * mask.info.height; i++)
      rgba[i * 4 + 3] = mask.data[i * mask.info.channels] ?? 0;
    const transparent = await sharp(rgba, { raw: { width: mask.info.width, height: mask.info.height, channels: 4 } })
      .extend({ top: 40, bottom: 40, left: 40, right: 40, background: { r: 0, g: 0, b: 0, alpha: 0 } })
      .png()
      .toBuffer();
    for (const image of [turned, inverted, transparent]) {
      expect((await readCodes({ image })).codes.map(({ text }) => text)).toEqual(['hard']);
    }
  });

  it('finds nothing in a picture without a code, and in one of a single pixel', async () => {
    const noise = await sharp({
      create: {
        width: 640,
        height: 480,
        channels: 3,
        background: '#888',
        noise: { type: 'gaussian', mean: 128, sigma: 40 },
      },
    })
      .png()
      .toBuffer();
    const dot = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    expect((await readCodes({ image: noise })).codes).toEqual([]);
    expect(await readCodes({ image: dot })).toEqual({ width: 1, height: 1, codes: [] });
  });

  it('asks nobody on the network for its program', async () => {
    const asked = vi.spyOn(globalThis, 'fetch');
    const { png } = await draw('QRCode', 'offline', 8);
    await readCodes({ image: await page({ width: 500, height: 500 }, [{ png, left: 50, top: 50 }]) });
    expect(asked).not.toHaveBeenCalled();
  });

  it('refuses what is no picture', async () => {
    await expect(readCodes({ image: Buffer.from('plain text, not an image') })).rejects.toMatchObject({
      code: 'BAD_IMAGE',
    });
  });
});
