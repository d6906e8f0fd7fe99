import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../../../test/support/server.js';

let server: TestServer;
let owner: string;
beforeAll(async () => {
  server = await startTestServer();
  owner = server.authorization;
});
afterAll(() => server.close());

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
const ask = (authorization: string, method: string, path: string, body?: unknown) =>
  fetch(`${server.baseUrl}/api${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

async function add(user: string, role: string): Promise<string> {
  const { password } = (await (await ask(owner, 'POST', '/users', { user, name: user, role })).json()) as {
    password: string;
  };
  return basic(user, password);
}

describe('users of the console', () => {
  it('a clerk redeems and looks codes up, and reaches nothing else', async () => {
    const clerk = await add('clerk-1', 'clerk');
    const shop = server.sandbox.wechatMp.appid;
    expect((await ask(clerk, 'GET', '/session')).status).toBe(200);
    expect((await ask(clerk, 'GET', `/shops/${shop}/codes/000000000000`)).status).toBe(404);
    expect((await ask(clerk, 'POST', `/shops/${shop}/redemptions`, { code: '000000000000' })).status).toBe(404);
    for (const [method, path] of [
      ['GET', '/users'],
      ['POST', '/users'],
      ['GET', `/shops/${shop}/cards`],
      ['GET', '/campaigns'],
      ['GET', '/operations'],
    ] as const) {
      const body = method === 'POST' ? { user: 'x', name: 'x', role: 'owner' } : undefined;
      expect((await ask(clerk, method, path, body)).status, path).toBe(403);
    }
  });

  it('an auditor looks at everything but the users, and changes nothing', async () => {
    const auditor = await add('auditor-1', 'auditor');
    const shop = server.sandbox.wechatMp.appid;
    for (const path of [`/shops/${shop}/cards`, '/campaigns', '/operations']) {
      expect((await ask(auditor, 'GET', path)).status, path).toBe(200);
    }
    expect((await ask(auditor, 'GET', '/users')).status).toBe(403);
    expect((await ask(auditor, 'DELETE', `/shops/${shop}/cards/none`)).status).toBe(403);
    expect((await ask(auditor, 'POST', '/claims', { card_id: 'a', openid: 'b' })).status).toBe(403);
  });

  it('are listed with their roles; a name is given once', async () => {
    await add('operator-1', 'operator');
    const { users } = (await (await ask(owner, 'GET', '/users')).json()) as { users: { user: string; role: string }[] };
    expect(users).toContainEqual({ user: 'operator-1', name: 'operator-1', role: 'operator' });
    expect((await ask(owner, 'POST', '/users', { user: 'operator-1', name: 'x', role: 'clerk' })).status).toBe(409);
  });
});
