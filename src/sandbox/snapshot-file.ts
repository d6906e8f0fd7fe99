// The file of a snapshot: what it says of itself first, then a database, blobs, and credentials, each with its sum.
// Must not know a server; what is done with the contents is the others' business.
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DomainError } from '../kernel/errors.js';
import type { SteeredTime } from '../kernel/steerable-clock.js';
import type { Migration } from '../ports/database/database.js';
import { keyFileName } from '../wiring/secrets.js';
import { listArchive, readEntry, type StoredEntry } from './archive.js';

/** The account a snapshot is of. */
export interface SavedAccount {
  readonly id: string;
  readonly kind: string;
  readonly number: string;
}

/** The first entry. */
export interface About {
  readonly format: number;
  /** Version of the program that saved it. */
  readonly version: string;
  /** The sandbox's own time when it was saved; ms, UTC. */
  readonly savedAt: number;
  /** Names of the schema steps of its database. */
  readonly steps: readonly string[];
  readonly clock: SteeredTime;
  /** The data folder it was saved from: absolute paths in it are corrected. */
  readonly data: string;
  /** Absent: it holds the whole sandbox. */
  readonly account?: SavedAccount;
}

/** Of the whole sandbox, and of one account: a server that knows no second kind must not take one for the first. */
export const formats = { whole: 1, account: 2 } as const;
export const aboutName = 'snapshot.json';
export const databaseName = 'tuquan.db';
/** What an account is let in by, in a snapshot of one. */
export const credentialsName = 'account.json';
const ending = '.snapshot';
/** A picture larger than this is in no sandbox; the archive's own bound. */
export const mostBlobBytes = 8 ** 11 - 1;

export const snapshotFolder = (data: string): string => join(data, 'snapshots');

/** A name → its file below the data folder; a path stays what it is. */
export const snapshotFile = (data: string, name: string): string =>
  name.includes('/') || name.endsWith(ending) ? name : join(snapshotFolder(data), `${name}${ending}`);
export const isSnapshot = (file: string): boolean => file.endsWith(ending);
export const nameOf = (file: string): string => basename(file).replace(/\.snapshot$/, '');

export async function wholeEntry(file: string, entry: StoredEntry): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of readEntry(file, entry)) pieces.push(piece);
  return Buffer.concat(pieces);
}

export const writeEntry = (file: string, entry: StoredEntry, target: string): Promise<void> =>
  pipeline(Readable.from(readEntry(file, entry)), createWriteStream(target, { mode: 0o600, flags: 'wx' }));

export async function readAbout(
  file: string,
  migrations: readonly Migration[],
): Promise<{ about: About; entries: readonly StoredEntry[] }> {
  const entries = await listArchive(file);
  const first = entries[0];
  if (first?.name !== aboutName) {
    throw new DomainError('INVALID', `${file} is an archive but no snapshot: it does not begin with ${aboutName}`);
  }
  const about = JSON.parse((await wholeEntry(file, first)).toString('utf8')) as About;
  const known = new Set(migrations.map(({ name }) => name));
  const unknown =
    about.format > formats.account ? `format ${about.format}` : about.steps.find((step) => !known.has(step));
  if (unknown !== undefined) {
    throw new DomainError(
      'UNAVAILABLE',
      `${file} was saved by a newer version of Tuquan (${about.version}, ${unknown}); update this server to ${about.version}, or save the state again with this version. Nothing was changed`,
    );
  }
  return { about, entries };
}

export const below = (entries: readonly StoredEntry[], folder: string): { entry: StoredEntry; name: string }[] =>
  entries.filter(({ name }) => name.startsWith(`${folder}/`)).map((entry) => ({ entry, name: basename(entry.name) }));

export const databaseOf = (file: string, entries: readonly StoredEntry[]): StoredEntry => {
  const found = entries.find(({ name }) => name === databaseName);
  if (found === undefined) throw new DomainError('INVALID', `${file} holds no database; save it again`);
  return found;
};

/** Where a data folder may keep the key; a sandbox made by this version has it among its credentials. */
const keyPlaces = [keyFileName, `sandbox/${keyFileName}`] as const;

/** @throws DomainError UNAVAILABLE when secrets of the snapshot are encrypted with a key that this data folder does not have */
export async function checkKey(data: string, file: string, entries: readonly StoredEntry[]): Promise<void> {
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
