// Points: what an account may still spend. Charges happen inside the unit of what is paid for (store.ts, chargePoints).
// Must not know what costs points or how many.
import type { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/errors.js';
import { type RandomBytes, uuid7 } from '../../kernel/ids.js';
import type { Database } from '../../ports/database/database.js';
import { creditPoints, findBalance, sumCharges } from './store.js';

export interface Points {
  /** What the account has; `opening` when it was never charged or credited. */
  balance(accountId: string, opening: number): Promise<number>;
  /** Adds points and resolves to the new balance. @throws DomainError INVALID when `points` is no whole number above 0 */
  credit(accountId: string, points: number, opening: number): Promise<number>;
  /** How often the account was charged and how much altogether. */
  charges(accountId: string): Promise<{ count: number; points: number }>;
}

export function createPoints({
  database,
  clock,
  random,
}: {
  database: Database;
  clock: Clock;
  random: RandomBytes;
}): Points {
  return {
    balance: async (accountId, opening) => (await database.run(findBalance, accountId)) ?? opening,
    credit: (accountId, points, opening) => {
      if (!Number.isSafeInteger(points) || points < 1) {
        throw new DomainError('INVALID', `${points} points cannot be added; expected a whole number from 1`);
      }
      const subject = `credit-${uuid7(clock, random)}`;
      return database.run(creditPoints, { accountId, points, opening, subject, now: clock.now() });
    },
    charges: (accountId) => database.run(sumCharges, accountId),
  };
}
