import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { ManualClock } from '../../kernel/clock.js';
import { openDiskCache } from './cache.js';

const keyOf = (name: string): string => createHash('sha256').update(name).digest('hex');
const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(keyOf) as [string, string, string, string];
const bytes = (size: number, fill = 1): Buffer => Buffer.alloc(size, fill);

function filesIn(root: string): { names: string[]; bytes: number } {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const sizes = files.map((file) => statSync(join(file.parentPath, file.name)).size);
  return { names: files.map(({ name }) => name).sort(), bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

function open(root: string, mostBytes: number) {
  const clock = new ManualClock(Date.UTC(2026, 0, 1));
  return { clock, cache: openDiskCache(root, { mostBytes, clock }) };
}

describe('the cache on disk', () => {
  it('hands back what was put in, also after a restart, and knows nothing else', async () => {
    const root = temporaryFolder();
    const { cache } = open(root, 1_000);
    expect(await cache.get(a)).toBeNull();
    await cache.put(a, bytes(100, 7));
    expect((await cache.get(a))?.equals(bytes(100, 7))).toBe(true);
    expect((await open(root, 1_000).cache.get(a))?.equals(bytes(100, 7))).toBe(true);
    expect(await cache.get('../../etc/passwd')).toBeNull();
    await cache.drop(a);
    expect(await cache.get(a)).toBeNull();
  });

  it('lets go of what was used the longest ago, and never holds more than its bound', async () => {
    const root = temporaryFolder();
    const { cache } = open(root, 300);
    for (const key of [a, b, c]) await cache.put(key, bytes(100));
    await cache.get(a);
    await cache.put(d, bytes(100));
    expect(filesIn(root)).toEqual({ names: [a, c, d].sort(), bytes: 300 });
    expect(await cache.load()).toEqual({ bytes: 300, files: 3 });
    await cache.put(b, bytes(250));
    expect(filesIn(root)).toEqual({ names: [b], bytes: 250 });
  });

  it('keeps its bound under many writers at once', async () => {
    const root = temporaryFolder();
    const { cache } = open(root, 1_000);
    const most: number[] = [];
    await Promise.all(
      Array.from({ length: 100 }, async (_, n) => {
        await cache.put(keyOf(`${n}`), bytes(90));
        most.push((await cache.load()).bytes);
      }),
    );
    expect(Math.max(...most)).toBeLessThanOrEqual(1_000);
    const files = filesIn(root);
    expect(files.bytes).toBeLessThanOrEqual(1_000);
    expect(files.bytes).toBe((await cache.load()).bytes);
    expect(files.names.length).toBeGreaterThan(0);
  });

  it('does not take what is larger than all of it, and takes nothing when its bound is 0', async () => {
    const root = temporaryFolder();
    const { cache } = open(root, 100);
    await cache.put(a, bytes(101));
    expect(filesIn(root).names).toEqual([]);
    const { cache: off } = open(root, 0);
    await off.put(a, bytes(1));
    expect(await off.get(a)).toBeNull();
  });

  it('the same key again replaces the bytes and counts once', async () => {
    const root = temporaryFolder();
    const { cache } = open(root, 1_000);
    await cache.put(a, bytes(100, 1));
    await cache.put(a, bytes(50, 2));
    expect((await cache.get(a))?.equals(bytes(50, 2))).toBe(true);
    expect(await cache.load()).toEqual({ bytes: 50, files: 1 });
  });

  it('remembers over a restart what was used last, and a smaller bound is kept at once', async () => {
    const root = temporaryFolder();
    const { cache, clock } = open(root, 1_000);
    for (const key of [a, b, c]) await cache.put(key, bytes(100));
    for (const [n, key] of [a, b, c].entries()) utimesSync(join(root, key.slice(0, 2), key), n + 1, n + 1);
    clock.advance(120_000);
    await cache.get(a);
    const path = join(root, a.slice(0, 2), a);
    await expect.poll(() => statSync(path).mtimeMs).toBe(clock.now());
    const later = openDiskCache(root, { mostBytes: 200, clock });
    expect(await later.load()).toEqual({ bytes: 200, files: 2 });
    expect(filesIn(root).names).toEqual([a, c].sort());
  });

  it('a file left half written by a crash is never seen, and is cleared away once it is old', async () => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'incoming'));
    const [old, young] = [join(root, 'incoming', 'old'), join(root, 'incoming', 'young')];
    for (const path of [old, young]) writeFileSync(path, 'half');
    const { cache, clock } = open(root, 1_000);
    utimesSync(old, 1, 1);
    utimesSync(young, clock.now() / 1000, clock.now() / 1000);
    expect(await cache.load()).toEqual({ bytes: 0, files: 0 });
    expect([existsSync(old), existsSync(young)]).toEqual([false, true]);
  });

  it('files that somebody removed are not there, and room is counted anew', async () => {
    const root = temporaryFolder();
    const { cache } = open(root, 1_000);
    await cache.put(a, bytes(100));
    rmSync(join(root, a.slice(0, 2), a));
    expect(await cache.get(a)).toBeNull();
    expect(await cache.load()).toEqual({ bytes: 0, files: 0 });
    rmSync(root, { recursive: true });
    await cache.put(a, bytes(100));
    expect(await cache.get(a)).not.toBeNull();
  });

  it('a folder that cannot be used makes reading empty and writing UNAVAILABLE, and is tried again', async () => {
    const parent = temporaryFolder();
    const root = join(parent, 'cache');
    writeFileSync(root, 'in the way');
    const { cache } = open(root, 1_000);
    expect(await cache.get(a)).toBeNull();
    await expect(cache.put(a, bytes(1))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    rmSync(root);
    await cache.put(a, bytes(1));
    expect(await cache.get(a)).not.toBeNull();
  });
});
