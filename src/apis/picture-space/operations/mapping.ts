// Our pictures and categories as both faces write them. Ids are bigint here: they are written digit by digit.
// Must not look anything up.
import type {
  Category,
  CategoryKind,
  Device,
  LibraryPicture,
  PictureState,
  PictureUse,
} from '../../../domain/pictures/index.js';
import { rfc3339 } from '../../../kernel/clock.js';

export const devices: Readonly<Record<string, Device>> = { 'client:computer': 'computer', 'client:phone': 'phone' };
const states: Readonly<Record<PictureState, string>> = { clear: 'unfroze', frozen: 'froze', passed: 'pass' };

/** `yyyy-MM-dd HH:mm:ss` at UTC+8. */
export const wireTime = (time: number): string => rfc3339(time).slice(0, 19).replace('T', ' ');

/** The eleven fields of an upload's answer. Width first in `pixel`, as observed. */
export function fromPicture(picture: LibraryPicture, url: string) {
  return {
    picture_id: BigInt(picture.number),
    picture_category_id: BigInt(picture.category),
    picture_path: url,
    title: picture.title,
    sizes: picture.bytes,
    pixel: `${picture.width}x${picture.height}`,
    status: states[picture.state],
    deleted: picture.binnedAt === null ? 'undeleted' : 'deleted',
    created: wireTime(picture.createdAt),
    modified: wireTime(picture.modifiedAt),
    client_type: `client:${picture.device}`,
  };
}

/** An entry of a list of pictures. */
export const fromListed = (picture: LibraryPicture, url: string) => ({
  ...fromPicture(picture, url),
  md5: picture.md5,
  referenced: picture.referenced,
});

/** As observed; the documentation says sys-fixture and sys-auction for the first two. */
const categoryTypes: Readonly<Record<CategoryKind, string>> = {
  decoration: 'fixed',
  products: 'auction',
  own: 'user-define',
};

/** Documented and observed spellings of a category's type. */
export const categoryKinds: Readonly<Record<string, CategoryKind>> = {
  fixed: 'decoration',
  'sys-fixture': 'decoration',
  auction: 'products',
  'sys-auction': 'products',
  'user-define': 'own',
};

export const fromCategory = (category: Category) => ({
  picture_category_id: BigInt(category.number),
  picture_category_name: category.name,
  position: category.position,
  type: categoryTypes[category.kind],
  total: category.total,
  created: wireTime(category.createdAt),
  modified: wireTime(category.modifiedAt),
  parent_id: BigInt(category.parent),
});

/**
 * Who uses a picture, in the fields of the gateway's libraries up to 2013. Their words for the type are `item`, `decorating` and
 * `huabao`; ours are the uses there are here.
 */
export const fromUse = ({ kind, subject }: PictureUse) => ({ reference_type: kind, name: subject, address: '' });

/** `{"pictures":{"picture":[…]}}`; an empty list has no inner key: `{"pictures":{}}`. */
export const listOf = (plural: string, singular: string, items: readonly object[]) => ({
  [plural]: items.length === 0 ? {} : { [singular]: items },
});
