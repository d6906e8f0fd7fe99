// What every adapter of the blob port must do, as tests that can be pointed at any of them.
// Must not know where the bytes lie.
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Blobs } from './blobs.js';

export interface OpenedBlobs {
  readonly blobs: Blobs;
  readonly close: () => Promise<void>;
}

const keyOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function* pieces(...parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield part;
}

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of source) parts.push(part);
  return Buffer.concat(parts);
}

export function describeBlobsContract(name: string, open: () => Promise<OpenedBlobs>): void {
  describe(`${name} keeps the blob contract`, () => {
    let opened: OpenedBlobs;
    let blobs: Blobs;
    beforeAll(async () => {
      opened = await open();
      blobs = opened.blobs;
    });
    afterAll(() => opened.close());

    test('a blob is named by the SHA-256 of its bytes and comes back unchanged', async () => {
      const bytes = randomBytes(100_000);
      expect(await blobs.put(bytes)).toEqual({ key: keyOf(bytes), size: 100_000 });
      expect((await blobs.get(keyOf(bytes))).equals(bytes)).toBe(true);
      expect(await blobs.size(keyOf(bytes))).toBe(100_000);
    });

    test('an empty blob is a blob', async () => {
      const { key, size } = await blobs.put(new Uint8Array());
      expect(size).toBe(0);
      expect(await blobs.size(key)).toBe(0);
      expect(await blobs.get(key)).toHaveLength(0);
      expect(await collect(await blobs.stream(key))).toHaveLength(0);
    });

    test('storing the same bytes again, also at the same moment and as a stream, gives the same blob', async () => {
      const bytes = randomBytes(20_000);
      const stored = await Promise.all([
        blobs.put(bytes),
        blobs.put(bytes),
        blobs.putStream(pieces(bytes.subarray(0, 7), bytes.subarray(7)), 20_000),
      ]);
      for (const blob of stored) expect(blob).toEqual({ key: keyOf(bytes), size: 20_000 });
      expect(await blobs.put(bytes)).toEqual({ key: keyOf(bytes), size: 20_000 });
      expect((await blobs.get(keyOf(bytes))).equals(bytes)).toBe(true);
    });

    test('bytes that arrive in pieces are stored whole', async () => {
      const parts = Array.from({ length: 50 }, (_, index) => randomBytes(index * 997));
      const whole = Buffer.concat(parts);
      expect(await blobs.putStream(pieces(...parts), whole.length)).toEqual({ key: keyOf(whole), size: whole.length });
      expect((await collect(await blobs.stream(keyOf(whole)))).equals(whole)).toBe(true);
    });

    test('a stream of more bytes than allowed is TOO_LARGE at once and nothing is kept', async () => {
      const part = randomBytes(1_000);
      let asked = 0;
      async function* endless(): AsyncGenerator<Uint8Array> {
        for (;;) {
          asked += 1;
          yield part;
        }
      }
      await expect(blobs.putStream(endless(), 2_500)).rejects.toMatchObject({ code: 'TOO_LARGE' });
      expect(asked).toBe(3);
      for (const count of [1, 2, 3]) {
        expect(await blobs.size(keyOf(Buffer.concat(Array.from({ length: count }, () => part))))).toBeNull();
      }
    });

    test('a source that fails in the middle passes its own error on and nothing is kept', async () => {
      const part = randomBytes(1_000);
      const hungUp = Object.assign(new Error('the client hung up'), { code: 'ECONNRESET' });
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield part;
        throw hungUp;
      }
      await expect(blobs.putStream(broken(), 10_000)).rejects.toBe(hungUp);
      expect(await blobs.size(keyOf(part))).toBeNull();
    });

    test('ranges have both ends inside and are cut at the end of the blob', async () => {
      const { key } = await blobs.put(Buffer.from('0123456789'));
      const range = async (start: number, end: number): Promise<string> =>
        (await collect(await blobs.stream(key, { start, end }))).toString();
      expect(await range(0, 0)).toBe('0');
      expect(await range(3, 6)).toBe('3456');
      expect(await range(8, 100)).toBe('89');
    });

    test('asking for a blob that is not there, or by something that is no key, is NOT_FOUND', async () => {
      for (const key of [keyOf(randomBytes(8)), '../../etc/passwd', '', 'A'.repeat(64)]) {
        await expect(blobs.get(key)).rejects.toMatchObject({ code: 'NOT_FOUND' });
        await expect(blobs.stream(key)).rejects.toMatchObject({ code: 'NOT_FOUND' });
        expect(await blobs.size(key)).toBeNull();
      }
    });

    test('a removed blob is gone, removing it again is harmless, and it may be stored anew', async () => {
      const bytes = randomBytes(10);
      const { key } = await blobs.put(bytes);
      await blobs.remove(key);
      expect(await blobs.size(key)).toBeNull();
      await blobs.remove(key);
      await blobs.remove('no key at all');
      await blobs.put(bytes);
      expect(await blobs.size(key)).toBe(10);
    });

    test('ping resolves while a byte can be written', async () => {
      await expect(blobs.ping()).resolves.toBeUndefined();
    });
  });
}
