// SQL of endpoints, notices and attempts, as units of work.
// Must not send anything: a unit never waits for the network.
import { all, changed, freely, one, procedure, run, type SqlValue, type Unit } from '../../ports/database/database.js';
import type { ClaimedJob } from '../../ports/queue/queue.js';
import { dropWaiting, enqueue, enqueueNow, finishJob } from '../../ports/queue/store.js';
import type { Attempt, Callback, Endpoint, KnownEndpoint, Notice, NoticeState, Place } from './types.js';

/** Sends to an address that heard the last attempt. */
export const sendJob = 'delivery.send';
/** Sends to an address that did not, or was never asked: ten thousand of them must not hold up the others. */
export const doubtfulSendJob = 'delivery.send-doubtful';
const laneOf = ({ proven }: Pick<KnownEndpoint, 'proven'>): string => (proven ? sendJob : doubtfulSendJob);

export const deliveryMigrations = [
  {
    name: '0004-delivery',
    statements: [
      `CREATE TABLE endpoint (
        account_id TEXT PRIMARY KEY REFERENCES account (id),
        url TEXT NOT NULL,
        updated_at BIGINT NOT NULL
      )`,
      `CREATE TABLE notice (
        id TEXT PRIMARY KEY,
        account_id TEXT NOT NULL REFERENCES account (id),
        kind TEXT NOT NULL,
        subject TEXT NOT NULL,
        state TEXT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        created_at BIGINT NOT NULL,
        next_at BIGINT,
        UNIQUE (account_id, kind, subject)
      )`,
      'CREATE INDEX notice_created ON notice (created_at)',
      `CREATE TABLE attempt (
        notice_id TEXT NOT NULL REFERENCES notice (id),
        number INTEGER NOT NULL,
        at BIGINT NOT NULL,
        status INTEGER,
        error TEXT,
        duration_ms INTEGER NOT NULL,
        answer TEXT NOT NULL,
        PRIMARY KEY (notice_id, number)
      )`,
    ],
  },
  {
    name: '0062-notice-lists',
    statements: [
      'DROP INDEX notice_created',
      'CREATE INDEX notice_created ON notice (created_at, id)',
      'CREATE INDEX notice_state ON notice (state, created_at, id)',
    ],
  },
  { name: '0020-endpoint-style', statements: ['ALTER TABLE endpoint ADD COLUMN style TEXT'] },
  { name: '0080-endpoint-proven', statements: ['ALTER TABLE endpoint ADD COLUMN proven INTEGER NOT NULL DEFAULT 0'] },
] as const;

interface NoticeRow {
  id: string;
  account_id: string;
  kind: string;
  subject: string;
  state: NoticeState;
  attempts: number;
  created_at: number;
  next_at: number | null;
}

const toNotice = (row: NoticeRow): Notice => ({
  id: row.id,
  accountId: row.account_id,
  kind: row.kind,
  subject: row.subject,
  state: row.state,
  attempts: row.attempts,
  createdAt: row.created_at,
  nextAt: row.next_at,
});

function* endpointOf(accountId: string): Unit<KnownEndpoint | null> {
  const row = yield* one<{ url: string; style: string | null; updated_at: number; proven: number }>(
    'SELECT url, style, updated_at, proven FROM endpoint WHERE account_id = ?',
    accountId,
  );
  if (row === undefined) return null;
  return { accountId, url: row.url, style: row.style, updatedAt: row.updated_at, proven: row.proven === 1 };
}

/**
 * Notes inside the caller's unit that an account must be told, and queues the sending. Does nothing when the account has
 * named no endpoint, or has been told of the same thing before.
 */
export function* addNotice(notice: {
  id: string;
  accountId: string;
  kind: string;
  subject: string;
  now: number;
}): Unit<boolean> {
  const endpoint = yield* endpointOf(notice.accountId);
  if (endpoint === null) return false;
  const added = yield* changed(
    `INSERT INTO notice (id, account_id, kind, subject, state, created_at, next_at) VALUES (?, ?, ?, ?, 'due', ?, ?)
     ON CONFLICT (account_id, kind, subject) DO NOTHING`,
    notice.id,
    notice.accountId,
    notice.kind,
    notice.subject,
    notice.now,
    notice.now,
  );
  if (added === 0) return false;
  yield* enqueue({ kind: laneOf(endpoint), subject: notice.id, runAt: notice.now, account: notice.accountId });
  return true;
}

/** What became of telling an account of something, inside the caller's unit; null = it is not told of it. */
export function* noticeStateOf(accountId: string, kind: string, subject: string): Unit<NoticeState | null> {
  const row = yield* one<{ state: NoticeState }>(
    'SELECT state FROM notice WHERE account_id = ? AND kind = ? AND subject = ?',
    accountId,
    kind,
    subject,
  );
  return row?.state ?? null;
}

export const setEndpoint = procedure('delivery.set-endpoint', 'write', function* (endpoint: Endpoint): Unit<void> {
  yield* run(
    `INSERT INTO endpoint (account_id, url, style, updated_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (account_id) DO UPDATE SET url = excluded.url, style = excluded.style, updated_at = excluded.updated_at,
       proven = CASE WHEN endpoint.url = excluded.url THEN endpoint.proven ELSE 0 END`,
    endpoint.accountId,
    endpoint.url,
    endpoint.style,
    endpoint.updatedAt,
  );
});

export const findEndpoint = procedure('delivery.find-endpoint', 'read', endpointOf);

export const loadForSending = procedure('delivery.load-for-sending', 'read', function* (noticeId: string): Unit<{
  notice: Notice;
  endpoint: KnownEndpoint | null;
} | null> {
  const row = yield* one<NoticeRow>('SELECT * FROM notice WHERE id = ?', noticeId);
  if (row === undefined) return null;
  return { notice: toNotice(row), endpoint: yield* endpointOf(row.account_id) };
});

/** Takes a job to the line of the doubtful: its endpoint has been found deaf since it was queued. */
export const moveToDoubtful = procedure(
  'delivery.move-to-doubtful',
  'write',
  function* (a: { job: Pick<ClaimedJob, 'id' | 'lease' | 'subject' | 'account'>; now: number }): Unit<void> {
    yield* finishJob(a.job);
    const account = a.job.account === null ? {} : { account: a.job.account };
    yield* enqueue({ kind: doubtfulSendJob, subject: a.job.subject, runAt: a.now, ...account });
  },
  freely,
);

/**
 * Records an attempt and what follows from it. `nextAt` null ends the notice in `state`; a next attempt after one that was
 * not heard is queued among the doubtful, in place of `job`.
 */
export const recordAttempt = procedure(
  'delivery.record-attempt',
  'write',
  function* (a: {
    job: Pick<ClaimedJob, 'id' | 'lease'>;
    accountId: string;
    noticeId: string;
    attempt: Attempt;
    state: NoticeState;
    nextAt: number | null;
  }): Unit<void> {
    const { attempt } = a;
    const heard = a.state === 'delivered' ? 1 : 0;
    yield* run('UPDATE endpoint SET proven = ? WHERE account_id = ? AND proven <> ?', heard, a.accountId, heard);
    yield* run(
      `INSERT INTO attempt (notice_id, number, at, status, error, duration_ms, answer) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (notice_id, number) DO NOTHING`,
      a.noticeId,
      attempt.number,
      attempt.at,
      attempt.status,
      attempt.error,
      attempt.durationMs,
      attempt.answer,
    );
    yield* run(
      'UPDATE notice SET state = ?, attempts = ?, next_at = ? WHERE id = ?',
      a.state,
      attempt.number,
      a.nextAt,
      a.noticeId,
    );
    yield* finishJob(a.job);
    if (a.nextAt !== null)
      yield* enqueue({ kind: doubtfulSendJob, subject: a.noticeId, runAt: a.nextAt, account: a.accountId });
  },
  freely,
);

export const listAttempts = procedure('delivery.list-attempts', 'read', function* (noticeId: string): Unit<Attempt[]> {
  return yield* all<Attempt>(
    'SELECT number, at, status, error, duration_ms AS "durationMs", answer FROM attempt WHERE notice_id = ? ORDER BY number',
    noticeId,
  );
});

export const listNotices = procedure(
  'delivery.list-notices',
  'read',
  function* (a: { accountId: string; limit: number }): Unit<Notice[]> {
    const rows = yield* all<NoticeRow>(
      'SELECT * FROM notice WHERE account_id = ? ORDER BY created_at DESC, id DESC LIMIT ?',
      a.accountId,
      a.limit,
    );
    return rows.map(toNotice);
  },
);

/** Notices of every account, newest first, with where they go and what the last attempt came to. */
export const listCallbacks = procedure(
  'delivery.list-callbacks',
  'read',
  function* (a: { before: Place | null; state: NoticeState | null; limit: number }): Unit<Callback[]> {
    const where = ['1 = 1'];
    const values: SqlValue[] = [];
    if (a.before !== null) {
      where.push('(n.created_at, n.id) < (?, ?)');
      values.push(a.before.time, a.before.id);
    }
    if (a.state !== null) {
      where.push('n.state = ?');
      values.push(a.state);
    }
    const rows = yield* all<
      NoticeRow & { url: string | null; account: string; status: number | null; error: string | null }
    >(
      `SELECT n.*, e.url AS url, c.number AS account, t.status AS status, t.error AS error
       FROM notice n JOIN account c ON c.id = n.account_id LEFT JOIN endpoint e ON e.account_id = n.account_id
       LEFT JOIN attempt t ON t.notice_id = n.id AND t.number = n.attempts
       WHERE ${where.join(' AND ')} ORDER BY n.created_at DESC, n.id DESC LIMIT ?`,
      ...values,
      a.limit,
    );
    return rows.map((row) => ({
      ...toNotice(row),
      url: row.url,
      account: row.account,
      lastStatus: row.status,
      lastError: row.error,
    }));
  },
);

/** Makes a notice due again, whatever became of it. */
export const replayNotice = procedure(
  'delivery.replay',
  'write',
  function* (a: { noticeId: string; now: number }): Unit<boolean> {
    const found = yield* one<{ account_id: string }>(
      "UPDATE notice SET state = 'due', next_at = ? WHERE id = ? RETURNING account_id",
      a.now,
      a.noticeId,
    );
    if (found === undefined) return false;
    const endpoint = yield* endpointOf(found.account_id);
    const lane = laneOf({ proven: endpoint?.proven ?? false });
    const other = lane === sendJob ? doubtfulSendJob : sendJob;
    // One that is being sent at this moment is not sent twice.
    const job = { kind: lane, subject: a.noticeId, runAt: a.now, account: found.account_id };
    if (yield* dropWaiting(other, a.noticeId)) yield* enqueueNow(job);
    return true;
  },
);

export const procedures = [
  setEndpoint,
  findEndpoint,
  loadForSending,
  moveToDoubtful,
  recordAttempt,
  listAttempts,
  listNotices,
  listCallbacks,
  replayNotice,
];
