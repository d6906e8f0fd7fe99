// Bearer tokens of accounts: issued for two hours, looked up on every request, renewed without a gap.
// Must not know how a request carries its token or how an account proves who it is.
import type { Clock } from '../../kernel/clock.js';
import { alphanumeric, type RandomBytes } from '../../kernel/ids.js';
import type { Database } from '../../ports/database/database.js';
import { fateOf, lifetimeMs } from './rules.js';
import { findToken, issuePlain, issueStable, refreshStable, revokeToken, type TokenRow } from './store.js';

export interface IssuedToken {
  readonly token: string;
  /** Whole seconds it will still live, at least 1. */
  readonly secondsLeft: number;
  /** False when a token that was there already is handed out again. */
  readonly fresh: boolean;
}

export type TokenLookup =
  | { readonly state: 'valid'; readonly accountId: string }
  /** Never issued, long forgotten, or replaced by a newer one. */
  | { readonly state: 'unknown' }
  | { readonly state: 'expired' };

export interface Tokens {
  /** A new token each time; the one before it stays usable for five minutes. Resolves once it is on disk. */
  issue(accountId: string): Promise<IssuedToken>;
  /**
   * The same token until its last five minutes, then a new one beside it. Independent of {@link issue}.
   * With `refreshEveryMs` the token is renewed now and the old one ends at once, unless the last renewal is more recent than that.
   */
  issueStable(accountId: string, options?: { refreshEveryMs?: number }): Promise<IssuedToken>;
  lookup(token: string): Promise<TokenLookup>;
  /** The account a token was issued to, whether it still works or not; null for one that is not known. */
  ownerOf(token: string): Promise<string | null>;
  /** Ends a token at once; nothing happens when there is none. */
  revoke(token: string): Promise<void>;
  /** Drops what is remembered of what was read: the database holds another state. */
  forget(): void;
}

/** Rows are kept this long (ms) before they are read again, so that what another process of the same machine changed arrives. */
const longestKeepMs = 5_000;
/** Callers invent tokens: the memory is bounded. */
const mostKept = 20_000;
const tokenLength = 136;

/** @param parts.alone no other node ends tokens: what was read may be kept for a while */
export function createTokens(parts: { database: Database; clock: Clock; random: RandomBytes; alone: boolean }): Tokens {
  const { database, clock, random } = parts;
  const keepMs = parts.alone ? longestKeepMs : 0;
  const kept = new Map<string, { readAt: number; row: Promise<TokenRow | null> }>();

  const invent = (accountId: string) => {
    const now = clock.now();
    return { token: alphanumeric(tokenLength, random), accountId, now, expiresAt: now + lifetimeMs };
  };
  const toIssued = (row: TokenRow, asked: { token: string; now: number }): IssuedToken => {
    const fresh = row.token === asked.token;
    // What ended early ends in this process at once.
    if (fresh) kept.clear();
    return { token: row.token, secondsLeft: Math.max(1, Math.floor((row.expires_at - asked.now) / 1000)), fresh };
  };

  function rowOf(token: string): Promise<TokenRow | null> {
    const now = clock.now();
    const known = kept.get(token);
    if (known !== undefined && now - known.readAt < keepMs && now >= known.readAt) return known.row;
    const row = database.run(findToken, token);
    row.catch(() => kept.delete(token));
    if (kept.size >= mostKept) kept.clear();
    kept.set(token, { readAt: now, row });
    return row;
  }

  return {
    issue: async (accountId) => {
      const asked = invent(accountId);
      return toIssued(await database.run(issuePlain, asked), asked);
    },
    issueStable: async (accountId, { refreshEveryMs } = {}) => {
      const asked = invent(accountId);
      const row =
        refreshEveryMs === undefined
          ? database.run(issueStable, asked)
          : database.run(refreshStable, { ...asked, everyMs: refreshEveryMs });
      return toIssued(await row, asked);
    },
    revoke: async (token) => {
      await database.run(revokeToken, token);
      kept.clear();
    },
    forget: () => kept.clear(),
    ownerOf: async (token) => (await rowOf(token))?.account_id ?? null,
    lookup: async (token) => {
      const row = await rowOf(token);
      if (row === null) return { state: 'unknown' };
      const fate = fateOf({ expiresAt: row.expires_at, usableUntil: row.usable_until }, clock.now());
      if (fate === 'valid') return { state: 'valid', accountId: row.account_id };
      return { state: fate === 'expired' ? 'expired' : 'unknown' };
    },
  };
}
