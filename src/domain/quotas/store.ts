// SQL of used-up allowances, as units of work.
// Must not know what is allowed to whom.
import { all, one, procedure, run, type Unit } from '../../ports/database/database.js';

export const quotaMigrations = [
  {
    name: '0006-quotas',
    statements: [
      `CREATE TABLE quota_use (
        account_id TEXT NOT NULL REFERENCES account (id),
        name TEXT NOT NULL,
        period TEXT NOT NULL,
        used INTEGER NOT NULL,
        PRIMARY KEY (account_id, name, period)
      )`,
    ],
  },
] as const;

/** Counts one use of this period. False, and nothing counted, when `limit` are used already. */
export const takeQuota = procedure(
  'quotas.take',
  'write',
  function* (a: { accountId: string; name: string; period: string; limit: number }): Unit<boolean> {
    if (a.limit < 1) return false;
    const rows = yield* all<{ used: number }>(
      `INSERT INTO quota_use (account_id, name, period, used) VALUES (?, ?, ?, 1)
       ON CONFLICT (account_id, name, period) DO UPDATE SET used = quota_use.used + 1 WHERE quota_use.used < ?
       RETURNING used`,
      a.accountId,
      a.name,
      a.period,
      a.limit,
    );
    // The first use of a period: what was used in earlier ones is history.
    if (rows[0]?.used === 1) {
      yield* run(
        'DELETE FROM quota_use WHERE account_id = ? AND name = ? AND period < ?',
        a.accountId,
        a.name,
        a.period,
      );
    }
    return rows.length > 0;
  },
  { group: (a) => `quotas:${a.accountId}` },
);

export const usedQuota = procedure(
  'quotas.used',
  'read',
  function* (a: { accountId: string; name: string; period: string }): Unit<number> {
    const row = yield* one<{ used: number }>(
      'SELECT used FROM quota_use WHERE account_id = ? AND name = ? AND period = ?',
      a.accountId,
      a.name,
      a.period,
    );
    return row?.used ?? 0;
  },
);

export const procedures = [takeQuota, usedQuota];
