// A clock that shows some of its readers a time of their own: whoever works for one of them sees that one's time, all others
// see the common time. Must not know who they are: ids, no more. For sandboxes; elsewhere the common clock stands alone.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock, Turn } from './clock.js';
import { SteerableClock, type SteeredTime } from './steerable-clock.js';

export class OwnClocks implements Clock {
  /** Everybody's time. What belongs to nobody alone (leases, logs, limits of the machine) is told by it. */
  readonly common: SteerableClock;
  readonly #own = new Map<string, SteerableClock>();
  readonly #working = new AsyncLocalStorage<SteerableClock>();

  constructor(common: SteerableClock) {
    this.common = common;
  }

  /** Whose work this is sees that one's time. While nobody has a clock of his own, this costs the look at an empty map. */
  #current(): SteerableClock {
    return (this.#own.size === 0 ? undefined : this.#working.getStore()) ?? this.common;
  }

  now(): number {
    return this.#current().now();
  }

  until(time: number, signal?: AbortSignal): Promise<void> {
    return this.#current().until(time, signal);
  }

  /** Runs `work`, and all that follows from it, at the time of this one. */
  as<T>(id: string | null, work: () => T): T {
    if (this.#own.size === 0) return work();
    const own = id === null ? undefined : this.#own.get(id);
    return own === undefined ? this.#working.exit(work) : this.#working.run(own, work);
  }

  /** Those with a clock of their own. */
  get own(): ReadonlyMap<string, SteerableClock> {
    return this.#own;
  }

  /** This one's own clock; begins with the common time. */
  open(id: string): SteerableClock {
    const known = this.#own.get(id);
    if (known !== undefined) return known;
    const made = new SteerableClock(this.common);
    this.#own.set(id, made);
    return made;
  }

  /** Exactly these have clocks of their own from now on, standing as they are said to. Work that goes on sees them move. */
  restore(states: ReadonlyMap<string, SteeredTime>): void {
    for (const id of [...this.#own.keys()]) if (!states.has(id)) this.#own.delete(id);
    for (const [id, state] of states) {
      const clock = this.open(id);
      if (JSON.stringify(clock.state()) !== JSON.stringify(state)) clock.restore(state);
    }
  }

  nowOf(id: string): number {
    return (this.#own.get(id) ?? this.common).now();
  }

  turns(): readonly Turn[] {
    const own = [...this.#own].map(([id, clock]) => ({ now: clock.now(), frozen: clock.frozen, only: id }));
    return [{ now: this.common.now(), except: [...this.#own.keys()] }, ...own];
  }
}
