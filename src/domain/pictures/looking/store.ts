// SQL of looking at pictures that were acknowledged undecoded: which are next, what was seen, and those that show nothing.
// Must not touch bytes.
import { all, one, procedure, run, type Unit } from '../../../ports/database/database.js';
import { finishJob } from '../../../ports/queue/store.js';
import { refundPoints } from '../../points/index.js';
import { markAlike } from '../duplicates/store.js';
import { bandsOf } from '../pieces.js';

export interface Unseen {
  id: string;
  number: string;
  blob: string;
}

/** Pictures of a library that nobody has looked at, oldest first. */
export const findUnseen = procedure('looking.unseen', 'read', function* (a: { libraryId: string; limit: number }): Unit<
  Unseen[]
> {
  return yield* all<Unseen>(
    `SELECT id, number, blob FROM picture WHERE library_id = ? AND looked_at IS NULL
       ORDER BY created_at, number LIMIT ?`,
    a.libraryId,
    a.limit,
  );
});

/** Ends the job of a library unless something came while it ran; resolves to whether it did end. */
export const endLooking = procedure(
  'looking.end',
  'write',
  function* (a: { libraryId: string; job: { id: number; lease: string } }): Unit<boolean> {
    const left = yield* one(
      'SELECT 1 AS waiting FROM picture WHERE library_id = ? AND looked_at IS NULL LIMIT 1',
      a.libraryId,
    );
    if (left !== undefined) return false;
    yield* finishJob(a.job);
    return true;
  },
);

/** What a look found. Bytes that were replaced meanwhile have been decoded by whoever replaced them. */
export const recordLook = procedure(
  'looking.seen',
  'write',
  function* (a: {
    libraryId: string;
    id: string;
    blob: string;
    md5: string;
    fingerprint: string;
    now: number;
  }): Unit<void> {
    yield* run(
      `UPDATE picture SET md5 = ?, fingerprint = ?, band0 = ?, band1 = ?, band2 = ?, band3 = ?, alike = ?, looked_at = ?
       WHERE id = ? AND blob = ?`,
      a.md5,
      a.fingerprint,
      ...bandsOf(a.fingerprint),
      yield* markAlike(a.libraryId, a.fingerprint, a.id),
      a.now,
      a.id,
      a.blob,
    );
  },
);

/** The picture shows nothing: it is frozen, and what was paid for it is given back. */
export const recordUnreadable = procedure(
  'looking.unreadable',
  'write',
  function* (a: { id: string; blob: string; now: number }): Unit<void> {
    const [row] = yield* all<{ account_id: string }>(
      `UPDATE picture SET state = 'frozen', looked_at = ?, modified_at = ? WHERE id = ? AND blob = ? AND looked_at IS NULL
       RETURNING account_id`,
      a.now,
      a.now,
      a.id,
      a.blob,
    );
    if (row !== undefined) yield* refundPoints({ accountId: row.account_id, subject: a.id, now: a.now });
  },
);

/** The bytes are gone or not what was sent: the scrub tells of that. Nobody need look again. */
export const recordGone = procedure('looking.gone', 'write', function* (a: { id: string; now: number }): Unit<void> {
  yield* run('UPDATE picture SET looked_at = ? WHERE id = ? AND looked_at IS NULL', a.now, a.id);
});

export const recordMd5 = procedure(
  'looking.md5',
  'write',
  function* (a: { id: string; blob: string; md5: string }): Unit<void> {
    yield* run('UPDATE picture SET md5 = ? WHERE id = ? AND blob = ?', a.md5, a.id, a.blob);
  },
);

export const procedures = [findUnseen, endLooking, recordLook, recordUnreadable, recordGone, recordMd5];
