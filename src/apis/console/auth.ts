// Who is calling: HTTP Basic → the console user. A verified credential is remembered, so that a request costs a digest, not a
// password check. Must not answer; it resolves to the user or throws the refusal.
import { hash } from 'node:crypto';
import type { Account, Accounts } from '../../domain/accounts/index.js';
import { Refused } from './envelope.js';
import { isPassword, nobodysHash } from './password.js';

/** Kind of the accounts that may use the console; their number is the user name. */
export const userKind = 'console-user';
/** Purpose of the secret that holds the password's hash. */
export const passwordSecret = 'password-hash';

/** Password checks that may run at once: each takes a thread and 32 MiB. */
const mostChecks = 8;

export interface Authenticator {
  /** @throws Refused 401 without or with wrong credentials, 503 while too many are being checked */
  userOf(authorization: string | undefined): Promise<Account>;
}

const refuse = (error: string): Refused => new Refused(401, 'unauthenticated', error);

/** RFC 7617: `Basic ` and base64 of `user:password` in UTF-8. */
function credentialsIn(authorization: string | undefined): { user: string; password: string } {
  const [, encoded] = /^basic +([A-Za-z0-9+/]+={0,2}) *$/i.exec(authorization ?? '') ?? [];
  if (encoded === undefined || encoded.length > 1_024) {
    throw refuse('sign in with HTTP Basic: the console user and its password');
  }
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1) throw refuse('the credentials hold no user name');
  return { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

export function createAuthenticator(accounts: Accounts, mostSignedIn: number): Authenticator {
  /** Digest of a header → the user in it and the hash it was verified against. Oldest first. */
  const verified = new Map<string, { user: string; passwordHash: string }>();
  const checking = new Map<string, Promise<Account>>();

  async function check(authorization: string | undefined, digest: string): Promise<Account> {
    const { user, password } = credentialsIn(authorization);
    const account = user.length > 64 ? null : await accounts.find(userKind, user);
    const passwordHash = account?.secrets.get(passwordSecret);
    const right = await isPassword(password, passwordHash ?? nobodysHash);
    if (account === null || passwordHash === undefined || !right) throw refuse('user name or password is wrong');
    if (verified.size >= mostSignedIn) verified.delete(verified.keys().next().value ?? '');
    verified.set(digest, { user, passwordHash });
    return account;
  }

  return {
    userOf: async (authorization) => {
      const digest = hash('sha256', authorization ?? '');
      const known = verified.get(digest);
      if (known !== undefined) {
        const account = await accounts.find(userKind, known.user);
        // A password that was changed meanwhile has another hash: what was verified before is worth nothing.
        if (account !== null && account.secrets.get(passwordSecret) === known.passwordHash) return account;
        verified.delete(digest);
      }
      const running = checking.get(digest);
      if (running !== undefined) return running;
      credentialsIn(authorization);
      if (checking.size >= mostChecks) throw new Refused(503, 'too-busy', 'too many passwords are being checked');
      const work = check(authorization, digest).finally(() => checking.delete(digest));
      checking.set(digest, work);
      return work;
    },
  };
}
