// tuquan backup: copies database and pictures while a server may be running on them.
// Pictures are copied before the database as well as after it: one that is removed in between is in the backup all the same.
import { copyFile, cp, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { openDiskBlobs } from '../adapters/disk-blobs/blobs.js';
import { snapshotSqlite } from '../adapters/sqlite/snapshot.js';
import { appliedSteps } from '../domain/operations/index.js';
import { systemClock } from '../kernel/clock.js';
import { isDomainError } from '../kernel/errors.js';
import type { Blobs } from '../ports/blobs/blobs.js';
import type { Database } from '../ports/database/database.js';
import { readSettings } from '../settings.js';
import { openBlobs } from '../wiring/blobs.js';
import { migrations } from '../wiring/migrations.js';
import { openDatabase, openStores } from '../wiring/storage.js';
import {
  type BackupDescription,
  blobsOf,
  databaseName,
  descriptionName,
  digestOfFile,
  format,
} from './backup-format.js';
import { startMeter } from './progress.js';

/** No blob is larger; a stream that does not end is given up here (bytes). */
const mostBlobBytes = 1024 ** 3;

export interface CopiedBlobs {
  count: number;
  bytes: number;
  copied: number;
  /** What cannot be copied, with the cause. */
  readonly failed: { blob: string; cause: 'missing' | 'altered' }[];
}

/** Copies what `database` refers to and `to` does not have; every byte that is copied is checked. */
export async function copyBlobs(
  database: Database,
  from: Blobs,
  to: Blobs,
  reached: (count: number) => void,
): Promise<CopiedBlobs> {
  const found: CopiedBlobs = { count: 0, bytes: 0, copied: 0, failed: [] };
  for await (const blob of blobsOf(database)) {
    found.count += 1;
    reached(found.count);
    let size = await to.size(blob);
    if (size === null) {
      try {
        const stored = await to.putStream(await from.stream(blob), mostBlobBytes);
        if (stored.key !== blob) {
          await to.remove(stored.key);
          found.failed.push({ blob, cause: 'altered' });
          continue;
        }
        size = stored.size;
        found.copied += 1;
      } catch (error) {
        if (!isDomainError(error) || error.code !== 'NOT_FOUND') throw error;
        found.failed.push({ blob, cause: 'missing' });
        continue;
      }
    }
    found.bytes += size;
  }
  return found;
}

/** Writes the database as of one moment to a new file, whichever engine it is in. */
async function takeDatabase(url: string | null, source: string, to: string, quiet: boolean): Promise<void> {
  if (url === null) {
    const bytes = (await stat(source)).size;
    const meter = quiet ? null : startMeter(bytes, 'database');
    await snapshotSqlite(source, to, (made) => meter?.reach(Math.min(made, bytes), ''));
    meter?.finish();
    return;
  }
  const made = await openStores(to);
  await made.migrate(migrations).finally(() => made.close());
  const { copyToFile } = await import('../adapters/postgres/file-copy.js');
  const meter = quiet ? null : startMeter(1, 'database');
  await copyToFile(url, to, (share) => meter?.reach(share, ''));
  meter?.finish();
}

export interface BackupOptions {
  to: string;
  data?: string;
  withKey?: boolean;
  json?: boolean;
}

/** Exit status 1 when a picture could not be copied. @throws Error when there is nothing to back up, or no room */
export async function backup(options: BackupOptions): Promise<void> {
  const settings = readSettings({ TUQUAN_DATA: options.data }, process.env);
  const source = join(settings.data, databaseName);
  if (settings.databaseUrl === null && (await stat(source).catch(() => null)) === null) {
    throw new Error(`there is no database in ${settings.data}; name the data folder with --data`);
  }
  const folder = resolve(options.to);
  const blobsFolder = join(folder, 'blobs');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // From here on the folder is not a whole backup until the new description stands.
  await rm(join(folder, descriptionName), { force: true });
  const quiet = options.json === true;
  const [live, pictures, copies] = [
    await openDatabase(settings),
    await openBlobs(settings.data, process.env),
    await openDiskBlobs(blobsFolder),
  ];
  const snapshot = join(folder, `${databaseName}.new`);
  const at = new Date(systemClock.now()).toISOString();
  let copied: CopiedBlobs;
  let description: BackupDescription;
  try {
    let most = 0;
    for await (const _ of blobsOf(live)) most += 1;
    const before = quiet ? null : startMeter(most, 'pictures');
    await copyBlobs(live, pictures.blobs, copies, (count) => before?.reach(Math.min(count, most), ''));
    before?.finish();
    for (const ending of ['', '-wal', '-shm']) await rm(`${snapshot}${ending}`, { force: true });
    await takeDatabase(settings.databaseUrl, source, snapshot, quiet);
    const { schema, blobs } = await readSnapshot(folder, async (database) => ({
      schema: await database.run(appliedSteps, {}),
      blobs: await copyBlobs(database, pictures.blobs, copies, () => undefined),
    }));
    copied = blobs;
    await rename(snapshot, join(folder, databaseName));
    const written = join(folder, databaseName);
    description = {
      format,
      at,
      schema,
      database: { bytes: (await stat(written)).size, sha256: await digestOfFile(written) },
      blobs: { count: blobs.count - blobs.failed.length, bytes: blobs.bytes },
    };
  } finally {
    await Promise.all([live.close(), pictures.close()]);
  }
  const sandbox = join(settings.data, 'sandbox');
  if ((await stat(sandbox).catch(() => null)) !== null) {
    await cp(sandbox, join(folder, 'sandbox'), { recursive: true, force: true, preserveTimestamps: true });
  }
  const key = join(settings.data, 'secret.key');
  const hasKey = (await stat(key).catch(() => null)) !== null;
  if (hasKey && options.withKey) await copyFile(key, join(folder, 'secret.key'));
  const path = join(folder, descriptionName);
  await writeFile(`${path}.new`, `${JSON.stringify(description, null, 2)}\n`, { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
  if (copied.failed.length > 0) process.exitCode = 1;
  if (quiet) {
    const { schema: _, ...facts } = description;
    process.stdout.write(`${JSON.stringify({ ...facts, folder, copied: copied.copied, failed: copied.failed })}\n`);
    return;
  }
  for (const { blob, cause } of copied.failed) process.stderr.write(`✗ picture ${blob}: its bytes are ${cause}\n`);
  process.stdout.write(
    `the state of ${at} is in ${folder}: ${description.blobs.count} pictures, database ${description.database.bytes} bytes\n`,
  );
  if (hasKey && !options.withKey) {
    process.stdout.write(`keep a copy of ${key} elsewhere: without it the secrets in this backup cannot be read\n`);
  }
}

/** Opens the new copy as a database of its own, and leaves one file behind. */
async function readSnapshot<T>(folder: string, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openStores(join(folder, `${databaseName}.new`));
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
