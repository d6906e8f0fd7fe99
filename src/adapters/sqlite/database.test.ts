// The embedded database against the port's contract, and what only it promises: shared flushes, one file, a full disk.
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { makeTemporaryFolder, temporaryFolder } from '../../../test/support/temporary-folder.js';
import * as disk from '../../../test/support/units/disk.mjs';
import * as ledger from '../../../test/support/units/ledger.mjs';
import { describeDatabaseContract, ledgerUnits } from '../../ports/database/database.contract.js';
import type { Database, Procedure, Unit } from '../../ports/database/database.js';
import { type AnyProcedure, BatchRunner } from './batch.js';
import { openSqlite } from './database.js';

const diskUnits = new URL('../../../test/support/units/disk.mjs', import.meta.url).href;
const sameNameUnits = new URL('../../../test/support/units/same-name.mjs', import.meta.url).href;

describeDatabaseContract('sqlite', async () => {
  const folder = makeTemporaryFolder();
  const file = join(folder.path, 'data.db');
  const database = await openSqlite(file, [ledgerUnits]);
  return {
    database,
    reopen: () => openSqlite(file, [ledgerUnits]),
    close: async () => {
      await database.close();
      folder.remove();
    },
  };
});

async function opened(): Promise<{ database: Database; file: string }> {
  const file = join(temporaryFolder(), 'deeper', 'data.db');
  const database = await openSqlite(file, [ledgerUnits, diskUnits]);
  onTestFinished(() => database.close());
  await database.migrate(ledger.migrations);
  return { database, file };
}

describe('the embedded database', () => {
  test('starts in write-ahead mode and flushes at every commit', async () => {
    const { database } = await opened();
    expect(await database.run(disk.journal, null)).toEqual({ mode: 'wal', synchronous: 2 });
  });

  test('a value is in the file when run() resolves: a foreign connection reads it', async () => {
    const { database, file } = await opened();
    await database.run(ledger.put, { name: 'durable', amount: 9 });
    const foreign = new Sqlite(file, { readonly: true });
    onTestFinished(() => void foreign.close());
    expect(foreign.prepare('SELECT amount FROM entry WHERE name = ?').pluck().get('durable')).toBe(9);
  });

  const pause = () => {
    const gate = new Int32Array(new SharedArrayBuffer(8));
    const inTheMiddle = () => vi.waitFor(() => expect(gate[0]).toBe(1), { timeout: 20_000, interval: 10 });
    const goOn = (how: 1 | 2): void => {
      Atomics.store(gate, 1, how);
      Atomics.notify(gate, 1);
    };
    return { gate, inTheMiddle, goOn };
  };

  test('while a unit writes aside, others read what was before, and those that write come after it', async () => {
    const { database } = await opened();
    await database.run(ledger.put, { name: 'before', amount: 1 });
    const { gate, inTheMiddle, goOn } = pause();
    const order: string[] = [];
    const aside = database.whole
      ?.aside(disk.slowWrite, { name: 'aside', into: 'main', gate })
      .then(() => order.push('aside'));
    await inTheMiddle();
    const put = database.run(ledger.put, { name: 'after', amount: 1 }).then(() => order.push('after'));
    expect(await database.run(ledger.count, null)).toBe(1);
    expect(await database.run(ledger.find, 'aside')).toBe(null);
    expect(order).toEqual([]);
    goOn(1);
    await Promise.all([aside, put]);
    expect(order).toEqual(['aside', 'after']);
    expect(await database.run(ledger.count, null)).toBe(3);
  });

  test('while a unit fills another file aside, others read and write, and it sees one moment', async () => {
    const { database, file } = await opened();
    const other = `${file}.other`;
    const { gate, inTheMiddle, goOn } = pause();
    const { migrations } = ledger;
    const args = { name: 'theirs', into: 'other', gate };
    const aside = database.whole?.aside(disk.slowRead, args, { file: other, migrations });
    await inTheMiddle();
    await database.run(ledger.put, { name: 'mine', amount: 1 });
    goOn(1);
    expect(await aside).toBe('theirs');
    expect(await database.run(ledger.find, 'theirs')).toBe(null);
    const filled = new Sqlite(other, { readonly: true });
    onTestFinished(() => void filled.close());
    expect(filled.prepare('SELECT name FROM entry').pluck().all()).toEqual(['theirs']);
  });

  test('a unit aside that fails is undone, and those that waited go on', async () => {
    const { database } = await opened();
    const { gate, inTheMiddle, goOn } = pause();
    const aside = database.whole?.aside(disk.slowWrite, { name: 'aside', into: 'main', gate });
    await inTheMiddle();
    const put = database.run(ledger.put, { name: 'after', amount: 1 });
    goOn(2);
    await expect(aside).rejects.toThrow('changed its mind');
    expect(await put).toBe('after');
    expect(await database.run(ledger.count, null)).toBe(1);
  });

  test('two modules with a unit of the same name refuse to start', async () => {
    const file = join(temporaryFolder(), 'data.db');
    await expect(openSqlite(file, [ledgerUnits, sameNameUnits])).rejects.toThrow(
      'two units of work are called ledger.put',
    );
  });

  test('a file that is no database refuses to start', async () => {
    const file = join(temporaryFolder(), 'data.db');
    const { writeFileSync } = await import('node:fs');
    writeFileSync(file, 'this is a letter to my landlord, not a database. '.repeat(50));
    await expect(openSqlite(file, [ledgerUnits])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  test('a full disk fails what does not fit as UNAVAILABLE, and the service heals once there is room', async () => {
    const { database } = await opened();
    await database.run(ledger.put, { name: 'before', amount: 1 });
    await database.run(disk.limit, 20);
    await expect(database.run(disk.fill, { id: 1, bytes: 4_000_000, stubborn: false })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      facts: { code: 'SQLITE_FULL' },
    });
    expect(await database.run(ledger.find, 'before')).toBe(1);
    await database.run(disk.limit, 0);
    expect(await database.run(disk.fill, { id: 1, bytes: 4_000_000, stubborn: false })).toBe(1);
  });

  test('on a full disk, nothing of a batch is acknowledged that is not there afterwards', async () => {
    const { database, file } = await opened();
    await database.run(disk.limit, 20);
    const results = await Promise.allSettled([
      database.run(ledger.put, { name: 'first', amount: 1 }),
      database.run(disk.fill, { id: 1, bytes: 4_000_000, stubborn: true }),
      database.run(ledger.find, 'first'),
      database.run(ledger.put, { name: 'last', amount: 1 }),
    ]);
    const foreign = new Sqlite(file, { readonly: true });
    onTestFinished(() => void foreign.close());
    const kept = foreign.prepare('SELECT name FROM entry').pluck().all() as string[];
    expect(kept.includes('first')).toBe(results[0].status === 'fulfilled');
    expect(kept.includes('after-failure-1')).toBe(results[1].status === 'fulfilled');
    expect(kept.includes('last')).toBe(results[3].status === 'fulfilled');
  });

  test('arguments or results that are no plain data fail their own caller only', async () => {
    const { database } = await opened();
    const strange = { name: 'strange', amount: (() => 1) as unknown as number };
    const results = await Promise.allSettled([
      database.run(ledger.put, { name: 'fine', amount: 1 }),
      database.run(ledger.put, strange),
      database.run(ledger.leakFunction, null),
      database.run(ledger.count, null),
    ]);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(await database.run(ledger.find, 'fine')).toBe(1);
  });

  test('a unit may handle the failure of one of its statements and go on', async () => {
    const { database } = await opened();
    expect(await database.run(ledger.putOrKeep, { name: 'x', amount: 1 })).toBe('put');
    expect(await database.run(ledger.putOrKeep, { name: 'x', amount: 2 })).toBe('kept');
    expect(await database.run(ledger.find, 'x')).toBe(1001);
  });
});

describe('group commit', () => {
  function memory(): { runner: BatchRunner; commits: () => number; statements: string[]; db: Sqlite.Database } {
    let commits = 0;
    const statements: string[] = [];
    const db = new Sqlite(':memory:', {
      verbose: (sql) => {
        statements.push(String(sql));
        if (sql === 'COMMIT') commits += 1;
      },
    });
    for (const migration of ledger.migrations) for (const statement of migration.statements) db.exec(statement);
    return { runner: new BatchRunner(db), commits: () => commits, statements, db };
  }
  const call = <A>(procedure: Procedure<A, unknown>, args: A) => ({
    procedure: procedure as unknown as AnyProcedure,
    args,
  });

  test('200 units handed over together share one commit, and only the failing ones are undone', () => {
    const { runner, commits } = memory();
    const outcomes = runner.run(
      Array.from({ length: 200 }, (_, index) =>
        index % 2 === 0
          ? call(ledger.put, { name: `n${index}`, amount: index })
          : call(ledger.putThenThrow, { name: `n${index}`, message: 'no' }),
      ),
    );
    expect(commits()).toBe(1);
    expect(outcomes.filter((outcome) => 'value' in outcome)).toHaveLength(100);
    expect(runner.run([call(ledger.count, null)])).toEqual([{ value: 100 }]);
  });

  test('a unit that fails before it wrote undoes nothing, and one that wrote makes the batch run again with savepoints', () => {
    const { runner, statements } = memory();
    const refused = { name: 'refused', mode: 'write', body: refusing } as const;
    function* refusing(): Unit<never> {
      yield { sql: 'UPDATE entry SET amount = 0 WHERE name = ?', values: ['nobody'] };
      throw new Error('nothing is left');
    }
    const put = (name: string) => call(ledger.put, { name, amount: 1 });
    runner.run([put('a'), call(refused as Procedure<null, never>, null), put('b')]);
    expect(statements.filter((sql) => /ROLLBACK|SAVEPOINT/.test(sql))).toEqual([]);
    runner.run([put('c'), call(ledger.putThenThrow, { name: 'x', message: 'no' }), put('d')]);
    expect(statements.filter((sql) => /ROLLBACK/.test(sql))).toEqual(['ROLLBACK', 'ROLLBACK TO unit']);
    expect(runner.run([call(ledger.count, null)])).toEqual([{ value: 4 }]);
  });

  test('200 concurrent callers cause a handful of log flushes, not 200', async () => {
    const { database, file } = await opened();
    const { statSync } = await import('node:fs');
    const before = statSync(`${file}-wal`).size;
    await Promise.all(
      Array.from({ length: 200 }, (_, index) => database.run(ledger.put, { name: `w${index}`, amount: index })),
    );
    // Every commit appends each page it changed to the log: 200 commits of one row would append at least 200 pages.
    const pages = (statSync(`${file}-wal`).size - before) / (4096 + 24);
    expect(pages).toBeLessThan(60);
  });

  test('a read after a write in the same batch sees it', () => {
    const { runner } = memory();
    expect(runner.run([call(ledger.put, { name: 'r', amount: 3 }), call(ledger.find, 'r')])).toEqual([
      { value: 'r' },
      { value: 3 },
    ]);
  });

  test('when the transaction ends by itself inside a unit, no later statement is committed and all callers fail', () => {
    const { runner, db } = memory();
    const ending = {
      name: 'ends-the-transaction',
      mode: 'write',
      *body(): Unit<string> {
        try {
          yield { sql: 'INSERT INTO entry (name, amount) VALUES (?, 1)', values: ['doomed'] };
          yield { sql: 'INSERT OR ROLLBACK INTO entry (name, amount) VALUES (?, 1)', values: ['doomed'] };
        } catch {
          yield { sql: 'INSERT INTO entry (name, amount) VALUES (?, 1)', values: ['alone'] };
        }
        return 'went on';
      },
    } as const;
    const outcomes = runner.run([
      call(ledger.put, { name: 'earlier', amount: 1 }),
      call(ending as Procedure<null, string>, null),
      call(ledger.put, { name: 'later', amount: 1 }),
    ]);
    expect(outcomes.every((outcome) => 'error' in outcome)).toBe(true);
    expect(db.prepare('SELECT COUNT(*) FROM entry').pluck().get()).toBe(0);
    expect(runner.run([call(ledger.put, { name: 'healed', amount: 1 })])).toEqual([{ value: 'healed' }]);
  });
});
