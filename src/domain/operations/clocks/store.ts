// SQL of the clocks that sandbox accounts have of their own: how far each is ahead of the common time, or where it stands.
// Must not tell the time.
import type { SteeredTime } from '../../../kernel/steerable-clock.js';
import { all, procedure, run, type Unit } from '../../../ports/database/database.js';

export const clockMigrations = [
  {
    name: '0091-account-clock',
    statements: [
      // One of the two is null.
      `CREATE TABLE account_clock (
        account_id TEXT PRIMARY KEY REFERENCES account (id),
        ahead BIGINT,
        frozen_at BIGINT
      )`,
    ],
  },
] as const;

export const keepClock = procedure(
  'clocks.keep',
  'write',
  function* (a: { accountId: string; state: SteeredTime }): Unit<void> {
    const { accountId, state } = a;
    yield* run(
      `INSERT INTO account_clock (account_id, ahead, frozen_at) VALUES (?, ?, ?)
     ON CONFLICT (account_id) DO UPDATE SET ahead = excluded.ahead, frozen_at = excluded.frozen_at`,
      accountId,
      'ahead' in state ? state.ahead : null,
      'frozenAt' in state ? state.frozenAt : null,
    );
  },
);

export const keptClocks = procedure('clocks.kept', 'read', function* (): Unit<
  [accountId: string, state: SteeredTime][]
> {
  const rows = yield* all<{ account_id: string; ahead: number | null; frozen_at: number | null }>(
    'SELECT account_id, ahead, frozen_at FROM account_clock',
  );
  return rows.map((row) => [
    row.account_id,
    row.frozen_at === null ? { ahead: Number(row.ahead) } : { frozenAt: Number(row.frozen_at) },
  ]);
});

export const procedures = [keepClock, keptClocks];
