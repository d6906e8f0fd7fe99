// A card as the vendor answers it: the kept document with what its offer knows put back in.
// Must not look anything up. developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Managing_Coupons_Vouchers_and_Cards.html
import type { CodeMode, Offer, OfferLimits, Validity } from '../../../domain/coupons/index.js';
import { isJsonObject, type JsonObject, parseJson, stringifyJson } from '../../../kernel/exact-json.js';
import { colourValue } from './colours.js';
import type { CardDocument } from './schema.js';
import { kindOf, statuses } from './types.js';

/** The buttons an offer can have besides: paying, and redeeming by oneself. */
export interface CardCells {
  readonly pay?: boolean;
  readonly selfConsume?: { readonly open: boolean; readonly verifyCode: boolean; readonly remarkAmount: boolean };
}

/** What is kept as an offer's presentation: the wire's own words, for this room and the pages. */
export interface KeptCard extends CardDocument {
  readonly cells: CardCells;
}

export const toPresentation = ({ base, advanced, special, cells }: KeptCard): string =>
  stringifyJson({ base_info: base, advanced_info: advanced, special, cells });

/** @throws Error when the presentation was not written by this room: offers of other rooms are no cards */
export function keptCard(offer: Pick<Offer, 'number' | 'presentation'>): KeptCard {
  const kept = parseJson(offer.presentation);
  if (!isJsonObject(kept) || !isJsonObject(kept.base_info)) throw new Error(`offer ${offer.number} is no card`);
  const { base_info: base, advanced_info: advanced, special, cells } = kept;
  return {
    base,
    advanced: isJsonObject(advanced) ? advanced : null,
    special: isJsonObject(special) ? special : {},
    cells: isJsonObject(cells) ? (cells as CardCells) : {},
  };
}

const seconds = (time: number): number => Math.floor(time / 1000);

const fromValidity = (validity: Validity): JsonObject =>
  validity.kind === 'range'
    ? {
        type: 'DATE_TYPE_FIX_TIME_RANGE',
        begin_timestamp: seconds(validity.from),
        end_timestamp: seconds(validity.until),
      }
    : {
        type: 'DATE_TYPE_FIX_TERM',
        fixed_term: validity.days,
        fixed_begin_term: validity.delayDays,
        ...(validity.until === null ? {} : { end_timestamp: seconds(validity.until) }),
      };

const fromLimits = ({ claimsPerHolder, redemptionsPerHolder, canShare, canGift }: OfferLimits): JsonObject => ({
  get_limit: claimsPerHolder ?? 0,
  use_limit: redemptionsPerHolder ?? 0,
  can_share: canShare,
  can_give_friend: canGift,
});

export const fromCodeMode = (mode: CodeMode): JsonObject => ({
  use_custom_code: mode !== 'generated',
  ...(mode === 'imported' ? { get_custom_code_mode: 'GET_CUSTOM_CODE_MODE_DEPOSIT' } : {}),
});

/** Members of a part that were never sent are answered as what they are then. */
const fromAdvanced = ({ use_condition: condition, abstract: cover, ...lists }: JsonObject): JsonObject => ({
  ...(isJsonObject(condition ?? null)
    ? { use_condition: { can_use_with_other_discount: true, ...(condition as JsonObject) } }
    : {}),
  ...(isJsonObject(cover ?? null) ? { abstract: { abstract: '', icon_url_list: [], ...(cover as JsonObject) } } : {}),
  ...lists,
});

/** The `card` of /card/get: colour as a value, stock as what is left and all there ever was. */
export function fromOffer(offer: Offer): JsonObject {
  const { base, advanced, special } = keptCard(offer);
  const { type, key } = kindOf(offer.kind);
  const { color, ...rest } = base;
  return {
    card_type: type,
    [key]: {
      base_info: {
        id: offer.number,
        ...rest,
        date_info: fromValidity(offer.validity),
        color: colourValue(String(color)) ?? color ?? '',
        location_id_list: base.location_id_list ?? [],
        // As seen; nothing says what it would hold.
        area_code_list: [],
        bind_openid: base.bind_openid ?? false,
        ...fromCodeMode(offer.codeMode),
        ...fromLimits(offer.limits),
        status: statuses[offer.review],
        sku: { quantity: offer.stock.left, total_quantity: offer.stock.total },
        create_time: seconds(offer.createdAt),
        update_time: seconds(offer.updatedAt),
      },
      ...special,
      advanced_info: {
        time_limit: [],
        text_image_list: [],
        business_service: [],
        consume_share_card_list: [],
        share_friends: false,
        ...fromAdvanced(advanced ?? {}),
      },
    },
  };
}
