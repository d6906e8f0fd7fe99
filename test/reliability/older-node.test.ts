// A program that meets a database of a newer one: during an upgrade, or after going back.
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Client } from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { hasPostgres, newDatabase, type TestDatabase } from '../support/postgres.js';
import { startProcess } from '../support/process.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const folder = makeTemporaryFolder();
let database: TestDatabase | undefined;
afterAll(async () => {
  await database?.drop();
  folder.remove();
});
const later = `INSERT INTO migration (name) VALUES ('9999-later')`;

describe('a node of an older version', () => {
  const engines = ['the embedded database', ...(hasPostgres() ? ['PostgreSQL'] : [])];
  it.each(engines)(
    'on %s ends with the step it does not know, and holds nothing up',
    { timeout: 120_000 },
    async (engine) => {
      if (engine === 'PostgreSQL') database = await newDatabase();
      const env = { TUQUAN_DATABASE_URL: database?.url ?? '' };
      const data = join(folder.path, engine);
      await (await startProcess(data, env)).terminate();
      if (database === undefined) {
        const file = new Sqlite(join(data, 'tuquan.db'));
        file.exec(later);
        file.close();
      } else {
        const client = new Client({ connectionString: database.url });
        await client.connect();
        await client.query(later);
        await client.end();
      }
      await expect(startProcess(data, env)).rejects.toThrow(
        /ended with 1 before.*newer version of Tuquan \(schema step 9999-later\)/s,
      );
    },
  );
});
