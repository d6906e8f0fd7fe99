// Keeping the picture space in order: categories, titles, moving, the recycle bin. Spec §2.1.
// Must not know which face asked.
import { type CategoryFilter, cleanTitle } from '../../../domain/pictures/index.js';
import { isDomainError } from '../../../kernel/errors.js';
import { Refused } from '../envelope.js';
import { idList, optional, optionalId, required, requiredId, timeOf, type Values } from './fields.js';
import { categoryKinds, fromCategory, listOf } from './mapping.js';
import type { PictureOperation } from './operation.js';
import type { OperationParts } from './operation-parts.js';

/** A Chinese character counts two. */
const nameUnits = (name: string): number =>
  [...name].reduce((sum, char) => sum + (/[\u0020-\u007e]/.test(char) ? 1 : 2), 0);

/** A category's name as it is kept; null when it is none or too long. */
export function cleanCategoryName(text: string): string | null {
  const name = cleanTitle(text);
  return name === '' || nameUnits(name) > 20 ? null : name;
}

function categoryName(text: string, field: string): string {
  const name = cleanCategoryName(text);
  if (name === null) throw new Refused({ kind: 'invalid', field });
  return name;
}

/** A parent to look below: absent and −1 mean everywhere. */
function parentOf(values: Values): string | null {
  return optional(values, 'parent_id') === '-1' ? null : optionalId(values, 'parent_id');
}

function categoryFilter(libraryId: string, values: Values): CategoryFilter {
  const number = optionalId(values, 'picture_category_id');
  const name = optional(values, 'picture_category_name');
  const type = optional(values, 'type');
  const kind = type === null ? null : categoryKinds[type];
  if (kind === undefined) throw new Refused({ kind: 'invalid', field: 'type' });
  const parent = parentOf(values);
  const modifiedFrom = timeOf(values, 'modified_time');
  return {
    libraryId,
    ...(number === null || number === '0' ? {} : { number }),
    ...(name === null ? {} : { name }),
    ...(kind === null ? {} : { kind }),
    ...(parent === null ? {} : { parent }),
    ...(modifiedFrom === null ? {} : { modifiedFrom }),
  };
}

/** Why a category stays as it is, about the parameter that asked for it. Anything else is passed on. */
const aboutCategory =
  (fixedField: string, parentField: string) =>
  (error: unknown): never => {
    const what = isDomainError(error) && error.code === 'INVALID' ? error.facts.what : undefined;
    if (what === 'category-fixed') {
      throw new Refused({ kind: 'invalid', field: fixedField, why: '默认分类和系统分类不能修改' });
    }
    if (what === 'category-parent') throw new Refused({ kind: 'invalid', field: parentField, why: '分类只有两级' });
    throw error;
  };

const mostDeleted = 100;
const mostMoved = 1_000;

export function arrangeOperations({ libraries, settings }: OperationParts): PictureOperation[] {
  return [
    {
      name: 'picture.category.get',
      toolPath: '/category-get',
      run: async ({ libraryId, values }) => {
        const found = await libraries.categories(categoryFilter(libraryId, values));
        return { answer: listOf('picture_categories', 'picture_category', found.map(fromCategory)) };
      },
    },
    {
      name: 'picture.category.add',
      toolPath: '/category-add',
      run: async ({ libraryId, values }) => {
        const name = categoryName(required(values, 'picture_category_name'), 'picture_category_name');
        const category = await libraries
          .addCategory(libraryId, name, optionalId(values, 'parent_id') ?? '0')
          .catch(aboutCategory('parent_id', 'parent_id'));
        return { answer: { picture_category: fromCategory(category) } };
      },
    },
    {
      name: 'picture.category.update',
      toolPath: '/category-update',
      run: async ({ libraryId, values }) => {
        const name = optional(values, 'category_name');
        const parent = optionalId(values, 'parent_id');
        const change = {
          ...(name === null ? {} : { name: categoryName(name, 'category_name') }),
          ...(parent === null ? {} : { parent }),
        };
        await libraries
          .updateCategory(libraryId, requiredId(values, 'category_id'), change)
          .catch(aboutCategory('category_id', 'parent_id'));
        return { answer: { done: true } };
      },
    },
    {
      // In libraries up to 2012 only; what it answers is not documented.
      name: 'picture.category.delete',
      toolPath: '/category-delete',
      run: async ({ libraryId, values }) => {
        const numbers = idList(values, 'picture_category_ids', mostDeleted);
        const deleted = await libraries
          .deleteCategories(libraryId, numbers)
          .catch(aboutCategory('picture_category_ids', 'picture_category_ids'));
        return { answer: { done: deleted > 0 } };
      },
    },
    {
      name: 'picture.changecategory',
      toolPath: '/changecategory',
      run: async ({ libraryId, values }) => {
        const numbers = idList(values, 'picture_ids', mostMoved);
        const moved = await libraries.move(libraryId, numbers, requiredId(values, 'picture_category_id'));
        return { answer: { done: moved > 0 } };
      },
    },
    {
      name: 'picture.update',
      toolPath: '/update',
      run: async ({ libraryId, values }) => {
        const number = requiredId(values, 'picture_id');
        const wished = required(values, 'new_name');
        const title = cleanTitle(wished);
        if (title === '' || [...wished].length > 50) throw new Refused({ kind: 'invalid', field: 'new_name' });
        await libraries.rename(libraryId, number, title);
        return { answer: { done: true } };
      },
    },
    {
      name: 'picture.delete',
      toolPath: '/delete',
      run: async ({ libraryId, values }) => {
        const binned = await libraries.bin(libraryId, idList(values, 'picture_ids', mostDeleted));
        return { answer: { success: String(binned > 0) } };
      },
    },
    {
      name: 'picture.restore',
      toolPath: '/restore',
      run: async ({ libraryId, values }) => {
        const numbers = idList(values, 'picture_ids', mostDeleted);
        const restored = await libraries.restore(libraryId, numbers, settings.quotaBytes);
        return { answer: { success: String(restored > 0) } };
      },
    },
  ];
}
