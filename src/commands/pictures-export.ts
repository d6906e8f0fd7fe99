// tuquan pictures export: every picture of a library as a file, in a folder for each category, and a list of them.
// Must not know how pictures are stored. What is written already is left alone, so that a second run goes on.
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Category, defaultCategory, type LibraryPicture } from '../domain/pictures/index.js';
import { describe } from '../kernel/errors.js';
import { CsvFile } from './csv.js';
import { withData } from './pictures.js';
import { type LibraryOptions, openLibrary } from './pictures-import.js';
import { startMeter } from './progress.js';

/** A text as a file name everywhere: no separators, no control characters, nothing hidden, no device of Windows. */
export function fileNameOf(text: string): string {
  const name = text
    .replace(/[\u0000-\u001f\u007f<>:"/\\|?*]/g, '_')
    .replace(/^\.+/, (dots) => '_'.repeat(dots.length))
    .replace(/[. ]+$/, (end) => '_'.repeat(end.length));
  return /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(name) || name === '' ? `_${name}` : name;
}

/** Gives names that nothing else in the same folder has, also where upper and lower case are alike. */
class Names {
  readonly #used = new Map<string, Set<string>>();

  /** `number` tells apart what would otherwise be called alike. */
  take(folder: string, text: string, ending: string, number: string): string {
    const used = this.#used.get(folder) ?? new Set();
    this.#used.set(folder, used);
    const plain = fileNameOf(text);
    const free = plain === text && !used.has(`${plain}${ending}`.toLowerCase().normalize());
    const name = `${plain}${free ? '' : ` [${number}]`}${ending}`;
    used.add(name.toLowerCase().normalize());
    return join(folder, name);
  }
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Writes a file whole or not at all. */
async function writeWhole(path: string, bytes: Buffer): Promise<void> {
  const temporary = `${path}.${randomBytes(4).toString('hex')}.part`;
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Folders of categories, below the one for all. */
function foldersOf(categories: readonly Category[], names: Names): Map<string, string> {
  const folders = new Map([[defaultCategory, '']]);
  const first = categories.filter(({ parent }) => parent === '0');
  const second = categories.filter(({ parent }) => parent !== '0');
  for (const { number, parent, name } of [...first, ...second]) {
    folders.set(number, names.take(folders.get(parent) ?? '', name, '', number));
  }
  return folders;
}

/** Exit status 1 when bytes are not what was stored. @throws Error naming what is not there, or cannot be written */
export async function exportPictures(folder: string, options: LibraryOptions): Promise<void> {
  await mkdir(folder, { recursive: true });
  await withData(options, async (tuquan) => {
    const { services, transfers } = tuquan;
    const { account } = await openLibrary(tuquan, options);
    const names = new Names();
    const folders = foldersOf(await services.libraries.categories({ libraryId: account.id }), names);
    const list = await CsvFile.open(`${resolve(folder)}.csv`, [
      'file',
      'number',
      'title',
      'category',
      'address',
      'bytes',
      'md5',
      'device',
      'state',
      'created',
    ]);
    const count = await services.libraries.count(account.id, { binned: false });
    const meter = startMeter(count, 'exporting');
    const total = { written: 0, there: 0, failed: 0 };

    const write = async (picture: LibraryPicture, path: string): Promise<void> => {
      const target = join(folder, path);
      const facts = await stat(target).catch(() => null);
      if (facts?.size === picture.bytes && sha256(await readFile(target)) === picture.blob) {
        total.there += 1;
        return;
      }
      const bytes = await transfers.read(picture);
      if (sha256(bytes) !== picture.blob) throw new Error('its bytes are not the ones that were stored');
      await writeWhole(target, bytes);
      total.written += 1;
    };
    try {
      for (const category of folders.values()) await mkdir(join(folder, category), { recursive: true });
      let done = 0;
      for await (const picture of transfers.pictures(account.id)) {
        const { number, title, category, bytes, md5, device, state, createdAt } = picture;
        const path = names.take(folders.get(category) ?? '', title, `.${picture.ending}`, number);
        try {
          await write(picture, path);
          const address = services.pictures.publicUrl(picture);
          const created = new Date(createdAt).toISOString();
          await list.add([path, number, title, category, address, bytes, md5, device, state, created]);
        } catch (error) {
          // A folder that takes no more files would fail them all.
          if ((error as NodeJS.ErrnoException).syscall !== undefined) throw error;
          total.failed += 1;
          process.stderr.write(`\npicture ${number} “${title}” was not written: ${describe(error)}\n`);
        }
        done += 1;
        meter.reach(done, path);
      }
    } finally {
      await list.close();
      meter.finish();
    }
    if (options.json === true) process.stdout.write(`${JSON.stringify({ library: options.library, ...total })}\n`);
    else {
      process.stdout.write(
        `${total.written} pictures written to ${folder}, ${total.there} there already, ${total.failed} failed\n`,
      );
    }
    if (total.failed > 0) process.exitCode = 1;
  });
}
