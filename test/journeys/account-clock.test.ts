// One account's clock: what is the account's obeys it, and nothing of anybody else's does.
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTuquan, type TestServer } from '../../src/testing/index.js';
import { pictureOf, spaceClient } from '../conformance/picture-space/support/space-client.js';
import { composeTask, payClient, root, tasksPath, untilEnded } from '../support/pay-client.js';
import { visitorOf } from '../support/visitor.js';

const minute = 60_000;
const day = 24 * 60 * minute;
type Json = Record<string, unknown>;

let server: TestServer;
let cardId = '';
beforeAll(async () => {
  // Everybody's time stands still: what moves is moved by its own clock.
  server = await startTuquan({ frozen: true });
  const seed = `wechatMp:
  callback: ${server.callbacks.url}
  cards:
    - { title: ten off, kind: cash-off, threshold: 100, reduce: 10, stock: 9, claimLimit: 9, valid: { days: 2 } }
`;
  const type = { 'content-type': 'application/yaml' };
  const seeded = await fetch(`${server.baseUrl}/sandbox/seed`, { method: 'POST', headers: type, body: seed });
  if (!seeded.ok) throw new Error(await seeded.text());
  const found = await mp('/card/batchget', { offset: 0, count: 1 }, await token());
  [cardId = ''] = found.card_id_list as string[];
}, 120_000);
afterAll(() => server.close());

const call = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${server.baseUrl}${path}`, {
    method,
    headers: { ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await answer.text();
  return { status: answer.status, text, json: () => JSON.parse(text) as Json };
};
const token = async (): Promise<string> => {
  const { appid, secret } = server.credentials.wechatMp;
  const path = `/cgi-bin/token?grant_type=client_credential&appid=${appid}&secret=${secret}`;
  return (await call('GET', path)).json().access_token as string;
};
const mp = async (path: string, body: object, access: string) =>
  (await call('POST', `${path}?access_token=${access}`, body)).json();
const claim = async (openid: string, card_id: string) => {
  const { user, password } = server.credentials.console;
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  return (await call('POST', '/api/claims', { card_id, openid }, { authorization })).json();
};
const isPay = ({ headers }: { headers: Readonly<Record<string, string | undefined>> }) =>
  headers['wechatpay-timestamp'] !== undefined;
const shown = (time: number): string => new Date(time + 8 * 60 * minute).toISOString().slice(0, 10);

describe('the clock of one account', { timeout: 60_000 }, () => {
  it('24 h 4 min of one account run its whole ladder within 5 s; no other account’s callback fires and its token works', async () => {
    const { wechatPay } = server.credentials;
    const client = payClient(server.baseUrl, wechatPay as never);
    server.callbacks.answerWith(() => 500);
    await client.post(`${root}/notify-configs`, { notify_url: server.callbacks.url });
    await client.post(tasksPath, composeTask(wechatPay as never, 'ladder_0001'));
    await untilEnded(client, wechatPay as never, 'ladder_0001', 'COMBINE_IMAGE');
    await server.callbacks.next(isPay);
    const access = await token();
    expect(await claim('ann', cardId)).toMatchObject({ code: expect.any(String) });
    await server.callbacks.next((request) => !isPay(request));
    const others = server.callbacks.received.filter((request) => !isPay(request)).length;

    const common = server.clock.now();
    const began = performance.now();
    await server.clock.of(wechatPay.mchid).advance(day + 4 * minute);
    const took = performance.now() - began;
    process.stdout.write(`ladder by one account’s move: ${Math.round(took)} ms\n`);
    expect(took).toBeLessThan(5_000);
    const received = server.callbacks.received.filter(isPay);
    expect(received).toHaveLength(16);
    // Signed at the account's time, which the client's machine has not.
    expect(Number(received.at(-1)?.headers['wechatpay-timestamp'])).toBe(
      Math.floor((common + day + 4 * minute) / 1000),
    );
    expect((await client.get(`${root}/notify-configs`)).status).toBe(401);
    expect(server.clock.now()).toBe(common);
    expect(server.callbacks.received.filter((request) => !isPay(request))).toHaveLength(others);
    expect(await mp('/card/batchget', { offset: 0, count: 1 }, access)).toMatchObject({ errcode: 0 });
  });

  it('its token, QR code, card and days of figures obey its clock, and nobody else’s', async () => {
    const { appid } = server.credentials.wechatMp;
    server.callbacks.answerWith(() => 200);
    const clock = server.clock.of(appid);
    const access = await token();
    const card_id = cardId;
    const { code } = await claim('bob', card_id);
    const { url, ticket } = await mp(
      '/card/qrcode/create',
      {
        action_name: 'QR_CARD',
        expire_seconds: 1800,
        action_info: { card: { card_id } },
      },
      access,
    );
    const visit = visitorOf(server as never, '小图');
    const page = async () => (await visit(new URL(String(url)).pathname)).text;
    const picture = async () => (await call('GET', `/cgi-bin/showqrcode?ticket=${ticket}`)).status;
    expect(await page()).not.toContain('二维码已过期');
    expect(await picture()).toBe(200);
    const today = shown(await clock.now());
    const figures = { begin_date: today, end_date: today, cond_source: 0 };
    expect((await mp('/datacube/getcardbizuininfo', figures, access)).errcode).toBe(61501);

    await clock.advance(1801 * 1000);
    expect(await page()).toContain('二维码已过期');
    expect(await picture()).toBe(404);
    expect(await mp('/card/batchget', { offset: 0, count: 1 }, access)).toMatchObject({ errcode: 0 });
    await clock.advance(90 * minute);
    expect(await mp('/card/batchget', { offset: 0, count: 1 }, access)).toMatchObject({ errcode: 42001 });
    const fresh = await token();
    expect(await mp('/card/code/get', { code, card_id, check_consume: true }, fresh)).toMatchObject({
      errcode: 0,
      can_consume: true,
    });
    await clock.advance(3 * day);
    const later = await token();
    expect(await mp('/card/code/get', { code, card_id, check_consume: false }, later)).toMatchObject({
      user_card_status: 'EXPIRE',
    });
    const { list } = await mp('/datacube/getcardbizuininfo', figures, later);
    expect(list).toMatchObject([{ ref_date: today, receive_cnt: 2 }]);
    // A copy taken now is of the account's day.
    const taken = await claim('carl', card_id);
    const { card: copy } = await mp('/card/code/get', { code: taken.code, card_id, check_consume: false }, later);
    expect(Math.abs(Number((copy as Json).begin_time) * 1000 - (await clock.now()))).toBeLessThan(day);
    const { accessToken } = server.credentials.pictureSpace;
    const tool = await call('POST', '/tool/erps/tb_picture_get', {}, { authorization: `Bearer ${accessToken}` });
    expect(tool.json().msg).not.toContain('token');
  });

  it('of a shop ends what its bin holds, whatever time the application has that binned it; of an application, nothing there', async () => {
    const { shopId, clientId } = server.credentials.pictureSpace;
    const space = spaceClient({ baseUrl: server.baseUrl, sandbox: server.credentials } as never);
    const shop = server.clock.of(shopId);
    await shop.advance(3 * day);
    const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    const { picture_id, created } = pictureOf(await space.upload(png, { title: 'binned' }));
    expect(created.slice(0, 10)).toBe(shown(await shop.now()));
    expect((await space.call('delete', { picture_ids: `${picture_id}` })).json.code).toBe(0);
    const isBinned = async () => {
      const { json } = await space.call('get', { picture_id: `${picture_id}`, deleted: 'deleted' });
      return JSON.stringify(json.data).includes(`"picture_id":${picture_id}`);
    };
    await server.clock.of(clientId).advance(7 * day);
    await shop.advance(7 * day - minute);
    expect(await isBinned()).toBe(true);
    await shop.advance(2 * minute);
    expect(await isBinned()).toBe(false);
  });

  it('is that of callbacks forged for it: nothing but what is forged is amiss', async () => {
    const { mchid } = server.credentials.wechatPay;
    const before = server.callbacks.received.length;
    await call('POST', '/sandbox/callbacks/forge', { account: mchid, kinds: ['foreign-key'] });
    const [forged] = server.callbacks.received.slice(before);
    const account = await server.clock.of(mchid).now();
    expect(account).toBeGreaterThan(server.clock.now() + day);
    expect(Number(forged?.headers['wechatpay-timestamp'])).toBe(Math.floor(account / 1000));
  });

  it('stands still, never goes back, and is no clock of an account there is not', async () => {
    const { appid } = server.credentials.wechatMp;
    const clock = server.clock.of(appid);
    await clock.freeze();
    const state = async () => (await call('GET', `/sandbox/clock?account=${appid}`)).json();
    const before = await state();
    expect(before).toMatchObject({ account: appid, frozen: true, now: await clock.now() });
    const back = await call('POST', '/sandbox/clock', { account: appid, setTo: Number(before.now) - 1 });
    expect([back.status, back.json().error]).toEqual([400, expect.stringContaining('cannot be moved back')]);
    expect(await state()).toEqual(before);
    const none = await call('POST', '/sandbox/clock', { account: 'nobody', advanceMs: 1 });
    expect([none.status, none.json().error]).toEqual([400, expect.stringContaining(`there are`)]);
    expect(none.json().error).toContain(appid);
    await clock.run();
    const { accounts } = (await call('GET', '/sandbox/clock')).json();
    expect(accounts).toContainEqual(expect.objectContaining({ account: appid, frozen: false }));
  });

  it('is part of a snapshot, and ends with the reset of its account', async () => {
    const { appid } = server.credentials.wechatMp;
    const { mchid } = server.credentials.wechatPay;
    const then = await server.clock.of(appid).now();
    expect(then).toBeGreaterThan(server.clock.now() + 2 * day);
    const file = await server.snapshots.save('moved');
    await server.clock.of(appid).advance(day);
    await server.snapshots.load('moved');
    expect(await server.clock.of(appid).now()).toBe(then);
    // Another process finds it on its disk.
    const branch = await startTuquan({ snapshot: file });
    expect(await branch.clock.of(appid).now()).toBeGreaterThanOrEqual(then);
    await branch.close();
    await server.snapshots.resetAccount(appid);
    expect(await server.clock.of(appid).now()).toBe(server.clock.now());
    expect(await server.clock.of(mchid).now()).toBe(server.clock.now() + day + 4 * minute);
  });

  it('of a user of the console is that of the campaigns and batches it orders', async () => {
    const { user, password } = server.credentials.console;
    const clock = server.clock.of(user);
    await clock.freeze();
    await clock.advance(day);
    const now = server.clock.now() + day;
    const basic = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    const batch = await call('POST', '/api/batches', { name: 'later', total: 1 }, { authorization: basic });
    expect(batch.json()).toMatchObject({ createdAt: now });
    const photo = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    const headers = { authorization: basic, 'content-type': 'image/png' };
    const init = { method: 'POST', headers, body: new Uint8Array(photo) };
    const begun = (await (await fetch(`${server.baseUrl}/api/campaigns`, init)).json()) as Json;
    expect(begun).toMatchObject({ createdAt: now, updatedAt: now });
    // Its first steps are due by that time: by everybody's they would be tomorrow.
    const path = `/api/campaigns/${begun.id}`;
    const steps = async () =>
      (await call('GET', path, undefined, { authorization: basic })).json().steps as { name: string; state: string }[];
    await vi.waitFor(async () => expect((await steps())[0]?.state).not.toBe('waiting'), {
      timeout: 20_000,
      interval: 50,
    });
  });
});
