// What the code interfaces take: a code, the card it belongs to, lists of codes to import.
// Must not look codes up. developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Redeeming_a_coupon_voucher_or_card.html
import type { JsonObject } from '../../../../kernel/exact-json.js';
import { textIn, truthIn } from '../../json-body.js';
import { cardFailures as f } from '../failures.js';
import { checkLength, refuse } from '../fields.js';
import { cardIdIn } from '../schema.js';

/** Longest code anything takes. Imported ones are at most 20 characters, renamed ones 64. */
const longestCode = 64;
const longestImported = 20;
const mostCodes = 100;

/** Names a code, and the card when the request does. @throws Refused 41013, 40116 */
export function codeRefOf(body: JsonObject): { code: string; offer: string | undefined } {
  const code = textIn(body, 'code') ?? refuse(f.missingCode);
  if (code.length > longestCode) refuse(f.invalidCode);
  return { code, offer: textIn(body, 'card_id') ?? undefined };
}

/** Whether abnormal states are errors; they are unless the request says otherwise. */
export const checksConsume = (body: JsonObject): boolean => truthIn(body, 'check_consume') ?? true;

/** Both npm clients send `newcode`. @throws Refused 41013, 40116 */
export function newCodeOf(body: JsonObject): string {
  const code = textIn(body, 'new_code') ?? textIn(body, 'newcode') ?? refuse(f.missingCode);
  return code.length > longestCode ? refuse(f.invalidCode) : code;
}

export const reasonOf = (body: JsonObject): string => checkLength(textIn(body, 'reason') ?? '', 512, 'reason');

/** @throws Refused 40075 */
export const encryptedCodeOf = (body: JsonObject): string =>
  textIn(body, 'encrypt_code') ?? refuse(f.invalidEncryptCode);

/** A card and up to 100 codes. @throws Refused 41012, 41013, 40109, 40110, 40116 */
export function codesOf(body: JsonObject): { number: string; codes: string[] } {
  const number = cardIdIn(body);
  const { code } = body;
  if (!Array.isArray(code)) return refuse(f.missingCode);
  if (code.length > mostCodes) refuse(f.tooManyCodes);
  const codes = code.map((item) => {
    const text =
      typeof item === 'string' ? item.trim() : typeof item === 'number' || typeof item === 'bigint' ? String(item) : '';
    return text === '' ? refuse(f.emptyCode) : text;
  });
  return { number, codes };
}

/** Codes that may be imported, and those that may not: longer than 20 characters. */
export function sorted(codes: readonly string[]): { fitting: string[]; tooLong: string[] } {
  const fitting: string[] = [];
  const tooLong: string[] = [];
  for (const code of codes) ([...code].length <= longestImported ? fitting : tooLong).push(code);
  return { fitting, tooLong };
}
