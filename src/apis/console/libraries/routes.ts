// Libraries of pictures for the console: look, upload, rename, move, replace, bin, restore, find likenesses and uses.
// Must not hold rules; the pictures domain decides.
import type { Account } from '../../../domain/accounts/index.js';
import { cleanTitle, type LibraryPicture, type Order } from '../../../domain/pictures/index.js';
import type { RoomServices } from '../../room.js';
import { Refused } from '../envelope.js';
import { type Route, route } from '../gate.js';
import { mayChange, mayLook } from '../roles.js';

const formats = ['jpeg', 'png', 'gif', 'webp'] as const;
const mostBytes = 20 * 1024 * 1024;
/** Room a library has when the console fills it. */
const quotaBytes = 1024 ** 4;
/** Pictures shown of one group of duplicates. */
const mostShown = 24;
const orders = ['newest', 'oldest', 'largest', 'smallest'];

const text = (maxLength: number, minLength = 0) => ({ type: 'string', minLength, maxLength });
const digits = { type: 'string', pattern: '^\\d{1,20}$' };
const libraryPath = { type: 'object', required: ['library'], properties: { library: text(64, 1) } };
const picturePath = {
  type: 'object',
  required: ['library', 'picture'],
  properties: { library: text(64, 1), picture: digits },
};
const numbersBody = {
  type: 'object',
  required: ['pictures'],
  additionalProperties: false,
  properties: { pictures: { type: 'array', minItems: 1, maxItems: 100, items: digits } },
};
const object = { type: 'object' };
/** Which piece of a list, of at most so many. */
const piece = (most: number) => ({
  offset: { type: 'integer', minimum: 0, maximum: 10_000_000 },
  count: { type: 'integer', minimum: 1, maximum: most },
});

interface LibraryPath {
  readonly library: string;
}
interface PicturePath extends LibraryPath {
  readonly picture: string;
}

export function libraryRoutes({ accounts, libraries, libraryKinds, pictures }: RoomServices): Route[] {
  const shown = (picture: LibraryPicture, tags: readonly string[] = []) => ({
    number: picture.number,
    title: picture.title,
    category: picture.category,
    url: pictures.publicUrl(picture),
    format: picture.format,
    width: picture.width,
    height: picture.height,
    bytes: picture.bytes,
    state: picture.state,
    referenced: picture.referenced,
    tags,
    binnedAt: picture.binnedAt,
    createdAt: picture.createdAt,
  });
  /** The same with their tags. */
  async function allShown(some: readonly LibraryPicture[]) {
    const tags = await libraries.tagsOf(some.map(({ id }) => id));
    return some.map((picture) => shown(picture, tags.get(picture.id)));
  }
  async function libraryOf(number: string): Promise<Account> {
    for (const kind of libraryKinds) {
      const account = await accounts.find(kind, number);
      if (account !== null) {
        await libraries.open(account.id, []);
        return account;
      }
    }
    throw new Refused(404, 'unknown-library', 'there is no such library');
  }
  async function received(body: unknown) {
    if (!Buffer.isBuffer(body) || body.length === 0) throw new Refused(400, 'invalid', 'the body must be a picture');
    const bytes = body;
    return libraries.receive(
      (async function* () {
        yield bytes;
      })(),
      mostBytes,
    );
  }
  const unknown = { 404: 'There is no such library, picture or category' };

  return [
    route(
      {
        method: 'GET',
        path: '/libraries',
        summary: 'The accounts that have a library',
        roles: mayLook,
        answer: object,
        failures: {},
      },
      async () => {
        const found = await Promise.all([...libraryKinds].map((kind) => accounts.list(kind, 200)));
        return { libraries: found.flat().map(({ number, name }) => ({ number, name })) };
      },
    ),
    route<
      unknown,
      {
        offset?: number;
        count?: number;
        title?: string;
        category?: string;
        tag?: string;
        binned?: boolean;
        order?: Order;
      },
      LibraryPath
    >(
      {
        method: 'GET',
        path: '/libraries/:library/pictures',
        summary: 'Pictures of a library',
        roles: mayLook,
        params: libraryPath,
        query: {
          type: 'object',
          properties: {
            ...piece(100),
            title: text(50),
            category: digits,
            tag: text(20, 1),
            binned: { type: 'boolean' },
            order: { type: 'string', enum: orders },
          },
        },
        answer: object,
        failures: unknown,
      },
      async ({ path, query }) => {
        const { id } = await libraryOf(path.library);
        const { offset = 0, count = 48, title, category, tag, binned = false, order = 'newest' } = query;
        const filter = {
          binned,
          ...(title ? { title } : {}),
          ...(category === undefined ? {} : { category }),
          ...(tag === undefined ? {} : { tag }),
        };
        const [page, usage] = await Promise.all([
          libraries.page(id, filter, { order, offset, limit: count }),
          libraries.usage(id),
        ]);
        return { total: page.total, pictures: await allShown(page.pictures), usage };
      },
    ),
    route<Buffer, { title: string; category?: string }, LibraryPath>(
      {
        method: 'POST',
        path: '/libraries/:library/pictures',
        summary: 'Add a picture (the body)',
        roles: mayChange,
        rawBody: true,
        bodyLimit: mostBytes,
        params: libraryPath,
        query: { type: 'object', required: ['title'], properties: { title: text(200, 1), category: digits } },
        answer: object,
        failures: { ...unknown, 413: 'More than 20 MB or 50 megapixels' },
      },
      async ({ path, query, body, user }) => {
        const { id } = await libraryOf(path.library);
        const picture = await libraries.add(
          {
            libraryId: id,
            accountId: user.id,
            category: query.category ?? '0',
            title: cleanTitle(query.title),
            device: 'computer',
            received: await received(body),
            terms: { points: 0, openingPoints: 0, quotaBytes },
          },
          formats,
        );
        return shown(picture);
      },
    ),
    route<unknown, unknown, PicturePath>(
      {
        method: 'GET',
        path: '/libraries/:library/pictures/:picture',
        summary: 'One picture, what shows it, and what looks like it',
        roles: mayLook,
        params: picturePath,
        answer: object,
        failures: unknown,
      },
      async ({ path }) => {
        const { id } = await libraryOf(path.library);
        const picture = await libraries.find(id, path.picture);
        const [uses, alike] = await Promise.all([
          libraries.uses(id, path.picture),
          libraries.similar(id, path.picture, 12),
        ]);
        const similar = alike.map(({ picture: other, apart, sameBytes }) => ({ ...shown(other), apart, sameBytes }));
        const [whole] = await allShown([picture]);
        return { ...whole, uses, similar };
      },
    ),
    route<{ title?: string; category?: string; tags?: string[] }, unknown, PicturePath>(
      {
        method: 'PATCH',
        path: '/libraries/:library/pictures/:picture',
        summary: 'Rename a picture, move it to another category, or give it other tags',
        roles: mayChange,
        params: picturePath,
        body: {
          type: 'object',
          minProperties: 1,
          additionalProperties: false,
          properties: {
            title: text(200, 1),
            category: digits,
            tags: { type: 'array', maxItems: 20, items: text(40, 1) },
          },
        },
        answer: object,
        failures: unknown,
      },
      async ({ path, body }) => {
        const { id } = await libraryOf(path.library);
        await libraries.find(id, path.picture);
        if (body.category !== undefined) await libraries.move(id, [path.picture], body.category);
        if (body.tags !== undefined) await libraries.setTags(id, path.picture, body.tags);
        if (body.title !== undefined) await libraries.rename(id, path.picture, cleanTitle(body.title));
        const [changed] = await allShown([await libraries.find(id, path.picture)]);
        return changed ?? {};
      },
    ),
    route<unknown, unknown, LibraryPath>(
      {
        method: 'GET',
        path: '/libraries/:library/tags',
        summary: 'Tags of a library, the most used first',
        roles: mayLook,
        params: libraryPath,
        answer: object,
        failures: unknown,
      },
      async ({ path }) => ({ tags: await libraries.tags((await libraryOf(path.library)).id, 200) }),
    ),
    route<unknown, { offset?: number; count?: number }, LibraryPath>(
      {
        method: 'GET',
        path: '/libraries/:library/duplicates',
        summary: 'Copies and near-copies over the whole library, group by group',
        roles: mayLook,
        params: libraryPath,
        query: { type: 'object', properties: piece(50) },
        answer: object,
        failures: unknown,
      },
      async ({ path, query: { offset = 0, count = 20 } }) => {
        const { id } = await libraryOf(path.library);
        const groups = await libraries.duplicates(id);
        const page = groups.slice(offset, offset + count);
        const whole = await Promise.all(
          page.map(async ({ sameBytes, numbers }) => {
            const filter = { binned: false, numbers: numbers.slice(0, mostShown) };
            const found = await libraries.list(id, filter, { order: 'oldest', offset: 0, limit: mostShown });
            return { sameBytes, total: numbers.length, pictures: await allShown(found) };
          }),
        );
        return { total: groups.length, groups: whole, next: offset + count < groups.length ? offset + count : null };
      },
    ),
    route<Buffer, unknown, PicturePath>(
      {
        method: 'PUT',
        path: '/libraries/:library/pictures/:picture/bytes',
        summary: 'Put another picture (the body) behind the same address',
        roles: mayChange,
        rawBody: true,
        bodyLimit: mostBytes,
        params: picturePath,
        answer: object,
        failures: { ...unknown, 413: 'More than 20 MB or 50 megapixels' },
      },
      async ({ path, body }) => {
        const { id } = await libraryOf(path.library);
        const { device } = await libraries.find(id, path.picture);
        const change = { libraryId: id, number: path.picture, device, received: await received(body), quotaBytes };
        await libraries.replace(change, formats);
        const [changed] = await allShown([await libraries.find(id, path.picture)]);
        return changed ?? {};
      },
    ),
    route<{ pictures: string[] }, unknown, LibraryPath>(
      {
        method: 'POST',
        path: '/libraries/:library/bin',
        summary: 'Put pictures into the recycle bin, for seven days',
        roles: mayChange,
        params: libraryPath,
        body: numbersBody,
        answer: object,
        failures: unknown,
      },
      async ({ path, body }) => ({ moved: await libraries.bin((await libraryOf(path.library)).id, body.pictures) }),
    ),
    route<{ pictures: string[] }, unknown, LibraryPath>(
      {
        method: 'POST',
        path: '/libraries/:library/restore',
        summary: 'Take pictures out of the recycle bin',
        roles: mayChange,
        params: libraryPath,
        body: numbersBody,
        answer: object,
        failures: unknown,
      },
      async ({ path, body }) => ({
        moved: await libraries.restore((await libraryOf(path.library)).id, body.pictures, quotaBytes),
      }),
    ),
    route<unknown, unknown, LibraryPath>(
      {
        method: 'GET',
        path: '/libraries/:library/categories',
        summary: 'Categories with how many pictures they hold',
        roles: mayLook,
        params: libraryPath,
        answer: object,
        failures: unknown,
      },
      async ({ path }) => ({
        categories: await libraries.categories({ libraryId: (await libraryOf(path.library)).id }),
      }),
    ),
    route<{ name: string; parent?: string }, unknown, LibraryPath>(
      {
        method: 'POST',
        path: '/libraries/:library/categories',
        summary: 'Make a category',
        roles: mayChange,
        params: libraryPath,
        body: {
          type: 'object',
          required: ['name'],
          additionalProperties: false,
          properties: { name: text(20, 1), parent: digits },
        },
        answer: object,
        failures: { ...unknown, 409: 'There is one of this name, or as many as there may be' },
      },
      async ({ path, body }) =>
        libraries.addCategory((await libraryOf(path.library)).id, body.name, body.parent ?? '0'),
    ),
  ];
}
