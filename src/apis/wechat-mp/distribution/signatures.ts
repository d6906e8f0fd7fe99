// The signatures of pages that use the vendor's script: of the page itself, of a card to add, of cards to choose from.
// Must not fetch keys. developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/JS-SDK.html, appendices 1 and 4.
import { createHash, timingSafeEqual } from 'node:crypto';

const sha1 = (text: string): string => createHash('sha1').update(text, 'utf8').digest('hex');

/** Values sorted as byte strings, joined without a separator; empty ones vanish. */
const sorted = (values: readonly string[]): string =>
  [...values].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))).join('');

/** wx.config: this order of keys, nothing escaped, the address without what follows its `#`. */
export const pageSignature = (ticket: string, nonce: string, timestamp: string, url: string): string =>
  sha1(`jsapi_ticket=${ticket}&noncestr=${nonce}&timestamp=${timestamp}&url=${url.split('#', 1)[0] ?? ''}`);

export interface CardSigned {
  readonly cardId: string;
  readonly timestamp: string;
  readonly code: string;
  readonly openid: string;
  readonly nonce: string;
  /** Red-packet cards only. */
  readonly balance: string;
}

/** wx.addCard and the card_ext of messages. */
export const cardSignature = (ticket: string, of: CardSigned): string =>
  sha1(sorted([ticket, of.timestamp, of.cardId, of.code, of.openid, of.nonce, of.balance]));

export interface ChoiceSigned {
  readonly appid: string;
  readonly shopId: string;
  readonly timestamp: string;
  readonly nonce: string;
  readonly cardId: string;
  readonly cardType: string;
}

/** wx.chooseCard. */
export const choiceSignature = (ticket: string, of: ChoiceSigned): string =>
  sha1(sorted([ticket, of.appid, of.shopId, of.timestamp, of.nonce, of.cardId, of.cardType]));

/** 从卡券内跳转外链: of an address opened from somebody's card. The code is the plain one. */
export const linkSignature = (secret: string, code: string, cardId: string): string =>
  sha1(sorted([secret, code, cardId]));

/** Whether `given` is one of these, compared without telling by the time it takes. */
export function isOneOf(given: string, signatures: readonly string[]): boolean {
  const bytes = Buffer.from(given.toLowerCase());
  return signatures.some((each) => each.length === bytes.length && timingSafeEqual(Buffer.from(each), bytes));
}
