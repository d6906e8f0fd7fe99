import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../support/server.js';
import { type Answer, type NpmClient, type NpmClients, startNpmClients } from './support/npm-clients.js';

let server: TestServer;
let clients: NpmClients;
let people: readonly string[];
beforeAll(async () => {
  server = await startTestServer();
  clients = startNpmClients(server);
  people = server.sandbox.wechatMp.followers.map(({ openid }) => openid);
});
afterAll(async () => {
  await clients.close();
  await server.close();
});

const ok = { errcode: 0, errmsg: 'ok' };
const kinds: [string, NpmClient][] = [
  ['co-wechat-api', 'co'],
  ['wechat-api', 'old'],
];

describe.each(kinds)('%s, unmodified, over TLS to the vendor’s names', (_name, kind) => {
  const call = (method: string, ...args: unknown[]): Promise<Answer> => clients.call(kind, method, ...args);

  it('getFollowers, getUser, batchGetUsers, updateRemark', async () => {
    expect(await call('getFollowers')).toMatchObject({ total: 5, count: 5, data: { openid: people } });
    expect(await call('updateRemark', people[0], '老顾客')).toEqual(ok);
    expect(await call('getUser', { openid: people[0], lang: 'zh_CN' })).toMatchObject({
      subscribe: 1,
      remark: '老顾客',
    });
    expect(await call('batchGetUsers', people.slice(0, 2))).toMatchObject({
      user_info_list: [{ openid: people[0] }, { openid: people[1] }],
    });
  });

  it('createGroup, moveUserToGroup, getWhichGroup, getGroups, updateGroup, removeGroup', async () => {
    const { group } = (await call('createGroup', `${kind}组`)) as unknown as { group: { id: number } };
    expect(await call('moveUserToGroup', people[1], group.id)).toEqual(ok);
    expect(await call('getWhichGroup', people[1])).toEqual({ groupid: group.id });
    const { groups } = (await call('getGroups')) as unknown as { groups: { id: number; count: number }[] };
    expect(groups.find(({ id }) => id === group.id)).toMatchObject({ count: 1 });
    expect(await call('updateGroup', group.id, `${kind}新组`)).toEqual(ok);
    // The older client has no call for several.
    if (kind === 'co') expect(await call('moveUsersToGroup', [people[1]], 0)).toEqual(ok);
    expect(await call('removeGroup', group.id)).toEqual(ok);
  });

  it('massSendText, getMassMessageStatus, deleteMass, previewText, sendText, sendNews', async () => {
    const { msg_id } = await call('massSendText', '你好', people.slice(0, 2));
    expect(Number.isInteger(msg_id)).toBe(true);
    expect((await call('getMassMessageStatus', msg_id)).msg_id).toBe(msg_id);
    expect(await call('deleteMass', msg_id)).toEqual(ok);
    expect(await call('previewText', people[0], '看看')).toMatchObject({ errcode: 0, errmsg: 'preview success' });
    expect(await call('sendText', people[0], '在的')).toEqual(ok);
    const article = { title: '新品', description: '', url: 'http://a.cn', picurl: '' };
    expect(await call('sendNews', people[0], [article])).toEqual(ok);
  });
});

describe('co-wechat-api', () => {
  const call = (method: string, ...args: unknown[]): Promise<Answer> => clients.call('co', method, ...args);

  it('createTags, getTags, updateTag, batchTagging, getUsersFromTag, getIdList, batchUnTagging, deleteTag', async () => {
    const { tag } = (await call('createTags', '广东')) as unknown as { tag: { id: number } };
    expect(await call('updateTag', tag.id, '广东人')).toEqual(ok);
    expect(await call('batchTagging', [people[0], people[1]], tag.id)).toEqual(ok);
    expect((await call('getTags')).tags).toContainEqual({ id: tag.id, name: '广东人', count: 2 });
    expect(await call('getUsersFromTag', tag.id)).toMatchObject({ count: 2, data: { openid: [people[0], people[1]] } });
    expect(await call('getIdList', people[0])).toEqual({ tagid_list: [tag.id] });
    expect(await call('batchUnTagging', [people[0]], tag.id)).toEqual(ok);
    expect(await call('deleteTag', tag.id)).toEqual(ok);
  });
});
