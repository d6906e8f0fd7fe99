// The whole state of a sandbox as one file: its database, its pictures, the keys and credentials of its accounts, its clock.
// Or one account's: what it owns, and its credentials (account-state.ts).
// Must not be used outside sandbox mode: a snapshot holds every secret of the accounts in it.
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { AccountBranch } from '../apis/sandbox-desk.js';
import type { Account, NewAccount } from '../domain/accounts/index.js';
import { DomainError } from '../kernel/errors.js';
import type { SteerableClock, SteeredTime } from '../kernel/steerable-clock.js';
import type { Blobs } from '../ports/blobs/blobs.js';
import type { Database, Migration, WholeDatabase } from '../ports/database/database.js';
import { branchesFile, moveAddresses, ownTlsFile } from '../sandbox.js';
import { keyFileName } from '../wiring/secrets.js';
import { type AccountState, keysOf } from './account-state.js';
import { type ArchiveEntry, listArchive, readEntry, type StoredEntry, writeArchive } from './archive.js';
import {
  type About,
  aboutName,
  below,
  checkKey,
  credentialsName,
  databaseName,
  databaseOf,
  formats,
  isSnapshot,
  mostBlobBytes,
  nameOf,
  readAbout,
  snapshotFile,
  snapshotFolder,
  wholeEntry,
  writeEntry,
} from './snapshot-file.js';

/** What a snapshot says of itself, its first entry. */
export interface SnapshotFacts {
  readonly name: string;
  /** Version of the program that saved it. */
  readonly version: string;
  /** The sandbox's own time when it was saved; ms, UTC. */
  readonly savedAt: number;
  /** Of the file. */
  readonly bytes: number;
  /** Number of the account it is of; null: it holds the whole sandbox. */
  readonly account: string | null;
}

export interface Snapshots {
  /**
   * @param options.account the number of one account, to save that alone
   * @throws DomainError CONFLICT when there is one of that name and `replace` is not asked for; INVALID for a bad name; NOT_FOUND
   * for a number nobody has
   */
  save(name: string, options?: { replace?: boolean; account?: string }): Promise<SnapshotFacts>;
  list(): Promise<SnapshotFacts[]>;
  /**
   * Puts the saved state in the place of the present one; requests that come meanwhile wait or see either. One of an account
   * takes the place of that account's state alone: the keys and secrets it has here stay, and all that others have; an account
   * that is not here is made.
   * @param name of a snapshot of this data folder, or the path of a file
   * @throws DomainError NOT_FOUND; INVALID for a file that is none; UNAVAILABLE for one of a newer version. The state is untouched then
   */
  load(name: string): Promise<SnapshotFacts>;
  /**
   * Puts a saved account's state under a new account beside it, with credentials of its own and ids nobody else has.
   * @param number of the new account; without it, one like the saved one's
   * @throws DomainError as {@link load}; INVALID for a snapshot of the whole sandbox or a number that will not do; CONFLICT
   */
  branchAccount(name: string, number?: string): Promise<AccountBranch>;
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

const namePattern = /^[A-Za-z0-9][\w.-]{0,79}$/;
const blobPattern = /^[0-9a-f]{64}$/;
async function* bounded(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const piece of bytes) {
    size += piece.length;
    if (size > mostBlobBytes) throw new DomainError('TOO_LARGE', 'a snapshot has up to 8 GiB');
    yield piece;
  }
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
  if (about.account !== undefined) {
    throw new DomainError(
      'INVALID',
      `${file} holds account ${about.account.number} alone; load it into a running sandbox, or branch it there without a folder`,
    );
  }
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
  one: AccountState;
}): Snapshots {
  const { data, version, database, blobs, migrations, clock, pauseWork, renew, one } = parts;
  const { whole } = database;
  let busy = false;

  /** One at a time: they all stop the same work. */
  async function alone<T>(work: (base: WholeDatabase) => Promise<T>): Promise<T> {
    if (whole === undefined) {
      throw new DomainError('UNAVAILABLE', 'snapshots need the embedded database; start without TUQUAN_DATABASE_URL');
    }
    if (!parts.blobsOnDisk) {
      throw new DomainError('UNAVAILABLE', 'snapshots need pictures on disk; start without TUQUAN_S3_ENDPOINT');
    }
    if (busy) throw new DomainError('CONFLICT', 'another snapshot is being saved or loaded; wait for it to end');
    busy = true;
    try {
      await mkdir(snapshotFolder(data), { recursive: true, mode: 0o700 });
      return await work(whole);
    } finally {
      busy = false;
    }
  }

  /** @param part what is saved of one account; null = the whole sandbox is */
  async function* entriesOf(
    copy: string,
    about: About,
    part: { account: Account; blobs: readonly string[] } | null,
  ): AsyncGenerator<ArchiveEntry> {
    yield { name: aboutName, content: { text: `${JSON.stringify(about, null, 2)}\n` } };
    yield { name: databaseName, content: { file: copy } };
    if (part !== null) {
      yield { name: credentialsName, content: { text: `${JSON.stringify(keysOf(part.account), null, 2)}\n` } };
      for (const key of part.blobs) {
        const file = join(data, 'blobs', key.slice(0, 2), key);
        // A row may outlive its bytes for a moment; it would without a snapshot.
        if ((await stat(file).catch(() => null)) !== null) yield { name: `blobs/${key}`, content: { file } };
      }
      return;
    }
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
    account: about.account?.number ?? null,
  });

  /** Works while no job runs, on what is then remembered anew. */
  async function atRest<T>(work: () => Promise<T>): Promise<T> {
    const resume = await pauseWork();
    try {
      const result = await work();
      await renew();
      return result;
    } finally {
      resume();
    }
  }

  /** A seed may be part of what went: the same seed can be applied again. */
  const forgetSeeds = (): Promise<void> => rm(seedsFile(data), { force: true });

  /** Hands over the database of a snapshot as a file of its own; the blobs are here by then. */
  async function unpacked<T>(
    file: string,
    entries: readonly StoredEntry[],
    work: (source: string) => Promise<T>,
  ): Promise<T> {
    const source = join(snapshotFolder(data), 'loading.database');
    await rm(source, { force: true });
    try {
      await writeEntry(file, databaseOf(file, entries), source);
      for (const { entry, name: key } of below(entries, 'blobs')) {
        if ((await blobs.size(key)) === null) await blobs.putStream(readEntry(file, entry), mostBlobBytes);
      }
      return await work(source);
    } finally {
      await rm(source, { force: true });
    }
  }

  async function readKeys(file: string, entries: readonly StoredEntry[]): Promise<NewAccount> {
    const entry = entries.find(({ name }) => name === credentialsName);
    if (entry === undefined) throw new DomainError('INVALID', `${file} holds no ${credentialsName}; save it again`);
    return JSON.parse((await wholeEntry(file, entry)).toString('utf8')) as NewAccount;
  }

  /** Puts a database file, brought to this version, in the place of the present one. */
  const exchange = (base: WholeDatabase, source: string, besides: () => Promise<void>): Promise<void> =>
    atRest(async () => {
      await base.replaceBy(source, migrations);
      await besides();
    });

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
    const file = join(snapshotFolder(data), `${name}.snapshot`);
    if (!replace && (await stat(file).catch(() => null)) !== null) {
      throw new DomainError('CONFLICT', `there is a snapshot ${name}; choose another name, or ask for "replace"`);
    }
    return file;
  }

  return {
    save: (name, { replace = false, account: number } = {}) =>
      alone(async (base) => {
        const file = await freeFile(name, replace);
        const [copy, growing] = [`${file}.database`, `${file}.new`];
        await Promise.all([rm(copy, { force: true }), rm(growing, { force: true })]);
        try {
          const part = number === undefined ? null : await one.write(base, number, copy);
          if (part === null) await base.copyTo(copy);
          const about: About = {
            format: part === null ? formats.whole : formats.account,
            version,
            savedAt: clock.now(),
            steps: migrations.map((step) => step.name),
            clock: clock.state(),
            data,
            ...(part === null
              ? {}
              : { account: { id: part.account.id, kind: part.account.kind, number: part.account.number } }),
          };
          await writeArchive(growing, entriesOf(copy, about, part), clock.now());
          await rename(growing, file);
          return await factsOf(file, about);
        } finally {
          await Promise.all([rm(copy, { force: true }), rm(growing, { force: true })]);
        }
      }),
    list: async () => {
      const names = await readdir(snapshotFolder(data)).catch(() => []);
      const found: SnapshotFacts[] = [];
      for (const name of names.filter(isSnapshot)) {
        const file = join(snapshotFolder(data), name);
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
        const { account } = about;
        if (account !== undefined) {
          const keys = await readKeys(file, entries);
          await unpacked(file, entries, (source) =>
            atRest(async () => {
              await one.load(base, account, keys, source);
              await forgetSeeds();
            }),
          );
          return factsOf(file, about);
        }
        await checkKey(data, file, entries);
        await unpacked(file, entries, (source) =>
          exchange(base, source, async () => {
            await Promise.all([forgetSeeds(), rm(branchesFile(data), { force: true })]);
            await takeSandboxFiles(file, entries, about);
            clock.restore(about.clock);
          }),
        );
        return factsOf(file, about);
      }),
    branchAccount: (name, number) =>
      alone(async (base) => {
        const file = snapshotFile(data, name);
        const { about, entries } = await readAbout(file, migrations);
        const { account } = about;
        if (account === undefined) {
          throw new DomainError(
            'INVALID',
            `${nameOf(file)} holds the whole sandbox; name a folder to branch it to, or save one account`,
          );
        }
        const keys = await readKeys(file, entries);
        return unpacked(file, entries, (source) =>
          atRest(() => one.branch(base, account, keys, source, number ?? null)),
        );
      }),
    file: async (name) => {
      checkName(name);
      const path = join(snapshotFolder(data), `${name}.snapshot`);
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
      const file = join(snapshotFolder(data), `${basename(name)}.snapshot`);
      await rm(file).catch(() => {
        throw new DomainError('NOT_FOUND', `there is no snapshot ${name.slice(0, 90)}`);
      });
    },
    reset: () =>
      alone(async (base) => {
        const source = join(snapshotFolder(data), 'loading.database');
        await rm(source, { force: true });
        await writeFile(source, '', { mode: 0o600 });
        await exchange(base, source, async () => {
          await Promise.all([forgetSeeds(), rm(branchesFile(data), { force: true })]);
        });
      }),
    resetAccount: (number) =>
      alone((base) =>
        atRest(async () => {
          await one.empty(base, number);
          await forgetSeeds();
        }),
      ),
    undoable: (work) =>
      alone(async (base) => {
        const before = join(snapshotFolder(data), 'before.database');
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
