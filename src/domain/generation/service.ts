// Accepts tasks and answers what became of them.
// Must not run engines or fetch anything: that happens in a job (run.ts).
import type { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/errors.js';
import { type RandomBytes, uuid7 } from '../../kernel/ids.js';
import type { Database } from '../../ports/database/database.js';
import type { Queue } from '../../ports/queue/queue.js';
import type { Account } from '../accounts/index.js';
import type { Pictures } from '../pictures/index.js';
import { canonical } from './rules.js';
import { acceptTask, findTask, loadTask, type TaskRow } from './store.js';
import type { GenerationRequest, Task } from './types.js';

export interface Generation {
  /**
   * Accepts a task; resolves once it is on disk. The same key with the same content is the same task.
   * @throws DomainError FORBIDDEN (brand not the caller's), INVALID, CONFLICT (same key, other content), TOO_BUSY
   */
  submit(caller: Account, key: string, request: GenerationRequest): Promise<void>;
  /** The caller's task by its key. @throws DomainError NOT_FOUND */
  find(caller: Account, key: string): Promise<Task>;
  /** A task by our own id. @throws DomainError NOT_FOUND */
  load(id: string): Promise<Task>;
}

export function createGeneration(parts: {
  database: Database;
  queue: Queue;
  clock: Clock;
  random: RandomBytes;
  pictures: Pictures;
  /** False while too many tasks wait already. */
  hasRoom: () => boolean;
}): Generation {
  const { database, queue, clock, random, pictures, hasRoom } = parts;

  const toTask = (row: TaskRow | null, key: string): Task => {
    if (row === null) throw new DomainError('NOT_FOUND', `no task ${key}`);
    const found = row.picture_id !== null && row.picture_format !== null;
    return {
      id: row.id,
      accountId: row.account_id,
      key: row.task_key,
      request: JSON.parse(row.request) as GenerationRequest,
      state: row.state,
      pictureUrl: found ? pictures.publicUrl({ id: row.picture_id ?? '', format: row.picture_format ?? '' }) : null,
      failure: row.failure,
      createdAt: row.created_at,
      finishedAt: row.finished_at,
    };
  };

  return {
    submit: async (caller, key, request) => {
      const own = caller.kind === 'brand' && request.brand === caller.number;
      if (!own && !caller.brands.has(request.brand)) {
        throw new DomainError('FORBIDDEN', `account ${caller.number} may not act for brand ${request.brand}`, {
          brand: request.brand,
        });
      }
      const content = canonical(request);
      if (!hasRoom()) throw new DomainError('TOO_BUSY', 'too many generation tasks are waiting');
      const { created } = await database.run(acceptTask, {
        id: uuid7(clock, random),
        accountId: caller.id,
        key,
        request: content,
        now: clock.now(),
      });
      if (created) queue.announce();
    },
    find: async (caller, key) => toTask(await database.run(findTask, { accountId: caller.id, key }), key),
    load: async (id) => toTask(await database.run(loadTask, id), id),
  };
}
