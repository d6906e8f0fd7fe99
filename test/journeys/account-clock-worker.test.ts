// One account's clock where the work is done by a process of its own: the worker follows it from stop to stop.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Receiver, startReceiver } from '../../src/commands/receiver.js';
import { composeTask, payClient, root, tasksPath, untilEnded } from '../support/pay-client.js';
import { type ServerProcess, startProcess } from '../support/process.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const folder = makeTemporaryFolder();
let api: ServerProcess;
let worker: ServerProcess;
let receiver: Receiver;
beforeAll(async () => {
  // The first start makes the tables.
  api = await startProcess(folder.path, { TUQUAN_ROLE: 'api' });
  [worker, receiver] = await Promise.all([startProcess(folder.path, { TUQUAN_ROLE: 'worker' }), startReceiver()]);
}, 120_000);
afterAll(async () => {
  await Promise.all([api.kill(), worker.kill(), receiver.close()]);
  folder.remove();
});

const clock = async (body: object) => {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${api.baseUrl}/sandbox/clock`, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: answer.status, ...((await answer.json()) as { now: number }) };
};

it('a worker of its own sends each callback of a ladder at its time of the account’s clock, which goes on from there', async () => {
  const { wechatPay } = api.sandbox();
  const client = payClient(api.baseUrl, wechatPay as never);
  receiver.answerWith(() => 500);
  await client.post(`${root}/notify-configs`, { notify_url: receiver.url });
  await client.post(tasksPath, composeTask(wechatPay as never, 'worker_0001'));
  await untilEnded(client, wechatPay as never, 'worker_0001', 'COMBINE_IMAGE');
  await receiver.next(() => true, 20_000);
  const account = wechatPay.mchid;
  const moved = await clock({ account, advanceMs: 5 * 60_000, freeze: true });
  expect(moved.status).toBe(200);
  const times = receiver.received.map(({ headers }) => Number(headers['wechatpay-timestamp']));
  // 15 s, 15 s, 30 s, 3 min after one another; the next one comes 10 min later.
  const steps = times.slice(1).map((time, n) => time - (times[n] as number));
  expect(steps).toHaveLength(4);
  for (const [n, seconds] of [15, 15, 30, 180].entries()) {
    expect(Math.abs((steps[n] as number) - seconds), `step ${n}`).toBeLessThan(3);
  }
  // Without anybody who works, nothing is waited for.
  await worker.kill();
  const later = await clock({ account, advanceMs: 20 * 60_000 });
  expect(later.now).toBe(moved.now + 20 * 60_000);
  expect(receiver.received).toHaveLength(5);
}, 60_000);
