// Offers, codes, claims and what becomes of the copies: the face other parts of the server use.
// Must not know wire formats, and must not decide anything that a unit of work decides: it prepares and hands over.
import { type Clock, turnsOf } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/errors.js';
import { alphanumeric, type RandomBytes, uuid7 } from '../../kernel/ids.js';
import type { Database } from '../../ports/database/database.js';
import type { Queue } from '../../ports/queue/queue.js';
import { type ClaimArgs, claim as claimUnit, packClaim, unpackClaim } from './claims/store.js';
import { type Changed, endCopy, findCopy, markCopy, redeemCopy, renameCopy, walletOf } from './copies/store.js';
import { accountEvents, countDay, couponHistory, loadEvent, type Moment } from './events/store.js';
import { beginSweeping, sweepExpired } from './expiry/store.js';
import { createDays } from './figures/days.js';
import { tallyDay } from './figures/store.js';
import { createSums, type Figures } from './figures/sums.js';
import { acceptGift, findGift, openGift, returnGift, startGift } from './gifts/store.js';
import { beginImport, continueImport, listImports } from './imports/store.js';
import {
  approveWhenDue,
  changeStock,
  createOffer,
  decideReview,
  deleteOffer,
  findOffer,
  listOffers,
  noteOfOffer,
  updateOffer,
} from './offers/store.js';
import { addPlaces, findPlace, listPlaces } from './places/store.js';
import { checkCodes, findStored, importCodes } from './pool/store.js';
import {
  checkValidity,
  dayNumber,
  dayText,
  drawCode,
  giftLifeMs,
  isCode,
  mostCodesPerBatch,
  mostStock,
  refusal,
} from './rules.js';
import {
  type Claim,
  type CodeRef,
  type Coupon,
  type CouponEvent,
  type DayCount,
  type EventFacts,
  type Gift,
  type ImportRecord,
  type ImportResult,
  type ImportState,
  isUsable,
  type NewPlace,
  type Offer,
  type OfferChange,
  type OfferSpec,
  type Place,
  type Redemption,
  type ReviewState,
  type StatisticsQuery,
  type StoredCode,
} from './types.js';

/** Every method that changes something resolves once that is on disk. Refusals carry the fact `reason`, a `CouponRefusal`. */
export interface Coupons {
  /** @throws DomainError CONFLICT `number-taken`; INVALID `bad-validity`, `bad-stock`; CONFLICT `too-few-codes` (imported codes with stock) */
  createOffer(accountId: string, spec: OfferSpec): Promise<Offer>;
  /** @throws DomainError NOT_FOUND `unknown-offer`, also for another account's */
  findOffer(accountId: string, number: string): Promise<Offer>;
  /** An offer by its number alone, whoever's it is: for pages and the console. @throws DomainError NOT_FOUND */
  offerByNumber(number: string): Promise<Offer>;
  /** Newest first; `total` counts all that fit the filters. `before`: only older than the offer of this number. */
  listOffers(
    accountId: string,
    query: {
      offset?: number;
      count: number;
      states?: readonly ReviewState[] | undefined;
      origin?: 'api' | 'console';
      before?: string | undefined;
      /** Part of the title, or the number. */
      text?: string | undefined;
      /** Only offers whose codes are not drawn. */
      ownCodes?: boolean | undefined;
    },
  ): Promise<{ offers: Offer[]; total: number }>;
  /** @throws DomainError CONFLICT `not-wider`, `wrong-code-mode`, `too-few-codes`, `offer-deleted` */
  updateOffer(accountId: string, number: string, change: OfferChange): Promise<Offer>;
  /** Adds to the stock or takes from what is left of it. @throws DomainError INVALID `bad-stock`; CONFLICT `too-few-codes` */
  changeStock(accountId: string, number: string, delta: number): Promise<Offer>;
  /** Nothing more can be claimed; copies that were stay good. @throws DomainError CONFLICT `offer-deleted` */
  deleteOffer(accountId: string, number: string): Promise<void>;
  decideReview(accountId: string, number: string, decision: { approved: boolean; reason: string }): Promise<void>;

  /**
   * Stores up to 5,000 codes, in their order. What is no code is failed, what is known already a duplicate.
   * @throws DomainError CONFLICT `wrong-code-mode`; TOO_LARGE
   */
  importCodes(
    accountId: string,
    number: string,
    codes: readonly string[],
  ): Promise<ImportResult & { readonly failed: readonly string[] }>;
  /**
   * Takes up the unfinished import of a list of codes into an offer, or begins one. `list` names the content of the list,
   * e.g. by its digest. @throws DomainError CONFLICT `wrong-code-mode`
   */
  beginImport(accountId: string, number: string, list: string): Promise<ImportState>;
  /**
   * Stores the codes of lines `from` + 1 to `to` and notes that in one transaction, so that a killed import goes on with exact
   * counts. Resolves to the positions of codes that were known. `rejected`: how many of these lines held no code.
   * @throws DomainError CONFLICT when another process has gone on with the same import; TOO_LARGE
   */
  continueImport(step: {
    id: number;
    from: number;
    to: number;
    codes: readonly string[];
    rejected: number;
    last: boolean;
  }): Promise<number[]>;
  /** Imports into an offer, newest first. @throws DomainError NOT_FOUND `unknown-offer` */
  imports(accountId: string, number: string, limit: number): Promise<ImportRecord[]>;
  /** Where a code stands in the lists imported into the account's offers, at most ten places. */
  storedCode(accountId: string, code: string): Promise<StoredCode[]>;
  countCodes(accountId: string, number: string): Promise<Offer['codes']>;
  /** Which of up to 5,000 codes were imported, handed out since or not. */
  checkCodes(
    accountId: string,
    number: string,
    codes: readonly string[],
  ): Promise<{ known: string[]; unknown: string[] }>;

  /**
   * Claims a copy. Never more than the stock, never more per holder than the limit, whoever claims at the same moment.
   * @throws DomainError: see `CouponRefusal`
   */
  claim(claim: Claim): Promise<Coupon>;
  /**
   * The arguments of `claimCopy`, for a unit of work of another domain that must spend something in the same transaction
   * (`yield* claimCopy(args)`). Call {@link announce} when the outcome says that somebody is to be told.
   */
  prepareClaim(claim: Claim): ClaimArgs;
  /** Wakes the delivery of notices that a unit of another domain has added. */
  announce(): void;
  /** @throws DomainError NOT_FOUND `unknown-code`; CONFLICT `ambiguous-code` */
  findCode(ref: CodeRef): Promise<Coupon>;
  /** @throws DomainError CONFLICT with the state as reason, `not-yet-valid`, `redeem-limit-reached`; FORBIDDEN `not-holder` */
  redeem(redemption: Redemption): Promise<Coupon>;
  /**
   * Sets a copy aside for one person while they pay or order, or gives it free again.
   * @throws DomainError CONFLICT `marked-by-another`, or the state
   */
  mark(ref: CodeRef, holder: string, marked: boolean): Promise<void>;
  /** Only for codes a merchant made. @throws DomainError CONFLICT `code-taken`, `wrong-code-mode`, or the state */
  changeCode(ref: CodeRef, newCode: string): Promise<Coupon>;
  makeUnavailable(ref: CodeRef, reason: string): Promise<Coupon>;
  /** Put away by its holder; for good. */
  deleteFromWallet(ref: CodeRef & { holder: string }): Promise<Coupon>;
  /** A holder's copies, newest first, at most 1,000; `usable`: only those still good or not good yet. */
  wallet(query: { accountId: string; holder: string; offer?: string | undefined; usable: boolean }): Promise<Coupon[]>;

  /** Puts a copy on its way to a friend. `until` (ms, UTC): in a day unless given; at most 30 days ahead. */
  startGift(
    gift: CodeRef & { holder: string; friend?: string; group?: boolean; until?: number },
  ): Promise<{ token: string; until: number; coupon: Coupon }>;
  /** @throws DomainError NOT_FOUND `unknown-gift` */
  findGift(token: string): Promise<Gift>;
  /** The token of a gift on its way, for its giver; null when there is none. @throws DomainError NOT_FOUND `unknown-code` */
  openGift(gift: CodeRef & { holder: string }): Promise<string | null>;
  /** The friend's own copy, under a new code. @throws DomainError CONFLICT `gift-over`, `own-gift`; FORBIDDEN `not-holder` */
  acceptGift(token: string, receiver: string): Promise<Coupon>;

  /** Notes that a holder looked at an offer or came from a copy of it to talk. `tell`: the account wants to hear of it. */
  note(note: {
    accountId: string;
    offer: string;
    kind: 'viewed' | 'scanned' | 'session-entered';
    holder: string;
    code?: string;
    channel?: string;
    facts?: EventFacts;
    tell: boolean;
  }): Promise<void>;
  /** Notes places; resolves to their ids. */
  addPlaces(accountId: string, places: readonly NewPlace[]): Promise<number[]>;
  /** In the order in which they came. */
  places(accountId: string, query: { offset: number; limit: number }): Promise<{ places: Place[]; total: number }>;
  place(accountId: string, id: number): Promise<Place | null>;

  /** What happened to a copy, oldest first. @throws DomainError NOT_FOUND `unknown-code` */
  history(ref: CodeRef): Promise<CouponEvent[]>;
  /** An event by the subject of its notice. @throws DomainError NOT_FOUND */
  event(id: string): Promise<CouponEvent>;
  /** Newest first; `before`: only those with a lower id. */
  events(accountId: string, query: { before?: number; count: number }): Promise<CouponEvent[]>;
  /** Exact counts per day; days without anything are left out. At most 366 days. @throws DomainError INVALID */
  statistics(accountId: string, query: StatisticsQuery): Promise<DayCount[]>;
  /**
   * The same counts in three sums: per day, per channel, per offer (the `most` with most events). At most 366 days.
   * @throws DomainError INVALID
   */
  figures(accountId: string, query: { from: string; to: string; offer?: string; most: number }): Promise<Figures>;

  /** Jobs: approves a pending offer whose time has come; brings back a gift nobody took; marks copies past their end. */
  readonly jobs: {
    review(subject: string): Promise<void>;
    returnGift(token: string): Promise<void>;
    /** Sees to it that the job that marks expired copies is there. */
    begin(): Promise<void>;
    /** Resolves to when to look again (ms, UTC). */
    expire(): Promise<number>;
  };
}

/** Longest a gift may wait (ms). */
const longestGiftMs = 30 * giftLifeMs;
/** Days one question of statistics may span. */
const mostDays = 366;
const sweepSize = 200;
const sweepEveryMs = 60_000;
const mostInWallet = 1_000;

export interface CouponParts {
  readonly database: Database;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** The merchant's calendar, ms east of UTC. */
  readonly dayOffsetMs: number;
}

export function createCoupons({ database, queue, clock, random, dayOffsetMs }: CouponParts): Coupons {
  const moment = (now = clock.now()): Moment => ({ now, offset: dayOffsetMs, noticeId: uuid7(clock, random) });
  // With five million codes out, two of these are taken once in thirty billion claims.
  const draws = (): string[] => [drawCode(random), drawCode(random)];
  const heard = (told: boolean): void => {
    if (told) queue.announce();
  };
  const changed = async (change: Promise<Changed>): Promise<Coupon> => {
    const { coupon, told } = await change;
    heard(told);
    return coupon;
  };
  const bounded = (codes: readonly string[]): void => {
    if (codes.length > mostCodesPerBatch) {
      throw new DomainError('TOO_LARGE', `${codes.length} codes at once, at most ${mostCodesPerBatch}`);
    }
  };
  const daysOf = (from: string, to: string): number[] => {
    const [first, last] = [dayNumber(from), dayNumber(to)];
    if (last < first || last - first >= mostDays) {
      throw new DomainError('INVALID', `${from} to ${to} is not 1 to ${mostDays} days`, { field: 'days' });
    }
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  };
  const checkStock = (stock: number): void => {
    if (!Number.isSafeInteger(stock) || stock < 0 || stock > mostStock) {
      throw refusal('bad-stock', `a stock of ${stock} cannot be; 0 to ${mostStock}`);
    }
  };

  const pastDays = createDays(clock, dayOffsetMs, (accountId, day) =>
    database.run(tallyDay, { accountId, offer: null, day }),
  );

  const coupons: Coupons = {
    createOffer: async (accountId, spec) => {
      checkValidity(spec.validity);
      checkStock(spec.stock);
      if (spec.codeMode === 'imported' && spec.stock > 0) {
        throw refusal('too-few-codes', 'a new offer has no codes yet, so its stock must be 0');
      }
      const offer = await database.run(createOffer, { accountId, spec, now: clock.now() });
      if (spec.approveAt !== null) queue.announce();
      return offer;
    },
    findOffer: (accountId, number) => database.run(findOffer, { accountId, number }),
    offerByNumber: (number) => database.run(findOffer, { accountId: null, number }),
    listOffers: (accountId, { offset = 0, count, states, origin, before, text, ownCodes }) =>
      database.run(listOffers, {
        accountId,
        offset,
        count,
        states: states ?? null,
        origin: origin ?? null,
        before: before ?? null,
        text: text === undefined || text === '' ? null : text,
        ownCodes: ownCodes ?? false,
      }),
    updateOffer: async (accountId, number, change) => {
      const offer = await database.run(updateOffer, { accountId, number, change, now: clock.now() });
      if (change.reviewAgain?.approveAt != null) queue.announce();
      return offer;
    },
    changeStock: (accountId, number, delta) => {
      if (!Number.isSafeInteger(delta)) throw refusal('bad-stock', `the stock cannot change by ${delta}`);
      return database.run(changeStock, { accountId, number, delta, now: clock.now() });
    },
    deleteOffer: (accountId, number) => database.run(deleteOffer, { accountId, number, now: clock.now() }),
    decideReview: async (accountId, number, { approved, reason }) =>
      heard(await database.run(decideReview, { accountId, number, approved, reason, moment: moment() })),

    importCodes: async (accountId, number, codes) => {
      bounded(codes);
      const good: string[] = [];
      const failed: string[] = [];
      for (const code of codes) (isCode(code) ? good : failed).push(code);
      const known = new Set(await database.run(importCodes, { accountId, number, codes: good }));
      return {
        added: good.filter((_, place) => !known.has(place)),
        duplicates: good.filter((_, place) => known.has(place)),
        failed,
      };
    },
    beginImport: (accountId, number, list) => database.run(beginImport, { accountId, number, list, now: clock.now() }),
    continueImport: async (step) => {
      bounded(step.codes);
      return database.run(continueImport, step);
    },
    imports: (accountId, number, limit) => database.run(listImports, { accountId, number, limit }),
    storedCode: (accountId, code) => database.run(findStored, { accountId, code }),
    countCodes: async (accountId, number) => (await coupons.findOffer(accountId, number)).codes,
    checkCodes: async (accountId, number, codes) => {
      bounded(codes);
      return database.run(checkCodes, { accountId, number, codes });
    },

    prepareClaim: (claim) => {
      if (claim.code !== undefined && !isCode(claim.code)) throw refusal('bad-code', 'this cannot be a code');
      return {
        accountId: claim.accountId ?? null,
        offer: claim.offer,
        holder: claim.holder,
        code: claim.code ?? null,
        channel: claim.channel ?? '',
        beginsAt: claim.beginsAt ?? null,
        unreviewed: claim.unreviewed ?? false,
        facts: claim.facts,
        draws: draws(),
        moment: moment(),
      };
    },
    claim: async (claim) => {
      const args = coupons.prepareClaim(claim);
      const { coupon, told } = unpackClaim(args, await database.run(claimUnit, packClaim(args)));
      heard(told);
      return coupon;
    },
    announce: () => queue.announce(),
    findCode: async (ref) => (await database.run(findCopy, { ref, now: clock.now() })).coupon,
    redeem: ({ accountId, code, offer, holder, channel, facts, payment }) =>
      changed(
        database.run(redeemCopy, {
          ref: { accountId, code, offer },
          holder: holder ?? null,
          channel: channel ?? null,
          facts,
          payment,
          moment: moment(),
        }),
      ),
    mark: (ref, holder, marked) => database.run(markCopy, { ref, holder, marked, now: clock.now() }),
    changeCode: async (ref, newCode) => {
      if (!isCode(newCode)) throw refusal('bad-code', 'the new code cannot be a code');
      return changed(database.run(renameCopy, { ref, newCode, moment: moment() }));
    },
    makeUnavailable: (ref, reason) =>
      changed(database.run(endCopy, { ref, holder: null, to: 'unavailable', facts: { reason }, moment: moment() })),
    deleteFromWallet: ({ holder, ...ref }) =>
      changed(database.run(endCopy, { ref, holder, to: 'deleted', facts: undefined, moment: moment() })),
    wallet: async ({ accountId, holder, offer, usable }) => {
      const query = { accountId, holder, offer: offer ?? null, limit: mostInWallet, now: clock.now() };
      const all = await database.run(walletOf, query);
      return usable ? all.filter(({ state }) => isUsable(state)) : all;
    },

    startGift: async ({ accountId, code, offer, holder, friend, group, until }) => {
      const at = moment();
      const end = Math.min(until ?? at.now + giftLifeMs, at.now + longestGiftMs);
      const token = alphanumeric(24, random);
      const coupon = await changed(
        database.run(startGift, {
          ref: { accountId, code, offer },
          holder,
          friend: friend ?? null,
          group: group ?? false,
          token,
          until: end,
          moment: at,
        }),
      );
      return { token, until: end, coupon };
    },
    findGift: (token) => database.run(findGift, { token, now: clock.now() }),
    openGift: ({ holder, ...ref }) => database.run(openGift, { ref, holder, now: clock.now() }),
    acceptGift: (token, receiver) =>
      changed(database.run(acceptGift, { token, receiver, draws: draws(), moment: moment() })),

    note: async (note) => {
      const { accountId, offer, kind, holder, code, channel, facts, tell } = note;
      const args = { accountId, number: offer, kind, holder, code: code ?? null, channel: channel ?? '', facts, tell };
      heard(await database.run(noteOfOffer, { ...args, moment: moment() }));
    },
    addPlaces: (accountId, places) => database.run(addPlaces, { accountId, places }),
    places: (accountId, query) => database.run(listPlaces, { accountId, ...query }),
    place: (accountId, id) => database.run(findPlace, { accountId, id }),
    history: async (ref) => {
      const { id } = await database.run(findCopy, { ref, now: clock.now() });
      return database.run(couponHistory, { couponId: id, limit: 1_000 });
    },
    event: async (id) => {
      const event = /^\d{1,15}$/.test(id) ? await database.run(loadEvent, Number(id)) : null;
      if (event === null) throw new DomainError('NOT_FOUND', `no event ${id}`);
      return event;
    },
    events: (accountId, { before, count }) =>
      database.run(accountEvents, { accountId, before: before ?? Number.MAX_SAFE_INTEGER, limit: count }),
    statistics: async (accountId, { from, to, offer, origin, perOffer, perChannel }) => {
      const counts: DayCount[] = [];
      for (const day of daysOf(from, to)) {
        const query = { accountId, offer: offer ?? null, origin: origin ?? null, day, perOffer, perChannel };
        counts.push(...(await database.run(countDay, query)));
      }
      return counts;
    },

    figures: async (accountId, { from, to, offer, most }) => {
      const sums = createSums();
      for (const day of daysOf(from, to)) {
        const counted =
          offer === undefined ? pastDays(accountId, day) : database.run(tallyDay, { accountId, offer, day });
        sums.add(dayText(day), await counted);
      }
      return sums.figures(most);
    },

    jobs: {
      review: async (subject) => {
        const [offerId, round] = subject.split(':').map(Number);
        heard(await database.run(approveWhenDue, { offerId: offerId ?? 0, round: round ?? 0, moment: moment() }));
      },
      returnGift: async (token) => heard(await database.run(returnGift, { token, moment: moment() })),
      begin: () => database.run(beginSweeping, clock.now()),
      expire: async () => {
        const began = clock.now();
        for (const turn of turnsOf(clock)) {
          const swept = () => database.run(sweepExpired, { limit: sweepSize, moment: moment(turn.now), turn });
          // In steps, so that claims come between them.
          while ((await swept()) === sweepSize);
        }
        return began + sweepEveryMs;
      },
    },
  };
  return coupons;
}
