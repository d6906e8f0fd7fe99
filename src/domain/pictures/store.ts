// SQL of pictures, as units of work.
// Must not touch bytes: a picture row names a blob.
import { freely, one, procedure, run, type Unit } from '../../ports/database/database.js';

export const pictureMigrations = [
  {
    name: '0003-pictures',
    statements: [
      `CREATE TABLE picture (
        id TEXT PRIMARY KEY,
        account_id TEXT NOT NULL REFERENCES account (id),
        blob TEXT NOT NULL,
        format TEXT NOT NULL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        bytes INTEGER NOT NULL,
        title TEXT NOT NULL,
        origin TEXT NOT NULL,
        created_at BIGINT NOT NULL
      )`,
      'CREATE INDEX picture_account ON picture (account_id, created_at)',
    ],
  },
] as const;

export interface PictureRow {
  id: string;
  account_id: string;
  blob: string;
  format: string;
  width: number;
  height: number;
  bytes: number;
  title: string;
  origin: string;
  created_at: number;
  /** Only set where a library keeps the address while the bytes change. */
  ending?: string | null;
}

/** Records a picture inside the caller's unit. Its blob must be on disk already. */
export function* recordPicture(picture: PictureRow): Unit<void> {
  yield* run(
    `INSERT INTO picture (id, account_id, blob, format, width, height, bytes, title, origin, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    picture.id,
    picture.account_id,
    picture.blob,
    picture.format,
    picture.width,
    picture.height,
    picture.bytes,
    picture.title,
    picture.origin,
    picture.created_at,
  );
}

export const insertPicture = procedure('pictures.insert', 'write', recordPicture, freely);

export const findPicture = procedure('pictures.find', 'read', function* (id: string): Unit<PictureRow | null> {
  const row = yield* one<PictureRow>(
    `SELECT id, account_id, blob, format, width, height, bytes, title, origin, created_at, ending FROM picture
     WHERE id = ? AND binned_at IS NULL AND (state IS NULL OR state <> 'frozen')`,
    id,
  );
  return row ?? null;
});

/** Whether any row names these bytes. */
export const isBlobUsed = procedure('pictures.is-blob-used', 'read', function* (blob: string): Unit<boolean> {
  const used = yield* one(
    `SELECT 1 AS used FROM picture WHERE blob = ?
       UNION ALL SELECT 1 FROM temporary_media WHERE blob = ? UNION ALL SELECT 1 FROM account WHERE logo = ? LIMIT 1`,
    blob,
    blob,
    blob,
  );
  return used !== undefined;
});

export const procedures = [insertPicture, findPicture, isBlobUsed];
