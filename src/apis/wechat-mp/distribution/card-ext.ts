// card_ext: what a merchant's page or message signs for one claim. Read, and verified with the account's wx_card tickets.
// Must not claim. developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/JS-SDK.html, appendix 4.
import type { Account } from '../../../domain/accounts/index.js';
import type { Distribution, SignedClaim } from '../../../domain/distribution/index.js';
import { DomainError } from '../../../kernel/errors.js';
import {
  isJsonObject,
  type JsonObject,
  JsonSyntaxError,
  parseJson,
  stringifyJson,
} from '../../../kernel/exact-json.js';
import { textIn } from '../json-body.js';
import { cardSignature, isOneOf } from './signatures.js';

const longest = 4_096;

/** The member `card_ext` as text: some clients send the object itself. Null when there is none. */
export function cardExtText(source: JsonObject): string | null {
  const value = source.card_ext;
  if (isJsonObject(value)) return stringifyJson(value);
  return textIn(source, 'card_ext');
}

const invalid = (text: string): DomainError =>
  new DomainError('INVALID', `card_ext: ${text}`, { reason: 'bad-signature' });

/** @throws DomainError INVALID for anything that is no JSON object or lacks time or signature */
export function readCardExt(text: string): JsonObject {
  if (text.length > longest) throw invalid('too long');
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw invalid(error.message);
    throw error;
  }
  if (!isJsonObject(value as JsonObject)) throw invalid('no JSON object');
  const ext = value as JsonObject;
  if (!/^\d{10}$/.test(textIn(ext, 'timestamp') ?? '')) throw invalid('timestamp is not ten digits');
  if (textIn(ext, 'signature') === null) throw invalid('no signature');
  return ext;
}

/** @throws DomainError INVALID unless it was signed for this card with a ticket that is good still */
export async function openCardExt(
  distribution: Distribution,
  account: Account,
  cardId: string,
  text: string,
): Promise<SignedClaim> {
  const ext = readCardExt(text);
  const value = (name: string): string => textIn(ext, name) ?? '';
  const signature = value('signature');
  const signed = {
    cardId,
    timestamp: value('timestamp'),
    code: value('code'),
    openid: value('openid'),
    // Some clients take the name the page's own signature has.
    nonce: value('nonce_str') || value('noncestr'),
    balance: value('balance'),
  };
  const keys = await distribution.signingKeys(account.id, 'offer');
  const right = keys.map((key) => cardSignature(key, signed));
  if (!isOneOf(signature, right)) throw invalid('the signature is not of this card and these values');
  const begin = value('fixed_begintimestamp');
  const number = value('outer_id');
  return {
    fingerprint: signature.toLowerCase(),
    code: signed.code === '' ? null : signed.code,
    holder: signed.openid === '' ? null : signed.openid,
    channel: (value('outer_str') || number).slice(0, 128),
    facts: /^\d{1,60}$/.test(number) ? { outerId: number } : {},
    beginsAt: /^\d{10}$/.test(begin) ? Number(begin) * 1000 : null,
  };
}
