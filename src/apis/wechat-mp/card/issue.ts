// Makes a card from the few facts the console asks for: written as the wire's own document, so that it is read, checked and
// kept like one that came through /card/create. Must not know the console.
import type { Account } from '../../../domain/accounts/index.js';
import type { Offer } from '../../../domain/coupons/index.js';
import type { OfferDraft } from '../../../domain/distribution/index.js';
import { DomainError } from '../../../kernel/errors.js';
import type { JsonObject } from '../../../kernel/exact-json.js';
import type { RoomServices } from '../../room.js';
import { newCardId } from '../identifiers.js';
import type { WechatMpSettings } from '../settings.js';
import { colours } from './colours.js';
import { wordsOf } from './content.js';
import { fromCodeMode, toPresentation } from './mapping.js';
import { createReview } from './review.js';
import { cardRequestOf } from './schema.js';

const types = {
  'cash-off': 'CASH',
  'percent-off': 'DISCOUNT',
  exchange: 'GROUPON',
  gift: 'GIFT',
  general: 'GENERAL_COUPON',
} as const satisfies Record<Offer['kind'], string>;

const channelsOf = (colour: string): number[] => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));

/** The name of the colour there is that comes nearest. */
export function nearestColour(colour: string): string {
  const wanted = channelsOf(colour);
  const distance = (value: string) =>
    channelsOf(value).reduce((sum, channel, index) => sum + (channel - (wanted[index] ?? 0)) ** 2, 0);
  return colours.reduce((best, each) => (distance(each.value) < distance(best.value) ? each : best)).name;
}

/** What a kind says beside base_info. */
function specialOf(draft: OfferDraft): JsonObject {
  const detail = draft.detail || draft.description;
  switch (draft.kind) {
    case 'cash-off':
      return { least_cost: draft.thresholdFen ?? 0, reduce_cost: draft.amountFen ?? 0 };
    case 'percent-off':
      return { discount: draft.percentOff ?? 0 };
    case 'exchange':
      return { deal_detail: detail };
    case 'gift':
      return { gift: detail };
    default:
      return { default_detail: detail };
  }
}

/** The body of /card/create that says what the draft says. */
export function bodyOf(draft: OfferDraft): JsonObject {
  const type = types[draft.kind];
  const { validity, thresholdFen = 0 } = draft;
  const condition = draft.kind === 'cash-off' || thresholdFen === 0 ? {} : { least_cost: thresholdFen };
  const picture = draft.picture ?? '';
  return {
    card: {
      card_type: type,
      [type.toLowerCase()]: {
        base_info: {
          logo_url: draft.logo,
          brand_name: draft.brand,
          code_type: 'CODE_TYPE_QRCODE',
          title: draft.title,
          color: nearestColour(draft.colour),
          notice: draft.notice,
          description: draft.description,
          date_info:
            validity.kind === 'term'
              ? { type: 'DATE_TYPE_FIX_TERM', fixed_term: validity.days, fixed_begin_term: 0 }
              : {
                  type: 'DATE_TYPE_FIX_TIME_RANGE',
                  begin_timestamp: Math.floor(validity.from / 1000),
                  end_timestamp: Math.floor(validity.until / 1000),
                },
          sku: { quantity: draft.stock },
          ...(draft.ownCodes ? fromCodeMode('imported') : {}),
          get_limit: draft.claimsPerHolder ?? 1,
          can_share: true,
          can_give_friend: draft.canGift ?? false,
        },
        ...specialOf(draft),
        advanced_info: {
          use_condition: { ...condition, can_use_with_other_discount: true },
          ...(picture === '' ? {} : { abstract: { abstract: draft.title, icon_url_list: [picture] } }),
        },
      },
    },
  };
}

/** What the wire's own reading refuses is said to those who know no wire. @throws DomainError INVALID */
export function readAs<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new DomainError('INVALID', `${what}: ${detail}`, {}, { cause: error });
  }
}

export function createIssue(
  { coupons, clock, random, mayPublish }: RoomServices,
  settings: Pick<WechatMpSettings, 'reviewSeconds'>,
): (account: Account, draft: OfferDraft) => Promise<Offer> {
  const review = createReview({ coupons, clock }, settings);
  return async (account, draft) => {
    const request = readAs('the card cannot be made', () => cardRequestOf(bodyOf(draft), clock.now()));
    if (!(await mayPublish(wordsOf(request.document)))) {
      throw new DomainError('TEXT_REFUSED', 'the card cannot be made: its texts hold what may not be published');
    }
    const offer = await coupons.createOffer(account.id, {
      number: newCardId(account.number, random),
      kind: request.kind.kind,
      title: String(request.document.base.title),
      validity: request.validity,
      stock: request.stock,
      codeMode: request.codeMode,
      limits: request.limits,
      origin: 'console',
      presentation: toPresentation({ ...request.document, cells: {} }),
      review: 'pending',
      approveAt: review.approveAt(),
    });
    await review.atOnce(offer);
    return coupons.findOffer(account.id, offer.number);
  };
}
