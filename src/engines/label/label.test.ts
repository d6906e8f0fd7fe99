import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { type LabelSpec, label } from './index.js';
import { drawMark } from './mark.js';

const picture = (width: number, height: number): ReturnType<typeof sharp> =>
  sharp({ create: { width, height, channels: 3, background: '#7799bb' } });
const spec = (image: Uint8Array, change: Partial<LabelSpec> = {}): LabelSpec => ({
  image,
  width: 64,
  height: 96,
  format: 'keep',
  mark: null,
  metadata: { producer: '图券', id: '123-1' },
  ...change,
});
const expected = {
  AIGC: {
    Label: '1',
    ContentProducer: '图券',
    ProduceID: '123-1',
    ReservedCode1: '',
    ContentPropagator: '',
    PropagateID: '',
    ReservedCode2: '',
  },
};

/** The chunks of a PNG by name. */
function chunks(png: Buffer): [string, Buffer][] {
  const found: [string, Buffer][] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const length = png.readUInt32BE(at);
    found.push([png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, at + 8 + length)]);
  }
  return found;
}

describe('the label of generated pictures', () => {
  it('a PNG of the right size keeps its pixels and gains an AIGC text and XMP that other readers find', async () => {
    const image = await picture(64, 96).png().toBuffer();
    const done = await label(spec(image));
    expect(done.format).toBe('png');
    const png = Buffer.from(done.image);
    const texts = chunks(png).filter(([name]) => name === 'iTXt');
    expect(texts).toHaveLength(2);
    const [keyword, text] = [
      texts[0]?.[1].toString('utf8').split('\0')[0],
      texts[0]?.[1].toString('utf8').split('\0').at(-1),
    ];
    expect(keyword).toBe('AIGC');
    expect(JSON.parse(text ?? '')).toEqual(expected);
    const { xmp } = await sharp(png).metadata();
    expect(xmp?.toString('utf8')).toContain('http://www.tc260.org.cn/ns/AIGC/1.0/');
    expect(await sharp(png).raw().toBuffer()).toEqual(await sharp(image).raw().toBuffer());
  });

  it('a JPEG carries it as XMP and as comment', async () => {
    const image = await picture(64, 96).jpeg().toBuffer();
    const done = await label(spec(image));
    expect(done.format).toBe('jpeg');
    const { xmp, format, width } = await sharp(done.image).metadata();
    expect({ format, width }).toEqual({ format: 'jpeg', width: 64 });
    expect(xmp?.toString('utf8')).toContain('&#34;ContentProducer&#34;:&#34;图券&#34;');
    expect(Buffer.from(done.image).toString('utf8')).toContain(JSON.stringify(expected));
  });

  it('without metadata a picture of the right size passes byte for byte', async () => {
    const image = await picture(64, 96).png().toBuffer();
    expect(Buffer.from((await label(spec(image, { metadata: null }))).image).equals(image)).toBe(true);
  });

  it.each([
    [640, 480],
    [60, 90],
    [65, 96],
    [1, 1],
  ])('%i×%i becomes exactly the size asked for', async (width, height) => {
    const done = await label(spec(await picture(width, height).webp().toBuffer()));
    expect(await sharp(done.image).metadata()).toMatchObject({ width: 64, height: 96, format: 'png' });
  });

  it('the format asked for is the format that comes', async () => {
    const image = await picture(64, 96).png().toBuffer();
    expect((await sharp((await label(spec(image, { format: 'jpeg' }))).image).metadata()).format).toBe('jpeg');
    const photo = await picture(64, 96).jpeg().toBuffer();
    expect((await sharp((await label(spec(photo, { format: 'png' }))).image).metadata()).format).toBe('png');
  });

  it.each([
    [1024, 1024],
    [1024, 1536],
    [1536, 1024],
  ])(
    'the visible mark of a %i×%i picture has letters at least 5 %% of its shorter side high, inside the picture',
    async (width, height) => {
      const image = await picture(width, height).png().toBuffer();
      const done = await label(spec(image, { width, height, mark: 'AI生成' }));
      const before = await sharp(image).raw().toBuffer();
      const after = await sharp(done.image).removeAlpha().raw().toBuffer();
      let [top, bottom] = [height, -1];
      for (let y = 0; y < height; y += 1) {
        for (let x = 0; x < width; x += 1) {
          const at = (y * width + x) * 3;
          // Only the white letters: the plate behind them is darker than the ground.
          if ((after[at] ?? 0) > 200 && (before[at] ?? 0) < 200) {
            top = Math.min(top, y);
            bottom = Math.max(bottom, y);
          }
        }
      }
      expect(bottom - top + 1).toBeGreaterThanOrEqual(0.05 * Math.min(width, height));
      expect(bottom).toBeLessThan(height - 10);
    },
  );

  it('a mark that does not fit is refused, not cut', async () => {
    await expect(drawMark('很长很长很长很长很长很长', 1000, 300)).rejects.toThrow(RangeError);
  });

  it('what cannot be decoded to its end is BAD_IMAGE, too many pixels TOO_LARGE', async () => {
    const image = await sharp({
      create: {
        width: 64,
        height: 96,
        channels: 3,
        background: '#000',
        noise: { type: 'gaussian', mean: 128, sigma: 50 },
      },
    })
      .png()
      .toBuffer();
    await expect(label(spec(image.subarray(0, image.length >> 1)))).rejects.toMatchObject({ code: 'BAD_IMAGE' });
    await expect(label(spec(Buffer.from('no picture at all')))).rejects.toMatchObject({ code: 'BAD_IMAGE' });
    const huge = Buffer.from(image);
    huge.writeUInt32BE(60_000, 16);
    huge.writeUInt32BE(60_000, 20);
    await expect(label(spec(huge))).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });

  it('the same spec gives the same bytes', async () => {
    const image = await picture(80, 80).png().toBuffer();
    const make = async () => Buffer.from((await label(spec(image, { width: 256, height: 256, mark: 'AI生成' }))).image);
    expect((await make()).equals(await make())).toBe(true);
  });
});
