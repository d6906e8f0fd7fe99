// The failures of the card interfaces: codes and texts as the vendor sends them, and what each refusal of a coupon is here.
// Must not decide when one arises. developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer, 卡券错误码; global return codes.
import { type CouponRefusal, refusalOf } from '../../../domain/coupons/index.js';
import type { Failure } from '../envelope.js';

export const cardFailures = {
  invalidOpenid: { errcode: 40003, text: 'invalid openid' },
  invalidFileType: { errcode: 40005, text: 'invalid file type' },
  invalidImageSize: { errcode: 40009, text: 'invalid image size' },
  invalidParameters: { errcode: 40035, text: 'invalid parameter' },
  invalidActionName: { errcode: 40052, text: 'invalid action name' },
  invalidActionInfo: { errcode: 40053, text: 'invalid action info, please check document' },
  invalidSerialCode: { errcode: 40056, text: 'invalid serial code' },
  invalidSku: { errcode: 40070, text: 'invalid sku info' },
  invalidCardType: { errcode: 40071, text: 'invalid card type' },
  invalidCodeType: { errcode: 40072, text: 'invalid code type' },
  invalidCardId: { errcode: 40073, text: 'invalid card id' },
  invalidEncryptCode: { errcode: 40075, text: 'invalid encrypt code' },
  invalidColor: { errcode: 40076, text: 'invalid color id' },
  invalidCardStatus: { errcode: 40078, text: 'invalid card status' },
  invalidTime: { errcode: 40079, text: 'invalid time' },
  invalidCardExt: { errcode: 40080, text: 'invalid card ext' },
  locationsNotAll: { errcode: 40093, text: 'not completely ok, please check location_id=-1' },
  invalidPoi: { errcode: 40098, text: 'invalid poiid' },
  codeConsumed: { errcode: 40099, text: 'invalid code, this code has consumed.' },
  invalidDateInfo: {
    errcode: 40100,
    text: 'invalid DateInfo, Make Sure OldDateInfoType==NewDateInfoType && NewBeginTime<=OldBeginTime && OldEndTime<= NewEndTime',
  },
  tooManyCodes: { errcode: 40109, text: 'too many code size, must <= 100' },
  emptyCode: { errcode: 40110, text: 'have empty code' },
  sameCode: { errcode: 40111, text: 'have same code' },
  invalidCode: { errcode: 40116, text: 'invalid code' },
  invalidQuantity: { errcode: 40122, text: 'invalid card quantity' },
  invalidCopyStatus: {
    errcode: 40127,
    text: 'invalid user-card status! Hint: the card was given to user, but may be deleted or expired or set unavailable !',
  },
  tooFewCodes: {
    errcode: 40136,
    text: 'invalid use DepositCodeMode, make sure sku.quantity>DepositCode.quantity',
  },
  invalidImageUrl: { errcode: 40141, text: 'invalid image url' },
  invalidSharing: { errcode: 40142, text: 'invalid sharecard parameters' },
  payCellAndCenter: {
    errcode: 40145,
    text: 'invalid update! Can not both set PayCell and CenterCellInfo(include: center_title, center_sub_title, center_url).',
  },
  markedByAnother: { errcode: 40146, text: 'invalid openid: card marked by another user' },
  redeemedTooOften: { errcode: 40147, text: 'consume time over range' },
  invalidTimeLimit: { errcode: 40149, text: 'invalid use time limit' },
  invalidCard: { errcode: 40150, text: 'invalid card parameters' },
  antispam: { errcode: 40151, text: 'text/pic hit antispam' },
  missingOpenid: { errcode: 41009, text: 'missing openid' },
  missingFields: {
    errcode: 41011,
    text: 'missing required fields! please check document and request json!',
  },
  missingCardId: { errcode: 41012, text: 'missing card id' },
  missingCode: { errcode: 41013, text: 'missing code' },
  payNotAllowed: { errcode: 43008, text: 'require biz pay auth' },
  customCodeNotAllowed: { errcode: 43009, text: 'can not use custom code, need authorize' },
  customUrlNotAllowed: { errcode: 43012, text: 'can not use custom url, need authorize' },
  locationRequired: { errcode: 43017, text: 'require location id!' },
  tooLong: {
    errcode: 45021,
    text: 'some argument may be out of length limit! please check document and request json!',
  },
  tooManyPois: { errcode: 45025, text: 'poiid count is out of limit' },
  notForCustomCodes: { errcode: 45030, text: 'limit cardid, not support this function' },
  outOfStock: { errcode: 45031, text: 'stock is out of limit' },
  outOfGetLimit: { errcode: 45033, text: 'user get card num is out of get_limit' },
  outOfTotalQuantity: { errcode: 45041, text: 'this card reach total sku quantity limit!' },
  tooManyIcons: { errcode: 45044, text: 'icon url size in abstract is out of limit' },
  sharingNotAllowed: { errcode: 45045, text: 'unauthorized friends card, please contact administrator' },
  cellsConflict: {
    errcode: 45046,
    text: 'operate field conflict, CenterCell, PayCell, SelfConsumeCell conflict',
  },
  dateFormat: { errcode: 61500, text: 'date format error' },
  dateRange: { errcode: 61501, text: 'date range error' },
} as const satisfies Record<string, Failure>;

const f = cardFailures;

/** What each refusal of the coupon domain is in this protocol. */
export const refusalFailures = {
  'unknown-offer': f.invalidCardId,
  'unknown-code': f.invalidSerialCode,
  'unknown-gift': f.invalidSerialCode,
  // Ids are drawn at random; it would have to be drawn twice.
  'number-taken': { errcode: -1, text: 'system error' },
  'ambiguous-code': f.missingCardId,
  'not-approved': f.invalidCardStatus,
  'offer-deleted': f.invalidCardStatus,
  'offer-over': f.invalidTime,
  'sold-out': f.outOfStock,
  'limit-reached': f.outOfGetLimit,
  'redeem-limit-reached': f.redeemedTooOften,
  'marked-by-another': f.markedByAnother,
  'code-required': f.missingCode,
  'code-not-wanted': f.invalidCode,
  'code-taken': f.sameCode,
  'wrong-code-mode': f.customCodeNotAllowed,
  'too-few-codes': f.tooFewCodes,
  'bad-stock': f.invalidQuantity,
  'bad-validity': f.invalidTime,
  'not-wider': f.invalidDateInfo,
  'bad-code': f.invalidCode,
  'not-holder': f.invalidOpenid,
  'not-giftable': f.invalidCard,
  'own-gift': f.invalidSerialCode,
  'gift-over': f.invalidSerialCode,
  'not-yet-valid': f.invalidTime,
  consumed: f.codeConsumed,
  expired: f.invalidCopyStatus,
  gifting: f.invalidCopyStatus,
  given: f.invalidSerialCode,
  unavailable: f.invalidCopyStatus,
  deleted: f.invalidCopyStatus,
} as const satisfies Record<CouponRefusal, Failure>;

/** The failure of a refusal by the coupon domain; null for any other error. */
export function refusalFailure(error: unknown): Failure | null {
  const reason = refusalOf(error);
  return reason === null ? null : (refusalFailures[reason] ?? null);
}
