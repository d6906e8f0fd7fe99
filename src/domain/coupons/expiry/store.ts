// SQL of expiry: copies past their end get the state and the event of it, a bounded number at a time.
// Must not be relied on by readers: a copy past its end counts as expired whether or not this has come by.
import type { Turn } from '../../../kernel/clock.js';
import { all, one, procedure, run, type Unit } from '../../../ports/database/database.js';
import { whose } from '../../../ports/database/whose.js';
import { enqueueNow } from '../../../ports/queue/store.js';
import { type CopyRow, copyColumns, stateNumber } from '../copies/store.js';
import { type Moment, record } from '../events/store.js';

/** The one job that marks expired copies, again and again. */
export const expireJob = 'coupons.expire';

const open = [stateNumber.normal, stateNumber['gift-returned']] as const;

/** Writes down up to `limit` copies whose end has passed for those of this turn. Resolves to how many: fewer than `limit` means all are done. */
export const sweepExpired = procedure(
  'coupons.sweep-expired',
  'write',
  function* (a: { limit: number; moment: Moment; turn: Turn }): Unit<number> {
    const { now } = a.moment;
    const theirs = whose('o.account_id', a.turn);
    const rows: CopyRow[] = [];
    for (const state of open) {
      if (rows.length >= a.limit) break;
      rows.push(
        ...(yield* all<CopyRow>(
          `${copyColumns} WHERE c.state = ? AND c.ends_at < ?${theirs.sql} LIMIT ?`,
          state,
          now,
          ...theirs.values,
          a.limit - rows.length,
        )),
      );
    }
    // Copies of a range have no end of their own: theirs is the offer's.
    const over = yield* all<{ id: number; until_at: number }>(
      `SELECT id, until_at FROM offer o WHERE term_days IS NULL AND until_at < ? AND swept = 0${theirs.sql} ORDER BY id LIMIT 20`,
      now,
      ...theirs.values,
    );
    for (const offer of over) {
      const room = a.limit - rows.length;
      const found: CopyRow[] = [];
      for (const state of open) {
        found.push(
          ...(yield* all<CopyRow>(
            `${copyColumns} WHERE c.state = ? AND c.ends_at IS NULL AND c.offer_id = ? LIMIT ?`,
            state,
            offer.id,
            room + 1,
          )),
        );
      }
      rows.push(...found.slice(0, room));
      if (found.length > room) break;
      // A gift that nobody takes comes back, and expires then.
      const away = yield* one<{ n: number }>(
        'SELECT 1 AS n FROM coupon WHERE state = ? AND ends_at IS NULL AND offer_id = ? LIMIT 1',
        stateNumber.gifting,
        offer.id,
      );
      if (away === undefined) yield* run('UPDATE offer SET swept = 1 WHERE id = ?', offer.id);
    }
    for (const row of rows) {
      yield* run('UPDATE coupon SET state = ? WHERE id = ?', stateNumber.expired, row.id);
      yield* record(
        {
          kind: 'expired',
          accountId: row.account_id,
          offerId: row.offer_id,
          couponId: row.id,
          holderId: row.holder_id,
          code: row.code,
          channel: row.channel,
          at: (row.ends_at ?? row.until_at ?? now) + 1,
        },
        a.moment,
      );
    }
    return rows.length;
  },
);

/** Queues the one job, also one that was set aside after too many failures. */
export const beginSweeping = procedure('coupons.begin-sweeping', 'write', function* (now: number): Unit<void> {
  yield* enqueueNow({ kind: expireJob, subject: 'all', runAt: now });
});

export const procedures = [sweepExpired, beginSweeping];
