// Endpoints and notices as their owner sees them: set the address, read the attempts, send one again.
// Must not send: that is a job (send.ts).
import type { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/errors.js';
import type { Database } from '../../ports/database/database.js';
import type { Queue } from '../../ports/queue/queue.js';
import { findEndpoint, listAttempts, listNotices, replayNotice, setEndpoint } from './store.js';
import type { Attempt, Endpoint, Notice } from './types.js';

export interface Delivery {
  setEndpoint(accountId: string, url: string): Promise<Endpoint>;
  endpoint(accountId: string): Promise<Endpoint | null>;
  /** Newest first. */
  notices(accountId: string, limit: number): Promise<Notice[]>;
  attempts(noticeId: string): Promise<Attempt[]>;
  /** Sends a notice again now, from the start of the retry ladder's next step. @throws DomainError NOT_FOUND */
  replay(noticeId: string): Promise<void>;
}

export function createDelivery(parts: { database: Database; queue: Queue; clock: Clock }): Delivery {
  const { database, queue, clock } = parts;
  return {
    setEndpoint: async (accountId, url) => {
      const endpoint = { accountId, url, updatedAt: clock.now() };
      await database.run(setEndpoint, endpoint);
      return endpoint;
    },
    endpoint: (accountId) => database.run(findEndpoint, accountId),
    notices: (accountId, limit) => database.run(listNotices, { accountId, limit }),
    attempts: (noticeId) => database.run(listAttempts, noticeId),
    replay: async (noticeId) => {
      if (!(await database.run(replayNotice, { noticeId, now: clock.now() }))) {
        throw new DomainError('NOT_FOUND', `no notice ${noticeId}`);
      }
      queue.announce();
    },
  };
}
