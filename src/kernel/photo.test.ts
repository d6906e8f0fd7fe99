import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { decodePhoto, openPhoto } from './photo.js';

const solid = (background: string | { r: number; g: number; b: number; alpha: number }, width = 60, height = 40) =>
  sharp({ create: { width, height, channels: typeof background === 'string' ? 3 : 4, background } });

async function firstPixel(bytes: Uint8Array, alpha = false): Promise<number[]> {
  const photo = await openPhoto(bytes);
  const { pixels, channels } = await decodePhoto(photo, photo.width, photo.height, alpha);
  return [...pixels.subarray(0, channels)];
}

describe('opening photos', () => {
  test('every accepted format is read', async () => {
    for (const format of ['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const) {
      const photo = await openPhoto(await solid('#c02040').toFormat(format).toBuffer());
      expect([photo.format, photo.width, photo.height]).toEqual([format, 60, 40]);
    }
  });

  test('grey, CMYK, 16-bit and palette pictures come out as 8-bit RGB', async () => {
    expect(await firstPixel(await solid('#808080').toColourspace('b-w').png().toBuffer())).toEqual([128, 128, 128]);
    expect(await firstPixel(await solid('#808080').toColourspace('rgb16').png().toBuffer())).toEqual([128, 128, 128]);
    expect(await firstPixel(await solid('#c02040').png({ palette: true }).toBuffer())).toEqual([192, 32, 64]);
    const [red = 0, green = 0] = await firstPixel(await solid('#ff0000').toColourspace('cmyk').jpeg().toBuffer());
    expect(red).toBeGreaterThan(200);
    expect(green).toBeLessThan(60);
  });

  test('the orientation tag is applied to size and pixels', async () => {
    const left = await solid('#ff0000', 30, 40).png().toBuffer();
    const stored = await solid('#0000ff', 60, 40)
      .composite([{ input: left, left: 0, top: 0 }])
      .withMetadata({ orientation: 6 })
      .png()
      .toBuffer();
    const photo = await openPhoto(stored);
    expect([photo.width, photo.height]).toEqual([40, 60]);
    const { pixels } = await decodePhoto(photo, 4, 6);
    expect([...pixels.subarray(0, 3)]).toEqual([255, 0, 0]);
    expect([...pixels.subarray(-3)]).toEqual([0, 0, 255]);
  });

  test('transparency is kept when asked for and shown on white otherwise', async () => {
    const half = await solid({ r: 0, g: 0, b: 0, alpha: 0 }).png().toBuffer();
    expect(await firstPixel(half, true)).toEqual([0, 0, 0, 0]);
    expect(await firstPixel(half)).toEqual([255, 255, 255]);
  });

  test('of an animation the first frame is taken', async () => {
    const frames = await Promise.all(['#ff0000', '#00ff00'].map((colour) => solid(colour).png().toBuffer()));
    const gif = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer();
    const photo = await openPhoto(gif);
    expect([photo.width, photo.height]).toEqual([60, 40]);
    expect((await firstPixel(gif))[0]).toBeGreaterThan(240);
  });

  test('SVG, PDF and text are no photos', async () => {
    for (const text of [
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
      '%PDF-1.7 and more text',
      'hello, world!',
    ]) {
      await expect(openPhoto(Buffer.from(text))).rejects.toMatchObject({ code: 'BAD_IMAGE' });
    }
  });

  test('a truncated file is refused when it is decoded', async () => {
    const whole = await solid('#c02040', 400, 400).jpeg().toBuffer();
    const noisy = await sharp({
      create: {
        width: 400,
        height: 400,
        channels: 3,
        noise: { type: 'gaussian', mean: 128, sigma: 40 },
        background: '#000',
      },
    })
      .jpeg()
      .toBuffer();
    for (const bytes of [noisy.subarray(0, noisy.length / 2), whole.subarray(0, 200)]) {
      await expect(openPhoto(bytes).then((photo) => decodePhoto(photo, 100, 100))).rejects.toMatchObject({
        code: 'BAD_IMAGE',
      });
    }
  });

  test('a header of 50,000×50,000 pixels is refused in milliseconds and without memory', async () => {
    const png = await solid('#ffffff').png().toBuffer();
    png.writeUInt32BE(50_000, 16);
    png.writeUInt32BE(50_000, 20);
    const before = process.memoryUsage.rss();
    const began = performance.now();
    await expect(openPhoto(png)).rejects.toMatchObject({ code: 'TOO_LARGE' });
    expect(performance.now() - began).toBeLessThan(200);
    expect(process.memoryUsage.rss() - before).toBeLessThan(50e6);
  });

  test('formats that keep their size out of the first bytes are refused as well', async () => {
    const tiff = await solid('#ffffff', 8000, 7000).tiff({ compression: 'deflate' }).toBuffer();
    await expect(openPhoto(tiff)).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });
});
