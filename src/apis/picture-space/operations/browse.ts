// Looking into the picture space: lists, counts, room in use, where pictures are used, which look alike. Spec §2.1–2.3.
// Must not change anything and must not know which face asked.
import type { LibraryPicture, Order, PictureFilter } from '../../../domain/pictures/index.js';
import { Refused } from '../envelope.js';
import { optional, optionalId, requiredId, timeOf, truth, type Values, wholeIn } from './fields.js';
import { devices, fromListed, fromUse, listOf } from './mapping.js';
import type { PictureOperation } from './operation.js';
import type { OperationParts } from './operation-parts.js';

const orders: Readonly<Record<string, Order>> = {
  'time:desc': 'newest',
  'time:asc': 'oldest',
  'sizes:desc': 'largest',
  'sizes:asc': 'smallest',
};

/** The vendor's pages and answers disagree about these words; all of them are taken (spec §2.3). */
const live: readonly string[] = ['undeleted', 'unfroze', '0', 'false'];
const binned: readonly string[] = ['deleted', '1', 'true'];

function wordOf<T>(values: Values, name: string, words: Readonly<Record<string, T>>): T | undefined {
  const text = optional(values, name);
  if (text === null) return undefined;
  const value = Object.hasOwn(words, text) ? words[text] : undefined;
  if (value === undefined) throw new Refused({ kind: 'invalid', field: name });
  return value;
}

function binnedOf(values: Values): boolean {
  const text = optional(values, 'deleted')?.toLowerCase() ?? 'undeleted';
  if (live.includes(text)) return false;
  if (binned.includes(text)) return true;
  throw new Refused({ kind: 'invalid', field: 'deleted' });
}

const mostUrls = 100;

/** Ids of the addresses of ours among these; an address of anybody else matches no picture. */
function idsOf(text: string): string[] {
  const urls = text.split(',').slice(0, mostUrls);
  return urls.flatMap((url) => /\/p\/([0-9A-Za-z]{24})\.[a-z]+/.exec(url)?.[1] ?? []);
}

function filterOf(values: Values, modified: string): PictureFilter {
  const title = optional(values, 'title');
  if (title !== null && [...title].length > 50) throw new Refused({ kind: 'invalid', field: 'title' });
  const number = optionalId(values, 'picture_id');
  const category = optionalId(values, 'picture_category_id');
  const device = wordOf(values, 'client_type', devices);
  const createdFrom = timeOf(values, 'start_date');
  const createdTo = timeOf(values, 'end_date');
  const modifiedFrom = timeOf(values, modified);
  const urls = optional(values, 'urls');
  return {
    binned: binnedOf(values),
    // 0 is how SDKs write "not given" in a field for ids; category 0 is a real one.
    ...(number === null || number === '0' ? {} : { number }),
    ...(category === null ? {} : { category }),
    ...(title === null ? {} : { title }),
    ...(device === undefined ? {} : { device }),
    ...(createdFrom === null ? {} : { createdFrom }),
    // A second on the wire is a thousand milliseconds here.
    ...(createdTo === null ? {} : { createdTo: createdTo + 999 }),
    ...(modifiedFrom === null ? {} : { modifiedFrom }),
    ...(urls === null ? {} : { ids: idsOf(urls) }),
  };
}

const mostSimilar = 100;

export function browseOperations({ libraries, points, settings, urlOf }: OperationParts): PictureOperation[] {
  function pageOf(values: Values, pageField: string, modified: string) {
    const limit = wholeIn(values, 'page_size', 40, 1, 100);
    return {
      filter: filterOf(values, modified),
      place: {
        limit,
        offset: (wholeIn(values, pageField, 1, 1, 1_000_000) - 1) * limit,
        order: wordOf(values, 'order_by', orders) ?? 'newest',
      },
    } as const;
  }

  function answerOf(values: Values, found: readonly LibraryPicture[]) {
    const secure = truth(values, 'is_https');
    return listOf(
      'pictures',
      'picture',
      found.map((picture) => fromListed(picture, urlOf(picture, secure))),
    );
  }

  return [
    {
      name: 'picture.get',
      toolPath: '/get',
      run: async ({ libraryId, values }) => {
        const { filter, place } = pageOf(values, 'page_no', 'modified_time');
        const { pictures, total } = await libraries.page(libraryId, filter, place);
        return { answer: { ...answerOf(values, pictures), totalResults: total } };
      },
    },
    {
      name: 'picture.pictures.get',
      toolPath: '/pictures-get',
      run: async ({ libraryId, values }) => {
        const { filter, place } = pageOf(values, 'current_page', 'start_modified_date');
        return { answer: answerOf(values, await libraries.list(libraryId, filter, place)) };
      },
    },
    {
      name: 'picture.pictures.count',
      toolPath: '/count',
      run: async ({ libraryId, values }) => ({
        answer: { totals: await libraries.count(libraryId, filterOf(values, 'start_modified_date')) },
      }),
    },
    {
      name: 'picture.isreferenced.get',
      toolPath: '/isreferenced',
      run: async ({ libraryId, values }) => {
        const { referenced } = await libraries.find(libraryId, requiredId(values, 'picture_id'));
        return { answer: { is_referenced: referenced } };
      },
    },
    {
      name: 'picture.referenced.get',
      toolPath: '/referenced',
      run: async ({ libraryId, values }) => {
        const { number } = await libraries.find(libraryId, requiredId(values, 'picture_id'));
        const uses = await libraries.uses(libraryId, number);
        return { answer: listOf('references', 'reference_detail', uses.map(fromUse)) };
      },
    },
    {
      name: 'picture.similar.get',
      toolPath: '/similar',
      run: async ({ libraryId, values }) => {
        const number = requiredId(values, 'picture_id');
        const most = wholeIn(values, 'page_size', 40, 1, mostSimilar);
        const secure = truth(values, 'is_https');
        const found = await libraries.similar(libraryId, number, most);
        const pictures = found.map(({ picture, apart, sameBytes }) => ({
          ...fromListed(picture, urlOf(picture, secure)),
          distance: apart,
          same_bytes: sameBytes,
        }));
        return { answer: listOf('pictures', 'picture', pictures) };
      },
    },
    {
      name: 'picture.userinfo.get',
      toolPath: '/userinfo',
      run: async ({ libraryId }) => {
        const { usedBytes } = await libraries.usage(libraryId);
        const { quotaBytes } = settings;
        const answer = {
          order_space: '0',
          used_space: String(usedBytes),
          remaining_space: String(Math.max(0, quotaBytes - usedBytes)),
          available_space: String(quotaBytes),
          free_space: String(quotaBytes),
          order_expiry_date: '',
          water_mark: '',
        };
        return { answer: { user_info: answer } };
      },
    },
    {
      name: 'picture.points.get',
      toolPath: '/points',
      run: async ({ application }) => ({
        answer: { points: await points.balance(application.id, settings.openingPoints) },
      }),
    },
  ];
}
