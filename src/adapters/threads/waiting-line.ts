// Bounded work: so many run, so many wait, the next one is refused at once.
// Must not know what the work is or where it runs.
import { DomainError } from '../../kernel/errors.js';

interface Waiter {
  readonly begin: () => void;
  readonly refuse: (error: Error) => void;
}

export class WaitingLine {
  readonly #places: number;
  readonly #maxWaiting: number;
  readonly #waiters = new Set<Waiter>();
  #running = 0;
  #closed: (() => void) | undefined;
  #isClosed = false;

  constructor(places: number, maxWaiting: number) {
    this.#places = places;
    this.#maxWaiting = maxWaiting;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiters.size;
  }

  /**
   * Runs `work` as soon as a place is free, in the order of the calls.
   * @throws DomainError TOO_BUSY when the line is full; ABORTED when `signal` is aborted before a place was free, or the
   * line is closed; else whatever the work throws
   */
  async run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (signal?.aborted) throw new DomainError('ABORTED', 'stopped before it began');
    if (this.#isClosed) throw new DomainError('ABORTED', 'the engines are shutting down');
    if (this.#running < this.#places) this.#running += 1;
    else await this.#wait(signal);
    try {
      return await work();
    } finally {
      this.#handOver();
    }
  }

  /** Refuses those who wait and those who come; resolves when nothing runs any more. */
  close(): Promise<void> {
    this.#isClosed = true;
    for (const waiter of [...this.#waiters]) waiter.refuse(new DomainError('ABORTED', 'the engines are shutting down'));
    if (this.#running === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const earlier = this.#closed;
      this.#closed = () => {
        earlier?.();
        resolve();
      };
    });
  }

  #wait(signal: AbortSignal | undefined): Promise<void> {
    if (this.#waiters.size >= this.#maxWaiting) {
      const facts = { running: this.#running, waiting: this.#waiters.size };
      throw new DomainError('TOO_BUSY', `${facts.running} pieces of work run and ${facts.waiting} wait`, facts);
    }
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiters.delete(waiter);
        signal?.removeEventListener('abort', onAbort);
      };
      const waiter: Waiter = {
        begin: () => {
          leave();
          resolve();
        },
        refuse: (error) => {
          leave();
          reject(error);
        },
      };
      const onAbort = (): void => waiter.refuse(new DomainError('ABORTED', 'stopped while it waited'));
      this.#waiters.add(waiter);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** The freed place goes straight to the longest waiter, so that no newcomer can take it in between. */
  #handOver(): void {
    const next = this.#waiters.values().next();
    if (!next.done) {
      next.value.begin();
      return;
    }
    this.#running -= 1;
    if (this.#running === 0) this.#closed?.();
  }
}
