// What making and changing a card takes: the document, checked field by field, and what of it our offers know.
// Must not store anything. developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Create_a_Coupon_Voucher_or_Card.html
import type { CodeMode, OfferLimits, ReviewState, Validity } from '../../../domain/coupons/index.js';
import { isJsonObject, type JsonObject } from '../../../kernel/exact-json.js';
import { failures } from '../envelope.js';
import { objectIn, textIn, truthIn, wholeIn } from '../json-body.js';
import { colourValue } from './colours.js';
import { cardFailures as f } from './failures.js';
import {
  advancedOf,
  checkLength,
  locationsOf,
  mergedAdvanced,
  missingInCard,
  refuse,
  requiredTexts,
  reviewedFields,
  textsOf,
  wholeWithin,
} from './fields.js';
import { type CardKind, cardKinds, foreignTypes, statesByStatus } from './types.js';

export const bodyLimit = 256 * 1024;
const mostStock = 100_000_000;
const mostMoney = 100_000_000_00;

/** What a card's document holds beside what its offer knows: texts, pictures, special fields. Kept as the offer's presentation. */
export interface CardDocument {
  readonly base: JsonObject;
  readonly advanced: JsonObject | null;
  /** Fields of the kind: deal_detail, least_cost, … */
  readonly special: JsonObject;
}

export interface CardRequest {
  readonly kind: CardKind;
  readonly document: CardDocument;
  readonly validity: Validity;
  readonly stock: number;
  readonly codeMode: CodeMode;
  readonly limits: OfferLimits;
  /** Addresses of pictures that must have been uploaded. */
  readonly images: readonly string[];
}

function kindIn(card: JsonObject): CardKind {
  const type = textIn(card, 'card_type')?.toUpperCase() ?? '';
  // Kinds the vendor has beside these are open to accounts of their trades only.
  if (foreignTypes.has(type)) refuse(failures.unauthorized);
  return cardKinds.find((each) => each.type === type) ?? refuse(f.invalidCardType);
}

const legacyTypes: Readonly<Record<string, string>> = { '1': 'DATE_TYPE_FIX_TIME_RANGE', '2': 'DATE_TYPE_FIX_TERM' };

/** Unix seconds → the first, or with `end` the last ms of that second. */
const millisecondsIn = (source: JsonObject, key: string, end: boolean): number | null => {
  const seconds = wholeWithin(source, key, 0, 253_402_300_799, f.invalidTime);
  return seconds === null ? null : seconds * 1000 + (end ? 999 : 0);
};

/** @throws Refused 41011, 40079 */
function validityOf(date: JsonObject, now: number): Validity {
  const named = textIn(date, 'type') ?? missingInCard('base_info.date_info.type');
  const type = legacyTypes[named] ?? named;
  const until = millisecondsIn(date, 'end_timestamp', true);
  if (until !== null && until <= now) refuse(f.invalidTime, 'end_timestamp');
  if (type === 'DATE_TYPE_FIX_TIME_RANGE') {
    const from = millisecondsIn(date, 'begin_timestamp', false) ?? missingInCard('base_info.date_info.begin_timestamp');
    if (until === null) return missingInCard('base_info.date_info.end_timestamp');
    return from < until ? { kind: 'range', from, until } : refuse(f.invalidTime);
  }
  // DATE_TYPE_PERMANENT is for member cards only.
  if (type !== 'DATE_TYPE_FIX_TERM') return refuse(f.invalidTime, 'type');
  const days =
    wholeWithin(date, 'fixed_term', 1, 36_500, f.invalidTime) ?? missingInCard('base_info.date_info.fixed_term');
  const delayDays = wholeWithin(date, 'fixed_begin_term', 0, 36_500, f.invalidTime) ?? 0;
  return { kind: 'term', days, delayDays, until };
}

/** Not stated: 50. 0 is no limit (POLICY: a sample of the vendor's has it, nothing says what it means). */
function limitOf(base: JsonObject, key: string): number | null | undefined {
  const value = wholeWithin(base, key, 0, mostStock, f.invalidParameters);
  return value === null ? undefined : value === 0 ? null : value;
}

function limitsOf(base: JsonObject): Partial<OfferLimits> {
  const claims = limitOf(base, 'get_limit');
  const redemptions = limitOf(base, 'use_limit');
  const canShare = truthIn(base, 'can_share');
  const canGift = truthIn(base, 'can_give_friend');
  return {
    ...(claims === undefined ? {} : { claimsPerHolder: claims }),
    ...(redemptions === undefined ? {} : { redemptionsPerHolder: redemptions }),
    ...(canShare === null ? {} : { canShare }),
    ...(canGift === null ? {} : { canGift }),
  };
}
const usualLimits: OfferLimits = { claimsPerHolder: 50, redemptionsPerHolder: 50, canShare: true, canGift: true };

const depositMode = 'GET_CUSTOM_CODE_MODE_DEPOSIT';

/** Whether the codes are to be imported. @throws Refused 40150 for a mode there is not */
function wantsImported(base: JsonObject): boolean {
  const mode = textIn(base, 'get_custom_code_mode');
  if (mode !== null && mode !== depositMode) refuse(f.invalidCard, 'get_custom_code_mode');
  return mode !== null;
}

function codeModeOf(base: JsonObject): CodeMode {
  const imported = wantsImported(base);
  if (truthIn(base, 'use_custom_code') === true) return imported ? 'imported' : 'assigned';
  return imported ? refuse(f.invalidCard, 'use_custom_code') : 'generated';
}

/** @throws Refused 41011, 40070, 40122; 40136 for a new card with imported codes, which cannot have any yet */
function stockOf(base: JsonObject, codeMode: CodeMode): number {
  const sku = objectIn(base, 'sku') ?? missingInCard('base_info.sku');
  const quantity = wholeIn(sku, 'quantity') ?? missingInCard('base_info.sku.quantity');
  if (Number.isNaN(quantity)) refuse(f.invalidSku);
  if (quantity < 0 || quantity > mostStock) refuse(f.invalidQuantity);
  if (codeMode === 'imported') return quantity === 0 ? 0 : refuse(f.tooFewCodes);
  return quantity === 0 ? refuse(f.invalidQuantity) : quantity;
}

/** The fields of one kind of card that are there. @throws Refused 41011 unless `updating`, 45021, 40150 */
function specialOf(card: JsonObject, { type, key, detail }: CardKind, updating: boolean): JsonObject {
  const special: JsonObject = {};
  const number = (name: string, from: number, to: number, required: boolean): void => {
    const value = wholeWithin(card, name, from, to, f.invalidCard);
    if (value !== null) special[name] = value;
    else if (required && !updating) missingInCard(name);
  };
  if (detail !== null) {
    const raw = card[detail];
    const text = typeof raw === 'string' && raw.trim() !== '' ? raw : null;
    if (text !== null) special[detail] = checkLength(text, 3_072, `${key}.${detail}`);
    else if (!updating) missingInCard(detail);
  }
  if (type === 'CASH') {
    number('least_cost', 0, mostMoney, false);
    number('reduce_cost', 0, mostMoney, true);
  }
  // 100 less the percentage to pay: 30 is 七折.
  if (type === 'DISCOUNT') number('discount', 1, 99, true);
  return special;
}

/** Truth values and lists of base_info that are kept with the texts. */
function flagsOf(base: JsonObject): JsonObject {
  const flags: JsonObject = {};
  for (const name of ['use_all_locations', 'need_push_on_view', 'bind_openid']) {
    const value = truthIn(base, name);
    if (value !== null) flags[name] = value;
  }
  const locations = locationsOf(base);
  if (locations !== undefined) flags.location_id_list = locations;
  if (flags.use_all_locations === true && (locations?.length ?? 0) > 0) refuse(f.invalidCard, 'use_all_locations');
  const merchant = wholeIn(objectIn(base, 'sub_merchant_info') ?? {}, 'merchant_id');
  if (merchant !== null && merchant >= 0) flags.sub_merchant_info = { merchant_id: merchant };
  return flags;
}

const imagesOf = (texts: Record<string, string>): string[] => (texts.logo_url === undefined ? [] : [texts.logo_url]);

function checkColour(texts: Record<string, string>): void {
  if (texts.color !== undefined && colourValue(texts.color) === undefined) refuse(f.invalidColor);
}

/**
 * Reads the body of /card/create. In this order: kind, required fields, lengths, colour, times, codes, stock.
 * @throws Refused 40071, 48001 for a kind not issued here, 41011, 45021, 40072, 40076, 40079, 40150, 40070, 40122, 40136, 40098, 45025
 */
export function cardRequestOf(body: JsonObject, now: number): CardRequest {
  const whole = objectIn(body, 'card') ?? refuse(f.invalidCardType);
  const kind = kindIn(whole);
  const card = objectIn(whole, kind.key) ?? refuse(f.invalidCardType);
  const base = objectIn(card, 'base_info') ?? missingInCard('base_info');
  for (const name of requiredTexts) if (textIn(base, name) === null) missingInCard(`base_info.${name}`);
  const date = objectIn(base, 'date_info') ?? missingInCard('base_info.date_info');
  const special = specialOf(card, kind, false);
  const texts = textsOf(base, false);
  checkColour(texts);
  const validity = validityOf(date, now);
  const codeMode = codeModeOf(base);
  const advanced = advancedOf(card);
  return {
    kind,
    document: { base: { ...texts, ...flagsOf(base) }, advanced: advanced?.advanced ?? null, special },
    validity,
    stock: stockOf(base, codeMode),
    codeMode,
    limits: { ...usualLimits, ...limitsOf(base) },
    images: [...imagesOf(texts), ...(advanced?.images ?? [])],
  };
}

export interface CardChange {
  readonly number: string;
  /** The card's own kind must be this one. */
  readonly kind: CardKind;
  readonly document: CardDocument;
  readonly date: JsonObject | null;
  readonly limits: Partial<OfferLimits>;
  readonly importCodes: boolean;
  readonly images: readonly string[];
}

/** @throws Refused 41012 */
export const cardIdIn = (body: JsonObject): string => textIn(body, 'card_id') ?? refuse(f.missingCardId);

/**
 * Reads the body of /card/update. What may not change is let pass unread: clients send the whole document.
 * @throws Refused 41012, 40071 for a kind there is not, and as {@link cardRequestOf}
 */
export function cardChangeOf(body: JsonObject): CardChange {
  const number = cardIdIn(body);
  const kind = cardKinds.find(({ key }) => isJsonObject(body[key])) ?? refuse(f.invalidCardType);
  const card = objectIn(body, kind.key) ?? refuse(f.invalidCardType);
  const base = objectIn(card, 'base_info') ?? {};
  const texts = textsOf(base, true);
  checkColour(texts);
  const { bind_openid: _fixed, sub_merchant_info: _also, ...flags } = flagsOf(base);
  const advanced = advancedOf(card);
  return {
    number,
    kind,
    document: {
      base: { ...texts, ...flags },
      advanced: advanced?.advanced ?? null,
      special: specialOf(card, kind, true),
    },
    date: objectIn(base, 'date_info'),
    limits: limitsOf(base),
    importCodes: wantsImported(base),
    images: [...imagesOf(texts), ...(advanced?.images ?? [])],
  };
}

/** Seconds as the stored validity has them, so that an unchanged date_info is no change. */
export function changedValidity(date: JsonObject | null, before: Validity, now: number): Validity | undefined {
  if (date === null) return undefined;
  // An offer whose end has passed may be sent whole with its old dates.
  const after = validityOf(date, Math.min(now, before.until === null ? now : before.until - 1));
  const same = JSON.stringify(after) === JSON.stringify(before);
  if (same) return undefined;
  // Only a range may change at all, and the domain lets it become wider only.
  return before.kind === 'range' && after.kind === 'range' ? after : refuse(f.invalidDateInfo);
}

const differs = (before: JsonObject, after: JsonObject, names: Iterable<string>): boolean =>
  [...names].some((name) => after[name] !== undefined && after[name] !== before[name]);

/** The document after a change, and whether the reviewers must look again. */
export function mergedDocument(
  before: CardDocument,
  { document, kind }: CardChange,
): { document: CardDocument; reviewed: boolean } {
  const reviewed =
    differs(before.base, document.base, reviewedFields) ||
    (kind.detail !== null && differs(before.special, document.special, [kind.detail]));
  return {
    document: {
      base: { ...before.base, ...document.base },
      advanced: document.advanced === null ? before.advanced : mergedAdvanced(before.advanced, document.advanced),
      special: { ...before.special, ...document.special },
    },
    reviewed,
  };
}

export interface StockChange {
  readonly number: string;
  readonly delta: number;
  readonly increase: number;
}

/** @throws Refused 41012, 40122 */
export function stockChangeOf(body: JsonObject): StockChange {
  const number = cardIdIn(body);
  const part = (key: string): number => wholeWithin(body, key, 0, mostStock, f.invalidQuantity) ?? 0;
  const increase = part('increase_stock_value');
  return { number, increase, delta: increase - part('reduce_stock_value') };
}

export interface ListRequest {
  readonly offset: number;
  readonly count: number;
  readonly states: ReviewState[] | null;
}

const mostListed = 50;

/** `status_list` may be one text: EasyWeChat 5 sends it so. @throws Refused 40035 */
export function listRequestOf(body: JsonObject): ListRequest {
  const offset = wholeWithin(body, 'offset', 0, 1e9, f.invalidParameters) ?? 0;
  const count = wholeWithin(body, 'count', 0, mostListed, f.invalidParameters) ?? mostListed;
  const { status_list: list } = body;
  const texts = (Array.isArray(list) ? list : [list]).filter(
    (item) => item !== undefined && item !== null && item !== '',
  );
  const states = texts.map(
    (item) =>
      (typeof item === 'string' ? statesByStatus.get(item.trim()) : undefined) ??
      refuse(f.invalidCardStatus, 'status_list'),
  );
  return { offset, count, states: states.length === 0 ? null : states };
}

/** What the wallet asks: whose, and of which card. @throws Refused 41009 */
export function walletRequestOf(body: JsonObject): { openid: string; number: string | null } {
  return { openid: textIn(body, 'openid') ?? refuse(f.missingOpenid), number: textIn(body, 'card_id') };
}
