// SQL of finding duplicates over a whole library: which pictures are marked because others look like them, and what is needed of each.
// A picture is marked while others of its library, in the bin or not, have looked like it: in the unit that records a fingerprint, on both sides.
// A look over the library reads marked pictures alone, which are few. A mark too many costs a comparison, so none is taken off. Must not group.
import { bitsApart } from '../../../kernel/fingerprint.js';
import { all, marks, one, procedure, run, type Unit } from '../../../ports/database/database.js';
import { bandsOf, farthest, withOneBitFlipped } from '../pieces.js';

/** `picture.alike`: nobody looks like it, somebody does, and not compared yet: it came before there were marks. */
const alone = 0;
const alike = 1;
const uncompared = 2;

/** Candidates looked at per piece: plain surfaces all look alike. */
const mostCandidates = 1_000;

/**
 * Marks the pictures of a library that look like a fingerprint; resolves to the mark of the picture that has it.
 * @param except id of that picture
 */
export function* markAlike(libraryId: string, fingerprint: string, except: string): Unit<number> {
  const [first = null] = bandsOf(fingerprint);
  if (first === null) return alone;
  // Whoever looks like one of its copies has been marked with that.
  const copy = yield* one(
    `SELECT 1 AS known FROM picture
     WHERE library_id = ? AND band0 = ? AND fingerprint = ? AND alike = ${alike} AND id <> ? LIMIT 1`,
    libraryId,
    first,
    fingerprint,
    except,
  );
  if (copy !== undefined) return alike;
  const near = new Map<string, number>();
  for (const [band, piece] of bandsOf(fingerprint).entries()) {
    const values = withOneBitFlipped(piece ?? 0);
    const rows = yield* all<{ id: string; fingerprint: string; alike: number }>(
      `SELECT id, fingerprint, alike FROM picture WHERE library_id = ? AND band${band} IN (${marks(values.length)})
       AND id <> ? LIMIT ${mostCandidates}`,
      libraryId,
      ...values,
      except,
    );
    for (const row of rows) if (bitsApart(fingerprint, row.fingerprint) <= farthest) near.set(row.id, row.alike);
  }
  const unmarked = [...near].flatMap(([id, mark]) => (mark === alike ? [] : [id]));
  if (unmarked.length > 0) {
    yield* run(`UPDATE picture SET alike = ${alike} WHERE id IN (${marks(unmarked.length)})`, ...unmarked);
  }
  return near.size > 0 ? alike : alone;
}

/** Compares some pictures of before there were marks; resolves to whether more may wait. */
export const compareSome = procedure(
  'duplicates.compare-some',
  'write',
  function* (a: { libraryId: string; limit: number }): Unit<boolean> {
    const waiting = yield* all<{ id: string; fingerprint: string }>(
      `SELECT id, fingerprint FROM picture WHERE library_id = ? AND fingerprint <> '' AND alike = ${uncompared} LIMIT ?`,
      a.libraryId,
      a.limit,
    );
    for (const { id, fingerprint } of waiting) {
      const mark = yield* markAlike(a.libraryId, fingerprint, id);
      yield* run('UPDATE picture SET alike = ? WHERE id = ?', mark, id);
    }
    return waiting.length === a.limit;
  },
);

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

export const procedures = [listPrints, listUnseenBytes, listBytes, compareSome];
