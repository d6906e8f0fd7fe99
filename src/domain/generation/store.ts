// SQL of generation tasks, as units of work.
// Must not run anything: the unit that accepts a task only queues it.
import { DomainError } from '../../kernel/errors.js';
import { all, changed, freely, one, procedure, type Unit } from '../../ports/database/database.js';
import { enqueue } from '../../ports/queue/store.js';
import { addNotice } from '../delivery/index.js';
import { dropReferencesOf, keepReferences, type PictureRow, recordPicture } from '../pictures/index.js';
import type { TaskState } from './types.js';

export const runJob = 'generation.run';
export const finishedNotice = 'generation.finished';

export const generationMigrations = [
  {
    name: '0005-generation',
    statements: [
      `CREATE TABLE generation_task (
        id TEXT PRIMARY KEY,
        account_id TEXT NOT NULL REFERENCES account (id),
        task_key TEXT NOT NULL,
        request TEXT NOT NULL,
        state TEXT NOT NULL,
        picture_id TEXT,
        failure TEXT,
        created_at BIGINT NOT NULL,
        finished_at BIGINT,
        UNIQUE (account_id, task_key)
      )`,
    ],
  },
] as const;

export interface TaskRow {
  id: string;
  account_id: string;
  task_key: string;
  /** Canonical JSON: equal requests have equal texts. */
  request: string;
  state: TaskState;
  picture_id: string | null;
  picture_format: string | null;
  failure: string | null;
  created_at: number;
  finished_at: number | null;
}

/** The use of a source picture of ours, while the task has not ended. Most tasks name none. */
const readBy = (id: string) => ({ kind: 'task', subject: id });
const namesPicture = (request: string): boolean => request.includes('/p/');

/**
 * Accepts a task and queues its run, or finds the task already accepted under the same key.
 * @throws DomainError CONFLICT when that one asked for something else
 */
export const acceptTask = procedure(
  'generation.accept',
  'write',
  function* (a: {
    id: string;
    accountId: string;
    key: string;
    request: string;
    now: number;
  }): Unit<{ created: boolean }> {
    const added = yield* changed(
      `INSERT INTO generation_task (id, account_id, task_key, request, state, created_at) VALUES (?, ?, ?, ?, 'processing', ?)
       ON CONFLICT (account_id, task_key) DO NOTHING`,
      a.id,
      a.accountId,
      a.key,
      a.request,
      a.now,
    );
    if (added > 0) {
      yield* enqueue({ kind: runJob, subject: a.id, runAt: a.now, account: a.accountId });
      if (namesPicture(a.request)) yield* keepReferences({ ...readBy(a.id), text: a.request, now: a.now });
      return { created: true };
    }
    const known = yield* one<{ request: string }>(
      'SELECT request FROM generation_task WHERE account_id = ? AND task_key = ?',
      a.accountId,
      a.key,
    );
    if (known?.request !== a.request) {
      throw new DomainError('CONFLICT', 'a task with the same key was accepted with other content', { key: a.key });
    }
    return { created: false };
  },
  freely,
);

const columns = `SELECT t.*, p.format AS picture_format FROM generation_task t LEFT JOIN picture p ON p.id = t.picture_id`;

export const findTask = procedure(
  'generation.find',
  'read',
  function* (a: { accountId: string; key: string }): Unit<TaskRow | null> {
    return (yield* one<TaskRow>(`${columns} WHERE t.account_id = ? AND t.task_key = ?`, a.accountId, a.key)) ?? null;
  },
);

export const loadTask = procedure('generation.load', 'read', function* (id: string): Unit<TaskRow | null> {
  return (yield* one<TaskRow>(`${columns} WHERE t.id = ?`, id)) ?? null;
});

/** Ends a task once: its state, its picture and the notice to its owner are one fact. False when it had ended before. */
export const endTask = procedure(
  'generation.end',
  'write',
  function* (a: {
    id: string;
    accountId: string;
    picture: PictureRow | null;
    failure: string | null;
    noticeId: string;
    now: number;
  }): Unit<boolean> {
    const ended = yield* all<{ request: string }>(
      `UPDATE generation_task SET state = ?, picture_id = ?, failure = ?, finished_at = ?
       WHERE id = ? AND state = 'processing' RETURNING request`,
      a.picture === null ? 'fail' : 'success',
      a.picture?.id ?? null,
      a.failure,
      a.now,
      a.id,
    );
    if (ended.length === 0) return false;
    if (namesPicture(ended[0]?.request ?? '')) yield* dropReferencesOf(readBy(a.id));
    if (a.picture !== null) yield* recordPicture(a.picture);
    yield* addNotice({ id: a.noticeId, accountId: a.accountId, kind: finishedNotice, subject: a.id, now: a.now });
    return true;
  },
  freely,
);

export const procedures = [acceptTask, findTask, loadTask, endTask];
