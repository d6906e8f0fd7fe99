// Remembers the counts of days that have passed: events are written on the day they happen and never change.
// Must not count; it is handed the way to.
import type { Clock } from '../../../kernel/clock.js';
import { dayOf } from '../rules.js';
import type { Counted } from './store.js';

/** Counts kept altogether; the days asked for longest ago go first. */
const mostKept = 300_000;
/** A day is over for every process this long (ms) after its midnight. */
const graceMs = 10 * 60_000;

/** @param count counts a day anew · @returns the same, by account, from memory for days that are over */
export function createDays(
  clock: Clock,
  offsetMs: number,
  count: (accountId: string, day: number) => Promise<readonly Counted[]>,
) {
  const known = new Map<string, readonly Counted[]>();
  let kept = 0;
  let latest = 0;
  return async (accountId: string, day: number): Promise<readonly Counted[]> => {
    const now = clock.now();
    if (now < latest) {
      // The clock was put back: days that were over may go on.
      known.clear();
      kept = 0;
    }
    latest = now;
    const key = `${accountId} ${day}`;
    const found = known.get(key);
    if (found !== undefined) {
      known.delete(key);
      known.set(key, found);
      return found;
    }
    const counted = await count(accountId, day);
    if (day >= dayOf(now - graceMs, offsetMs)) return counted;
    known.set(key, counted);
    kept += counted.length + 1;
    for (const [oldest, counts] of known) {
      if (kept <= mostKept) break;
      known.delete(oldest);
      kept -= counts.length + 1;
    }
    return counted;
  };
}
