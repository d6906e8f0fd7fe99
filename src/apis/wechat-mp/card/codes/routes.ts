// Codes: looked up, redeemed, renamed, ended, decrypted; imported, counted and checked.
// Must not hold rules: the coupon domain decides what a code may do.
import { type CodeRef, type Coupon, isUsable } from '../../../../domain/coupons/index.js';
import type { JsonObject } from '../../../../kernel/exact-json.js';
import type { RoomServices } from '../../../room.js';
import { ok } from '../../envelope.js';
import type { CallByAccount, Result, Route } from '../../gate.js';
import { jsonBody, textIn, truthIn } from '../../json-body.js';
import { cardFailures as f, refusalFailures } from '../failures.js';
import { refuse } from '../fields.js';
import { cardRoute } from '../routes.js';
import { cardIdIn } from '../schema.js';
import { decryptCode } from './encrypted-code.js';
import { fromCoupon } from './mapping.js';
import { checksConsume, codeRefOf, codesOf, encryptedCodeOf, newCodeOf, reasonOf, sorted } from './schema.js';

type Handle = (call: CallByAccount) => Promise<Result>;

export function codeRoutes({ audience, coupons, clock }: RoomServices): Route[] {
  /** The copy a request means. Codes a merchant made are unique within their card only, so the card must be named. */
  async function named(call: CallByAccount, body: JsonObject): Promise<{ ref: CodeRef; coupon: Coupon }> {
    const { code, offer } = codeRefOf(body);
    if (offer !== undefined) await coupons.findOffer(call.account.id, offer);
    const coupon = await coupons.findCode({ accountId: call.account.id, code, offer });
    if (offer === undefined && (await coupons.findOffer(call.account.id, coupon.offer)).codeMode !== 'generated') {
      refuse(f.missingCardId);
    }
    if (coupon.state === 'given') refuse(f.invalidSerialCode);
    return { ref: { accountId: call.account.id, code, offer: coupon.offer }, coupon };
  }

  const get: Handle = async (call) => {
    const body = jsonBody(call.body);
    const { coupon } = await named(call, body);
    const usable = isUsable(coupon.state);
    if (!usable && coupon.state !== 'normal' && checksConsume(body)) refuse(refusalFailures[refusedState(coupon)]);
    const now = clock.now();
    return { json: { ...ok, ...fromCoupon(coupon, usable && now >= coupon.beginsAt && now <= coupon.endsAt) } };
  };

  const consume: Handle = async (call) => {
    const body = jsonBody(call.body);
    const { ref } = await named(call, body);
    const channel = textIn(body, 'outer_str');
    const { offer, holder } = await coupons.redeem({
      ...ref,
      ...(channel === null ? {} : { channel }),
      facts: { source: 'api' },
    });
    return { json: { ...ok, card: { card_id: offer }, openid: holder } };
  };

  const rename: Handle = async (call) => {
    const body = jsonBody(call.body);
    const newCode = newCodeOf(body);
    const { ref } = await named(call, body);
    await coupons.changeCode(ref, newCode);
    return { json: ok };
  };

  const end: Handle = async (call) => {
    const body = jsonBody(call.body);
    const reason = reasonOf(body);
    const { ref } = await named(call, body);
    await coupons.makeUnavailable(ref, reason);
    return { json: ok };
  };

  /** Sets a code aside for one of those who look at it at the same time. */
  const mark: Handle = async (call) => {
    const body = jsonBody(call.body);
    const openid = textIn(body, 'openid') ?? refuse(f.missingOpenid);
    const marked = truthIn(body, 'is_mark') ?? refuse(f.missingFields, 'is_mark');
    const { ref } = await named(call, body);
    if ((await audience.find(call.account.id, openid.slice(0, 64))) === null) refuse(f.invalidOpenid);
    await coupons.mark(ref, openid, marked);
    return { json: ok };
  };

  const decrypt: Handle = async ({ account, body }) => {
    const code = decryptCode(encryptedCodeOf(jsonBody(body)), account) ?? refuse(f.invalidEncryptCode);
    return { json: { ...ok, code } };
  };

  const deposit: Handle = async ({ account, body }) => {
    const { number, codes } = codesOf(jsonBody(body));
    const { fitting, tooLong } = sorted(codes);
    const { added, duplicates, failed } = await coupons.importCodes(account.id, number, fitting);
    return { json: { ...ok, succ_code: added, duplicate_code: duplicates, fail_code: [...failed, ...tooLong] } };
  };

  const count: Handle = async ({ account, body }) => {
    const { stored } = await coupons.countCodes(account.id, cardIdIn(jsonBody(body)));
    return { json: { ...ok, count: stored } };
  };

  const check: Handle = async ({ account, body }) => {
    const { number, codes } = codesOf(jsonBody(body));
    const { known, unknown } = await coupons.checkCodes(account.id, number, codes);
    return { json: { ...ok, exist_code: known, not_exist_code: unknown } };
  };

  return [
    cardRoute('/card/code/get', get),
    cardRoute('/card/code/consume', consume),
    cardRoute('/card/code/update', rename),
    cardRoute('/card/code/unavailable', end),
    cardRoute('/card/code/mark', mark),
    cardRoute('/card/code/decrypt', decrypt),
    cardRoute('/card/code/deposit', deposit),
    cardRoute('/card/code/getdepositcount', count),
    cardRoute('/card/code/checkcode', check),
  ];
}

/** The refusal that belongs to a copy's state when it cannot be redeemed. */
function refusedState({ state }: Coupon): 'consumed' | 'expired' | 'gifting' | 'given' | 'unavailable' | 'deleted' {
  if (state === 'normal' || state === 'gift-returned') throw new Error(`a ${state} copy can be redeemed`);
  return state;
}
