// The coupons domain on a database of its own, with a clock that is moved by hand and two accounts.
// Knows nothing of any vendor, and starts no server.
import { join } from 'node:path';
import { createQueue } from '../../src/adapters/sql-queue/queue.js';
import { openSqlite } from '../../src/adapters/sqlite/database.js';
import { accountMigrations, createAccounts } from '../../src/domain/accounts/index.js';
import { type Coupons, couponMigrations, createCoupons, type OfferSpec } from '../../src/domain/coupons/index.js';
import { deliveryMigrations } from '../../src/domain/delivery/index.js';
import { libraryMigrations, pictureMigrations } from '../../src/domain/pictures/index.js';
import { ManualClock } from '../../src/kernel/clock.js';
import { systemRandom, uuid7 } from '../../src/kernel/ids.js';
import type { Database } from '../../src/ports/database/database.js';
import type { Queue } from '../../src/ports/queue/queue.js';
import { queueMigrations } from '../../src/ports/queue/store.js';
import { makeTemporaryFolder } from './temporary-folder.js';

export const day = 86_400_000;
/** Noon in Beijing. */
export const start = Date.parse('2026-03-01T04:00:00Z');

const modules = [
  'ports/queue/store.js',
  'domain/accounts/store.js',
  'domain/delivery/store.js',
  'domain/coupons/store.js',
];

export interface CouponWorld {
  readonly coupons: Coupons;
  readonly clock: ManualClock;
  readonly queue: Queue;
  /** Ids of two accounts. */
  readonly account: string;
  readonly other: string;
  /** Makes an offer of the first account, approved and with a stock of 100 unless told otherwise; its number. */
  offer(change?: Partial<OfferSpec>): Promise<string>;
}

export interface CouponDatabase {
  readonly database: Database;
  /** A world with accounts and a clock of its own, in the same database as all others. */
  world(): Promise<CouponWorld>;
  close(): Promise<void>;
}

export async function openCouponDatabase(): Promise<CouponDatabase> {
  const folder = makeTemporaryFolder();
  const urls = modules.map((path) => new URL(`../../src/${path}`, import.meta.url).href);
  const database = await openSqlite(join(folder.path, 'data.db'), urls);
  await database.migrate([
    ...queueMigrations,
    ...accountMigrations,
    ...deliveryMigrations,
    ...pictureMigrations,
    ...libraryMigrations,
    ...couponMigrations,
  ]);
  let worlds = 0;
  return {
    database,
    world: async () => {
      worlds += 1;
      const name = `world-${worlds}`;
      const clock = new ManualClock(start);
      const accounts = createAccounts({ database, clock });
      const add = async (number: string): Promise<string> => {
        const id = uuid7(clock, systemRandom);
        const none = { clientKeys: [], serverKeys: [], secrets: {}, brands: [] };
        await accounts.create({ id, kind: 'app', number, name: number, ...none });
        return id;
      };
      const [account, other] = [await add(`${name}-a`), await add(`${name}-b`)];
      const queue = createQueue({ database, clock, random: systemRandom });
      const coupons = createCoupons({ database, queue, clock, random: systemRandom, dayOffsetMs: 8 * 3_600_000 });
      let made = 0;
      return {
        coupons,
        clock,
        queue,
        account,
        other,
        offer: async (change = {}) => {
          made += 1;
          const spec: OfferSpec = {
            number: `${name}-offer-${made}`,
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
        },
      };
    },
    close: async () => {
      await database.close();
      folder.remove();
    },
  };
}
