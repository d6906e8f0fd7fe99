// A clock that runs with another one until it is moved ahead, frozen or let go again.
// Must not know who moves it, nor what happens at the times it passes.
import type { Clock } from './clock.js';

/** How far a clock is ahead of its base (ms), or the time (ms, UTC) it stands at. */
export type SteeredTime = { readonly ahead: number } | { readonly frozenAt: number };

export class SteerableClock implements Clock {
  readonly #base: Clock;
  #offset = 0;
  #frozenAt: number | null = null;
  readonly #moved = new Set<() => void>();

  constructor(base: Clock) {
    this.#base = base;
  }

  now(): number {
    return this.#frozenAt ?? this.#base.now() + this.#offset;
  }

  get frozen(): boolean {
    return this.#frozenAt !== null;
  }

  state(): SteeredTime {
    return this.#frozenAt === null ? { ahead: this.#offset } : { frozenAt: this.#frozenAt };
  }

  /** Stands or runs as it did when `state` was taken, back in time too: for a state of everything else that is of then. */
  restore(state: SteeredTime): void {
    if ('ahead' in state) {
      this.#frozenAt = null;
      this.#offset = state.ahead;
    } else {
      this.#frozenAt = state.frozenAt;
      this.#offset = state.frozenAt - this.#base.now();
    }
    this.#wake();
  }

  /** Moves to `time` (ms, UTC), frozen or running as before. */
  set(time: number): void {
    if (this.#frozenAt !== null) this.#frozenAt = time;
    this.#offset = time - this.#base.now();
    this.#wake();
  }

  freeze(): void {
    this.#frozenAt ??= this.now();
    this.#wake();
  }

  /** Runs on from the time it stands at. */
  run(): void {
    if (this.#frozenAt === null) return;
    this.#offset = this.#frozenAt - this.#base.now();
    this.#frozenAt = null;
    this.#wake();
  }

  async until(time: number, signal?: AbortSignal): Promise<void> {
    while (this.now() < time && !signal?.aborted) {
      const over = new AbortController();
      const end = (): void => over.abort();
      this.#moved.add(end);
      signal?.addEventListener('abort', end, { once: true });
      const forever = Number.MAX_SAFE_INTEGER;
      await this.#base.until(this.frozen ? forever : Math.min(forever, time - this.#offset), over.signal);
      signal?.removeEventListener('abort', end);
      this.#moved.delete(end);
    }
  }

  #wake(): void {
    for (const wake of [...this.#moved]) wake();
  }
}
