// A temporary PostgreSQL of one's own, for tests and benches (scripts/test-engines.mjs installs it).
// Must not touch a server that it did not start. Uses nothing that has to be compiled.
import { execFileSync, spawn } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

const isProgram = (file) => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The folder of PostgreSQL's programs; null when the machine has none. */
export function findPrograms() {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    ...versions.map((version) => join(debian, version, 'bin')),
  ];
  for (const folder of folders) {
    if (!isProgram(join(folder, 'initdb'))) continue;
    // A link elsewhere leads to the programs' own folder, where their parts are.
    const own = dirname(realpathSync(join(folder, 'initdb')));
    if (isProgram(join(own, 'initdb')) && isProgram(join(own, 'postgres'))) return own;
  }
  return null;
}

/** PostgreSQL refuses to run as root: somebody else's numbers, or undefined when we are not root. */
function otherUser() {
  if (process.getuid?.() !== 0) return undefined;
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  const line = ['postgres', 'nobody'].map((name) => lines.find((each) => each.startsWith(`${name}:`))).find(Boolean);
  if (line === undefined) throw new Error('no user but root is known to this machine');
  const [, , uid, gid] = line.split(':');
  return { uid: Number(uid), gid: Number(gid) };
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export const urlOf = (port, database) => `postgres://postgres@127.0.0.1:${port}/${database}`;

/** One statement outside of any transaction. */
export async function once(port, sql) {
  const { Client } = (await import('pg')).default;
  const client = new Client({ connectionString: urlOf(port, 'postgres') });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function untilReady(port, child, log) {
  for (const end = Date.now() + 30_000; ; ) {
    const answer = await once(port, 'SELECT 1').then(
      () => null,
      (error) => error,
    );
    if (answer === null) return;
    if (child.exitCode !== null || Date.now() > end) {
      throw new Error(`PostgreSQL did not start: ${String(answer)}\n${readFileSync(log, 'utf8').slice(-2_000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * Makes and starts a server in a new temporary folder; it lives until it is stopped, also when this process ends.
 * @param durable flush at every commit; tests that do not pull the plug go faster without
 */
export async function startPostgres(durable = false) {
  const programs = findPrograms();
  if (programs === null) throw new Error('PostgreSQL is not installed');
  const user = otherUser();
  const folder = mkdtempSync(join(tmpdir(), 'tuquan-postgres-'));
  const data = join(folder, 'data');
  const log = join(folder, 'log');
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(log, '');
  if (user !== undefined) {
    for (const path of [folder, data, log]) chownSync(path, user.uid, user.gid);
  }
  chmodSync(folder, 0o755);
  const init = ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--no-sync'];
  // A language that sorts unlike bytes: what is compared must not depend on it.
  const languages = [['--locale=C', '--locale-provider=icu', '--icu-locale=en'], ['--locale=C']];
  let failure;
  for (const language of languages) {
    try {
      execFileSync(join(programs, 'initdb'), [...init, ...language], { ...user, cwd: folder, stdio: 'pipe' });
      failure = undefined;
      break;
    } catch (error) {
      failure = error;
      rmSync(data, { recursive: true, force: true });
      mkdirSync(data, { mode: 0o700 });
      if (user !== undefined) chownSync(data, user.uid, user.gid);
    }
  }
  if (failure !== undefined) throw failure;
  const port = await freePort();
  const out = openSync(log, 'a');
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: folder,
    max_connections: 200,
    shared_buffers: '128MB',
    fsync: durable ? 'on' : 'off',
    full_page_writes: durable ? 'on' : 'off',
    autovacuum: 'on',
    log_min_messages: 'warning',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(join(programs, 'postgres'), ['-D', data, ...flags], {
    ...user,
    cwd: folder,
    detached: true,
    stdio: ['ignore', out, out],
  });
  child.unref();
  closeSync(out);
  await untilReady(port, child, log);
  return { port, pid: child.pid ?? 0, folder };
}

const lives = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Ends a server and removes what it stored. */
export async function stopPostgres({ pid, folder }) {
  // SIGINT: connections are cut, nothing is waited for.
  if (lives(pid)) process.kill(pid, 'SIGINT');
  for (const end = Date.now() + 10_000; lives(pid) && Date.now() < end; ) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  if (lives(pid)) process.kill(pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}
