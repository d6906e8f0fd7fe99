// SQL of the checksum scrub: every picture in the order of its bytes, so that equal bytes are read once.
// Must not read bytes.
import { all, one, procedure, type Unit } from '../../../ports/database/database.js';

export interface ScrubRow {
  id: string;
  number: string | null;
  title: string;
  blob: string;
  bytes: number;
}

/** The next pictures after a place, by blob and id. */
export const nextToScrub = procedure(
  'scrub.next',
  'read',
  function* (a: { blob: string; id: string; limit: number }): Unit<ScrubRow[]> {
    return yield* all<ScrubRow>(
      `SELECT id, number, title, blob, bytes FROM picture WHERE blob > ? OR (blob = ? AND id > ?)
       ORDER BY blob, id LIMIT ?`,
      a.blob,
      a.blob,
      a.id,
      a.limit,
    );
  },
);

export const countToScrub = procedure('scrub.count', 'read', function* (): Unit<number> {
  const row = yield* one<{ count: number }>('SELECT COUNT(*) AS count FROM picture');
  return Number(row?.count ?? 0);
});

export const procedures = [nextToScrub, countToScrub];
