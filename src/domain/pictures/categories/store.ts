// SQL of a library's categories: two levels, names unique below one parent, so many altogether.
// Must not know the vendor's rules for names.
import { DomainError } from '../../../kernel/errors.js';
import { all, one, procedure, run, type Unit } from '../../../ports/database/database.js';
import { freeTitle, insertCategory, titleKey } from '../library/store.js';
import { type CategoryKind, defaultCategory } from '../library/types.js';

/** Categories of one library. */
export const mostCategories = 500;

export interface CategoryRow {
  number: string;
  parent: string;
  name: string;
  kind: CategoryKind;
  position: number;
  total: number;
  created_at: number;
  modified_at: number;
}

const selectCategory = `SELECT c.number, c.parent, c.name, c.kind, c.position, c.created_at, c.modified_at,
  (SELECT COUNT(*) FROM picture p WHERE p.library_id = c.library_id AND p.category = c.number AND p.binned_at IS NULL) AS total
  FROM picture_category c`;

export interface CategoryFilter {
  readonly libraryId: string;
  readonly number?: string;
  readonly name?: string;
  readonly kind?: CategoryKind;
  readonly parent?: string;
  /** ms, UTC: changed then or later. */
  readonly modifiedFrom?: number;
}

export const listCategories = procedure('categories.list', 'read', function* (a: CategoryFilter): Unit<CategoryRow[]> {
  const conditions = ['c.library_id = ?'];
  const values: (string | number)[] = [a.libraryId];
  const only = (condition: string, value: string | number | undefined): void => {
    if (value === undefined) return;
    conditions.push(condition);
    values.push(value);
  };
  only('c.number = ?', a.number);
  only('c.name = ?', a.name);
  only('c.kind = ?', a.kind);
  only('c.parent = ?', a.parent);
  only('c.modified_at >= ?', a.modifiedFrom);
  return yield* all<CategoryRow>(
    `${selectCategory} WHERE ${conditions.join(' AND ')} ORDER BY c.parent, c.position, c.number`,
    ...values,
  );
});

function* requireParent(libraryId: string, parent: string): Unit<void> {
  if (parent === '0') return;
  const row = yield* one<{ parent: string }>(
    'SELECT parent FROM picture_category WHERE library_id = ? AND number = ?',
    libraryId,
    parent,
  );
  if (row === undefined)
    throw new DomainError('NOT_FOUND', `the library has no category ${parent}`, { what: 'category' });
  if (row.parent !== '0') throw new DomainError('INVALID', 'categories have two levels', { what: 'category-parent' });
}

function* requireFreeName(libraryId: string, parent: string, name: string, except: string): Unit<void> {
  const taken = yield* one(
    'SELECT 1 AS taken FROM picture_category WHERE library_id = ? AND parent = ? AND name = ? AND number <> ?',
    libraryId,
    parent,
    name,
    except,
  );
  if (taken !== undefined) {
    throw new DomainError('CONFLICT', 'there is a category of this name already', { what: 'category-name' });
  }
}

function* findCategory(libraryId: string, number: string): Unit<CategoryRow> {
  const row = yield* one<CategoryRow>(`${selectCategory} WHERE c.library_id = ? AND c.number = ?`, libraryId, number);
  if (row === undefined)
    throw new DomainError('NOT_FOUND', `the library has no category ${number}`, { what: 'category' });
  return row;
}

/** @throws DomainError NOT_FOUND (parent), INVALID (third level), CONFLICT (facts.what = category-name, categories) */
export const addCategory = procedure(
  'categories.add',
  'write',
  function* (a: { libraryId: string; number: string; parent: string; name: string; now: number }): Unit<CategoryRow> {
    yield* requireParent(a.libraryId, a.parent);
    yield* requireFreeName(a.libraryId, a.parent, a.name, '');
    const sum = yield* one<{ count: number; last: number }>(
      `SELECT COUNT(*) AS count, COALESCE(MAX(CASE WHEN parent = ? THEN position ELSE -1 END), -1) AS last
       FROM picture_category WHERE library_id = ?`,
      a.parent,
      a.libraryId,
    );
    if (Number(sum?.count ?? 0) >= mostCategories) {
      throw new DomainError('CONFLICT', `a library has at most ${mostCategories} categories`, { what: 'categories' });
    }
    let number = BigInt(a.number);
    while (
      yield* one(
        'SELECT 1 AS taken FROM picture_category WHERE library_id = ? AND number = ?',
        a.libraryId,
        String(number),
      )
    ) {
      number += 1n;
    }
    const { parent, name } = a;
    const category = { number: String(number), parent, name, kind: 'own' as const };
    yield* insertCategory(a.libraryId, category, Number(sum?.last ?? -1) + 1, a.now);
    return yield* findCategory(a.libraryId, category.number);
  },
);

/**
 * Renames or moves a category. Only the merchant's own ones change, and only second-level ones move.
 * @throws DomainError NOT_FOUND, INVALID (facts.what = category-parent, category-fixed), CONFLICT (name taken)
 */
export const updateCategory = procedure(
  'categories.update',
  'write',
  function* (a: { libraryId: string; number: string; name?: string; parent?: string; now: number }): Unit<void> {
    if (a.number === defaultCategory) {
      throw new DomainError('INVALID', 'the default category stays as it is', { what: 'category-fixed' });
    }
    const row = yield* findCategory(a.libraryId, a.number);
    if (row.kind !== 'own') {
      throw new DomainError('INVALID', 'a category that was there from the start stays as it is', {
        what: 'category-fixed',
      });
    }
    const parent = a.parent ?? row.parent;
    const name = a.name ?? row.name;
    if (parent !== row.parent) {
      if (row.parent === '0' || parent === '0') {
        throw new DomainError('INVALID', 'only second-level categories move', { what: 'category-parent' });
      }
      yield* requireParent(a.libraryId, parent);
    }
    yield* requireFreeName(a.libraryId, parent, name, a.number);
    yield* run(
      'UPDATE picture_category SET name = ?, parent = ?, modified_at = ? WHERE library_id = ? AND number = ?',
      name,
      parent,
      a.now,
      a.libraryId,
      a.number,
    );
  },
);

/** Pictures of one category whose titles the default category has already: each needs a title of its own. */
const mostRenamed = 1_000;

/** Moves a category's pictures to the default one; titles that are taken there are numbered on. @throws DomainError CONFLICT */
function* emptyCategory(libraryId: string, number: string, now: number): Unit<void> {
  yield* run(
    `UPDATE picture SET category = ?, modified_at = ? WHERE library_id = ? AND category = ? AND binned_at IS NULL
     AND title NOT IN (SELECT title FROM picture WHERE library_id = ? AND category = ? AND binned_at IS NULL)`,
    defaultCategory,
    now,
    libraryId,
    number,
    libraryId,
    defaultCategory,
  );
  const left = yield* all<{ id: string; title: string }>(
    'SELECT id, title FROM picture WHERE library_id = ? AND category = ? AND binned_at IS NULL ORDER BY number LIMIT ?',
    libraryId,
    number,
    mostRenamed + 1,
  );
  if (left.length > mostRenamed) {
    throw new DomainError('CONFLICT', `more than ${mostRenamed} titles are taken in the default category`, {
      what: 'categories',
    });
  }
  for (const { id, title } of left) {
    const free = yield* freeTitle({ libraryId, category: defaultCategory, title });
    yield* run(
      'UPDATE picture SET category = ?, title = ?, title_key = ?, modified_at = ? WHERE id = ?',
      defaultCategory,
      free,
      titleKey(free),
      now,
      id,
    );
  }
}

/**
 * Deletes categories; their pictures go to the default one, the bin's when they are put back. All of them or none.
 * Resolves to how many there were.
 * @throws DomainError INVALID (facts.what = category-fixed; category-parent: one has others below it that stay), CONFLICT
 */
export const deleteCategories = procedure(
  'categories.delete',
  'write',
  function* (a: { libraryId: string; numbers: readonly string[]; now: number }): Unit<number> {
    const found: CategoryRow[] = [];
    for (const number of a.numbers) {
      if (number === defaultCategory) {
        throw new DomainError('INVALID', 'the default category stays', { what: 'category-fixed' });
      }
      found.push(
        ...(yield* all<CategoryRow>(`${selectCategory} WHERE c.library_id = ? AND c.number = ?`, a.libraryId, number)),
      );
    }
    // Those of the second level first, so that a parent may go together with all that is below it.
    found.sort((x, y) => Number(x.parent === '0') - Number(y.parent === '0'));
    for (const { number, kind } of found) {
      if (kind !== 'own') {
        throw new DomainError('INVALID', 'a category that was there from the start stays', { what: 'category-fixed' });
      }
      const below = yield* one(
        'SELECT 1 AS below FROM picture_category WHERE library_id = ? AND parent = ? LIMIT 1',
        a.libraryId,
        number,
      );
      if (below !== undefined) {
        throw new DomainError('INVALID', 'there are categories below this one', { what: 'category-parent' });
      }
      yield* emptyCategory(a.libraryId, number, a.now);
      yield* run('DELETE FROM picture_category WHERE library_id = ? AND number = ?', a.libraryId, number);
    }
    return found.length;
  },
);

export const procedures = [listCategories, addCategory, updateCategory, deleteCategories];
