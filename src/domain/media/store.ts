// SQL of temporary media, as units of work: each row comes with the job that removes it.
// Must not touch bytes: a row names a blob.
import { freely, one, procedure, run, type Unit } from '../../ports/database/database.js';
import { enqueue } from '../../ports/queue/store.js';

export const purgeJob = 'media.purge';

export const mediaMigrations = [
  {
    name: '0006-media',
    statements: [
      `CREATE TABLE temporary_media (
        id TEXT PRIMARY KEY,
        account_id TEXT NOT NULL REFERENCES account (id),
        blob TEXT NOT NULL,
        content_type TEXT NOT NULL,
        title TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL
      )`,
      'CREATE INDEX temporary_media_blob ON temporary_media (blob)',
    ],
  },
] as const;

export interface MediaRow {
  id: string;
  account_id: string;
  blob: string;
  content_type: string;
  title: string;
  created_at: number;
  expires_at: number;
}

/** Records a medium and the job that will remove it. Its blob must be on disk already. */
export const insertMedia = procedure(
  'media.insert',
  'write',
  function* (row: MediaRow): Unit<void> {
    yield* run(
      `INSERT INTO temporary_media (id, account_id, blob, content_type, title, created_at, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
      row.id,
      row.account_id,
      row.blob,
      row.content_type,
      row.title,
      row.created_at,
      row.expires_at,
    );
    yield* enqueue({ kind: purgeJob, subject: row.id, runAt: row.expires_at, priority: 10, account: row.account_id });
  },
  freely,
);

export const findMedia = procedure('media.find', 'read', function* (id: string): Unit<MediaRow | null> {
  return (yield* one<MediaRow>('SELECT * FROM temporary_media WHERE id = ?', id)) ?? null;
});

/**
 * Forgets a medium that has expired. Answers its blob when nothing else names those bytes: they are then to be removed.
 * Not expired yet: answers when that will be.
 */
export const forgetMedia = procedure('media.forget', 'write', function* (a: { id: string; now: number }): Unit<{
  orphan: string | null;
  again: number | null;
}> {
  const row = yield* one<MediaRow>('SELECT * FROM temporary_media WHERE id = ?', a.id);
  if (row === undefined) return { orphan: null, again: null };
  if (row.expires_at > a.now) return { orphan: null, again: row.expires_at };
  yield* run('DELETE FROM temporary_media WHERE id = ?', a.id);
  const used = yield* one(
    `SELECT 1 AS used FROM temporary_media WHERE blob = ?
       UNION ALL SELECT 1 FROM picture WHERE blob = ? UNION ALL SELECT 1 FROM account WHERE logo = ? LIMIT 1`,
    row.blob,
    row.blob,
    row.blob,
  );
  return { orphan: used === undefined ? row.blob : null, again: null };
});

export const procedures = [insertMedia, findMedia, forgetMedia];
