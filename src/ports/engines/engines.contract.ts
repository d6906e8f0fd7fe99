// What every adapter of the engine-runner port must do, as tests that can be pointed at any of them. The engines are the
// real ones. Must not know where or on what the work runs.
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { ComposeSpec } from '../../engines/compose/index.js';
import type { EngineRunner } from './engines.js';

export interface RunnerSettings {
  readonly capacity: number;
  readonly maxWaiting: number;
  /** A file that is not there when false. */
  readonly modelPresent: boolean;
}

const coupon = (seed: string): ComposeSpec => ({
  offer: { kind: 'amount-off', thresholdFen: 10_000, amountFen: 2_000 },
  scope: 'all',
  usage: 'single',
  brandName: '小满茶铺',
  layout: 'heritage',
  seed,
  size: 256,
});

/** A red ball with a highlight on a pale ground: something any model for salient objects sees. */
const ball = (): Promise<Buffer> =>
  sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"><defs><radialGradient id="g" cx="40%" cy="35%">
       <stop offset="0" stop-color="#ffb0a0"/><stop offset="1" stop-color="#b00018"/></radialGradient></defs>
       <rect width="400" height="400" fill="#eef0f2"/><circle cx="200" cy="205" r="110" fill="url(#g)"/></svg>`,
    ),
  )
    .png()
    .toBuffer();

export function describeEnginesContract(name: string, open: (settings: RunnerSettings) => EngineRunner): void {
  describe(`${name} keeps the engine-runner contract`, () => {
    let engines: EngineRunner;
    beforeAll(() => {
      engines = open({ capacity: 2, maxWaiting: 8, modelPresent: true });
    });
    afterAll(() => engines.close());

    test('a card comes back as PNG bytes with plain facts, and the same spec gives the same bytes', async () => {
      const [first, second] = await Promise.all([
        engines.run('compose', coupon('a')),
        engines.run('compose', coupon('a')),
      ]);
      expect(first).toMatchObject({ width: 256, height: 256, brandName: '小满茶铺', logo: 'none' });
      expect(await sharp(first.png).metadata()).toMatchObject({ format: 'png', width: 256, height: 256 });
      expect(Buffer.from(second.png).equals(Buffer.from(first.png))).toBe(true);
    });

    test('bytes inside a spec arrive: the logo is drawn; the caller’s copy stays usable', async () => {
      const brandLogo = await ball();
      const before = Buffer.from(brandLogo);
      expect(await engines.run('compose', { ...coupon('a'), brandLogo })).toMatchObject({ logo: 'drawn' });
      expect(brandLogo.equals(before)).toBe(true);
    });

    test('a cut-out comes back as PNG with transparency', async () => {
      const { png } = await engines.run('cutout', { image: await ball() });
      const { format, hasAlpha, width = 0, height = 0 } = await sharp(png).metadata();
      expect({ format, hasAlpha }).toEqual({ format: 'png', hasAlpha: true });
      expect(width * height).toBeGreaterThan(0);
    });

    test('a spec that cannot be drawn is INVALID', async () => {
      await expect(engines.run('compose', { ...coupon('a'), backgroundColor: 'red' })).rejects.toMatchObject({
        code: 'INVALID',
      });
    });

    test('bytes that are no picture are BAD_IMAGE, too many pixels TOO_LARGE, an empty scene NO_SUBJECT', async () => {
      await expect(engines.run('cutout', { image: Buffer.from('no picture at all') })).rejects.toMatchObject({
        code: 'BAD_IMAGE',
      });
      const blank = sharp({ create: { width: 8_000, height: 8_000, channels: 3, background: '#ffffff' } });
      await expect(engines.run('cutout', { image: await blank.png().toBuffer() })).rejects.toMatchObject({
        code: 'TOO_LARGE',
      });
      const empty = await blank.resize(320, 320).png().toBuffer();
      await expect(engines.run('cutout', { image: empty })).rejects.toMatchObject({ code: 'NO_SUBJECT' });
    });

    test('an engine whose model file is missing is UNAVAILABLE', async () => {
      const without = open({ capacity: 1, maxWaiting: 0, modelPresent: false });
      onTestFinished(() => without.close());
      await expect(without.run('cutout', { image: await ball() })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    });

    test('so many run, so many wait, the next is refused at once as TOO_BUSY; all others succeed', async () => {
      const small = open({ capacity: 1, maxWaiting: 2, modelPresent: true });
      onTestFinished(() => small.close());
      expect(small.load()).toEqual({ running: 0, waiting: 0, capacity: 1, mostWaiting: 2 });
      const accepted = ['a', 'b', 'c'].map((seed) => small.run('compose', coupon(seed)));
      expect(small.load()).toEqual({ running: 1, waiting: 2, capacity: 1, mostWaiting: 2 });
      await expect(small.run('compose', coupon('d'))).rejects.toMatchObject({
        code: 'TOO_BUSY',
        facts: { running: 1, waiting: 2 },
      });
      expect(await Promise.all(accepted)).toHaveLength(3);
      expect(small.load()).toMatchObject({ running: 0, waiting: 0 });
    });

    test('a signal ends running and waiting work as ABORTED, and the next work succeeds', async () => {
      const small = open({ capacity: 1, maxWaiting: 2, modelPresent: true });
      onTestFinished(() => small.close());
      const running = new AbortController();
      const waiting = new AbortController();
      const first = small.run('compose', coupon('a'), running.signal);
      const second = small.run('compose', coupon('b'), waiting.signal);
      const third = small.run('compose', coupon('c'));
      waiting.abort();
      await expect(second).rejects.toMatchObject({ code: 'ABORTED' });
      running.abort();
      await expect(first).rejects.toMatchObject({ code: 'ABORTED' });
      expect((await third).width).toBe(256);
      await expect(small.run('compose', coupon('d'), AbortSignal.abort())).rejects.toMatchObject({ code: 'ABORTED' });
    });

    test('closing lets running work end, refuses the waiting and whoever comes later', async () => {
      const small = open({ capacity: 1, maxWaiting: 2, modelPresent: true });
      const running = small.run('compose', coupon('a'));
      const waiting = small.run('compose', coupon('b'));
      const closed = small.close();
      await expect(waiting).rejects.toMatchObject({ code: 'ABORTED' });
      expect((await running).width).toBe(256);
      await closed;
      await expect(small.run('compose', coupon('c'))).rejects.toMatchObject({ code: 'ABORTED' });
    });
  });
}
