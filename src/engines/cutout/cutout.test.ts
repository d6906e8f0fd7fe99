import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Cutout, cutout, matte } from './index.js';

const root = new URL('../../../', import.meta.url).pathname;
const modelFile = join(process.env.TUQUAN_MODELS ?? join(root, '.models'), 'u2netp.onnx');

/** Where things are in the mug photo, in its pixels. */
const mugScene = {
  width: 800,
  height: 600,
  /** The mug with its handle. */
  box: { left: 230, top: 150, width: 345, height: 320 },
  insideHandle: [530, 280] as const,
  insideBody: [
    [300, 300],
    [360, 400],
    [420, 260],
  ] as const,
};

const mug = `<defs><linearGradient id="m" x2="1"><stop offset="0" stop-color="#8d231d"/><stop offset=".4" stop-color="#e4594b"/>
  <stop offset="1" stop-color="#7b1a15"/></linearGradient></defs>
  <path d="M470 200h40a65 65 0 0 1 65 65v50a65 65 0 0 1-65 65h-40v-32h35a38 38 0 0 0 38-38v-40a38 38 0 0 0-38-38h-35z" fill="#a8342c"/>
  <rect x="230" y="150" width="255" height="320" rx="26" fill="url(#m)"/>`;

const svg = (width: number, height: number, body: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${body}</svg>`;

/** The mug alone, as SVG on transparency. */
const mugBody = svg(mugScene.width, mugScene.height, mug);

const svgPhoto = (width: number, height: number, body: string): Promise<Buffer> =>
  sharp(Buffer.from(svg(width, height, body)))
    .removeAlpha()
    .jpeg({ quality: 95 })
    .toBuffer();

/** The mug on plain paper with a soft shadow under it: 800×600 JPEG. */
function mugPhoto({ background = '#d9d5cc' } = {}): Promise<Buffer> {
  const shadow = `<filter id="s" x="-50%" y="-200%" width="200%" height="500%"><feGaussianBlur stdDeviation="10"/></filter>
    <ellipse cx="365" cy="474" rx="150" ry="14" opacity=".35" filter="url(#s)"/>`;
  return svgPhoto(
    mugScene.width,
    mugScene.height,
    `<rect width="800" height="600" fill="${background}"/>${shadow}${mug}`,
  );
}

const onePixelNoise = (width: number, height: number): Promise<Buffer> =>
  sharp({
    create: { width, height, channels: 3, background: '#888', noise: { type: 'gaussian', mean: 128, sigma: 50 } },
  })
    .jpeg({ quality: 90 })
    .toBuffer();

/** Most tests look at the same cut-out. */
let firstCutout: Promise<Cutout> | undefined;
const mugCutout = () => (firstCutout ??= mugPhoto().then((image) => cutout({ image, modelFile })));

async function pixelsOf(png: Uint8Array) {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * 4, (y * info.width + x) * 4 + 4)];
  let left = info.width;
  let top = info.height;
  let right = -1;
  let bottom = -1;
  for (let y = 0; y < info.height; y++) {
    for (let x = 0; x < info.width; x++) {
      if ((data[(y * info.width + x) * 4 + 3] ?? 0) < 64) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  return { data, ...info, at, box: { left, top, right, bottom } };
}

describe('a product photo', () => {
  test('becomes a 1080×1080 PNG with the product centred inside margins of 120 pixels', async () => {
    const result = await mugCutout();
    const { width, height, channels, box, at } = await pixelsOf(result.png);
    expect([width, height, channels, result.width, result.height]).toEqual([1080, 1080, 4, 1080, 1080]);
    for (const edge of [box.left, box.top, 1079 - box.right, 1079 - box.bottom])
      expect(edge).toBeGreaterThanOrEqual(117);
    expect(Math.max(box.right - box.left, box.bottom - box.top)).toBeGreaterThan(825);
    expect(Math.abs(box.left - (1079 - box.right))).toBeLessThanOrEqual(6);
    expect(Math.abs(box.top - (1079 - box.bottom))).toBeLessThanOrEqual(6);
    expect(at(3, 3)).toEqual([0, 0, 0, 0]);
    expect(at(500, 540)[3]).toBe(255);
  });

  test('comes with its box, share and a high confidence', async () => {
    const result = await mugCutout();
    const { left, top, width, height } = mugScene.box;
    expect(Math.abs(result.subject.left - left)).toBeLessThan(8);
    expect(Math.abs(result.subject.top - top)).toBeLessThan(8);
    expect(Math.abs(result.subject.width - width)).toBeLessThan(14);
    expect(Math.abs(result.subject.height - height)).toBeLessThan(14);
    expect(result.coverage).toBeGreaterThan(0.15);
    expect(result.coverage).toBeLessThan(0.4);
    expect(result.confidence).toBeGreaterThan(0.7);
    expect(result.path).toBe('plain-background');
  });

  test('keeps the hole of a handle open and the inside solid', async () => {
    const found = await matte({ image: await mugPhoto(), modelFile });
    const at = ([x, y]: readonly [number, number]) =>
      found.alpha[
        Math.round((y * found.height) / mugScene.height) * found.width + Math.round((x * found.width) / mugScene.width)
      ];
    expect(at(mugScene.insideHandle)).toBeLessThan(40);
    for (const place of mugScene.insideBody) expect(at(place)).toBe(255);
  });

  test('has edges of its own colour, without a rim of the background', async () => {
    const { png } = await cutout({ image: await mugPhoto({ background: '#30c040' }), modelFile });
    const { data } = await pixelsOf(png);
    let edge = 0;
    let greenish = 0;
    for (let i = 0; i < data.length; i += 4) {
      const [r = 0, g = 0, , a = 0] = data.subarray(i, i + 4);
      if (a < 60 || a > 200) continue;
      edge++;
      if (g > r + 30) greenish++;
    }
    expect(edge).toBeGreaterThan(200);
    expect(greenish / edge).toBeLessThan(0.15);
  });

  test('gives the same bytes every time', async () => {
    const again = await cutout({ image: await mugPhoto(), modelFile });
    expect(Buffer.from((await mugCutout()).png).equals(Buffer.from(again.png))).toBe(true);
  });

  test('keeps its frame when trimming is off, reduced to the size and never enlarged', async () => {
    const image = await mugPhoto();
    const reduced = await cutout({ image, modelFile, trim: false, size: 400 });
    expect([reduced.width, reduced.height]).toEqual([400, 300]);
    const whole = await cutout({ image, modelFile, trim: false, size: 2000 });
    expect([whole.width, whole.height]).toEqual([mugScene.width, mugScene.height]);
  });

  test('that is small is enlarged at most three times', async () => {
    const image = await sharp(await mugPhoto())
      .resize(200)
      .jpeg({ quality: 95 })
      .toBuffer();
    const { box } = await pixelsOf((await cutout({ image, modelFile })).png);
    const longest = Math.max(box.right - box.left, box.bottom - box.top);
    expect(longest).toBeLessThanOrEqual(3 * 90 + 8);
    expect(longest).toBeGreaterThan(200);
  });

  test('in a corner of a large photo is found by a second look and drawn sharp', async () => {
    const small = await sharp(await mugPhoto())
      .resize(600)
      .toBuffer();
    const image = await sharp({ create: { width: 3600, height: 2600, channels: 3, background: '#d9d5cc' } })
      .composite([{ input: small, left: 400, top: 1500 }])
      .jpeg({ quality: 92 })
      .toBuffer();
    const result = await cutout({ image, modelFile });
    expect(Math.abs(result.subject.left - (400 + mugScene.box.left * 0.75))).toBeLessThan(15);
    expect(Math.abs(result.subject.top - (1500 + mugScene.box.top * 0.75))).toBeLessThan(15);
  });

  test('refuses sizes that leave no room', async () => {
    const image = await mugPhoto();
    await expect(cutout({ image, modelFile, size: 200, margin: 100 })).rejects.toThrow(RangeError);
    await expect(cutout({ image, modelFile, size: 10 })).rejects.toThrow(RangeError);
  });
});

describe('every kind of file', () => {
  const likeTheFirst = async (image: Uint8Array): Promise<Cutout> => {
    const result = await cutout({ image, modelFile });
    expect(result.coverage).toBeGreaterThan(0.15);
    expect(result.coverage).toBeLessThan(0.4);
    return result;
  };

  test('CMYK and 16-bit pictures are cut out like others', async () => {
    await likeTheFirst(
      await sharp(await mugPhoto())
        .toColourspace('cmyk')
        .jpeg()
        .toBuffer(),
    );
    await likeTheFirst(
      await sharp(await mugPhoto())
        .toColourspace('rgb16')
        .png()
        .toBuffer(),
    );
  });

  test('grey pictures are cut out', async () => {
    const { coverage } = await cutout({
      image: await sharp(await mugPhoto())
        .greyscale()
        .jpeg()
        .toBuffer(),
      modelFile,
    });
    expect(coverage).toBeGreaterThan(0.1);
  });

  test('a photo stored on its side is cut out upright', async () => {
    const upright = await mugPhoto();
    const image = await sharp(await sharp(upright).rotate(270).toBuffer())
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 95 })
      .toBuffer();
    const { subject } = await likeTheFirst(image);
    expect(Math.abs(subject.left - mugScene.box.left)).toBeLessThan(10);
    expect(Math.abs(subject.width - mugScene.box.width)).toBeLessThan(16);
  });

  test('a picture with transparency of its own keeps exactly that', async () => {
    const image = await sharp(Buffer.from(mugBody)).png().toBuffer();
    const result = await cutout({ image, modelFile: '/no/model/is/needed.onnx' });
    expect(result).toMatchObject({ path: 'alpha', confidence: 1 });
    const { box, data } = await pixelsOf(result.png);
    expect(Math.max(box.right - box.left, box.bottom - box.top)).toBeGreaterThan(830);
    expect(data.some((value, index) => index % 4 === 3 && value > 0 && value < 255)).toBe(true);
  });

  test('a transparency that is opaque everywhere does not count', async () => {
    const { path } = await likeTheFirst(
      await sharp(await mugPhoto())
        .ensureAlpha()
        .png()
        .toBuffer(),
    );
    expect(path).not.toBe('alpha');
  });

  test('long and thin pictures do not trip it', async () => {
    const image = await svgPhoto(
      2000,
      40,
      '<rect width="2000" height="40" fill="#fff"/><rect x="900" y="5" width="60" height="30" fill="#a22"/>',
    );
    await cutout({ image, modelFile }).catch((error: unknown) => expect(error).toMatchObject({ reason: 'no-subject' }));
  });
});

describe('a picture that cannot be cut out', () => {
  test.each([
    ['white', () => svgPhoto(800, 600, '<rect width="800" height="600" fill="#fff"/>')],
    ['noise', () => onePixelNoise(800, 600)],
    [
      'a gradient',
      () =>
        svgPhoto(
          800,
          600,
          '<defs><linearGradient id="g" x2="1" y2="1"><stop offset="0" stop-color="#fff"/><stop offset="1" stop-color="#3060a0"/></linearGradient></defs><rect width="800" height="600" fill="url(#g)"/>',
        ),
    ],
  ])('%s has no subject', async (_, picture) => {
    await expect(cutout({ image: await picture(), modelFile })).rejects.toMatchObject({ reason: 'no-subject' });
  });

  test('truncated and foreign files are unreadable', async () => {
    const whole = await onePixelNoise(900, 700);
    for (const image of [whole.subarray(0, whole.length / 2), Buffer.from('%PDF-1.4 not a photo'), Buffer.alloc(0)]) {
      await expect(cutout({ image, modelFile })).rejects.toMatchObject({ reason: 'unreadable-image' });
    }
  });

  test('a damaged second half is found even though the overview is decoded first', async () => {
    const image = Buffer.from(await onePixelNoise(3000, 2000));
    await expect(cutout({ image: image.subarray(0, image.length - 50_000), modelFile })).rejects.toMatchObject({
      reason: 'unreadable-image',
    });
  });

  test('a header of too many pixels is refused before decoding', async () => {
    const image = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    image.writeUInt32BE(50_000, 16);
    image.writeUInt32BE(50_000, 20);
    await expect(cutout({ image, modelFile })).rejects.toMatchObject({ reason: 'too-many-pixels' });
  });
});

describe('the model file', () => {
  test('when missing is a clear error, and is found once it is there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cutout-test-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const late = join(folder, 'late.onnx');
    const image = await mugPhoto();
    await expect(matte({ image, modelFile: late })).rejects.toMatchObject({
      reason: 'model-missing',
      message: expect.stringContaining('scripts/models.mjs'),
    });
    await copyFile(modelFile, late);
    expect((await matte({ image, modelFile: late })).coverage).toBeGreaterThan(0.1);
  });

  test('when it is no model is a clear error', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cutout-test-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'text.onnx'), 'this is no model');
    await expect(matte({ image: await mugPhoto(), modelFile: join(folder, 'text.onnx') })).rejects.toMatchObject({
      reason: 'model-invalid',
    });
  });
});

describe('stopping', () => {
  test('work that is stopped before it begins does nothing', async () => {
    const stopped = AbortSignal.abort();
    await expect(cutout({ image: Buffer.alloc(0), modelFile: '' }, stopped)).rejects.toMatchObject({
      reason: 'aborted',
    });
  });

  test('a signal in the middle ends the work at the next step', async () => {
    const stop = new AbortController();
    const work = cutout({ image: await mugPhoto(), modelFile }, stop.signal);
    setImmediate(() => stop.abort());
    await expect(work).rejects.toMatchObject({ reason: 'aborted' });
  });
});
