// Moves a steerable clock ahead from one due job to the next, so that what would happen on the way does happen, in its order.
// Must not know what a job does. For sandboxes: a production server's clock is never moved.
import { DomainError } from '../kernel/errors.js';
import type { SteerableClock, SteeredTime } from '../kernel/steerable-clock.js';

export interface TimeTravel {
  now(): number;
  readonly frozen: boolean;
  freeze(): void;
  run(): void;
  /** As {@link SteerableClock.restore}: nothing that was due on the way happens. */
  restore(state: SteeredTime): void;
  /**
   * Moves to `time` (ms, UTC); resolves when every job due until then has run.
   * @throws DomainError INVALID for a time before now or more than 400 days ahead; CONFLICT while another move is on its way;
   * UNAVAILABLE when jobs on the way do not end within a minute of real time (the clock then stands where it came to)
   */
  moveTo(time: number): Promise<void>;
}

const farthestMs = 400 * 24 * 3_600_000;
/** Real time (ms) a whole move may take, and between two looks at the queue. */
const patienceMs = 60_000;
const lookEveryMs = 3;

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, lookEveryMs));

/** @throws DomainError INVALID for a move from `now` to `time` that cannot be */
export function checkMove(now: number, time: number): void {
  if (time < now) {
    throw new DomainError(
      'INVALID',
      'the clock cannot be moved back; reset what it is of, or start with a fresh data folder',
    );
  }
  if (time - now > farthestMs) throw new DomainError('INVALID', 'the clock can be moved 400 days at once');
}

export function createTimeTravel(parts: {
  clock: SteerableClock;
  /** When the next job of these kinds is due by this clock, and how many are running that it is about. */
  look: (kinds: readonly string[]) => Promise<{ due: number | null; running: number }>;
  /** Kinds of the jobs that are worth a stop; with none, the clock is only set. */
  kinds: () => readonly string[];
  /** Hears of each stop on the way. */
  stopped?: () => void | Promise<void>;
  /** Where other processes do the work: when none takes up what is due for so long (ms), there is none, and the clock is only set. */
  patienceForOthersMs?: number;
}): TimeTravel {
  const { clock, look, kinds, stopped = () => undefined, patienceForOthersMs = Number.POSITIVE_INFINITY } = parts;
  let moving = false;

  /** When the next job is due, once none is running and none is due now; null when there is nothing to wait for. */
  async function nextStop(end: number): Promise<number | null> {
    for (let begun = performance.now(); ; ) {
      const { due, running } = await look(kinds());
      if (running === 0 && (due === null || due > clock.now())) return due;
      if (running > 0) begun = performance.now();
      else if (performance.now() - begun > patienceForOthersMs) return null;
      if (performance.now() > end) {
        throw new DomainError('UNAVAILABLE', 'jobs on the way did not end within a minute; move on in smaller steps');
      }
      await pause();
    }
  }

  return {
    now: () => clock.now(),
    get frozen() {
      return clock.frozen;
    },
    freeze: () => clock.freeze(),
    run: () => clock.run(),
    restore: (state) => clock.restore(state),
    moveTo: async (time) => {
      if (moving) throw new DomainError('CONFLICT', 'the clock is being moved already; wait for that request to end');
      checkMove(clock.now(), time);
      moving = true;
      const wasFrozen = clock.frozen;
      clock.freeze();
      const end = performance.now() + patienceMs;
      try {
        while (kinds().length > 0) {
          const stop = await nextStop(end);
          if (stop === null || stop > time) break;
          clock.set(stop);
          await stopped();
        }
        clock.set(time);
      } finally {
        moving = false;
        if (!wasFrozen) clock.run();
      }
    },
  };
}
