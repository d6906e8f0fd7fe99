// The test API as its users meet it: through the package's own name, in Vitest and in node:test.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { startTuquan, type TestServer } from '../../src/testing/index.js';
import { composeTask, payClient, root, tasksPath } from '../support/pay-client.js';

const open = new Set<TestServer>();
const start = async (...options: Parameters<typeof startTuquan>): Promise<TestServer> => {
  const server = await startTuquan(...options);
  open.add(server);
  return server;
};
afterAll(async () => {
  for (const server of open) await server.close();
});

describe('startTuquan', { timeout: 120_000 }, () => {
  it('hands over credentials, receives callbacks, and moves time through the retries', async () => {
    const server = await start();
    const { wechatPay } = server.credentials;
    const client = payClient(server.baseUrl, wechatPay);
    server.callbacks.answerWith((_request, index) => (index === 0 ? 500 : 200));
    await client.post(`${root}/notify-configs`, { notify_url: server.callbacks.url });
    expect((await client.post(tasksPath, composeTask(wechatPay, 'testing_0001'))).status).toBe(200);
    const first = await server.callbacks.next(undefined, 30_000);
    expect(client.openCallback(first.headers, first.body)).toMatchObject({ task_id: 'testing_0001' });
    await server.clock.advance(16_000);
    const again = await server.callbacks.next();
    expect(JSON.parse(again.body).id).toBe(JSON.parse(first.body).id);
    await server.close();
    open.delete(server);
    expect(existsSync(server.data)).toBe(false);
  });

  it('keeps to its own folder, whatever database and store the environment names', async () => {
    const env = { TUQUAN_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/shop', TUQUAN_S3_ENDPOINT: 'http://127.0.0.1:1' };
    const server = await start({ env });
    const { wechatMp } = server.credentials;
    const path = `/cgi-bin/token?grant_type=client_credential&appid=${wechatMp.appid}&secret=${wechatMp.secret}`;
    expect(await (await fetch(`${server.baseUrl}${path}`)).json()).toMatchObject({ expires_in: 7200 });
  });

  it('works in node:test through the name tuquan/testing', () => {
    const file = fileURLToPath(new URL('../support/testing-api-node.mjs', import.meta.url));
    const cwd = fileURLToPath(new URL('../..', import.meta.url));
    const out = execFileSync(process.execPath, ['--test', file], {
      encoding: 'utf8',
      cwd,
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    expect(out).toMatch(/# pass 1\b/);
  });

  it('50 servers run beside each other, each with its own state', async () => {
    const servers = await Promise.all(Array.from({ length: 50 }, () => start({ frozen: true })));
    expect(new Set(servers.map(({ baseUrl }) => baseUrl)).size).toBe(50);
    expect(new Set(servers.map(({ data }) => data)).size).toBe(50);
    await servers[0]?.clock.advance(3_600_000);
    const [moved, other] = servers.map(({ clock }) => clock.now());
    expect((moved ?? 0) - (other ?? 0)).toBeGreaterThan(3_000_000);
    const answers = await Promise.all(servers.map(({ baseUrl }) => fetch(`${baseUrl}/readyz`)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    await Promise.all(servers.map((server) => server.close()));
    for (const server of servers) open.delete(server);
  });
});
