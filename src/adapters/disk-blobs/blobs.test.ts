// Blobs on disk against the port's contract, and what only files can do: be half written, be left behind.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { makeTemporaryFolder, temporaryFolder } from '../../../test/support/temporary-folder.js';
import { describeBlobsContract } from '../../ports/blobs/blobs.contract.js';
import { openDiskBlobs } from './blobs.js';

describeBlobsContract('disk', async () => {
  const folder = makeTemporaryFolder();
  return { blobs: await openDiskBlobs(join(folder.path, 'blobs')), close: async () => folder.remove() };
});

describe('blobs on disk', () => {
  test('a file left half written by a crash is never visible as a blob, and is cleared away once it is old', async () => {
    const root = temporaryFolder();
    await openDiskBlobs(root);
    const half = Buffer.from('the first half');
    const abandoned = join(root, 'incoming', 'abandoned');
    const young = join(root, 'incoming', 'young');
    writeFileSync(abandoned, half);
    writeFileSync(young, half);
    utimesSync(abandoned, 1, 1);
    const blobs = await openDiskBlobs(root);
    expect(await blobs.size(createHash('sha256').update(half).digest('hex'))).toBeNull();
    expect(existsSync(abandoned)).toBe(false);
    // It may be in the hands of another process on the same folder.
    expect(existsSync(young)).toBe(true);
  });

  test('while a stream is still coming, nothing can be read under any name; afterwards no temporary file is left', async () => {
    const root = temporaryFolder();
    const blobs = await openDiskBlobs(root);
    const seen: string[][] = [];
    async function* source(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('one');
      seen.push(readdirSync(root));
      yield Buffer.from('two');
    }
    const { key } = await blobs.putStream(source(), 100);
    expect(seen).toEqual([['incoming']]);
    expect(readdirSync(join(root, 'incoming'))).toEqual([]);
    expect(readdirSync(join(root, key.slice(0, 2)))).toEqual([key]);
  });

  test('a stream that is too large leaves no temporary file', async () => {
    const root = temporaryFolder();
    const blobs = await openDiskBlobs(root);
    async function* source(): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(10);
    }
    await expect(blobs.putStream(source(), 9)).rejects.toMatchObject({ code: 'TOO_LARGE', facts: { maxBytes: 9 } });
    expect(readdirSync(join(root, 'incoming'))).toEqual([]);
  });

  // A file system of one megabyte, where the machine lets this process make one.
  const folder = makeTemporaryFolder();
  const small = folder.path;
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small]).status === 0;
  afterAll(() => {
    if (mounted) spawnSync('umount', [small]);
    folder.remove();
  });
  test.skipIf(!mounted)(
    'a disk that is really full refuses what does not fit, keeps no part of it, and takes more when there is room',
    async () => {
      const root = join(small, 'blobs');
      const blobs = await openDiskBlobs(root);
      async function* source(count: number): AsyncGenerator<Uint8Array> {
        for (let n = 0; n < count; n += 1) yield Buffer.alloc(100_000, n);
      }
      const { key } = await blobs.putStream(source(4), 1e7);
      const full = { code: 'UNAVAILABLE', facts: { code: 'ENOSPC' } };
      await expect(blobs.putStream(source(9), 1e7)).rejects.toMatchObject(full);
      await expect(blobs.put(Buffer.alloc(900_000))).rejects.toMatchObject(full);
      expect(readdirSync(join(root, 'incoming'))).toEqual([]);
      expect(await blobs.size(key)).toBe(400_000);
      await blobs.remove(key);
      expect((await blobs.putStream(source(9), 1e7)).size).toBe(900_000);
    },
  );

  test('a folder that has gone away makes writing and ping UNAVAILABLE, not a crash', async () => {
    const root = temporaryFolder();
    const blobs = await openDiskBlobs(root);
    rmSync(root, { recursive: true });
    await expect(blobs.put(Buffer.from('x'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(blobs.ping()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
