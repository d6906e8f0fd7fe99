// What QR codes and shelves take.
// Must not look cards up. developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Distributing_Coupons_Vouchers_and_Cards.html
import { isJsonObject, type JsonObject } from '../../../kernel/exact-json.js';
import { cardFailures } from '../card/failures.js';
import { missing, refuse } from '../card/fields.js';
import { objectIn, textIn, truthIn, wholeIn } from '../json-body.js';
import { f } from './failures.js';

export const bodyLimit = 256 * 1024;

export interface QrItem {
  readonly cardId: string;
  readonly code: string | null;
  readonly openid: string | null;
  readonly unique: boolean;
  readonly outerId: string | null;
  readonly outerStr: string | null;
}

export interface QrRequest {
  readonly items: readonly QrItem[];
  readonly lifeSeconds: number;
}

const mostCards = 5;
/** "不填默认有效期为365天" */
const defaultLife = 365 * 86_400;
const longestOuterStr = 128;

/** The card id of a body. @throws Refused 41012 */
export const cardIdOf = (source: JsonObject): string => textIn(source, 'card_id') ?? refuse(cardFailures.missingCardId);

function itemOf(source: JsonObject): QrItem {
  const outerId = textIn(source, 'outer_id');
  const outerStr = textIn(source, 'outer_str');
  if (outerId !== null && !/^\d{1,60}$/.test(outerId)) refuse(cardFailures.invalidActionInfo, 'outer_id');
  if (outerStr !== null && outerStr.length > longestOuterStr) refuse(cardFailures.tooLong, 'outer_str');
  return {
    cardId: cardIdOf(source),
    code: textIn(source, 'code'),
    openid: textIn(source, 'openid'),
    unique: truthIn(source, 'is_unique_code') ?? false,
    outerId: outerId === '0' ? null : outerId,
    outerStr,
  };
}

/** One SDK makes the name of the action from the first key of the information, which may be the expiry. */
function nameOf(body: JsonObject, info: JsonObject): string | null {
  const name = textIn(body, 'action_name');
  if (name !== 'QR_EXPIRE_SECONDS') return name;
  return isJsonObject(info.multiple_card) ? 'QR_MULTIPLE_CARD' : 'QR_CARD';
}

/** @throws Refused 40052, 40053, 41012, 45021 */
export function qrRequestOf(body: JsonObject): QrRequest {
  const info = objectIn(body, 'action_info') ?? {};
  const name = nameOf(body, info);
  if (name !== 'QR_CARD' && name !== 'QR_MULTIPLE_CARD') return refuse(cardFailures.invalidActionName);
  const card = objectIn(info, 'card');
  let items: QrItem[];
  if (name === 'QR_CARD') {
    items = [itemOf(card ?? refuse(cardFailures.invalidActionInfo))];
  } else {
    const list = objectIn(info, 'multiple_card')?.card_list;
    if (!Array.isArray(list) || list.length === 0 || list.length > mostCards) {
      return refuse(cardFailures.invalidActionInfo);
    }
    items = list.map((each) => itemOf(isJsonObject(each) ? each : refuse(cardFailures.invalidActionInfo)));
  }
  // At the top, as the table says; within the card, as the sample of the same page has it.
  const life = [body, card ?? {}, info].map((each) => wholeIn(each, 'expire_seconds')).find((each) => each !== null);
  if (life !== undefined && !(life >= 60 && life <= 1800)) {
    return refuse(cardFailures.invalidActionInfo, 'expire_seconds');
  }
  return { items, lifeSeconds: life ?? defaultLife };
}

const scenes = [
  'SCENE_NEAR_BY',
  'SCENE_MENU',
  'SCENE_QRCODE',
  'SCENE_ARTICLE',
  'SCENE_H5',
  'SCENE_IVR',
  'SCENE_CARD_CUSTOM_CELL',
] as const;
const longestUrl = 512;
/** The vendor names no most (POLICY). */
const mostOnShelf = 50;

export interface ShelfRequest {
  readonly title: string;
  readonly banner: string;
  readonly shareable: boolean;
  readonly scene: string;
  /** From 1, as addresses of landing pages have it. */
  readonly sceneNumber: number;
  readonly cards: readonly { readonly cardId: string; readonly thumb: string }[];
}

/** @throws Refused 41011, 40083, 40129, 45039, 41012 */
export function shelfRequestOf(body: JsonObject): ShelfRequest {
  const banner = textIn(body, 'banner') ?? missing('banner');
  if (banner.length > longestUrl) refuse(f.invalidBannerUrl);
  // The table says `title`; sample and clients say page_title.
  const title = textIn(body, 'page_title') ?? textIn(body, 'title') ?? missing('page_title');
  const shareable = truthIn(body, 'can_share') ?? missing('can_share');
  const named = textIn(body, 'scene') ?? missing('scene');
  const scene = scenes.find((each) => each === named) ?? scenes[/^\d$/.test(named) ? Number(named) : -1];
  if (scene === undefined) return refuse(f.invalidScene);
  const list = body.card_list;
  if (!Array.isArray(list)) return missing('card_list');
  if (list.length === 0 || list.length > mostOnShelf) refuse(f.cardListSize);
  return {
    title: title.length > 64 ? refuse(cardFailures.tooLong, 'page_title') : title,
    banner,
    shareable,
    scene,
    sceneNumber: scenes.indexOf(scene) + 1,
    cards: list.map((each) => {
      if (!isJsonObject(each)) return missing('card_list[].card_id');
      const thumb = textIn(each, 'thumb_url') ?? missing('card_list[].thumb_url');
      return {
        cardId: cardIdOf(each),
        thumb: thumb.length > longestUrl ? refuse(cardFailures.tooLong, 'thumb_url') : thumb,
      };
    }),
  };
}
