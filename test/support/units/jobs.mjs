// Units of work for the queue contract: enqueueing as part of a caller's own transaction.
// Runs in the database thread, so it takes the compiled form of the store.
import { enqueue, enqueueNow } from '../../../dist/ports/queue/store.js';

export const addJob = {
  name: 'jobs.add',
  mode: 'write',
  *body(job) {
    return yield* enqueue(job);
  },
};

export const addJobNow = {
  name: 'jobs.add-now',
  mode: 'write',
  *body(job) {
    yield* enqueueNow(job);
    return null;
  },
};

/** Enqueues and then throws: the job must go with the rest of the unit. */
export const addJobThenThrow = {
  name: 'jobs.add-then-throw',
  mode: 'write',
  *body(job) {
    yield* enqueue(job);
    throw new Error('changed my mind');
  },
};

export const procedures = [addJob, addJobNow, addJobThenThrow];
