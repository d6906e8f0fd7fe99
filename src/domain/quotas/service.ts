// Allowances per account: so many a day, or so many altogether. Counted on disk, so that a restart gives nothing back.
// Must not know what is counted; rates per second are not kept here (kernel/sliding-window.ts).
import { type Clock, rfc3339 } from '../../kernel/clock.js';
import type { Database } from '../../ports/database/database.js';
import { takeQuota, usedQuota } from './store.js';

/** `day`: a calendar day at UTC+8. `ever`: never given back. */
export type QuotaPeriod = 'day' | 'ever';

export interface Quotas {
  /** Counts one use; false, and nothing counted, when `limit` are used already. */
  take(accountId: string, name: string, period: QuotaPeriod, limit: number): Promise<boolean>;
  used(accountId: string, name: string, period: QuotaPeriod): Promise<number>;
}

export function createQuotas({ database, clock }: { database: Database; clock: Clock }): Quotas {
  const labelOf = (period: QuotaPeriod): string => (period === 'ever' ? 'ever' : rfc3339(clock.now()).slice(0, 10));
  return {
    take: (accountId, name, period, limit) =>
      database.run(takeQuota, { accountId, name: `${name}/${period}`, period: labelOf(period), limit }),
    used: (accountId, name, period) =>
      database.run(usedQuota, { accountId, name: `${name}/${period}`, period: labelOf(period) }),
  };
}
