import { afterEach, describe, expect, it } from 'vitest';
import { wireTime } from '../../../src/apis/picture-space/operations/mapping.js';
import { ManualClock } from '../../../src/kernel/clock.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { gatewayClient } from './support/gateway-client.js';
import { answerOf, picture, type SpaceClient, spaceClient, type ToolAnswer } from './support/space-client.js';

let server: TestServer;
let client: SpaceClient;
afterEach(() => server.close());

async function start(options: Parameters<typeof startTestServer>[0] = {}): Promise<void> {
  server = await startTestServer(options);
  client = spaceClient(server);
}

async function oauth(path: string, fields: Record<string, string>): Promise<ToolAnswer> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return answerOf(await fetch(`${server.baseUrl}/api/proxy/oauth/${path}`, { method: 'POST', body: form }));
}

describe('POST /api/proxy/oauth/token', () => {
  it('gives a token for client id and secret, whose type clients write before it', async () => {
    await start();
    const { clientId, clientSecret } = server.sandbox.pictureSpace;
    const credentials = { client_id: clientId, client_secret: clientSecret };
    const { json } = await oauth('token', { grant_type: 'client_credentials', ...credentials });
    expect(json).toMatchObject({ code: 0, data: { token_type: 'Bearer', expires_in: 7200, scope: 'picture' } });
    const token = String(json.data?.access_token);
    expect((await client.upload(await picture(), {}, token)).json.code).toBe(0);
    expect((await oauth('token', { ...credentials, grant_type: 'password' })).json.code).toBe(100);
    expect(
      (await oauth('token', { ...credentials, grant_type: 'client_credentials', client_secret: 'x' })).json.code,
    ).toBe(204);
  });

  it('makes tokens that end when they are revoked, like the one that lasts', async () => {
    await start();
    const { clientId, clientSecret, accessToken } = server.sandbox.pictureSpace;
    const credentials = { client_id: clientId, client_secret: clientSecret };
    const issued = await oauth('token', { grant_type: 'client_credentials', ...credentials });
    const token = String(issued.json.data?.access_token);
    for (const each of [token, accessToken]) {
      expect((await client.upload(await picture(), {}, each)).json.code).toBe(0);
      expect((await oauth('revoke', { ...credentials, token: each })).json).toMatchObject({ code: 0 });
      expect((await client.upload(await picture(), {}, each)).json.code).toBe(204);
    }
    expect((await oauth('revoke', { ...credentials, token: 'unknown' })).json.code).toBe(0);
  });
});

describe('a shop that has not authorised the application', () => {
  it('answers 302 with a link to a page where its owner permits it', async () => {
    await start();
    const { shopId, owner, passphrase } = server.sandbox.pictureSpace.unauthorized;
    const refused = await client.upload(await picture(), { shop_id: shopId });
    expect(refused.json).toMatchObject({ code: 302, msg: '未授权店铺' });
    const url = String(refused.json.data?.url);
    const page = await fetch(url);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain(shopId);
    const ticket = new URL(url).searchParams.get('ticket') ?? '';
    const send = (fields: Record<string, string>) => fetch(url, { method: 'POST', body: new URLSearchParams(fields) });
    expect(await (await send({ ticket, owner: 'nobody', passphrase })).text()).toContain('旺旺账号不存在');
    expect(await (await send({ ticket, owner, passphrase: 'wrong' })).text()).toContain('授权口令不正确');
    expect((await client.upload(await picture(), { shop_id: shopId })).json.code).toBe(302);
    expect(await (await send({ ticket, owner, passphrase })).text()).toContain('授权成功');
    expect((await client.upload(await picture(), { shop_id: shopId })).json.code).toBe(0);
  });

  it('is also one nobody knows; links cannot be forged and end', async () => {
    const clock = new ManualClock(Date.now());
    await start({ clock });
    const refused = await client.upload(await picture(), { shop_id: '424242' });
    expect(refused.json.code).toBe(302);
    const url = String(refused.json.data?.url);
    expect((await fetch(url.replace('.424242.', '.424243.'))).status).toBe(410);
    clock.advance(31 * 60_000);
    expect((await fetch(url)).status).toBe(410);
  });
});

describe('a session of the gateway', () => {
  it('that has ended is told from one that never was', async () => {
    const clock = new ManualClock(Date.now());
    await start({ clock });
    const { clientId, clientSecret } = server.sandbox.pictureSpace;
    const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
    const { data } = (await oauth('token', form)).json as unknown as {
      data: { access_token: string; expires_in: number };
    };
    const gateway = gatewayClient(server);
    const ask = async (): Promise<unknown> => {
      const system = { session: data.access_token, timestamp: wireTime(clock.now()) };
      return JSON.parse(await gateway.post(gateway.signed('taobao.picture.userinfo.get', {}, system)));
    };
    expect(await ask()).toMatchObject({ picture_userinfo_get_response: {} });
    clock.advance((data.expires_in + 1) * 1_000);
    expect(await ask()).toEqual({
      error_response: {
        code: 27,
        msg: 'Invalid session:session-expired',
        sub_code: 'session-expired',
        request_id: expect.any(String),
      },
    });
  });
});

describe('the rate', () => {
  it('above ten a second tells the gateway’s clients how long the ban will last', async () => {
    const clock = new ManualClock(Date.now());
    await start({ clock, env: { TUQUAN_LIMITS: 'seed' } });
    const gateway = gatewayClient(server);
    const ask = async () => gateway.post(gateway.signed('taobao.picture.pictures.count'));
    for (let n = 0; n < 10; n++) expect(await ask()).toContain('totals');
    expect(await ask()).toContain(
      '"code":7,"msg":"App Call Limited","sub_code":"accesscontrol.limited-by-app-access-count","sub_msg":"This ban will last for 1 more seconds"',
    );
  });

  it.each([['seed'], ['official']])(
    'in the profile %s is ten a second for each token, then 429 and 101',
    async (profile) => {
      const clock = new ManualClock(Date.now());
      await start({ clock, env: { TUQUAN_LIMITS: profile } });
      const call = () => client.call('points');
      const codes = [];
      for (let n = 0; n < 11; n++) codes.push((await call()).json.code);
      expect(codes).toEqual([...Array.from({ length: 10 }, () => 0), 101]);
      const refused = await call();
      expect([refused.status, refused.json]).toEqual([
        429,
        expect.objectContaining({ msg: '请求超时,请重试', data: null }),
      ]);
      clock.advance(1_000);
      expect((await call()).json.code).toBe(0);
    },
  );

  it('and bad tokens keep HTTP 200 where that is wanted', async () => {
    await start({ env: { TUQUAN_PICTURE_SPACE_STRICT_200: '1' } });
    const refused = await client.upload(await picture(), {}, 'nonsense');
    expect([refused.status, refused.json.code]).toEqual([200, 204]);
  });
});

describe('settings', () => {
  it('add the cause to a text, let vvtype be left out, and say what a shop may keep', async () => {
    await start({
      env: {
        TUQUAN_PICTURE_SPACE_VERBOSE: '1',
        TUQUAN_PICTURE_SPACE_REQUIRE_VVTYPE: '0',
        TUQUAN_PICTURE_SPACE_MEGABYTES: '1',
        TUQUAN_PICTURE_SPACE_POINTS: '7',
      },
    });
    const { json } = await client.upload(await picture(), { vvtype: null });
    expect(json).toMatchObject({ code: 0, data: { withholding_money: 7 } });
    const padded = Buffer.concat([await picture(), Buffer.alloc(1024 * 1024)]);
    expect((await client.upload(padded)).json).toMatchObject({ code: 100, msg: '请求参数错误:图片空间容量不足' });
  });
});
