// Blobs on disk against the port's contract, and what only files can do: be half written, be left behind.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
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

  test('a folder that has gone away makes writing and ping UNAVAILABLE, not a crash', async () => {
    const root = temporaryFolder();
    const blobs = await openDiskBlobs(root);
    rmSync(root, { recursive: true });
    await expect(blobs.put(Buffer.from('x'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(blobs.ping()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
