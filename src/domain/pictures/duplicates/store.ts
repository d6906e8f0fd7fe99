// SQL of finding duplicates over a whole library: what is needed of each picture, some thousands at a time.
// Must not compare them.
import { all, procedure, type Unit } from '../../../ports/database/database.js';

export interface Outline {
  readonly number: string;
  readonly blob: string;
  /** Empty until somebody has looked at the bytes. */
  readonly fingerprint: string;
}

/** Pictures that are not in the bin, by their numbers. */
export const listOutlines = procedure(
  'duplicates.outlines',
  'read',
  function* (a: { libraryId: string; after: string; limit: number }): Unit<Outline[]> {
    return yield* all<Outline>(
      `SELECT number, blob, fingerprint FROM picture WHERE library_id = ? AND binned_at IS NULL AND number > ?
       ORDER BY number LIMIT ?`,
      a.libraryId,
      a.after,
      a.limit,
    );
  },
);

export const procedures = [listOutlines];
