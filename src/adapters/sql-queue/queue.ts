// The queue port over the database port: one job table, the same code on every engine.
// Must not know what a job does.
import { type Clock, turnsOf } from '../../kernel/clock.js';
import { alphanumeric, type RandomBytes } from '../../kernel/ids.js';
import type { Database } from '../../ports/database/database.js';
import type { Queue } from '../../ports/queue/queue.js';
import {
  accountJobs,
  claimJobs,
  failedJobs,
  finishJobs,
  nextDueJobs,
  parkJob,
  prolongLeases,
  queueDepth,
  retryJob,
} from '../../ports/queue/store.js';

export function createQueue(parts: { database: Database; clock: Clock; random: RandomBytes }): Queue {
  const { database, clock, random } = parts;
  const listeners = new Set<() => void>();
  /** The accounts that have a time of their own: none, outside a sandbox. */
  const ownTimes = () =>
    turnsOf(clock).flatMap(({ now, frozen, only }) => (only === undefined ? [] : [{ account: only, now, frozen }]));
  return {
    claim: ({ kinds, count, leaseMs }) => {
      const now = clock.now();
      const lease = alphanumeric(16, random);
      return database.run(claimJobs, { kinds, count, now, own: ownTimes(), leaseUntil: now + leaseMs, lease });
    },
    heartbeat: async (jobs, leaseMs) => {
      const kept: number[] = [];
      for (const lease of new Set(jobs.map((job) => job.lease))) {
        const ids = jobs.filter((job) => job.lease === lease).map((job) => job.id);
        kept.push(...(await database.run(prolongLeases, { ids, lease, leaseUntil: clock.now() + leaseMs })));
      }
      return kept;
    },
    finish: (jobs) =>
      database.run(
        finishJobs,
        jobs.map(({ id, lease }) => ({ id, lease })),
      ),
    retry: ({ id, lease }, runAt, error, forgiven = false) =>
      database.run(retryJob, { id, lease, dueAt: runAt, error, forgiven }),
    park: ({ id, lease }, error) => database.run(parkJob, { id, lease, error }),
    failed: (limit, after = 0) => database.run(failedJobs, { limit, after }),
    nextDue: async (kinds) => {
      const own = ownTimes();
      const due = await database.run(nextDueJobs, { kinds, own });
      // What an account has to wait for still, counted from everybody's time; where its time stands, that never comes.
      const waits = own.flatMap(({ now, frozen }, place) => {
        const wait = (due.own[place] ?? Number.POSITIVE_INFINITY) - now;
        return wait <= 0 || !frozen ? [clock.now() + wait] : [];
      });
      const next = Math.min(due.common ?? Number.POSITIVE_INFINITY, ...waits);
      return Number.isFinite(next) ? next : null;
    },
    ofAccount: (account, kinds) => database.run(accountJobs, { account, kinds }),
    depth: () => database.run(queueDepth, undefined),
    onEnqueued: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    announce: () => {
      for (const listener of listeners) listener();
    },
  };
}
