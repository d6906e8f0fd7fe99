// SQL of tags and who has them, as units of work.
// Must not judge names: rules.ts has done that.
import { all, one, procedure, run, type Unit } from '../../../ports/database/database.js';
import { requireFollower, tagsOf } from '../followers/store.js';
import {
  blacklistTag,
  firstOwnTag,
  mostMembersToDelete,
  mostTags,
  mostTagsPerFollower,
  pageSize,
  starredTag,
} from '../rules.js';
import { audienceError, type NumberPage, type Tag } from '../types.js';

export interface InAccount {
  readonly accountId: string;
}

/** Every account has these two; they stand in no row until they have members. */
const fixed: readonly { id: number; name: string }[] = [
  { id: blacklistTag, name: '黑名单' },
  { id: starredTag, name: '星标组' },
];

function* membersOf(accountId: string, id: number): Unit<number> {
  const row = yield* one<{ members: number }>(
    'SELECT COUNT(*) AS members FROM tag_member WHERE account_id = ? AND tag_id = ?',
    accountId,
    id,
  );
  return row?.members ?? 0;
}

/** @throws DomainError NOT_FOUND `unknown-tag` */
function* requireTag(accountId: string, id: number): Unit<void> {
  if (fixed.some((tag) => tag.id === id)) return;
  const row = yield* one('SELECT id FROM tag WHERE account_id = ? AND id = ?', accountId, id);
  if (row === undefined) throw audienceError('unknown-tag', `the account has no tag ${id}`);
}

function* checkFree(accountId: string, name: string, ownId: number | null): Unit<void> {
  const row = yield* one<{ id: number }>('SELECT id FROM tag WHERE account_id = ? AND name = ?', accountId, name);
  const other = row !== undefined && row.id !== ownId;
  if (other || fixed.some((tag) => tag.name === name)) {
    throw audienceError('tag-name-taken', 'another tag has this name');
  }
}

const isFixed = (id: number): boolean => id === 0 || fixed.some((tag) => tag.id === id);

/** The id is one above the highest the account has. */
export const createTag = procedure(
  'audience.create-tag',
  'write',
  function* (a: InAccount & { name: string }): Unit<Tag> {
    yield* checkFree(a.accountId, a.name, null);
    const known = yield* one<{ count: number; last: number | null }>(
      'SELECT COUNT(*) AS count, MAX(id) AS last FROM tag WHERE account_id = ?',
      a.accountId,
    );
    if ((known?.count ?? 0) >= mostTags) throw audienceError('too-many-tags', `there are ${mostTags} tags already`);
    const id = Math.max(firstOwnTag, (known?.last ?? 0) + 1);
    yield* run('INSERT INTO tag (account_id, id, name) VALUES (?, ?, ?)', a.accountId, id, a.name);
    return { id, name: a.name, members: 0 };
  },
);

/** The fixed ones first, then by id. */
export const listTags = procedure('audience.list-tags', 'read', function* (a: InAccount): Unit<Tag[]> {
  const rows = yield* all<{ id: number; name: string }>(
    'SELECT id, name FROM tag WHERE account_id = ? ORDER BY id',
    a.accountId,
  );
  const tags: Tag[] = [];
  for (const { id, name } of [...fixed, ...rows]) tags.push({ id, name, members: yield* membersOf(a.accountId, id) });
  return tags;
});

export const renameTag = procedure(
  'audience.rename-tag',
  'write',
  function* (a: InAccount & { id: number; name: string }): Unit<void> {
    if (isFixed(a.id)) throw audienceError('fixed-tag', 'this tag belongs to every account and keeps its name');
    yield* requireTag(a.accountId, a.id);
    yield* checkFree(a.accountId, a.name, a.id);
    yield* run('UPDATE tag SET name = ? WHERE account_id = ? AND id = ?', a.name, a.accountId, a.id);
  },
);

export const deleteTag = procedure(
  'audience.delete-tag',
  'write',
  function* (a: InAccount & { id: number }): Unit<void> {
    if (isFixed(a.id)) throw audienceError('fixed-tag', 'this tag belongs to every account');
    yield* requireTag(a.accountId, a.id);
    if ((yield* membersOf(a.accountId, a.id)) > mostMembersToDelete) {
      throw audienceError('tag-too-large', `the tag has more than ${mostMembersToDelete} members; take some off first`);
    }
    yield* run('DELETE FROM tag_member WHERE account_id = ? AND tag_id = ?', a.accountId, a.id);
    yield* run('DELETE FROM tag WHERE account_id = ? AND id = ?', a.accountId, a.id);
  },
);

/** Puts a tag on followers: on all of them or, when one is refused, on none. */
export const tagFollowers = procedure(
  'audience.tag',
  'write',
  function* (a: InAccount & { id: number; numbers: readonly string[]; now: number }): Unit<void> {
    yield* requireTag(a.accountId, a.id);
    for (const number of a.numbers) {
      const { position } = yield* requireFollower({ accountId: a.accountId, number });
      const before = yield* tagsOf(a.accountId, number);
      if (!before.includes(a.id) && before.length >= mostTagsPerFollower) {
        throw audienceError('too-many-tags-on-follower', `${number} has ${mostTagsPerFollower} tags already`);
      }
      yield* run(
        `INSERT INTO tag_member (account_id, tag_id, position, number, tagged_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (account_id, tag_id, position) DO NOTHING`,
        a.accountId,
        a.id,
        position,
        number,
        a.now,
      );
    }
  },
);

export const untagFollowers = procedure(
  'audience.untag',
  'write',
  function* (a: InAccount & { id: number; numbers: readonly string[] }): Unit<void> {
    yield* requireTag(a.accountId, a.id);
    for (const number of a.numbers) {
      const { position } = yield* requireFollower({ accountId: a.accountId, number });
      yield* run(
        'DELETE FROM tag_member WHERE account_id = ? AND tag_id = ? AND position = ?',
        a.accountId,
        a.id,
        position,
      );
    }
  },
);

/** Makes one tag the only one of these followers; 0 takes all off. */
export const moveFollowers = procedure(
  'audience.move',
  'write',
  function* (a: InAccount & { id: number; numbers: readonly string[]; now: number }): Unit<void> {
    if (a.id !== 0) yield* requireTag(a.accountId, a.id);
    for (const number of a.numbers) {
      const { position } = yield* requireFollower({ accountId: a.accountId, number });
      yield* run('DELETE FROM tag_member WHERE account_id = ? AND number = ?', a.accountId, number);
      if (a.id === 0) continue;
      yield* run(
        'INSERT INTO tag_member (account_id, tag_id, position, number, tagged_at) VALUES (?, ?, ?, ?, ?)',
        a.accountId,
        a.id,
        position,
        number,
        a.now,
      );
    }
  },
);

/** Numbers of those with a tag after a number, in the order of joining. */
export const listMembers = procedure(
  'audience.list-members',
  'read',
  function* (a: InAccount & { id: number; after: string | null; limit?: number }): Unit<NumberPage> {
    yield* requireTag(a.accountId, a.id);
    const from = a.after === null ? 0 : (yield* requireFollower({ accountId: a.accountId, number: a.after })).position;
    const rows = yield* all<{ number: string }>(
      'SELECT number FROM tag_member WHERE account_id = ? AND tag_id = ? AND position > ? ORDER BY position LIMIT ?',
      a.accountId,
      a.id,
      from,
      a.limit ?? pageSize,
    );
    return { numbers: rows.map(({ number }) => number), total: yield* membersOf(a.accountId, a.id) };
  },
);

export const procedures = [
  createTag,
  listTags,
  renameTag,
  deleteTag,
  tagFollowers,
  untagFollowers,
  moveFollowers,
  listMembers,
];
