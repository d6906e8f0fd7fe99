// The fields of a card's document as data: which there are, how long they may be, which send a card back to review.
// Must not know how a card is stored. Sizes are bytes of UTF-8, three to a Chinese character, as the vendor's table counts them.
import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/exact-json.js';
import { type Failure, Refused } from '../envelope.js';
import { objectIn, textIn, truthIn, wholeIn } from '../json-body.js';
import { cardFailures } from './failures.js';

export const refuse = (failure: Failure, place?: string): never => {
  throw new Refused(place === undefined ? failure : { ...failure, place });
};

/** Names the place of a missing field. */
export const missing = (path: string): never => refuse(cardFailures.missingFields, path);

/** Names the place of a missing field of a card as the vendor's answers do: `m_data.base_info().title`. */
export const missingInCard = (path: string): never => missing(`m_data.${path.replaceAll('.', '().')}`);

const longest: Readonly<Record<string, number>> = {
  logo_url: 128,
  brand_name: 36,
  title: 27,
  notice: 48,
  description: 3_072,
  sub_title: 54,
  service_phone: 24,
  center_title: 18,
  center_sub_title: 24,
  center_url: 128,
  custom_url_name: 15,
  custom_url: 128,
  custom_url_sub_title: 18,
  promotion_url_name: 15,
  promotion_url: 128,
  promotion_url_sub_title: 18,
  center_app_brand_user_name: 128,
  center_app_brand_pass: 128,
  custom_app_brand_user_name: 128,
  custom_app_brand_pass: 128,
  promotion_app_brand_user_name: 128,
  promotion_app_brand_pass: 128,
  source: 36,
};

export const requiredTexts = [
  'logo_url',
  'code_type',
  'brand_name',
  'title',
  'color',
  'notice',
  'description',
] as const;
/** Fixed once the card is made. */
const fixedTexts: ReadonlySet<string> = new Set(['brand_name', 'source']);
/** A change of these is looked at again by the reviewers. */
export const reviewedFields: ReadonlySet<string> = new Set(['logo_url', 'notice', 'description', 'color', 'title']);

const codeTypes: ReadonlySet<string> = new Set([
  'CODE_TYPE_TEXT',
  'CODE_TYPE_BARCODE',
  'CODE_TYPE_QRCODE',
  'CODE_TYPE_ONLY_QRCODE',
  'CODE_TYPE_ONLY_BARCODE',
  'CODE_TYPE_NONE',
]);

/** @throws Refused 45021 */
export function checkLength(text: string, most: number, path: string): string {
  if (Buffer.byteLength(text) > most) refuse(cardFailures.tooLong, path);
  return text;
}

/**
 * The texts of base_info that are there, checked one by one.
 * @throws Refused 45021 too long, 40072 code type
 */
export function textsOf(base: JsonObject, updating: boolean): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, most] of Object.entries(longest)) {
    const raw = base[name];
    // A text keeps its blanks and line breaks; one of blanks only counts as none.
    const text = typeof raw === 'string' && raw.trim() !== '' ? raw : textIn(base, name);
    if (text === null || (updating && fixedTexts.has(name))) continue;
    found[name] = checkLength(text, most, `base_info.${name}`);
  }
  const codeType = textIn(base, 'code_type');
  if (codeType !== null) {
    if (!codeTypes.has(codeType)) refuse(cardFailures.invalidCodeType);
    found.code_type = codeType;
  }
  const color = textIn(base, 'color');
  if (color !== null) found.color = color;
  return found;
}

const mostPois = 1_000;

/** Store ids; a text or a 0 alone clears them on update. @throws Refused 45025, 40098 */
export function locationsOf(base: JsonObject): number[] | undefined {
  const value = base.location_id_list;
  if (value === undefined || value === null || value === '') return undefined;
  // The table of the update prints `1234,2314` as one text.
  const list = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [value];
  if (list.length > mostPois) refuse(cardFailures.tooManyPois);
  // Objects of the exact reader have no prototype, and Number() would not survive one.
  const ids = list.map((item) =>
    typeof item === 'number' ? item : typeof item === 'string' && /^\s*\d+\s*$/.test(item) ? Number(item) : Number.NaN,
  );
  if (ids.some((id) => !Number.isSafeInteger(id) || id < 0)) refuse(cardFailures.invalidPoi);
  return ids.length === 1 && ids[0] === 0 ? [] : ids;
}

/** A whole number within bounds; null when absent. @throws Refused with `failure` */
export function wholeWithin(
  source: JsonObject,
  key: string,
  from: number,
  to: number,
  failure: Failure,
): number | null {
  const value = wholeIn(source, key);
  if (value === null) return null;
  return value >= from && value <= to ? value : refuse(failure, key);
}

const services: ReadonlySet<string> = new Set([
  'BIZ_SERVICE_DELIVER',
  'BIZ_SERVICE_FREE_PARK',
  'BIZ_SERVICE_WITH_PET',
  'BIZ_SERVICE_FREE_WIFI',
]);
const days: ReadonlySet<string> = new Set([
  'MONDAY',
  'TUESDAY',
  'WEDNESDAY',
  'THURSDAY',
  'FRIDAY',
  'SATURDAY',
  'SUNDAY',
  'HOLIDAY',
]);
const mostCost = 100_000_000_00;
/** The vendor names no most; a page of more is none. */
const mostItems = 50;
const longestAbstract = 1_024;

const listOf = (source: JsonObject, key: string): JsonValue[] => {
  const value = source[key];
  if (!Array.isArray(value)) return [];
  if (value.length > mostItems) refuse(cardFailures.invalidCard, key);
  return value;
};
const objectsOf = (source: JsonObject, key: string): JsonObject[] =>
  listOf(source, key).map((item) => (isJsonObject(item) ? item : refuse(cardFailures.invalidCard, key)));

function conditionOf(source: JsonObject): JsonObject {
  const condition: JsonObject = {};
  for (const name of ['accept_category', 'reject_category', 'object_use_for']) {
    const text = textIn(source, name);
    if (text !== null) condition[name] = checkLength(text, 512, `use_condition.${name}`);
  }
  const least = wholeWithin(source, 'least_cost', 0, mostCost, cardFailures.invalidCard);
  if (least !== null) condition.least_cost = least;
  const beside = truthIn(source, 'can_use_with_other_discount');
  if (beside !== null) condition.can_use_with_other_discount = beside;
  return condition;
}

function timesOf(source: JsonObject): JsonObject[] {
  return objectsOf(source, 'time_limit').map((item) => {
    const limit: JsonObject = {};
    const type = textIn(item, 'type');
    if (type !== null) limit.type = days.has(type) ? type : refuse(cardFailures.invalidTimeLimit, 'type');
    for (const [name, most] of [
      ['begin_hour', 24],
      ['end_hour', 24],
      ['begin_minute', 59],
      ['end_minute', 59],
    ] as const) {
      const value = wholeWithin(item, name, 0, most, cardFailures.invalidTimeLimit);
      if (value !== null) limit[name] = value;
    }
    return limit;
  });
}

/** Cards shared among friends are not issued here; whoever asks for one must not get another kind. @throws Refused 45045, 40142 */
function refuseSharing(source: JsonObject): void {
  if (truthIn(source, 'share_friends') === true) refuse(cardFailures.sharingNotAllowed);
  if (listOf(source, 'consume_share_card_list').length > 0)
    refuse(cardFailures.invalidSharing, 'consume_share_card_list');
}

/** The parts of advanced_info that are there, as `card/get` gives them back. `images`: every picture address in them. */
export function advancedOf(card: JsonObject): { advanced: JsonObject; images: string[] } | null {
  const source = objectIn(card, 'advanced_info');
  if (source === null) return null;
  refuseSharing(source);
  const images: string[] = [];
  const picture = (url: string | null, path: string): string => {
    if (url === null) return missingInCard(`advanced_info.${path}`);
    images.push(url);
    return checkLength(url, 128, path);
  };
  const advanced: JsonObject = {};
  const condition = objectIn(source, 'use_condition');
  if (condition !== null) advanced.use_condition = conditionOf(condition);
  const cover = objectIn(source, 'abstract');
  if (cover !== null) {
    const icons = listOf(cover, 'icon_url_list').map((item) =>
      picture(typeof item === 'string' ? item.trim() : null, 'abstract.icon_url_list'),
    );
    if (icons.length > 1) refuse(cardFailures.tooManyIcons, 'icon_url_list');
    const text = textIn(cover, 'abstract');
    advanced.abstract = {
      ...(text === null ? {} : { abstract: checkLength(text, longestAbstract, 'abstract.abstract') }),
      ...(Array.isArray(cover.icon_url_list) ? { icon_url_list: icons } : {}),
    };
  }
  const has = (name: string): boolean => Array.isArray(source[name]);
  if (has('text_image_list')) {
    advanced.text_image_list = objectsOf(source, 'text_image_list').map((item) => ({
      image_url: picture(textIn(item, 'image_url'), 'text_image_list.image_url'),
      text: checkLength(textIn(item, 'text') ?? '', 512, 'text_image_list.text'),
    }));
  }
  if (has('business_service')) {
    advanced.business_service = listOf(source, 'business_service').map((item) =>
      typeof item === 'string' && services.has(item.trim())
        ? item.trim()
        : refuse(cardFailures.invalidCard, 'business_service'),
    );
  }
  if (has('time_limit')) advanced.time_limit = timesOf(source);
  return { advanced, images };
}

/** advanced_info after a change: parts that were sent replace theirs, and within the objects the members that were sent. */
export function mergedAdvanced(before: JsonObject | null, change: JsonObject): JsonObject {
  const merged: JsonObject = { ...before, ...change };
  for (const name of ['use_condition', 'abstract']) {
    const [old, given] = [before?.[name], change[name]];
    if (isJsonObject(old ?? null) && isJsonObject(given ?? null)) {
      merged[name] = { ...(old as JsonObject), ...(given as JsonObject) };
    }
  }
  return merged;
}
