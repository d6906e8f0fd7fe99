import { describe, expect, it } from 'vitest';
import { WaitingLine } from '../../adapters/threads/waiting-line.js';
import type { RenditionFormat, RenditionSpec } from '../../engines/rendition/index.js';
import { DomainError } from '../../kernel/errors.js';
import { silentLog } from '../../kernel/log.js';
import type { Cache } from '../../ports/cache/cache.js';
import type { Picture } from '../pictures/index.js';
import { parseSuffix, type Rendition } from './grammar.js';
import { createRenditions } from './service.js';

const jpegBytes = Buffer.from('ffd8ffe000104a46494600010100', 'hex');
const picture = (format = 'jpeg', blob = 'b'.repeat(64)): Picture => ({ blob, format }) as Picture;
const suffix = (text: string): Rendition => {
  const found = parseSuffix(text);
  if (found === null) throw new Error(`${text} is no suffix`);
  return found;
};
const nothing = new Set<RenditionFormat>();
const everything = new Set<RenditionFormat>(['avif', 'webp']);

function memoryCache(): Cache & { readonly kept: Map<string, Buffer> } {
  const kept = new Map<string, Buffer>();
  return {
    kept,
    get: async (key) => kept.get(key) ?? null,
    put: async (key, bytes) => void kept.set(key, bytes),
    drop: async (key) => void kept.delete(key),
  };
}

function open(
  options: { places?: number; waiting?: number; cache?: Cache; negotiate?: boolean; sizes?: string[] } = {},
) {
  const line = new WaitingLine(options.places ?? 2, options.waiting ?? 10);
  const specs: RenditionSpec[] = [];
  const gate = { open: Promise.resolve() };
  const renditions = createRenditions({
    blobs: { get: async () => Buffer.from('original') },
    cache: options.cache ?? memoryCache(),
    render: (load) =>
      line.run(async () => {
        specs.push(await load());
        await gate.open;
        return { bytes: jpegBytes, width: 1, height: 1 };
      }),
    log: silentLog,
    negotiate: options.negotiate ?? true,
    sizes: options.sizes === undefined ? null : new Set(options.sizes),
  });
  const bytes = (text: string, of = picture()): Promise<Buffer> => {
    const coding = renditions.coding(of, suffix(text), nothing);
    if (coding === null) throw new Error('not served');
    return renditions.bytes(of, suffix(text), coding);
  };
  return { renditions, specs, gate, bytes };
}

describe('making', () => {
  it('happens once however many ask at the same moment, and not again afterwards', async () => {
    const { bytes, specs } = open();
    const spellings = ['_200x200q90.jpg', '_200x200Q90.jpg'];
    const all = await Promise.all(Array.from({ length: 50 }, (_, n) => bytes(spellings[n % 2] as string)));
    expect(all.every((each) => each.equals(jpegBytes))).toBe(true);
    await bytes('_200x200q90.jpg');
    expect(specs.length).toBe(1);
    await bytes('_200x200q91.jpg');
    expect(specs.length).toBe(2);
  });

  it('is once even while the bytes are still being written to the cache', async () => {
    const slow = memoryCache();
    let written: () => void = () => undefined;
    const { bytes, specs } = open({
      cache: { ...slow, put: () => new Promise<void>((resolve) => (written = resolve)) },
    });
    await bytes('_200x200.jpg');
    await bytes('_200x200.jpg');
    expect(specs.length).toBe(1);
    written();
  });

  it('is refused at once when the places and the line are full; all others succeed', async () => {
    const { bytes, gate } = open({ places: 1, waiting: 2 });
    let let_go: () => void = () => undefined;
    gate.open = new Promise((resolve) => (let_go = resolve));
    const asked = ['_1x1.jpg', '_2x2.jpg', '_3x3.jpg', '_4x4.jpg', '_5x5.jpg'].map((text) => bytes(text));
    const settled = Promise.allSettled(asked);
    await expect(
      Promise.any(
        asked.map((each) =>
          each.then(
            () => Promise.reject(),
            (error) => error,
          ),
        ),
      ),
    ).resolves.toMatchObject({ code: 'TOO_BUSY' });
    let_go();
    const ends = (await settled).map(({ status }) => status);
    expect(ends.filter((status) => status === 'fulfilled').length).toBe(3);
    expect(ends.filter((status) => status === 'rejected').length).toBe(2);
    expect((await bytes('_5x5.jpg')).equals(jpegBytes)).toBe(true);
  });

  it('that failed is tried again by whoever asks next', async () => {
    let fails = true;
    const renditions = createRenditions({
      blobs: { get: async () => Buffer.alloc(0) },
      cache: memoryCache(),
      render: async () => {
        if (fails) throw new DomainError('BAD_IMAGE', 'damaged');
        return { bytes: jpegBytes, width: 1, height: 1 };
      },
      log: silentLog,
      negotiate: true,
      sizes: null,
    });
    const wanted = suffix('_9x9.jpg');
    const coding = renditions.coding(picture(), wanted, nothing);
    if (coding === null) throw new Error('not served');
    await expect(renditions.bytes(picture(), wanted, coding)).rejects.toMatchObject({ code: 'BAD_IMAGE' });
    fails = false;
    expect(await renditions.bytes(picture(), wanted, coding)).toBe(jpegBytes);
  });

  it('is sent before it is kept, and settled only when it is', async () => {
    let write = (): void => undefined;
    const order: string[] = [];
    const put = () =>
      new Promise<void>((resolve) => {
        write = () => {
          order.push('kept');
          resolve();
        };
      });
    const { renditions, bytes } = open({ cache: { ...memoryCache(), put } });
    await bytes('_9x9.jpg');
    const settled = renditions.settled().then(() => order.push('settled'));
    order.push('sent');
    await new Promise((resolve) => setImmediate(resolve));
    write();
    await settled;
    expect(order).toEqual(['sent', 'kept', 'settled']);
    await renditions.settled();
  });

  it('succeeds although nothing can be kept', async () => {
    const full: Cache = { ...memoryCache(), put: () => Promise.reject(new DomainError('UNAVAILABLE', 'ENOSPC')) };
    const { bytes, specs } = open({ cache: full });
    expect(await bytes('_9x9.jpg')).toBe(jpegBytes);
    await new Promise((resolve) => setImmediate(resolve));
    expect(await bytes('_9x9.jpg')).toBe(jpegBytes);
    expect(specs.length).toBe(2);
  });

  it('is done anew when what was kept is not a picture of its format any more', async () => {
    const cache = memoryCache();
    const { bytes, specs } = open({ cache });
    await bytes('_9x9.jpg');
    await new Promise((resolve) => setImmediate(resolve));
    for (const key of cache.kept.keys()) cache.kept.set(key, Buffer.alloc(500));
    expect(await bytes('_9x9.jpg')).toBe(jpegBytes);
    expect(specs.length).toBe(2);
  });
});

describe('the format', () => {
  const of = (text: string, format: string, formats = nothing, negotiate = true) =>
    open({ negotiate }).renditions.coding(picture(format), suffix(text), formats);

  it.each([
    ['_9x9.jpg', 'png', 'jpeg'],
    ['_9x9.png', 'jpeg', 'png'],
    ['_9x9.jpg_.webp', 'png', 'webp'],
    ['_.webp', 'gif', 'webp'],
    ['_9x9', 'jpeg', 'jpeg'],
    ['_9x9', 'png', 'png'],
    ['_9x9', 'gif', 'png'],
    ['_9x9', 'webp', 'webp'],
    ['_9x9', 'bmp', 'jpeg'],
  ])('of %s of a %s is %s', (text, format, expected) => {
    expect(of(text, format)?.format).toBe(expected);
  });

  it('is a better one only in the place of JPEG, only for clients that name it, and can be switched off', () => {
    expect(of('_9x9.jpg', 'png', everything)).toMatchObject({ format: 'avif', negotiated: true });
    expect(of('_9x9.jpg', 'png', new Set(['webp']))).toMatchObject({ format: 'webp', negotiated: true });
    expect(of('_9x9.jpg', 'png')).toMatchObject({ format: 'jpeg', negotiated: true });
    expect(of('_9x9.png', 'png', everything)).toMatchObject({ format: 'png', negotiated: false });
    expect(of('_9x9.jpg_.webp', 'png', everything)).toMatchObject({ format: 'webp', negotiated: false });
    expect(of('_9x9.jpg', 'png', everything, false)).toMatchObject({ format: 'jpeg', negotiated: false });
  });

  it('and everything else that makes other bytes makes another name', () => {
    const { renditions } = open();
    const keys = [
      renditions.coding(picture(), suffix('_9x9.jpg'), nothing),
      renditions.coding(picture(), suffix('_9x9.jpg'), everything),
      renditions.coding(picture(), suffix('_9x9q90.jpg'), nothing),
      renditions.coding(picture(), suffix('_9x9xz.jpg'), nothing),
      renditions.coding(picture('jpeg', 'c'.repeat(64)), suffix('_9x9.jpg'), nothing),
    ].map((coding) => coding?.key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('a list of sizes', () => {
  it('is all that is served; suffixes without a size are not touched by it', () => {
    const { renditions } = open({ sizes: ['90x90', '200x200'] });
    const served = (text: string) => renditions.coding(picture(), suffix(text), nothing) !== null;
    expect(['_90x90.jpg', '_200x200xzq90.jpg', '_q90.jpg', '_.webp'].map(served)).toEqual([true, true, true, true]);
    expect(['_91x90.jpg', '_sum.jpg'].map(served)).toEqual([false, false]);
  });
});
