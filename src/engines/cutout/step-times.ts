// How long each kind of step took, in milliseconds. Reads a monotonic counter only; results never depend on it.
// Must not know what the steps do.
import type { CutoutTimings } from './spec.js';

type Step = keyof CutoutTimings;

/** A stopwatch that is always on exactly one step: a step inside another does not count twice. */
export class StepTimes {
  readonly #spent = { decodeMs: 0, modelMs: 0, refineMs: 0, encodeMs: 0 };
  #step: Step = 'refineMs';
  #since = performance.now();

  #switchTo(step: Step): void {
    const now = performance.now();
    this.#spent[this.#step] += now - this.#since;
    this.#step = step;
    this.#since = now;
  }

  /** Counts `work` under `step`, then goes on counting what was counted before. */
  async during<T>(step: Step, work: () => Promise<T> | T): Promise<T> {
    const before = this.#step;
    this.#switchTo(step);
    try {
      return await work();
    } finally {
      this.#switchTo(before);
    }
  }

  read(): CutoutTimings {
    this.#switchTo(this.#step);
    return { ...this.#spent };
  }
}
