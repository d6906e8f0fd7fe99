// Names the place where the tests of one run find the PostgreSQL they share, and stops that server at the end, if one was begun.
// Must not start it: most runs need none.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PostgresServer, stopPostgres } from '../../scripts/postgres.mjs';
import { runVariable } from './postgres.js';

export default function setup(): () => Promise<void> {
  const file = join(tmpdir(), `tuquan-postgres-run-${process.pid}.json`);
  process.env[runVariable] = file;
  return async () => {
    if (existsSync(file)) await stopPostgres(JSON.parse(readFileSync(file, 'utf8')) as PostgresServer);
    rmSync(file, { force: true });
    rmSync(`${file}.lock`, { recursive: true, force: true });
  };
}
