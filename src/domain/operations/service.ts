// What an operator sees and can do: the queue, jobs that were set aside, what is stored.
// Must not know what a job does.
import { DomainError } from '../../kernel/errors.js';
import type { Database } from '../../ports/database/database.js';
import type { EngineLoad, EngineRunner } from '../../ports/engines/engines.js';
import type { FailedJob, Queue, QueueDepth } from '../../ports/queue/queue.js';
import type { Health, Standing } from './health.js';
import { dropJob, reviveJob, storageUsed } from './store.js';

export interface Storage {
  readonly pictures: number;
  /** Bytes of all pictures, each counted as often as it is listed. */
  readonly bytes: number;
}

export interface Operations {
  look(): Promise<{ queue: QueueDepth; engines: EngineLoad; storage: Storage }>;
  /** How each part of this node is at this moment. */
  health(): Promise<Standing>;
  /** Jobs that failed, set aside or to be tried again, in the order they were made. @param after only those with a higher id */
  failed(limit: number, after: number): Promise<FailedJob[]>;
  /** Runs a failed job now, its attempts forgotten. @throws DomainError NOT_FOUND */
  retry(id: number): Promise<void>;
  /** Forgets a parked job. */
  drop(id: number): Promise<void>;
}

export function createOperations(parts: {
  database: Database;
  queue: Queue;
  engines: Pick<EngineRunner, 'load'>;
  health: Pick<Health, 'look'>;
}): Operations {
  const { database, queue, engines, health } = parts;
  return {
    look: async () => ({
      queue: await queue.depth(),
      engines: engines.load(),
      storage: await database.run(storageUsed, {}),
    }),
    health: health.look,
    failed: (limit, after) => queue.failed(limit, after),
    retry: async (id) => {
      if (!(await database.run(reviveJob, { id })))
        throw new DomainError('NOT_FOUND', 'no failed job of this number waits');
      queue.announce();
    },
    drop: (id) => database.run(dropJob, { id }),
  };
}
