import { describe, expect, it } from 'vitest';
import { expireJob } from '../domain/coupons/index.js';
import { purgeJob } from '../domain/media/index.js';
import { paintingPurgeJob } from '../domain/painting/index.js';
import { lookJob, purgeBinJob } from '../domain/pictures/index.js';
import { jobHandlers } from './handlers.js';

describe('work that comes back by itself', () => {
  const at = async () => 4_000;
  const handlers = jobHandlers({
    engineThreads: 1,
    coupons: { jobs: { expire: at } },
    libraries: { look: at, purge: at },
    media: { purge: at },
    paintings: { purge: at },
  } as unknown as Parameters<typeof jobHandlers>[0]);

  // Otherwise the first failure after it was done often enough would set it aside for good.
  it.each([expireJob, lookJob, paintingPurgeJob, purgeBinJob, purgeJob])(
    '%s does not use up its attempts',
    async (kind) => {
      const job = { id: 1, kind, subject: '1', attempts: 1, account: null, lease: 'l' };
      expect(await handlers[kind]?.run(job, new AbortController().signal)).toEqual({ at: 4_000, forgiven: true });
    },
  );
});
