// Who is calling: reads Authorization, finds the account and its key, checks the signature over the bytes that arrived.
// Must not parse bodies or answer. In two steps, so that a caller who is nobody is turned away before the body is read.
import type { Account, Accounts, ClientKey } from '../../domain/accounts/index.js';
import type { Clock } from '../../kernel/clock.js';
import { verifyRsaSha256 } from '../../kernel/crypto.js';
import { type Refused, signError } from './envelope.js';
import type { Mode } from './modes.js';

/** Texts of the 401 answers, from the vendor's list of signature questions. */
export const signTexts = {
  format: 'Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》',
  type: 'Http头Authorization认证类型不正确',
  timestamp: 'Http头Authorization中的timestamp与发起请求的时间不得超过5分钟',
  noCertificate: '商户未申请过证书。',
  serial: '商户证书序列号有误。',
  expired: '商户证书已过期。',
  revoked: '商户证书已作废。',
  noApiKey: '商户未设置APIv3密钥。',
  signature: '错误的签名，验签失败',
} as const;

/** How far (ms) a request's time may lie from ours, either way. */
const clockWindowMs = 5 * 60_000;
const shownBodyBytes = 8;

/** What Authorization says: the account it names is known, its signature is not checked yet. */
export interface Claim {
  readonly account: Account;
  readonly key: ClientKey;
  readonly timestamp: string;
  readonly nonce: string;
  readonly signature: string;
}

const parameter = /([a-z_]+)="([^"]*)"(,?)/y;

/**
 * The five parameters in any order: each once, no other, double-quoted, separated by commas without blanks.
 * Null for anything else.
 */
export function readParameters(
  text: string,
  callerName: string,
): (Omit<Claim, 'account' | 'key'> & { caller: string; serial: string }) | null {
  let caller: string | undefined;
  let serial: string | undefined;
  let timestamp: string | undefined;
  let nonce: string | undefined;
  let signature: string | undefined;
  let at = 0;
  for (let count = 1; ; count += 1) {
    parameter.lastIndex = at;
    const match = parameter.exec(text);
    if (match === null) return null;
    const [whole, name, value, comma] = match;
    at += whole.length;
    if (name === callerName && caller === undefined) caller = value;
    else if (name === 'serial_no' && serial === undefined) serial = value;
    else if (name === 'timestamp' && timestamp === undefined) timestamp = value;
    else if (name === 'nonce_str' && nonce === undefined) nonce = value;
    else if (name === 'signature' && signature === undefined) signature = value;
    else return null;
    if (comma === '') {
      if (count !== 5 || at !== text.length) return null;
      break;
    }
  }
  // Five different names: all are set.
  if (!caller || !serial || !timestamp || !nonce || !signature) return null;
  return { caller, serial, timestamp, nonce, signature };
}

/**
 * Everything that can be said from the headers alone.
 * @throws Refused 401 with the vendor's text for each cause
 */
export async function readClaim(
  header: string | undefined,
  mode: Mode,
  accounts: Accounts,
  clock: Clock,
): Promise<Claim> {
  const blank = header === undefined ? -1 : header.indexOf(' ');
  if (header === undefined || blank <= 0) throw signError(signTexts.format);
  if (header.slice(0, blank) !== mode.scheme) throw signError(signTexts.type);
  const parameters = readParameters(header.slice(blank + 1), mode.callerParameter);
  if (parameters === null || !/^[0-9]{1,12}$/.test(parameters.timestamp)) throw signError(signTexts.format);
  const { caller, serial, timestamp, nonce, signature } = parameters;
  if (Math.abs(clock.now() - Number(timestamp) * 1000) > clockWindowMs) throw signError(signTexts.timestamp);
  const account = caller.length > 32 ? null : await accounts.find(mode.kind, caller);
  // No text is published for a number nobody has; that it never got a certificate is true of it (POLICY).
  if (account === null || account.clientKeys.size === 0) throw signError(signTexts.noCertificate);
  // node-v3 sends the serial in lower case.
  const key = account.clientKeys.get(serial) ?? account.clientKeys.get(serial.toUpperCase());
  if (key === undefined) throw signError(signTexts.serial);
  if (key.revoked) throw signError(signTexts.revoked);
  if (key.notAfter !== null && key.notAfter <= clock.now()) throw signError(signTexts.expired);
  return { account, key, timestamp, nonce, signature };
}

const newline = Buffer.from('\n');

/**
 * Checks the signature over method, target, time, nonce and body, each followed by a newline, the last too.
 * @param target the request target as on the request line, nothing decoded
 * @param body the body's bytes as they arrived; of an upload only the bytes of the part `meta`
 * @throws Refused 401 with the vendor's `sign_information`
 */
export function checkSignature(claim: Claim, method: string, target: string, body: Buffer): void {
  // Node hands out header bytes as latin1; written back the same way they are the bytes the caller signed.
  const head = `${method}\n${target}\n${claim.timestamp}\n${claim.nonce}\n`;
  const message =
    body.length === 0
      ? Buffer.from(`${head}\n`, 'latin1')
      : Buffer.concat([Buffer.from(head, 'latin1'), body, newline]);
  if (verifyRsaSha256(message, claim.signature, claim.key.publicKey)) return;
  throw wrongSignature(method, target, head, body, message.length);
}

/** The block that shows the caller what we verified: pay.weixin.qq.com wiki "签名相关问题". The body is cut to 8 bytes. */
function wrongSignature(method: string, url: string, head: string, body: Buffer, length: number): Refused {
  return signError(signTexts.signature, {
    detail: { issue: 'sign not match' },
    field: 'signature',
    location: 'authorization',
    sign_information: {
      method,
      sign_message_length: length,
      truncated_sign_message: `${head}${body.toString('utf8', 0, shownBodyBytes)}\n`,
      url,
    },
  });
}
