import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call, verified } from '../../../test/conformance/wechatpay-v3/support/client.js';
import { type FakeRoom, startFakeRoom } from '../../../test/conformance/wechatpay-v3/support/fake-room.js';
import { expectedAnswer, readSamples } from '../../../test/support/samples.js';

interface Exchange {
  readonly as: 'partner' | 'brand';
  /** What became of a task before this request. */
  readonly given?: { readonly task_id: string; readonly state: 'success' | 'fail'; readonly picture_url?: string };
  readonly request: { readonly method: string; readonly target: string; readonly body?: object };
  /** See expectedAnswer. */
  readonly answer: { readonly status: number; readonly body: unknown };
}

const samples = readSamples<Exchange>(new URL('./samples/', import.meta.url));

let room: FakeRoom;
beforeEach(async () => {
  room = await startFakeRoom();
});
afterEach(() => room.close());

describe('the documentation’s samples', () => {
  it.each(samples)('%s is answered as written', async (_name, sample) => {
    expect(sample.sources.length).toBeGreaterThan(0);
    for (const { as, given, request, answer } of sample.exchanges) {
      if (given !== undefined) {
        for (const [key, task] of room.tasks) {
          if (task.key === given.task_id)
            room.tasks.set(key, { ...task, state: given.state, pictureUrl: given.picture_url ?? null });
        }
      }
      const got = await call(room.baseUrl, room[as], request.method, request.target, request.body);
      expect({ status: got.status, body: got.json }).toEqual({
        status: answer.status,
        body: expectedAnswer(answer.body),
      });
      expect(verified(room[as], got.headers, got.text)).toBe(true);
    }
  });
});
