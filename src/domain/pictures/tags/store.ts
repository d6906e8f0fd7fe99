// SQL of tags: words of the merchant's own that pictures of a library are found by. A tag is there while a picture has it.
// Their table is made with the library's (library/store.ts). Must not know who writes them.
import { all, marks, procedure, run, type Unit } from '../../../ports/database/database.js';
import { requirePicture } from '../library/store.js';

/** Puts these tags in the place of those a picture has. @throws DomainError NOT_FOUND (facts.what = picture) */
export const setTags = procedure(
  'tags.set',
  'write',
  function* (a: { libraryId: string; number: string; tags: readonly string[] }): Unit<void> {
    const { id } = yield* requirePicture(a.libraryId, a.number, false);
    yield* run('DELETE FROM picture_tag WHERE picture_id = ?', id);
    for (const tag of a.tags) {
      yield* run('INSERT INTO picture_tag (library_id, tag, picture_id) VALUES (?, ?, ?)', a.libraryId, tag, id);
    }
  },
);

/** Tags of pictures by their ids. */
export const findTags = procedure('tags.of', 'read', function* (ids: readonly string[]): Unit<
  { picture_id: string; tag: string }[]
> {
  if (ids.length === 0) return [];
  return yield* all<{ picture_id: string; tag: string }>(
    `SELECT picture_id, tag FROM picture_tag WHERE picture_id IN (${marks(ids.length)}) ORDER BY tag`,
    ...ids,
  );
});

export interface TagCount {
  readonly tag: string;
  /** Pictures that have it, those in the bin too. */
  readonly pictures: number;
}

/** Tags of a library, the most used first. */
export const listTags = procedure('tags.list', 'read', function* (a: { libraryId: string; limit: number }): Unit<
  TagCount[]
> {
  const rows = yield* all<{ tag: string; pictures: number }>(
    `SELECT tag, COUNT(*) AS pictures FROM picture_tag WHERE library_id = ?
     GROUP BY tag ORDER BY COUNT(*) DESC, tag LIMIT ?`,
    a.libraryId,
    a.limit,
  );
  return rows.map(({ tag, pictures }) => ({ tag, pictures: Number(pictures) }));
});

export const procedures = [setTags, findTags, listTags];
