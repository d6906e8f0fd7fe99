import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { openSqlite } from '../../adapters/sqlite/database.js';
import { ManualClock } from '../../kernel/clock.js';
import type { Database } from '../../ports/database/database.js';
import { accountMigrations, createAccounts } from '../accounts/index.js';
import { createQuotas, type Quotas, quotaMigrations } from './index.js';

let clock: ManualClock;
let database: Database;
let quotas: Quotas;
beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 0, 26, 15, 59, 59));
  const stores = ['../accounts/store.js', './store.js'].map((path) => new URL(path, import.meta.url).href);
  database = await openSqlite(join(temporaryFolder(), 'test.db'), stores);
  await database.migrate([...accountMigrations, ...quotaMigrations]);
  const empty = { clientKeys: [], serverKeys: [], secrets: {}, brands: [] };
  const accounts = createAccounts({ database, clock });
  for (const id of ['a', 'b']) await accounts.create({ id, kind: 'k', number: id, name: id, ...empty });
  quotas = createQuotas({ database, clock });
});
afterEach(() => database.close());

describe('a quota', () => {
  it('lets exactly its number through, however many ask at the same time, each account for itself', async () => {
    const taken = await Promise.all(Array.from({ length: 40 }, () => quotas.take('a', 'calls', 'day', 25)));
    expect(taken.filter(Boolean)).toHaveLength(25);
    expect(await quotas.used('a', 'calls', 'day')).toBe(25);
    expect(await quotas.take('b', 'calls', 'day', 25)).toBe(true);
    expect(await quotas.take('a', 'other', 'day', 25)).toBe(true);
  });

  it('of a day is given back at midnight UTC+8, one for ever is not', async () => {
    expect([await quotas.take('a', 'c', 'day', 1), await quotas.take('a', 'c', 'ever', 1)]).toEqual([true, true]);
    clock.advance(1_000);
    expect([await quotas.take('a', 'c', 'day', 1), await quotas.take('a', 'c', 'ever', 1)]).toEqual([true, false]);
  });

  it('of nothing lets nothing through', async () => {
    expect(await quotas.take('a', 'c', 'day', 0)).toBe(false);
  });
});
