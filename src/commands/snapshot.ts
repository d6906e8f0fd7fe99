// tuquan snapshot: saves and loads the whole state of a running sandbox server; branches work without one.
// Must not know what a snapshot holds.
import { copyFile, mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { AccountBranch } from '../apis/sandbox-desk.js';
import { nameOf, snapshotFile } from '../sandbox/snapshot-file.js';
import { branchSnapshot, type SnapshotFacts } from '../sandbox/snapshots.js';
import { migrations } from '../wiring/migrations.js';
import { dataFolder, type SandboxServer, sandboxServer } from './sandbox-server.js';

interface OfServer {
  readonly data?: string;
}

const sizeOf = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MiB`;
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const routeOf = (name: string): string => `/sandbox/snapshots/${encodeURIComponent(name)}`;

export async function saveSnapshot(
  name: string,
  options: OfServer & { replace?: boolean; account?: string },
): Promise<void> {
  const server = await sandboxServer(options.data);
  const { account } = options;
  const body = { name, replace: options.replace === true, ...(account === undefined ? {} : { account }) };
  const { bytes } = await server.call<SnapshotFacts>('POST', '/sandbox/snapshots', body);
  say(`saved ${name}, ${sizeOf(bytes)}: ${snapshotFile(server.data, name)}`);
}

/** Sees to it that a file from elsewhere is among the server's own; resolves to its name there. */
async function nameOnServer(server: SandboxServer, given: string): Promise<string> {
  let name = given;
  const file = snapshotFile(server.data, given);
  if (file === given) {
    const folder = join(server.data, 'snapshots');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const target = join(folder, basename(given));
    if (resolve(given) !== target) await copyFile(given, target);
    name = nameOf(given);
  }
  return name;
}

export async function loadSnapshot(given: string, options: OfServer): Promise<void> {
  const server = await sandboxServer(options.data);
  const name = await nameOnServer(server, given);
  const { version, account } = await server.call<SnapshotFacts>('POST', `${routeOf(name)}/load`, {});
  say(`loaded ${name}${account === null ? '' : ` into account ${account}`}, saved by version ${version}`);
}

async function branchAccount(given: string, options: OfServer & { as?: string }): Promise<void> {
  const server = await sandboxServer(options.data);
  const body = options.as === undefined ? {} : { as: options.as };
  const route = routeOf(await nameOnServer(server, given));
  const { number, credentials } = await server.call<AccountBranch>('POST', `${route}/branch`, body);
  say(
    `account ${number} holds the state of ${given}; its credentials, also in ${server.sandboxFile} below "branches":`,
  );
  say(JSON.stringify(credentials, null, 2));
}

/** With a folder, a whole sandbox beside the running one; without, an account beside the saved one in the running sandbox. */
export async function branchSnapshotTo(
  name: string,
  folder: string | undefined,
  options: OfServer & { as?: string },
): Promise<void> {
  if (folder === undefined) return branchAccount(name, options);
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
  for (const { name, savedAt, bytes, version, account } of options.json ? [] : snapshots) {
    const of = account === null ? '' : `  account ${account}`;
    say(`${name.padEnd(32)} ${new Date(savedAt).toISOString()} ${sizeOf(bytes).padStart(12)}  version ${version}${of}`);
  }
}

export async function resetSandbox(options: OfServer & { account?: string }): Promise<void> {
  const server = await sandboxServer(options.data);
  const { account } = options;
  await server.call('POST', '/sandbox/reset', account === undefined ? {} : { account });
  say(`${account === undefined ? server.sandbox.baseUrl : `account ${account}`} is as after its first start`);
}
