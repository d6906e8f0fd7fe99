// The sandbox's clock and faults over HTTP, met by clients of the vendors.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startReceiver } from '../../src/commands/receiver.js';
import { composeTask, payClient, root, tasksPath, untilEnded } from '../support/pay-client.js';
import { startTestServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const call = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${server.baseUrl}${path}`, {
    method,
    headers: { ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await answer.text();
  return { status: answer.status, text, json: () => JSON.parse(text) };
};
const tokenPath = (): string => {
  const { appid, secret } = server.sandbox.wechatMp;
  return `/cgi-bin/token?grant_type=client_credential&appid=${appid}&secret=${secret}`;
};
const fault = (path: string, value: string) => call('GET', path, undefined, { 'x-tuquan-fault': value });

describe('faults', () => {
  it('the error asked for is each room’s own', async () => {
    expect((await fault(tokenPath(), 'error=RATE_LIMITED')).json()).toMatchObject({ errcode: 45011 });
    expect((await fault(tokenPath(), 'error=UNAVAILABLE')).json()).toMatchObject({ errcode: -1 });
    const painting = await call('POST', '/ai-painting/query', undefined, { 'x-tuquan-fault': 'error=RATE_LIMITED' });
    // The gateway turns unknown callers away before any fault: who is not let in meets none.
    expect([painting.status, painting.json().error_code]).toEqual([401, 'APIG.0303']);
    const { accessToken } = server.sandbox.pictureSpace;
    const tool = await call(
      'POST',
      '/tool/erps/tb_picture_get',
      {},
      {
        authorization: `Bearer ${accessToken}`,
        'x-tuquan-fault': 'error=RATE_LIMITED',
      },
    );
    expect([tool.status, tool.json()]).toMatchObject([429, { code: 101, msg: '请求超时,请重试' }]);
    const { wechatPay } = server.sandbox;
    const client = payClient(server.baseUrl, wechatPay);
    const made = await call('POST', '/sandbox/faults', {
      route: tasksPath,
      method: 'POST',
      fault: 'error=RATE_LIMITED',
      times: 1,
    });
    expect([made.status, made.json()]).toMatchObject([201, { route: tasksPath, left: 1 }]);
    const refused = await client.post(tasksPath, composeTask(wechatPay, 'fault_0001'));
    expect([refused.status, JSON.parse(refused.body).code]).toEqual([429, 'RATELIMIT_EXCEEDED']);
    expect((await client.post(tasksPath, composeTask(wechatPay, 'fault_0001'))).status).toBe(200);
    expect((await call('GET', '/sandbox/faults')).json()).toEqual({ faults: [] });
  });

  it('latency, a status, a reset connection and half a body', async () => {
    const began = performance.now();
    expect((await fault(tokenPath(), 'latency=300')).json()).toMatchObject({ expires_in: 7200 });
    expect(performance.now() - began).toBeGreaterThanOrEqual(295);
    expect((await fault(tokenPath(), 'status=502')).status).toBe(502);
    await expect(fault(tokenPath(), 'reset')).rejects.toThrow('fetch failed');
    await expect(fault(tokenPath(), 'half-body')).rejects.toThrow('terminated');
    expect((await call('GET', tokenPath())).status).toBe(200);
  });

  it('a rule that matches nothing, an unknown fault and a body that is no JSON are refused with the remedy', async () => {
    expect((await fault(tokenPath(), 'flood')).text).toContain('latency=');
    const nothing = await call('POST', '/sandbox/faults', { route: '/no/such', fault: 'reset' });
    expect([nothing.status, nothing.json().error]).toEqual([400, expect.stringContaining('no route is /no/such')]);
    const unknown = await call('POST', '/sandbox/faults', { route: '/cgi-bin/*', fault: 'error=NOPE' });
    expect([unknown.status, unknown.json().error]).toEqual([400, expect.stringContaining('RATE_LIMITED')]);
    const foreign = await call('POST', '/sandbox/clock', undefined, { 'content-type': 'text/plain' });
    expect(foreign.status).toBe(400);
    const kept = await call('POST', '/sandbox/faults', { route: '/cgi-bin/*', fault: 'status=500' });
    expect((await call('GET', tokenPath())).status).toBe(500);
    expect((await call('DELETE', `/sandbox/faults/${kept.json().id}`)).json()).toEqual({ faults: [] });
    expect((await call('GET', tokenPath())).status).toBe(200);
  });
});

describe('the clock', () => {
  it('24 h 4 min in one move run all 16 steps of the callback ladder, within 5 s', async () => {
    const receiver = await startReceiver();
    receiver.answerWith(() => 500);
    const { wechatPay } = server.sandbox;
    const client = payClient(server.baseUrl, wechatPay);
    expect((await client.post(`${root}/notify-configs`, { notify_url: receiver.url })).status).toBe(200);
    expect((await client.post(tasksPath, composeTask(wechatPay, 'ladder_0001'))).status).toBe(200);
    await untilEnded(client, wechatPay, 'ladder_0001', 'COMBINE_IMAGE');
    // The task of another test may still be told of: only this one's callbacks count.
    const ofLadder = ({ headers, body }: { headers: Parameters<typeof client.openCallback>[0]; body: string }) =>
      (client.openCallback(headers, body) as { task_id?: string }).task_id === 'ladder_0001';
    await receiver.next(ofLadder, 10_000);
    const began = performance.now();
    const moved = await call('POST', '/sandbox/clock', { advanceMs: (24 * 60 + 5) * 60_000 });
    const took = performance.now() - began;
    expect([moved.status, moved.json().frozen]).toEqual([200, false]);
    expect(receiver.received.filter(ofLadder)).toHaveLength(16);
    expect(took).toBeLessThan(5_000);
    process.stdout.write(`ladder by one move: ${Math.round(took)} ms\n`);
    await receiver.close();
  });

  it('stands still when frozen, never goes back, and lets tokens expire', async () => {
    const { access_token } = (await call('GET', tokenPath())).json();
    const frozen = (await call('POST', '/sandbox/clock', { freeze: true })).json();
    expect((await call('GET', '/sandbox/clock')).json()).toEqual(frozen);
    const back = await call('POST', '/sandbox/clock', { setTo: frozen.now - 1 });
    expect([back.status, back.json().error]).toEqual([400, expect.stringContaining('cannot be moved back')]);
    expect((await call('GET', '/sandbox/clock')).json()).toEqual(frozen);
    const later = (
      await call('POST', '/sandbox/clock', { setTo: new Date(frozen.now + 7_201_000).toISOString() })
    ).json();
    expect(later.now).toBe(frozen.now + 7_201_000);
    const refused = await call('POST', `/card/batchget?access_token=${access_token}`, { offset: 0, count: 1 });
    expect(refused.json()).toMatchObject({ errcode: 42001, errmsg: expect.stringContaining('access_token expired') });
    expect((await call('POST', '/sandbox/clock', { freeze: false })).json().frozen).toBe(false);
    expect((await call('POST', '/sandbox/clock', { forward: 1 })).status).toBe(400);
  });
});
