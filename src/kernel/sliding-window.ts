// Counts acceptances per key over a sliding window: never more than `limit` in any window, and no fewer when asked.
// Must not know what is limited. It keeps the time of each of the last `limit` acceptances, not an average.
import type { Clock } from './clock.js';

export interface SlidingWindow {
  /** True and counted while fewer than `limit` were accepted in the last window; else false and not counted. */
  take(key: string): boolean;
}

export interface SlidingWindowOptions {
  /** Acceptances per window, from 1. */
  readonly limit: number;
  readonly windowMs: number;
  readonly clock: Clock;
  /** Keys remembered at most; beyond it the key accepted longest ago starts anew. Memory is `limit` × 8 bytes a key. */
  readonly maxKeys?: number;
}

interface Ring {
  /** Times (ms) of the last acceptances; `next` points at the oldest. */
  readonly times: Float64Array;
  next: number;
}

export function createSlidingWindow({ limit, windowMs, clock, maxKeys = 2_000 }: SlidingWindowOptions): SlidingWindow {
  // In the order of the last acceptance: a Map keeps the order of insertion.
  const rings = new Map<string, Ring>();

  function ringOf(key: string): Ring {
    const known = rings.get(key);
    if (known !== undefined) return known;
    if (rings.size >= maxKeys) {
      for (const oldest of rings.keys()) {
        rings.delete(oldest);
        break;
      }
    }
    return { times: new Float64Array(limit).fill(Number.NEGATIVE_INFINITY), next: 0 };
  }

  return {
    take: (key) => {
      const now = clock.now();
      const ring = ringOf(key);
      const age = now - (ring.times[ring.next] ?? Number.NEGATIVE_INFINITY);
      // A negative age means that the clock was set back; counting it would lock the key until the old time returns.
      if (age >= 0 && age < windowMs) return false;
      ring.times[ring.next] = now;
      ring.next = (ring.next + 1) % limit;
      rings.delete(key);
      rings.set(key, ring);
      return true;
    },
  };
}
