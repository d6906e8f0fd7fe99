// The gateway's rate per key.
// Must not know routes. Counted in memory, per process.
import type { Clock } from '../../kernel/clock.js';
import { createSlidingWindow } from '../../kernel/sliding-window.js';
import { GatewayRefused, throttled } from './envelope.js';

export interface Limits {
  /** Counts one call of a key. @throws GatewayRefused APIG.0308 above the rate */
  take(key: string): void;
}

export function createLimits(perSecond: number | null, clock: Clock): Limits {
  if (perSecond === null) return { take: () => undefined };
  const window = createSlidingWindow({ limit: perSecond, windowMs: 1_000, clock });
  return {
    take: (key) => {
      if (!window.take(key)) throw new GatewayRefused(throttled(perSecond));
    },
  };
}
