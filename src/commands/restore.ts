// tuquan restore: makes a data folder from a backup, and fills an empty PostgreSQL database where one is set. The folder appears
// whole or not at all. Must not touch a folder or a database that holds anything.
import { copyFile, cp, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { openDiskBlobs } from '../adapters/disk-blobs/blobs.js';
import { readSettings } from '../settings.js';
import { openBlobs } from '../wiring/blobs.js';
import { migrations } from '../wiring/migrations.js';
import { openStores } from '../wiring/storage.js';
import { copyBlobs } from './backup.js';
import { databaseName, digestOfFile, readDescription } from './backup-format.js';
import { startMeter } from './progress.js';

export interface RestoreOptions {
  from: string;
  data?: string;
  json?: boolean;
}

const exists = async (path: string): Promise<boolean> => (await stat(path).catch(() => null)) !== null;

/** Brings the file to this version, writes its rows to the database and removes it. */
async function fill(url: string, file: string, quiet: boolean): Promise<void> {
  const database = await openStores(file);
  await database.migrate(migrations).finally(() => database.close());
  const { copyFromFile } = await import('../adapters/postgres/file-copy.js');
  const meter = quiet ? null : startMeter(1, 'database');
  await copyFromFile(url, file, migrations, (share) => meter?.reach(share, ''));
  meter?.finish();
  await rm(file);
}

/** @throws Error when the folder or the database is not empty, the backup is not whole, or it was made by a newer version */
export async function restore(options: RestoreOptions): Promise<void> {
  const settings = readSettings({ TUQUAN_DATA: options.data }, process.env);
  const from = resolve(options.from);
  const description = await readDescription(from);
  const known = new Set<string>(migrations.map(({ name }) => name));
  const newer = description.schema.find((name) => !known.has(name));
  if (newer !== undefined) {
    throw new Error(
      `${from} was made by a newer version of Tuquan (schema step ${newer}); restore it with that version`,
    );
  }
  if ((await exists(settings.data)) && (await readdir(settings.data)).length > 0) {
    throw new Error(`${settings.data} is not empty; restore into a new folder with --data`);
  }
  if (settings.databaseUrl !== null) {
    const { checkEmpty } = await import('../adapters/postgres/file-copy.js');
    await checkEmpty(settings.databaseUrl);
  }
  const making = `${settings.data}.restoring`;
  await mkdir(dirname(making), { recursive: true });
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { mode: 0o750 });
  const target = join(making, databaseName);
  await copyFile(join(from, databaseName), target);
  if ((await digestOfFile(target)) !== description.database.sha256) {
    throw new Error(`${join(from, databaseName)} is not what was backed up: its bytes have another hash`);
  }
  const database = await openStores(target);
  // Into the bucket, where one is set: so a server moves from disk to S3, or back.
  const to = await openBlobs(making, process.env);
  let copied: Awaited<ReturnType<typeof copyBlobs>>;
  try {
    const meter = options.json ? null : startMeter(description.blobs.count, 'pictures');
    const pictures = await openDiskBlobs(join(from, 'blobs'));
    copied = await copyBlobs(database, pictures, to.blobs, (count) =>
      meter?.reach(Math.min(count, description.blobs.count), ''),
    );
    meter?.finish();
  } finally {
    await Promise.all([database.close(), to.close()]);
  }
  if (copied.failed.length > 0) {
    const named = copied.failed.slice(0, 10).map(({ blob, cause }) => `blobs/${blob.slice(0, 2)}/${blob} is ${cause}`);
    const more = copied.failed.length > 10 ? `, and ${copied.failed.length - 10} more` : '';
    throw new Error(`the backup is damaged: ${named.join(', ')}${more}; what could be restored is in ${making}`);
  }
  if (settings.databaseUrl !== null) await fill(settings.databaseUrl, target, options.json === true);
  if (await exists(join(from, 'sandbox')))
    await cp(join(from, 'sandbox'), join(making, 'sandbox'), { recursive: true });
  const hasKey = await exists(join(from, 'secret.key'));
  if (hasKey) await copyFile(join(from, 'secret.key'), join(making, 'secret.key'));
  // Takes the place of an empty folder; refused by the system should something have come into it meanwhile.
  await rename(making, settings.data);
  const facts = { data: settings.data, at: description.at, blobs: copied.count, bytes: copied.bytes };
  process.stdout.write(
    options.json
      ? `${JSON.stringify(facts)}\n`
      : `the state of ${facts.at} is in ${facts.data}${settings.databaseUrl === null ? '' : ' and in PostgreSQL'}: ${facts.blobs} pictures, every byte checked\n`,
  );
}
