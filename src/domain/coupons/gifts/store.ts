// SQL of gifts: a copy on its way to a friend, taken under a new code or back with its giver when nobody took it in time.
// Must not send anything; the events are told by delivery.
import { all, one, procedure, run, type Unit } from '../../../ports/database/database.js';
import { enqueue } from '../../../ports/queue/store.js';
import { addGiftedCopy } from '../claims/store.js';
import {
  assertUsable,
  type Changed,
  type CopyRow,
  copyById,
  copyOf,
  moveOn,
  stateNumber,
  toCoupon,
} from '../copies/store.js';
import { type Moment, record } from '../events/store.js';
import { refusal } from '../rules.js';
import type { CodeRef, Gift } from '../types.js';

export const giftReturnJob = 'coupons.gift-return';

interface GiftRow {
  token: string;
  coupon_id: number;
  until_at: number;
  friend: string | null;
  to_group: number;
  state: Gift['state'];
}

/** Ends an open gift nobody took: the copy is back with its giver. */
function* bringBack(gift: GiftRow, row: CopyRow, moment: Moment): Unit<boolean> {
  yield* run(`UPDATE coupon_gift SET state = 'returned' WHERE token = ?`, gift.token);
  if (row.state !== stateNumber.gifting) return false;
  const facts = { friend: gift.friend ?? '', group: gift.to_group === 1 };
  return yield* moveOn(row, 'gift-returned', { kind: 'gift-returned', facts }, moment);
}

export const startGift = procedure(
  'coupons.start-gift',
  'write',
  function* (a: {
    ref: CodeRef;
    holder: string;
    friend: string | null;
    group: boolean;
    token: string;
    until: number;
    moment: Moment;
  }): Unit<Changed> {
    const row = yield* copyOf(a.ref);
    if (row.holder !== a.holder) throw refusal('not-holder', 'the copy is somebody else’s');
    const coupon = toCoupon(row, a.moment.now);
    assertUsable(coupon);
    if (row.can_gift !== 1) throw refusal('not-giftable', `copies of offer ${row.offer} cannot be given away`);
    // The job that brings gifts back may be late: a link to the gift before must not lead to this one.
    let toldBefore = false;
    const before = yield* all<GiftRow>(`SELECT * FROM coupon_gift WHERE coupon_id = ? AND state = 'open'`, row.id);
    for (const gift of before) toldBefore = (yield* bringBack(gift, row, a.moment)) || toldBefore;
    yield* run(
      `INSERT INTO coupon_gift (token, coupon_id, until_at, friend, to_group, state) VALUES (?, ?, ?, ?, ?, 'open')`,
      a.token,
      row.id,
      a.until,
      a.friend,
      a.group ? 1 : 0,
    );
    yield* enqueue({ kind: giftReturnJob, subject: a.token, runAt: a.until, account: row.account_id });
    const facts = { friend: a.friend ?? '', group: a.group };
    const event = { kind: 'gift-started', facts, giftUntil: a.until, second: toldBefore } as const;
    const told = yield* moveOn(row, 'gifting', event, a.moment);
    return { coupon: { ...coupon, state: 'gifting' }, told: told || toldBefore };
  },
);

function* giftOf(token: string): Unit<{ gift: GiftRow; row: CopyRow }> {
  const gift = yield* one<GiftRow>('SELECT * FROM coupon_gift WHERE token = ?', token);
  const row = gift === undefined ? undefined : yield* one<CopyRow>(copyById, gift.coupon_id);
  if (gift === undefined || row === undefined) throw refusal('unknown-gift', 'no gift has this token');
  return { gift, row };
}

export const findGift = procedure(
  'coupons.find-gift',
  'read',
  function* (a: { token: string; now: number }): Unit<Gift> {
    const { gift, row } = yield* giftOf(a.token);
    const open = gift.state === 'open' && toCoupon(row, a.now).state === 'gifting';
    return {
      token: gift.token,
      offer: row.offer,
      accountId: row.account_id,
      giver: row.holder,
      state: gift.state === 'open' && !open ? 'returned' : gift.state,
      until: gift.until_at,
    };
  },
);

/** The token a copy is on its way under; null when it is not, or somebody else's. */
export const openGift = procedure(
  'coupons.open-gift',
  'read',
  function* (a: { ref: CodeRef; holder: string; now: number }): Unit<string | null> {
    const row = yield* copyOf(a.ref);
    if (row.holder !== a.holder || toCoupon(row, a.now).state !== 'gifting') return null;
    const gift = yield* one<GiftRow>(`SELECT * FROM coupon_gift WHERE coupon_id = ? AND state = 'open'`, row.id);
    return gift?.token ?? null;
  },
);

export const acceptGift = procedure(
  'coupons.accept-gift',
  'write',
  function* (a: { token: string; receiver: string; draws: readonly string[]; moment: Moment }): Unit<Changed> {
    const { now } = a.moment;
    const { gift, row } = yield* giftOf(a.token);
    const state = toCoupon(row, now).state;
    if (gift.state !== 'open' || state !== 'gifting') throw refusal('gift-over', `the gift is ${gift.state}`);
    if (a.receiver === row.holder) throw refusal('own-gift', 'the giver cannot take the gift');
    // A gift to one friend is nobody else's.
    if (gift.friend !== null && gift.friend !== a.receiver)
      throw refusal('not-holder', 'the gift is for somebody else');
    yield* run(`UPDATE coupon_gift SET state = 'accepted', friend = ? WHERE token = ?`, a.receiver, a.token);
    yield* moveOn(row, 'given', { kind: 'given', facts: { friend: a.receiver } }, a.moment);
    const added = yield* addGiftedCopy(row, a.receiver, a.draws, now);
    const told = yield* record(
      {
        kind: 'received',
        accountId: row.account_id,
        offerId: row.offer_id,
        couponId: added.row.id,
        holderId: added.row.holder_id,
        code: added.row.code,
        channel: row.channel,
        facts: { giver: row.holder, oldCode: row.code },
        at: now,
      },
      a.moment,
    );
    return { coupon: toCoupon(added.row, now), told };
  },
);

/** What the job does when a gift's time is over. False when there is nothing to tell. */
export const returnGift = procedure(
  'coupons.return-gift',
  'write',
  function* (a: { token: string; moment: Moment }): Unit<boolean> {
    const { gift, row } = yield* giftOf(a.token);
    return gift.state === 'open' ? yield* bringBack(gift, row, a.moment) : false;
  },
);

export const procedures = [startGift, findGift, openGift, acceptGift, returnGift];
