// SQL of what happens to pictures after their upload: other title, other place, other bytes, bin, return, end.
// Must not touch bytes: a unit that lets go of them says which.
import { DomainError } from '../../../kernel/errors.js';
import { one, procedure, run, type Unit } from '../../../ports/database/database.js';
import { enqueue, finishJob } from '../../../ports/queue/store.js';
import { markAlike } from '../duplicates/store.js';
import {
  type FoundRow,
  freeTitle,
  giveSpaceBack,
  requireCategory,
  requirePicture,
  selectPicture,
  takeSpace,
  titleKey,
} from '../library/store.js';
import { defaultCategory, type PictureState } from '../library/types.js';
import { bandsOf } from '../pieces.js';

/** Ends pictures whose time in the bin is over; the subject is the picture's id. */
export const purgeBinJob = 'pictures.purge-bin';

function* place(id: string, category: string, title: string, now: number): Unit<void> {
  yield* run(
    'UPDATE picture SET category = ?, title = ?, title_key = ?, modified_at = ? WHERE id = ?',
    category,
    title,
    titleKey(title),
    now,
    id,
  );
}

/** Resolves to the title it really got. @throws DomainError NOT_FOUND (picture) */
export const renamePicture = procedure(
  'pictures.rename',
  'write',
  function* (a: { libraryId: string; number: string; title: string; now: number }): Unit<string> {
    const { id, category } = yield* requirePicture(a.libraryId, a.number, false);
    const title = yield* freeTitle({ libraryId: a.libraryId, category, title: a.title, except: id });
    yield* place(id, category, title, a.now);
    return title;
  },
);

function* findLive(libraryId: string, number: string): Unit<FoundRow | null> {
  const row = yield* one<FoundRow>(
    `${selectPicture} WHERE p.library_id = ? AND p.number = ? AND p.binned_at IS NULL`,
    libraryId,
    number,
  );
  return row ?? null;
}

/** Moves those that are there; resolves to how many. @throws DomainError NOT_FOUND (category) */
export const movePictures = procedure(
  'pictures.move',
  'write',
  function* (a: { libraryId: string; numbers: readonly string[]; category: string; now: number }): Unit<number> {
    yield* requireCategory(a.libraryId, a.category);
    let moved = 0;
    for (const number of a.numbers) {
      const row = yield* findLive(a.libraryId, number);
      if (row === null) continue;
      moved += 1;
      if (row.category === a.category) continue;
      const { libraryId, category } = a;
      yield* place(
        row.id,
        category,
        yield* freeTitle({ libraryId, category, title: row.title, except: row.id }),
        a.now,
      );
    }
    return moved;
  },
);

export interface NewBytes {
  readonly blob: string;
  readonly format: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly md5: string;
  readonly orientation: number;
  readonly fingerprint: string;
}

/** Other bytes behind the same address; resolves to the blob it had. @throws DomainError NOT_FOUND, TOO_LARGE (space) */
export const replaceBytes = procedure(
  'pictures.replace',
  'write',
  function* (a: { libraryId: string; number: string; to: NewBytes; quotaBytes: number; now: number }): Unit<string> {
    const row = yield* requirePicture(a.libraryId, a.number, false);
    const { to } = a;
    yield* takeSpace(a.libraryId, to.bytes - row.bytes, a.quotaBytes);
    yield* run(
      `UPDATE picture SET blob = ?, format = ?, width = ?, height = ?, bytes = ?, md5 = ?, orientation = ?, fingerprint = ?,
         band0 = ?, band1 = ?, band2 = ?, band3 = ?, alike = ?, modified_at = ? WHERE id = ?`,
      to.blob,
      to.format,
      to.width,
      to.height,
      to.bytes,
      to.md5,
      to.orientation,
      to.fingerprint,
      ...bandsOf(to.fingerprint),
      yield* markAlike(a.libraryId, to.fingerprint, row.id),
      a.now,
      row.id,
    );
    return row.blob;
  },
);

/** Puts pictures into the bin, each with the job that ends it; resolves to how many. */
export const binPictures = procedure(
  'pictures.bin',
  'write',
  function* (a: { libraryId: string; numbers: readonly string[]; now: number; endsAt: number }): Unit<number> {
    let binned = 0;
    for (const number of a.numbers) {
      const row = yield* findLive(a.libraryId, number);
      if (row === null) continue;
      yield* run('UPDATE picture SET binned_at = ?, modified_at = ? WHERE id = ?', a.now, a.now, row.id);
      yield* giveSpaceBack(a.libraryId, row.bytes);
      yield* enqueue({ kind: purgeBinJob, subject: row.id, runAt: a.endsAt, priority: 10, account: a.libraryId });
      binned += 1;
    }
    return binned;
  },
);

/** Takes pictures out of the bin; one whose category has gone comes to the default one. @throws DomainError TOO_LARGE (space) */
export const restorePictures = procedure(
  'pictures.restore',
  'write',
  function* (a: { libraryId: string; numbers: readonly string[]; quotaBytes: number; now: number }): Unit<number> {
    let restored = 0;
    const { libraryId } = a;
    for (const number of a.numbers) {
      const row = yield* one<FoundRow>(
        `${selectPicture} WHERE p.library_id = ? AND p.number = ? AND p.binned_at IS NOT NULL`,
        libraryId,
        number,
      );
      if (row === undefined) continue;
      yield* takeSpace(libraryId, row.bytes, a.quotaBytes);
      const known = yield* one(
        'SELECT 1 AS known FROM picture_category WHERE library_id = ? AND number = ?',
        libraryId,
        row.category,
      );
      const category = known === undefined ? defaultCategory : row.category;
      yield* place(row.id, category, yield* freeTitle({ libraryId, category, title: row.title }), a.now);
      yield* run('UPDATE picture SET binned_at = NULL WHERE id = ?', row.id);
      restored += 1;
    }
    return restored;
  },
);

/**
 * Ends a picture whose time in the bin is over. `again` (ms, UTC): not yet. Otherwise the job ends in this same unit, so
 * that a picture put back and binned once more gets a job of its own.
 */
export const purgePicture = procedure(
  'pictures.purge',
  'write',
  function* (a: {
    id: string;
    job: { id: number; lease: string };
    now: number;
    keptMs: number;
    askAgainMs: number;
  }): Unit<{ again: number | null; blob: string | null }> {
    const row = yield* one<FoundRow>(`${selectPicture} WHERE p.id = ?`, a.id);
    if (row === undefined || row.binned_at === null) {
      yield* finishJob(a.job);
      return { again: null, blob: null };
    }
    if (row.binned_at + a.keptMs > a.now) return { again: row.binned_at + a.keptMs, blob: null };
    // Something still names it: its bytes stay until nothing does.
    if (row.referenced === 1) return { again: a.now + a.askAgainMs, blob: null };
    yield* run('DELETE FROM picture_tag WHERE picture_id = ?', a.id);
    yield* run('DELETE FROM picture WHERE id = ?', a.id);
    yield* finishJob(a.job);
    return { again: null, blob: row.blob };
  },
);

/** @throws DomainError NOT_FOUND (picture) */
export const setPictureState = procedure(
  'pictures.set-state',
  'write',
  function* (a: { number: string; state: PictureState; now: number }): Unit<void> {
    const row = yield* one<{ id: string }>('SELECT id FROM picture WHERE number = ?', a.number);
    if (row === undefined) throw new DomainError('NOT_FOUND', `there is no picture ${a.number}`, { what: 'picture' });
    yield* run('UPDATE picture SET state = ?, modified_at = ? WHERE id = ?', a.state, a.now, row.id);
  },
);

export const procedures = [
  renamePicture,
  movePictures,
  replaceBytes,
  binPictures,
  restorePictures,
  purgePicture,
  setPictureState,
];
