import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasPostgres, newDatabase, type TestDatabase } from '../../../test/support/postgres.js';
import { makeTemporaryFolder } from '../../../test/support/temporary-folder.js';
import { openSqlite } from '../sqlite/database.js';
import { checkEmpty, copyFromFile, copyToFile } from './file-copy.js';

const migrations = [
  {
    name: '0001-things',
    statements: [
      'CREATE TABLE thing (id INTEGER PRIMARY KEY AUTOINCREMENT, label TEXT, price BIGINT NOT NULL, share REAL, raw BLOB)',
      // Named so that the order of names is not the order in which rows may be written.
      'CREATE TABLE a_part (owner INTEGER NOT NULL REFERENCES thing (id), place INTEGER NOT NULL, PRIMARY KEY (owner, place)) WITHOUT ROWID',
      'CREATE TABLE turn (id INTEGER PRIMARY KEY, at BIGINT NOT NULL)',
      'INSERT INTO turn (id, at) VALUES (1, 0)',
    ],
  },
];

const folder = makeTemporaryFolder();
const made: TestDatabase[] = [];
const fresh = async (): Promise<string> => {
  const database = await newDatabase();
  made.push(database);
  return database.url;
};
/** An empty file with the schema. */
const file = async (name: string, steps = migrations): Promise<string> => {
  const path = join(folder.path, name);
  const database = await openSqlite(path, []);
  await database.migrate(steps);
  await database.close();
  return path;
};
const contents = (path: string) => {
  const db = new Sqlite(path);
  const all = (sql: string) => db.prepare(sql).all();
  const found = {
    things: all('SELECT *, typeof(price) AS kind FROM thing ORDER BY id'),
    parts: all('SELECT * FROM a_part ORDER BY owner, place'),
    turns: all('SELECT * FROM turn'),
    numbers: all('SELECT * FROM sqlite_sequence'),
  };
  db.close();
  return found;
};

describe.skipIf(!hasPostgres())('rows between a file and PostgreSQL', () => {
  let from: string;
  let url: string;
  beforeAll(async () => {
    from = await file('from.db');
    const db = new Sqlite(from);
    db.exec('BEGIN');
    const add = db.prepare('INSERT INTO thing (label, price, share, raw) VALUES (?, ?, ?, ?)');
    for (let n = 0; n < 1_201; n += 1) add.run(`券 ${n}`, 4_102_444_800_000 + n, n / 7, Buffer.from([0, n % 256]));
    add.run('😀\u0000\n\\', 2 ** 53 - 1, null, null);
    add.run(null, -1, 0.1, Buffer.alloc(0));
    db.prepare('INSERT INTO a_part SELECT id, id + 1 FROM thing').run();
    db.exec('UPDATE turn SET at = 9');
    // The highest number was given once and must not be given again.
    db.exec('DELETE FROM a_part WHERE owner = 1203');
    db.exec('DELETE FROM thing WHERE id = 1203');
    db.exec('COMMIT');
    db.close();
    url = await fresh();
    const shares: number[] = [];
    await copyFromFile(url, from, migrations, (share) => shares.push(share));
    expect(shares.at(-1)).toBe(1);
  });
  afterAll(async () => {
    for (const each of made) await each.drop();
    folder.remove();
  });

  it('come back as they were, to the last byte, and so do the numbers that were given', async () => {
    const to = await file('to.db');
    await copyToFile(url, to);
    expect(contents(to)).toEqual(contents(from));
    expect(contents(to).things).toHaveLength(1_202);
    const client = new Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query('INSERT INTO thing (price) VALUES (1) RETURNING id');
    await client.query('DELETE FROM thing WHERE price = 1');
    await client.end();
    expect(rows).toEqual([{ id: '1204' }]);
  });

  it('are as of one moment: what is committed after the copy was begun is not in it', async () => {
    const to = await file('moment.db');
    const client = new Client({ connectionString: url });
    await client.connect();
    let late: Promise<unknown> | undefined;
    await copyToFile(url, to, () => {
      late ??= client.query(`UPDATE turn SET at = 10; INSERT INTO thing (label, price) VALUES ('late', 5)`);
    });
    await late;
    await client.query(`UPDATE turn SET at = 9; DELETE FROM thing WHERE label = 'late'`);
    await client.end();
    expect(contents(to)).toMatchObject({ turns: [{ at: 9 }], things: contents(from).things });
  });

  it('are not written over others: a database that holds a table is refused', async () => {
    await expect(checkEmpty(url)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('not empty'),
    });
    await expect(copyFromFile(url, from, migrations)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('are not read out of a schema of another version', async () => {
    const to = await file('newer.db', [
      ...migrations,
      { name: '0002-more', statements: ['CREATE TABLE more (id INTEGER)'] },
    ]);
    await expect(copyToFile(url, to)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('another version'),
    });
  });
});
