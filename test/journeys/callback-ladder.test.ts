import { afterEach, describe, expect, it } from 'vitest';
import { type Receiver, startReceiver } from '../../src/commands/receiver.js';
import { ManualClock } from '../../src/kernel/clock.js';
import { composeTask, payClient, root, tasksPath, untilEnded } from '../support/pay-client.js';
import { startTestServer, type TestServer } from '../support/server.js';

const ladder = [15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10_800, 10_800, 10_800, 21_600, 21_600];

let server: TestServer | undefined;
let receiver: Receiver | undefined;
afterEach(async () => {
  await server?.close();
  await receiver?.close();
});

describe('the callback ladder', () => {
  it('a receiver that always fails is asked 16 times over 24 h 4 min, each time freshly signed, under one id', async () => {
    // The clock must be near the real one: the client signs with the machine's time.
    const clock = new ManualClock(Date.now());
    receiver = await startReceiver();
    receiver.answerWith(() => 500);
    server = await startTestServer({ clock });
    const { wechatPay } = server.sandbox;
    const client = payClient(server.baseUrl, wechatPay);
    expect((await client.post(`${root}/notify-configs`, { notify_url: receiver.url })).status).toBe(200);
    expect((await client.post(tasksPath, composeTask(wechatPay, 'ladder_0001'))).status).toBe(200);
    await untilEnded(client, wechatPay, 'ladder_0001', 'COMBINE_IMAGE');

    const began = clock.now();
    const arrivals: number[] = [];
    for (const [index, delay] of [0, ...ladder].entries()) {
      if (delay > 0) {
        // The next attempt is due exactly `delay` seconds after the last one ended: a second earlier nothing may come.
        const [notice] = await settled(server, index);
        expect(notice?.nextAt).toBe(clock.now() + delay * 1000);
        clock.advance(delay * 1000);
      }
      const count = index + 1;
      await receiver.next(() => (receiver?.received.length ?? 0) >= count, 10_000);
      arrivals.push(clock.now() - began);
    }
    expect(arrivals.at(-1)).toBe((24 * 3600 + 4 * 60) * 1000);
    const [notice] = await settled(server, 16);
    expect(notice?.state).toBe('exhausted');

    const bodies = receiver.received.map(({ body }) => JSON.parse(body) as { id: string; create_time: string });
    expect(new Set(bodies.map(({ id }) => id)).size).toBe(1);
    expect(new Set(bodies.map(({ create_time }) => create_time)).size).toBe(1);
    expect(new Set(receiver.received.map(({ headers }) => headers['wechatpay-nonce'])).size).toBe(16);
    for (const { headers, body } of receiver.received) {
      expect(client.openCallback(headers, body)).toMatchObject({ task_id: 'ladder_0001', task_state: 'SUCCESS' });
    }
  });

  it('a notice that was not heard is sent by the next server on the same data', async () => {
    receiver = await startReceiver();
    receiver.answerWith((_request, index) => (index === 0 ? 503 : 200));
    const clock = new ManualClock(Date.now());
    const first = await startTestServer({ clock });
    const { wechatPay } = first.sandbox;
    const client = payClient(first.baseUrl, wechatPay);
    await client.post(`${root}/notify-configs`, { notify_url: receiver.url });
    await client.post(tasksPath, composeTask(wechatPay, 'restart_0001'));
    await receiver.next(() => true, 30_000);
    await settled(first, 1);
    await first.tuquan.stop(5_000);

    clock.advance(15_000);
    server = await startTestServer({ clock, data: first.data });
    const again = await receiver.next(() => (receiver?.received.length ?? 0) >= 2, 10_000);
    expect(client.openCallback(again.headers, again.body)).toMatchObject({ task_id: 'restart_0001' });
    expect((await settled(server, 2))[0]?.state).toBe('delivered');
  });
});

/** The account's notices, once the newest one has `attempts` attempts on record. */
async function settled(of: TestServer, attempts: number) {
  const account = await of.services.accounts.find('partner', of.sandbox.wechatPay.mchid);
  for (;;) {
    const notices = await of.services.delivery.notices(account?.id ?? '', 1);
    if ((notices[0]?.attempts ?? 0) >= attempts) return notices;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
