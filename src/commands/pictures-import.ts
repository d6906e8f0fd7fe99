// tuquan pictures import: a folder of pictures into a library, with a report of the files that were not taken.
// Must not decide what a picture is or which are known; the domain does, so that a second run goes on where the first was.
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { Account } from '../domain/accounts/index.js';
import { cleanTitle, defaultCategory, type LibraryRules, stemOf } from '../domain/pictures/index.js';
import { describe, isDomainError } from '../kernel/errors.js';
import type { Tuquan } from '../wiring.js';
import { CsvFile } from './csv.js';
import { type DataOption, withData } from './pictures.js';
import { startMeter } from './progress.js';

export interface LibraryOptions extends DataOption {
  library: string;
  kind: string;
  json?: boolean;
}

export interface ImportOptions extends LibraryOptions {
  category?: string;
  rejects?: string;
}

/** Pictures taken side by side; each is held in memory. */
const takenAtOnce = 4;

/** A file that is not taken, and why. The others go on. */
class Rejected extends Error {}

/** The account and what its library takes. The library is made when it is not there. @throws Error naming what there is */
export async function openLibrary(
  { services, rooms }: Tuquan,
  { kind, library }: LibraryOptions,
): Promise<{ account: Account; rules: LibraryRules }> {
  const rules = rooms.map(({ libraries }) => libraries?.[kind]).find((found) => found !== undefined);
  if (rules === undefined) {
    const kinds = rooms.flatMap(({ libraries = {} }) => Object.keys(libraries));
    throw new Error(`accounts of the kind "${kind}" have no library; expected one of ${kinds.join(', ')}`);
  }
  const account = await services.accounts.find(kind, library);
  if (account === null) throw new Error(`there is no ${kind} account ${library} in this data folder`);
  await services.libraries.open(account.id, rules.categories);
  return { account, rules };
}

interface Found {
  /** Below the folder. */
  readonly path: string;
  readonly isFile: boolean;
}

/** Everything in a folder that is not hidden, in the order of its names. */
async function filesIn(folder: string): Promise<Found[]> {
  const found: Found[] = [];
  async function walk(below: string): Promise<void> {
    const entries = await readdir(join(folder, below), { withFileTypes: true });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue;
      const path = join(below, entry.name);
      if (entry.isDirectory()) await walk(path);
      else found.push({ path, isFile: entry.isFile() });
    }
  }
  await walk('');
  return found;
}

/** @throws Rejected when it has more than `most` bytes or cannot be read */
async function bytesOf(path: string, most: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of createReadStream(path, { end: most })) pieces.push(piece as Buffer);
  } catch (error) {
    throw new Rejected(`cannot be read: ${describe(error)}`);
  }
  const bytes = Buffer.concat(pieces);
  if (bytes.length > most) throw new Rejected(`has more than ${most} bytes`);
  if (bytes.length === 0) throw new Rejected('is empty');
  return bytes;
}

/** Finds the category of a folder, making it where it is not there. */
function createCategoryFinder({ services }: Tuquan, libraryId: string, rules: LibraryRules) {
  const known = new Map<string, Promise<string>>([['.', Promise.resolve(defaultCategory)]]);

  async function look(folder: string): Promise<string> {
    if (folder.split(sep).length > 2)
      throw new Rejected('lies deeper than two folders, and categories have two levels');
    const parent = await find(dirname(folder));
    const name = rules.categoryName(basename(folder));
    if (name === null) throw new Rejected(`lies in “${basename(folder)}”, which is no name for a category`);
    const there = async (): Promise<string | undefined> =>
      (await services.libraries.categories({ libraryId, parent, name }))[0]?.number;
    const number = await there();
    if (number !== undefined) return number;
    try {
      return (await services.libraries.addCategory(libraryId, name, parent)).number;
    } catch (error) {
      const made = await there();
      if (made !== undefined) return made;
      throw new Rejected(`lies in a folder that cannot be a category: ${describe(error)}`);
    }
  }

  function find(folder: string): Promise<string> {
    const before = known.get(folder);
    if (before !== undefined) return before;
    const work = look(folder);
    known.set(folder, work);
    return work;
  }
  return find;
}

/** Why a picture was not taken; anything that is not the picture's own fault ends the import. */
function reasonOf(error: unknown): string {
  if (error instanceof Rejected) return error.message;
  if (isDomainError(error) && ['BAD_IMAGE', 'TOO_LARGE', 'INVALID'].includes(error.code)) return error.message;
  throw error;
}

/** Exit status 1 when files were not taken. @throws Error naming the folder, account or category that is not there */
export async function importPictures(folder: string, options: ImportOptions): Promise<void> {
  const facts = await stat(folder).catch(() => null);
  if (facts === null || !facts.isDirectory()) throw new Error(`${folder} is no folder`);
  await withData(options, async (tuquan) => {
    const { account, rules } = await openLibrary(tuquan, options);
    const libraryId = account.id;
    const only = options.category;
    if (only !== undefined && only !== defaultCategory) {
      const found = await tuquan.services.libraries.categories({ libraryId, number: only });
      if (found.length === 0) throw new Error(`the library of ${options.library} has no category ${only}`);
    }
    const categoryOf = createCategoryFinder(tuquan, libraryId, rules);
    const files = await filesIn(folder);
    const report = options.rejects ?? `${resolve(folder)}.rejects.csv`;
    const rejects = await CsvFile.open(report, ['file', 'reason']);
    const meter = startMeter(files.length, 'importing');
    const begun = performance.now();
    const total = { added: 0, known: 0 };
    let done = 0;

    const take = async ({ path, isFile }: Found): Promise<void> => {
      if (!isFile) throw new Rejected('is no file but a link or a device');
      const title = cleanTitle(stemOf(basename(path)));
      if (title === '') throw new Rejected('has no name to make a title of');
      const bytes = await bytesOf(join(folder, path), rules.mostBytes);
      const category = only ?? (await categoryOf(dirname(path)));
      const { found } = await tuquan.transfers.take({ libraryId, category, title, bytes }, rules);
      total[found] += 1;
    };
    let next = 0;
    const line = async (): Promise<void> => {
      for (let file = files[next++]; file !== undefined; file = files[next++]) {
        try {
          await take(file);
        } catch (error) {
          await rejects.add([file.path, reasonOf(error)]);
        }
        done += 1;
        meter.reach(done, file.path);
      }
    };
    try {
      const lines = await Promise.allSettled(Array.from({ length: takenAtOnce }, line));
      const failed = lines.find(({ status }) => status === 'rejected') as PromiseRejectedResult | undefined;
      if (failed !== undefined) {
        const cause = describe(failed.reason);
        throw new Error(`after ${done} of ${files.length} files: ${cause}. The same command goes on from there`);
      }
    } finally {
      await rejects.close();
      meter.finish();
    }
    const seconds = (performance.now() - begun) / 1000;
    const rejected = rejects.count;
    if (options.json === true) {
      const result = { library: options.library, files: files.length, ...total, rejected, seconds };
      process.stdout.write(`${JSON.stringify({ ...result, report: rejected > 0 ? report : null })}\n`);
    } else {
      process.stdout.write(
        `${files.length} files in ${seconds.toFixed(1)} s: ${total.added} pictures added, ${total.known} known already, ` +
          `${rejected} not taken${rejected > 0 ? `; see ${report}` : ''}\n`,
      );
    }
    if (rejected > 0) process.exitCode = 1;
  });
}
