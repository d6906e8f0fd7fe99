// Bytes of unknown length on their way to a service that must be told length and hash first: small ones stay in memory, others
// wait in a file. Must not know where they go.
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '../../kernel/errors.js';
import type { Payload } from './client.js';

/** Up to so many bytes are held in memory. */
const mostInMemory = 1024 * 1024;

const unavailable = (error: unknown): DomainError => {
  const code = String((error as { code?: unknown }).code ?? '');
  return new DomainError(
    'UNAVAILABLE',
    `blob storage: no room for an upload on its way: ${code}`,
    { code },
    { cause: error },
  );
};

/**
 * Reads `source` to its end, hands the whole to `send`, and removes the file if there was one.
 * @throws DomainError TOO_LARGE as soon as more than `maxBytes` have come; the source's own error when it fails
 */
export async function spooled<T>(
  folder: string,
  source: AsyncIterable<Uint8Array>,
  maxBytes: number,
  send: (payload: Payload) => Promise<T>,
): Promise<T> {
  const hash = createHash('sha256');
  const path = join(folder, randomBytes(12).toString('hex'));
  let pieces: Uint8Array[] = [];
  let size = 0;
  let inMemory = 0;
  let file: FileHandle | undefined;
  const spill = async (): Promise<void> => {
    try {
      if (file === undefined) {
        await mkdir(folder, { recursive: true });
        file = await open(path, 'wx', 0o600);
      }
      await file.writeFile(Buffer.concat(pieces));
    } catch (error) {
      throw unavailable(error);
    }
    pieces = [];
    inMemory = 0;
  };
  try {
    for await (const piece of source) {
      size += piece.length;
      if (size > maxBytes) throw new DomainError('TOO_LARGE', `more than ${maxBytes} bytes`, { maxBytes });
      hash.update(piece);
      // A source may use its buffer again for the next piece.
      pieces.push(Uint8Array.prototype.slice.call(piece));
      inMemory += piece.length;
      if (inMemory > mostInMemory) await spill();
    }
    if (file !== undefined && inMemory > 0) await spill();
    const whole = file === undefined ? Buffer.concat(pieces) : null;
    const sha256 = hash.digest('hex');
    return await send({ size, sha256, body: () => whole ?? createReadStream(path) });
  } finally {
    await file?.close().catch(() => undefined);
    if (file !== undefined) await rm(path, { force: true }).catch(() => undefined);
  }
}
