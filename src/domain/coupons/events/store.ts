// SQL of the event log: what happened to offers and copies, written in the unit of work in which it happened.
// Must not be changed afterwards: whoever is told of an event is told what was so then.
import { all, one, procedure, type Unit } from '../../../ports/database/database.js';
import { addNotice } from '../../delivery/index.js';
import { dayOf, dayText } from '../rules.js';
import type { CouponEvent, DayCount, EventFacts, EventKind } from '../types.js';

/** Begin of the kinds of notices this domain makes; the event's kind follows, the subject is the event's id. */
export const noticePrefix = 'coupons.';

/** What accounts are told of. The rest is for history and statistics. */
const told: ReadonlySet<EventKind> = new Set([
  'claimed',
  'received',
  'redeemed',
  'gift-started',
  'gift-returned',
  'deleted',
  'paid',
  'review-decided',
  'stock-low',
]);

export interface NewEvent {
  readonly kind: EventKind;
  readonly accountId: string;
  readonly offerId: number;
  readonly couponId: number | null;
  readonly holderId: number | null;
  readonly code: string | null;
  readonly channel?: string;
  readonly facts?: EventFacts | undefined;
  readonly at: number;
  /** Overrides whether this kind is told. */
  readonly tell?: boolean;
}

/** What every unit that makes events is given: the time, the merchant's day, and an id for the notice. */
export interface Moment {
  readonly now: number;
  /** ms east of UTC of the merchant's calendar. */
  readonly offset: number;
  /** UUID of the notice, if the unit makes one. */
  readonly noticeId: string;
}

/** The id of a second notice of the same unit: the same UUID with another last digit. */
const secondId = (id: string): string => id.slice(0, -1) + (Number.parseInt(id.slice(-1), 16) ^ 1).toString(16);

/** Writes an event and, if its account is to be told, the notice. Resolves to whether somebody will be told. */
export function* record(event: NewEvent, moment: Moment, second = false): Unit<boolean> {
  const { facts } = event;
  const row = yield* one<{ id: number }>(
    `INSERT INTO coupon_event (offer_id, coupon_id, kind, holder_id, day, at, code, channel, facts)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
    event.offerId,
    event.couponId,
    event.kind,
    event.holderId,
    dayOf(event.at, moment.offset),
    event.at,
    event.code,
    event.channel ?? '',
    facts === undefined ? null : JSON.stringify(facts),
  );
  if (row === undefined || !(event.tell ?? told.has(event.kind))) return false;
  return yield* addNotice({
    id: second ? secondId(moment.noticeId) : moment.noticeId,
    accountId: event.accountId,
    kind: `${noticePrefix}${event.kind}`,
    subject: String(row.id),
    now: moment.now,
  });
}

interface EventRow {
  id: number;
  kind: EventKind;
  account_id: string;
  offer: string;
  holder: string | null;
  code: string | null;
  channel: string;
  at: number;
  facts: string | null;
}

const toEvent = (row: EventRow): CouponEvent => ({
  id: row.id,
  kind: row.kind,
  accountId: row.account_id,
  offer: row.offer,
  holder: row.holder,
  code: row.code,
  channel: row.channel,
  at: row.at,
  facts: row.facts === null ? {} : (JSON.parse(row.facts) as EventFacts),
});

const columns = `SELECT e.id, e.kind, o.account_id, o.number AS offer, h.name AS holder, e.code, e.channel, e.at, e.facts
  FROM coupon_event e JOIN offer o ON o.id = e.offer_id LEFT JOIN coupon_holder h ON h.id = e.holder_id`;

export const loadEvent = procedure('coupons.event', 'read', function* (id: number): Unit<CouponEvent | null> {
  const row = yield* one<EventRow>(`${columns} WHERE e.id = ?`, id);
  return row === undefined ? null : toEvent(row);
});

export const couponHistory = procedure(
  'coupons.history',
  'read',
  function* (a: { couponId: number; limit: number }): Unit<CouponEvent[]> {
    const rows = yield* all<EventRow>(`${columns} WHERE e.coupon_id = ? ORDER BY e.id LIMIT ?`, a.couponId, a.limit);
    return rows.map(toEvent);
  },
);

export const accountEvents = procedure(
  'coupons.events',
  'read',
  function* (a: { accountId: string; before: number; limit: number }): Unit<CouponEvent[]> {
    // CROSS JOIN: newest events first, whose offer is looked up — not all offers first, and all their events.
    const rows = yield* all<EventRow>(
      `${columns.replace('JOIN offer', 'CROSS JOIN offer').replace(' ON o.id = e.offer_id', '')}
       WHERE o.id = e.offer_id AND o.account_id = ? AND e.id < ? ORDER BY e.id DESC LIMIT ?`,
      a.accountId,
      a.before,
      a.limit,
    );
    return rows.map(toEvent);
  },
);

/** Counts of one day. A day at a time, so that no reader keeps the writers waiting long. */
export const countDay = procedure(
  'coupons.count-day',
  'read',
  function* (a: {
    accountId: string;
    offer: string | null;
    origin: string | null;
    day: number;
    perOffer: boolean;
    perChannel: boolean;
  }): Unit<DayCount[]> {
    const filters = ['o.account_id = ?', 'e.day = ?'];
    const values: (string | number)[] = [a.accountId, a.day];
    if (a.offer !== null) {
      filters.push('o.number = ?');
      values.push(a.offer);
    }
    if (a.origin !== null) {
      filters.push('o.origin = ?');
      values.push(a.origin);
    }
    const groups = ['e.kind', ...(a.perOffer ? ['o.number'] : []), ...(a.perChannel ? ['e.channel'] : [])];
    const rows = yield* all<{ kind: EventKind; offer: string | null; channel: string | null; n: number; h: number }>(
      `SELECT e.kind, ${a.perOffer ? 'o.number' : 'NULL'} AS offer, ${a.perChannel ? 'e.channel' : 'NULL'} AS channel,
         COUNT(*) AS n, COUNT(DISTINCT e.holder_id) AS h
       FROM ${a.offer === null ? 'coupon_event e CROSS JOIN offer o' : 'offer o CROSS JOIN coupon_event e'}
       WHERE e.offer_id = o.id AND ${filters.join(' AND ')} GROUP BY ${groups.join(', ')} ORDER BY ${groups.join(', ')}`,
      ...values,
    );
    return rows.map((row) => ({
      day: dayText(a.day),
      offer: row.offer,
      kind: row.kind,
      channel: row.channel,
      count: Number(row.n),
      holders: Number(row.h),
    }));
  },
);

export const procedures = [loadEvent, couponHistory, accountEvents, countDay];
