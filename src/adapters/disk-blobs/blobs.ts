// Blobs as files: written under a temporary name, flushed, renamed to their content's hash, folder flushed.
// Must not know what the bytes are.
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '../../kernel/errors.js';
import type { Blobs, StoredBlob } from '../../ports/blobs/blobs.js';

const abandonedAfterMs = 3_600_000;
const keyPattern = /^[0-9a-f]{64}$/;

const errorCode = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '');

/** "No such file" is a fact about the caller's key; everything else is this server's trouble. */
function translate(error: unknown, key: string): unknown {
  if (errorCode(error) === 'ENOENT') return new DomainError('NOT_FOUND', `no blob ${key}`);
  return unavailable(error);
}
function unavailable(error: unknown): unknown {
  if (error instanceof DomainError || errorCode(error) === '') return error;
  return new DomainError(
    'UNAVAILABLE',
    `blob storage: ${errorCode(error)}`,
    { code: errorCode(error) },
    { cause: error },
  );
}

/** Carries an error of the caller's own stream past {@link unavailable}: a client that hung up is not a broken disk. */
class SourceError extends Error {}

async function* watched(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* source;
  } catch (error) {
    throw new SourceError('the source failed', { cause: error });
  }
}

/** Bytes of a stream that are gathered for one write. */
const bytesAtOnce = 256 * 1024;

/** Writes all of them, also where the system takes only a part at a time. */
async function writeAll(file: FileHandle, pieces: readonly Uint8Array[]): Promise<void> {
  let left = pieces.filter(({ length }) => length > 0);
  while (left.length > 0) {
    let { bytesWritten: written } = await file.writev(left);
    const from = left.findIndex(({ length }) => {
      if (written < length) return true;
      written -= length;
      return false;
    });
    left = from < 0 ? [] : [(left[from] as Uint8Array).subarray(written), ...left.slice(from + 1)];
  }
}

/** Closes a file nobody need wait for: what it held is on disk, or refused already. */
const letGo = (file: FileHandle): void => void file.close().catch(() => undefined);

async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    letGo(folder);
  }
}

/** Opens the blob folder, creating it, and removes what an earlier crash left under temporary names. */
export async function openDiskBlobs(root: string): Promise<Blobs> {
  const incoming = join(root, 'incoming');
  await mkdir(incoming, { recursive: true });
  for (const name of await readdir(incoming)) {
    // Another process may be writing here right now (an api node and a worker on one folder); its files are young.
    const path = join(incoming, name);
    const age = Date.now() - ((await stat(path).catch(() => null))?.mtimeMs ?? Date.now());
    if (age > abandonedAfterMs) await rm(path, { force: true });
  }
  let folders: Promise<void> | undefined;

  /** All folders there can be, made and flushed with the first blob rather than one by one between the uploads. */
  async function makeFolders(): Promise<void> {
    const names = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, '0'));
    const known = new Set(await readdir(root));
    const missing = names.filter((name) => !known.has(name));
    if (missing.length === 0) return;
    for (const name of missing) await mkdir(join(root, name), { recursive: true });
    await flushFolder(root);
  }

  const pathOf = (key: string): string => {
    if (!keyPattern.test(key)) throw new DomainError('NOT_FOUND', 'malformed blob key');
    return join(root, key.slice(0, 2), key);
  };

  async function settle(file: FileHandle, temporary: string, key: string): Promise<void> {
    const folder = join(root, key.slice(0, 2));
    folders ??= makeFolders().catch((error: unknown) => {
      folders = undefined;
      throw error;
    });
    await folders;
    await file.sync();
    await rename(temporary, join(folder, key));
    await flushFolder(folder);
  }

  async function write(fill: (file: FileHandle) => Promise<StoredBlob>): Promise<StoredBlob> {
    const temporary = join(incoming, randomBytes(12).toString('hex'));
    try {
      const file = await open(temporary, 'wx', 0o640);
      try {
        const blob = await fill(file);
        await settle(file, temporary, blob.key);
        return blob;
      } finally {
        letGo(file);
      }
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw error instanceof SourceError ? error.cause : unavailable(error);
    }
  }

  return {
    put: async (bytes) => {
      const key = createHash('sha256').update(bytes).digest('hex');
      const known = await stat(pathOf(key)).catch(() => null);
      if (known?.size === bytes.length) {
        // Whoever wrote it may not have come to this line yet, and we promise that it is on disk.
        await flushFolder(join(root, key.slice(0, 2))).catch((error: unknown) => {
          throw unavailable(error);
        });
        return { key, size: bytes.length };
      }
      return write(async (file) => {
        await file.writeFile(bytes);
        return { key, size: bytes.length };
      });
    },
    putStream: (source, maxBytes) =>
      write(async (file) => {
        const hash = createHash('sha256');
        let size = 0;
        let gathered: Uint8Array[] = [];
        let held = 0;
        // One write is under way while the next pieces are gathered; two such lots are held at most.
        let writing: Promise<void> = Promise.resolve();
        const writeGathered = (): void => {
          writing = writeAll(file, gathered);
          // Told where it is waited for; without this a source that fails first would leave it unheard.
          writing.catch(() => undefined);
          gathered = [];
          held = 0;
        };
        try {
          for await (const piece of watched(source)) {
            size += piece.length;
            if (size > maxBytes) throw new DomainError('TOO_LARGE', `more than ${maxBytes} bytes`, { maxBytes });
            hash.update(piece);
            gathered.push(piece);
            held += piece.length;
            if (held < bytesAtOnce) continue;
            await writing;
            writeGathered();
          }
          await writing;
          if (held > 0) writeGathered();
        } finally {
          // The file is closed behind this: nothing may be writing to it any more.
          await writing;
        }
        return { key: hash.digest('hex'), size };
      }),
    get: async (key) => {
      try {
        return await readFile(pathOf(key));
      } catch (error) {
        throw translate(error, key);
      }
    },
    stream: async (key, range) => {
      try {
        const file = await open(pathOf(key), 'r');
        return createReadStream('', {
          fd: file,
          autoClose: true,
          ...(range ? { start: range.start, end: range.end } : {}),
        });
      } catch (error) {
        throw translate(error, key);
      }
    },
    size: async (key) => {
      try {
        return (await stat(pathOf(key))).size;
      } catch (error) {
        if (errorCode(error) === 'ENOENT' || error instanceof DomainError) return null;
        throw unavailable(error);
      }
    },
    remove: async (key) => {
      if (!keyPattern.test(key)) return;
      try {
        await rm(pathOf(key), { force: true });
      } catch (error) {
        throw unavailable(error);
      }
    },
    ping: async () => {
      const probe = join(incoming, `probe-${randomBytes(6).toString('hex')}`);
      try {
        await writeFile(probe, '1', { flag: 'wx' });
      } catch (error) {
        throw unavailable(error);
      } finally {
        await rm(probe, { force: true }).catch(() => undefined);
      }
    },
  };
}
