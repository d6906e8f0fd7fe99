// One time limit over a whole piece of work, joined with the caller's own wish to stop.
// Must not know what the work is.
import { DomainError } from '../../kernel/errors.js';

/**
 * Runs `work` and settles no later than `timeoutMs` after the call or than the abort of `outer`, whatever the work does.
 * The signal handed to the work is aborted then; the work is expected to give its sockets back on it.
 * @param onTimeout makes the error for an exhausted limit
 * @throws DomainError ABORTED when `outer` is aborted
 */
export async function withinDeadline<T>(
  timeoutMs: number,
  outer: AbortSignal | undefined,
  onTimeout: () => DomainError,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const aborted = (): DomainError => new DomainError('ABORTED', 'the outgoing request was stopped by its caller');
  if (outer?.aborted) throw aborted();
  let end: (error: DomainError) => void = () => undefined;
  // The work cannot always be interrupted (a name server that does not answer): the caller is answered all the same.
  const ended = new Promise<never>((_, reject) => {
    end = (error) => {
      reject(error);
      stop.abort(error);
    };
  });
  const timer = setTimeout(() => end(onTimeout()), timeoutMs);
  const onAbort = (): void => end(aborted());
  outer?.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work(stop.signal), ended]);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', onAbort);
  }
}
