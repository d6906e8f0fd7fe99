// Blobs as objects of an S3-compatible service, under the same names as on disk: `ab/abcd…`, so that either can be copied to the
// other. Must not know what the bytes are. The service writes an object whole or not at all; nothing here is conditional.
import { createHash } from 'node:crypto';
import { DomainError } from '../../kernel/errors.js';
import type { Blobs } from '../../ports/blobs/blobs.js';
import { type Answered, attempts, createS3Client, type Payload } from './client.js';
import type { S3Settings } from './settings.js';
import { spooled } from './spool.js';

const keyPattern = /^[0-9a-f]{64}$/;
/** Above this size it is worth a question whether the service has the bytes already. */
const worthAsking = 256 * 1024;

export interface S3Blobs extends Blobs {
  /** Lets go of the connections. */
  close(): Promise<void>;
}

const missing = (key: string): DomainError => new DomainError('NOT_FOUND', `no blob ${key.slice(0, 64)}`);

function pathOf(key: string): string {
  if (!keyPattern.test(key)) throw new DomainError('NOT_FOUND', 'malformed blob key');
  return `${key.slice(0, 2)}/${key}`;
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

const lengthOf = (answer: Pick<Answered, 'headers'>): number => Number(answer.headers['content-length'] ?? 0);

/**
 * Opens the bucket, and makes it when it is not there.
 * @param folder where uploads of more than a mebibyte wait until their hash is known
 * @throws DomainError UNAVAILABLE naming what to check
 */
export async function openS3Blobs(settings: S3Settings, folder: string): Promise<S3Blobs> {
  const client = createS3Client(settings);
  try {
    const found = await client.askWhole({ method: 'HEAD', path: '' }, [200, 404]);
    // Another node may be making it at the same moment.
    if (found.status === 404) await client.askWhole({ method: 'PUT', path: '' }, [200, 409]);
  } catch (error) {
    await client.close();
    throw error;
  }

  const size = async (key: string): Promise<number | null> => {
    if (!keyPattern.test(key)) return null;
    const answer = await client.askWhole({ method: 'HEAD', path: pathOf(key) }, [200, 404]);
    return answer.status === 404 ? null : lengthOf(answer);
  };

  const store = async (payload: Payload): Promise<{ key: string; size: number }> => {
    const stored = { key: payload.sha256, size: payload.size };
    if (payload.size > worthAsking && (await size(stored.key)) === stored.size) return stored;
    const headers = { 'content-type': 'application/octet-stream' };
    await client.askWhole({ method: 'PUT', path: pathOf(stored.key), headers, payload }, [200, 201]);
    return stored;
  };

  /** Bytes from `start` on; where the connection breaks off, the rest is asked for again. */
  async function* pieces(key: string, first: Answered, start: number, end: number): AsyncGenerator<Uint8Array> {
    let answer = first;
    let next = start;
    for (let count = 1; ; count++) {
      try {
        for await (const piece of answer.body as AsyncIterable<Buffer>) {
          next += piece.length;
          yield piece;
        }
        return;
      } catch (error) {
        const code = String((error as { code?: unknown }).code ?? '');
        if (count === attempts || code === '') {
          throw new DomainError(
            'UNAVAILABLE',
            `blob storage: a download broke off: ${code}`,
            { code },
            { cause: error },
          );
        }
      }
      if (next > end) return;
      const headers = { range: `bytes=${next}-${end}` };
      answer = await client.ask({ method: 'GET', path: pathOf(key), headers }, [206, 404]);
      if (answer.statusCode === 404) throw missing(key);
    }
  }

  return {
    put: (bytes) => {
      const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      return store({ size: body.length, sha256: createHash('sha256').update(body).digest('hex'), body: () => body });
    },
    putStream: (source, maxBytes) => spooled(folder, source, maxBytes, store),
    get: async (key) => {
      const answer = await client.askWhole({ method: 'GET', path: pathOf(key) }, [200, 404]);
      if (answer.status === 404) throw missing(key);
      return answer.body;
    },
    stream: async (key, range) => {
      const headers = range === undefined ? {} : { range: `bytes=${range.start}-${range.end}` };
      // 416: the range begins behind the end, as every range of an empty blob does.
      const answer = await client.ask({ method: 'GET', path: pathOf(key), headers }, [200, 206, 404, 416]);
      if (answer.statusCode === 404 || answer.statusCode === 416) {
        await answer.body.dump();
        if (answer.statusCode === 404) throw missing(key);
        return nothing();
      }
      const start = answer.statusCode === 206 ? (range?.start ?? 0) : 0;
      return pieces(key, answer, start, start + lengthOf(answer) - 1);
    },
    size,
    remove: async (key) => {
      if (!keyPattern.test(key)) return;
      await client.askWhole({ method: 'DELETE', path: pathOf(key) }, [200, 204, 404]);
    },
    ping: async () => {
      const body = Buffer.from('.');
      const payload = { size: 1, sha256: createHash('sha256').update(body).digest('hex'), body: () => body };
      await client.askWhole({ method: 'PUT', path: 'ping', payload }, [200, 201]);
    },
    close: () => client.close(),
  };
}
