// SQL of the job table, as units: enqueueing is part of the caller's own transaction.
// Must not know what a job does.
import { all, freely, one, procedure, run, type Unit } from '../database/database.js';
import type { ClaimedJob, NewJob, ParkedJob, QueueDepth } from './queue.js';

export const queueMigrations = [
  {
    name: '0001-queue',
    statements: [
      `CREATE TABLE job (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        subject TEXT NOT NULL,
        priority INTEGER NOT NULL,
        due_at BIGINT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        lease TEXT,
        dead INTEGER NOT NULL DEFAULT 0,
        error TEXT,
        UNIQUE (kind, subject)
      )`,
      'CREATE INDEX job_due ON job (kind, dead, priority, due_at)',
    ],
  },
] as const;

/**
 * Adds a job inside the caller's unit. One job per kind and subject: enqueueing it again while it waits or runs is a no-op
 * that returns false.
 */
export function* enqueue(job: NewJob): Unit<boolean> {
  const rows = yield* all<{ id: number }>(
    'INSERT INTO job (kind, subject, priority, due_at) VALUES (?, ?, ?, ?) ON CONFLICT (kind, subject) DO NOTHING RETURNING id',
    job.kind,
    job.subject,
    job.priority ?? 0,
    job.runAt,
  );
  return rows.length > 0;
}

/** Makes a waiting or parked job due now, or creates it. For replays by hand. */
export function* enqueueNow(job: NewJob): Unit<void> {
  yield* run(
    `INSERT INTO job (kind, subject, priority, due_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (kind, subject) DO UPDATE SET due_at = excluded.due_at, dead = 0, attempts = 0 WHERE job.lease IS NULL`,
    job.kind,
    job.subject,
    job.priority ?? 0,
    job.runAt,
  );
}

/** Removes a job that waits or is parked. False when it is running, and therefore stays. */
export function* dropWaiting(kind: string, subject: string): Unit<boolean> {
  yield* run('DELETE FROM job WHERE kind = ? AND subject = ? AND lease IS NULL', kind, subject);
  return (yield* one('SELECT id FROM job WHERE kind = ? AND subject = ?', kind, subject)) === undefined;
}

const marks = (count: number): string => Array.from({ length: count }, () => '?').join(', ');

interface Candidate {
  readonly id: number;
  readonly priority: number;
  readonly due_at: number;
}

export const claimJobs = procedure(
  'queue.claim',
  'write',
  function* (a: {
    kinds: readonly string[];
    count: number;
    now: number;
    leaseUntil: number;
    lease: string;
  }): Unit<ClaimedJob[]> {
    // One kind at a time: then the index gives the order, and a claim costs the same however many jobs wait.
    const found: Candidate[] = [];
    for (const kind of a.kinds) {
      // What another node is claiming at this moment is passed over, so that claimers do not wait for each other.
      const rows = yield {
        sql: `SELECT id, priority, due_at FROM job WHERE kind = ? AND dead = 0 AND due_at <= ?
         ORDER BY priority, due_at, id LIMIT ?`,
        values: [kind, a.now, a.count],
        passOver: true,
      };
      found.push(...(rows as unknown as Candidate[]));
    }
    found.sort((x, y) => x.priority - y.priority || x.due_at - y.due_at || x.id - y.id);
    const ids = found.slice(0, a.count).map((job) => job.id);
    if (ids.length === 0) return [];
    // due_at doubles as the end of the lease while a job runs: whatever is due, waiting or abandoned, is found by one
    // index. Asked again here, it also keeps out what another claimer took between the two statements.
    const claimed = yield* all<ClaimedJob>(
      `UPDATE job SET lease = ?, due_at = ?, attempts = attempts + 1
       WHERE id IN (${marks(ids.length)}) AND dead = 0 AND due_at <= ?
       RETURNING id, kind, subject, attempts, lease`,
      a.lease,
      a.leaseUntil,
      ...ids,
      a.now,
    );
    // RETURNING has no order of its own.
    return claimed.sort((x, y) => ids.indexOf(x.id) - ids.indexOf(y.id));
  },
  freely,
);

export const prolongLeases = procedure(
  'queue.prolong',
  'write',
  function* (a: { ids: readonly number[]; lease: string; leaseUntil: number }): Unit<number[]> {
    const rows = yield* all<{ id: number }>(
      `UPDATE job SET due_at = ? WHERE lease = ? AND id IN (${marks(a.ids.length)}) RETURNING id`,
      a.leaseUntil,
      a.lease,
      ...a.ids,
    );
    return rows.map((row) => row.id);
  },
  freely,
);

/** Removes finished jobs; also callable inside another unit, so that a fact and the end of its job are one transaction. */
export function* finishJob(job: Pick<ClaimedJob, 'id' | 'lease'>): Unit<void> {
  yield* run('DELETE FROM job WHERE id = ? AND lease = ?', job.id, job.lease);
}

export const finishJobs = procedure(
  'queue.finish',
  'write',
  function* (jobs: readonly Pick<ClaimedJob, 'id' | 'lease'>[]): Unit<void> {
    for (const job of jobs) yield* finishJob(job);
  },
  freely,
);

export const retryJob = procedure(
  'queue.retry',
  'write',
  function* (a: { id: number; lease: string; dueAt: number; error: string; forgiven: boolean }): Unit<void> {
    yield* run(
      'UPDATE job SET lease = NULL, due_at = ?, error = ?, attempts = attempts - ? WHERE id = ? AND lease = ?',
      a.dueAt,
      a.error,
      a.forgiven ? 1 : 0,
      a.id,
      a.lease,
    );
  },
  freely,
);

export const parkJob = procedure(
  'queue.park',
  'write',
  function* (a: { id: number; lease: string; error: string }): Unit<void> {
    yield* run('UPDATE job SET lease = NULL, dead = 1, error = ? WHERE id = ? AND lease = ?', a.error, a.id, a.lease);
  },
  freely,
);

export const parkedJobs = procedure('queue.parked', 'read', function* (a: { limit: number; after: number }): Unit<
  ParkedJob[]
> {
  return yield* all<ParkedJob>(
    'SELECT id, kind, subject, error FROM job WHERE dead = 1 AND id > ? ORDER BY id LIMIT ?',
    a.after,
    a.limit,
  );
});

export const nextDueJob = procedure('queue.next-due', 'read', function* (kinds: readonly string[]): Unit<
  number | null
> {
  if (kinds.length === 0) return null;
  const row = yield* one<{ due: number | null }>(
    `SELECT MIN(due_at) AS due FROM job WHERE dead = 0 AND kind IN (${marks(kinds.length)})`,
    ...kinds,
  );
  return row?.due ?? null;
});

export const queueDepth = procedure('queue.depth', 'read', function* (): Unit<QueueDepth> {
  const row = yield* one<{ ready: number; running: number; dead: number }>(
    `SELECT COALESCE(SUM(CASE WHEN dead = 0 AND lease IS NULL THEN 1 ELSE 0 END), 0) AS ready,
            COALESCE(SUM(CASE WHEN dead = 0 AND lease IS NOT NULL THEN 1 ELSE 0 END), 0) AS running,
            COALESCE(SUM(dead), 0) AS dead FROM job`,
  );
  return { ready: Number(row?.ready ?? 0), running: Number(row?.running ?? 0), dead: Number(row?.dead ?? 0) };
});

/** Lets go of every job that was running in a state that was put back: whoever ran it is not of that state. */
export const releaseJobs = procedure('queue.release', 'write', function* (now: number): Unit<void> {
  yield* run('UPDATE job SET lease = NULL, due_at = ?, attempts = attempts - 1 WHERE lease IS NOT NULL', now);
});

export const procedures = [
  releaseJobs,
  claimJobs,
  prolongLeases,
  finishJobs,
  retryJob,
  parkJob,
  parkedJobs,
  nextDueJob,
  queueDepth,
];
