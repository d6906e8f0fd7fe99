// The engine as its callers see it: same spec same bytes, plain facts, logos good and bad, limits.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readImageHeader } from '../../kernel/image-bytes.js';
import { type ComposeSpec, chooseLayout, compose, layoutNames, type Offer } from './index.js';
import { forgetBackdrops } from './render.js';

const spec: ComposeSpec = {
  offer: { kind: 'amount-off', thresholdFen: 10000, amountFen: 2000 },
  scope: 'all',
  usage: 'single',
  brandName: '白昼咖啡',
  backgroundColor: '#0b3b9e',
  seed: 'task-1',
};
const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const logoPng = async (alpha = 1): Promise<Uint8Array> =>
  sharp({ create: { width: 200, height: 120, channels: 4, background: { r: 255, g: 255, b: 255, alpha } } })
    .png()
    .toBuffer();

describe('compose', () => {
  it('answers an opaque square PNG of 1080 pixels and says what it drew', async () => {
    const card = await compose(spec);
    expect(readImageHeader(card.png)).toEqual({ format: 'png', width: 1080, height: 1080 });
    expect((await sharp(card.png).metadata()).channels).toBe(3);
    expect(card).toMatchObject({ width: 1080, height: 1080, logo: 'none', brandName: '白昼咖啡', substituted: [] });
    expect(card.wording.headline).toBe('满100减20');
    expect(card.contrast).toBeGreaterThanOrEqual(4.5);
  });

  it.each(layoutNames)('keeps a card of layout %s under 600 kB', async (layout) => {
    for (const backgroundColor of ['#ff5733', '#00704a', '#f2f2f2']) {
      const { png } = await compose({ ...spec, layout, backgroundColor, usage: 'bundle' });
      expect(png.byteLength).toBeLessThan(600_000);
    }
  });

  it('gives the same bytes for the same spec, drawn fresh or from memory', async () => {
    for (const layout of layoutNames) {
      const warm = digest((await compose({ ...spec, layout })).png);
      forgetBackdrops();
      expect(digest((await compose({ ...spec, layout })).png)).toBe(warm);
    }
  });

  it('gives the same bytes in several threads that draw at the same time', async () => {
    const built = new URL('../../../dist/engines/compose/index.js', import.meta.url);
    expect(existsSync(built), 'dist/ is built by the test set-up').toBe(true);
    const specs: readonly ComposeSpec[] = layoutNames.map((layout) => ({
      ...spec,
      layout,
      brandName: '𠮷野家 한글 ☕',
    }));
    const source = `const { parentPort, workerData } = require('node:worker_threads');
      import(workerData.built).then(async ({ compose }) => {
        const { createHash } = require('node:crypto');
        for (let round = 0; round < 2; round++) for (const spec of workerData.specs)
          parentPort.postMessage(createHash('sha256').update((await compose(spec)).png).digest('hex'));
      });`;
    const inThread = (): Promise<string[]> =>
      new Promise((resolve, reject) => {
        const digests: string[] = [];
        const worker = new Worker(source, { eval: true, workerData: { built: built.href, specs } });
        worker.on('message', (text: string) => digests.push(text));
        worker.on('error', reject);
        worker.on('exit', () => resolve(digests));
      });
    const [one, two, three] = await Promise.all([inThread(), inThread(), inThread()]);
    const here: string[] = [];
    for (const each of specs) here.push(digest((await compose(each)).png));
    expect(one).toEqual([...here, ...here]);
    expect(two).toEqual(one);
    expect(three).toEqual(one);
  });

  it('gives the same bytes in another process', async () => {
    const built = new URL('../../../dist/engines/compose/index.js', import.meta.url).href;
    const source = `import(${JSON.stringify(built)}).then(async ({ compose }) => {
      const { png } = await compose(${JSON.stringify(spec)});
      process.stdout.write(require('node:crypto').createHash('sha256').update(png).digest('hex'));
    })`;
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', source]);
    expect(stdout).toBe(digest((await compose(spec)).png));
  });

  it('picks the layout by offer and seed, always the same, and reaches several over many seeds', () => {
    for (const kind of ['amount-off', 'percent-off', 'exchange'] as const) {
      const seen = new Set(Array.from({ length: 200 }, (_, i) => chooseLayout(kind, `seed ${i}`)));
      expect(seen.size).toBeGreaterThanOrEqual(6);
      expect(chooseLayout(kind, 'x')).toBe(chooseLayout(kind, 'x'));
    }
  });

  it('draws a different decoration for a different seed of the same layout', async () => {
    const cards = await Promise.all(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((seed) => compose({ ...spec, layout: 'poster', seed, size: 256 })),
    );
    expect(new Set(cards.map((card) => digest(card.png))).size).toBeGreaterThan(1);
  });

  it('draws every offer in every layout at any size', async () => {
    const offers: readonly Offer[] = [
      { kind: 'amount-off', thresholdFen: 999999900, amountFen: 888888888 },
      { kind: 'percent-off', thresholdFen: 0, percentOff: 1 },
      { kind: 'exchange', thresholdFen: 9900, priceFen: 990 },
    ];
    for (const layout of layoutNames) {
      for (const offer of offers) {
        const card = await compose({ ...spec, layout, offer, size: 200, usage: 'bundle', scope: 'category' });
        expect(card).toMatchObject({ width: 200, height: 200, layout });
      }
    }
  });

  it('draws the logo that is given', async () => {
    for (const brandLogo of [
      await logoPng(),
      await logoPng(0.9),
      await sharp(await logoPng())
        .jpeg()
        .toBuffer(),
      await sharp(await logoPng())
        .webp()
        .toBuffer(),
    ]) {
      const card = await compose({ ...spec, brandLogo });
      expect(card.logo).toBe('drawn');
      expect(digest(card.png)).not.toBe(digest((await compose(spec)).png));
    }
  });

  it('stands a monogram in for a logo that cannot be read, and says so', async () => {
    const whole = await logoPng();
    const bomb = Buffer.from(whole);
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    const plain = digest((await compose(spec)).png);
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    for (const brandLogo of [
      new Uint8Array(),
      Buffer.from('no picture at all'),
      whole.subarray(0, 60),
      bomb,
      svg,
      await logoPng(0),
    ]) {
      const card = await compose({ ...spec, brandLogo });
      expect(card.logo).toBe('unreadable');
      expect(digest(card.png)).toBe(plain);
    }
  });

  it('draws no name when nothing visible is left of it', async () => {
    const card = await compose({ ...spec, brandName: '\u200b\u0000 ' });
    expect(card.brandName).toBe('');
    expect(digest(card.png)).toBe(digest((await compose({ ...spec, brandName: '' })).png));
  });

  it('reports the characters it had to stand a rosette in for', async () => {
    expect((await compose({ ...spec, brandName: '茶\u{31350}\u{31350}', size: 256 })).substituted).toEqual([
      '\u{31350}',
    ]);
  });

  it.each([
    ['a size of 63', { size: 63 }],
    ['a size of 1080.5', { size: 1080.5 }],
    ['a size of 9000', { size: 9000 }],
    ['a colour without #', { backgroundColor: 'ff5733' }],
    ['101 % off', { offer: { kind: 'percent-off', thresholdFen: 0, percentOff: 101 } as Offer }],
    ['a negative threshold', { offer: { kind: 'amount-off', thresholdFen: -1, amountFen: 1 } as Offer }],
  ])('refuses %s', async (_, change) => {
    await expect(compose({ ...spec, ...change })).rejects.toThrow(RangeError);
  });

  it('stops when the signal is aborted', async () => {
    await expect(compose(spec, AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
  });
});
