// Time as something that is handed in: the machine's clock, and one that tests and the sandbox set by hand.
// Must not be bypassed: no other file calls Date.now() for a decision.

export interface Clock {
  /** Milliseconds since 1970-01-01 UTC. */
  now(): number;
  /** Resolves once {@link now} is at or past `time` (ms, UTC), or at once when `signal` is aborted. Never rejects. */
  until(time: number, signal?: AbortSignal): Promise<void>;
  /** What time it is for whom, where that differs: see kernel/own-clocks.ts. */
  turns?(): readonly Turn[];
  /** The time of one account, whoever is worked for. */
  nowOf?(account: string): number;
}

/** A time, and whose rows it is for: one account's, or everybody's with exceptions. */
export interface Turn {
  readonly now: number;
  /** It stands still. */
  readonly frozen?: boolean;
  readonly only?: string;
  readonly except?: readonly string[];
}

/** The turns in which something over all accounts' rows goes: one, where all have the same time. */
export const turnsOf = (clock: Clock): readonly Turn[] => clock.turns?.() ?? [{ now: clock.now() }];

/** The time of one account (ms, UTC), where what is written is its own and others write it too. */
export const timeOf = (clock: Clock, account: string): number => clock.nowOf?.(account) ?? clock.now();

/** setTimeout counts in a signed 32-bit integer; longer waits are taken in steps. */
const longestTimer = 2_000_000_000;

export const systemClock: Clock = {
  now: () => Date.now(),
  until: (time, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      let timer: NodeJS.Timeout | undefined;
      const finish = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', finish);
        resolve();
      };
      const step = (): void => {
        const left = time - Date.now();
        if (left <= 0) finish();
        else timer = setTimeout(step, Math.min(left, longestTimer));
      };
      signal?.addEventListener('abort', finish, { once: true });
      step();
    }),
};

/** A clock that stands still until it is moved. Sleepers wake in the order of their times. */
export class ManualClock implements Clock {
  #now: number;
  readonly #sleepers = new Set<{ time: number; wake: () => void }>();

  constructor(start: number) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  /** The earliest time somebody waits for, or undefined when nobody does. */
  nextWake(): number | undefined {
    let earliest: number | undefined;
    for (const { time } of this.#sleepers) if (earliest === undefined || time < earliest) earliest = time;
    return earliest;
  }

  set(time: number): void {
    this.#now = time;
    for (const sleeper of [...this.#sleepers].sort((a, b) => a.time - b.time)) {
      if (sleeper.time <= time) sleeper.wake();
    }
  }

  advance(milliseconds: number): void {
    this.set(this.#now + milliseconds);
  }

  until(time: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted || time <= this.#now) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper = {
        time,
        wake: () => {
          this.#sleepers.delete(sleeper);
          signal?.removeEventListener('abort', sleeper.wake);
          resolve();
        },
      };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', sleeper.wake, { once: true });
    });
  }
}

/** `2026-01-26T10:34:56+08:00`: RFC 3339 with seconds and a fixed offset (minutes east of UTC). */
export function rfc3339(time: number, offsetMinutes = 480): string {
  const local = new Date(time + offsetMinutes * 60_000).toISOString().slice(0, 19);
  const sign = offsetMinutes < 0 ? '-' : '+';
  const hours = String(Math.trunc(Math.abs(offsetMinutes) / 60)).padStart(2, '0');
  const minutes = String(Math.abs(offsetMinutes) % 60).padStart(2, '0');
  return `${local}${sign}${hours}:${minutes}`;
}
