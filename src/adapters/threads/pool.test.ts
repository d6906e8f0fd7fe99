// The thread pool against the port's contract, and what only threads do: start late, stay warm, be ended, move memory.
import { join } from 'node:path';
import { MessageChannel, threadId as ownThreadId, receiveMessageOnPort } from 'node:worker_threads';
import { transferableSymbol, valueSymbol } from 'piscina';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { PortableError } from '../../kernel/errors.js';
import { describeEnginesContract } from '../../ports/engines/engines.contract.js';
import type { EngineName, EngineWork } from '../../ports/engines/engines.js';
import { createThreadPool, type ThreadPoolSettings } from './pool.js';
import { movable } from './transfer.js';
import { WaitingLine } from './waiting-line.js';

const root = new URL('../../../', import.meta.url).pathname;
const modelFile = join(process.env.TUQUAN_MODELS ?? join(root, '.models'), 'u2netp.onnx');

describeEnginesContract('threads', ({ capacity, maxWaiting, modelPresent }) =>
  createThreadPool({
    threads: capacity,
    maxWaiting,
    taskTimeoutMs: 60_000,
    cutoutModelFile: modelPresent ? modelFile : '/nonexistent/model.onnx',
    faceModelFiles: { front: '', back: '' },
  }),
);

/** What test/support/engine-thread.mjs can be told to do. */
interface Orders {
  readonly gate?: Int32Array;
  readonly spin?: boolean;
  readonly polite?: boolean;
  readonly exit?: boolean;
  readonly reject?: string;
  readonly refuse?: PortableError;
  readonly bytes?: number;
  readonly echo?: unknown;
}
interface Echo {
  readonly echo: unknown;
  readonly threadId: number;
  readonly priority: number | null;
  readonly png?: Uint8Array;
}

function obedientPool(settings: Partial<ThreadPoolSettings> = {}) {
  const pool = createThreadPool({
    threads: 1,
    maxWaiting: 4,
    taskTimeoutMs: 20_000,
    cutoutModelFile: '',
    faceModelFiles: { front: '', back: '' },
    threadFile: new URL('test/support/engine-thread.mjs', `file://${root}`),
    ...settings,
  });
  onTestFinished(() => pool.close());
  const run = async (orders: Orders, signal?: AbortSignal, engine: EngineName = 'compose'): Promise<Echo> =>
    (await pool.run(engine, orders as unknown as EngineWork[EngineName]['spec'], signal)) as unknown as Echo;
  return { pool, run };
}

const newGate = (): Int32Array => new Int32Array(new SharedArrayBuffer(8));
const begun = (gate: Int32Array, count = 1) =>
  vi.waitFor(() => expect(Atomics.load(gate, 0)).toBe(count), { timeout: 10_000, interval: 5 });
function openGate(gate: Int32Array): void {
  Atomics.store(gate, 1, 1);
  Atomics.notify(gate, 1);
}

describe('the thread pool', () => {
  test('works on a thread of its own, keeps it warm, and runs it below the priority of this one', async () => {
    const { run } = obedientPool();
    const first = await run({ echo: { text: '中', list: [1, 2n] } });
    const second = await run({});
    expect(first.echo).toEqual({ text: '中', list: [1, 2n] });
    expect(first.threadId).not.toBe(ownThreadId);
    expect(second.threadId).toBe(first.threadId);
    if (process.platform === 'linux') expect(first.priority).toBeGreaterThanOrEqual(10);
  });

  test('runs as much at a time as it has threads', async () => {
    const { pool, run } = obedientPool({ threads: 2 });
    const gate = newGate();
    const all = [0, 1, 2, 3].map(() => run({ gate }));
    await begun(gate, 2);
    expect(pool.load()).toMatchObject({ running: 2, waiting: 2, capacity: 2 });
    openGate(gate);
    await Promise.all(all);
    expect(Atomics.load(gate, 0)).toBe(4);
    expect(pool.load()).toMatchObject({ running: 0, waiting: 0, capacity: 2 });
  });

  test('lets work run in the order of asking', async () => {
    const { run } = obedientPool();
    const order: number[] = [];
    await Promise.all([0, 1, 2, 3].map((index) => run({}).then(() => order.push(index))));
    expect(order).toEqual([0, 1, 2, 3]);
  });

  test('work that runs too long is given up; a thread in an endless loop is ended and replaced', async () => {
    const { run } = obedientPool({ taskTimeoutMs: 2_500, graceMs: 50 });
    const { threadId } = await run({});
    await expect(run({ spin: true })).rejects.toMatchObject({ code: 'ABORTED', facts: { reason: 'timeout' } });
    const next = await run({});
    expect(next.threadId).not.toBe(threadId);
  });

  test('waiting does not count against the time limit of the work', async () => {
    const { run } = obedientPool({ taskTimeoutMs: 2_500, graceMs: 200 });
    await run({});
    const results = await Promise.allSettled([run({ spin: true }), run({ echo: 1 })]);
    expect(results.map((result) => result.status)).toEqual(['rejected', 'fulfilled']);
  });

  test('a signal reaches the work, which ends on the same thread', async () => {
    const { run } = obedientPool();
    const { threadId } = await run({});
    const stop = new AbortController();
    const polite = run({ polite: true }, stop.signal);
    stop.abort();
    await expect(polite).rejects.toMatchObject({ code: 'ABORTED', facts: { reason: 'signal' } });
    expect((await run({})).threadId).toBe(threadId);
  });

  test('a signal ends an endless loop as ABORTED; work that waited then runs', async () => {
    const { run } = obedientPool({ graceMs: 50 });
    const gate = newGate();
    const stop = new AbortController();
    const endless = run({ gate, spin: true }, stop.signal);
    await begun(gate);
    const waiting = run({ echo: 'after' });
    openGate(gate);
    stop.abort();
    await expect(endless).rejects.toMatchObject({ code: 'ABORTED', facts: { reason: 'signal' } });
    expect((await waiting).echo).toBe('after');
  });

  test('inference is never ended with its thread: its caller is answered at once, its place is free when it is done', async () => {
    const { pool, run } = obedientPool({ graceMs: 1 });
    const { threadId } = await run({});
    const gate = newGate();
    const stop = new AbortController();
    const inference = run({ gate }, stop.signal, 'cutout');
    await begun(gate);
    stop.abort();
    await expect(inference).rejects.toMatchObject({ code: 'ABORTED' });
    const next = run({});
    expect(pool.load()).toMatchObject({ running: 1, waiting: 1, capacity: 1 });
    openGate(gate);
    expect((await next).threadId).toBe(threadId);
  });

  test('work stopped before its thread was up never begins', async () => {
    const { run } = obedientPool();
    const gate = newGate();
    const stop = new AbortController();
    const early = run({ gate }, stop.signal);
    stop.abort();
    await expect(early).rejects.toMatchObject({ code: 'ABORTED' });
    await run({});
    expect(Atomics.load(gate, 0)).toBe(0);
  });

  test('a thread that dies fails its work as UNAVAILABLE, and the next work succeeds', async () => {
    const { run } = obedientPool();
    await expect(run({ exit: true })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(run({ reject: 'out of paint' })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('out of paint'),
    });
    expect((await run({ echo: 1 })).echo).toBe(1);
  });

  test('a thread program that cannot even be loaded is UNAVAILABLE at once, not a wait until the time limit', async () => {
    const { run } = obedientPool({ threadFile: new URL('test/support/no-such-thread.mjs', `file://${root}`) });
    await expect(run({})).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  test('errors of the work keep code, text and facts', async () => {
    const { run } = obedientPool();
    const refuse: PortableError = { code: 'BAD_IMAGE', message: 'torn in half', facts: { at: 7 } };
    await expect(run({ refuse })).rejects.toMatchObject({ name: 'DomainError', ...refuse });
    await expect(run({ refuse: { code: null, message: 'a bug', facts: {} } })).rejects.toThrow('a bug');
  });

  test('a spec that is no plain data fails by itself', async () => {
    const { run } = obedientPool();
    await expect(run({ echo: () => 1 })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect((await run({ echo: 2 })).echo).toBe(2);
  });

  test('large results arrive whole', async () => {
    const { run } = obedientPool();
    const { png } = await run({ bytes: 3_000_000 });
    expect(png).toHaveLength(3_000_000);
    expect(png?.every((byte) => byte === 7)).toBe(true);
  });

  test('closing a pool that never worked starts nothing', async () => {
    const { pool } = obedientPool();
    await pool.close();
    await pool.close();
  });
});

describe('moving results', () => {
  const parts = (result: object) => {
    const answer = movable(result) as {
      [transferableSymbol]: ArrayBuffer[];
      [valueSymbol]: { value: Record<string, unknown> };
    };
    return { moved: answer[transferableSymbol], value: answer[valueSymbol].value };
  };

  test('large byte arrays are handed over without a copy, small ones and slices are copied, facts stay', () => {
    const large = new Uint8Array(100_000).fill(1);
    const slice = new Uint8Array(200_000).subarray(10, 150_000);
    const { moved, value } = parts({ large, slice, small: new Uint8Array(10), width: 3, text: 'x' });
    expect(moved.map((buffer) => buffer.byteLength)).toEqual([100_000]);
    const { port1, port2 } = new MessageChannel();
    port1.postMessage(value, moved);
    expect(moved[0]?.byteLength).toBe(0);
    const received = receiveMessageOnPort(port2)?.message as Record<string, unknown>;
    expect(received.large).toEqual(new Uint8Array(100_000).fill(1));
    expect((received.slice as Uint8Array).byteLength).toBe(149_990);
    expect(received).toMatchObject({ width: 3, text: 'x' });
    port1.close();
  });

  test('memory that a native library lent us is handed over or copied, and arrives either way', async () => {
    const { default: sharp } = await import('sharp');
    const png = await sharp({ create: { width: 200, height: 200, channels: 3, background: '#123456' } })
      .raw()
      .toBuffer();
    const before = Buffer.from(png);
    const { moved, value } = parts({ png });
    const { port1, port2 } = new MessageChannel();
    port1.postMessage(value, moved);
    const received = receiveMessageOnPort(port2)?.message as { png: Uint8Array };
    expect(before.equals(Buffer.from(received.png))).toBe(true);
    port1.close();
  });
});

describe('the waiting line', () => {
  test('hands a freed place to the longest waiter, not to a newcomer', async () => {
    const line = new WaitingLine(1, 5);
    const order: string[] = [];
    let finish: () => void = () => undefined;
    const first = line.run(() => new Promise<void>((resolve) => (finish = resolve)));
    const second = line.run(async () => void order.push('second'));
    finish();
    await first;
    const newcomer = line.run(async () => void order.push('newcomer'));
    await Promise.all([second, newcomer]);
    expect(order).toEqual(['second', 'newcomer']);
    expect([line.running, line.waiting]).toEqual([0, 0]);
  });

  test('an aborted waiter leaves its place in the line to others', async () => {
    const line = new WaitingLine(1, 1);
    let finish: () => void = () => undefined;
    const first = line.run(() => new Promise<void>((resolve) => (finish = resolve)));
    const stop = new AbortController();
    const leaver = line.run(async () => 'never', stop.signal);
    await expect(line.run(async () => 'full')).rejects.toMatchObject({
      code: 'TOO_BUSY',
      facts: { running: 1, waiting: 1 },
    });
    stop.abort();
    await expect(leaver).rejects.toMatchObject({ code: 'ABORTED' });
    const next = line.run(async () => 'in its place');
    finish();
    await first;
    expect(await next).toBe('in its place');
  });

  test('work that throws frees its place', async () => {
    const line = new WaitingLine(1, 0);
    await expect(line.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await line.run(async () => 'yes')).toBe('yes');
  });
});
