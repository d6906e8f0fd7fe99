// SQL of looking into a library: pages of pictures, how many there are, room in use, copies and near-copies.
// Must not change anything.
import { bitsApart } from '../../../kernel/fingerprint.js';
import { all, marks, one, procedure, type SqlValue, type Unit } from '../../../ports/database/database.js';
import { type FoundRow, requirePicture, selectPicture, titleKey } from '../library/store.js';
import type { Order, PictureFilter } from '../library/types.js';
import { bandsOf, farthest, withOneBitFlipped } from '../pieces.js';

const orders: Readonly<Record<Order, string>> = {
  newest: 'p.created_at DESC, p.number DESC',
  oldest: 'p.created_at, p.number',
  largest: 'p.bytes DESC, p.number DESC',
  smallest: 'p.bytes, p.number',
};

/** `%` and `_` of a title are letters like any other. */
const containing = (text: string): string => `%${titleKey(text).replace(/[\\%_]/g, '\\$&')}%`;

/** Tags come first in a join: a tag has far fewer pictures than a library. */
const tagged = (filter: PictureFilter): string =>
  filter.tag === undefined ? 'picture p' : 'picture_tag t CROSS JOIN picture p';

function conditionsOf(libraryId: string, filter: PictureFilter): { where: string; values: SqlValue[] } {
  const state = `p.binned_at IS ${filter.binned ? 'NOT NULL' : 'NULL'}`;
  const named = filter.numbers !== undefined || filter.ids !== undefined;
  // A few pictures that are named are looked up one by one: for the order's sake SQLite would go through the whole library.
  const conditions = named ? [`p.library_id || '' = ?`, `+${state}`] : ['p.library_id = ?', state];
  const values: SqlValue[] = [libraryId];
  const only = (condition: string, value: SqlValue | undefined): void => {
    if (value === undefined) return;
    conditions.push(condition);
    values.push(value);
  };
  only('p.number = ?', filter.number);
  only('p.category = ?', filter.category);
  only('p.device = ?', filter.device);
  only('p.created_at >= ?', filter.createdFrom);
  only('p.created_at <= ?', filter.createdTo);
  only('p.modified_at >= ?', filter.modifiedFrom);
  only(`p.title_key LIKE ? ESCAPE '\\'`, filter.title === undefined ? undefined : containing(filter.title));
  if (filter.tag !== undefined) {
    conditions.push('p.id = t.picture_id', 't.library_id = ?', 't.tag = ?');
    values.push(libraryId, filter.tag);
  }
  if (filter.numbers !== undefined) {
    conditions.push(filter.numbers.length === 0 ? '1 = 0' : `p.number IN (${marks(filter.numbers.length)})`);
    values.push(...filter.numbers);
  }
  if (filter.ids !== undefined) {
    conditions.push(filter.ids.length === 0 ? '1 = 0' : `p.id IN (${marks(filter.ids.length)})`);
    values.push(...filter.ids);
  }
  return { where: conditions.join(' AND '), values };
}

export const listPictures = procedure(
  'catalogue.list',
  'read',
  function* (a: {
    libraryId: string;
    filter: PictureFilter;
    order: Order;
    offset: number;
    limit: number;
  }): Unit<FoundRow[]> {
    const { where, values } = conditionsOf(a.libraryId, a.filter);
    return yield* all<FoundRow>(
      `${selectPicture}${a.filter.tag === undefined ? '' : ', picture_tag t'} WHERE ${where}
       ORDER BY ${orders[a.order]} LIMIT ? OFFSET ?`,
      ...values,
      a.limit,
      a.offset,
    );
  },
);

export const countPictures = procedure(
  'catalogue.count',
  'read',
  function* (a: { libraryId: string; filter: PictureFilter }): Unit<number> {
    const { where, values } = conditionsOf(a.libraryId, a.filter);
    const row = yield* one<{ count: number }>(
      `SELECT COUNT(*) AS count FROM ${tagged(a.filter)} WHERE ${where}`,
      ...values,
    );
    return Number(row?.count ?? 0);
  },
);

export interface Page {
  readonly rows: FoundRow[];
  /** Pictures altogether. */
  readonly total: number;
}

/**
 * A page and how many there are altogether. With a title or tag to search for, both come from one look through the index: every
 * title has to be compared, and once is enough.
 */
export const findPage = procedure(
  'catalogue.page',
  'read',
  function* (a: { libraryId: string; filter: PictureFilter; order: Order; offset: number; limit: number }): Unit<Page> {
    const { libraryId, filter, order } = a;
    if (filter.title === undefined && filter.tag === undefined) {
      return { rows: yield* listPictures.body(a), total: yield* countPictures.body({ libraryId, filter }) };
    }
    const { where, values } = conditionsOf(libraryId, filter);
    const found = yield* all<{ number: string; total: number }>(
      `SELECT p.number, COUNT(*) OVER () AS total FROM ${tagged(filter)} WHERE ${where}
       ORDER BY ${orders[order]} LIMIT ? OFFSET ?`,
      ...values,
      a.limit,
      a.offset,
    );
    const [first] = found;
    // Beyond the last page there is no row to carry the sum.
    if (first === undefined) {
      return { rows: [], total: a.offset === 0 ? 0 : yield* countPictures.body({ libraryId, filter }) };
    }
    const numbers = found.map(({ number }) => number);
    const rows = yield* all<FoundRow>(`${selectPicture} WHERE p.number IN (${marks(numbers.length)})`, ...numbers);
    const place = new Map(numbers.map((number, at) => [number, at]));
    rows.sort((x, y) => (place.get(x.number) ?? 0) - (place.get(y.number) ?? 0));
    return { rows, total: Number(first.total) };
  },
);

export interface Usage {
  /** Bytes and number of pictures that are not in the bin. */
  readonly usedBytes: number;
  readonly pictures: number;
  readonly binned: number;
}

export const findUsage = procedure('catalogue.usage', 'read', function* (libraryId: string): Unit<Usage> {
  const used = yield* one<{ used_bytes: number }>('SELECT used_bytes FROM library WHERE account_id = ?', libraryId);
  const live = yield* countPictures.body({ libraryId, filter: { binned: false } });
  const binned = yield* countPictures.body({ libraryId, filter: { binned: true } });
  return { usedBytes: Number(used?.used_bytes ?? 0), pictures: live, binned };
});

/** Candidates looked at per piece: plain surfaces all look alike. */
const mostCandidates = 5_000;

export interface Near {
  readonly number: string;
  readonly apart: number;
}

/** Numbers of the pictures that look like a fingerprint, nearest first. */
export function* nearTo(libraryId: string, fingerprint: string, most: number): Unit<Near[]> {
  const found = new Map<string, number>();
  for (const [band, piece] of bandsOf(fingerprint).entries()) {
    if (piece === null) continue;
    const values = withOneBitFlipped(piece);
    const rows = yield* all<{ number: string; fingerprint: string }>(
      `SELECT number, fingerprint FROM picture WHERE library_id = ? AND band${band} IN (${marks(values.length)})
       AND binned_at IS NULL LIMIT ${mostCandidates}`,
      libraryId,
      ...values,
    );
    for (const row of rows) {
      const apart = bitsApart(fingerprint, row.fingerprint);
      if (apart <= farthest) found.set(row.number, apart);
    }
  }
  return [...found]
    .map(([number, apart]) => ({ number, apart }))
    .sort((a, b) => a.apart - b.apart || (a.number < b.number ? -1 : 1))
    .slice(0, most);
}

export interface Likeness {
  readonly row: FoundRow;
  /** Bits the fingerprints differ in. */
  readonly apart: number;
  readonly sameBytes: boolean;
}

/** Copies and near-copies of a picture in its library, without itself: same bytes first, then nearest first. */
export const findSimilar = procedure(
  'catalogue.similar',
  'read',
  function* (a: { libraryId: string; number: string; most: number }): Unit<Likeness[]> {
    const self = yield* requirePicture(a.libraryId, a.number, false);
    const copies = yield* all<{ number: string }>(
      'SELECT number FROM picture WHERE blob = ? AND library_id = ? AND binned_at IS NULL ORDER BY number LIMIT ?',
      self.blob,
      a.libraryId,
      a.most + 1,
    );
    const near = yield* nearTo(a.libraryId, self.fingerprint, a.most + 1);
    const apart = new Map([
      ...copies.map(({ number }) => [number, 0] as const),
      ...near.map((n) => [n.number, n.apart] as const),
    ]);
    apart.delete(self.number);
    const likenesses: Likeness[] = [];
    for (const [number, bits] of apart) {
      if (likenesses.length >= a.most) break;
      const row = yield* requirePicture(a.libraryId, number, false);
      likenesses.push({ row, apart: bits, sameBytes: row.blob === self.blob });
    }
    return likenesses;
  },
);

export const procedures = [listPictures, countPictures, findPage, findUsage, findSimilar];
