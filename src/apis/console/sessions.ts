// Sessions of console users as signed cookies: nothing is stored, so that any node knows a session any other gave out.
// Must not know routes. The key comes from the user's password hash: a new password ends every session.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Account, Accounts } from '../../domain/accounts/index.js';
import { cookieIn, setCookie } from '../../http/cookies.js';
import type { Clock } from '../../kernel/clock.js';
import { passwordSecret, userKind } from './auth.js';

const cookieName = 'tuquan_session';
/** A session ends this long (ms) after it was last renewed, and is renewed when it is an hour old. */
const lifetime = 12 * 3_600_000;
const renewAfter = 3_600_000;
/** The console is never reached from another site: its cookie need not follow links from there. */
const sameSite = 'Strict';

export interface Sessions {
  /** The Set-Cookie value that signs a user in. */
  open(user: Account, secure: boolean): string;
  /** The Set-Cookie value that ends the browser's session. */
  close(secure: boolean): string;
  /** The user of a request's cookie, and a cookie to renew it with when it is due; null when there is no good session. */
  userOf(cookies: string | undefined, secure: boolean): Promise<{ user: Account; renewed: string | null } | null>;
}

const sign = (user: string, since: number, passwordHash: string): Buffer =>
  createHmac('sha256', `console session ${passwordHash}`).update(`${since}.${user}`).digest();

export function createSessions(accounts: Accounts, clock: Clock): Sessions {
  const open = (user: Account, secure: boolean): string => {
    const since = clock.now();
    const name = Buffer.from(user.number).toString('base64url');
    const mac = sign(user.number, since, user.secrets.get(passwordSecret) ?? '').toString('base64url');
    const text = `${name}.${since.toString(36)}.${mac}`;
    return setCookie(cookieName, text, { maxAgeSeconds: lifetime / 1000, secure, sameSite });
  };
  return {
    open,
    close: (secure) => setCookie(cookieName, '', { maxAgeSeconds: 0, secure, sameSite }),
    userOf: async (cookies, secure) => {
      const [name = '', time = '', mac = ''] = cookieIn(cookies, cookieName)?.split('.') ?? [];
      if (!/^[\w-]{1,96}$/.test(name) || !/^[0-9a-z]{1,11}$/.test(time) || !/^[\w-]{43}$/.test(mac)) return null;
      const since = Number.parseInt(time, 36);
      const age = clock.now() - since;
      if (age < -60_000 || age > lifetime) return null;
      const user = await accounts.find(userKind, Buffer.from(name, 'base64url').toString('utf8'));
      const passwordHash = user?.secrets.get(passwordSecret);
      if (user === null || passwordHash === undefined) return null;
      const given = Buffer.from(mac, 'base64url');
      const expected = sign(user.number, since, passwordHash);
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
      return { user, renewed: age > renewAfter ? open(user, secure) : null };
    },
  };
}
