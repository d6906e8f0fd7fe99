// What a backup folder holds, and how it is read and checked. Must not make one; backup.ts does.
//   backup.json   this description, written last: a folder without it is no whole backup
//   tuquan.db     the database as it was at one moment
//   blobs/        pictures under the names of their bytes' hashes
//   sandbox/      keys and certificates of a sandbox's own accounts, if there is one
//   secret.key    only when it was asked for
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { referencedBlobs } from '../domain/operations/index.js';
import type { Database } from '../ports/database/database.js';

export const format = 1;
export const databaseName = 'tuquan.db';
export const descriptionName = 'backup.json';

export interface BackupDescription {
  readonly format: typeof format;
  /** ISO time when the copy of the database was begun: everything acknowledged before is in it. */
  readonly at: string;
  /** Steps of the schema, to tell whether a version can read it. */
  readonly schema: readonly string[];
  readonly database: { readonly bytes: number; readonly sha256: string };
  readonly blobs: { readonly count: number; readonly bytes: number };
}

const blobsAtOnce = 500;

/** Every blob the database refers to, each once. */
export async function* blobsOf(database: Database): AsyncGenerator<string> {
  let after = '';
  for (;;) {
    const keys = await database.run(referencedBlobs, { after, limit: blobsAtOnce });
    yield* keys;
    if (keys.length < blobsAtOnce) return;
    after = keys.at(-1) ?? '';
  }
}

export async function digestOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) hash.update(piece);
  return hash.digest('hex');
}

/** @throws Error when the folder is no backup, or one of a later format */
export async function readDescription(folder: string): Promise<BackupDescription> {
  let text: string;
  try {
    text = await readFile(join(folder, descriptionName), 'utf8');
  } catch {
    throw new Error(`${folder} is no whole backup: it has no ${descriptionName}`);
  }
  const description = JSON.parse(text) as BackupDescription;
  if (description.format !== format) {
    throw new Error(
      `${folder} has format ${String(description.format)}, this version reads ${format}; use a newer one`,
    );
  }
  return description;
}
