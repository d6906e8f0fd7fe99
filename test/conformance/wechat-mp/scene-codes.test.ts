import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../src/kernel/clock.js';
import { onPostgres } from '../../support/database.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { fieldsOf, visitorOf } from '../../support/visitor.js';
import { type CardClient, cardClient } from './support/cards.js';
import { type CoWechatServer, startCoWechat } from './support/co-wechat-server.js';
import { type NpmClients, startNpmClients } from './support/npm-clients.js';

// 生成带参数的二维码: developers.weixin.qq.com/doc/offiaccount/Account_Management/Generating_a_Parametric_QR_Code.html

type Json = Record<string, unknown>;

const day = 86_400_000;
const clock = new ManualClock(Date.now());
let server: TestServer;
let client: CardClient;
let merchant: CoWechatServer;
let npm: NpmClients;
beforeAll(async () => {
  server = await startTestServer({ clock });
  client = await cardClient(server);
  npm = startNpmClients(server);
  const { appid, token } = server.sandbox.wechatMp;
  merchant = await startCoWechat({ appid, token });
  await server.services.delivery.connect(client.account.id, merchant.url, null);
}, 120_000);
afterAll(async () => {
  await npm.close();
  await merchant.close();
  await server.close();
});

const create = (action_name: unknown, scene: unknown, more: Json = {}): Promise<Json> =>
  client.call('/cgi-bin/qrcode/create', { action_name, action_info: { scene }, ...more });
const errcodeOf = async (answer: Promise<Json>) => (await answer).errcode;
const shown = async (ticket: unknown) =>
  (await fetch(`${server.baseUrl}/cgi-bin/showqrcode?ticket=${encodeURIComponent(String(ticket))}`)).status;

describe('a code with a scene', () => {
  it('for a while: a ticket, how long it lives, what its picture says; no errcode', async () => {
    const answer = await create('QR_SCENE', { scene_id: 123 }, { expire_seconds: 604_800 });
    expect(answer).toEqual({
      ticket: expect.stringMatching(/^gQ[0-9A-Za-z]{92}==$/),
      expire_seconds: 604_800,
      url: expect.stringMatching(new RegExp(`^${server.baseUrl}/q/[0-9A-Za-z]{10}$`)),
    });
    expect(await shown(answer.ticket)).toBe(200);
    expect(await create('QR_STR_SCENE', { scene_str: 'test' })).toMatchObject({ expire_seconds: 60 });
    // Thirty seconds were seen to be answered with sixty; a month is the most there is.
    expect(await create('QR_SCENE', { scene_id: '1' }, { expire_seconds: '30' })).toMatchObject({ expire_seconds: 60 });
    expect(await create('QR_SCENE', { scene_id: 1 }, { expire_seconds: 9_999_999 })).toMatchObject({
      expire_seconds: 2_592_000,
    });
    const { ticket } = await create('QR_SCENE', { scene_id: 1 }, { expire_seconds: 60 });
    clock.advance(60_000);
    expect(await shown(ticket)).toBe(404);
  });

  it('for good: without an expiry, and good in ten years', async () => {
    const answer = await create('QR_LIMIT_STR_SCENE', { scene_str: '门店-1' });
    expect(Object.keys(answer)).toEqual(['ticket', 'url']);
    expect(Object.keys(await create('QR_LIMIT_SCENE', { scene_id: 100_000 }))).toEqual(['ticket', 'url']);
    clock.advance(3_650 * day);
    expect(await shown(answer.ticket)).toBe(200);
    expect((await visitorOf(server, '小图')(String(answer.url))).status).toBe(200);
  });

  it('is refused one by one', async () => {
    expect(await errcodeOf(create('QR_NOTHING', { scene_id: 1 }))).toBe(40052);
    expect(await errcodeOf(create(undefined, { scene_id: 1 }))).toBe(40052);
    expect(await errcodeOf(client.call('/cgi-bin/qrcode/create', { action_name: 'QR_SCENE' }))).toBe(40053);
    for (const scene_id of [undefined, 0, -1, 1.5, 'x', 4_294_967_296])
      expect([scene_id, await errcodeOf(create('QR_SCENE', { scene_id }))]).toEqual([scene_id, 40053]);
    expect(await errcodeOf(create('QR_LIMIT_SCENE', { scene_id: 100_001 }))).toBe(40053);
    for (const scene_str of [undefined, '', 'x'.repeat(65)])
      expect(await errcodeOf(create('QR_STR_SCENE', { scene_str }))).toBe(40053);
  });

  it.skipIf(onPostgres)('for good may be made a hundred thousand times: 45029 after that', async () => {
    await create('QR_LIMIT_SCENE', { scene_id: 1 });
    const file = new Sqlite(join(server.data, 'tuquan.db'));
    const have = (used: number) =>
      file.prepare("UPDATE quota_use SET used = ? WHERE name = 'lasting-codes/ever'").run(used).changes;
    expect(have(99_999)).toBe(1);
    expect(Object.keys(await create('QR_LIMIT_SCENE', { scene_id: 1 }))).toEqual(['ticket', 'url']);
    expect(await errcodeOf(create('QR_LIMIT_SCENE', { scene_id: 1 }))).toBe(45029);
    have(1);
    file.close();
  });

  it('scanned by a follower is told as SCAN, by a visitor who then follows as subscribe', async () => {
    const { url, ticket } = await create('QR_SCENE', { scene_id: 123 }, { expire_seconds: 600 });
    const follower = visitorOf(server, '阿券');
    const page = await follower(String(url));
    expect([page.status, page.text.includes('已关注')]).toEqual([200, true]);
    const scan = await merchant.next(({ Event, Ticket }) => Event === 'SCAN' && Ticket === ticket);
    expect(Object.keys(scan)).toEqual([
      'ToUserName',
      'FromUserName',
      'CreateTime',
      'MsgType',
      'Event',
      'EventKey',
      'Ticket',
    ]);
    expect(scan).toMatchObject({ FromUserName: client.openids[1], EventKey: '123', Ticket: ticket });

    const visitor = visitorOf(server, 'somebody new');
    const before = await visitor(String(url));
    expect(before.text).toMatch(/<button[^>]*>关注<\/button>/);
    const after = await visitor(String(url), fieldsOf(before.text));
    expect([after.status, after.text.includes('已关注')]).toEqual([200, true]);
    const subscribe = await merchant.next(({ Event }) => Event === 'subscribe');
    expect(subscribe).toMatchObject({ EventKey: 'qrscene_123', Ticket: ticket });
    const openid = String(subscribe.FromUserName);
    const { status, json } = await (async () => {
      const query = `access_token=${client.token}&openid=${openid}`;
      const answer = await fetch(`${server.baseUrl}/cgi-bin/user/info?${query}`);
      return { status: answer.status, json: (await answer.json()) as Json };
    })();
    expect(status).toBe(200);
    expect(json).toMatchObject({
      subscribe: 1,
      subscribe_scene: 'ADD_SCENE_QR_CODE',
      qr_scene: 123,
      qr_scene_str: '',
    });
    // From now on it is a follower who scans.
    await visitor(String(url));
    await merchant.next(({ Event, FromUserName }) => Event === 'SCAN' && FromUserName === openid);
    const stolen = await visitorOf(server, 'another')(String(url), fieldsOf(before.text));
    expect(stolen.status).toBe(403);
  });

  it('whose time is over leads nowhere', async () => {
    const { url } = await create('QR_STR_SCENE', { scene_str: 'x' }, { expire_seconds: 60 });
    clock.advance(60_001);
    expect((await visitorOf(server, '小图')(String(url))).text).toContain('二维码已过期');
  });

  it.each(['co', 'old'] as const)('is what createTmpQRCode and createLimitQRCode of %s make', async (kind) => {
    expect(await npm.call(kind, 'createTmpQRCode', 10_000, 1_800)).toMatchObject({ expire_seconds: 1_800 });
    expect(await npm.call(kind, 'createLimitQRCode', 100)).toMatchObject({ ticket: expect.stringMatching(/^gQ/) });
    expect(await npm.call(kind, 'createLimitQRCode', 'shop')).toMatchObject({ ticket: expect.stringMatching(/^gQ/) });
  });
});
