// SQL of where pictures are used: other domains write it inside the unit that makes or ends the use.
// Must not know what a use is; `kind` and `subject` are the other domain's words.
import { DomainError } from '../../../kernel/errors.js';
import { all, one, procedure, run, type Unit } from '../../../ports/database/database.js';

export interface PictureUse {
  /** What uses it, e.g. `coupon`. */
  readonly kind: string;
  /** Id of the one that uses it. */
  readonly subject: string;
}

/**
 * Records, inside the caller's unit, that `subject` shows a picture. Recorded twice it counts once.
 * @param a.pictureId id of the picture's public address
 * @throws DomainError NOT_FOUND (facts.what = picture) when there is none, or it lies in the bin
 */
export function* recordReference(a: PictureUse & { pictureId: string; now: number }): Unit<void> {
  const live = yield* one('SELECT 1 AS live FROM picture WHERE id = ? AND binned_at IS NULL', a.pictureId);
  if (live === undefined) {
    throw new DomainError('NOT_FOUND', `there is no picture ${a.pictureId} to refer to`, { what: 'picture' });
  }
  yield* run(
    `INSERT INTO picture_reference (picture_id, kind, subject, created_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (picture_id, kind, subject) DO NOTHING`,
    a.pictureId,
    a.kind,
    a.subject,
    a.now,
  );
}

/** An address of ours in any text, with whatever stands before it and behind: `/p/<id>.jpg_240x240.jpg`. */
const address = /\/p\/([0-9A-Za-z]{24})\.[a-z]/g;
/** Pictures of one subject that are counted; no card or page has as many. */
const mostNamed = 500;

/**
 * Makes the uses by `subject`, inside the caller's unit, exactly the pictures of libraries that a text names by their public
 * addresses: what it does not name any more is let go. Pictures of no library, and addresses of none, are passed over.
 */
export function* keepReferences(a: PictureUse & { text: string; now: number }): Unit<void> {
  const named = new Set([...a.text.matchAll(address)].slice(0, mostNamed).map(([, id = '']) => id));
  const known = yield* all<{ picture_id: string }>(
    'SELECT picture_id FROM picture_reference WHERE kind = ? AND subject = ?',
    a.kind,
    a.subject,
  );
  for (const { picture_id } of known) {
    if (!named.delete(picture_id)) yield* dropReference({ pictureId: picture_id, kind: a.kind, subject: a.subject });
  }
  for (const pictureId of named) {
    const there = yield* one(
      'SELECT 1 AS there FROM picture WHERE id = ? AND library_id IS NOT NULL AND binned_at IS NULL',
      pictureId,
    );
    if (there !== undefined) yield* recordReference({ pictureId, kind: a.kind, subject: a.subject, now: a.now });
  }
}

/** Ends one use inside the caller's unit; nothing happens when there is none. */
export function* dropReference(a: PictureUse & { pictureId: string }): Unit<void> {
  yield* run(
    'DELETE FROM picture_reference WHERE picture_id = ? AND kind = ? AND subject = ?',
    a.pictureId,
    a.kind,
    a.subject,
  );
}

/** Ends every use by `subject` inside the caller's unit. */
export function* dropReferencesOf(a: PictureUse): Unit<void> {
  yield* run('DELETE FROM picture_reference WHERE kind = ? AND subject = ?', a.kind, a.subject);
}

/** Uses told of at once. */
const mostUses = 1_000;

export const findUses = procedure(
  'picture-references.find',
  'read',
  function* (a: { libraryId: string; number: string }): Unit<PictureUse[]> {
    return yield* all<{ kind: string; subject: string }>(
      `SELECT r.kind, r.subject FROM picture_reference r JOIN picture p ON p.id = r.picture_id
       WHERE p.library_id = ? AND p.number = ? ORDER BY r.created_at, r.kind, r.subject LIMIT ${mostUses}`,
      a.libraryId,
      a.number,
    );
  },
);

// For uses that are not part of another domain's unit: tests, imports, scripts.
export const recordUse = procedure('picture-references.record', 'write', recordReference);
export const dropUse = procedure('picture-references.drop', 'write', dropReference);

export const procedures = [findUses, recordUse, dropUse];
