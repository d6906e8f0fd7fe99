// SQL of offers and their stock. The stock has a small row of its own: it changes with every claim, the offer hardly ever.
// Must not know copies or codes one by one.
import { all, freely, marks, one, procedure, run, type Unit } from '../../../ports/database/database.js';
import { enqueue } from '../../../ports/queue/store.js';
import { dropReferencesOf, keepReferences } from '../../pictures/index.js';
import { type Moment, record } from '../events/store.js';
import { holderId } from '../holders/store.js';
import { checkWider, mostStock, refusal } from '../rules.js';
import type {
  CodeMode,
  EventFacts,
  Offer,
  OfferChange,
  OfferKind,
  OfferLimits,
  OfferSpec,
  ReviewState,
  Validity,
} from '../types.js';

export const reviewJob = 'coupons.review';

/** Units that take from an offer's stock or its codes, or add to them, run one after the other (see `Beside`). */
export const offerGroup = (number: string): string => `offer:${number}`;

/** The use of pictures that an offer shows. */
const shownBy = (number: string) => ({ kind: 'coupon', subject: number });

export interface OfferRow {
  id: number;
  account_id: string;
  number: string;
  kind: OfferKind;
  title: string;
  origin: 'api' | 'console';
  code_mode: CodeMode;
  review: ReviewState;
  review_round: number;
  refusal: string;
  from_at: number | null;
  until_at: number | null;
  term_days: number | null;
  term_delay: number | null;
  claim_limit: number | null;
  redeem_limit: number | null;
  can_share: number;
  can_gift: number;
  created_at: number;
  updated_at: number;
}

interface WholeRow extends OfferRow {
  presentation: string;
  total: number;
  issued: number;
  codes_stored: number;
  codes_taken: number;
}

export const validityOf = (row: {
  from_at: number | null;
  until_at: number | null;
  term_days: number | null;
  term_delay: number | null;
}): Validity =>
  row.term_days === null
    ? { kind: 'range', from: row.from_at ?? 0, until: row.until_at ?? 0 }
    : { kind: 'term', days: row.term_days, delayDays: row.term_delay ?? 0, until: row.until_at };

const columnsOf = (validity: Validity): [number | null, number | null, number | null, number | null] =>
  validity.kind === 'range'
    ? [validity.from, validity.until, null, null]
    : [null, validity.until, validity.days, validity.delayDays];

const toOffer = (row: WholeRow): Offer => ({
  accountId: row.account_id,
  number: row.number,
  kind: row.kind,
  title: row.title,
  origin: row.origin,
  codeMode: row.code_mode,
  review: row.review,
  refusal: row.refusal,
  validity: validityOf(row),
  limits: {
    claimsPerHolder: row.claim_limit,
    redemptionsPerHolder: row.redeem_limit,
    canShare: row.can_share === 1,
    canGift: row.can_gift === 1,
  },
  stock: { total: row.total, left: row.total - row.issued },
  codes: { stored: row.codes_stored, left: row.codes_stored - row.codes_taken },
  presentation: row.presentation,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

const whole = `SELECT o.*, s.total, s.issued, s.codes_stored, s.codes_taken FROM offer o JOIN offer_stock s ON s.offer_id = o.id`;

const unknown = (number: string) => refusal('unknown-offer', `no offer ${number}`);

/** @throws DomainError NOT_FOUND `unknown-offer` */
export function* wholeOffer(accountId: string | null, number: string): Unit<WholeRow> {
  const row =
    accountId === null
      ? yield* one<WholeRow>(`${whole} WHERE o.number = ?`, number)
      : yield* one<WholeRow>(`${whole} WHERE o.number = ? AND o.account_id = ?`, number, accountId);
  if (row === undefined) throw unknown(number);
  return row;
}

export const findOffer = procedure(
  'coupons.find-offer',
  'read',
  function* (a: { accountId: string | null; number: string }): Unit<Offer> {
    return toOffer(yield* wholeOffer(a.accountId, a.number));
  },
);

export const createOffer = procedure(
  'coupons.create-offer',
  'write',
  function* (a: { accountId: string; spec: OfferSpec; now: number }): Unit<Offer> {
    const { spec } = a;
    const added = yield* one<{ id: number }>(
      `INSERT INTO offer (account_id, number, kind, title, origin, code_mode, review, from_at, until_at, term_days, term_delay,
         claim_limit, redeem_limit, can_share, can_gift, created_at, updated_at, presentation)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (number) DO NOTHING RETURNING id`,
      a.accountId,
      spec.number,
      spec.kind,
      spec.title,
      spec.origin,
      spec.codeMode,
      spec.review,
      ...columnsOf(spec.validity),
      spec.limits.claimsPerHolder,
      spec.limits.redemptionsPerHolder,
      spec.limits.canShare ? 1 : 0,
      spec.limits.canGift ? 1 : 0,
      a.now,
      a.now,
      spec.presentation,
    );
    if (added === undefined) throw refusal('number-taken', `there is an offer ${spec.number} already`);
    yield* run('INSERT INTO offer_stock (offer_id, total) VALUES (?, ?)', added.id, spec.stock);
    yield* keepReferences({ ...shownBy(spec.number), text: spec.presentation, now: a.now });
    if (spec.review === 'pending' && spec.approveAt !== null) {
      yield* enqueue({ kind: reviewJob, subject: `${added.id}:0`, runAt: spec.approveAt, account: a.accountId });
    }
    return toOffer(yield* wholeOffer(a.accountId, spec.number));
  },
);

export const listOffers = procedure(
  'coupons.list-offers',
  'read',
  function* (a: {
    accountId: string;
    offset: number;
    count: number;
    states: readonly ReviewState[] | null;
    origin: string | null;
    /** Only offers older than the one of this number. */
    before: string | null;
    /** Part of the title, or the number. */
    text: string | null;
    ownCodes: boolean;
  }): Unit<{ offers: Offer[]; total: number }> {
    const filters = ['o.account_id = ?'];
    const values: string[] = [a.accountId];
    if (a.states !== null) {
      filters.push(`o.review IN (${marks(a.states.length) || 'NULL'})`);
      values.push(...a.states);
    }
    if (a.origin !== null) {
      filters.push('o.origin = ?');
      values.push(a.origin);
    }
    if (a.ownCodes) filters.push(`o.code_mode <> 'generated'`);
    if (a.text !== null) {
      filters.push(`(LOWER(o.title) LIKE ? ESCAPE '\\' OR o.number = ?)`);
      values.push(`%${a.text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`, a.text);
    }
    const count = yield* one<{ n: number }>(
      `SELECT COUNT(*) AS n FROM offer o WHERE ${filters.join(' AND ')}`,
      ...values,
    );
    if (a.before !== null) {
      filters.push('o.id < (SELECT b.id FROM offer b WHERE b.number = ?)');
      values.push(a.before);
    }
    // First which, then the wide rows of those alone: what is skipped is only counted in the index.
    const rows = yield* all<WholeRow>(
      `${whole} WHERE o.id IN (SELECT o.id FROM offer o WHERE ${filters.join(' AND ')} ORDER BY o.id DESC LIMIT ? OFFSET ?)
       ORDER BY o.id DESC`,
      ...values,
      a.count,
      a.offset,
    );
    return { offers: rows.map(toOffer), total: Number(count?.n ?? 0) };
  },
);

/** Codes must be there for all the stock of an offer that takes them from its list. */
function checkCodesFor(row: WholeRow, mode: CodeMode, left: number): void {
  if (mode === 'imported' && row.codes_stored - row.codes_taken < left) {
    throw refusal('too-few-codes', `offer ${row.number} has fewer codes than stock`, {
      codes: row.codes_stored - row.codes_taken,
      stock: left,
    });
  }
}

export const updateOffer = procedure(
  'coupons.update-offer',
  'write',
  function* (a: { accountId: string; number: string; change: OfferChange; now: number }): Unit<Offer> {
    const { change } = a;
    const row = yield* wholeOffer(a.accountId, a.number);
    if (row.review === 'deleted') throw refusal('offer-deleted', `offer ${a.number} is deleted`);
    const validity = validityOf(row);
    if (change.validity !== undefined) checkWider(validity, change.validity);
    const mode = change.codeMode ?? row.code_mode;
    if (mode !== row.code_mode) {
      if (row.code_mode !== 'assigned' || mode !== 'imported') {
        throw refusal('wrong-code-mode', `codes of offer ${a.number} cannot change from ${row.code_mode} to ${mode}`);
      }
      checkCodesFor(row, mode, row.total - row.issued);
    }
    const before: OfferLimits = toOffer(row).limits;
    const limits: OfferLimits = { ...before, ...change.limits };
    const again = change.reviewAgain;
    const round = row.review_round + (again === undefined ? 0 : 1);
    yield* run(
      `UPDATE offer SET title = ?, code_mode = ?, from_at = ?, until_at = ?, term_days = ?, term_delay = ?, claim_limit = ?,
         redeem_limit = ?, can_share = ?, can_gift = ?, presentation = ?, review = ?, review_round = ?, refusal = ?,
         swept = 0, updated_at = ? WHERE id = ?`,
      change.title ?? row.title,
      mode,
      ...columnsOf(change.validity ?? validity),
      limits.claimsPerHolder,
      limits.redemptionsPerHolder,
      limits.canShare ? 1 : 0,
      limits.canGift ? 1 : 0,
      change.presentation ?? row.presentation,
      again === undefined ? row.review : 'pending',
      round,
      again === undefined ? row.refusal : '',
      a.now,
      row.id,
    );
    if (change.presentation !== undefined) {
      yield* keepReferences({ ...shownBy(a.number), text: change.presentation, now: a.now });
    }
    if (again !== undefined && again.approveAt !== null) {
      yield* enqueue({ kind: reviewJob, subject: `${row.id}:${round}`, runAt: again.approveAt, account: a.accountId });
    }
    return toOffer(yield* wholeOffer(a.accountId, a.number));
  },
);

export const changeStock = procedure(
  'coupons.change-stock',
  'write',
  function* (a: { accountId: string; number: string; delta: number; now: number }): Unit<Offer> {
    const row = yield* wholeOffer(a.accountId, a.number);
    if (row.review === 'deleted') throw refusal('offer-deleted', `offer ${a.number} is deleted`);
    const total = row.total + a.delta;
    if (total < row.issued || total > mostStock) {
      throw refusal('bad-stock', `offer ${a.number}: a stock of ${total - row.issued} cannot be`, {
        left: row.total - row.issued,
      });
    }
    if (a.delta > 0) checkCodesFor(row, row.code_mode, total - row.issued);
    yield* run('UPDATE offer_stock SET total = total + ? WHERE offer_id = ?', a.delta, row.id);
    yield* run('UPDATE offer SET updated_at = ? WHERE id = ?', a.now, row.id);
    return toOffer(yield* wholeOffer(a.accountId, a.number));
  },
);

export const deleteOffer = procedure(
  'coupons.delete-offer',
  'write',
  function* (a: { accountId: string; number: string; now: number }): Unit<void> {
    const row = yield* wholeOffer(a.accountId, a.number);
    if (row.review === 'deleted') throw refusal('offer-deleted', `offer ${a.number} is deleted already`);
    yield* run(`UPDATE offer SET review = 'deleted', updated_at = ? WHERE id = ?`, a.now, row.id);
    yield* dropReferencesOf(shownBy(a.number));
  },
);

function* decide(row: WholeRow, approved: boolean, reason: string, moment: Moment): Unit<boolean> {
  yield* run(
    'UPDATE offer SET review = ?, refusal = ?, updated_at = ? WHERE id = ?',
    approved ? 'approved' : 'refused',
    approved ? '' : reason,
    moment.now,
    row.id,
  );
  return yield* record(
    {
      kind: 'review-decided',
      accountId: row.account_id,
      offerId: row.id,
      couponId: null,
      holderId: null,
      code: null,
      facts: { approved, reason: approved ? '' : reason },
      at: moment.now,
    },
    moment,
  );
}

/** Decides a review, also one decided before. True when the account will be told. */
export const decideReview = procedure(
  'coupons.decide-review',
  'write',
  function* (a: {
    accountId: string;
    number: string;
    approved: boolean;
    reason: string;
    moment: Moment;
  }): Unit<boolean> {
    const row = yield* wholeOffer(a.accountId, a.number);
    if (row.review === 'deleted') throw refusal('offer-deleted', `offer ${a.number} is deleted`);
    return yield* decide(row, a.approved, a.reason, a.moment);
  },
);

/** What the job does: approves, unless somebody decided or the offer was sent to review anew meanwhile. */
export const approveWhenDue = procedure(
  'coupons.approve-when-due',
  'write',
  function* (a: { offerId: number; round: number; moment: Moment }): Unit<boolean> {
    const row = yield* one<WholeRow>(`${whole} WHERE o.id = ?`, a.offerId);
    if (row === undefined || row.review !== 'pending' || row.review_round !== a.round) return false;
    return yield* decide(row, true, '', a.moment);
  },
);

/** Notes something a holder did with an offer that changes nothing: looking at it, coming from it to talk. */
export const noteOfOffer = procedure(
  'coupons.note',
  'write',
  function* (a: {
    accountId: string;
    number: string;
    kind: 'viewed' | 'scanned' | 'session-entered';
    holder: string;
    code: string | null;
    channel: string;
    facts: EventFacts | undefined;
    tell: boolean;
    moment: Moment;
  }): Unit<boolean> {
    const row = yield* wholeOffer(a.accountId, a.number);
    const event = {
      kind: a.kind,
      accountId: row.account_id,
      offerId: row.id,
      couponId: null,
      holderId: yield* holderId(row.account_id, a.holder),
      code: a.code,
      channel: a.channel,
      facts: a.facts,
      at: a.moment.now,
      tell: a.tell,
    };
    return yield* record(event, a.moment);
  },
  freely,
);

export const procedures = [
  findOffer,
  createOffer,
  listOffers,
  updateOffer,
  changeStock,
  deleteOffer,
  decideReview,
  approveWhenDue,
  noteOfOffer,
];
