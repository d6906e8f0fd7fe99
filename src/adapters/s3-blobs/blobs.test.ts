// Blobs on S3 against the port's contract on a store that checks signatures, and what only a network can do: fail half-way.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Dispatcher, request } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hasSwift, type SwiftServer, startSwift } from '../../../test/support/swift.js';
import { makeTemporaryFolder } from '../../../test/support/temporary-folder.js';
import { describeBlobsContract } from '../../ports/blobs/blobs.contract.js';
import { openS3Blobs, type S3Blobs } from './blobs.js';
import { readS3Settings, type S3Settings } from './settings.js';

type Fault = (request: IncomingMessage, response: ServerResponse, pass: () => void) => void;

describe.skipIf(!hasSwift())('blobs on S3', () => {
  let swift: SwiftServer;
  const folder = makeTemporaryFolder();
  const waiting = join(folder.path, 'incoming');
  /** Stands between adapter and store; the next requests meet these, one each. */
  let faults: Fault[] = [];
  let seen: string[] = [];
  const between = createServer((incoming, response) => {
    seen.push(incoming.method ?? '');
    const pass = (): void =>
      void onward(incoming, incoming).then((answer) => answer.body.pipe(begin(response, answer)));
    const fault = faults.shift();
    if (fault === undefined) pass();
    else fault(incoming, response, pass);
  });
  /** Passes a request on with this body. */
  const onward = ({ method, headers, url }: IncomingMessage, body: IncomingMessage | Buffer | null) =>
    request(`${swift.settings.endpoint}${url}`, {
      method: method as 'GET',
      headers: { ...headers, connection: undefined },
      body: method === 'PUT' ? body : null,
    });
  const begin = (response: ServerResponse, { statusCode, headers }: Dispatcher.ResponseData): ServerResponse =>
    response.writeHead(statusCode, { ...headers, connection: 'keep-alive' });
  let through: S3Settings;
  let blobs: S3Blobs;

  beforeAll(async () => {
    swift = await startSwift();
    await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve));
    const { port } = between.address() as AddressInfo;
    through = { ...swift.settings, endpoint: `http://127.0.0.1:${port}`, bucket: 'faulty', timeoutMs: 1_000 };
    blobs = await openS3Blobs(through, waiting);
  }, 120_000);
  beforeEach(() => {
    faults = [];
    seen = [];
  });
  afterAll(async () => {
    await blobs.close();
    between.closeAllConnections();
    await new Promise((resolve) => between.close(resolve));
    await swift.close();
    folder.remove();
  });

  describeBlobsContract('s3', async () => {
    const opened = await openS3Blobs(swift.settings, waiting);
    return { blobs: opened, close: () => opened.close() };
  });

  const answer =
    (status: number, code: string): Fault =>
    (incoming, response) => {
      incoming.resume();
      response.writeHead(status).end(`<Error><Code>${code}</Code></Error>`);
    };
  const reset: Fault = (_, response) => void response.socket?.resetAndDestroy();
  const hang: Fault = () => undefined;
  const keyOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
  const collect = async (source: AsyncIterable<Uint8Array>): Promise<Buffer> => {
    const parts: Uint8Array[] = [];
    for await (const part of source) parts.push(part);
    return Buffer.concat(parts);
  };

  test('lie under the same names as on disk, below the prefix, and another opener finds them', async () => {
    const prefixed = await openS3Blobs({ ...swift.settings, prefix: 'tuquan/a/' }, waiting);
    const { key } = await prefixed.put(Buffer.from('prefixed'));
    const plain = await openS3Blobs(swift.settings, waiting);
    expect([await prefixed.size(key), await plain.size(key)]).toEqual([8, null]);
    await Promise.all([prefixed.close(), plain.close()]);
  });

  test('are stored although the store was restarting, reset the connection or was silent for a while', async () => {
    for (const some of [
      [answer(503, 'SlowDown'), answer(500, 'InternalError')],
      [reset, reset, reset],
      [hang],
    ] satisfies Fault[][]) {
      const bytes = randomBytes(1_000);
      faults = [...some];
      expect(await blobs.put(bytes)).toEqual({ key: keyOf(bytes), size: 1_000 });
      faults = [...some];
      expect((await blobs.get(keyOf(bytes))).equals(bytes)).toBe(true);
    }
  });

  test('are given up after four attempts, with an error that is ours and names no key of the store', async () => {
    faults = Array.from({ length: 8 }, () => answer(503, 'SlowDown'));
    const failure = await blobs.put(Buffer.from('x')).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'UNAVAILABLE', facts: { code: 'SlowDown' } });
    expect(seen).toHaveLength(4);
    expect(JSON.stringify(failure) + String((failure as Error).stack)).not.toContain(swift.settings.secretKey);
    faults = [];
    await expect(blobs.ping()).resolves.toBeUndefined();
  });

  test('a refusal is not repeated and says what to check', async () => {
    faults = [answer(403, 'AccessDenied')];
    await expect(blobs.put(Buffer.from('x'))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: /TUQUAN_S3_BUCKET/,
    });
    expect(seen).toHaveLength(1);
  });

  test('that break off half-way are read on from there, whole or by range, and are what was stored', async () => {
    const bytes = randomBytes(300_000);
    const { key } = await blobs.put(bytes);
    const broken: Fault = (incoming, response) => {
      void onward(incoming, null).then((answer) => {
        begin(response, answer);
        let sent = 0;
        answer.body.on('data', (piece: Buffer) => {
          if (sent > 100_000) return;
          sent += piece.length;
          response.write(piece, () => sent > 100_000 && response.destroy());
        });
      });
    };
    faults = [broken, broken];
    expect((await collect(await blobs.stream(key))).equals(bytes)).toBe(true);
    expect(seen.filter((method) => method === 'GET')).toHaveLength(3);
    faults = [broken];
    const part = await collect(await blobs.stream(key, { start: 50_000, end: 249_999 }));
    expect(part.equals(bytes.subarray(50_000, 250_000))).toBe(true);
    faults = [broken];
    expect((await blobs.get(key)).equals(bytes)).toBe(true);
  });

  test('altered on the way to the store are refused by it, and nothing is kept', async () => {
    const bytes = Buffer.from('as it was sent');
    const alter: Fault = (incoming, response) => {
      incoming.resume();
      void onward(incoming, Buffer.from('as it arrived!')).then((answer) => answer.body.pipe(begin(response, answer)));
    };
    faults = [alter];
    await expect(blobs.put(bytes)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await blobs.size(keyOf(bytes))).toBeNull();
  });

  test('of more than a mebibyte wait in a file until their hash is known, are sent again from it, and it is removed', async () => {
    const parts = Array.from({ length: 12 }, () => randomBytes(256 * 1024));
    const whole = Buffer.concat(parts);
    let most = 0;
    async function* source(): AsyncGenerator<Uint8Array> {
      for (const part of parts) {
        yield part;
        most = Math.max(most, existsSync(waiting) ? readdirSync(waiting).length : 0);
      }
    }
    faults = [answer(404, 'NoSuchKey'), reset];
    expect(await blobs.putStream(source(), whole.length)).toEqual({ key: keyOf(whole), size: whole.length });
    expect([most, readdirSync(waiting)]).toEqual([1, []]);
    expect((await blobs.get(keyOf(whole))).equals(whole)).toBe(true);
    seen = [];
    await blobs.put(whole);
    expect(seen).toEqual(['HEAD']);
  });

  test('cannot be opened with a wrong secret or another user; the error says what to check and shows neither', async () => {
    const wrong = { ...swift.settings, secretKey: 'another-secret' };
    const failure = await openS3Blobs(wrong, waiting).catch((error: unknown) => error as Error);
    // A HEAD answer has no body to name the cause in.
    expect(failure).toMatchObject({ code: 'UNAVAILABLE', message: /403/ });
    expect(String((failure as Error).stack)).not.toContain('another-secret');
  });
});

describe('settings of S3', () => {
  const good = {
    TUQUAN_S3_ENDPOINT: 'https://s3.example.com/',
    TUQUAN_S3_BUCKET: 'pictures',
    TUQUAN_S3_ACCESS_KEY: 'user',
    TUQUAN_S3_SECRET_KEY: 'secret-of-the-user',
  };
  test('are none without an endpoint, and complete with the four that are needed', () => {
    expect(readS3Settings({})).toBeNull();
    expect(readS3Settings(good)).toMatchObject({ endpoint: 'https://s3.example.com', region: 'us-east-1', prefix: '' });
  });
  test('that are wrong are named, and no secret is shown', () => {
    for (const [key, value] of [
      ['TUQUAN_S3_ENDPOINT', 'https://user:hidden-password@s3.example.com'],
      ['TUQUAN_S3_BUCKET', 'No Bucket'],
      ['TUQUAN_S3_SECRET_KEY', 'with a blank'],
      ['TUQUAN_S3_ACCESS_KEY', ''],
      ['TUQUAN_S3_PREFIX', '/a'],
      ['TUQUAN_S3_TIMEOUT', '0'],
    ] as const) {
      const read = () => readS3Settings({ ...good, [key]: value });
      expect(read, key).toThrow(key);
      expect(read, key).not.toThrow(/hidden-password|with a blank|secret-of-the-user/);
    }
  });
});
