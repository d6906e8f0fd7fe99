import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type MessageServer,
  startMessageServer,
} from '../../../../test/conformance/wechat-mp/support/message-server.js';
import { startTestServer, type TestServer } from '../../../../test/support/server.js';

let server: TestServer;
let merchant: MessageServer;
let admin: string;
beforeAll(async () => {
  server = await startTestServer();
  merchant = await startMessageServer(server.sandbox.wechatMp.token);
  const { user, password } = server.sandbox.console;
  admin = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
});
afterAll(async () => {
  await server.close();
  await merchant.close();
});

async function ask(method: 'GET' | 'PUT', number: string, body?: unknown) {
  const answer = await fetch(`${server.baseUrl}/api/accounts/app/${number}/message-server`, {
    method,
    headers: { authorization: admin },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
}

describe('an account’s message server', () => {
  it('is set once it has answered the challenge, and read', async () => {
    const { appid } = server.sandbox.wechatMp;
    expect(await ask('GET', appid)).toMatchObject({ status: 404, json: { reason: 'not-set' } });
    const set = await ask('PUT', appid, { url: merchant.url, style: 'safe' });
    expect(set).toEqual({ status: 200, json: { url: merchant.url, style: 'safe', updated_at: expect.any(Number) } });
    expect(merchant.challenges).toHaveLength(1);
    expect(await ask('GET', appid)).toEqual(set);
  });

  it('is refused when it does not know the token, when the account or the style is unknown', async () => {
    const { appid } = server.sandbox.wechatMp;
    const wrong = await startMessageServer('another token');
    expect(await ask('PUT', appid, { url: wrong.url })).toMatchObject({
      status: 502,
      json: { reason: 'source-failed' },
    });
    expect(await ask('PUT', appid, { url: 'file:///etc/passwd' })).toMatchObject({
      status: 400,
      json: { reason: 'source-refused' },
    });
    expect(await ask('PUT', appid, { url: merchant.url, style: 'loud' })).toMatchObject({ status: 400 });
    expect(await ask('PUT', 'wx0', { url: merchant.url })).toMatchObject({
      status: 404,
      json: { reason: 'unknown-account' },
    });
    expect(await ask('PUT', appid, {})).toMatchObject({ status: 400 });
    await wrong.close();
  });
});
