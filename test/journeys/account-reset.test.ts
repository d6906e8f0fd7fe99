// One account's state dropped, everybody else's left alone.
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keptTables, ownedRows } from '../../src/domain/operations/reset/store.js';
import { startTuquan, type TestServer } from '../../src/testing/index.js';
import { migrations } from '../../src/wiring/migrations.js';
import { composeTask, payClient, tasksPath } from '../support/pay-client.js';

const seed = fileURLToPath(new URL('../../samples/seed.yaml', import.meta.url));
let server: TestServer;
beforeAll(async () => {
  server = await startTuquan({ seed });
}, 120_000);
afterAll(() => server.close());

const json = async (method: string, path: string, body?: object) => {
  const answer = await fetch(`${server.baseUrl}${path}`, {
    method,
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  });
  return (await answer.json()) as Record<string, unknown>;
};
const token = async (): Promise<string> => {
  const { appid, secret } = server.credentials.wechatMp;
  const path = `/cgi-bin/token?grant_type=client_credential&appid=${appid}&secret=${secret}`;
  return (await json('GET', path)).access_token as string;
};
const cards = async (access: string) =>
  (await json('POST', `/card/batchget?access_token=${access}`, { offset: 0, count: 50 })).total_num;
const followers = async (access: string) => (await json('GET', `/cgi-bin/user/get?access_token=${access}`)).total;
const parked = async () => {
  const { user, password } = server.credentials.console;
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const answer = await fetch(`${server.baseUrl}/api/operations/jobs`, { headers: { authorization } });
  return ((await answer.json()) as { jobs: unknown[] }).jobs;
};

describe('the reset of one account', { timeout: 60_000 }, () => {
  it('knows of every table whether its rows belong to an account', () => {
    const made = migrations
      .flatMap(({ statements }) => statements)
      .flatMap((text) => /^\s*CREATE TABLE (\w+)/.exec(text)?.[1] ?? []);
    const gone = migrations
      .flatMap(({ statements }) => statements)
      .flatMap((text) => /^\s*DROP TABLE (\w+)/.exec(text)?.[1] ?? []);
    const known = [...ownedRows.map(([table]) => table), ...Object.keys(keptTables), 'migration'];
    expect(made.filter((table) => !gone.includes(table) && !known.includes(table))).toEqual([]);
    expect(known.filter((table) => table !== 'migration' && !made.includes(table))).toEqual([]);
  });

  it('drops its cards, codes, followers and tokens, and leaves what others have', async () => {
    const { wechatMp, wechatPay } = server.credentials;
    const client = payClient(server.baseUrl, wechatPay as never);
    await client.post(tasksPath, composeTask(wechatPay as never, 'kept_1'));
    const before = await token();
    expect(await cards(before)).toBeGreaterThan(0);
    const many = Number(await followers(before));
    expect(many).toBeGreaterThan(wechatMp.followers.length);

    await server.snapshots.resetAccount(wechatMp.appid);
    expect(await cards(before)).toBeUndefined();
    const after = await token();
    expect(await cards(after)).toBe(0);
    expect(await followers(after)).toBe(wechatMp.followers.length);
    const path = `${tasksPath}/kept_1?brand_id=${wechatPay.brandId}&image_generation_type=COMBINE_IMAGE`;
    expect((await client.get(path)).status).toBe(200);
    await server.clock.advance(60_000);
    expect(await parked()).toEqual([]);
  });

  it('takes the jobs of what it drops with it, and the same task can be submitted anew', async () => {
    const { wechatPay } = server.credentials;
    const client = payClient(server.baseUrl, wechatPay as never);
    server.clock.freeze();
    await client.post(tasksPath, composeTask(wechatPay as never, 'again_1'));
    await server.snapshots.resetAccount(wechatPay.mchid);
    server.clock.run();
    const path = `${tasksPath}/again_1?brand_id=${wechatPay.brandId}&image_generation_type=COMBINE_IMAGE`;
    expect((await client.get(path)).status).toBe(404);
    await client.post(tasksPath, composeTask(wechatPay as never, 'again_1'));
    await server.clock.advance(60_000);
    expect(JSON.parse((await client.get(path)).body)).toMatchObject({ task_state: 'SUCCESS' });
    expect(await parked()).toEqual([]);
  });

  it('works for every demo account, and a number nobody has changes nothing', async () => {
    const { wechatPay, wechatMp, aiPainting, pictureSpace } = server.credentials;
    const numbers = [wechatPay.brandId, wechatMp.appid, aiPainting.appKey, pictureSpace.clientId, pictureSpace.shopId];
    for (const number of numbers) await server.snapshots.resetAccount(number);
    await expect(server.snapshots.resetAccount('nobody')).rejects.toThrow('no demo account has the number nobody');
    expect(await token()).toEqual(expect.any(String));
    expect(await json('POST', '/sandbox/reset', { account: wechatMp.appid })).toEqual({});
  });

  it('that is misspelt resets nobody', async () => {
    const access = await token();
    expect(await json('POST', '/sandbox/reset', { acount: server.credentials.wechatMp.appid })).toEqual({
      error: 'the body has no member acount; there are account',
    });
    expect(await cards(access)).toBe(0);
  });
});
