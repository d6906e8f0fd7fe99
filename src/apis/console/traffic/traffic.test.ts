import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { httpServer } from '../../../../test/support/local-servers.js';
import { startTestServer, type TestServer } from '../../../../test/support/server.js';
import { authorization as sign } from '../../wechatpay-v3/demo/client.js';

interface Line {
  id: number;
  room: string;
  status: number;
  failed: boolean;
  target: string;
  cause: string | null;
}

let server: TestServer;
let authorization: string;
beforeAll(async () => {
  server = await startTestServer();
  authorization = server.authorization;
});
afterAll(() => server.close());

const ask = async <T>(path: string, body?: unknown): Promise<T> => {
  const answer = await fetch(`${server.baseUrl}/api${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as T;
};
const requests = async (query: string): Promise<Line[]> =>
  (await ask<{ requests: Line[] }>(`/requests?${query}`)).requests;

const target = '/v3/marketing/partner/product-coupon/image-generation-tasks';
function signed(wrongly: string): Record<string, string> {
  const { wechatPay } = server.sandbox;
  const credentials = {
    mchid: wechatPay.mchid,
    serial: wechatPay.merchantSerial,
    privateKey: createPrivateKey(readFileSync(wechatPay.merchantPrivateKeyFile, 'utf8')),
  };
  return { Authorization: sign(credentials, 'POST', target, wrongly), 'Content-Type': 'application/json' };
}

describe('the log of requests', () => {
  it('shows a refused request with its answer, and names why its signature did not fit', async () => {
    const body = '{"task_id":"t1","brand_id":"x"}';
    const headers = signed('{"task_id": "t1", "brand_id": "x"}');
    expect((await fetch(server.baseUrl + target, { method: 'POST', headers, body })).status).toBe(401);
    const [line] = await requests('failed=true&text=T1');
    expect(line).toMatchObject({ room: 'wechatpay-v3', status: 401, failed: true, target, cause: 'json-respelled' });
    const entry = await ask<{ body: string; answer: string }>(`/requests/${line?.id}`);
    expect(entry.body).toBe(body);
    expect(entry.answer).toContain('SIGN_ERROR');
    const { diagnosis } = await ask<{ diagnosis: { expected: string; received: string; difference: number } }>(
      `/requests/${line?.id}/diagnosis`,
    );
    expect(diagnosis.expected).toContain(body);
    expect(diagnosis.received).toContain('"task_id": "t1"');
    expect(diagnosis.expected.slice(0, diagnosis.difference)).toBe(diagnosis.received.slice(0, diagnosis.difference));
  });

  it('keeps no credential: tokens in targets, bodies and answers and passwords in headers are masked', async () => {
    const { appid, secret } = server.sandbox.wechatMp;
    const answer = await fetch(
      `${server.baseUrl}/cgi-bin/token?grant_type=client_credential&appid=${appid}&secret=${secret}`,
    );
    const { access_token: token } = (await answer.json()) as { access_token: string };
    await fetch(`${server.baseUrl}/cgi-bin/user/get?access_token=${token}`);
    await fetch(`${server.baseUrl}/tool/erps/x`, { method: 'POST', headers: { authorization: 'Bearer very-secret' } });
    const lines = await requests('limit=20');
    expect(lines.map((line) => line.room)).toEqual(expect.arrayContaining(['wechat-mp', 'picture-space']));
    for (const { id } of lines) {
      const text = JSON.stringify(await ask(`/requests/${id}`));
      for (const credential of [token, secret, 'very-secret']) expect(text).not.toContain(credential);
    }
    // A refusal that comes with status 200 is one all the same.
    await fetch(`${server.baseUrl}/cgi-bin/user/get?access_token=nonsense`);
    expect((await requests('failed=true'))[0]).toMatchObject({ room: 'wechat-mp', status: 200, failed: true });
  });

  it('pages on, filters by room and status, and holds none of the console’s own requests', async () => {
    const first = await ask<{ requests: Line[]; next: number }>('/requests?limit=2');
    expect(first.requests).toHaveLength(2);
    const second = await ask<{ requests: Line[] }>(`/requests?limit=2&before=${first.next}`);
    expect(second.requests[0]?.id).toBeLessThan(first.requests[1]?.id ?? 0);
    expect((await requests('room=wechatpay-v3')).every(({ room }) => room === 'wechatpay-v3')).toBe(true);
    expect((await requests('status=401')).every(({ status }) => status === 401)).toBe(true);
    expect((await requests('limit=200')).filter((line) => line.target.startsWith('/api/requests'))).toEqual([]);
    expect(await requests('text=100%25_none')).toEqual([]);
  });

  it('explains a request that is pasted, from the wire or as a curl command, and says what it cannot read', async () => {
    const body = '{"a":1}';
    const headers = signed('');
    const lines = Object.entries({ Host: 'x', ...headers }).map(([name, value]) => `${name}: ${value}`);
    const raw = `POST ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
    const { diagnosis } = await ask<{ diagnosis: { cause: string } }>('/diagnosis', { raw });
    expect(diagnosis.cause).toBe('body-not-signed');
    const curl = `curl -X POST 'https://x${target}' -H 'Authorization: ${headers.Authorization}' \\\n  -d '${body}'`;
    expect((await ask<{ diagnosis: { cause: string } }>('/diagnosis', { raw: curl })).diagnosis.cause).toBe(
      'body-not-signed',
    );
    const refused = await fetch(`${server.baseUrl}/api/diagnosis`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ raw: 'hello' }),
    });
    expect(refused.status).toBe(400);
  });
});

describe('callbacks', () => {
  it('are listed with where they go; one that is not there cannot be sent again', async () => {
    expect(await ask('/callbacks?state=due')).toEqual({ callbacks: [], next: null });
    expect(await ask('/callbacks/nothing/attempts')).toEqual({ attempts: [] });
    const answer = await fetch(`${server.baseUrl}/api/callbacks/nothing/resend`, {
      method: 'POST',
      headers: { authorization },
    });
    expect(answer.status).toBe(404);
  });

  it('that a receiver refuses show when they are tried next, and reach it when they are sent again', async () => {
    const { wechatMp } = server.sandbox;
    let good = false;
    let calls = 0;
    const receiver = await httpServer((request, response) => {
      calls += 1;
      request.resume();
      response.statusCode = good ? 200 : 503;
      response.end(good ? 'success' : 'busy');
    });
    const account = await server.services.accounts.find('app', wechatMp.appid);
    await server.services.delivery.setEndpoint(account?.id ?? '', `${receiver.url}/hear`);
    const claimed = await server.services.coupons.createOffer(account?.id ?? '', {
      number: 'pResend',
      kind: 'general',
      title: 'resend',
      validity: { kind: 'term', days: 30, delayDays: 0, until: null },
      stock: 5,
      codeMode: 'generated',
      limits: { claimsPerHolder: null, redemptionsPerHolder: null, canShare: true, canGift: true },
      origin: 'console',
      presentation: '{}',
      review: 'approved',
      approveAt: null,
    });
    await server.services.coupons.claim({ offer: claimed.number, holder: wechatMp.followers[0]?.openid ?? '' });
    interface Callback {
      id: string;
      state: string;
      attempts: number;
      lastStatus: number | null;
      nextAt: number | null;
      url: string;
      createdAt: number;
    }
    const first = async () => ((await ask<{ callbacks: Callback[] }>('/callbacks')).callbacks[0] ?? null) as Callback;
    const refused = await vi.waitFor(
      async () => {
        const callback = await first();
        expect(callback).toMatchObject({ state: 'due', lastStatus: 503, url: `${receiver.url}/hear` });
        return callback;
      },
      { timeout: 20_000, interval: 50 },
    );
    expect(refused.nextAt).toBeGreaterThan(refused.createdAt);
    good = true;
    const sent = await fetch(`${server.baseUrl}/api/callbacks/${refused.id}/resend`, {
      method: 'POST',
      headers: { authorization },
    });
    expect(sent.status).toBe(200);
    const heard = await vi.waitFor(
      async () => {
        const callback = await first();
        expect(callback.state).toBe('delivered');
        return callback;
      },
      { timeout: 20_000, interval: 50 },
    );
    expect(heard).toMatchObject({ lastStatus: 200, nextAt: null });
    expect(calls).toBe(heard.attempts);
    const { attempts } = await ask<{ attempts: { status: number; answer: string }[] }>(
      `/callbacks/${heard.id}/attempts`,
    );
    expect(attempts.map(({ status }) => status)).toEqual([...Array(heard.attempts - 1).fill(503), 200]);
    expect(attempts.at(-1)?.answer).toBe('success');
  });
});
