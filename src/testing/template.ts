// Data folders for tests, copied from one that was prepared once per user and version: its keys and tables take seconds to make.
// Must not know what is in them, but for the absolute paths that a copy must not keep.
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compiledUrl } from '../kernel/compiled-url.js';
import { withAddressesMoved } from '../sandbox.js';
import { cacheFolder } from './settings.js';

const originFile = 'template.json';
const databaseFile = 'tuquan.db';

/** Changes with the version, and with every compilation of a checkout. */
async function versionKey(): Promise<string> {
  const packageFile = new URL('../../package.json', import.meta.url);
  const { version } = JSON.parse(await readFile(packageFile, 'utf8')) as { version: string };
  const { mtimeMs } = await stat(fileURLToPath(compiledUrl('../wiring.js', import.meta.url)));
  const hash = createHash('sha256')
    .update(`${fileURLToPath(packageFile)} ${mtimeMs}`)
    .digest('hex');
  return `test-data-${version}-${hash.slice(0, 12)}`;
}

async function origin(template: string): Promise<string | null> {
  const text = await readFile(join(template, originFile), 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as { data: string }).data;
}

/** The folders blobs could come to lie in are made with the first one that is stored: no reason to copy 256 of them. */
async function dropEmptyFolders(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await rmdir(join(folder, name)).catch(() => undefined);
}

/** Makes the template; when somebody else was faster, theirs stays. */
async function prepare(template: string, fill: (data: string) => Promise<void>): Promise<void> {
  await mkdir(cacheFolder(), { recursive: true, mode: 0o700 });
  const data = await mkdtemp(join(cacheFolder(), 'making-'));
  try {
    await fill(data);
    await dropEmptyFolders(join(data, 'blobs'));
    await writeFile(join(data, originFile), JSON.stringify({ data }));
    await rename(data, template);
  } catch (error) {
    await rm(data, { recursive: true, force: true });
    if ((await origin(template)) === null) throw error;
  }
}

/**
 * Copies a folder: some twenty small files, at once, because each turn of the event loop costs more than a file does.
 * What rooms kept is written with the new paths.
 */
function copyFolder(source: string, target: string, moved: (text: string) => string): void {
  for (const entry of readdirSync(source, { withFileTypes: true })) {
    const [from, to] = [join(source, entry.name), join(target, entry.name)];
    if (entry.isDirectory()) {
      mkdirSync(to, { mode: 0o700 });
      copyFolder(from, to, moved);
    } else if (entry.name.endsWith('.json')) {
      writeFileSync(to, moved(readFileSync(from, 'utf8')), { mode: 0o600 });
    } else copyFileSync(from, to);
  }
}

const underWay = new Map<string, Promise<void>>();

/** A new temporary data folder, ready to be served. `fill` prepares the template when there is none yet. */
export async function newDataFolder(fill: (data: string) => Promise<void>): Promise<string> {
  const template = join(cacheFolder(), await versionKey());
  if ((await origin(template)) === null) {
    const making = underWay.get(template) ?? prepare(template, fill);
    underWay.set(template, making);
    await making.finally(() => underWay.delete(template));
  }
  const from = (await origin(template)) ?? template;
  const data = await mkdtemp(join(tmpdir(), 'tuquan-'));
  await copyFile(join(template, databaseFile), join(data, databaseFile));
  for (const folder of ['sandbox', 'blobs']) {
    mkdirSync(join(data, folder), { mode: 0o700 });
    copyFolder(join(template, folder), join(data, folder), (text) => withAddressesMoved(text, from, data));
  }
  return data;
}
