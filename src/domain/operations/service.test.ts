import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addJob } from '../../../test/support/units/jobs.mjs';
import { createQueue } from '../../adapters/sql-queue/queue.js';
import { openSqlite } from '../../adapters/sqlite/database.js';
import { ManualClock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/errors.js';
import { systemRandom } from '../../kernel/ids.js';
import type { Database } from '../../ports/database/database.js';
import { jobUnits } from '../../ports/queue/queue.contract.js';
import type { Queue } from '../../ports/queue/queue.js';
import { queueMigrations } from '../../ports/queue/store.js';
import { checkLine, createHealth } from './health.js';
import { createOperations, type Operations } from './service.js';

let folder: string;
let database: Database;
let queue: Queue;
let operations: Operations;
let waiting: number;
const load = () => ({ running: 1, waiting, capacity: 1, mostWaiting: 16 });
const clock = new ManualClock(1_000_000);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuquan-operations-'));
  const stores = ['../../ports/queue/store.js', './store.js'].map((path) => new URL(path, import.meta.url).href);
  database = await openSqlite(join(folder, 'db'), [...stores, jobUnits]);
  await database.migrate(queueMigrations);
  queue = createQueue({ database, clock, random: systemRandom });
  waiting = 0;
  const health = createHealth({
    checks: {
      queue: async () => void (await queue.depth()),
      engines: async () => checkLine(load()),
    },
    disk: () => Promise.reject(new Error('this system does not say')),
    late: async () => 250,
  });
  operations = createOperations({
    database,
    queue,
    engines: { load },
    health,
  });
});
afterEach(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const claimOne = async () => {
  const [job] = await queue.claim({ kinds: ['draw'], count: 1, leaseMs: 1_000 });
  return job;
};

describe('a job that failed', () => {
  it('runs at once when asked to, its attempts forgotten, whether it was to be tried again or was set aside', async () => {
    await database.run(addJob, { kind: 'draw', subject: 'one', runAt: clock.now() });
    for (const fail of [queue.park, (job: never) => queue.retry(job, clock.now() + 3_600_000, 'no paint')]) {
      const job = await claimOne();
      await fail(job as never, 'no paint');
      expect(await claimOne()).toBeUndefined();
      const [failed] = await operations.failed(10, 0);
      expect(failed).toMatchObject({ subject: 'one', error: 'no paint', attempts: 1 });
      await operations.retry(failed?.id ?? 0);
    }
    expect(await claimOne()).toMatchObject({ subject: 'one', attempts: 1 });
  });

  it('is left to its worker while it runs, and so is one that never failed', async () => {
    await database.run(addJob, { kind: 'draw', subject: 'one', runAt: clock.now() });
    const job = await claimOne();
    await expect(operations.retry(job?.id ?? 0)).rejects.toThrow(DomainError);
    await operations.drop(job?.id ?? 0);
    expect((await queue.depth()).running).toBe(1);
  });
});

describe('health', () => {
  it('names what does not work and why, and answers where a part does not', async () => {
    const failures = async () => (await operations.health()).parts.map(({ name, failure }) => [name, failure]);
    expect(await failures()).toEqual([
      ['queue', null],
      ['engines', null],
    ]);
    // One core that is busy is no illness.
    waiting = 15;
    expect((await failures())[1]).toEqual(['engines', null]);
    waiting = 16;
    expect(await failures()).toEqual([
      ['queue', null],
      ['engines', 'the line before the engines is full'],
    ]);
    await database.close();
    expect((await failures())[0]?.[1]).toEqual(expect.any(String));
    expect(await operations.health()).toMatchObject({ disk: null, lateMs: 250 });
  });
});
