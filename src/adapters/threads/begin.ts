// The thread's side of a task's beginning and early end.
// Must not know what the task does.
import { DomainError } from '../../kernel/errors.js';
import { stateBegun, stateStopped, stateWaiting, type TaskState } from './messages.js';

/** How often (ms) a running task looks whether it has been stopped. Engines look at their signal between steps only. */
const lookEveryMs = 25;

/**
 * Runs `work` with a signal that is aborted soon after the task has been stopped from outside.
 * @throws DomainError ABORTED, without beginning, when it was stopped before
 */
export async function beginTask<T>(state: TaskState, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stopped = (): DomainError => new DomainError('ABORTED', 'the work was stopped');
  if (Atomics.compareExchange(state, 0, stateWaiting, stateBegun) !== stateWaiting) throw stopped();
  const controller = new AbortController();
  const look = setInterval(() => {
    if (Atomics.load(state, 0) === stateStopped) controller.abort(stopped());
  }, lookEveryMs);
  try {
    return await work(controller.signal);
  } finally {
    clearInterval(look);
  }
}
