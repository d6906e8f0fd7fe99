// SQL of the job table, as units: enqueueing is part of the caller's own transaction.
// Must not know what a job does.
import { all, changed, freely, marks, one, procedure, run, type Unit } from '../database/database.js';
import type { ClaimedJob, FailedJob, NewJob, OwnTime, QueueDepth } from './queue.js';

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
  // Jobs of before keep everybody's time.
  { name: '0090-job-account', statements: ['ALTER TABLE job ADD COLUMN account TEXT'] },
  // Running and parked jobs are few among many that wait, and are counted all the time.
  {
    name: '0093-job-counts',
    statements: [
      'CREATE INDEX job_running ON job (lease) WHERE lease IS NOT NULL',
      'CREATE INDEX job_parked ON job (id) WHERE dead = 1',
    ],
  },
  // A job that runs again and again puts no error down.
  { name: '0096-job-failed', statements: [`CREATE INDEX job_failed ON job (id) WHERE error <> ''`] },
] as const;

/**
 * Adds a job inside the caller's unit. One job per kind and subject: enqueueing it again while it waits or runs is a no-op
 * that returns false.
 */
export function* enqueue(job: NewJob): Unit<boolean> {
  const added = yield* changed(
    'INSERT INTO job (kind, subject, priority, due_at, account) VALUES (?, ?, ?, ?, ?) ON CONFLICT (kind, subject) DO NOTHING',
    job.kind,
    job.subject,
    job.priority ?? 0,
    job.runAt,
    job.account ?? null,
  );
  return added > 0;
}

/** Makes a waiting or parked job due now, or creates it. For replays by hand. */
export function* enqueueNow(job: NewJob): Unit<void> {
  yield* run(
    `INSERT INTO job (kind, subject, priority, due_at, account) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (kind, subject) DO UPDATE SET due_at = excluded.due_at, dead = 0, attempts = 0 WHERE job.lease IS NULL`,
    job.kind,
    job.subject,
    job.priority ?? 0,
    job.runAt,
    job.account ?? null,
  );
}

/** Removes a job that waits or is parked. False when it is running, and therefore stays. */
export function* dropWaiting(kind: string, subject: string): Unit<boolean> {
  yield* run('DELETE FROM job WHERE kind = ? AND subject = ? AND lease IS NULL', kind, subject);
  return (yield* one('SELECT id FROM job WHERE kind = ? AND subject = ?', kind, subject)) === undefined;
}

/** A condition with what it binds. */
type Where = readonly [sql: string, ...values: (string | number)[]];

/** What everybody's time is for: leases, whoever works under them, and the jobs of accounts without a time of their own. */
function commonJobs(own: readonly OwnTime[]): Where {
  if (own.length === 0) return ['1 = 1'];
  return [
    `(lease IS NOT NULL OR account IS NULL OR account NOT IN (${marks(own.length)}))`,
    ...own.map(({ account }) => account),
  ];
}

/** Jobs that are due: by everybody's time, or by their own account's. */
function dueJobs(now: number, own: readonly OwnTime[]): Where {
  if (own.length === 0) return ['due_at <= ?', now];
  const [common, ...commonValues] = commonJobs(own);
  return [
    `(due_at <= ? AND ${common}${own.map(() => ' OR lease IS NULL AND account = ? AND due_at <= ?').join('')})`,
    now,
    ...commonValues,
    ...own.flatMap((each) => [each.account, each.now]),
  ];
}

/** Where a job stands among those of its kind. */
interface Place {
  readonly id: number;
  readonly priority: number;
  readonly due_at: number;
}
const inTurn = (x: Place, y: Place): number => x.priority - y.priority || x.due_at - y.due_at || x.id - y.id;

export const claimJobs = procedure(
  'queue.claim',
  'write',
  function* (a: {
    kinds: readonly string[];
    count: number;
    now: number;
    own: readonly OwnTime[];
    leaseUntil: number;
    lease: string;
  }): Unit<ClaimedJob[]> {
    const [due, ...times] = dueJobs(a.now, a.own);
    // One kind at a time: then the index gives the order, and a claim costs the same however many jobs wait.
    const found: Place[] = [];
    for (const kind of a.kinds) {
      // What another node is claiming at this moment is passed over, so that claimers do not wait for each other.
      const rows = yield {
        sql: `SELECT id, priority, due_at FROM job WHERE kind = ? AND dead = 0 AND ${due}
         ORDER BY priority, due_at, id LIMIT ?`,
        values: [kind, ...times, a.count],
        passOver: true,
      };
      found.push(...(rows as unknown as Place[]));
    }
    found.sort(inTurn);
    const ids = found.slice(0, a.count).map((job) => job.id);
    if (ids.length === 0) return [];
    // due_at doubles as the end of the lease while a job runs: whatever is due, waiting or abandoned, is found by one
    // index. Asked again here, it also keeps out what another claimer took between the two statements.
    const claimed = yield* all<ClaimedJob>(
      `UPDATE job SET lease = ?, due_at = ?, attempts = attempts + 1
       WHERE id IN (${marks(ids.length)}) AND dead = 0 AND ${due}
       RETURNING id, kind, subject, attempts, account, lease`,
      a.lease,
      a.leaseUntil,
      ...ids,
      ...times,
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

export const failedJobs = procedure('queue.failed', 'read', function* (a: { limit: number; after: number }): Unit<
  FailedJob[]
> {
  const rows = yield* all<Omit<FailedJob, 'dueAt'> & { due_at: number }>(
    `SELECT id, kind, subject, error, attempts, due_at,
            CASE WHEN dead = 1 THEN 'parked' WHEN lease IS NULL THEN 'waiting' ELSE 'running' END AS state
     FROM job WHERE error <> '' AND id > ? ORDER BY id LIMIT ?`,
    a.after,
    a.limit,
  );
  return rows.map(({ due_at, ...job }) => ({ ...job, dueAt: Number(due_at) }));
});

/**
 * How many jobs of a kind that wait will be claimed before each of those about these subjects, by subject; a job that does not
 * wait is not in it. The line is counted once, in an index, up to the first of them, and from each to the next.
 */
export function* jobsBefore(kind: string, subjects: readonly string[]): Unit<ReadonlyMap<string, number>> {
  const places = new Map<string, number>();
  if (subjects.length === 0) return places;
  const asked = yield* all<Place & { subject: string }>(
    `SELECT subject, priority, due_at, id FROM job
     WHERE kind = ? AND dead = 0 AND lease IS NULL AND subject IN (${marks(subjects.length)})`,
    kind,
    ...subjects,
  );
  // Those that run stand in the same index, and are few.
  const running = yield* all<Place>(
    'SELECT priority, due_at, id FROM job WHERE lease IS NOT NULL AND kind = ? AND dead = 0',
    kind,
  );
  let standing = 0;
  let last: Place | undefined;
  for (const job of asked.sort(inTurn)) {
    const from = last === undefined ? [] : [last.priority, last.due_at, last.id];
    const row = yield* one<{ jobs: number }>(
      `SELECT COUNT(*) AS jobs FROM job
       WHERE kind = ? AND dead = 0 AND (priority, due_at, id) < (?, ?, ?)${last === undefined ? '' : ' AND (priority, due_at, id) >= (?, ?, ?)'}`,
      kind,
      job.priority,
      job.due_at,
      job.id,
      ...from,
    );
    standing += Number(row?.jobs ?? 0);
    places.set(job.subject, standing - running.filter((each) => inTurn(each, job) < 0).length);
    last = job;
  }
  return places;
}

/** The next time of everybody's jobs, and of each account's that has a time of its own, in that time. */
export const nextDueJobs = procedure(
  'queue.next-due',
  'read',
  function* (a: {
    kinds: readonly string[];
    own: readonly OwnTime[];
  }): Unit<{ common: number | null; own: (number | null)[] }> {
    if (a.kinds.length === 0) return { common: null, own: [] };
    const earliest = `SELECT MIN(due_at) AS due FROM job WHERE dead = 0 AND kind IN (${marks(a.kinds.length)})`;
    const [common, ...values] = commonJobs(a.own);
    const row = yield* one<{ due: number | null }>(`${earliest} AND ${common}`, ...a.kinds, ...values);
    const own: (number | null)[] = [];
    for (const { account } of a.own) {
      const mine = `${earliest} AND lease IS NULL AND account = ?`;
      own.push((yield* one<{ due: number | null }>(mine, ...a.kinds, account))?.due ?? null);
    }
    return { common: row?.due ?? null, own };
  },
);

/** When the next waiting job of one account is due, in its own time, and how many of its jobs run. */
export const accountJobs = procedure(
  'queue.of-account',
  'read',
  function* (a: { account: string; kinds: readonly string[] }): Unit<{ due: number | null; running: number }> {
    if (a.kinds.length === 0) return { due: null, running: 0 };
    const row = yield* one<{ due: number | null; running: number }>(
      `SELECT MIN(CASE WHEN lease IS NULL THEN due_at END) AS due, COUNT(lease) AS running
       FROM job WHERE dead = 0 AND account = ? AND kind IN (${marks(a.kinds.length)})`,
      a.account,
      ...a.kinds,
    );
    return { due: row?.due ?? null, running: Number(row?.running ?? 0) };
  },
);

/**
 * Asked twice a second, however many jobs wait: each count is of an index, and no row is read. A job that runs is never a
 * parked one.
 */
export const queueDepth = procedure('queue.depth', 'read', function* (): Unit<QueueDepth> {
  const row = yield* one<{ jobs: number; running: number; dead: number }>(
    `SELECT (SELECT COUNT(*) FROM job) AS jobs,
            (SELECT COUNT(*) FROM job WHERE lease IS NOT NULL) AS running,
            (SELECT COUNT(*) FROM job WHERE dead = 1) AS dead`,
  );
  const [running, dead] = [Number(row?.running ?? 0), Number(row?.dead ?? 0)];
  return { ready: Number(row?.jobs ?? 0) - running - dead, running, dead };
});

/** Lets go of every job that was running in a state that was put back, due whatever its time: whoever ran it is not of that state. */
export const releaseJobs = procedure('queue.release', 'write', function* (): Unit<void> {
  yield* run('UPDATE job SET lease = NULL, due_at = 0, attempts = attempts - 1 WHERE lease IS NOT NULL');
});

export const procedures = [
  releaseJobs,
  claimJobs,
  prolongLeases,
  finishJobs,
  retryJob,
  parkJob,
  failedJobs,
  nextDueJobs,
  accountJobs,
  queueDepth,
];
