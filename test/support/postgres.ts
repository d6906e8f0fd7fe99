// A real PostgreSQL for tests: one temporary server for the whole run, begun by the first test that asks, a database for each.
// Knows nothing of what is stored. Without the programs on this machine there is none, and the reason is printed.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { findPrograms, once, type PostgresServer, startPostgres, urlOf } from '../../scripts/postgres.mjs';

/** Where the processes of one run find the server they share; named by postgres-run.ts. */
export const runVariable = 'TUQUAN_TEST_POSTGRES';

/** The server of this run, begun by whoever asks first. */
export async function sharedPostgres(): Promise<PostgresServer> {
  const file = process.env[runVariable];
  if (file === undefined) throw new Error(`${runVariable} is not set: test/support/postgres-run.ts sets it`);
  try {
    mkdirSync(`${file}.lock`);
  } catch {
    for (const end = Date.now() + 60_000; !existsSync(file); ) {
      if (Date.now() > end) throw new Error('another process did not get PostgreSQL started within a minute');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return JSON.parse(readFileSync(file, 'utf8')) as PostgresServer;
  }
  const server = await startPostgres(process.env.TUQUAN_TEST_POSTGRES_DURABLE === '1');
  writeFileSync(`${file}.new`, JSON.stringify(server));
  renameSync(`${file}.new`, file);
  return server;
}

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** A new, empty database on the run's server. */
export async function newDatabase(): Promise<TestDatabase> {
  const { port } = await sharedPostgres();
  const name = `t_${randomBytes(8).toString('hex')}`;
  await once(port, `CREATE DATABASE ${name}`);
  return { url: urlOf(port, name), drop: () => once(port, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** Whether this machine can run tests on PostgreSQL; says why when it cannot. */
export function hasPostgres(): boolean {
  if (findPrograms() !== null) return true;
  console.warn(
    'skipped: PostgreSQL is not installed here (looked in PATH and /usr/lib/postgresql); see scripts/test-engines.mjs',
  );
  return false;
}
