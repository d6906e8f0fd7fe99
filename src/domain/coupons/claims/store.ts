// SQL of claims: one unit of work from "may this holder have one" to the copy, its event and its notice.
// Must not be split: stock, limit and code are decided together or not at all.
import { all, one, procedure, type Unit } from '../../../ports/database/database.js';
import { type Changed, type CopyRow, copyById, stateNumber } from '../copies/store.js';
import { type Moment, record } from '../events/store.js';
import { holderId, knownHolderId, newHolderId } from '../holders/store.js';
import { type OfferRow, offerGroup, validityOf } from '../offers/store.js';
import { inList, takeNamedCode, takeNextCode } from '../pool/store.js';
import { lowStock, refusal, spanOf } from '../rules.js';
import type { CodeMode, EventFacts } from '../types.js';

export interface ClaimArgs {
  readonly accountId: string | null;
  readonly offer: string;
  readonly holder: string;
  readonly code: string | null;
  readonly channel: string;
  readonly beginsAt: number | null;
  readonly unreviewed: boolean;
  readonly facts: EventFacts | undefined;
  /** Random codes to draw from: several, in case one is taken. */
  readonly draws: readonly string[];
  readonly moment: Moment;
}

function* addCopy(
  offer: { id: number },
  copy: {
    code: string;
    holder: number;
    from: number | null;
    beginsAt: number | null;
    endsAt: number | null;
    channel: string;
    now: number;
  },
): Unit<number | null> {
  const row = yield* one<{ id: number }>(
    `INSERT INTO coupon (offer_id, code, state, holder_id, from_id, claimed_at, begins_at, ends_at, channel)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (code, offer_id) DO NOTHING RETURNING id`,
    offer.id,
    copy.code,
    stateNumber.normal,
    copy.holder,
    copy.from,
    copy.now,
    copy.beginsAt,
    copy.endsAt,
    copy.channel,
  );
  return row?.id ?? null;
}

/** The first of some random codes that no copy has and, where there is one, no list of the offer holds. */
function* freeCode(offer: { id: number; code_mode: CodeMode }, draws: readonly string[]): Unit<string> {
  for (const code of draws) {
    const known = yield* one<{ n: number }>('SELECT 1 AS n FROM coupon WHERE code = ? LIMIT 1', code);
    if (known !== undefined) continue;
    if (offer.code_mode === 'generated' || !(yield* inList(offer.id, code))) return code;
  }
  throw new Error('every random code that was drawn is taken; draw more, or longer ones');
}

/** Adds a copy that came from another one, as a gift: no stock and no limit is touched. */
export function* addGiftedCopy(
  from: CopyRow,
  receiver: string,
  draws: readonly string[],
  now: number,
): Unit<{ row: CopyRow }> {
  const code = yield* freeCode({ id: from.offer_id, code_mode: from.code_mode }, draws);
  const id = yield* addCopy(
    { id: from.offer_id },
    {
      code,
      holder: yield* holderId(from.account_id, receiver),
      from: from.id,
      beginsAt: from.begins_at,
      endsAt: from.ends_at,
      channel: from.channel,
      now,
    },
  );
  const row = yield* one<CopyRow>(copyById, id);
  if (row === undefined) throw new Error('the copy just added cannot be read');
  return { row };
}

function* codeFor(offer: OfferRow, a: ClaimArgs): Unit<string> {
  if (offer.code_mode === 'assigned') {
    if (a.code === null) throw refusal('code-required', `a claim of offer ${a.offer} must name a code`);
    if (!(yield* takeNamedCode(offer.id, a.code))) throw refusal('code-taken', 'this code was handed out before');
    return a.code;
  }
  if (a.code !== null) throw refusal('code-not-wanted', `codes of offer ${a.offer} are not named by the caller`);
  if (offer.code_mode === 'generated') return yield* freeCode(offer, a.draws);
  const next = yield* takeNextCode(offer.id);
  if (next === null) throw refusal('sold-out', `offer ${a.offer} has no code left`);
  return next;
}

// Statements are whole constants: putting them together on every claim costs as much as running one of them.
const offerSql = `SELECT o.id, o.account_id, o.number, o.code_mode, o.review, o.from_at, o.until_at, o.term_days, o.term_delay,
    o.claim_limit FROM offer o WHERE o.number = ?`;
const ownOfferSql = `${offerSql} AND o.account_id = ?`;

/**
 * Claims one copy inside the caller's unit, so that a ticket spent for it and the claim are one fact.
 * @throws DomainError with the fact `reason`: unknown-offer, offer-deleted, not-approved, offer-over, sold-out,
 *   limit-reached, code-required, code-not-wanted, code-taken
 */
export function* claimCopy(a: ClaimArgs): Unit<Changed> {
  const { now, offset } = a.moment;
  const offer =
    a.accountId === null
      ? yield* one<OfferRow>(offerSql, a.offer)
      : yield* one<OfferRow>(ownOfferSql, a.offer, a.accountId);
  if (offer === undefined) throw refusal('unknown-offer', `no offer ${a.offer}`);
  if (offer.review === 'deleted') throw refusal('offer-deleted', `offer ${a.offer} is deleted`);
  if (offer.review !== 'approved' && offer.review !== 'published' && !a.unreviewed) {
    throw refusal('not-approved', `offer ${a.offer} is ${offer.review}`);
  }
  const validity = validityOf(offer);
  if (validity.until !== null && now > validity.until) throw refusal('offer-over', `offer ${a.offer} is over`);
  const span = spanOf(validity, a.beginsAt ?? now, offset);
  if (span.endsAt !== null && (now > span.endsAt || span.beginsAt > span.endsAt)) {
    throw refusal('offer-over', `a copy of offer ${a.offer} would be over before it begins`);
  }
  // Claims of one offer are one group, those of one holder one lane: nobody else claims for this holder meanwhile.
  const known = yield* knownHolderId(offer.account_id, a.holder);
  if (offer.claim_limit !== null && known !== null) {
    const claimed = yield* one<{ n: number }>(
      'SELECT COUNT(*) AS n FROM coupon WHERE holder_id = ? AND offer_id = ? AND from_id IS NULL',
      known,
      offer.id,
    );
    if (Number(claimed?.n ?? 0) >= offer.claim_limit) {
      throw refusal('limit-reached', `this holder has claimed ${offer.claim_limit} of offer ${a.offer}`);
    }
  }
  const stock = yield* one<{ total: number; issued: number; low_told_at: number }>(
    'UPDATE offer_stock SET issued = issued + 1 WHERE offer_id = ? AND issued < total RETURNING total, issued, low_told_at',
    offer.id,
  );
  if (stock === undefined) throw refusal('sold-out', `offer ${a.offer} is sold out`);
  // Nobody is made known before there is something for him.
  const holder =
    known ?? (yield* newHolderId(offer.account_id, a.holder)) ?? (yield* knownHolderId(offer.account_id, a.holder));
  if (holder === null) throw new Error('a holder was neither made nor found');
  const code = yield* codeFor(offer, a);
  const id = yield* addCopy(offer, { code, holder, from: null, ...span, channel: a.channel, now });
  if (id === null) throw refusal('code-taken', 'a copy of the offer has this code already');
  let told = yield* record(
    {
      kind: 'claimed',
      accountId: offer.account_id,
      offerId: offer.id,
      couponId: id,
      holderId: holder,
      code,
      channel: a.channel,
      facts: a.facts,
      at: now,
    },
    a.moment,
  );
  const left = stock.total - stock.issued;
  if (stock.total > lowStock.from && left <= lowStock.left && now - stock.low_told_at >= lowStock.everyMs) {
    const first = yield* all(
      'UPDATE offer_stock SET low_told_at = ? WHERE offer_id = ? AND low_told_at = ? RETURNING offer_id',
      now,
      offer.id,
      stock.low_told_at,
    );
    if (first.length > 0) {
      const low = yield* record(
        {
          kind: 'stock-low',
          accountId: offer.account_id,
          offerId: offer.id,
          couponId: null,
          holderId: null,
          code: null,
          facts: { left },
          at: now,
        },
        a.moment,
        true,
      );
      told ||= low;
    }
  }
  const coupon = {
    accountId: offer.account_id,
    offer: a.offer,
    code,
    holder: a.holder,
    state: 'normal',
    beginsAt: span.beginsAt ?? offer.from_at ?? now,
    endsAt: span.endsAt ?? offer.until_at ?? now,
    channel: a.channel,
    claimedAt: now,
  } as const;
  return { coupon, told };
}

/** Arguments of a claim as a list, and of its outcome what the caller does not know: names of fields cost on every crossing. */
export const packClaim = (a: ClaimArgs) =>
  [
    a.accountId,
    a.offer,
    a.holder,
    a.code,
    a.channel,
    a.beginsAt,
    a.unreviewed,
    a.facts,
    a.draws,
    a.moment.now,
    a.moment.offset,
    a.moment.noticeId,
  ] as const;

type PackedOutcome = readonly [accountId: string, code: string, beginsAt: number, endsAt: number, told: boolean];

export const unpackClaim = (a: ClaimArgs, [accountId, code, beginsAt, endsAt, told]: PackedOutcome): Changed => ({
  coupon: {
    accountId,
    offer: a.offer,
    code,
    holder: a.holder,
    state: 'normal',
    beginsAt,
    endsAt,
    channel: a.channel,
    claimedAt: a.moment.now,
  },
  told,
});

export const claim = procedure(
  'coupons.claim',
  'write',
  function* (packed: ReturnType<typeof packClaim>): Unit<PackedOutcome> {
    const [accountId, offer, holder, code, channel, beginsAt, unreviewed, facts, draws, now, offset, noticeId] = packed;
    const { coupon, told } = yield* claimCopy({
      accountId,
      offer,
      holder,
      code,
      channel,
      beginsAt,
      unreviewed,
      facts,
      draws,
      moment: { now, offset, noticeId },
    });
    return [coupon.accountId, coupon.code, coupon.beginsAt, coupon.endsAt, told];
  },
  { group: ([, offer]) => offerGroup(offer), lane: ([, , holder]) => holder },
);

export const procedures = [claim];
