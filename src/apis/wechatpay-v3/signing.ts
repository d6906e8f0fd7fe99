// The signature on what this server sends: answers and callbacks carry the same five headers over the same three lines.
// Must not decide which key signs.
import type { Account, ServerKey } from '../../domain/accounts/index.js';
import type { Clock } from '../../kernel/clock.js';
import { signRsaSha256 } from '../../kernel/crypto.js';
import { alphanumeric, type RandomBytes } from '../../kernel/ids.js';
import type { Mode } from './modes.js';

export interface Signer {
  /** The five Wechatpay headers for a body, fresh in time and nonce. The body is signed as UTF-8, exactly as given. */
  sign(body: string, key: ServerKey, mode: Mode): Promise<[string, string][]>;
}

/** A wrong signature on purpose begins like this, so that people recognise it in their logs. */
const probePrefix = 'WECHATPAY/SIGNTEST/';

const probeText = (random: RandomBytes): string => probePrefix + random(243).toString('base64');
/** A header as a probe of the receiver has it: wiki, "签名探测流量". */
export const probeOf = (name: string, random: RandomBytes): string | null =>
  name === 'Wechatpay-Signature' ? probeText(random) : null;

export function createSigner(parts: { clock: Clock; random: RandomBytes; signTestPercent: number }): Signer {
  const { clock, random, signTestPercent } = parts;
  const probed = (): boolean => signTestPercent > 0 && (random(4).readUInt32BE(0) / 2 ** 32) * 100 < signTestPercent;
  return {
    sign: async (body, key, mode) => {
      const timestamp = String(Math.floor(clock.now() / 1000));
      const nonce = alphanumeric(32, random);
      const signature = probed()
        ? probeText(random)
        : await signRsaSha256(`${timestamp}\n${nonce}\n${body}\n`, key.privateKey);
      return [
        ['Wechatpay-Nonce', nonce],
        ['Wechatpay-Serial', key.id],
        ['Wechatpay-Signature', signature],
        ['Wechatpay-Signature-Type', mode.scheme],
        ['Wechatpay-Timestamp', timestamp],
      ];
    },
  };
}

/** The key an account's answers and callbacks are signed with when nobody names one. */
export type UsualKey = (account: Account) => ServerKey | null;

function firstKey(account: Account, wanted: (key: ServerKey) => boolean): ServerKey | null {
  for (const key of account.serverKeys.values()) if (wanted(key)) return key;
  return null;
}

/** Its default key; or its public key where those are preferred and it has one. Asked for every answer. */
export const usualKey =
  (signsWith: 'certificate' | 'public-key'): UsualKey =>
  (account) =>
    (signsWith === 'public-key' ? firstKey(account, ({ certificate }) => certificate === null) : null) ??
    account.defaultServerKey ??
    firstKey(account, () => true);

/**
 * The key a request's `Wechatpay-Serial` names; certificate serials compare case-insensitively. Null when it names none
 * of the account's keys, or none that fits the mode: brands have public keys only.
 */
export function namedKey(account: Account, mode: Mode, name: string): ServerKey | null {
  const key = account.serverKeys.get(name) ?? account.serverKeys.get(name.toUpperCase()) ?? null;
  return mode.kind === 'brand' && key?.certificate !== null ? null : key;
}
