// Who is calling: a signature over the raw request, an AppCode, or the seller's own sign parameter → the account.
// Must not read parameters from bodies; the gate hands in what the seller's mode needs.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Account, Accounts } from '../../domain/accounts/index.js';
import type { Clock } from '../../kernel/clock.js';
import { hmacSha256, sha256Hex } from '../../kernel/crypto.js';
import { canonicalRequests, type SignedRequest } from './canonical.js';
import { authenticationError, GatewayRefused, gatewayErrors } from './envelope.js';
import type { AiPaintingSettings } from './settings.js';

/** Kind of the accounts of this room; their number is the AppKey. */
export const appKind = 'painting-app';
/** Purposes of an account's secrets. */
export const secrets = { app: 'painting-secret', code: 'painting-code' } as const;

const algorithm = 'SDK-HMAC-SHA256';
const windowMs = 15 * 60_000;
const unsignedPayload = 'UNSIGNED-PAYLOAD';

/** What a request says about its sender before its body is read. */
export type Claim =
  | {
      readonly kind: 'signature';
      readonly account: Account;
      readonly date: string;
      readonly signedHeaders: readonly string[];
      readonly signature: string;
    }
  | { readonly kind: 'proved'; readonly account: Account }
  | { readonly kind: 'seller' };

/** What is looked at before the body. */
export interface RequestHead {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly header: (name: string) => readonly string[];
  /** Came over TLS, here or at the proxy in front. */
  readonly secure: boolean;
}

const refuse = (detail: string): never => {
  throw new GatewayRefused(authenticationError(detail));
};

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const same = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));

const basicDate = (time: number): string => new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');

/** `20240115T083000Z` in ms, or NaN. */
function parseDate(text: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (match === null) return Number.NaN;
  const [, year, month, day, hour, minute, second] = match;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** Cut as the vendor's own sample back end does it: `backend_signature.py` of its Python SDK. */
const authorizationPattern =
  /^(\S+)\s+Access=([^,\s]{1,256}),\s*SignedHeaders=([^,\s]{1,4096}),\s*Signature=(\w{1,256})\s*$/;

async function signatureClaim(head: RequestHead, value: string, accounts: Accounts, clock: Clock): Promise<Claim> {
  const match = authorizationPattern.exec(value);
  if (match === null || match[1] !== algorithm) return refuse('Authorization format incorrect');
  const [, , key = '', listed = '', signature = ''] = match;
  const signedHeaders = listed.toLowerCase().split(';');
  const date = head.header('x-sdk-date')[0]?.trim() ?? '';
  // Only the date is insisted on: not every signer signs the host.
  if (!signedHeaders.includes('x-sdk-date')) return refuse('x-sdk-date is not signed');
  const time = parseDate(date);
  if (Number.isNaN(time)) return refuse('X-Sdk-Date format incorrect');
  const now = clock.now();
  if (Math.abs(now - time) > windowMs) {
    return refuse(`signature expired, signature time:${date},server time:${basicDate(now)}`);
  }
  const account = await accounts.find(appKind, key);
  if (account === null) return refuse(`app not found, appkey ${key}`);
  return { kind: 'signature', account, date, signedHeaders, signature: signature.toLowerCase() };
}

async function codeClaim(head: RequestHead, code: string, accounts: Accounts, httpsOnly: boolean): Promise<Claim> {
  if (httpsOnly && !head.secure) throw new GatewayRefused(gatewayErrors.httpsOnly);
  const found = /^[\w.-]{16,128}$/.test(code) ? await accounts.findBySecret(appKind, secrets.code, code) : null;
  return found === null ? refuse('AppCode not found') : { kind: 'proved', account: found };
}

/** Everything that can be decided without the body. @throws GatewayRefused */
export function claimOf(
  head: RequestHead,
  parts: { accounts: Accounts; clock: Clock; settings: AiPaintingSettings },
): Claim | Promise<Claim> {
  const { accounts, clock, settings } = parts;
  const authorization = head.header('authorization')[0];
  // With both headers present the signature counts.
  if (authorization !== undefined) return signatureClaim(head, authorization, accounts, clock);
  const code = head.header('x-apig-appcode')[0]?.trim();
  if (code !== undefined && settings.appCode) return codeClaim(head, code, accounts, settings.httpsOnly);
  if (settings.sellerSign) return { kind: 'seller' };
  return refuse('Authorization header not found');
}

const macs = new WeakMap<Account, ReturnType<typeof hmacSha256>>();

/** What the account signs with; null when it has no secret. Made once for as long as the account is remembered. */
function macOf(account: Account): ReturnType<typeof hmacSha256> | null {
  const known = macs.get(account);
  const secret = account.secrets.get(secrets.app);
  if (known !== undefined || secret === undefined) return known ?? null;
  const mac = hmacSha256(secret);
  macs.set(account, mac);
  return mac;
}

/** Checks the signature now that the body is known. @throws GatewayRefused that quotes the canonical request we made */
export function checkSignature(
  head: RequestHead,
  claim: Claim & { kind: 'signature' },
  body: Buffer,
  settings: AiPaintingSettings,
): Account {
  const bodyHash = sha256Hex(body);
  const stated = head.header('x-sdk-content-sha256')[0]?.trim();
  const literal = stated === unsignedPayload && settings.unsignedPayload ? stated : bodyHash;
  const request: SignedRequest = {
    method: head.method,
    path: head.path,
    query: head.query,
    header: head.header,
    signedHeaders: claim.signedHeaders,
    bodyHash: literal,
  };
  const honest = stated === undefined || stated === literal || stated.toLowerCase() === literal;
  const mac = macOf(claim.account);
  const given = Buffer.from(claim.signature);
  let quoted: string | undefined;
  for (const canonical of canonicalRequests(request)) {
    if (mac !== null && honest) {
      const right = Buffer.from(mac(`${algorithm}\n${claim.date}\n${sha256Hex(canonical)}`));
      if (given.length === right.length && timingSafeEqual(right, given)) return claim.account;
    }
    quoted ??= canonical;
  }
  // The gateway quotes its own canonical request with | for newlines; that is what integrators compare with theirs.
  return refuse(`verify signature fail, canonicalRequest:${(quoted ?? '').replaceAll('\n', '|')}`);
}

/** The seller's own mode: sign = sha256hex(appId + appSecret + timestamp), timestamp in ms. @throws GatewayRefused */
export async function sellerAccount(
  parameters: ReadonlyMap<string, unknown>,
  parts: { accounts: Accounts; clock: Clock },
): Promise<Account> {
  const text = (name: string): string => {
    const value = parameters.get(name);
    return typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
  };
  const [appId, timestamp, sign] = [text('appId'), text('timestamp'), text('sign').toLowerCase()];
  if (appId === '' || !/^\d{10,15}$/.test(timestamp) || !/^[0-9a-f]{64}$/.test(sign)) {
    return refuse('Authorization header not found');
  }
  if (Math.abs(parts.clock.now() - Number(timestamp)) > windowMs) return refuse('signature expired');
  const account = appId.length > 256 ? null : await parts.accounts.find(appKind, appId);
  const secret = account?.secrets.get(secrets.app);
  if (account === null || secret === undefined) return refuse('app not found');
  return same(sha256Hex(`${appId}${secret}${timestamp}`), sign) ? account : refuse('verify signature fail');
}
