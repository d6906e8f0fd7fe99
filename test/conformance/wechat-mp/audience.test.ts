import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../src/kernel/clock.js';
import { onPostgres } from '../../support/database.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { type Merchant, merchantOf } from '../../support/shop.js';

const clock = new ManualClock(Date.UTC(2026, 0, 26, 2));
let server: TestServer;
let merchant: Merchant;
let people: readonly string[];
beforeAll(async () => {
  server = await startTestServer({ clock, env: { TUQUAN_ROLE: 'api' } });
  people = server.sandbox.wechatMp.followers.map(({ openid }) => openid);
});
beforeEach(async () => {
  merchant = await merchantOf(server);
});
afterAll(() => server.close());

const post = (path: string, body: unknown) => merchant.post(path, body);
const code = async (path: string, body: unknown) => (await post(path, body)).errcode;
const get = (path: string, query?: Record<string, string>) => merchant.get(path, query);
const ok = { errcode: 0, errmsg: 'ok' };

describe('openids', () => {
  it('have 28 characters and begin like the account’s card ids', async () => {
    const card = await merchant.card('GENERAL_COUPON', {}, { default_detail: '优惠' });
    for (const openid of people) {
      expect(openid).toMatch(/^o[\w-]{27}$/);
      expect(openid.slice(1, 6)).toBe(card.slice(1, 6));
    }
  });
});

describe('tags', () => {
  it.skipIf(onPostgres)('of more than a hundred thousand followers are not deleted: 45057', async () => {
    const { tag } = (await post('/cgi-bin/tags/create', { tag: { name: '十万' } })) as { tag: { id: number } };
    const { id } = (await server.services.accounts.find('app', server.sandbox.wechatMp.appid)) ?? { id: '' };
    // A hundred thousand followers would take a minute by the interface.
    const file = new Sqlite(join(server.data, 'tuquan.db'));
    try {
      file
        .prepare(
          `WITH RECURSIVE n (at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM n WHERE at < 100000)
           INSERT INTO tag_member (account_id, tag_id, position, number, tagged_at) SELECT ?, ?, 1000000 + at, 'o' || at, 0 FROM n`,
        )
        .run(id, tag.id);
    } finally {
      file.close();
    }
    const more = { openid_list: people.slice(0, 1), tagid: tag.id };
    expect(await code('/cgi-bin/tags/members/batchtagging', more)).toBe(0);
    expect(await code('/cgi-bin/tags/delete', { tag })).toBe(45057);
    expect(await code('/cgi-bin/tags/members/batchuntagging', more)).toBe(0);
    expect(await code('/cgi-bin/tags/delete', { tag })).toBe(0);
  });

  it('are made, renamed, put on followers, listed, taken off and deleted', async () => {
    const made = await post('/cgi-bin/tags/create', { tag: { name: '广东' } });
    expect(made).toEqual({ tag: { id: expect.any(Number), name: '广东' } });
    const { id } = made.tag as { id: number };
    expect(id).toBeGreaterThanOrEqual(100);
    expect(await post('/cgi-bin/tags/update', { tag: { id, name: '广东人' } })).toEqual(ok);
    const two = people.slice(0, 2);
    expect(await post('/cgi-bin/tags/members/batchtagging', { openid_list: two, tagid: id })).toEqual(ok);
    expect(await post('/cgi-bin/tags/members/batchtagging', { openid_list: two, tagid: String(id) })).toEqual(ok);
    expect(await get('/cgi-bin/tags/get')).toEqual({
      tags: [
        { id: 2, name: '星标组', count: 0 },
        { id, name: '广东人', count: 2 },
      ],
    });
    expect(await post('/cgi-bin/tags/getidlist', { openid: two[0] })).toEqual({ tagid_list: [id] });
    expect(await post('/cgi-bin/user/tag/get', { tagid: id, next_openid: '' })).toEqual({
      count: 2,
      data: { openid: two },
      next_openid: two[1],
    });
    expect(await post('/cgi-bin/user/tag/get', { tagid: id, next_openid: two[0] })).toMatchObject({ count: 1 });
    expect(await post('/cgi-bin/tags/members/batchuntagging', { openid_list: [two[0]], tagid: id })).toEqual(ok);
    expect(await post('/cgi-bin/user/tag/get', { tagid: id })).toMatchObject({ count: 1, data: { openid: [two[1]] } });
    expect(await post('/cgi-bin/tags/delete', { tag: { id } })).toEqual(ok);
    expect(await post('/cgi-bin/tags/getidlist', { openid: two[1] })).toEqual({ tagid_list: [] });
  });

  it('are refused one by one', async () => {
    const id = (await post('/cgi-bin/tags/create', { tag: { name: '错误' } })).tag as { id: number };
    const tagging = '/cgi-bin/tags/members/batchtagging';
    expect(await code('/cgi-bin/tags/create', { tag: { name: ' ' } })).toBe(45157);
    expect(await code('/cgi-bin/tags/create', {})).toBe(45157);
    expect(await code('/cgi-bin/tags/create', { tag: { name: '错误' } })).toBe(45157);
    expect(await code('/cgi-bin/tags/create', { tag: { name: '星标组' } })).toBe(45157);
    expect(await code('/cgi-bin/tags/create', { tag: { name: '字'.repeat(31) } })).toBe(45158);
    expect((await post('/cgi-bin/tags/create', { tag: { name: '字'.repeat(30) } })).tag).toBeDefined();
    expect(await code('/cgi-bin/tags/update', { tag: { id: 999, name: 'x' } })).toBe(45159);
    expect(await code('/cgi-bin/tags/update', { tag: { id: 2, name: 'x' } })).toBe(45058);
    for (const fixed of [0, 1, 2]) expect(await code('/cgi-bin/tags/delete', { tag: { id: fixed } })).toBe(45058);
    expect(await code('/cgi-bin/tags/delete', { tag: {} })).toBe(45159);
    expect(await code(tagging, { openid_list: people, tagid: 999 })).toBe(45159);
    expect(await code(tagging, { openid_list: [], tagid: id.id })).toBe(40032);
    expect(await code(tagging, { openid_list: Array(51).fill(people[0]), tagid: id.id })).toBe(40032);
    expect(await code(tagging, { tagid: id.id })).toBe(40031);
    expect(await code(tagging, { openid_list: [people[0], 'oNobody'], tagid: id.id })).toBe(49003);
    expect(await post('/cgi-bin/user/tag/get', { tagid: id.id })).toEqual({ count: 0, next_openid: '' });
    expect(await code('/cgi-bin/tags/getidlist', {})).toBe(41009);
    expect(await code('/cgi-bin/tags/getidlist', { openid: 'oNobody' })).toBe(40003);
    expect(await code('/cgi-bin/tags/create', 'x')).toBe(47001);
    expect(await code('/cgi-bin/tags/create', '')).toBe(44002);
  });

  it('are at most a hundred, and twenty on one follower', async () => {
    const { tags } = (await get('/cgi-bin/tags/get')) as unknown as { tags: { id: number }[] };
    const ids = tags.map(({ id }) => id).filter((id) => id >= 100);
    while (ids.length < 100) {
      const { tag } = await post('/cgi-bin/tags/create', { tag: { name: `第${ids.length}个` } });
      ids.push((tag as { id: number }).id);
    }
    expect(await code('/cgi-bin/tags/create', { tag: { name: '再一个' } })).toBe(45056);
    const openid_list = [people[4]];
    for (const tagid of ids.slice(0, 20)) await post('/cgi-bin/tags/members/batchtagging', { openid_list, tagid });
    expect(await code('/cgi-bin/tags/members/batchtagging', { openid_list, tagid: ids[20] })).toBe(45059);
    expect(await code('/cgi-bin/tags/members/batchtagging', { openid_list, tagid: ids[0] })).toBe(0);
    for (const id of ids) expect(await code('/cgi-bin/tags/delete', { tag: { id } })).toBe(0);
  });
});

describe('followers', () => {
  it('are listed in pages, read one by one and together', async () => {
    expect(await get('/cgi-bin/user/get')).toEqual({
      total: 5,
      count: 5,
      data: { openid: people },
      next_openid: people[4],
    });
    expect(await get('/cgi-bin/user/get', { next_openid: people[3] ?? '' })).toMatchObject({ total: 5, count: 1 });
    expect(await get('/cgi-bin/user/get', { next_openid: people[4] ?? '' })).toEqual({
      total: 5,
      count: 0,
      next_openid: '',
    });
    expect(await get('/cgi-bin/user/get', { next_openid: 'oNobody' })).toMatchObject({ errcode: 40003 });
    const openid = people[0] ?? '';
    expect(await post('/cgi-bin/user/info/updateremark', { openid, remark: '老顾客' })).toEqual(ok);
    const info = await get('/cgi-bin/user/info', { openid, lang: 'zh_CN' });
    expect(info).toMatchObject({
      subscribe: 1,
      openid,
      language: 'zh_CN',
      remark: '老顾客',
      groupid: 0,
      tagid_list: [],
    });
    expect(info.subscribe_time).toBeTypeOf('number');
    const both = { user_list: [{ openid, lang: 'zh_CN' }, { openid: people[1] }] };
    expect(await post('/cgi-bin/user/info/batchget', both)).toMatchObject({ user_info_list: [info, { subscribe: 1 }] });
    expect(await get('/cgi-bin/user/info')).toMatchObject({ errcode: 41009 });
    expect(await get('/cgi-bin/user/info', { openid: 'oNobody' })).toMatchObject({ errcode: 40003 });
    expect(await code('/cgi-bin/user/info/batchget', { user_list: Array(101).fill({ openid }) })).toBe(40032);
    expect(await code('/cgi-bin/user/info/batchget', {})).toBe(40031);
  });

  it('who have left keep no tags and say no more than that', async () => {
    const account = await server.services.accounts.find('app', server.sandbox.wechatMp.appid);
    const openid = people[3] ?? '';
    await post('/cgi-bin/tags/members/batchtagging', { openid_list: [openid], tagid: 2 });
    await server.services.audience.setFollows(account?.id ?? '', openid, false);
    expect(await get('/cgi-bin/user/info', { openid })).toEqual({ subscribe: 0, openid });
    expect(await post('/cgi-bin/tags/getidlist', { openid })).toEqual({ tagid_list: [] });
    expect(await get('/cgi-bin/user/get')).toMatchObject({ total: 4 });
    await server.services.audience.setFollows(account?.id ?? '', openid, true);
  });
});

describe('groups of older clients', () => {
  it('are tags of which a follower has one', async () => {
    const { group } = (await post('/cgi-bin/groups/create', { group: { name: '老组' } })) as unknown as {
      group: { id: number; name: string };
    };
    expect(group.name).toBe('老组');
    expect(await post('/cgi-bin/groups/members/update', { openid: people[0], to_groupid: group.id })).toEqual(ok);
    expect(await post('/cgi-bin/groups/getid', { openid: people[0] })).toEqual({ groupid: group.id });
    expect(await get('/cgi-bin/groups/get')).toEqual({
      groups: [
        { id: 0, name: '未分组', count: 4 },
        { id: 1, name: '黑名单', count: 0 },
        { id: 2, name: '星标组', count: 0 },
        { id: group.id, name: '老组', count: 1 },
      ],
    });
    const many = { openid_list: people.slice(0, 3), to_groupid: 2 };
    expect(await post('/cgi-bin/groups/members/batchupdate', many)).toEqual(ok);
    expect(await post('/cgi-bin/groups/getid', { openid: people[0] })).toEqual({ groupid: 2 });
    expect(await post('/cgi-bin/groups/members/batchupdate', { ...many, to_groupid: 0 })).toEqual(ok);
    expect(await post('/cgi-bin/groups/getid', { openid: people[0] })).toEqual({ groupid: 0 });
    expect(await post('/cgi-bin/groups/update', { group: { id: group.id, name: '新组' } })).toEqual(ok);
    expect(await code('/cgi-bin/groups/update', { group: { id: 999, name: 'x' } })).toBe(40050);
    expect(await code('/cgi-bin/groups/members/update', { openid: people[0], to_groupid: 999 })).toBe(40050);
    expect(await code('/cgi-bin/groups/create', { group: { name: '新组' } })).toBe(40051);
    expect(await post('/cgi-bin/groups/delete', { group: { id: group.id } })).toEqual(ok);
  });
});

describe('an account', () => {
  it('sees no follower and no tag of another', async () => {
    const services = server.services;
    const other = await services.accounts.find('app', server.sandbox.wechatMp.appid);
    expect(await services.audience.find('somebody-else', people[0] ?? '')).toBeNull();
    await expect(services.audience.members('somebody-else', 100, null)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await services.audience.find(other?.id ?? '', people[0] ?? '')).not.toBeNull();
  });
});
