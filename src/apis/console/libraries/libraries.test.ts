import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../../../test/support/server.js';

let server: TestServer;
let authorization: string;
let library: string;
beforeAll(async () => {
  server = await startTestServer();
  authorization = server.authorization;
  library = server.sandbox.pictureSpace.shopId;
});
afterAll(() => server.close());

async function ask<T>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T }> {
  const raw = Buffer.isBuffer(body);
  const answer = await fetch(`${server.baseUrl}/api/libraries${path}`, {
    method,
    headers: {
      authorization,
      ...(body === undefined ? {} : { 'content-type': raw ? 'image/png' : 'application/json' }),
    },
    ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as T };
}

interface Shown {
  readonly number: string;
  readonly title: string;
  readonly url: string;
  readonly width: number;
  readonly category: string;
}

const picture = (width: number, colour: string): Promise<Buffer> =>
  sharp({ create: { width, height: 40, channels: 3, background: colour } })
    .png()
    .toBuffer();

describe('libraries in the console', () => {
  it('take pictures, give equal titles a number, and find them by title', async () => {
    expect(
      (await ask<{ libraries: { number: string }[] }>('GET', '')).body.libraries.map(({ number }) => number),
    ).toContain(library);
    const bytes = await picture(60, '#aa0000');
    const first = await ask<Shown>('POST', `/${library}/pictures?title=春茶`, bytes);
    expect(first.status).toBe(200);
    const second = await ask<Shown>('POST', `/${library}/pictures?title=春茶`, await picture(61, '#bb0000'));
    expect([first.body.title, second.body.title]).toEqual(['春茶', '春茶(1)']);
    const { body } = await ask<{ total: number; pictures: Shown[] }>('GET', `/${library}/pictures?title=春茶`);
    expect(body.total).toBe(2);
    expect(Buffer.from(await (await fetch(first.body.url)).arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('rename, move to a category, and put other bytes behind the same address', async () => {
    const { body: added } = await ask<Shown>('POST', `/${library}/pictures?title=old`, await picture(70, '#00aa00'));
    const { body: category } = await ask<{ number: string }>('POST', `/${library}/categories`, { name: '首页' });
    const { body: changed } = await ask<Shown>('PATCH', `/${library}/pictures/${added.number}`, {
      title: 'new',
      category: category.number,
    });
    expect(changed).toMatchObject({ title: 'new', category: category.number });
    const replaced = await ask<Shown>(
      'PUT',
      `/${library}/pictures/${added.number}/bytes`,
      await picture(99, '#0000aa'),
    );
    expect(replaced.body).toMatchObject({ url: added.url, width: 99 });
  });

  it('put pictures into the bin and take them out again', async () => {
    const { body } = await ask<Shown>('POST', `/${library}/pictures?title=binned`, await picture(80, '#123456'));
    expect((await ask<{ moved: number }>('POST', `/${library}/bin`, { pictures: [body.number] })).body.moved).toBe(1);
    const bin = await ask<{ pictures: Shown[] }>('GET', `/${library}/pictures?binned=true`);
    expect(bin.body.pictures.map(({ number }) => number)).toContain(body.number);
    expect((await ask<{ moved: number }>('POST', `/${library}/restore`, { pictures: [body.number] })).body.moved).toBe(
      1,
    );
  });

  it('show copies of a picture, and refuse what is no picture or not there', async () => {
    const bytes = await picture(90, '#654321');
    const { body: one } = await ask<Shown>('POST', `/${library}/pictures?title=one`, bytes);
    const { body: two } = await ask<Shown>('POST', `/${library}/pictures?title=two`, bytes);
    const { body } = await ask<{ similar: { number: string; sameBytes: boolean }[] }>(
      'GET',
      `/${library}/pictures/${one.number}`,
    );
    expect(body.similar).toContainEqual(expect.objectContaining({ number: two.number, sameBytes: true }));
    expect((await ask('POST', `/${library}/pictures?title=x`, Buffer.from('no picture'))).status).toBe(400);
    expect((await ask('GET', `/${library}/pictures/1`)).status).toBe(404);
    expect((await ask('GET', '/nobody/pictures')).status).toBe(404);
  });

  it('are searched by tags, which are given, changed and taken away', async () => {
    const tagged: string[] = [];
    for (const [at, tags] of [['春季', '饮品'], ['饮品'], []].entries()) {
      const { body } = await ask<Shown>(
        'POST',
        `/${library}/pictures?title=tagged`,
        await picture(120 + at, '#123456'),
      );
      tagged.push(body.number);
      const change = { tags: tags.map((tag) => ` ${tag} `) };
      const changed = await ask<{ tags: string[] }>('PATCH', `/${library}/pictures/${body.number}`, change);
      expect([...changed.body.tags].sort()).toEqual([...tags].sort());
    }
    const found = async (tag: string) =>
      (
        await ask<{ total: number; pictures: Shown[] }>('GET', `/${library}/pictures?tag=${encodeURIComponent(tag)}`)
      ).body.pictures.map(({ number }) => number);
    expect((await found('饮品')).sort()).toEqual(tagged.slice(0, 2).sort());
    expect(await found('饮')).toEqual([]);
    expect((await ask('GET', `/${library}/tags`)).body).toEqual({
      tags: [
        { tag: '饮品', pictures: 2 },
        { tag: '春季', pictures: 1 },
      ],
    });
    await ask('PATCH', `/${library}/pictures/${tagged[0]}`, { tags: [] });
    expect(await found('春季')).toEqual([]);
    const long = await ask('PATCH', `/${library}/pictures/${tagged[0]}`, { tags: ['字'.repeat(21)] });
    expect(long.status).toBe(400);
  });

  it('show their copies and near-copies over the whole library', async () => {
    const drawn = sharp('samples/sneaker.jpg').resize(300, 300);
    const png = await drawn.clone().png().toBuffer();
    const smaller = await drawn.clone().resize(200, 200).png().toBuffer();
    const other = await sharp('samples/coffee.jpg').resize(300, 300).png().toBuffer();
    const numbers: string[] = [];
    for (const bytes of [png, png, smaller, other]) {
      numbers.push((await ask<Shown>('POST', `/${library}/pictures?title=shoe`, bytes)).body.number);
    }
    // Found groups are remembered for ten seconds by the server's clock: nobody has asked before.
    const { body } = await ask<{ total: number; groups: { sameBytes: boolean; pictures: Shown[] }[] }>(
      'GET',
      `/${library}/duplicates?count=50`,
    );
    const group = body.groups.find(({ pictures }) => pictures.some(({ number }) => number === numbers[0]));
    expect(group?.sameBytes).toBe(false);
    expect(group?.pictures.map(({ number }) => number).sort()).toEqual(numbers.slice(0, 3).sort());
    expect(body.groups.flatMap(({ pictures }) => pictures.map(({ number }) => number))).not.toContain(numbers[3]);
  });
});
