// SQL of what operators look at, as units of work. Must not change anything but parked jobs.
import { all, one, procedure, run, type Unit } from '../../ports/database/database.js';

export interface StorageRow {
  pictures: number;
  bytes: number;
}

export const storageUsed = procedure('operations.storage', 'read', function* (_: object): Unit<StorageRow> {
  const row = yield* one<StorageRow>('SELECT COUNT(*) AS pictures, COALESCE(SUM(bytes), 0) AS bytes FROM picture');
  return row ?? { pictures: 0, bytes: 0 };
});

/** Keys of blobs that anything refers to, in their order, after one of them. A test compares this with the columns there are. */
export const referencedBlobs = procedure(
  'operations.referenced-blobs',
  'read',
  function* (a: { after: string; limit: number }): Unit<string[]> {
    const rows = yield* all<{ blob: string }>(
      `SELECT blob FROM (
         SELECT blob FROM picture WHERE blob > ? UNION SELECT blob FROM temporary_media WHERE blob > ?
         UNION SELECT logo AS blob FROM account WHERE logo > ?
       ) AS known ORDER BY blob LIMIT ?`,
      a.after,
      a.after,
      a.after,
      a.limit,
    );
    return rows.map(({ blob }) => blob);
  },
);

/** Names of the schema's steps that have been applied. */
export const appliedSteps = procedure('operations.applied-steps', 'read', function* (_: object): Unit<string[]> {
  const rows = yield* all<{ name: string }>('SELECT name FROM migration ORDER BY name');
  return rows.map(({ name }) => name);
});

/** Makes a job that failed due now, its attempts forgotten. False when there is none, or it runs. */
export const reviveJob = procedure('operations.revive', 'write', function* (a: { id: number }): Unit<boolean> {
  // Due whatever its time: the account it is of may have one of its own.
  const rows = yield* all(
    `UPDATE job SET dead = 0, attempts = 0, due_at = 0 WHERE id = ? AND error <> '' AND lease IS NULL RETURNING id`,
    a.id,
  );
  return rows.length > 0;
});

/** Forgets a parked job for good. */
export const dropJob = procedure('operations.drop', 'write', function* (a: { id: number }): Unit<void> {
  yield* run('DELETE FROM job WHERE id = ? AND dead = 1', a.id);
});

export const procedures = [storageUsed, referencedBlobs, appliedSteps, reviveJob, dropJob];
