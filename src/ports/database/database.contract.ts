// What every adapter of the database port must do, as tests that can be pointed at any of them.
// Must not know an engine. The adapter under test has to be opened with the units of test/support/units/ledger.mjs.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as ledger from '../../../test/support/units/ledger.mjs';
import { DomainError } from '../../kernel/errors.js';
import { type Database, procedure } from './database.js';

export interface OpenedDatabase {
  readonly database: Database;
  /** A further, independent connection to the same data. */
  readonly reopen: () => Promise<Database>;
  readonly close: () => Promise<void>;
}

/** URL of the units to open the adapter with. */
export const ledgerUnits = new URL('../../../test/support/units/ledger.mjs', import.meta.url).href;

export function describeDatabaseContract(name: string, open: () => Promise<OpenedDatabase>): void {
  describe(`${name} keeps the database contract`, () => {
    let opened: OpenedDatabase;
    let database: Database;
    beforeAll(async () => {
      opened = await open();
      database = opened.database;
      await database.migrate(ledger.migrations);
    });
    afterAll(() => opened.close());

    test('a unit returns its result and its writes are there afterwards', async () => {
      expect(await database.run(ledger.put, { name: 'a', amount: 5 })).toBe('a');
      expect(await database.run(ledger.find, 'a')).toBe(5);
      expect(await database.run(ledger.find, 'nobody')).toBeNull();
    });

    test('a statement that returns no rows says how many it has changed', async () => {
      const changed = (changes: number) => [{ changes }];
      expect(await database.run(ledger.changes, 'x')).toEqual([changed(1), changed(0), changed(1), changed(2), []]);
    });

    test('a unit that throws leaves nothing behind and its message reaches the caller', async () => {
      await expect(database.run(ledger.putThenThrow, { name: 'b', message: 'changed my mind' })).rejects.toThrow(
        'changed my mind',
      );
      expect(await database.run(ledger.find, 'b')).toBeNull();
    });

    test('a unit that breaks a constraint in its second statement loses its first one too', async () => {
      await expect(database.run(ledger.refuse, { name: 'c' })).rejects.toThrow();
      expect(await database.run(ledger.find, 'c')).toBeNull();
    });

    test('among units asked for at the same moment, each failing one is undone alone', async () => {
      const before = await database.run(ledger.count, null);
      const results = await Promise.allSettled(
        Array.from({ length: 200 }, (_, index) =>
          index % 3 === 0
            ? database.run(ledger.putThenThrow, { name: `many-${index}`, message: `failed ${index}` })
            : database.run(ledger.put, { name: `many-${index}`, amount: index }),
        ),
      );
      for (const [index, result] of results.entries()) {
        if (index % 3 !== 0) expect(result).toEqual({ status: 'fulfilled', value: `many-${index}` });
        else expect(result.status === 'rejected' && String(result.reason)).toContain(`failed ${index}`);
        expect(await database.run(ledger.find, `many-${index}`)).toBe(index % 3 === 0 ? null : index);
      }
      expect(await database.run(ledger.count, null)).toBe(before + 133);
    });

    test('concurrent additions to one row are all counted', async () => {
      await database.run(ledger.put, { name: 'counter', amount: 0 });
      await Promise.all(Array.from({ length: 100 }, () => database.run(ledger.add, { name: 'counter', amount: 1 })));
      expect(await database.run(ledger.find, 'counter')).toBe(100);
    });

    test('what a unit wrote is seen by another connection once run() has resolved', async () => {
      const second = await opened.reopen();
      try {
        await database.run(ledger.put, { name: 'shared', amount: 42 });
        expect(await second.run(ledger.find, 'shared')).toBe(42);
      } finally {
        await second.close();
      }
    });

    test('bytes come back as they were stored', async () => {
      const data = new Uint8Array([0, 1, 254, 255]);
      const row = await database.run(ledger.storeBytes, { id: 1, data });
      expect(row.id).toBe(1);
      expect(Buffer.from(row.data)).toEqual(Buffer.from(data));
    });

    test('a unit nobody registered is an error, not a wait without end', async () => {
      const unknown = procedure('ledger.no-such-unit', 'read', function* () {
        yield { sql: 'SELECT * FROM no_such_table', values: [] };
      });
      await expect(database.run(unknown, undefined)).rejects.toThrow();
    });

    test('migrations run once: applying the same ones again changes nothing', async () => {
      await database.run(ledger.put, { name: 'kept', amount: 7 });
      await database.migrate(ledger.migrations);
      expect(await database.run(ledger.find, 'kept')).toBe(7);
    });

    test('a schema with a step this version does not know is refused, with what to do about it', async () => {
      await database.migrate([...ledger.migrations, ledger.laterMigration]);
      const refusal = await database.migrate(ledger.migrations).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(DomainError);
      expect(refusal).toMatchObject({ code: 'UNAVAILABLE' });
      expect(String(refusal)).toContain(
        'was written by a newer version of Tuquan (schema step 0002-notes); start that version, or restore a backup',
      );
    });

    test('ping resolves while the database answers', async () => {
      await expect(database.ping()).resolves.toBeUndefined();
    });

    test('after close, asking is refused as UNAVAILABLE and closing again is harmless', async () => {
      const second = await opened.reopen();
      await second.close();
      await expect(second.run(ledger.count, null)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      await expect(second.ping()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      await expect(second.close()).resolves.toBeUndefined();
    });

    test('what was asked before close is answered', async () => {
      const second = await opened.reopen();
      const asked = Array.from({ length: 20 }, (_, index) =>
        second.run(ledger.put, { name: `last-${index}`, amount: index }),
      );
      const closed = second.close();
      expect(await Promise.all(asked)).toHaveLength(20);
      await closed;
      expect(await database.run(ledger.find, 'last-19')).toBe(19);
    });
  });
}
