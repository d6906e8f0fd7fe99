// SQL of taking whole folders in and out: whether bytes are there already, and every picture of a library in turn.
// Must not touch bytes or files.
import { all, one, procedure, type Unit } from '../../../ports/database/database.js';
import { type FoundRow, selectPicture } from '../library/store.js';

/** Title of a picture of these bytes in a category; null when there is none. */
export const findSameBytes = procedure(
  'transfer.same-bytes',
  'read',
  function* (a: { libraryId: string; category: string; blob: string }): Unit<string | null> {
    const row = yield* one<{ title: string }>(
      'SELECT title FROM picture WHERE blob = ? AND library_id = ? AND binned_at IS NULL AND category = ? ORDER BY number LIMIT 1',
      a.blob,
      a.libraryId,
      a.category,
    );
    return row?.title ?? null;
  },
);

/** The next pictures of a library by number, without those in the bin. */
export const nextPictures = procedure(
  'transfer.next',
  'read',
  function* (a: { libraryId: string; after: string; limit: number }): Unit<FoundRow[]> {
    return yield* all<FoundRow>(
      `${selectPicture} WHERE p.library_id = ? AND p.binned_at IS NULL AND p.number > ? ORDER BY p.number LIMIT ?`,
      a.libraryId,
      a.after,
      a.limit,
    );
  },
);

export const procedures = [findSameBytes, nextPictures];
