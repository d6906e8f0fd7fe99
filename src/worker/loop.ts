// The worker: claims due jobs, runs their handlers with bounded concurrency, keeps their leases, retries, parks, drains.
// Must not know what a job does; handlers are handed in by kind.
import type { Clock } from '../kernel/clock.js';
import { describe } from '../kernel/errors.js';
import type { Log } from '../kernel/log.js';
import type { ClaimedJob, Queue } from '../ports/queue/queue.js';

/** When to run the job again (ms, UTC), or null when it is done. */
export type HandlerOutcome = { readonly at: number; readonly forgiven?: boolean } | null;

export interface Handler {
  /** How many jobs of this kind may run at once. */
  readonly concurrency: number;
  /** Jobs that have run so long (ms) only wait for others: up to `most` of them no longer count as running. */
  readonly linger?: { readonly afterMs: number; readonly most: number };
  run(job: ClaimedJob, signal: AbortSignal): Promise<HandlerOutcome>;
}

export interface Worker {
  /** Jobs running now. */
  running(): number;
  /** Stops claiming and waits for running jobs up to `graceMs`; what still runs then is aborted and left for the next start. */
  stop(graceMs: number): Promise<void>;
}

/** A job whose process died is taken up again after this time (ms); heartbeats prolong it while it runs. */
const leaseMs = 10_000;
const heartbeatMs = 3_000;
/** Other processes may enqueue without this one hearing of it. */
const pollMs = 500;
/** A job that fell due between two looks, or that another process is taking. */
const againMs = 25;
/** Pauses (ms) after a handler threw; after the last one the job is parked. */
const errorPausesMs = [1_000, 5_000, 30_000, 120_000, 600_000] as const;

/** A job this process runs. Its claim may be renewed while the handler is at work. */
interface Running {
  job: ClaimedJob;
  /** Each its own: what listens to a signal that outlives its job would be kept as long as the signal is. */
  readonly aborting: AbortController;
  /** The handler has returned and the outcome is being written: another claim of this job is a new run. */
  settling: boolean;
  lingers: boolean;
  done: Promise<void>;
}

/** After its abort signal a handler gets this long (ms) to let go. */
const abortMs = 2_000;

export function startWorker(parts: {
  queue: Queue;
  clock: Clock;
  log: Log;
  handlers: Readonly<Record<string, Handler>>;
  /** Runs a job's work at the time of the account it is of; absent: there is one time for all. */
  within?: <T>(account: string | null, work: () => T) => T;
  /** Asked before each claim, where another process says what time it is for whom. */
  follow?: (() => Promise<void>) | undefined;
}): Worker {
  const { queue, clock, log, handlers, within = (_account, work) => work(), follow } = parts;
  let stopping = false;
  const active = new Map<number, Running>();
  let wake: () => void = () => undefined;
  const unsubscribe = queue.onEnqueued(() => wake());

  const countOf = (kind: string, lingering: boolean): number => {
    let count = 0;
    for (const { job, lingers } of active.values()) if (job.kind === kind && lingers === lingering) count += 1;
    return count;
  };
  const runningOf = (kind: string): number => countOf(kind, false);

  /** Lets a job that takes long give up its place, as soon as there is room among those that do. */
  function lingerLater(entry: Running, { afterMs, most }: NonNullable<Handler['linger']>): void {
    setTimeout(() => {
      if (active.get(entry.job.id) !== entry) return;
      entry.lingers = countOf(entry.job.kind, true) < most;
      if (entry.lingers) wake();
      else lingerLater(entry, { afterMs, most });
    }, afterMs).unref();
  }

  async function settle(entry: Running, handler: Handler): Promise<void> {
    const { attempts } = entry.job;
    try {
      const outcome = await handler.run(entry.job, entry.aborting.signal);
      entry.settling = true;
      if (outcome === null) await queue.finish([entry.job]);
      else await queue.retry(entry.job, outcome.at, '', outcome.forgiven);
    } catch (error) {
      entry.settling = true;
      const { job } = entry;
      // Stopped in the middle: the job did not fail, it waits for the next start.
      if (entry.aborting.signal.aborted) return queue.retry(job, clock.now(), 'stopped', true);
      const pause = errorPausesMs[attempts - 1];
      log.error({ job: job.id, kind: job.kind, attempts, cause: describe(error) }, 'job failed');
      if (pause === undefined) await queue.park(job, describe(error));
      else await queue.retry(job, clock.now() + pause, describe(error));
    }
  }

  function start(job: ClaimedJob, handler: Handler): void {
    const aborting = new AbortController();
    const entry: Running = { job, aborting, settling: false, lingers: false, done: Promise.resolve() };
    active.set(job.id, entry);
    if (handler.linger !== undefined) lingerLater(entry, handler.linger);
    entry.done = within(job.account, () => settle(entry, handler))
      .catch((error: unknown) =>
        log.error({ job: job.id, cause: describe(error) }, 'job could not be settled; its lease will end'),
      )
      .finally(() => {
        if (active.get(job.id) === entry) active.delete(job.id);
        wake();
      });
  }

  /** Claims what there is room for. True when something was claimed. */
  async function claimOnce(): Promise<boolean> {
    if (stopping) return false;
    const wanted = Object.entries(handlers)
      .map(([kind, handler]) => ({ kind, handler, count: handler.concurrency - runningOf(kind) }))
      .filter(({ count }) => count > 0);
    // Asked together: the database answers all of them in one go.
    const answers = await Promise.allSettled(
      wanted.map(({ kind, count }) => queue.claim({ kinds: [kind], count, leaseMs })),
    );
    let claimed = false;
    for (const [place, { handler }] of wanted.entries()) {
      const answer = answers[place];
      for (const job of answer?.status === 'fulfilled' ? answer.value : []) {
        // A clock that jumped past a lease finds our own running job again: it goes on under the new lease.
        const running = active.get(job.id);
        if (running !== undefined && !running.settling) {
          running.job = job;
          continue;
        }
        claimed = true;
        start(job, handler);
      }
    }
    const failed = answers.find((answer) => answer.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    return claimed;
  }

  async function pause(): Promise<void> {
    const kinds = Object.entries(handlers)
      .filter(([kind, handler]) => runningOf(kind) < handler.concurrency)
      .map(([kind]) => kind);
    const woken = new AbortController();
    const poll = setTimeout(() => woken.abort(), pollMs);
    wake = () => woken.abort();
    const due = kinds.length === 0 ? null : await queue.nextDue(kinds);
    // Something is due already, but not ours to take (claimed in between): look again soon instead of spinning.
    const missed = due !== null && due <= clock.now();
    const again = missed ? setTimeout(() => woken.abort(), againMs) : undefined;
    const until = due === null || missed ? Number.MAX_SAFE_INTEGER : due;
    await clock.until(until, woken.signal);
    clearTimeout(poll);
    clearTimeout(again);
    woken.abort();
  }

  async function loop(): Promise<void> {
    while (!stopping) {
      try {
        // Signals that arrive while claiming must not be lost: they make the next pause end at once.
        let missed = false;
        wake = () => {
          missed = true;
        };
        await follow?.();
        const claimed = await claimOnce();
        if (!claimed && !missed) await pause();
      } catch (error) {
        log.error({ cause: describe(error) }, 'the queue cannot be read; trying again in a second');
        await new Promise((resolve) => setTimeout(resolve, 1_000));
      }
    }
  }

  const heartbeat = setInterval(() => {
    const jobs = [...active.values()].map(({ job }) => job);
    if (jobs.length > 0) {
      queue
        .heartbeat(jobs, leaseMs)
        .catch((error: unknown) => log.warn({ cause: describe(error) }, 'leases not prolonged'));
    }
  }, heartbeatMs);
  const looping = loop();

  return {
    running: () => active.size,
    stop: async (graceMs) => {
      stopping = true;
      wake();
      unsubscribe();
      await looping;
      const all = Promise.allSettled([...active.values()].map(({ done }) => done));
      let timer: NodeJS.Timeout | undefined;
      const impatient = new Promise<void>((resolve) => {
        timer = setTimeout(() => {
          for (const { aborting } of active.values()) aborting.abort();
          timer = setTimeout(resolve, abortMs);
        }, graceMs);
      });
      // A handler that does not let go even then loses its lease: another process runs the job again.
      await Promise.race([all, impatient]);
      clearTimeout(timer);
      clearInterval(heartbeat);
    },
  };
}
