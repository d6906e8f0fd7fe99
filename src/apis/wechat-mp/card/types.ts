// The five kinds of cards and their statuses: the vendor's words beside ours.
// Must not read requests.
import type { OfferKind, ReviewState } from '../../../domain/coupons/index.js';

export type CardType = 'GROUPON' | 'CASH' | 'DISCOUNT' | 'GIFT' | 'GENERAL_COUPON';

export interface CardKind {
  readonly type: CardType;
  /** The member that holds the card's document. */
  readonly key: string;
  readonly kind: OfferKind;
  /** The text this kind of card must have, up to 3,072 bytes. */
  readonly detail: string | null;
  /** `card_type` of the statistics. */
  readonly number: number;
}

export const cardKinds: readonly CardKind[] = [
  { type: 'GROUPON', key: 'groupon', kind: 'exchange', detail: 'deal_detail', number: 4 },
  { type: 'CASH', key: 'cash', kind: 'cash-off', detail: null, number: 1 },
  { type: 'DISCOUNT', key: 'discount', kind: 'percent-off', detail: null, number: 0 },
  { type: 'GIFT', key: 'gift', kind: 'gift', detail: 'gift', number: 2 },
  { type: 'GENERAL_COUPON', key: 'general_coupon', kind: 'general', detail: 'default_detail', number: 3 },
];

/** Kinds the vendor has and this account has no right to: member cards, tickets, red packets. */
export const foreignTypes: ReadonlySet<string> = new Set([
  'MEMBER_CARD',
  'GENERAL_CARD',
  'MEETING_TICKET',
  'SCENIC_TICKET',
  'MOVIE_TICKET',
  'BOARDING_PASS',
  'BUS_TICKET',
  'LUCKY_MONEY',
]);

const byKind: ReadonlyMap<OfferKind, CardKind> = new Map(cardKinds.map((each) => [each.kind, each]));

/** Every kind of offer is a kind of card. */
export function kindOf(kind: OfferKind): CardKind {
  const found = byKind.get(kind);
  if (found === undefined) throw new Error(`no card type for offers of the kind ${kind}`);
  return found;
}

export const statuses: Readonly<Record<ReviewState, string>> = {
  pending: 'CARD_STATUS_NOT_VERIFY',
  refused: 'CARD_STATUS_VERIFY_FAIL',
  approved: 'CARD_STATUS_VERIFY_OK',
  published: 'CARD_STATUS_DISPATCH',
  deleted: 'CARD_STATUS_DELETE',
};

/** Also the spellings of older pages. */
export const statesByStatus: ReadonlyMap<string, ReviewState> = new Map<string, ReviewState>([
  ...Object.entries(statuses).map(([state, status]): [string, ReviewState] => [status, state as ReviewState]),
  ['CARD_STATUS_VERIFY_FALL', 'refused'],
  ['CARD_STATUS_USER_DELETE', 'deleted'],
  ['CARD_STATUS_USER_DISPATCH', 'published'],
]);
