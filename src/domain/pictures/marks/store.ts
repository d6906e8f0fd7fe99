// The mark a picture has while others of its library, in the bin or not, have looked like it: set in the unit that records a fingerprint, on
// both sides. A look over a whole library reads marked pictures alone, which are few. A mark too many costs a comparison, so none is taken off.
// Must not group anything.
import { bitsApart } from '../../../kernel/fingerprint.js';
import { all, marks, one, procedure, run, type Unit } from '../../../ports/database/database.js';
import { bandsOf, farthest, withOneBitFlipped } from '../pieces.js';

/** `picture.alike`: nobody looks like it, somebody does, and not compared yet: it came before there were marks. */
export const alone = 0;
export const alike = 1;
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

export const procedures = [compareSome];
