// The file secret.key of a data folder: one key a line, the current one first. Made at the first start, readable by its owner only.
// Must not be copied with the database: without this file, what is in the database cannot be read.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { RandomBytes } from '../../kernel/ids.js';
import { type SecretKey, secretKey, secretKeyBytes } from '../../kernel/secret-box.js';

export interface KeyFile {
  /** Read again when the file has changed: another process may have added a key. @throws Error naming the line that is no key */
  keys(): readonly SecretKey[];
  /** Puts a new key before the others. */
  add(): Promise<SecretKey>;
  /** Drops every key but the current one. */
  keepCurrent(): Promise<void>;
}

const comment =
  '# Keys that the secrets in tuquan.db are encrypted with, the current one first. Keep a copy of this file elsewhere.\n';

async function writeWhole(path: string, lines: readonly string[]): Promise<void> {
  const file = await open(`${path}.new`, 'w', 0o600);
  await file.writeFile(`${comment}${lines.join('\n')}\n`);
  await file.sync();
  await file.close();
  await rename(`${path}.new`, path);
}

/** Opens the file, and makes it with a new key when it is not there. */
export async function openKeyFile(path: string, random: RandomBytes): Promise<KeyFile> {
  const invent = (): string => Buffer.from(random(secretKeyBytes)).toString('hex');
  if (!existsSync(path)) {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const own = `${path}.${Buffer.from(random(6)).toString('hex')}`;
    await writeWhole(own, [invent()]);
    // Two processes may start at once on a new folder: the first link stands, and both read a whole file.
    await link(own, path).catch((error: unknown) => {
      if ((error as { code?: unknown }).code !== 'EEXIST') throw error;
    });
    await rm(own);
  }
  let read = { stamp: '', lines: [] as string[], keys: [] as SecretKey[] };
  const look = (): typeof read => {
    const { mtimeMs, size, ino } = statSync(path);
    const stamp = `${mtimeMs} ${size} ${ino}`;
    if (stamp === read.stamp) return read;
    const lines = readFileSync(path, 'utf8')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#'));
    const wrong = lines.findIndex((line) => !/^[0-9a-f]{64}$/.test(line));
    if (wrong >= 0 || lines.length === 0) {
      throw new Error(`${path}: key ${wrong + 1 || 1} is not 64 hexadecimal digits; put the file back from a copy`);
    }
    read = { stamp, lines, keys: lines.map((line) => secretKey(Buffer.from(line, 'hex'))) };
    return read;
  };
  look();
  return {
    keys: () => look().keys,
    add: async () => {
      const line = invent();
      await writeWhole(path, [line, ...look().lines]);
      return secretKey(Buffer.from(line, 'hex'));
    },
    keepCurrent: () => writeWhole(path, look().lines.slice(0, 1)),
  };
}
