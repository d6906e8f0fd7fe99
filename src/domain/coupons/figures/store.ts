// SQL of figures: what happened on one day, counted once per offer, kind and channel in the order of the index.
// Must not sum days up; sums.ts does.
import { all, procedure, type Unit } from '../../../ports/database/database.js';
import type { EventKind } from '../types.js';

export interface Counted {
  readonly offer: string;
  readonly kind: EventKind;
  readonly channel: string;
  readonly n: number;
}

/** What happens to an offer and to nobody: no figure of people. */
const apart = `('review-decided', 'stock-low')`;

export const tallyDay = procedure(
  'coupons.tally-day',
  'read',
  function* (a: { accountId: string; offer: string | null; day: number }): Unit<Counted[]> {
    if (a.offer !== null) {
      return yield* all<Counted>(
        `SELECT o.number AS offer, e.kind, e.channel, COUNT(*) AS n FROM offer o CROSS JOIN coupon_event e
         WHERE o.number = ? AND o.account_id = ? AND e.offer_id = o.id AND e.day = ? AND e.kind NOT IN ${apart} GROUP BY o.number, e.kind, e.channel`,
        a.offer,
        a.accountId,
        a.day,
      );
    }
    // CROSS JOIN states the order: a day's stretch of the index is counted first, then each group's offer looked up.
    return yield* all<Counted>(
      `SELECT o.number AS offer, x.kind, x.channel, x.n FROM
         (SELECT offer_id, kind, channel, COUNT(*) AS n FROM coupon_event WHERE day = ? AND kind NOT IN ${apart}
          GROUP BY offer_id, kind, channel) x
       CROSS JOIN offer o WHERE o.id = x.offer_id AND o.account_id = ?`,
      a.day,
      a.accountId,
    );
  },
);

export const procedures = [tallyDay];
