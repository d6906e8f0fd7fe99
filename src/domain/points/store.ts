// SQL of points: a balance per account, and an entry for everything that was taken or given.
// Must not know what costs points. A charge is written inside the unit of the thing that is paid for.
import { all, one, procedure, run, type Unit } from '../../ports/database/database.js';

export const pointMigrations = [
  {
    name: '0010-points',
    statements: [
      `CREATE TABLE point_balance (
        account_id TEXT PRIMARY KEY REFERENCES account (id),
        points BIGINT NOT NULL
      )`,
      `CREATE TABLE point_entry (
        account_id TEXT NOT NULL REFERENCES account (id),
        subject TEXT NOT NULL,
        points BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        PRIMARY KEY (account_id, subject)
      )`,
    ],
  },
] as const;

export interface PointCharge {
  readonly accountId: string;
  /** Points to take, from 0. */
  readonly points: number;
  /** What an account has that was never charged or credited before. */
  readonly opening: number;
  /** What is paid for; one charge per account and subject. */
  readonly subject: string;
  readonly now: number;
}

function* openBalance(accountId: string, opening: number): Unit<void> {
  yield* run(
    'INSERT INTO point_balance (account_id, points) VALUES (?, ?) ON CONFLICT (account_id) DO NOTHING',
    accountId,
    opening,
  );
}

function* book(a: PointCharge, points: number): Unit<void> {
  yield* run(
    'INSERT INTO point_entry (account_id, subject, points, created_at) VALUES (?, ?, ?, ?)',
    a.accountId,
    a.subject,
    points,
    a.now,
  );
}

/** Takes points inside the caller's unit. Null, and nothing taken, when there are not enough; else what is left. */
export function* chargePoints(a: PointCharge): Unit<number | null> {
  yield* openBalance(a.accountId, a.opening);
  const rows = yield* all<{ points: number }>(
    'UPDATE point_balance SET points = points - ? WHERE account_id = ? AND points >= ? RETURNING points',
    a.points,
    a.accountId,
    a.points,
  );
  const left = rows[0]?.points;
  if (left === undefined) return null;
  if (a.points > 0) yield* book(a, -a.points);
  return Number(left);
}

/** Gives back, inside the caller's unit, what was taken for a subject. Once: asked again, or for nothing, it does nothing. */
export function* refundPoints(a: { accountId: string; subject: string; now: number }): Unit<void> {
  const taken = yield* one<{ points: number }>(
    'SELECT points FROM point_entry WHERE account_id = ? AND subject = ? AND points < 0',
    a.accountId,
    a.subject,
  );
  if (taken === undefined) return;
  const points = -Number(taken.points);
  const booked = yield* all(
    `INSERT INTO point_entry (account_id, subject, points, created_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (account_id, subject) DO NOTHING RETURNING subject`,
    a.accountId,
    `refund-${a.subject}`,
    points,
    a.now,
  );
  if (booked.length === 0) return;
  yield* run('UPDATE point_balance SET points = points + ? WHERE account_id = ?', points, a.accountId);
}

/** Adds points; resolves to the balance after it. The same subject again is an error, not a second credit. */
export const creditPoints = procedure('points.credit', 'write', function* (a: PointCharge): Unit<number> {
  yield* openBalance(a.accountId, a.opening);
  yield* book(a, a.points);
  const rows = yield* all<{ points: number }>(
    'UPDATE point_balance SET points = points + ? WHERE account_id = ? RETURNING points',
    a.points,
    a.accountId,
  );
  return Number(rows[0]?.points ?? 0);
});

export const findBalance = procedure('points.balance', 'read', function* (accountId: string): Unit<number | null> {
  const row = yield* one<{ points: number }>('SELECT points FROM point_balance WHERE account_id = ?', accountId);
  return row === undefined ? null : Number(row.points);
});

/** How often the account was charged, and how many points altogether. */
export const sumCharges = procedure('points.charges', 'read', function* (accountId: string): Unit<{
  count: number;
  points: number;
}> {
  const row = yield* one<{ count: number; points: number }>(
    'SELECT COUNT(*) AS count, COALESCE(-SUM(points), 0) AS points FROM point_entry WHERE account_id = ? AND points < 0',
    accountId,
  );
  return { count: Number(row?.count ?? 0), points: Number(row?.points ?? 0) };
});

export const procedures = [creditPoints, findBalance, sumCharges];
