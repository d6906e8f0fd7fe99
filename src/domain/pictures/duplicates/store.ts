// SQL of finding duplicates over a whole library: what is needed of each picture, some thousands at a time.
// Must not compare them.
import { all, marks, procedure, type Unit } from '../../../ports/database/database.js';

/**
 * Fingerprints and numbers behind them, in the order of both, of pictures that others may look like and that are not in the bin. One text a
 * picture: most of what reading many rows costs is making objects of them.
 */
export const listPrints = procedure(
  'duplicates.prints',
  'read',
  function* (a: { libraryId: string; after: string; limit: number }): Unit<string[]> {
    const rows = yield* all<{ line: string }>(
      `SELECT fingerprint || number AS line FROM picture
       WHERE library_id = ? AND binned_at IS NULL AND fingerprint <> '' AND alike > 0 AND (fingerprint, number) > (?, ?)
       ORDER BY fingerprint, number LIMIT ?`,
      a.libraryId,
      a.after.slice(0, 16),
      a.after.slice(16),
      a.limit,
    );
    return rows.map(({ line }) => line);
  },
);

interface Bytes {
  readonly number: string;
  readonly blob: string;
}

/** Pictures nobody has looked at yet: of them only the bytes are known. */
export const listUnseenBytes = procedure(
  'duplicates.unseen',
  'read',
  function* (a: { libraryId: string; limit: number }): Unit<Bytes[]> {
    // The plus keeps SQLite from going through the whole library by the index of what is in the bin and what is not.
    return yield* all<Bytes>(
      `SELECT number, blob FROM picture
       WHERE library_id = ? AND looked_at IS NULL AND +binned_at IS NULL AND fingerprint = ''
       ORDER BY created_at, number LIMIT ?`,
      a.libraryId,
      a.limit,
    );
  },
);

/** What the bytes of some pictures are kept under. */
export const listBytes = procedure('duplicates.bytes', 'read', function* (numbers: readonly string[]): Unit<Bytes[]> {
  return yield* all<Bytes>(`SELECT number, blob FROM picture WHERE number IN (${marks(numbers.length)})`, ...numbers);
});

export const procedures = [listPrints, listUnseenBytes, listBytes];
