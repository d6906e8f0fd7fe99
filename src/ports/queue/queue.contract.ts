// What every adapter of the queue port must do, as tests that can be pointed at any of them.
// Must not know an engine. The adapter's database has to be opened with the units of test/support/units/jobs.mjs.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addJob, addJobNow, addJobThenThrow } from '../../../test/support/units/jobs.mjs';
import type { ManualClock } from '../../kernel/clock.js';
import type { Database } from '../database/database.js';
import type { ClaimedJob, NewJob, Queue } from './queue.js';

export interface OpenedQueue {
  readonly queue: Queue;
  /** The database the jobs live in, migrated. */
  readonly database: Database;
  /** The clock the queue was given, at any time. */
  readonly clock: ManualClock;
  readonly close: () => Promise<void>;
}

/** URL of the units to open the adapter's database with. */
export const jobUnits = new URL('../../../test/support/units/jobs.mjs', import.meta.url).href;

export function describeQueueContract(name: string, open: () => Promise<OpenedQueue>): void {
  describe(`${name} keeps the queue contract`, () => {
    let opened: OpenedQueue;
    let queue: Queue;
    let clock: ManualClock;
    beforeEach(async () => {
      opened = await open();
      ({ queue, clock } = opened);
    });
    afterEach(() => opened.close());

    const add = (job: Partial<NewJob> & { subject: string }) =>
      opened.database.run(addJob, { kind: 'draw', runAt: clock.now(), ...job });
    const claim = (count: number, kinds: readonly string[] = ['draw'], leaseMs = 1_000) =>
      queue.claim({ kinds, count, leaseMs });
    const claimOne = async (): Promise<ClaimedJob> => {
      const [job] = await claim(1);
      if (job === undefined) throw new Error('no job to claim');
      return job;
    };
    const subjects = (jobs: readonly ClaimedJob[]): string[] => jobs.map((job) => job.subject);

    test('jobs are handed out oldest due first, whatever the order they came in', async () => {
      const now = clock.now();
      await add({ subject: 'third', runAt: now - 10 });
      await add({ subject: 'first', runAt: now - 30 });
      await add({ subject: 'second', runAt: now - 20 });
      await add({ subject: 'fourth', runAt: now - 10 });
      expect(subjects(await claim(10))).toEqual(['first', 'second', 'third', 'fourth']);
    });

    test('a lower priority number goes before an older job', async () => {
      await add({ subject: 'old', runAt: clock.now() - 1_000, priority: 5 });
      await add({ subject: 'urgent', priority: 1 });
      expect(subjects(await claim(1))).toEqual(['urgent']);
      expect(subjects(await claim(1))).toEqual(['old']);
    });

    test('a claim mixes the kinds it names in due order and leaves the other kinds alone', async () => {
      const now = clock.now();
      await add({ subject: 'a', kind: 'draw', runAt: now - 3 });
      await add({ subject: 'b', kind: 'send', runAt: now - 2 });
      await add({ subject: 'c', kind: 'draw', runAt: now - 1 });
      await add({ subject: 'd', kind: 'sweep', runAt: now - 9 });
      expect(subjects(await claim(10, ['draw', 'send']))).toEqual(['a', 'b', 'c']);
      expect(subjects(await claim(10, ['sweep']))).toEqual(['d']);
      expect(await claim(10, [])).toEqual([]);
    });

    test('a claim takes at most as many jobs as it asks for', async () => {
      for (const subject of ['a', 'b', 'c']) await add({ subject });
      expect(await claim(2)).toHaveLength(2);
      expect(await claim(2)).toHaveLength(1);
      expect(await claim(2)).toHaveLength(0);
    });

    test('a job is not handed out before its time', async () => {
      await add({ subject: 'later', runAt: clock.now() + 500 });
      expect(await claim(1)).toEqual([]);
      clock.advance(499);
      expect(await claim(1)).toEqual([]);
      clock.advance(1);
      expect(await claim(1)).toMatchObject([{ kind: 'draw', subject: 'later', attempts: 1 }]);
    });

    test('enqueueing belongs to the transaction it is part of', async () => {
      await expect(
        opened.database.run(addJobThenThrow, { kind: 'draw', subject: 'undone', runAt: clock.now() }),
      ).rejects.toThrow('changed my mind');
      expect(await claim(10)).toEqual([]);
    });

    test('there is one job per kind and subject while it waits, runs or is parked', async () => {
      expect(await add({ subject: 'one' })).toBe(true);
      expect(await add({ subject: 'one' })).toBe(false);
      expect(await add({ subject: 'one', kind: 'send' })).toBe(true);
      const job = await claimOne();
      expect(await add({ subject: 'one' })).toBe(false);
      await queue.park(job, 'broken');
      expect(await add({ subject: 'one' })).toBe(false);
      expect(await claim(10)).toEqual([]);
    });

    test('a finished job is gone and its subject may be enqueued again', async () => {
      await add({ subject: 'one' });
      await queue.finish([await claimOne()]);
      expect(await queue.depth()).toEqual({ ready: 0, running: 0, dead: 0 });
      expect(await add({ subject: 'one' })).toBe(true);
    });

    test('a job under a lease is nobody else’s; after the lease another claimer gets it as a further attempt', async () => {
      await add({ subject: 'one' });
      const first = await claimOne();
      clock.advance(999);
      expect(await claim(1)).toEqual([]);
      clock.advance(1);
      const second = await claimOne();
      expect(second).toMatchObject({ id: first.id, attempts: 2 });
      expect(second.lease).not.toBe(first.lease);
    });

    test('a heartbeat keeps the lease and names the jobs that are still ours', async () => {
      await add({ subject: 'one' });
      await add({ subject: 'two' });
      const jobs = [await claimOne(), await claimOne()];
      clock.advance(900);
      expect([...(await queue.heartbeat(jobs, 1_000))].sort()).toEqual(jobs.map((job) => job.id).sort());
      clock.advance(900);
      expect(await claim(2)).toEqual([]);
      clock.advance(100);
      const taken = await claimOne();
      expect(await queue.heartbeat(jobs, 1_000)).toEqual(jobs.map((job) => job.id).filter((id) => id !== taken.id));
      expect(await queue.heartbeat([], 1_000)).toEqual([]);
    });

    test('with a lease that was taken over, finish, retry and park do nothing', async () => {
      await add({ subject: 'one' });
      const stale = await claimOne();
      clock.advance(1_000);
      const current = await claimOne();
      await queue.finish([stale]);
      await queue.retry(stale, clock.now(), 'too late');
      await queue.park(stale, 'too late');
      expect(await queue.depth()).toEqual({ ready: 0, running: 1, dead: 0 });
      expect(await queue.heartbeat([current], 1_000)).toEqual([current.id]);
      await queue.finish([current]);
      expect(await queue.depth()).toEqual({ ready: 0, running: 0, dead: 0 });
    });

    test('a retried job comes back at its time and counts the attempt, unless forgiven', async () => {
      await add({ subject: 'one' });
      await queue.retry(await claimOne(), clock.now() + 100, 'busy');
      expect(await claim(1)).toEqual([]);
      clock.advance(100);
      const second = await claimOne();
      expect(second.attempts).toBe(2);
      await queue.retry(second, clock.now(), 'never began', true);
      expect((await claimOne()).attempts).toBe(2);
    });

    test('a parked job is kept and shown with its error, and never runs by itself again', async () => {
      for (const subject of ['one', 'two', 'three']) await add({ subject });
      for (const job of await claim(2)) await queue.park(job, `cannot do ${job.subject}`);
      clock.advance(1_000_000);
      expect(subjects(await claim(10))).toEqual(['three']);
      expect(await queue.failed(10)).toMatchObject([
        { kind: 'draw', subject: 'one', error: 'cannot do one', state: 'parked', attempts: 1 },
        { kind: 'draw', subject: 'two', error: 'cannot do two', state: 'parked', attempts: 1 },
      ]);
      expect(await queue.failed(1)).toHaveLength(1);
    });

    test('a job that failed is shown with its error and its next time, until it is done', async () => {
      await add({ subject: 'never failed' });
      await add({ subject: 'one' });
      const [, job] = await claim(2);
      if (job === undefined) throw new Error('two jobs are due');
      const due = clock.now() + 100;
      await queue.retry(job, due, 'no paint left');
      expect(await queue.failed(10)).toEqual([
        { id: job.id, kind: 'draw', subject: 'one', error: 'no paint left', attempts: 1, state: 'waiting', dueAt: due },
      ]);
      expect(await queue.failed(10, job.id)).toEqual([]);
      clock.advance(100);
      const again = await claimOne();
      expect(await queue.failed(10)).toMatchObject([{ subject: 'one', state: 'running', attempts: 2 }]);
      await queue.finish([again]);
      expect(await queue.failed(10)).toEqual([]);
    });

    test('a parked job runs again, with its attempts forgotten, when a person asks for it', async () => {
      await add({ subject: 'one' });
      await queue.park(await claimOne(), 'broken');
      await opened.database.run(addJobNow, { kind: 'draw', subject: 'one', runAt: clock.now() });
      expect(await queue.failed(10)).toMatchObject([{ state: 'waiting', attempts: 0 }]);
      expect((await claimOne()).attempts).toBe(1);
    });

    test('asking for a running job by hand does not take it from its worker', async () => {
      await add({ subject: 'one' });
      const job = await claimOne();
      await opened.database.run(addJobNow, { kind: 'draw', subject: 'one', runAt: clock.now() });
      expect(await claim(1)).toEqual([]);
      expect(await queue.heartbeat([job], 1_000)).toEqual([job.id]);
    });

    test('the next due time is that of the earliest waiting job or ending lease of the kinds asked for', async () => {
      expect(await queue.nextDue(['draw'])).toBeNull();
      const now = clock.now();
      await add({ subject: 'soon', runAt: now + 50 });
      await add({ subject: 'later', runAt: now + 5_000 });
      await add({ subject: 'other', kind: 'send', runAt: now + 10 });
      expect(await queue.nextDue(['draw'])).toBe(now + 50);
      clock.advance(50);
      await claimOne();
      expect(await queue.nextDue(['draw'])).toBe(now + 50 + 1_000);
      expect(await queue.nextDue(['draw', 'send'])).toBe(now + 10);
      expect(await queue.nextDue([])).toBeNull();
    });

    test('an account with a time of its own has its jobs by that time, and everybody else theirs by the common one', async () => {
      const now = clock.now();
      const own = { now: now + 60_000, frozen: false };
      Object.assign(clock, {
        turns: () => [
          { now, except: ['ann'] },
          { ...own, only: 'ann' },
        ],
      });
      await add({ subject: 'hers', runAt: now + 60_000, account: 'ann' });
      await add({ subject: 'hers later', runAt: now + 60_500, account: 'ann' });
      await add({ subject: 'bob’s', runAt: now + 60_000, account: 'bob' });
      expect(await queue.nextDue(['draw'])).toBe(now);
      expect(await queue.ofAccount('ann', ['draw'])).toEqual({ due: now + 60_000, running: 0 });
      const [taken, ...others] = await claim(9);
      expect([taken, others]).toEqual([expect.objectContaining({ subject: 'hers', account: 'ann' }), []]);
      expect(await queue.ofAccount('ann', ['draw'])).toEqual({ due: now + 60_500, running: 1 });
      // A lease is told by the common time, whoever's job it is; what her time has left is counted from it.
      expect(await queue.nextDue(['draw'])).toBe(now + 500);
      own.frozen = true;
      expect(await queue.nextDue(['draw'])).toBe(now + 1_000);
    });

    test('depth counts what is ready, running and parked', async () => {
      for (const subject of ['a', 'b', 'c', 'd']) await add({ subject });
      const [first] = await claim(2);
      if (first) await queue.park(first, 'broken');
      expect(await queue.depth()).toEqual({ ready: 2, running: 1, dead: 1 });
    });

    test('eight claimers at once never share a job and leave none behind', async () => {
      for (let index = 0; index < 200; index += 1) await add({ subject: `job-${index}` });
      const seen: number[] = [];
      const claimer = async (): Promise<void> => {
        for (;;) {
          const jobs = await claim(7, ['draw'], 60_000);
          if (jobs.length === 0) return;
          seen.push(...jobs.map((job) => job.id));
        }
      };
      await Promise.all(Array.from({ length: 8 }, claimer));
      expect(seen).toHaveLength(200);
      expect(new Set(seen).size).toBe(200);
    });

    test('who listens is told when something was enqueued, until he stops listening', () => {
      let told = 0;
      const stop = queue.onEnqueued(() => {
        told += 1;
      });
      queue.announce();
      queue.announce();
      stop();
      queue.announce();
      expect(told).toBe(2);
    });
  });
}
