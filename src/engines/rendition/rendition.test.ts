import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { type RenditionSpec, renderRendition } from './index.js';

const plain = { box: null, longestSide: 4096, format: 'jpeg', quality: null, sharpen: null, flatten: false } as const;
const make = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#3a6' } });
const render = async (image: Uint8Array, spec: Partial<RenditionSpec>) => {
  const { bytes, width, height } = await renderRendition({ ...plain, image, ...spec });
  const { format, exif, icc, pages, width: w, height: h } = await sharp(bytes).metadata();
  expect([w, h]).toEqual([width, height]);
  return { bytes, format, exif, icc, pages, size: [width, height] };
};

describe('the rendition engine', () => {
  it('keeps every side within the longest one, also without a box and for very long pictures', async () => {
    expect((await render(await make(5000, 40).png().toBuffer(), {})).size).toEqual([4096, 33]);
    expect(
      (await render(await make(40, 9000).png().toBuffer(), { box: { width: 790, height: 10_000, exact: false } })).size,
    ).toEqual([18, 4096]);
    expect(
      (await render(await make(4000, 1).png().toBuffer(), { box: { width: 10, height: 10, exact: false } })).size,
    ).toEqual([10, 1]);
  });

  it('turns pictures upright before it measures them, and drops their metadata', async () => {
    const turned = await make(600, 400).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const { size, exif } = await render(turned, { box: { width: 300, height: 300, exact: false } });
    expect(size).toEqual([200, 300]);
    expect(exif).toBeUndefined();
  });

  it.each(['jpeg', 'png', 'webp', 'avif'] as const)('gives the same bytes for the same %s twice', async (format) => {
    const image = await make(300, 200).png().toBuffer();
    const spec = { format, box: { width: 90, height: 90, exact: true }, sharpen: 80, quality: 70 };
    const [first, second] = [await render(image, spec), await render(image, spec)];
    expect(first.bytes.equals(second.bytes)).toBe(true);
    expect(first.size).toEqual([90, 90]);
  });

  it('takes the first frame of an animation', async () => {
    const frames = await Promise.all(
      ['#f00', '#00f'].map((background) =>
        sharp({ create: { width: 60, height: 40, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    const gif = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer();
    const { bytes, size, pages } = await render(gif, { format: 'webp' });
    expect([size, pages ?? 1]).toEqual([[60, 40], 1]);
    const { dominant } = await sharp(bytes).stats();
    expect(dominant.r).toBeGreaterThan(dominant.b);
  });

  it('refuses what is no picture, is cut short, or has too many pixels', async () => {
    const whole = await make(800, 600).jpeg().toBuffer();
    await expect(render(Buffer.from('no picture at all, but long enough'), {})).rejects.toMatchObject({
      code: 'BAD_IMAGE',
    });
    await expect(render(whole.subarray(0, 700), {})).rejects.toMatchObject({ code: 'BAD_IMAGE' });
    await expect(render(await make(8000, 7000).png().toBuffer(), {})).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });
});
