// tuquan snapshot: saves and loads the whole state of a running sandbox server; branches work without one.
// Must not know what a snapshot holds.
import { copyFile, mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { branchSnapshot, type SnapshotFacts, snapshotFile } from '../sandbox/snapshots.js';
import { migrations } from '../wiring/migrations.js';
import { dataFolder, sandboxServer } from './sandbox-server.js';

interface OfServer {
  readonly data?: string;
}

const sizeOf = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MiB`;
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const routeOf = (name: string): string => `/sandbox/snapshots/${encodeURIComponent(name)}`;

export async function saveSnapshot(name: string, options: OfServer & { replace?: boolean }): Promise<void> {
  const server = await sandboxServer(options.data);
  const body = { name, replace: options.replace === true };
  const { bytes } = await server.call<SnapshotFacts>('POST', '/sandbox/snapshots', body);
  say(`saved ${name}, ${sizeOf(bytes)}: ${snapshotFile(server.data, name)}`);
}

export async function loadSnapshot(given: string, options: OfServer): Promise<void> {
  const server = await sandboxServer(options.data);
  let name = given;
  const file = snapshotFile(server.data, given);
  if (file === given) {
    const folder = join(server.data, 'snapshots');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const target = join(folder, basename(given));
    if (resolve(given) !== target) await copyFile(given, target);
    name = basename(given).replace(/\.snapshot$/, '');
  }
  const { version } = await server.call<SnapshotFacts>('POST', `${routeOf(name)}/load`, {});
  say(`loaded ${name}, saved by version ${version}`);
}

export async function branchSnapshotTo(name: string, folder: string, options: OfServer): Promise<void> {
  const target = resolve(folder);
  await branchSnapshot(snapshotFile(dataFolder(options.data), name), target, migrations);
  say(
    `${target} holds the state of ${name}; serve it with: tuquan serve --sandbox --port 0 --tls-port 0 --data ${folder}`,
  );
}

export async function listSnapshots(options: OfServer & { json?: boolean }): Promise<void> {
  const server = await sandboxServer(options.data);
  const { snapshots } = await server.call<{ snapshots: SnapshotFacts[] }>('GET', '/sandbox/snapshots');
  if (options.json) say(JSON.stringify(snapshots));
  else if (snapshots.length === 0) say('there are none; save one with: tuquan snapshot save <name>');
  for (const { name, savedAt, bytes, version } of options.json ? [] : snapshots) {
    say(`${name.padEnd(32)} ${new Date(savedAt).toISOString()} ${sizeOf(bytes).padStart(12)}  version ${version}`);
  }
}

export async function resetSandbox(options: OfServer & { account?: string }): Promise<void> {
  const server = await sandboxServer(options.data);
  const { account } = options;
  await server.call('POST', '/sandbox/reset', account === undefined ? {} : { account });
  say(`${account === undefined ? server.sandbox.baseUrl : `account ${account}`} is as after its first start`);
}
