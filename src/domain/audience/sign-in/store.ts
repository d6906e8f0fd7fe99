// SQL of sign-ins: codes that are good once, and the tokens they are exchanged for. Stored as digests, never as they are.
// Must not draw codes or tokens: both are handed in.
import { one, procedure, run, type Unit } from '../../../ports/database/database.js';
import { requireFollower } from '../followers/store.js';
import { accessLifeMs, codeLifeMs, refreshLifeMs, rememberMs } from '../rules.js';
import { audienceError, type Scope, type SignIn } from '../types.js';

export const addCode = procedure(
  'audience.add-code',
  'write',
  function* (a: SignIn & { code: string; now: number }): Unit<void> {
    yield* requireFollower({ accountId: a.accountId, number: a.follower });
    yield* run('DELETE FROM sign_in_code WHERE expires_at < ? AND account_id = ?', a.now - rememberMs, a.accountId);
    yield* run(
      'INSERT INTO sign_in_code (code, account_id, follower, scope, expires_at) VALUES (?, ?, ?, ?, ?)',
      a.code,
      a.accountId,
      a.follower,
      a.scope,
      a.now + codeLifeMs,
    );
  },
);

interface TokenRow {
  kind: string;
  account_id: string;
  follower: string;
  scope: Scope;
  expires_at: number;
}

function* addToken(kind: 'access' | 'refresh', token: string, of: SignIn, expiresAt: number): Unit<void> {
  yield* run(
    'INSERT INTO sign_in_token (token, kind, account_id, follower, scope, expires_at) VALUES (?, ?, ?, ?, ?, ?)',
    token,
    kind,
    of.accountId,
    of.follower,
    of.scope,
    expiresAt,
  );
}

/** Takes a code of this account, once. @throws DomainError UNAUTHENTICATED `unknown-code`, `used-code` */
function* takeCode(a: { accountId: string; code: string; now: number }): Unit<SignIn> {
  const row = yield* one<{ follower: string; scope: Scope; expires_at: number; used: number }>(
    'SELECT follower, scope, expires_at, used FROM sign_in_code WHERE code = ? AND account_id = ?',
    a.code,
    a.accountId,
  );
  if (row === undefined) throw audienceError('unknown-code', 'no such code, or another account’s');
  if (row.used === 1) throw audienceError('used-code', 'the code has been used');
  if (a.now >= row.expires_at) throw audienceError('unknown-code', 'the code is too old');
  yield* run('UPDATE sign_in_code SET used = 1 WHERE code = ?', a.code);
  return { accountId: a.accountId, follower: row.follower, scope: row.scope };
}

export const redeemCode = procedure('audience.redeem-code', 'write', takeCode);

/** A code for two tokens. */
export const exchangeCode = procedure(
  'audience.exchange-code',
  'write',
  function* (a: { accountId: string; code: string; access: string; refresh: string; now: number }): Unit<SignIn> {
    const signIn = yield* takeCode(a);
    yield* run('DELETE FROM sign_in_token WHERE expires_at < ? AND account_id = ?', a.now - rememberMs, a.accountId);
    yield* addToken('access', a.access, signIn, a.now + accessLifeMs);
    yield* addToken('refresh', a.refresh, signIn, a.now + refreshLifeMs);
    return signIn;
  },
);

function* requireToken(kind: string, token: string, now: number): Unit<SignIn> {
  const row = yield* one<TokenRow>('SELECT * FROM sign_in_token WHERE token = ?', token);
  if (row === undefined || row.kind !== kind) throw audienceError('unknown-token', 'no such token');
  if (now >= row.expires_at) throw audienceError('token-expired', 'the token has expired');
  return { accountId: row.account_id, follower: row.follower, scope: row.scope };
}

/** A further access token; the refresh token stays. */
export const refreshAccess = procedure(
  'audience.refresh-access',
  'write',
  function* (a: { accountId: string; refresh: string; access: string; now: number }): Unit<SignIn> {
    const signIn = yield* requireToken('refresh', a.refresh, a.now);
    if (signIn.accountId !== a.accountId) throw audienceError('unknown-token', 'another account’s token');
    yield* addToken('access', a.access, signIn, a.now + accessLifeMs);
    return signIn;
  },
);

export const findAccess = procedure(
  'audience.find-access',
  'read',
  function* (a: { access: string; now: number }): Unit<SignIn> {
    return yield* requireToken('access', a.access, a.now);
  },
);

export const procedures = [addCode, redeemCode, exchangeCode, refreshAccess, findAccess];
