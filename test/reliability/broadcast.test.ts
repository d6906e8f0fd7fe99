import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { broadcastFinished } from '../../src/domain/distribution/index.js';
import { startTestServer, type TestServer } from '../support/server.js';

const many = 450;
let server: TestServer;
let accountId: string;
beforeAll(async () => {
  // No worker: the test runs the job, and breaks it off.
  server = await startTestServer({ env: { TUQUAN_ROLE: 'api' } });
  accountId = (await server.services.accounts.find('app', server.sandbox.wechatMp.appid))?.id ?? '';
  await server.services.delivery.setEndpoint(accountId, 'http://127.0.0.1:9/');
  const add = (at: number) =>
    server.services.audience.add(accountId, { number: `o${at}`, handle: null, name: `第${at}位`, follows: true });
  await Promise.all(Array.from({ length: many }, (_, at) => add(at)));
}, 120_000);
afterAll(() => server.close());

describe('a broadcast', () => {
  it('broken off between its steps and taken up again reaches everybody once and is told of once', async () => {
    const { distribution, delivery, audience } = server.services;
    const id = await distribution.broadcast(accountId, {
      content: { kind: 'text', text: '你好' },
      target: { kind: 'all' },
      clientId: null,
      mostPerMonth: null,
    });
    const { total } = await audience.numbers(accountId, null);
    let looks = 0;
    // Looked at before every step: lets one step through, then breaks off.
    const breaking = {
      throwIfAborted: () => {
        looks += 1;
        if (looks > 1) throw new Error('broken off');
      },
    };
    await expect(distribution.jobs.broadcast(String(id), breaking as AbortSignal)).rejects.toThrow('broken off');
    expect(await distribution.message(accountId, id)).toMatchObject({ state: 'sending', sent: 200 });
    const signal = new AbortController().signal;
    // A lease that ended: two workers at once.
    await Promise.all([
      distribution.jobs.broadcast(String(id), signal),
      distribution.jobs.broadcast(String(id), signal),
    ]);
    expect(await distribution.message(accountId, id)).toMatchObject({
      state: 'sent',
      total,
      tried: total,
      sent: total,
    });
    for (const number of ['o0', 'o199', 'o200', 'o449']) {
      expect(await distribution.inbox(accountId, number, { limit: 10 })).toHaveLength(1);
    }
    const notices = await delivery.notices(accountId, 10);
    expect(notices.filter(({ kind }) => kind === broadcastFinished)).toHaveLength(1);
  });

  it('leaves out who has received as many this month as one may', async () => {
    const { distribution } = server.services;
    const send = async () => {
      const id = await distribution.broadcast(accountId, {
        content: { kind: 'text', text: '又来' },
        target: { kind: 'numbers', numbers: ['o1', 'o2'] },
        clientId: null,
        mostPerMonth: 2,
      });
      await distribution.jobs.broadcast(String(id), new AbortController().signal);
      return distribution.message(accountId, id);
    };
    expect(await send()).toMatchObject({ total: 2, tried: 2, sent: 2 });
    expect(await send()).toMatchObject({ total: 2, tried: 0, sent: 0 });
  });
});
