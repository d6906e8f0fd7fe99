// On which database the servers of a test run: the embedded one, or, with TUQUAN_TEST_DATABASE=postgres, one of their own on
// the run's PostgreSQL. Knows nothing of what is stored.
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Client } from 'pg';
import { newDatabase, type TestDatabase } from './postgres.js';

const wanted = process.env.TUQUAN_TEST_DATABASE ?? 'sqlite';
if (!['sqlite', 'postgres'].includes(wanted)) {
  throw new Error(`TUQUAN_TEST_DATABASE is "${wanted}", expected sqlite or postgres`);
}
export const onPostgres = wanted === 'postgres';

const databases = new Map<string, Promise<TestDatabase>>();

/** What a server on this data folder needs in its environment: the same folder always gets the same database. */
export async function databaseEnvironment(data: string): Promise<Record<string, string>> {
  if (!onPostgres) return {};
  const known = databases.get(data) ?? newDatabase();
  databases.set(data, known);
  return { TUQUAN_DATABASE_URL: (await known).url };
}

/** To be called when nothing will run on the folder any more. */
export async function dropDatabaseOf(data: string): Promise<void> {
  const known = databases.get(data);
  databases.delete(data);
  await (await known)?.drop();
}

/** The one number a query finds in the database of a folder, read past any server. */
export async function numberIn(data: string, sql: string): Promise<number> {
  const known = databases.get(data);
  if (known === undefined) {
    const db = new Sqlite(join(data, 'tuquan.db'), { readonly: true });
    try {
      return Number(db.prepare(sql).pluck().get());
    } finally {
      db.close();
    }
  }
  const client = new Client({ connectionString: (await known).url });
  await client.connect();
  try {
    const { rows } = await client.query<unknown[]>({ text: sql, rowMode: 'array' });
    return Number(rows[0]?.[0]);
  } finally {
    await client.end();
  }
}
