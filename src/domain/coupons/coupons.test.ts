import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTemporaryFolder } from '../../../test/support/temporary-folder.js';
import { createQueue } from '../../adapters/sql-queue/queue.js';
import { openSqlite } from '../../adapters/sqlite/database.js';
import { ManualClock } from '../../kernel/clock.js';
import { systemRandom, uuid7 } from '../../kernel/ids.js';
import type { Database } from '../../ports/database/database.js';
import { queueMigrations } from '../../ports/queue/store.js';
import { accountMigrations, createAccounts } from '../accounts/index.js';
import { deliveryMigrations } from '../delivery/index.js';
import { type Coupons, couponMigrations, createCoupons, type OfferSpec, refusalOf } from './index.js';

const modules = ['../../ports/queue/store.js', '../accounts/store.js', '../delivery/store.js', './store.js'].map(
  (path) => new URL(path, import.meta.url).href,
);
const day = 86_400_000;
const start = Date.parse('2026-03-01T04:00:00Z');

let database: Database;
let coupons: Coupons;
let clock: ManualClock;
let account: string;
let other: string;
const folder = makeTemporaryFolder();

beforeAll(async () => {
  database = await openSqlite(join(folder.path, 'data.db'), modules);
  await database.migrate([...queueMigrations, ...accountMigrations, ...deliveryMigrations, ...couponMigrations]);
  clock = new ManualClock(start);
  const accounts = createAccounts({ database, clock });
  const add = async (number: string) => {
    const id = uuid7(clock, systemRandom);
    const none = { clientKeys: [], serverKeys: [], secrets: {}, brands: [] };
    await accounts.create({ id, kind: 'app', number, name: number, ...none });
    return id;
  };
  account = await add('one');
  other = await add('two');
  const queue = createQueue({ database, clock, random: systemRandom });
  coupons = createCoupons({ database, queue, clock, random: systemRandom, dayOffsetMs: 8 * 3_600_000 });
});
afterAll(async () => {
  await database.close();
  folder.remove();
});

let made = 0;
async function offer(change: Partial<OfferSpec> = {}): Promise<string> {
  made += 1;
  const spec: OfferSpec = {
    number: `offer-${made}`,
    kind: 'cash-off',
    title: 'ten off',
    validity: { kind: 'range', from: clock.now() - day, until: clock.now() + 30 * day },
    stock: 100,
    codeMode: 'generated',
    limits: { claimsPerHolder: 1, redemptionsPerHolder: null, canShare: true, canGift: true },
    origin: 'api',
    presentation: '{"a":1}',
    review: 'approved',
    approveAt: null,
    ...change,
  };
  return (await coupons.createOffer(account, spec)).number;
}
const reasonOf = (work: Promise<unknown>) => work.then(() => null, refusalOf);

describe('an offer', () => {
  it('comes back as it was made, and only to its own account', async () => {
    const number = await offer();
    const found = await coupons.findOffer(account, number);
    expect(found).toMatchObject({
      number,
      presentation: '{"a":1}',
      stock: { total: 100, left: 100 },
      review: 'approved',
    });
    expect(await reasonOf(coupons.findOffer(other, number))).toBe('unknown-offer');
  });
});

describe('a claim', () => {
  it('gives a code of twelve digits, once per holder, and is found by that code in its account only', async () => {
    const number = await offer();
    const copy = await coupons.claim({ offer: number, holder: 'ann', channel: '12b' });
    expect(copy.code).toMatch(/^\d{12}$/);
    expect(await reasonOf(coupons.claim({ offer: number, holder: 'ann' }))).toBe('limit-reached');
    expect(await coupons.findCode({ accountId: account, code: copy.code })).toEqual(copy);
    expect(await reasonOf(coupons.findCode({ accountId: other, code: copy.code }))).toBe('unknown-code');
    expect((await coupons.findOffer(account, number)).stock).toEqual({ total: 100, left: 99 });
  });
});
