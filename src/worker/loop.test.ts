import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addJob } from '../../test/support/units/jobs.mjs';
import { createQueue } from '../adapters/sql-queue/queue.js';
import { openSqlite } from '../adapters/sqlite/database.js';
import { ManualClock } from '../kernel/clock.js';
import { systemRandom } from '../kernel/ids.js';
import { silentLog } from '../kernel/log.js';
import type { Database } from '../ports/database/database.js';
import { jobUnits } from '../ports/queue/queue.contract.js';
import type { Queue } from '../ports/queue/queue.js';
import { queueMigrations } from '../ports/queue/store.js';
import { type Handler, startWorker, type Worker } from './loop.js';

let folder: string;
let database: Database;
let queue: Queue;
let clock: ManualClock;
let worker: Worker | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuquan-worker-'));
  database = await openSqlite(join(folder, 'db'), [new URL('../ports/queue/store.js', import.meta.url).href, jobUnits]);
  await database.migrate(queueMigrations);
  clock = new ManualClock(1_000_000);
  queue = createQueue({ database, clock, random: systemRandom });
});
afterEach(async () => {
  await worker?.stop(1_000);
  worker = undefined;
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const start = (run: Handler['run'], concurrency = 2, linger?: Handler['linger']): void => {
  const handler = { concurrency, run, ...(linger === undefined ? {} : { linger }) };
  worker = startWorker({ queue, clock, log: silentLog, handlers: { work: handler } });
};
const add = async (subject: string, runAt = clock.now()): Promise<void> => {
  await database.run(addJob, { kind: 'work', subject, runAt });
  queue.announce();
};
const until = async (fact: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await fact())) await new Promise((resolve) => setTimeout(resolve, 2));
};
const empty = async (): Promise<boolean> => {
  const { ready, running } = await queue.depth();
  return ready + running === 0;
};

describe('the worker', () => {
  it('runs a job once and removes it', async () => {
    const runs: string[] = [];
    start(async (job) => {
      runs.push(job.subject);
      return null;
    });
    await add('a');
    await until(empty);
    expect(runs).toEqual(['a']);
  });

  it('lets jobs that only wait make room for others, as many as may', async () => {
    const runs: string[] = [];
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    for (let index = 0; index < 6; index += 1) await add(String(index));
    start(
      async (job) => {
        runs.push(job.subject);
        await released;
        return null;
      },
      2,
      { afterMs: 5, most: 3 },
    );
    // Two places, and three that linger: the sixth waits until one of them ends.
    await until(() => runs.length === 5);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(runs).toEqual(['0', '1', '2', '3', '4']);
    release();
    await until(empty);
    expect(runs).toHaveLength(6);
  });

  it('never runs more jobs of a kind at once than it may', async () => {
    let now = 0;
    let most = 0;
    for (let index = 0; index < 20; index += 1) await add(String(index));
    start(async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setTimeout(resolve, 5));
      now -= 1;
      return null;
    }, 3);
    await until(empty);
    expect(most).toBe(3);
  });

  it('waits with a job until its time has come', async () => {
    const runs: number[] = [];
    start(async () => {
      runs.push(clock.now());
      return null;
    });
    await add('later', clock.now() + 60_000);
    await add('now');
    await until(() => runs.length === 1);
    clock.advance(59_999);
    await add('again now');
    await until(() => runs.length === 2);
    clock.advance(1);
    await until(() => runs.length === 3);
    expect(runs).toEqual([1_000_000, 1_059_999, 1_060_000]);
  });

  it('runs a job again when its handler asks for it', async () => {
    const attempts: number[] = [];
    start(async (job) => {
      attempts.push(job.attempts);
      return job.attempts < 3 ? { at: clock.now() } : null;
    });
    await add('again');
    await until(empty);
    expect(attempts).toEqual([1, 2, 3]);
  });

  it('parks a job whose handler keeps throwing, with the error for a person to read', async () => {
    start(async () => {
      throw new Error('broken for good');
    });
    await add('bad');
    await until(async () => {
      // Every pause is longer than the last; jumping an hour covers each.
      clock.advance(3_600_000);
      return (await queue.failed(10))[0]?.state === 'parked';
    });
    expect(await queue.failed(10)).toMatchObject([{ kind: 'work', subject: 'bad', error: 'broken for good' }]);
  });

  it('a running job goes on under a new lease when the clock jumps past the old one', async () => {
    let runs = 0;
    const releases: (() => void)[] = [];
    start(async () => {
      runs += 1;
      await new Promise<void>((resolve) => releases.push(resolve));
      return null;
    });
    await add('long');
    await until(() => runs === 1);
    clock.advance(24 * 3_600_000);
    await add('nudge');
    await until(() => runs === 2);
    for (const release of releases) release();
    await until(empty);
    expect(runs).toBe(2);
  });

  it('gives back what still runs when the grace is over', async () => {
    let begun = false;
    start(
      (_job, signal) =>
        new Promise((_resolve, reject) => {
          begun = true;
          signal.addEventListener('abort', () => reject(new Error('aborted')));
        }),
    );
    await add('endless');
    await until(() => begun);
    await worker?.stop(10);
    worker = undefined;
    expect(await queue.depth()).toEqual({ ready: 1, running: 0, dead: 0 });
  });

  it('hands each job a signal of its own: what was tied to it goes with the job', async () => {
    const signals = new Set<AbortSignal>();
    start(async (_, signal) => {
      signals.add(signal);
      return null;
    });
    await add('a');
    await add('b');
    await until(() => signals.size === 2);
    await until(empty);
    await worker?.stop(1_000);
    worker = undefined;
    expect([...signals].map(({ aborted }) => aborted)).toEqual([false, false]);
  });
});
