// SQL of issued copies: found by code, redeemed, renamed, made unavailable, put away by their holder.
// Must not issue any: that is claims/store.ts.
import { all, one, procedure, run, type SqlValue, type Unit } from '../../../ports/database/database.js';
import { type Moment, record } from '../events/store.js';
import { validityOf } from '../offers/store.js';
import { inList } from '../pool/store.js';
import { refusal, stateAt } from '../rules.js';
import type { CodeMode, CodeRef, Coupon, CouponRefusal, CouponState, EventFacts, EventKind } from '../types.js';

/** Stored numbers of the states. Never renumber. */
export const stateNumber = {
  normal: 1,
  consumed: 2,
  expired: 3,
  gifting: 4,
  given: 5,
  unavailable: 6,
  deleted: 7,
  'gift-returned': 8,
} as const satisfies Record<CouponState, number>;

const stateNames = new Map<number, CouponState>(
  Object.entries(stateNumber).map(([name, number]) => [number, name as CouponState]),
);

export interface CopyRow {
  id: number;
  offer_id: number;
  code: string;
  state: number;
  holder_id: number;
  holder: string;
  claimed_at: number;
  begins_at: number | null;
  ends_at: number | null;
  gift_until: number | null;
  channel: string;
  account_id: string;
  offer: string;
  code_mode: CodeMode;
  from_at: number | null;
  until_at: number | null;
  term_days: number | null;
  term_delay: number | null;
  redeem_limit: number | null;
  can_gift: number;
}

export const copyColumns = `SELECT c.*, h.name AS holder, o.account_id, o.number AS offer, o.code_mode, o.from_at, o.until_at,
    o.term_days, o.term_delay, o.redeem_limit, o.can_gift
  FROM coupon c JOIN offer o ON o.id = c.offer_id JOIN coupon_holder h ON h.id = c.holder_id`;

export const copyById = `${copyColumns} WHERE c.id = ?`;
// Drawn codes first: they are what a code without its offer means, however many lists hold the same text.
const copiesByCode = `${copyColumns} WHERE c.code = ? AND o.account_id = ?
  ORDER BY CASE WHEN o.code_mode = 'generated' THEN 0 ELSE 1 END LIMIT 2`;
const copyByCode = `${copyColumns} WHERE c.code = ? AND o.account_id = ? AND o.number = ?`;

const storedState = (row: CopyRow): CouponState => stateNames.get(row.state) ?? 'unavailable';

function spanIn(row: CopyRow): { beginsAt: number; endsAt: number } {
  if (row.begins_at !== null && row.ends_at !== null) return { beginsAt: row.begins_at, endsAt: row.ends_at };
  const validity = validityOf(row);
  return validity.kind === 'range'
    ? { beginsAt: validity.from, endsAt: validity.until }
    : { beginsAt: row.claimed_at, endsAt: row.claimed_at };
}

export function toCoupon(row: CopyRow, now: number): Coupon {
  const span = spanIn(row);
  return {
    accountId: row.account_id,
    offer: row.offer,
    code: row.code,
    holder: row.holder,
    state: stateAt({ state: storedState(row), endsAt: span.endsAt, giftUntil: row.gift_until }, now),
    ...span,
    channel: row.channel,
    claimedAt: row.claimed_at,
  };
}

/** @throws DomainError NOT_FOUND `unknown-code`; CONFLICT `ambiguous-code` when several offers have it and none is named */
export function* copyOf(ref: CodeRef): Unit<CopyRow> {
  const rows =
    ref.offer === undefined
      ? yield* all<CopyRow>(copiesByCode, ref.code, ref.accountId)
      : yield* all<CopyRow>(copyByCode, ref.code, ref.accountId, ref.offer);
  // Drawn codes are one of a kind within their account; codes a merchant made may stand in several of its offers.
  const row = rows[0];
  if (row !== undefined && (rows.length === 1 || row.code_mode === 'generated')) return row;
  if (rows.length > 1) throw refusal('ambiguous-code', 'several offers have this code; name the offer');
  throw refusal('unknown-code', 'no copy has this code');
}

const unusable: Partial<Record<CouponState, CouponRefusal>> = {
  consumed: 'consumed',
  expired: 'expired',
  gifting: 'gifting',
  given: 'given',
  unavailable: 'unavailable',
  deleted: 'deleted',
};

/** @throws DomainError CONFLICT with the state as its reason unless the copy may still change hands or be redeemed */
export function assertUsable(coupon: Coupon): void {
  const reason = unusable[coupon.state];
  if (reason !== undefined) throw refusal(reason, `the copy is ${coupon.state}`);
}

/** Moves a copy on and writes down what happened. */
export function* moveOn(
  row: CopyRow,
  to: CouponState,
  event: {
    kind: EventKind;
    channel?: string;
    facts?: EventFacts | undefined;
    giftUntil?: number;
    /** The unit has made a notice before. */
    second?: boolean;
  },
  moment: Moment,
): Unit<boolean> {
  yield* run(
    'UPDATE coupon SET state = ?, gift_until = ? WHERE id = ?',
    stateNumber[to],
    event.giftUntil ?? null,
    row.id,
  );
  return yield* record(
    {
      kind: event.kind,
      accountId: row.account_id,
      offerId: row.offer_id,
      couponId: row.id,
      holderId: row.holder_id,
      code: row.code,
      channel: event.channel ?? row.channel,
      facts: event.facts,
      at: moment.now,
    },
    moment,
    event.second ?? false,
  );
}

/** What changed, and whether somebody will be told of it. */
export interface Changed {
  readonly coupon: Coupon;
  readonly told: boolean;
}

export const findCopy = procedure('coupons.find-copy', 'read', function* (a: { ref: CodeRef; now: number }): Unit<{
  id: number;
  coupon: Coupon;
}> {
  const row = yield* copyOf(a.ref);
  return { id: row.id, coupon: toCoupon(row, a.now) };
});

export const redeemCopy = procedure(
  'coupons.redeem',
  'write',
  function* (a: {
    ref: CodeRef;
    holder: string | null;
    channel: string | null;
    facts: EventFacts | undefined;
    payment: EventFacts | undefined;
    moment: Moment;
  }): Unit<Changed> {
    const { now } = a.moment;
    const row = yield* copyOf(a.ref);
    if (a.holder !== null && a.holder !== row.holder) throw refusal('not-holder', 'the copy is somebody else’s');
    const coupon = toCoupon(row, now);
    assertUsable(coupon);
    if (now < coupon.beginsAt) throw refusal('not-yet-valid', 'the copy is not good yet', { from: coupon.beginsAt });
    if (row.redeem_limit !== null) {
      const used = yield* one<{ n: number }>(
        'SELECT COUNT(*) AS n FROM coupon WHERE holder_id = ? AND offer_id = ? AND state = ?',
        row.holder_id,
        row.offer_id,
        stateNumber.consumed,
      );
      if (Number(used?.n ?? 0) >= row.redeem_limit) {
        throw refusal('redeem-limit-reached', 'this holder has redeemed as many as one may');
      }
    }
    const event = { kind: 'redeemed', facts: a.facts, ...(a.channel === null ? {} : { channel: a.channel }) } as const;
    let told = yield* moveOn(row, 'consumed', event, a.moment);
    if (a.payment !== undefined) {
      const paid = {
        kind: 'paid',
        accountId: row.account_id,
        offerId: row.offer_id,
        couponId: row.id,
        holderId: row.holder_id,
        code: row.code,
        channel: row.channel,
        facts: a.payment,
        at: now,
      } as const;
      told = (yield* record(paid, a.moment, true)) || told;
    }
    return { coupon: { ...coupon, state: 'consumed' }, told };
  },
  { group: (a) => `redeem:${a.ref.accountId}` },
);

/** Sets a copy aside for one person, or gives it free again: whoever comes second learns that another was first. */
export const markCopy = procedure(
  'coupons.mark',
  'write',
  function* (a: { ref: CodeRef; holder: string; marked: boolean; now: number }): Unit<void> {
    const row = yield* copyOf(a.ref);
    assertUsable(toCoupon(row, a.now));
    const mark = yield* one<{ holder: string }>('SELECT holder FROM coupon_mark WHERE coupon_id = ?', row.id);
    if (mark !== undefined && mark.holder !== a.holder) {
      throw refusal('marked-by-another', 'the copy is set aside for somebody else');
    }
    if (!a.marked) yield* run('DELETE FROM coupon_mark WHERE coupon_id = ?', row.id);
    else if (mark === undefined) {
      yield* run('INSERT INTO coupon_mark (coupon_id, holder, at) VALUES (?, ?, ?)', row.id, a.holder, a.now);
    }
  },
);

export const renameCopy = procedure(
  'coupons.change-code',
  'write',
  function* (a: { ref: CodeRef; newCode: string; moment: Moment }): Unit<Changed> {
    const row = yield* copyOf(a.ref);
    const coupon = toCoupon(row, a.moment.now);
    if (row.code_mode === 'generated') {
      throw refusal('wrong-code-mode', `offer ${row.offer} draws its codes, they cannot be changed`);
    }
    assertUsable(coupon);
    const taken = yield* one<{ n: number }>(
      'SELECT 1 AS n FROM coupon WHERE code = ? AND offer_id = ?',
      a.newCode,
      row.offer_id,
    );
    if (taken !== undefined || (yield* inList(row.offer_id, a.newCode))) {
      throw refusal('code-taken', 'another copy of the offer has this code, or the list will give it to one');
    }
    yield* run('UPDATE coupon SET code = ? WHERE id = ?', a.newCode, row.id);
    const told = yield* record(
      {
        kind: 'code-changed',
        accountId: row.account_id,
        offerId: row.offer_id,
        couponId: row.id,
        holderId: row.holder_id,
        code: a.newCode,
        channel: row.channel,
        facts: { oldCode: row.code },
        at: a.moment.now,
      },
      a.moment,
    );
    return { coupon: { ...coupon, code: a.newCode }, told };
  },
);

/** Ends a copy: by the merchant (`made-unavailable`) or by its holder (`deleted`). */
export const endCopy = procedure(
  'coupons.end-copy',
  'write',
  function* (a: {
    ref: CodeRef;
    holder: string | null;
    to: 'unavailable' | 'deleted';
    facts: EventFacts | undefined;
    moment: Moment;
  }): Unit<Changed> {
    const row = yield* copyOf(a.ref);
    if (a.holder !== null && a.holder !== row.holder) throw refusal('not-holder', 'the copy is somebody else’s');
    const coupon = toCoupon(row, a.moment.now);
    assertUsable(coupon);
    const kind = a.to === 'deleted' ? 'deleted' : 'made-unavailable';
    const told = yield* moveOn(row, a.to, { kind, facts: a.facts }, a.moment);
    return { coupon: { ...coupon, state: a.to }, told };
  },
);

export const walletOf = procedure(
  'coupons.wallet',
  'read',
  function* (a: {
    accountId: string;
    holder: string;
    offer: string | null;
    limit: number;
    now: number;
  }): Unit<Coupon[]> {
    const filters = ['h.account_id = ?', 'h.name = ?'];
    const values: SqlValue[] = [a.accountId, a.holder];
    if (a.offer !== null) {
      filters.push('o.number = ?');
      values.push(a.offer);
    }
    const rows = yield* all<CopyRow>(
      `${copyColumns} WHERE ${filters.join(' AND ')} ORDER BY c.id DESC LIMIT ?`,
      ...values,
      a.limit,
    );
    return rows.map((row) => toCoupon(row, a.now));
  },
);

export const procedures = [findCopy, redeemCopy, markCopy, renameCopy, endCopy, walletOf];
