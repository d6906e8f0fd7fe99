// Who is calling: the access token of the query string → the account it was issued to; and app id with secret → account.
// Must not issue tokens or answer. Tokens are read from the query only, never from a header or a body.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Account, Accounts } from '../../domain/accounts/index.js';
import type { Tokens } from '../../domain/tokens/index.js';
import { failures, Refused } from './envelope.js';

/** Kind of the accounts of this room; their number is the appid. */
export const appKind = 'app';
/** Purposes of an account's secrets. */
export const secrets = {
  app: 'app',
  messageToken: 'message-token',
  messageKey: 'message-key',
  originalId: 'original-id',
} as const;

/** Longest token the vendor tells clients to make room for. */
const longestToken = 512;

/** The first parameter of these names that is not empty. Cloud hosting sends its own name for the same thing. */
export function tokenIn(query: URLSearchParams): string | null {
  return query.get('access_token') || query.get('cloudbase_access_token') || null;
}

/** @throws Refused 41001 without a token, 40014 for what can be none, 40001 for an unknown or replaced one, 42001 */
export async function callerOf(query: URLSearchParams, tokens: Tokens, accounts: Accounts): Promise<Account> {
  const token = tokenIn(query);
  if (token === null) throw new Refused(failures.tokenMissing);
  if (token.length > longestToken || !/^[\w.~!*-]+$/.test(token)) throw new Refused(failures.malformedToken);
  const found = await tokens.lookup(token);
  if (found.state === 'unknown') throw new Refused(failures.invalidCredential);
  if (found.state === 'expired') throw new Refused(failures.tokenExpired);
  return accounts.load(found.accountId);
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** @throws Refused 40013 for an unknown appid, 40125 for a wrong secret */
export async function accountOf(appid: string, secret: string, accounts: Accounts): Promise<Account> {
  const account = appid.length > 64 ? null : await accounts.find(appKind, appid);
  if (account === null) throw new Refused(failures.invalidAppid);
  const right = account.secrets.get(secrets.app);
  if (right === undefined || !timingSafeEqual(digest(right), digest(secret))) throw new Refused(failures.invalidSecret);
  return account;
}
