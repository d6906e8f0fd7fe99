import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { couponMigrations } from './store.js';

describe('the schema of coupons', () => {
  it('keeps the codes of earlier versions, each with its place and whether it was taken', () => {
    const db = new Sqlite(':memory:');
    const step = (name: string) => {
      for (const statement of couponMigrations.find((each) => each.name === name)?.statements ?? []) db.exec(statement);
    };
    step('0030-coupons');
    const stored = [
      { offer_id: 1, place: 1, code: 'B', taken: 0 },
      { offer_id: 1, place: 3, code: 'A', taken: 1 },
      { offer_id: 2, place: 1, code: 'A', taken: 0 },
    ];
    const insert = db.prepare('INSERT INTO coupon_code VALUES (@offer_id, @place, @code, @taken)');
    for (const row of stored) insert.run(row);
    step('0094-code-places');
    expect(db.prepare('SELECT * FROM coupon_code').all()).toEqual(stored);
    expect(db.prepare('SELECT * FROM coupon_code_place').all()).toEqual([
      { offer_id: 1, code: 'A', place: 3 },
      { offer_id: 1, code: 'B', place: 1 },
      { offer_id: 2, code: 'A', place: 1 },
    ]);
    db.close();
  });
});
