// Which function runs which kind of job, and how many of a kind run at once.
// Must not know how a job came about.

import { runStep, type StepParts, stepJob } from '../domain/campaigns/index.js';
import { type Coupons, expireJob, giftReturnJob, reviewJob } from '../domain/coupons/index.js';
import { doubtfulSendJob, sendJob, sendNotice } from '../domain/delivery/index.js';
import { broadcastJob, type Distribution } from '../domain/distribution/index.js';
import { runJob, runTask } from '../domain/generation/index.js';
import { purgeJob, type TemporaryMedia } from '../domain/media/index.js';
import { type Paintings, paintingPurgeJob, paintJob, runPainting } from '../domain/painting/index.js';
import { type Libraries, lookJob, purgeBinJob } from '../domain/pictures/index.js';
import type { Handler, HandlerOutcome } from '../worker/loop.js';

/** Notices sent at the same time, in each line; who keeps us waiting makes room for others, up to a bound. */
const sending = { concurrency: 32, linger: { afterMs: 300, most: 400 } } as const;

const ended = async (work: Promise<void>): Promise<null> => {
  await work;
  return null;
};

/** Work that is done for now and comes back: only failures count as attempts, however often it was done. */
const again = async (work: Promise<number | null>): Promise<HandlerOutcome> => {
  const at = await work;
  return at === null ? null : { at, forgiven: true };
};

export function jobHandlers(parts: {
  readonly engineThreads: number;
  readonly paintConcurrency: number | null;
  readonly run: Parameters<typeof runTask>[0];
  readonly send: Parameters<typeof sendNotice>[0];
  readonly step: StepParts;
  readonly paint: Parameters<typeof runPainting>[0];
  readonly distribution: Distribution;
  readonly paintings: Paintings;
  readonly libraries: Libraries;
  readonly media: TemporaryMedia;
  readonly coupons: Coupons;
}): Record<string, Handler> {
  const { distribution, paintings, libraries, media, coupons } = parts;
  return {
    [runJob]: {
      // One task more than threads: its source is fetched while the engines are at work.
      concurrency: parts.engineThreads + 1,
      run: (job, signal) => runTask(parts.run, job.subject, job.attempts, signal),
    },
    [sendJob]: { ...sending, run: (job, signal) => ended(sendNotice(parts.send, job, signal)) },
    [doubtfulSendJob]: { ...sending, run: (job, signal) => ended(sendNotice(parts.send, job, signal)) },
    [broadcastJob]: {
      concurrency: 2,
      run: (job, signal) => ended(distribution.jobs.broadcast(job.subject, signal)),
    },
    [stepJob]: {
      concurrency: parts.engineThreads + 1,
      run: (job, signal) => runStep(parts.step, job.subject, signal),
    },
    [paintJob]: {
      concurrency: parts.paintConcurrency ?? parts.engineThreads + 1,
      run: (job, signal) => runPainting(parts.paint, job.subject, job.attempts, signal),
    },
    [paintingPurgeJob]: { concurrency: 1, run: () => again(paintings.purge()) },
    [lookJob]: { concurrency: 1, run: (job, signal) => again(libraries.look(job, signal)) },
    [purgeBinJob]: { concurrency: 2, run: (job) => again(libraries.purge(job)) },
    [purgeJob]: { concurrency: 2, run: (job) => again(media.purge(job.subject)) },
    [reviewJob]: { concurrency: 4, run: async (job) => ended(coupons.jobs.review(job.subject)) },
    [giftReturnJob]: { concurrency: 4, run: async (job) => ended(coupons.jobs.returnGift(job.subject)) },
    [expireJob]: { concurrency: 1, run: () => again(coupons.jobs.expire()) },
  };
}
