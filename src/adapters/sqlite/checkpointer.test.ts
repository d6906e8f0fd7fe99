// The thread that checkpoints beside the writer: what it has to do, what the writer does for it, and that nothing hangs on it.
import { copyFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import * as ledger from '../../../test/support/units/ledger.mjs';
import { ledgerUnits } from '../../ports/database/database.contract.js';
import { createCheckpointer } from './checkpointer.js';
import { openSqlite } from './database.js';

/** Rows the database file holds by itself: what is only in its log does not count. */
function rowsInFile(file: string): number {
  const copy = join(temporaryFolder(), 'copy.db');
  copyFileSync(file, copy);
  const db = new Sqlite(copy);
  try {
    const known = db.prepare("SELECT COUNT(*) FROM sqlite_master WHERE name = 'entry'").pluck().get();
    return known === 0 ? 0 : (db.prepare('SELECT COUNT(*) FROM entry').pluck().get() as number);
  } finally {
    db.close();
  }
}

/** A writer with a log of its own, which checkpoints only when told. */
function writer() {
  const file = join(temporaryFolder(), 'data.db');
  const db = new Sqlite(file);
  onTestFinished(() => void db.close());
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = OFF');
  db.pragma('wal_autocheckpoint = 0');
  db.exec('CREATE TABLE entry (name INTEGER PRIMARY KEY, filling BLOB)');
  const insert = db.prepare('INSERT INTO entry (filling) VALUES (zeroblob(4000))');
  const add = (rows: number): void => db.transaction(() => void Array.from({ length: rows }, () => insert.run()))();
  return { file, add };
}

describe('the checkpointer', () => {
  test('has what was written in the database file while the writer keeps it open', async () => {
    const { file, add } = writer();
    add(20);
    expect(rowsInFile(file)).toBe(0);
    const checkpointer = createCheckpointer(file, { every: 3 });
    onTestFinished(() => checkpointer.close());
    checkpointer.wrote();
    checkpointer.wrote();
    checkpointer.wrote();
    await vi.waitFor(() => expect(rowsInFile(file)).toBe(20), { timeout: 10_000 });
  });

  test('asks the writer for the rest of a long log, not of a short one', async () => {
    const { file, add } = writer();
    const nearlyDone = vi.fn();
    const checkpointer = createCheckpointer(file, { every: 1, nearlyDone });
    onTestFinished(() => checkpointer.close());
    add(100);
    checkpointer.wrote();
    await vi.waitFor(() => expect(rowsInFile(file)).toBe(100), { timeout: 10_000 });
    expect(nearlyDone).not.toHaveBeenCalled();
    add(9_000);
    checkpointer.wrote();
    await vi.waitFor(() => expect(nearlyDone).toHaveBeenCalledTimes(1), { timeout: 10_000 });
    expect(rowsInFile(file)).toBe(9_100);
  });

  test('that cannot open the file is missed by nobody, and closes', async () => {
    const checkpointer = createCheckpointer(join(temporaryFolder(), 'no', 'such', 'data.db'), { every: 1 });
    for (let unit = 0; unit < 10; unit += 1) checkpointer.wrote();
    await checkpointer.close();
    checkpointer.wrote();
    await checkpointer.close();
  });

  test('closes while it is at work, and lets go of the file', async () => {
    const { file, add } = writer();
    const checkpointer = createCheckpointer(file, { every: 1 });
    add(5_000);
    checkpointer.wrote();
    await checkpointer.close();
    checkpointer.wrote();
    const alone = new Sqlite(file);
    onTestFinished(() => void alone.close());
    expect(alone.prepare('SELECT COUNT(*) FROM entry').pluck().get()).toBe(5_000);
  });
});

describe('the embedded database', () => {
  test('keeps its log short beside writers that never pause, without a row lost', { timeout: 60_000 }, async () => {
    const file = join(temporaryFolder(), 'data.db');
    const database = await openSqlite(file, [ledgerUnits]);
    await database.migrate(ledger.migrations);
    const rows = 30_000;
    let next = 0;
    let longest = 0;
    const write = async (): Promise<void> => {
      while (next < rows) {
        next += 1;
        // Names in no order touch many pages, as codes do.
        const name = `${(next * 7_919) % 30_011}-${'x'.repeat(200)}`;
        await database.run(ledger.put, { name, amount: next });
        if (next % 500 === 0) longest = Math.max(longest, statSync(`${file}-wal`).size);
      }
    };
    await Promise.all(Array.from({ length: 32 }, write));
    expect(await database.run(ledger.count, null)).toBe(rows);
    const perCommit = 4_096 + 24;
    // Some checkpoints late, but nowhere near the 32,000 pages at which the writer would stop for all of it.
    expect(longest).toBeGreaterThan(1_000 * perCommit);
    expect(longest).toBeLessThan(24_000 * perCommit);
    await database.close();
  });
});
