import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { animatedPng, cutShort, drawing, everyKind } from '../../../test/support/spoilt-pictures.js';
import { CropError, type CropSpec, candidateRatios, crop } from './index.js';
import { readOverview } from './raster.js';

const modelFolder = process.env.TUQUAN_MODELS || '.models';
const models = {
  saliencyModelFile: resolve(modelFolder, 'u2netp.onnx'),
  faceModelFiles: {
    front: resolve(modelFolder, 'blazeface-front.onnx'),
    back: resolve(modelFolder, 'blazeface-back.onnx'),
  },
};
const ratios = [1, 2.35, 9 / 16, 16 / 9, 3 / 4];
const cropOf = (image: Uint8Array, more: Partial<CropSpec> = {}, signal?: AbortSignal) =>
  crop({ image, ratios: [1], ...models, ...more }, signal);

/** A red mug on a pale table, its middle at `x` of the width. */
function scene(width: number, height: number, x: number): Sharp {
  const at = x * width;
  const r = height * 0.2;
  return sharp(
    Buffer.from(`<svg width="${width}" height="${height}">
      <rect width="100%" height="100%" fill="#e8e2d6"/><rect y="70%" width="100%" height="30%" fill="#cdbfa8"/>
      <ellipse cx="${at}" cy="${height * 0.78}" rx="${r * 1.3}" ry="${r * 0.2}" fill="#00000033"/>
      <circle cx="${at + r}" cy="${height * 0.55}" r="${r * 0.5}" fill="none" stroke="#8f1d1d" stroke-width="${r * 0.22}"/>
      <rect x="${at - r}" y="${height * 0.35}" width="${2 * r}" height="${2.1 * r}" rx="${r * 0.2}" fill="#b32424"/>
      <ellipse cx="${at}" cy="${height * 0.36}" rx="${r}" ry="${r * 0.22}" fill="#5a0f0f"/>
    </svg>`),
  ).flatten({ background: '#fff' });
}

let photo: Buffer;
beforeAll(async () => {
  photo = await scene(900, 600, 0.75).jpeg().toBuffer();
});

describe('crop', () => {
  it('answers one window for each ratio, in order, each holding the subject and scored term by term', async () => {
    const found = await cropOf(photo, { ratios: [1, 2.35, 1, 3 / 4] });
    expect(found).toMatchObject({ width: 900, height: 600 });
    expect(found.boxes.map((box) => box.ratio)).toEqual([1, 2.35, 1, 3 / 4]);
    expect(found.boxes[0]).toEqual(found.boxes[2]);
    expect(found.boxes[0]).toMatchObject({ top: 0, bottom: 599 });
    // The mug with its handle reaches from about 555 to 870.
    expect(found.boxes[0]?.left).toBeGreaterThan(250);
    expect(found.boxes[0]?.right).toBeGreaterThan(865);
    for (const { score } of found.boxes) {
      for (const value of Object.values(score)) expect(value).toBeGreaterThanOrEqual(0);
      for (const value of Object.values(score)) expect(value).toBeLessThanOrEqual(1 + 1e-9);
    }
    expect(found.subject?.left).toBeGreaterThan(500);
  });

  it('gives the same windows for the same bytes', async () => {
    const [once, again] = [await cropOf(photo, { ratios }), await cropOf(photo, { ratios })];
    expect({ ...again, timings: null }).toEqual({ ...once, timings: null });
  });

  it('answers the whole photo for the photo’s own ratio', async () => {
    const found = await cropOf(photo, { ratios: [900 / 600] });
    expect(found.boxes[0]).toMatchObject({ left: 0, top: 0, right: 899, bottom: 599 });
  });

  it('picks one of the candidate ratios when none is asked for', async () => {
    const found = await cropOf(photo, { ratios: [] });
    expect(found.boxes).toHaveLength(1);
    expect(candidateRatios).toContain(found.boxes[0]?.ratio);
  });

  it('applies the orientation tag before it looks', async () => {
    const turned = await scene(600, 900, 0.5).rotate(-90).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const found = await cropOf(turned);
    expect(found).toMatchObject({ width: 600, height: 900, boxes: [{ left: 0, right: 599 }] });
  });

  it('puts a focal point in the middle', async () => {
    const found = await cropOf(photo, { focus: { x: 0.4, y: 0.5 } });
    expect(found.boxes[0]).toMatchObject({ left: 60, right: 659 });
  });

  it('draws what it saw when asked', async () => {
    const found = await cropOf(photo, { ratios, explain: true });
    expect(await sharp(found.explainPng).metadata()).toMatchObject({ format: 'png', width: 960, height: 640 });
    expect((await cropOf(photo)).explainPng).toBeUndefined();
  });

  it('refuses a ratio or a focus that cannot be meant', async () => {
    await expect(cropOf(photo, { ratios: [0] })).rejects.toThrow(RangeError);
    await expect(cropOf(photo, { focus: { x: 2, y: 0 } })).rejects.toThrow(RangeError);
  });

  it('stops when told to', async () => {
    const stop = new AbortController();
    const running = cropOf(photo, {}, stop.signal);
    setImmediate(() => stop.abort());
    await expect(running).rejects.toMatchObject({ name: 'CropError', reason: 'aborted' });
  });

  it('names the model file that is missing or is no model, and how to bring it', async () => {
    await expect(cropOf(photo, { saliencyModelFile: '/nowhere.onnx' })).rejects.toMatchObject({
      reason: 'model-missing',
      message: expect.stringContaining('node scripts/models.mjs u2netp'),
    });
    await expect(
      cropOf(photo, { faceModelFiles: { front: models.saliencyModelFile, back: models.faceModelFiles.back } }),
    ).rejects.toMatchObject({ reason: 'model-invalid' });
  });
});

describe('photos of every kind', () => {
  const plain = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: '#7a8' } });

  it('takes one pixel, one column of 20,000 and one row of 20,000', async () => {
    const one = await cropOf(await plain(1, 1).png().toBuffer(), { ratios });
    for (const box of one.boxes) expect(box).toMatchObject({ left: 0, top: 0, right: 0, bottom: 0 });
    const column = await cropOf(await plain(1, 20_000).png().toBuffer(), { ratios: [1, 0.01], explain: true });
    for (const box of column.boxes) expect([box.left, box.right]).toEqual([0, 0]);
    expect((column.boxes[1]?.bottom ?? 0) - (column.boxes[1]?.top ?? 0) + 1).toBe(100);
    const row = await cropOf(await plain(20_000, 1).png().toBuffer(), { ratios: [1, 100], explain: true });
    for (const box of row.boxes) expect([box.top, box.bottom]).toEqual([0, 0]);
  });

  it('reads grey, 16 bits, CMYK, palette, transparency and the first frame of animations', async () => {
    const frames = await Promise.all([0.25, 0.75].map((x) => scene(120, 80, x).png().toBuffer()));
    const animation = () => sharp(frames, { join: { animated: true } });
    const kinds: Record<string, Promise<Buffer>> = {
      grey: scene(120, 80, 0.25).greyscale().jpeg().toBuffer(),
      deep: scene(120, 80, 0.25).toColourspace('rgb16').png().toBuffer(),
      cmyk: scene(120, 80, 0.25).toColourspace('cmyk').jpeg().toBuffer(),
      palette: scene(120, 80, 0.25).png({ palette: true }).toBuffer(),
      clear: scene(120, 80, 0.25).ensureAlpha(0.5).png().toBuffer(),
      gif: animation().gif().toBuffer(),
      webp: animation().webp().toBuffer(),
      tiff: scene(120, 80, 0.25).tiff().toBuffer(),
      avif: scene(120, 80, 0.25).avif().toBuffer(),
    };
    for (const [kind, image] of Object.entries(kinds)) {
      const found = await cropOf(await image);
      expect([kind, found.width, found.height, found.boxes[0]?.top]).toEqual([kind, 120, 80, 0]);
    }
  });

  it('takes the first frame of an animated PNG', async () => {
    const apng = await animatedPng([drawing(300, 100, 0.2), drawing(300, 100, 0.8)]);
    const [first, second] = [
      await drawing(300, 100, 0.2).png().toBuffer(),
      await drawing(300, 100, 0.8).png().toBuffer(),
    ];
    expect((await cropOf(apng)).boxes).toEqual((await cropOf(first)).boxes);
    expect((await cropOf(apng)).boxes).not.toEqual((await cropOf(second)).boxes);
  });

  it('refuses what is no photo', async () => {
    for (const text of [
      '',
      'hello',
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
      '%PDF-1.7\n%âãÏÓ\n1 0',
    ]) {
      await expect(cropOf(Buffer.from(text))).rejects.toMatchObject({ reason: 'unreadable-image' });
    }
  });

  it('refuses a decompression bomb by its header, at once', async () => {
    const png = Buffer.from(await plain(4, 4).png().toBuffer());
    png.writeUInt32BE(60_000, 16);
    png.writeUInt32BE(60_000, 20);
    const gif = Buffer.from(await plain(4, 4).gif().toBuffer());
    gif.writeUInt16LE(65_000, 6);
    gif.writeUInt16LE(65_000, 8);
    const jpeg = Buffer.from(photo);
    const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
    jpeg.writeUInt16BE(65_000, frame + 5);
    jpeg.writeUInt16BE(65_000, frame + 7);
    const tiff = await plain(7100, 7100).tiff({ compression: 'deflate' }).toBuffer();
    await readOverview(photo);
    for (const bomb of [png, gif, jpeg, tiff]) {
      const started = performance.now();
      await expect(cropOf(bomb)).rejects.toMatchObject({ reason: 'too-many-pixels' });
      expect(performance.now() - started).toBeLessThan(200);
    }
  });
});

describe('damaged photos', () => {
  /** A valid answer or "unreadable"; anything else fails the test. */
  async function survives(image: Uint8Array): Promise<'read' | 'refused'> {
    try {
      await readOverview(image);
      return 'read';
    } catch (error) {
      if (error instanceof CropError && ['unreadable-image', 'too-many-pixels'].includes(error.reason))
        return 'refused';
      throw error;
    }
  }
  const kinds = async (): Promise<Buffer[]> => [...(await everyKind()).values()];

  it('cut short at every percent they are refused or read, never more', async () => {
    for (const image of [photo, ...(await kinds())]) {
      for (const short of cutShort(image)) await survives(short);
    }
    await expect(cropOf(photo.subarray(0, photo.length / 2))).rejects.toMatchObject({ reason: 'unreadable-image' });
  });
});

describe('samples', () => {
  it('keeps what it found in a photo inside the photo', async () => {
    const image = readFileSync('samples/coffee.jpg');
    const found = await cropOf(image, { ratios });
    for (const box of [...found.faces, ...found.text, ...found.boxes]) {
      expect(box.left >= 0 && box.top >= 0 && box.right < found.width && box.bottom < found.height).toBe(true);
    }
  });
});
