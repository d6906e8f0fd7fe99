// The tables of coupons, and all units of work of this domain in one list for the database thread.
// Must not hold statements of its own beside the tables.
import { procedures as claimProcedures } from './claims/store.js';
import { procedures as copyProcedures } from './copies/store.js';
import { procedures as eventProcedures } from './events/store.js';
import { procedures as expiryProcedures } from './expiry/store.js';
import { procedures as figureProcedures } from './figures/store.js';
import { procedures as giftProcedures } from './gifts/store.js';
import { procedures as importProcedures } from './imports/store.js';
import { procedures as offerProcedures } from './offers/store.js';
import { procedures as placeProcedures } from './places/store.js';
import { procedures as poolProcedures } from './pool/store.js';

export const couponMigrations = [
  {
    name: '0030-coupons',
    statements: [
      `CREATE TABLE offer (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        account_id TEXT NOT NULL REFERENCES account (id),
        number TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        title TEXT NOT NULL,
        origin TEXT NOT NULL,
        code_mode TEXT NOT NULL,
        review TEXT NOT NULL,
        review_round INTEGER NOT NULL DEFAULT 0,
        refusal TEXT NOT NULL DEFAULT '',
        from_at BIGINT,
        until_at BIGINT,
        term_days INTEGER,
        term_delay INTEGER,
        claim_limit INTEGER,
        redeem_limit INTEGER,
        can_share INTEGER NOT NULL,
        can_gift INTEGER NOT NULL,
        swept INTEGER NOT NULL DEFAULT 0,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL,
        presentation TEXT NOT NULL
      )`,
      'CREATE INDEX offer_account ON offer (account_id, id)',
      'CREATE INDEX offer_until ON offer (swept, until_at)',
      `CREATE TABLE offer_stock (
        offer_id INTEGER PRIMARY KEY REFERENCES offer (id),
        total INTEGER NOT NULL,
        issued INTEGER NOT NULL DEFAULT 0,
        codes_stored INTEGER NOT NULL DEFAULT 0,
        codes_taken INTEGER NOT NULL DEFAULT 0,
        pool_end BIGINT NOT NULL DEFAULT 0,
        pool_mark BIGINT NOT NULL DEFAULT 0,
        low_told_at BIGINT NOT NULL DEFAULT 0
      )`,
      // Clustered by place: the next code is found where the last one was.
      `CREATE TABLE coupon_code (
        offer_id INTEGER NOT NULL,
        place BIGINT NOT NULL,
        code TEXT NOT NULL,
        taken INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (offer_id, place),
        UNIQUE (offer_id, code)
      ) WITHOUT ROWID`,
      `CREATE TABLE coupon_holder (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        account_id TEXT NOT NULL,
        name TEXT NOT NULL,
        UNIQUE (account_id, name)
      )`,
      `CREATE TABLE coupon (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        offer_id INTEGER NOT NULL,
        code TEXT NOT NULL,
        state INTEGER NOT NULL,
        holder_id INTEGER NOT NULL,
        from_id BIGINT,
        claimed_at BIGINT NOT NULL,
        begins_at BIGINT,
        ends_at BIGINT,
        gift_until BIGINT,
        channel TEXT NOT NULL,
        UNIQUE (code, offer_id)
      )`,
      'CREATE INDEX coupon_holder_offer ON coupon (holder_id, offer_id)',
      'CREATE INDEX coupon_end ON coupon (state, ends_at, offer_id)',
      `CREATE TABLE coupon_gift (
        token TEXT PRIMARY KEY,
        coupon_id BIGINT NOT NULL,
        until_at BIGINT NOT NULL,
        friend TEXT,
        to_group INTEGER NOT NULL,
        state TEXT NOT NULL
      )`,
      `CREATE TABLE coupon_event (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        offer_id INTEGER NOT NULL,
        coupon_id BIGINT,
        kind TEXT NOT NULL,
        holder_id BIGINT,
        day INTEGER NOT NULL,
        at BIGINT NOT NULL,
        code TEXT,
        channel TEXT NOT NULL,
        facts TEXT
      )`,
      'CREATE INDEX coupon_event_coupon ON coupon_event (coupon_id)',
      'CREATE INDEX coupon_gift_coupon ON coupon_gift (coupon_id)',
      // Everything the statistics of a day count, without a look at the rows.
      'CREATE INDEX coupon_event_day ON coupon_event (offer_id, day, kind, channel, holder_id)',
    ],
  },
  {
    name: '0031-code-imports',
    statements: [
      `CREATE TABLE code_import (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        offer_id INTEGER NOT NULL,
        list TEXT NOT NULL,
        line BIGINT NOT NULL DEFAULT 0,
        added BIGINT NOT NULL DEFAULT 0,
        duplicates BIGINT NOT NULL DEFAULT 0,
        rejected BIGINT NOT NULL DEFAULT 0,
        finished INTEGER NOT NULL DEFAULT 0,
        begun_at BIGINT NOT NULL
      )`,
      'CREATE INDEX code_import_list ON code_import (offer_id, list)',
    ],
  },
  {
    name: '0032-coupon-marks',
    statements: ['CREATE TABLE coupon_mark (coupon_id BIGINT PRIMARY KEY, holder TEXT NOT NULL, at BIGINT NOT NULL)'],
  },
  {
    name: '0033-coupon-places',
    statements: [
      `CREATE TABLE coupon_place (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        account_id TEXT NOT NULL REFERENCES account (id),
        name TEXT NOT NULL,
        branch TEXT NOT NULL,
        address TEXT NOT NULL,
        phone TEXT NOT NULL,
        category TEXT NOT NULL,
        longitude TEXT NOT NULL,
        latitude TEXT NOT NULL
      )`,
      'CREATE INDEX coupon_place_account ON coupon_place (account_id, id)',
    ],
  },
  {
    name: '0061-coupon-lists',
    statements: [
      // The day first: figures of an account with many offers look at one stretch of the index a day.
      'DROP INDEX coupon_event_day',
      'CREATE INDEX coupon_event_day ON coupon_event (day, offer_id, kind, channel, holder_id)',
      // Lists are filtered and searched in the index alone; an offer's row is wide.
      'DROP INDEX offer_account',
      'CREATE INDEX offer_account ON offer (account_id, id, review, origin, title, number, code_mode)',
    ],
  },
  {
    // Numbered within their account: what an account wrote into its offers stays right wherever the account is taken.
    name: '0082-coupon-places-of-account',
    statements: [
      'ALTER TABLE coupon_place RENAME TO coupon_place_before',
      `CREATE TABLE coupon_place (
        account_id TEXT NOT NULL REFERENCES account (id),
        id INTEGER NOT NULL,
        name TEXT NOT NULL,
        branch TEXT NOT NULL,
        address TEXT NOT NULL,
        phone TEXT NOT NULL,
        category TEXT NOT NULL,
        longitude TEXT NOT NULL,
        latitude TEXT NOT NULL,
        PRIMARY KEY (account_id, id)
      )`,
      `INSERT INTO coupon_place (account_id, id, name, branch, address, phone, category, longitude, latitude)
       SELECT account_id, id, name, branch, address, phone, category, longitude, latitude FROM coupon_place_before`,
      'DROP TABLE coupon_place_before',
    ],
  },
  {
    // The second tree of the codes is a table: read, filled and emptied in its own order, not in that of places. A million
    // codes of one offer come and go a stretch at a time then, instead of each at a random place (docs/adr/0043-codes-in-two-tables.md).
    name: '0094-code-places',
    statements: [
      `CREATE TABLE coupon_code_place (
        offer_id INTEGER NOT NULL,
        code TEXT NOT NULL,
        place BIGINT NOT NULL,
        PRIMARY KEY (offer_id, code)
      ) WITHOUT ROWID`,
      `INSERT INTO coupon_code_place (offer_id, code, place)
       SELECT offer_id, code, place FROM coupon_code ORDER BY offer_id, code`,
      'ALTER TABLE coupon_code RENAME TO coupon_code_before',
      `CREATE TABLE coupon_code (
        offer_id INTEGER NOT NULL,
        place BIGINT NOT NULL,
        code TEXT NOT NULL,
        taken INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (offer_id, place)
      ) WITHOUT ROWID`,
      `INSERT INTO coupon_code (offer_id, place, code, taken)
       SELECT offer_id, place, code, taken FROM coupon_code_before`,
      'DROP TABLE coupon_code_before',
    ],
  },
] as const;

export const procedures = [
  ...offerProcedures,
  ...poolProcedures,
  ...importProcedures,
  ...claimProcedures,
  ...copyProcedures,
  ...giftProcedures,
  ...expiryProcedures,
  ...placeProcedures,
  ...eventProcedures,
  ...figureProcedures,
];
