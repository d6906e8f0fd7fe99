// SQL of painting tasks, as units of work. Whose turn it is, is decided here when a task is accepted.
// Must not paint: the unit that accepts a task only queues it.
import type { Turn } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/errors.js';
import { all, changed, freely, one, procedure, run, type Unit } from '../../ports/database/database.js';
import { whose } from '../../ports/database/whose.js';
import { enqueue, jobsBefore } from '../../ports/queue/store.js';
import { type PictureRow, recordPicture } from '../pictures/index.js';
import type { PaintingFailure, PaintingState } from './types.js';

export const paintJob = 'painting.run';
export const purgeJob = 'painting.purge';
/** There is one purge job for all. */
const purgeSubject = 'all';

export const paintingMigrations = [
  {
    name: '0020-painting',
    statements: [
      `CREATE TABLE painting_task (
        id TEXT PRIMARY KEY,
        account_id TEXT NOT NULL REFERENCES account (id),
        prompt TEXT NOT NULL,
        style TEXT NOT NULL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        pictures INTEGER NOT NULL,
        composition TEXT NOT NULL,
        seed BIGINT NOT NULL,
        turn BIGINT NOT NULL,
        state TEXT NOT NULL,
        progress INTEGER NOT NULL,
        failure TEXT,
        failure_text TEXT,
        shows TEXT,
        created_at BIGINT NOT NULL,
        started_at BIGINT,
        finished_at BIGINT,
        expires_at BIGINT NOT NULL
      )`,
      `CREATE INDEX painting_task_waiting ON painting_task (turn) WHERE state = 'queued'`,
      'CREATE INDEX painting_task_account ON painting_task (account_id, created_at)',
      'CREATE INDEX painting_task_expiry ON painting_task (expires_at)',
      `CREATE TABLE painting_picture (
        picture_id TEXT PRIMARY KEY,
        task_id TEXT NOT NULL,
        position INTEGER NOT NULL,
        expires_at BIGINT NOT NULL
      )`,
      'CREATE INDEX painting_picture_task ON painting_picture (task_id, position)',
      'CREATE INDEX painting_picture_expiry ON painting_picture (expires_at)',
      `CREATE TABLE painting_lane (
        account_id TEXT PRIMARY KEY REFERENCES account (id),
        next_turn BIGINT NOT NULL,
        waiting INTEGER NOT NULL
      )`,
      'CREATE TABLE painting_turn (id INTEGER PRIMARY KEY, turn BIGINT NOT NULL)',
      'INSERT INTO painting_turn (id, turn) VALUES (1, 0)',
      // Asked before a blob is removed: does any picture still show it?
      'CREATE INDEX picture_blob_use ON picture (blob)',
    ],
  },
  // Who is before whom is counted among the jobs: an index less that every task goes in and out of.
  { name: '0095-painting-position', statements: ['DROP INDEX painting_task_waiting'] },
] as const;

export interface PaintingRow {
  id: string;
  account_id: string;
  prompt: string;
  style: string;
  width: number;
  height: number;
  pictures: number;
  composition: string;
  seed: number;
  /** Fair order: lower is painted first. */
  turn: number;
  state: PaintingState;
  /** Thousandths. */
  progress: number;
  failure: PaintingFailure | null;
  failure_text: string | null;
  /** JSON: what the painter says is to be seen. */
  shows: string | null;
  created_at: number;
  started_at: number | null;
  finished_at: number | null;
  expires_at: number;
}

/** In a row: names would cross to the database's thread with each task, and cost as much there as one of its statements. */
export type NewPainting = readonly [
  id: string,
  accountId: string,
  prompt: string,
  style: string,
  width: number,
  height: number,
  pictures: number,
  composition: string,
  seed: number,
  now: number,
  expiresAt: number,
  /** Tasks of one account that may be open. */
  mostOpen: number,
];

function* leaveLane(accountId: string): Unit<void> {
  yield* run('UPDATE painting_lane SET waiting = waiting - 1 WHERE account_id = ? AND waiting > 0', accountId);
}

/**
 * Accepts a task and queues its run. Its turn is that of start-time fair queueing (Goyal, Vin, Cheng 1996): each account
 * has a lane, a task costs as many turns as it has pictures, and a lane that was empty begins where painting is now. So
 * ten thousand tasks of one account let another's first task through at once, and one account's tasks keep their order.
 * False when the id is taken. @throws DomainError TOO_BUSY when the account has too many open tasks
 */
export const acceptPainting = procedure('painting.accept', 'write', function* (painting: NewPainting): Unit<boolean> {
  const [id, accountId, prompt, style, width, height, pictures, composition, seed, now, expiresAt, mostOpen] = painting;
  // In one statement, and the row is this unit's until its end: servers that accept for the same account at once must not
  // read the same turn.
  const taken = yield* changed(
    `INSERT INTO painting_lane (account_id, next_turn, waiting) VALUES (?, (SELECT turn FROM painting_turn WHERE id = 1) + ?, 1)
     ON CONFLICT (account_id) DO UPDATE SET waiting = painting_lane.waiting + 1,
       next_turn = CASE WHEN painting_lane.next_turn + ? > excluded.next_turn THEN painting_lane.next_turn + ? ELSE excluded.next_turn END
     WHERE painting_lane.waiting < ?`,
    accountId,
    pictures,
    pictures,
    pictures,
    mostOpen,
  );
  if (taken === 0) {
    throw new DomainError('TOO_BUSY', `the account has ${mostOpen} open painting tasks already`);
  }
  const lane = yield* one<{ next_turn: number }>('SELECT next_turn FROM painting_lane WHERE account_id = ?', accountId);
  const turn = Number(lane?.next_turn) - pictures;
  const added = yield* changed(
    `INSERT INTO painting_task (id, account_id, prompt, style, width, height, pictures, composition, seed, turn, state,
       progress, created_at, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', 0, ?, ?) ON CONFLICT (id) DO NOTHING`,
    id,
    accountId,
    prompt,
    style,
    width,
    height,
    pictures,
    composition,
    seed,
    turn,
    now,
    expiresAt,
  );
  if (added === 0) {
    yield* leaveLane(accountId);
    return false;
  }
  yield* enqueue({ kind: paintJob, subject: id, runAt: now, priority: turn, account: accountId });
  return true;
});

export interface FoundPainting {
  readonly row: PaintingRow;
  readonly pictures: readonly { id: string; format: string }[];
}

function* withPictures(row: PaintingRow): Unit<FoundPainting> {
  if (row.state !== 'done') return { row, pictures: [] };
  const pictures = yield* all<{ id: string; format: string }>(
    `SELECT p.id, p.format FROM painting_picture l JOIN picture p ON p.id = l.picture_id
     WHERE l.task_id = ? ORDER BY l.position`,
    row.id,
  );
  return { row, pictures };
}

export const findPainting = procedure('painting.find', 'read', function* (id: string): Unit<FoundPainting | null> {
  const row = yield* one<PaintingRow>('SELECT * FROM painting_task WHERE id = ?', id);
  return row === undefined ? null : yield* withPictures(row);
});

export interface PlacedPainting extends FoundPainting {
  /** How many tasks are painted before this one; null when it does not wait (any more). */
  readonly position: number | null;
}

function* withPlaces(rows: readonly PaintingRow[]): Unit<PlacedPainting[]> {
  const waiting = rows.filter(({ state }) => state === 'queued').map(({ id }) => id);
  const places = yield* jobsBefore(paintJob, waiting);
  const found: PlacedPainting[] = [];
  for (const row of rows) found.push({ ...(yield* withPictures(row)), position: places.get(row.id) ?? null });
  return found;
}

export const lookAtPainting = procedure(
  'painting.look',
  'read',
  function* (a: { id: string; now: number }): Unit<PlacedPainting | null> {
    const row = yield* one<PaintingRow>('SELECT * FROM painting_task WHERE id = ? AND expires_at > ?', a.id, a.now);
    return row === undefined ? null : ((yield* withPlaces([row]))[0] ?? null);
  },
);

/** Tasks of all accounts, newest first: ids grow with time. @param a.before only those with a lower id */
export const listPaintings = procedure(
  'painting.list',
  'read',
  function* (a: { before: string | null; now: number; limit: number }): Unit<PlacedPainting[]> {
    // The plus keeps SQLite from sorting all that have not expired.
    const rows = yield* all<PaintingRow>(
      `SELECT * FROM painting_task WHERE +expires_at > ?${a.before === null ? '' : ' AND id < ?'} ORDER BY id DESC LIMIT ?`,
      a.now,
      ...(a.before === null ? [] : [a.before]),
      a.limit,
    );
    return yield* withPlaces(rows);
  },
);

/** Marks a task as being painted; null when it has ended or is gone. Painting is then at its turn. */
export const startPainting = procedure(
  'painting.start',
  'write',
  function* (a: { id: string; now: number }): Unit<PaintingRow | null> {
    const row = yield* one<PaintingRow>(
      `UPDATE painting_task SET state = 'running', started_at = COALESCE(started_at, ?)
       WHERE id = ? AND state IN ('queued', 'running') AND expires_at > ? RETURNING *`,
      a.now,
      a.id,
      a.now,
    );
    if (row === undefined) return null;
    yield* run('UPDATE painting_turn SET turn = ? WHERE id = 1 AND turn < ?', row.turn, row.turn);
    return row;
  },
  freely,
);

export const notePaintingProgress = procedure(
  'painting.progress',
  'write',
  function* (a: { id: string; progress: number }): Unit<void> {
    yield* run(
      `UPDATE painting_task SET progress = ? WHERE id = ? AND state = 'running' AND progress < ?`,
      a.progress,
      a.id,
      a.progress,
    );
  },
  freely,
);

export interface PaintingEnd {
  id: string;
  pictures: PictureRow[];
  picturesExpireAt: number;
  failure: PaintingFailure | null;
  failureText: string | null;
  shows: string | null;
  now: number;
  /** When to look for what has expired. */
  purgeAt: number;
}

/** Ends a task once, with its pictures. False when it had ended before or is gone. */
export const endPainting = procedure('painting.end', 'write', function* (a: PaintingEnd): Unit<boolean> {
  const ended = yield* one<{ account_id: string }>(
    `UPDATE painting_task SET state = ?, failure = ?, failure_text = ?, shows = ?, progress = ?, finished_at = ?
     WHERE id = ? AND state IN ('queued', 'running') RETURNING account_id`,
    a.failure === null ? 'done' : 'failed',
    a.failure,
    a.failureText,
    a.shows,
    a.failure === null ? 1000 : 0,
    a.now,
    a.id,
  );
  if (ended === undefined) return false;
  yield* leaveLane(ended.account_id);
  for (const [position, picture] of a.pictures.entries()) {
    yield* recordPicture(picture);
    yield* run(
      'INSERT INTO painting_picture (picture_id, task_id, position, expires_at) VALUES (?, ?, ?, ?)',
      picture.id,
      a.id,
      position,
      a.picturesExpireAt,
    );
  }
  yield* enqueue({ kind: purgeJob, subject: purgeSubject, runAt: a.purgeAt, priority: 10 });
  return true;
});

/**
 * Forgets up to `limit` tasks and pictures that have expired for those of this turn. Answers the blobs nothing names any more,
 * and when their next one expires (null: nothing is left that will).
 */
export const purgePaintings = procedure('painting.purge', 'write', function* (a: { turn: Turn; limit: number }): Unit<{
  orphans: string[];
  next: number | null;
}> {
  const { now } = a.turn;
  const ofTask = whose('account_id', a.turn);
  const tasks = yield* all<{ id: string; account_id: string; state: PaintingState }>(
    `SELECT id, account_id, state FROM painting_task WHERE expires_at <= ?${ofTask.sql} ORDER BY expires_at LIMIT ?`,
    now,
    ...ofTask.values,
    a.limit,
  );
  for (const task of tasks) {
    if (task.state === 'queued' || task.state === 'running') yield* leaveLane(task.account_id);
    yield* run('DELETE FROM painting_task WHERE id = ?', task.id);
  }
  const orphans: string[] = [];
  const ofPicture = whose("COALESCE(p.account_id, '')", a.turn);
  const fromPictures =
    ofPicture.sql === '' ? 'painting_picture l' : 'painting_picture l LEFT JOIN picture p ON p.id = l.picture_id';
  const links = yield* all<{ picture_id: string; blob: string | null }>(
    `SELECT l.picture_id, p.blob FROM painting_picture l LEFT JOIN picture p ON p.id = l.picture_id
     WHERE l.expires_at <= ?${ofPicture.sql} ORDER BY l.expires_at LIMIT ?`,
    now,
    ...ofPicture.values,
    a.limit,
  );
  for (const { picture_id, blob } of links) {
    yield* run('DELETE FROM painting_picture WHERE picture_id = ?', picture_id);
    yield* run('DELETE FROM picture WHERE id = ?', picture_id);
    if (blob === null) continue;
    const used = yield* one(
      `SELECT 1 AS used FROM picture WHERE blob = ?
         UNION ALL SELECT 1 FROM temporary_media WHERE blob = ? UNION ALL SELECT 1 FROM account WHERE logo = ? LIMIT 1`,
      blob,
      blob,
      blob,
    );
    if (used === undefined) orphans.push(blob);
  }
  const next = yield* one<{ next: number | null }>(
    `SELECT MIN(expires_at) AS next FROM (SELECT MIN(expires_at) AS expires_at FROM painting_task WHERE 1 = 1${ofTask.sql}
       UNION ALL SELECT MIN(l.expires_at) FROM ${fromPictures} WHERE 1 = 1${ofPicture.sql}) AS both_kinds`,
    ...ofTask.values,
    ...ofPicture.values,
  );
  return { orphans, next: next?.next ?? null };
});

export const procedures = [
  acceptPainting,
  findPainting,
  listPaintings,
  lookAtPainting,
  startPainting,
  notePaintingProgress,
  endPainting,
  purgePaintings,
];
