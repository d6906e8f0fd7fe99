import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../src/kernel/clock.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { picture, pictureOf, type SpaceClient, spaceClient, type WirePicture } from './support/space-client.js';

let server: TestServer;
let client: SpaceClient;
const clock = new ManualClock(Date.now());
beforeAll(async () => {
  server = await startTestServer({ clock });
  client = spaceClient(server);
});
afterAll(() => server.close());

type Listed = WirePicture & { readonly md5: string; readonly referenced: boolean };

async function call<T>(path: string, root: string, fields: Record<string, string> = {}): Promise<T> {
  const { json } = await client.call(path, fields);
  expect(json).toMatchObject({ code: 0, data: { withholding_money: 0 } });
  return json.data?.[root] as T;
}

async function list(fields: Record<string, string> = {}): Promise<{ pictures: Listed[]; total: number }> {
  type Answer = { pictures: { picture?: Listed[] }; totalResults: number };
  const { pictures, totalResults } = await call<Answer>('get', 'picture_get_response', fields);
  return { pictures: pictures.picture ?? [], total: totalResults };
}

const titles = async (fields: Record<string, string>): Promise<string[]> =>
  (await list(fields)).pictures.map(({ title }) => title);

let made = 0;
async function category(name?: string, parent = '0'): Promise<string> {
  made += 1;
  const { text, json } = await client.call('category-add', {
    picture_category_name: name ?? `c${made}`,
    parent_id: parent,
  });
  expect(json.code).toBe(0);
  return /"picture_category_id":(\d+)/.exec(text)?.[1] ?? '';
}

async function upload(title: string, picture_category_id = '0', bytes?: Buffer): Promise<WirePicture> {
  clock.advance(1_000);
  return pictureOf(await client.upload(bytes ?? (await picture()), { title, picture_category_id }));
}

const refused = async (path: string, fields: Record<string, string>): Promise<void> => {
  const answer = await client.call(path, fields);
  expect([path, fields, answer.json.code]).toEqual([path, fields, 100]);
};

describe('lists', () => {
  it('hold what an upload answered, with md5 and use; an empty one has no inner key', async () => {
    const inside = await category();
    const { text } = await client.call('get', { picture_category_id: inside });
    expect(text).toContain('"picture_get_response":{"pictures":{},"totalResults":0}');
    const bytes = await picture();
    const uploaded = await upload('listed', inside, bytes);
    const { pictures, total } = await list({ picture_category_id: inside });
    expect(total).toBe(1);
    const { createHash } = await import('node:crypto');
    const md5 = createHash('md5').update(bytes).digest('hex');
    expect(pictures[0]).toEqual({ ...uploaded, md5, referenced: false });
  });

  it('are ordered by time or size, newest first, and come in pages', async () => {
    const inside = await category();
    const sizes = [40, 160, 80];
    for (const [n, width] of sizes.entries()) await upload(`o${n}`, inside, await picture({ width, height: width }));
    const order = (order_by: string) => titles({ picture_category_id: inside, order_by });
    expect(await titles({ picture_category_id: inside })).toEqual(['o2', 'o1', 'o0']);
    expect(await order('time:asc')).toEqual(['o0', 'o1', 'o2']);
    expect(await order('sizes:desc')).toEqual(['o1', 'o2', 'o0']);
    expect(await order('sizes:asc')).toEqual(['o0', 'o2', 'o1']);
    const second = await list({ picture_category_id: inside, page_size: '2', page_no: '2' });
    expect([second.pictures.map(({ title }) => title), second.total]).toEqual([['o0'], 3]);
    await refused('get', { order_by: 'title' });
    await refused('get', { page_size: '101' });
    await refused('get', { page_no: '0' });
  });

  it('can be filtered by part of a title, device, time, id and address', async () => {
    const inside = await category();
    const a = await upload('Red 100%_Shoe', inside);
    const b = await upload('red hat', inside);
    const find = (fields: Record<string, string>) => titles({ picture_category_id: inside, ...fields });
    expect(await find({ title: 'RED' })).toEqual(['red hat', 'Red 100%_Shoe']);
    expect(await find({ title: '%_' })).toEqual(['Red 100%_Shoe']);
    expect(await find({ client_type: 'client:phone' })).toEqual([]);
    expect(await find({ start_date: b.created })).toEqual(['red hat']);
    expect(await find({ end_date: a.created })).toEqual(['Red 100%_Shoe']);
    expect(await find({ picture_id: String(a.picture_id) })).toEqual(['Red 100%_Shoe']);
    expect(await find({ urls: `${b.picture_path},https://elsewhere.example/p/x.jpg` })).toEqual(['red hat']);
    expect(await find({ urls: 'https://elsewhere.example/none.jpg' })).toEqual([]);
    const count = await call('count', 'picture_pictures_count_response', { picture_category_id: inside, title: 'hat' });
    expect(count).toEqual({ totals: 1 });
    await refused('get', { start_date: 'yesterday' });
    await refused('get', { deleted: 'maybe' });
  });
});

describe('categories', () => {
  it('begin with the two a fresh space has, and grow to two levels with names unique below one parent', async () => {
    type Answer = { picture_categories: { picture_category?: { picture_category_name: string; type: string }[] } };
    const first = await call<Answer>('category-get', 'picture_category_get_response', { parent_id: '0' });
    const known = first.picture_categories.picture_category?.map(({ picture_category_name: name, type }) => [
      name,
      type,
    ]);
    expect(known).toEqual(
      expect.arrayContaining([
        ['店铺装修', 'fixed'],
        ['宝贝图片', 'auction'],
      ]),
    );
    const top = await category('春季');
    const second = await category('外套', top);
    await refused('category-add', { picture_category_name: '春季' });
    await refused('category-add', { picture_category_name: '外套', parent_id: top });
    await refused('category-add', { picture_category_name: '第三层', parent_id: second });
    await refused('category-add', { picture_category_name: '无父', parent_id: '4242' });
    await refused('category-add', { picture_category_name: '十一个汉字就超过了二十' });
    await refused('category-add', { picture_category_name: 'x'.repeat(21) });
    expect(await category('十个汉字正好二十字符')).toMatch(/^\d+$/);
  });

  it('of the merchant can be renamed; only second-level ones move; the fixed ones stay', async () => {
    const [top, other] = [await category(), await category()];
    const second = await category(undefined, top);
    const update = (category_id: string, fields: Record<string, string>) =>
      call('category-update', 'picture_category_update_response', { category_id, ...fields });
    expect(await update(second, { category_name: '新名', parent_id: other })).toEqual({ done: true });
    type Answer = { picture_categories: { picture_category?: { picture_category_name: string }[] } };
    const children = await call<Answer>('category-get', 'picture_category_get_response', { parent_id: other });
    expect(children.picture_categories.picture_category?.map((each) => each.picture_category_name)).toEqual(['新名']);
    await refused('category-update', { category_id: top, parent_id: other });
    await refused('category-update', { category_id: second, parent_id: '0' });
    await refused('category-update', { category_id: '0', category_name: 'x' });
    await refused('category-update', { category_id: '1', category_name: 'x' });
    await refused('category-update', { category_id: '4242', category_name: 'x' });
  });

  it('are deleted together or not at all; their pictures come to the default category under titles that are free', async () => {
    const [top, other] = [await category(), await category()];
    const second = await category(undefined, top);
    await upload('stays', '0');
    await upload('stays', second);
    await upload('moves', second);
    const binned = await upload('binned there', second);
    await call('delete', 'picture_delete_response', { picture_ids: `${binned.picture_id}` });
    const remove = (ids: string) => ({ picture_category_ids: ids });
    await refused('category-delete', remove(top));
    await refused('category-delete', remove(`${other},1`));
    await refused('category-delete', remove('0'));
    await refused('category-delete', remove(''));
    await refused('category-delete', remove(Array.from({ length: 101 }, (_, n) => n + 10).join(',')));
    const known = async () => (await client.call('category-get')).text;
    expect(await known()).toContain(`"picture_category_id":${other},`);
    const deleted = 'picture_category_delete_response';
    expect(await call('category-delete', deleted, remove(`${top},${second},4242`))).toEqual({ done: true });
    expect(await call('category-delete', deleted, remove(top))).toEqual({ done: false });
    expect(await known()).not.toContain(`"picture_category_id":${second},`);
    const inDefault = await titles({ picture_category_id: '0' });
    expect(inDefault).toEqual(expect.arrayContaining(['stays', 'stays(1)', 'moves']));
    await call('restore', 'picture_restore_response', { picture_ids: `${binned.picture_id}` });
    expect(await titles({ picture_category_id: '0' })).toContain('binned there');
  });

  it('keep 64-bit ids digit by digit in and out', async () => {
    const { categoryId } = server.sandbox.pictureSpace;
    expect(categoryId).toBe('1657717355974335419');
    await upload('exact', categoryId);
    const { text } = await client.call('get', { picture_category_id: categoryId });
    expect(text).toContain(`"picture_category_id":${categoryId},`);
    // One more would be the same number to JavaScript.
    expect((await list({ picture_category_id: '1657717355974335420' })).total).toBe(0);
  });
});

describe('changes', () => {
  it('rename under the title rule, and move to where the title is still free', async () => {
    const [from, to] = [await category(), await category()];
    const a = await upload('one', from);
    await upload('two', from);
    await upload('two(1)', to);
    expect(await call('update', 'picture_update_response', { picture_id: `${a.picture_id}`, new_name: 'two' })).toEqual(
      {
        done: true,
      },
    );
    expect((await titles({ picture_category_id: from })).sort()).toEqual(['two', 'two(1)']);
    const move = { picture_ids: `${a.picture_id},4242`, picture_category_id: to };
    expect(await call('changecategory', 'picture_changecategory_response', move)).toEqual({ done: true });
    expect((await titles({ picture_category_id: to })).sort()).toEqual(['two(1)', 'two(2)']);
    await refused('changecategory', { ...move, picture_category_id: '4242' });
    await refused('update', { picture_id: `${a.picture_id}`, new_name: 'x'.repeat(51) });
    await refused('update', { picture_id: '4242', new_name: 'x' });
  });

  it('replace the bytes and keep the address, title and place', async () => {
    const a = await upload('replaced');
    const bytes = await picture({ width: 33, height: 44, format: 'png' });
    const { accessToken, shopId } = server.sandbox.pictureSpace;
    const form = new FormData();
    form.set('shop_id', shopId);
    form.set('picture_id', `${a.picture_id}`);
    form.set('image_data', new Blob([new Uint8Array(bytes)]), 'x');
    const answer = await fetch(`${server.baseUrl}/tool/erps/tbpicture/replace`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${accessToken}` },
      body: form,
    });
    expect(await answer.json()).toMatchObject({ code: 0, data: { picture_replace_response: { done: true } } });
    const [listed] = (await list({ picture_id: `${a.picture_id}` })).pictures;
    expect(listed).toMatchObject({
      picture_path: a.picture_path,
      title: 'replaced',
      pixel: '33x44',
      sizes: bytes.length,
    });
    const served = await fetch(a.picture_path);
    expect(served.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await served.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('delete into the bin and back: the address answers 404 meanwhile, the title is free, room is given back', async () => {
    const inside = await category();
    const used = async () =>
      (await call<{ user_info: { used_space: string } }>('userinfo', 'picture_userinfo_get_response')).user_info
        .used_space;
    const before = Number(await used());
    const a = await upload('binned', inside);
    expect(Number(await used())).toBe(before + a.sizes);
    const ids = { picture_ids: `${a.picture_id}` };
    expect(await call('delete', 'picture_delete_response', ids)).toEqual({ success: 'true' });
    expect(await call('delete', 'picture_delete_response', ids)).toEqual({ success: 'false' });
    expect((await fetch(a.picture_path)).status).toBe(404);
    expect(Number(await used())).toBe(before);
    expect((await list({ picture_category_id: inside })).total).toBe(0);
    expect(await titles({ picture_category_id: inside, deleted: 'deleted' })).toEqual(['binned']);
    expect((await upload('binned', inside)).title).toBe('binned');
    expect(await call('restore', 'picture_restore_response', ids)).toEqual({ success: 'true' });
    expect(await titles({ picture_category_id: inside })).toEqual(['binned', 'binned(1)']);
    expect((await fetch(a.picture_path)).status).toBe(200);
    await refused('delete', { picture_ids: Array.from({ length: 101 }, (_, n) => n + 1).join(',') });
    await refused('delete', { picture_ids: '1,x' });
  });

  it('freeze a picture for everybody, and let it pass again', async () => {
    const a = await upload('frozen');
    const { libraries } = server.services;
    await libraries.setState(String(a.picture_id), 'frozen');
    expect((await fetch(a.picture_path)).status).toBe(404);
    expect((await list({ picture_id: `${a.picture_id}` })).pictures[0]?.status).toBe('froze');
    await libraries.setState(String(a.picture_id), 'passed');
    expect((await fetch(a.picture_path)).status).toBe(200);
    expect((await list({ picture_id: `${a.picture_id}` })).pictures[0]?.status).toBe('pass');
  });
});

describe('likeness', () => {
  it('finds copies and pictures that were resized or encoded again, and no other', async () => {
    const { default: sharp } = await import('sharp');
    const { readFileSync } = await import('node:fs');
    const photo = readFileSync(new URL('../../../samples/handbag.jpg', import.meta.url));
    const other = readFileSync(new URL('../../../samples/coffee.jpg', import.meta.url));
    const original = await sharp(photo).resize(900).jpeg({ quality: 92 }).toBuffer();
    const first = await upload('original', '0', original);
    await upload('copy', '0', original);
    await upload('smaller', '0', await sharp(original).resize(300).jpeg({ quality: 60 }).toBuffer());
    await upload('as png', '0', await sharp(original).resize(500).png().toBuffer());
    await upload('another', '0', await sharp(other).resize(900).jpeg().toBuffer());
    type Near = { pictures: { picture?: (Listed & { distance: number; same_bytes: boolean })[] } };
    const { pictures } = await call<Near>('similar', 'picture_similar_get_response', {
      picture_id: `${first.picture_id}`,
    });
    const found = pictures.picture ?? [];
    expect(found[0]).toMatchObject({ title: 'copy', distance: 0, same_bytes: true });
    expect(found.map(({ title }) => title).sort()).toEqual(['as png', 'copy', 'smaller']);
    expect(found.filter(({ same_bytes }) => same_bytes).length).toBe(1);
  });
});
