// Slows down guessing of passwords: after a few wrong ones a user name, or an address, has to wait.
// Must not know how passwords are checked. Held in memory: a restart forgives, which costs a guesser more than it gives.
import type { Clock } from '../../kernel/clock.js';
import { Refused } from './envelope.js';

/** Wrong passwords that cost nothing; each further one doubles the wait from a second to a quarter of an hour. */
const free = 5;
const firstWait = 1_000;
const longestWait = 15 * 60_000;
/** Names and addresses remembered; the oldest are forgotten first. */
const mostRemembered = 10_000;

export interface Throttle {
  /** @throws Refused 429 while any of these has to wait */
  check(...who: readonly string[]): void;
  failed(...who: readonly string[]): void;
  succeeded(...who: readonly string[]): void;
}

export function createThrottle(clock: Clock): Throttle {
  const known = new Map<string, { failures: number; until: number }>();
  return {
    check: (...who) => {
      const until = Math.max(...who.map((each) => known.get(each)?.until ?? 0));
      const wait = until - clock.now();
      if (wait > 0) {
        throw new Refused(429, 'wait', `too many wrong passwords; try again in ${Math.ceil(wait / 1_000)} seconds`);
      }
    },
    failed: (...who) => {
      for (const each of who) {
        const failures = (known.get(each)?.failures ?? 0) + 1;
        const wait = failures < free ? 0 : Math.min(longestWait, firstWait * 2 ** (failures - free));
        known.delete(each);
        known.set(each, { failures, until: clock.now() + wait });
        if (known.size > mostRemembered) known.delete(known.keys().next().value ?? '');
      }
    },
    succeeded: (...who) => {
      for (const each of who) known.delete(each);
    },
  };
}
