// Data folders for tests, copied from one that was prepared once per user and version: its keys and tables take seconds to make.
// Must not know what is in them, but for the absolute paths that a copy must not keep.
import { createHash } from 'node:crypto';
import { copyFile, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compiledUrl } from '../kernel/compiled-url.js';
import { moveAddresses } from '../sandbox.js';
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

/** Makes the template; when somebody else was faster, theirs stays. */
async function prepare(template: string, fill: (data: string) => Promise<void>): Promise<void> {
  await mkdir(cacheFolder(), { recursive: true, mode: 0o700 });
  const data = await mkdtemp(join(cacheFolder(), 'making-'));
  try {
    await fill(data);
    await writeFile(join(data, originFile), JSON.stringify({ data }));
    await rename(data, template);
  } catch (error) {
    await rm(data, { recursive: true, force: true });
    if ((await origin(template)) === null) throw error;
  }
}

async function copyRest(template: string, from: string, data: string): Promise<void> {
  const others = (await readdir(template)).filter((name) => name !== databaseFile);
  await Promise.all(others.map((name) => cp(join(template, name), join(data, name), { recursive: true })));
  await moveAddresses(join(data, 'sandbox'), from, data);
}

const underWay = new Map<string, Promise<void>>();

export interface DataFolder {
  /** Its database is there. */
  readonly data: string;
  /** Resolves when everything else is. */
  readonly whole: Promise<void>;
}

/** A new temporary data folder, ready to be served. `fill` prepares the template when there is none yet. */
export async function newDataFolder(fill: (data: string) => Promise<void>): Promise<DataFolder> {
  const template = join(cacheFolder(), await versionKey());
  if ((await origin(template)) === null) {
    const making = underWay.get(template) ?? prepare(template, fill);
    underWay.set(template, making);
    await making.finally(() => underWay.delete(template));
  }
  const from = (await origin(template)) ?? template;
  const data = await mkdtemp(join(tmpdir(), 'tuquan-'));
  // The database first: its thread starts while the rest is copied.
  await copyFile(join(template, databaseFile), join(data, databaseFile));
  const whole = copyRest(template, from, data);
  whole.catch(() => undefined); // whoever awaits it hears of it
  return { data, whole };
}
