import type { Procedure } from '../../../src/ports/database/database.js';
import type { NewJob } from '../../../src/ports/queue/queue.js';

export const addJob: Procedure<NewJob, boolean>;
export const addJobNow: Procedure<NewJob, null>;
export const addJobThenThrow: Procedure<NewJob, never>;
export const procedures: readonly Procedure<never, unknown>[];
