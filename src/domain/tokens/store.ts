// SQL of bearer tokens, as units of work.
// Must not invent tokens or read the clock: both are handed in.
import { all, freely, one, procedure, run, type Unit } from '../../ports/database/database.js';
import { isStillFresh, overlapMs, rememberMs } from './rules.js';

export const tokenMigrations = [
  {
    name: '0006-tokens',
    statements: [
      `CREATE TABLE bearer_token (
        token TEXT PRIMARY KEY,
        account_id TEXT NOT NULL REFERENCES account (id),
        line TEXT NOT NULL,
        issued_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        usable_until BIGINT NOT NULL
      )`,
      'CREATE INDEX bearer_token_account ON bearer_token (account_id, line, issued_at)',
      'CREATE INDEX bearer_token_end ON bearer_token (expires_at)',
    ],
  },
] as const;

/** Tokens of the two lines do not end each other. */
export type TokenLine = 'plain' | 'stable';

export interface TokenRow {
  token: string;
  account_id: string;
  /** ms, UTC. */
  issued_at: number;
  expires_at: number;
  usable_until: number;
}

interface NewToken {
  readonly token: string;
  readonly accountId: string;
  readonly now: number;
  readonly expiresAt: number;
}

const ofAccount = { group: (a: { accountId: string }) => `tokens:${a.accountId}` };

const columns = 'SELECT token, account_id, issued_at, expires_at, usable_until FROM bearer_token';

function* current(accountId: string, line: TokenLine): Unit<TokenRow | undefined> {
  return yield* one<TokenRow>(
    `${columns} WHERE account_id = ? AND line = ? ORDER BY issued_at DESC, expires_at DESC LIMIT 1`,
    accountId,
    line,
  );
}

/** Adds a token and ends the ones before it at `othersUntil`. */
function* replace(a: NewToken, line: TokenLine, othersUntil: number): Unit<TokenRow> {
  // Its own only: another account may have another time.
  yield* run('DELETE FROM bearer_token WHERE account_id = ? AND expires_at < ?', a.accountId, a.now - rememberMs);
  yield* run(
    'UPDATE bearer_token SET usable_until = ? WHERE account_id = ? AND line = ? AND usable_until > ?',
    othersUntil,
    a.accountId,
    line,
    othersUntil,
  );
  yield* run(
    'INSERT INTO bearer_token (token, account_id, line, issued_at, expires_at, usable_until) VALUES (?, ?, ?, ?, ?, ?)',
    a.token,
    a.accountId,
    line,
    a.now,
    a.expiresAt,
    a.expiresAt,
  );
  return {
    token: a.token,
    account_id: a.accountId,
    issued_at: a.now,
    expires_at: a.expiresAt,
    usable_until: a.expiresAt,
  };
}

/** A new token; the one before it stays usable for the overlap. */
export const issuePlain = procedure(
  'tokens.issue-plain',
  'write',
  (a: NewToken) => replace(a, 'plain', a.now + overlapMs),
  ofAccount,
);

/** The current token while it is fresh, else a new one; both work for the overlap. */
export const issueStable = procedure(
  'tokens.issue-stable',
  'write',
  function* (a: NewToken): Unit<TokenRow> {
    const known = yield* current(a.accountId, 'stable');
    // A token from the future (the clock was set back) is not handed out: it would live longer than a token may.
    if (known && known.issued_at <= a.now && known.usable_until > a.now && isStillFresh(known.expires_at, a.now)) {
      return known;
    }
    return yield* replace(a, 'stable', a.now + overlapMs);
  },
  ofAccount,
);

/** A new token; the ones before it end at once. Within `everyMs` of the last issue nothing is renewed. */
export const refreshStable = procedure(
  'tokens.refresh-stable',
  'write',
  function* (a: NewToken & { everyMs: number }): Unit<TokenRow> {
    const known = yield* current(a.accountId, 'stable');
    const age = known ? a.now - known.issued_at : Number.POSITIVE_INFINITY;
    if (known && age >= 0 && age < a.everyMs && known.usable_until > a.now) return known;
    return yield* replace(a, 'stable', a.now);
  },
  ofAccount,
);

export const findToken = procedure('tokens.find', 'read', function* (token: string): Unit<TokenRow | null> {
  const rows = yield* all<TokenRow>(`${columns} WHERE token = ?`, token);
  return rows[0] ?? null;
});

export const revokeToken = procedure(
  'tokens.revoke',
  'write',
  function* (token: string): Unit<void> {
    yield* run('DELETE FROM bearer_token WHERE token = ?', token);
  },
  freely,
);

export const procedures = [issuePlain, issueStable, refreshStable, findToken, revokeToken];
