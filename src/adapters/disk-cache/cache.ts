// A cache as files: written under a temporary name, flushed, renamed; the least recently used go when the bound is reached.
// Must not know what the bytes are. The time of a file's last use is its modification time, so that order survives a restart.
import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../kernel/clock.js';
import { DomainError, describe } from '../../kernel/errors.js';
import type { Cache } from '../../ports/cache/cache.js';

/** A use is written to disk at most this often (ms) per file. */
const touchEveryMs = 60_000;
/** Temporary files this old (ms) belong to nobody any more. */
const abandonedAfterMs = 3_600_000;
/** Files looked at side by side while the folder is read. */
const statsAtOnce = 32;
const keyPattern = /^[0-9a-f]{64}$/;

interface Entry {
  readonly size: number;
  touchedAt: number;
}

export interface DiskCache extends Cache {
  /** Bytes and files kept, as known now. */
  load(): Promise<{ readonly bytes: number; readonly files: number }>;
}

/** Opens a cache in a folder, which is made and read with its first use. `mostBytes` 0 keeps nothing. */
export function openDiskCache(root: string, { mostBytes, clock }: { mostBytes: number; clock: Clock }): DiskCache {
  const incoming = join(root, 'incoming');
  const pathOf = (key: string): string => join(root, key.slice(0, 2), key);
  /** Least recently used first. */
  const entries = new Map<string, Entry>();
  /** Of entries, and of what is being written. */
  let bytes = 0;
  let read: Promise<void> | undefined;

  async function readFolder(): Promise<void> {
    await mkdir(incoming, { recursive: true });
    for (const name of await readdir(incoming)) {
      const facts = await stat(join(incoming, name)).catch(() => null);
      if (facts !== null && clock.now() - facts.mtimeMs > abandonedAfterMs)
        await rm(join(incoming, name), { force: true });
    }
    const found: { key: string; size: number; usedAt: number }[] = [];
    for (const folder of await readdir(root)) {
      if (!/^[0-9a-f]{2}$/.test(folder)) continue;
      const keys = (await readdir(join(root, folder))).filter((key) => keyPattern.test(key));
      for (let at = 0; at < keys.length; at += statsAtOnce) {
        const some = keys.slice(at, at + statsAtOnce);
        const facts = await Promise.all(some.map((key) => stat(pathOf(key)).catch(() => null)));
        for (const [n, key] of some.entries()) {
          const fact = facts[n];
          if (fact) found.push({ key, size: fact.size, usedAt: fact.mtimeMs });
        }
      }
    }
    found.sort((a, b) => a.usedAt - b.usedAt);
    for (const { key, size, usedAt } of found) {
      entries.set(key, { size, touchedAt: usedAt });
      bytes += size;
    }
    await makeRoom();
  }

  /** The folder is read once; a failure is tried again with the next use. */
  function opened(): Promise<void> {
    read ??= readFolder().catch((error: unknown) => {
      read = undefined;
      entries.clear();
      bytes = 0;
      throw new DomainError('UNAVAILABLE', `the cache in ${root} cannot be opened: ${describe(error)}`);
    });
    return read;
  }

  function forget(key: string): boolean {
    const entry = entries.get(key);
    if (entry === undefined) return false;
    entries.delete(key);
    bytes -= entry.size;
    return true;
  }

  async function makeRoom(): Promise<void> {
    for (const key of entries.keys()) {
      if (bytes <= mostBytes) return;
      forget(key);
      await rm(pathOf(key), { force: true });
    }
  }

  function touch(key: string, size: number): void {
    const now = clock.now();
    const entry = entries.get(key);
    if (entry === undefined) {
      // Another process on the same folder has put it there.
      bytes += size;
      entries.set(key, { size, touchedAt: now });
      return;
    }
    entries.delete(key);
    entries.set(key, entry);
    if (now - entry.touchedAt < touchEveryMs) return;
    entry.touchedAt = now;
    utimes(pathOf(key), now / 1000, now / 1000).catch(() => undefined);
  }

  async function write(key: string, content: Buffer): Promise<void> {
    const temporary = join(incoming, randomBytes(12).toString('hex'));
    try {
      // Somebody may have removed the whole folder to make room.
      await mkdir(incoming, { recursive: true });
      const file = await open(temporary, 'wx', 0o640);
      try {
        await file.writeFile(content);
        // Without it a power cut could leave the name with half of the bytes.
        await file.sync();
      } finally {
        await file.close();
      }
      await mkdir(join(root, key.slice(0, 2)), { recursive: true });
      await rename(temporary, pathOf(key));
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw new DomainError('UNAVAILABLE', `the cache in ${root} cannot be written: ${describe(error)}`);
    }
  }

  return {
    get: async (key) => {
      if (!keyPattern.test(key) || mostBytes === 0) return null;
      try {
        await opened();
        const content = await readFile(pathOf(key));
        touch(key, content.length);
        return content;
      } catch {
        forget(key);
        return null;
      }
    },
    put: async (key, content) => {
      if (!keyPattern.test(key) || content.length > mostBytes) return;
      await opened();
      forget(key);
      // Counted before it is there: files that are written side by side must not exceed the bound together.
      bytes += content.length;
      try {
        await makeRoom();
        if (bytes <= mostBytes) {
          await write(key, content);
          forget(key);
          entries.set(key, { size: content.length, touchedAt: clock.now() });
          bytes += content.length;
        }
      } finally {
        bytes -= content.length;
      }
    },
    drop: async (key) => {
      if (!keyPattern.test(key)) return;
      forget(key);
      await rm(pathOf(key), { force: true }).catch(() => undefined);
    },
    load: async () => {
      await opened();
      return { bytes, files: entries.size };
    },
  };
}
