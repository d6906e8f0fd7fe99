import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../../../test/support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const ask = (method: string, path: string, authorization = server.authorization, body?: object) =>
  fetch(`${server.baseUrl}/api${path}`, {
    method,
    headers: { authorization, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });

describe('credentials', () => {
  it('show each client’s keys as its library takes them, and secrets only when asked for one account', async () => {
    const { wechatPay } = server.sandbox;
    const answer = await ask('GET', '/credentials');
    const text = await answer.text();
    expect(text).not.toContain('PRIVATE KEY');
    expect(text).not.toContain(wechatPay.apiV3Key);
    const { accounts } = JSON.parse(text) as {
      accounts: {
        kind: string;
        number: string;
        clientKeys: { serial: string }[];
        serverKeys: { id: string; publicKey: string }[];
      }[];
    };
    const partner = accounts.find(({ number }) => number === wechatPay.mchid);
    expect(partner?.clientKeys.map(({ serial }) => serial)).toContain(wechatPay.merchantSerial);
    const key = partner?.serverKeys.find(({ id }) => id === wechatPay.publicKeyId)?.publicKey ?? '';
    const known = createPublicKey(readFileSync(wechatPay.publicKeyFile));
    expect(createPublicKey(key).equals(known)).toBe(true);
    expect(accounts.some(({ kind }) => kind === 'console-user')).toBe(false);
    const secrets = await ask('POST', `/credentials/${partner?.kind}/${wechatPay.mchid}/secrets`);
    expect(Object.values(((await secrets.json()) as { secrets: object }).secrets)).toContain(wechatPay.apiV3Key);
    expect((await ask('POST', '/credentials/console-user/admin/secrets')).status).toBe(404);
  });

  it('are the owner’s alone: a clerk, an operator and an auditor are refused', async () => {
    for (const role of ['clerk', 'operator', 'auditor']) {
      const made = await ask('POST', '/users', server.authorization, { user: role, name: role, role });
      const { password } = (await made.json()) as { password: string };
      const authorization = `Basic ${Buffer.from(`${role}:${password}`).toString('base64')}`;
      expect((await ask('GET', '/credentials', authorization)).status).toBe(403);
    }
  });
});
