// The words of coupons: an offer is what a merchant gives out, a coupon is one copy of it in somebody's hands, known by its code.
// Must not know wire names or who the merchant's customers are: a holder is a name the caller chooses.
import { isDomainError } from '../../kernel/errors.js';

export type OfferKind = 'cash-off' | 'percent-off' | 'exchange' | 'gift' | 'general';

/** `published`: approved, and handed out by the merchant's own console. `deleted`: nothing more is handed out; copies stay good. */
export type ReviewState = 'pending' | 'refused' | 'approved' | 'published' | 'deleted';

/**
 * Where codes come from: drawn at random when claimed (12 digits), taken from a list imported before, or named by whoever
 * claims on the holder's behalf.
 */
export type CodeMode = 'generated' | 'imported' | 'assigned';

/** When a copy is good. Both ends are inclusive; ms, UTC. Days are the merchant's calendar days. */
export type Validity =
  | { readonly kind: 'range'; readonly from: number; readonly until: number }
  | {
      readonly kind: 'term';
      /** Whole days of validity, from 1: the first one counts. */
      readonly days: number;
      /** Days between the claim and the first day; 0 = the day of the claim. */
      readonly delayDays: number;
      /** Nothing is good after this, whatever the term says (ms, UTC); null = no such end. */
      readonly until: number | null;
    };

export interface OfferLimits {
  /** Copies one holder may claim; null = no limit. Copies received as gifts do not count. */
  readonly claimsPerHolder: number | null;
  /** Copies one holder may redeem; null = no limit. */
  readonly redemptionsPerHolder: number | null;
  readonly canShare: boolean;
  readonly canGift: boolean;
}

export interface OfferSpec {
  /** The name the outside world knows the offer by; unique among all offers. */
  readonly number: string;
  readonly kind: OfferKind;
  readonly title: string;
  readonly validity: Validity;
  /** Copies that may be claimed. */
  readonly stock: number;
  readonly codeMode: CodeMode;
  readonly limits: OfferLimits;
  /** Who made it, for the statistics. */
  readonly origin: 'api' | 'console';
  /** The room's whole document: kept and given back, never looked into. */
  readonly presentation: string;
  readonly review: 'pending' | 'approved';
  /** When a pending offer is approved by itself (ms, UTC); null = it waits for a decision. */
  readonly approveAt: number | null;
}

export interface Offer extends Omit<OfferSpec, 'review' | 'approveAt' | 'stock'> {
  readonly accountId: string;
  readonly review: ReviewState;
  /** Why it was refused; '' unless the state is `refused`. */
  readonly refusal: string;
  /** Copies ever put on offer, and those of them that are left. */
  readonly stock: { readonly total: number; readonly left: number };
  /** Imported codes: ever stored, and not handed out yet. */
  readonly codes: { readonly stored: number; readonly left: number };
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What may change about an offer. What is left out stays. */
export interface OfferChange {
  readonly title?: string;
  /** May only widen: same kind, not a later begin, not an earlier end. Copies of a `range` follow it. */
  readonly validity?: Validity;
  readonly limits?: Partial<OfferLimits>;
  /** Only from `assigned` to `imported`, once as many codes are stored as there is stock. */
  readonly codeMode?: CodeMode;
  readonly presentation?: string;
  /** Sends the offer back to review; it is approved by itself at `approveAt` unless that is null. */
  readonly reviewAgain?: { readonly approveAt: number | null };
}

/**
 * `gift-returned`: nobody took the gift in time; as good as `normal`. `given`: a friend took it and has another code now.
 * Everything but `normal`, `gifting` and `gift-returned` is final.
 */
export type CouponState =
  | 'normal'
  | 'consumed'
  | 'expired'
  | 'gifting'
  | 'gift-returned'
  | 'given'
  | 'unavailable'
  | 'deleted';

export const isUsable = (state: CouponState): boolean => state === 'normal' || state === 'gift-returned';

export interface Coupon {
  readonly accountId: string;
  /** Number of its offer. */
  readonly offer: string;
  readonly code: string;
  readonly holder: string;
  /** As of the time of asking: a copy past its end is `expired`, a gift past its time is `gift-returned`. */
  readonly state: CouponState;
  /** ms, UTC, inclusive. Not good before and not good after. */
  readonly beginsAt: number;
  readonly endsAt: number;
  /** Where the holder found it, as the claim said; ''. */
  readonly channel: string;
  readonly claimedAt: number;
}

export interface Claim {
  /** Number of the offer. */
  readonly offer: string;
  /** Only offers of this account are found; left out, any. */
  readonly accountId?: string;
  readonly holder: string;
  /** Required for `assigned` codes, refused for others. */
  readonly code?: string;
  readonly channel?: string;
  /** A `term` begins on the day of this time (ms, UTC) instead of today. */
  readonly beginsAt?: number;
  /** True for those who may try offers that are not approved. */
  readonly unreviewed?: boolean;
  /** Further plain facts for whoever is told of the claim. */
  readonly facts?: EventFacts;
}

/** Names one issued copy of an account's. Without `offer`, the code alone must say which. */
export interface CodeRef {
  readonly accountId: string;
  readonly code: string;
  readonly offer?: string | undefined;
}

export interface Redemption extends CodeRef {
  /** Only if it is this holder's. */
  readonly holder?: string;
  readonly channel?: string;
  /** Further plain facts, e.g. which member of staff, at which place. */
  readonly facts?: EventFacts;
  /** It was redeemed by paying with it: facts of the payment, told as an event of its own. */
  readonly payment?: EventFacts;
}

export interface Gift {
  /** Names the gift in the link a friend opens. */
  readonly token: string;
  readonly offer: string;
  readonly accountId: string;
  readonly giver: string;
  /** `open` until taken, taken back by time, or made void by something that happened to the copy. */
  readonly state: 'open' | 'accepted' | 'returned';
  /** ms, UTC. */
  readonly until: number;
}

/** A place where copies are redeemed. Texts may be ''. */
export interface NewPlace {
  readonly name: string;
  readonly branch: string;
  readonly address: string;
  readonly phone: string;
  readonly category: string;
  /** Degrees, as they were written. */
  readonly longitude: string;
  readonly latitude: string;
}

export interface Place extends NewPlace {
  readonly id: number;
}

export type ImportResult = {
  /** Stored now. */
  readonly added: readonly string[];
  /** Known already for this offer, or earlier in the same request. */
  readonly duplicates: readonly string[];
};

/** How far a long import has come: lines read, and what became of them. */
export interface ImportState {
  readonly id: number;
  readonly line: number;
  readonly added: number;
  readonly duplicates: number;
  readonly rejected: number;
}

export interface ImportRecord extends ImportState {
  readonly finished: boolean;
  /** ms, UTC. */
  readonly begunAt: number;
}

/** A code of an imported list, whether or not it has been handed out. */
export interface StoredCode {
  /** Number of the offer. */
  readonly offer: string;
  readonly taken: boolean;
}

export const eventKinds = [
  'claimed',
  'received', // claimed, by taking a gift
  'redeemed',
  'gift-started',
  'gift-returned',
  'given',
  'deleted',
  'made-unavailable',
  'code-changed',
  'expired',
  'viewed',
  'scanned', // its QR code was opened
  'session-entered',
  'paid',
  'review-decided',
  'stock-low',
] as const;
export type EventKind = (typeof eventKinds)[number];

/** Plain values a room may want to tell. Kept as they are. */
export type EventFacts = Readonly<Record<string, string | number | boolean | null>>;

/** Something that happened, as it was then. Never changed: whoever is told of it twice is told the same. */
export interface CouponEvent {
  readonly id: number;
  readonly kind: EventKind;
  readonly accountId: string;
  /** Number of the offer. */
  readonly offer: string;
  /** Null for what happens to an offer as a whole. */
  readonly holder: string | null;
  readonly code: string | null;
  readonly channel: string;
  /** ms, UTC. */
  readonly at: number;
  /**
   * `received`: giver, oldCode. `gift-started`, `gift-returned`: friend, group. `given`: friend. `code-changed`: oldCode.
   * `paid`: transaction, feeFen, originalFeeFen. `made-unavailable`: reason. `review-decided`: approved, reason. `stock-low`: left. And whatever the caller added.
   */
  readonly facts: EventFacts;
}

/** What happened on one day: how often, and to how many different holders. */
export interface DayCount {
  /** `YYYY-MM-DD` in the merchant's calendar. */
  readonly day: string;
  /** Number of the offer; null when counted over all offers of the account. */
  readonly offer: string | null;
  readonly kind: EventKind;
  /** Null when counted over all channels. */
  readonly channel: string | null;
  readonly count: number;
  readonly holders: number;
}

export interface StatisticsQuery {
  /** `YYYY-MM-DD`, both inclusive. */
  readonly from: string;
  readonly to: string;
  /** Only this offer. */
  readonly offer?: string;
  readonly origin?: 'api' | 'console';
  readonly perOffer: boolean;
  readonly perChannel: boolean;
}

/** Why something was refused, in the fact `reason` of a DomainError. */
export type CouponRefusal =
  | 'unknown-offer' // NOT_FOUND
  | 'unknown-code' // NOT_FOUND: never claimed, or not this account's
  | 'unknown-gift' // NOT_FOUND
  | 'number-taken' // CONFLICT: an offer of this number exists
  | 'ambiguous-code' // CONFLICT: several offers have this code, name one
  | 'not-approved' // CONFLICT
  | 'offer-deleted' // CONFLICT
  | 'offer-over' // CONFLICT: the last day of validity has passed
  | 'sold-out' // CONFLICT
  | 'limit-reached' // CONFLICT: this holder has claimed as many as one may
  | 'redeem-limit-reached' // CONFLICT
  | 'marked-by-another' // CONFLICT: the copy is set aside for somebody else
  | 'code-required' // INVALID
  | 'code-not-wanted' // INVALID: the offer's codes are not named by the caller
  | 'code-taken' // CONFLICT
  | 'wrong-code-mode' // CONFLICT
  | 'too-few-codes' // CONFLICT: more stock than stored codes
  | 'bad-stock' // INVALID: below nothing, or above the most
  | 'bad-validity' // INVALID
  | 'not-wider' // CONFLICT
  | 'bad-code' // INVALID
  | 'not-holder' // FORBIDDEN
  | 'not-giftable' // CONFLICT
  | 'own-gift' // CONFLICT: the giver cannot take it
  | 'gift-over' // CONFLICT
  | 'not-yet-valid' // CONFLICT
  | 'consumed' // CONFLICT, as the rest
  | 'expired'
  | 'gifting'
  | 'given'
  | 'unavailable'
  | 'deleted';

/** The reason of a refusal of this domain; null for any other error. */
export const refusalOf = (error: unknown): CouponRefusal | null =>
  isDomainError(error) && typeof error.facts.reason === 'string' ? (error.facts.reason as CouponRefusal) : null;
