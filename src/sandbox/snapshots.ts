// The whole state of a sandbox as one file: its database, its pictures, the keys and credentials of its accounts, its clock.
// Must not be used outside sandbox mode: a snapshot holds every secret of the accounts in it.
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DomainError } from '../kernel/errors.js';
import type { SteerableClock, SteeredTime } from '../kernel/steerable-clock.js';
import type { Blobs } from '../ports/blobs/blobs.js';
import type { Database, Migration } from '../ports/database/database.js';
import { moveAddresses, ownTlsFile } from '../sandbox.js';
import { keyFileName } from '../wiring/secrets.js';
import { type ArchiveEntry, listArchive, readEntry, type StoredEntry, writeArchive } from './archive.js';

/** What a snapshot says of itself, its first entry. */
export interface SnapshotFacts {
  readonly name: string;
  /** Version of the program that saved it. */
  readonly version: string;
  /** The sandbox's own time when it was saved; ms, UTC. */
  readonly savedAt: number;
  /** Of the file. */
  readonly bytes: number;
}

interface About extends Pick<SnapshotFacts, 'version' | 'savedAt'> {
  readonly format: number;
  /** Names of the schema steps of its database. */
  readonly steps: readonly string[];
  readonly clock: SteeredTime;
  /** The data folder it was saved from: absolute paths in it are corrected. */
  readonly data: string;
}

export interface Snapshots {
  /** @throws DomainError CONFLICT when there is one of that name and `replace` is not asked for; INVALID for a bad name */
  save(name: string, options?: { replace?: boolean }): Promise<SnapshotFacts>;
  list(): Promise<SnapshotFacts[]>;
  /**
   * Puts the saved state in the place of the present one; requests that come meanwhile wait or see either.
   * @param name of a snapshot of this data folder, or the path of a file
   * @throws DomainError NOT_FOUND; INVALID for a file that is none; UNAVAILABLE for one of a newer version. The state is untouched then
   */
  load(name: string): Promise<SnapshotFacts>;
  /** @throws DomainError NOT_FOUND */
  remove(name: string): Promise<void>;
  /** The file of one of this data folder. @throws DomainError NOT_FOUND; INVALID for a bad name */
  file(name: string): Promise<{ path: string; bytes: number }>;
  /**
   * Keeps a file that was saved elsewhere under a name here, once every sum in it is right; nothing is loaded.
   * @throws DomainError as {@link save} and {@link load}; TOO_LARGE beyond 8 GiB
   */
  take(name: string, bytes: AsyncIterable<Uint8Array>, options?: { replace?: boolean }): Promise<SnapshotFacts>;
  /** Back to the state of a first start: the demo accounts with the same credentials, and nothing else. The clock stands as it is. */
  reset(): Promise<void>;
  /**
   * The same for one account alone: its keys and secrets stay, and all that other accounts have.
   * @throws DomainError NOT_FOUND for a number no demo account has
   */
  resetAccount(number: string): Promise<void>;
  /** What `work` throws undoes everything that has been written meanwhile, by whomever. */
  undoable<T>(work: () => Promise<T>): Promise<T>;
}

/** Which seeds the state holds. */
export const seedsFile = (data: string): string => join(data, 'sandbox', 'seeds.json');

const format = 1;
const aboutName = 'snapshot.json';
const databaseName = 'tuquan.db';
const ending = '.snapshot';
const namePattern = /^[A-Za-z0-9][\w.-]{0,79}$/;
const blobPattern = /^[0-9a-f]{64}$/;
/** A picture larger than this is in no sandbox; the archive's own bound. */
const mostBlobBytes = 8 ** 11 - 1;

const folderOf = (data: string): string => join(data, 'snapshots');
async function* bounded(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const piece of bytes) {
    size += piece.length;
    if (size > mostBlobBytes) throw new DomainError('TOO_LARGE', 'a snapshot has up to 8 GiB');
    yield piece;
  }
}

/** A name → its file below the data folder; a path stays what it is. */
export const snapshotFile = (data: string, name: string): string =>
  name.includes('/') || name.endsWith(ending) ? name : join(folderOf(data), `${name}${ending}`);
const nameOf = (file: string): string => basename(file).replace(/\.snapshot$/, '');

async function wholeEntry(file: string, entry: StoredEntry): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of readEntry(file, entry)) pieces.push(piece);
  return Buffer.concat(pieces);
}

const writeEntry = (file: string, entry: StoredEntry, target: string): Promise<void> =>
  pipeline(Readable.from(readEntry(file, entry)), createWriteStream(target, { mode: 0o600, flags: 'wx' }));

async function readAbout(file: string, migrations: readonly Migration[]) {
  const entries = await listArchive(file);
  const first = entries[0];
  if (first?.name !== aboutName) {
    throw new DomainError('INVALID', `${file} is an archive but no snapshot: it does not begin with ${aboutName}`);
  }
  const about = JSON.parse((await wholeEntry(file, first)).toString('utf8')) as About;
  const known = new Set(migrations.map(({ name }) => name));
  const unknown = about.format > format ? `format ${about.format}` : about.steps.find((step) => !known.has(step));
  if (unknown !== undefined) {
    throw new DomainError(
      'UNAVAILABLE',
      `${file} was saved by a newer version of Tuquan (${about.version}, ${unknown}); update this server to ${about.version}, or save the state again with this version. Nothing was changed`,
    );
  }
  return { about, entries };
}

const below = (entries: readonly StoredEntry[], folder: string): { entry: StoredEntry; name: string }[] =>
  entries.filter(({ name }) => name.startsWith(`${folder}/`)).map((entry) => ({ entry, name: basename(entry.name) }));

const databaseOf = (file: string, entries: readonly StoredEntry[]): StoredEntry => {
  const found = entries.find(({ name }) => name === databaseName);
  if (found === undefined) throw new DomainError('INVALID', `${file} holds no database; save it again`);
  return found;
};

/** Where a data folder may keep the key; a sandbox made by this version has it among its credentials. */
const keyPlaces = [keyFileName, `sandbox/${keyFileName}`] as const;

/** @throws DomainError UNAVAILABLE when secrets of the snapshot are encrypted with a key that this data folder does not have */
async function checkKey(data: string, file: string, entries: readonly StoredEntry[]): Promise<void> {
  const linesOf = (text: string): string[] =>
    text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const own: string[] = [];
  const saved: string[] = [];
  for (const place of keyPlaces) {
    own.push(...linesOf(await readFile(join(data, place), 'utf8').catch(() => '')));
    const entry = entries.find(({ name }) => name === place);
    if (entry !== undefined) saved.push(...linesOf((await wholeEntry(file, entry)).toString('utf8')));
  }
  const missing = saved.find((line) => !own.includes(line));
  if (missing === undefined) return;
  throw new DomainError(
    'UNAVAILABLE',
    `the secrets in ${file} are encrypted with the key of another data folder; make a folder of its own of it: tuquan snapshot branch ${file} <folder>. Nothing was changed`,
  );
}

/**
 * Makes a data folder of its own out of a snapshot, to be served beside the one it came from. Resolves to the saved clock.
 * @param folder must be empty or not be there
 * @throws DomainError CONFLICT, and as {@link Snapshots.load}
 */
export async function branchSnapshot(
  file: string,
  folder: string,
  migrations: readonly Migration[],
): Promise<SteeredTime> {
  const { about, entries } = await readAbout(file, migrations);
  const there = await readdir(folder).catch(() => []);
  if (there.length > 0) throw new DomainError('CONFLICT', `${folder} is not empty; name a new folder`);
  try {
    const inner = join(folder, 'sandbox');
    await mkdir(inner, { recursive: true, mode: 0o700 });
    await writeEntry(file, databaseOf(file, entries), join(folder, databaseName));
    const key = entries.find(({ name }) => name === keyFileName);
    if (key !== undefined) await writeEntry(file, key, join(folder, keyFileName));
    for (const { entry, name } of below(entries, 'sandbox')) await writeEntry(file, entry, join(inner, name));
    for (const { entry, name } of below(entries, 'blobs')) {
      const shelf = join(folder, 'blobs', name.slice(0, 2));
      await mkdir(shelf, { recursive: true });
      await writeEntry(file, entry, join(shelf, name));
    }
    await moveAddresses(inner, about.data, folder);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return about.clock;
}

export function createSnapshots(parts: {
  /** The data folder. */
  data: string;
  version: string;
  database: Database;
  blobs: Blobs;
  blobsOnDisk: boolean;
  migrations: readonly Migration[];
  clock: SteerableClock;
  /** Stops taking up jobs once those that run have ended; the result takes them up again. */
  pauseWork: () => Promise<() => void>;
  /** Forgets what is remembered of the old state, and sees to it that the demo accounts and sandbox.json are there. */
  renew: () => Promise<void>;
  /** Drops what the demo account of this number owns; false when there is none. */
  emptyAccount: (number: string) => Promise<boolean>;
}): Snapshots {
  const { data, version, database, blobs, migrations, clock, pauseWork, renew } = parts;
  const { whole } = database;
  let busy = false;

  /** One at a time: they all stop the same work. */
  async function alone<T>(work: (base: NonNullable<Database['whole']>) => Promise<T>): Promise<T> {
    if (whole === undefined) {
      throw new DomainError('UNAVAILABLE', 'snapshots need the embedded database; start without TUQUAN_DATABASE_URL');
    }
    if (!parts.blobsOnDisk) {
      throw new DomainError('UNAVAILABLE', 'snapshots need pictures on disk; start without TUQUAN_S3_ENDPOINT');
    }
    if (busy) throw new DomainError('CONFLICT', 'another snapshot is being saved or loaded; wait for it to end');
    busy = true;
    try {
      await mkdir(folderOf(data), { recursive: true, mode: 0o700 });
      return await work(whole);
    } finally {
      busy = false;
    }
  }

  async function* entriesOf(copy: string, about: About): AsyncGenerator<ArchiveEntry> {
    yield { name: aboutName, content: { text: `${JSON.stringify(about, null, 2)}\n` } };
    yield { name: databaseName, content: { file: copy } };
    // Secrets in the database are encrypted with it; without the file the environment holds the key.
    const key = join(data, keyFileName);
    if ((await stat(key).catch(() => null)) !== null) yield { name: keyFileName, content: { file: key } };
    for (const name of await readdir(join(data, 'sandbox'))) {
      yield { name: `sandbox/${name}`, content: { file: join(data, 'sandbox', name) } };
    }
    for (const shelf of await readdir(join(data, 'blobs'))) {
      if (shelf.length !== 2) continue;
      for (const name of await readdir(join(data, 'blobs', shelf))) {
        if (blobPattern.test(name))
          yield { name: `blobs/${name}`, content: { file: join(data, 'blobs', shelf, name) } };
      }
    }
  }

  const factsOf = async (file: string, about: About): Promise<SnapshotFacts> => ({
    name: nameOf(file),
    version: about.version,
    savedAt: about.savedAt,
    bytes: (await stat(file)).size,
  });

  /** Puts a database file, brought to this version, in the place of the present one. */
  async function exchange(base: NonNullable<Database['whole']>, source: string, besides: () => Promise<void>) {
    const resume = await pauseWork();
    try {
      await base.replaceBy(source, migrations);
      await besides();
      await renew();
    } finally {
      resume();
    }
  }

  async function takeSandboxFiles(file: string, entries: readonly StoredEntry[], about: About): Promise<void> {
    const inner = join(data, 'sandbox');
    for (const { entry, name } of below(entries, 'sandbox')) {
      // This server goes on answering with its own certificate.
      if (ownTlsFile(name)) continue;
      await rm(join(inner, `${name}.new`), { force: true });
      await writeEntry(file, entry, join(inner, `${name}.new`));
      await rename(join(inner, `${name}.new`), join(inner, name));
    }
    await moveAddresses(inner, about.data, data);
  }

  /** @throws DomainError INVALID */
  function checkName(name: string): void {
    if (namePattern.test(name)) return;
    throw new DomainError(
      'INVALID',
      `"${name.slice(0, 90)}" is no name: letters, digits, dot, dash, underscore; at most 80`,
    );
  }

  /** Where one of that name is to be written. @throws DomainError INVALID, CONFLICT */
  async function freeFile(name: string, replace: boolean): Promise<string> {
    checkName(name);
    const file = join(folderOf(data), `${name}${ending}`);
    if (!replace && (await stat(file).catch(() => null)) !== null) {
      throw new DomainError('CONFLICT', `there is a snapshot ${name}; choose another name, or ask for "replace"`);
    }
    return file;
  }

  return {
    save: (name, { replace = false } = {}) =>
      alone(async (base) => {
        const file = await freeFile(name, replace);
        const [copy, growing] = [`${file}.database`, `${file}.new`];
        await Promise.all([rm(copy, { force: true }), rm(growing, { force: true })]);
        try {
          await base.copyTo(copy);
          const about: About = {
            format,
            version,
            savedAt: clock.now(),
            steps: migrations.map((step) => step.name),
            clock: clock.state(),
            data,
          };
          await writeArchive(growing, entriesOf(copy, about), clock.now());
          await rename(growing, file);
          return await factsOf(file, about);
        } finally {
          await Promise.all([rm(copy, { force: true }), rm(growing, { force: true })]);
        }
      }),
    list: async () => {
      const names = await readdir(folderOf(data)).catch(() => []);
      const found: SnapshotFacts[] = [];
      for (const name of names.filter((each) => each.endsWith(ending))) {
        const file = join(folderOf(data), name);
        const entries = await listArchive(file).catch(() => []);
        const first = entries[0];
        if (first?.name !== aboutName) continue;
        found.push(await factsOf(file, JSON.parse((await wholeEntry(file, first)).toString('utf8')) as About));
      }
      return found.sort((a, b) => b.savedAt - a.savedAt);
    },
    load: (name) =>
      alone(async (base) => {
        const file = snapshotFile(data, name);
        const { about, entries } = await readAbout(file, migrations);
        await checkKey(data, file, entries);
        const source = join(folderOf(data), 'loading.database');
        await rm(source, { force: true });
        try {
          await writeEntry(file, databaseOf(file, entries), source);
          for (const { entry, name: key } of below(entries, 'blobs')) {
            if ((await blobs.size(key)) === null) await blobs.putStream(readEntry(file, entry), mostBlobBytes);
          }
          await exchange(base, source, async () => {
            await rm(seedsFile(data), { force: true });
            await takeSandboxFiles(file, entries, about);
            clock.restore(about.clock);
          });
        } finally {
          await rm(source, { force: true });
        }
        return factsOf(file, about);
      }),
    file: async (name) => {
      checkName(name);
      const path = join(folderOf(data), `${name}${ending}`);
      const found = await stat(path).catch(() => null);
      if (found === null) throw new DomainError('NOT_FOUND', `there is no snapshot ${name}`);
      return { path, bytes: found.size };
    },
    take: (name, bytes, { replace = false } = {}) =>
      alone(async () => {
        const file = await freeFile(name, replace);
        const arriving = `${file}.arriving`;
        await rm(arriving, { force: true });
        try {
          await pipeline(Readable.from(bounded(bytes)), createWriteStream(arriving, { mode: 0o600, flags: 'wx' }));
          const { about, entries } = await readAbout(arriving, migrations);
          databaseOf(name, entries);
          for (const entry of entries) for await (const _ of readEntry(arriving, entry));
          await rename(arriving, file);
          return await factsOf(file, about);
        } finally {
          await rm(arriving, { force: true });
        }
      }),
    remove: async (name) => {
      const file = join(folderOf(data), `${basename(name)}${ending}`);
      await rm(file).catch(() => {
        throw new DomainError('NOT_FOUND', `there is no snapshot ${name.slice(0, 90)}`);
      });
    },
    reset: () =>
      alone(async (base) => {
        const source = join(folderOf(data), 'loading.database');
        await rm(source, { force: true });
        await writeFile(source, '', { mode: 0o600 });
        await exchange(base, source, () => rm(seedsFile(data), { force: true }));
      }),
    resetAccount: (number) =>
      alone(async () => {
        const resume = await pauseWork();
        try {
          if (!(await parts.emptyAccount(number))) {
            throw new DomainError(
              'NOT_FOUND',
              `no demo account has the number ${number.slice(0, 64)}; see sandbox.json`,
            );
          }
          // A seed may have filled it: the same seed can be applied again.
          await rm(seedsFile(data), { force: true });
          await renew();
        } finally {
          resume();
        }
      }),
    undoable: (work) =>
      alone(async (base) => {
        const before = join(folderOf(data), 'before.database');
        await rm(before, { force: true });
        await base.copyTo(before);
        try {
          return await work();
        } catch (error) {
          await exchange(base, before, async () => undefined);
          throw error;
        } finally {
          await rm(before, { force: true });
        }
      }),
  };
}
