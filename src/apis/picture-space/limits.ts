// The vendor's rate as data: 10 requests a second for each token, unless limits are off.
// Must not know routes.
import type { Clock } from '../../kernel/clock.js';
import { createSlidingWindow } from '../../kernel/sliding-window.js';
import type { LimitProfile } from '../room.js';
import { Refused } from './envelope.js';

export interface RateLimit {
  /** Counts one request. @throws Refused rate */
  take(token: string): void;
}

export function createRateLimit(profile: LimitProfile, clock: Clock): RateLimit {
  if (profile === 'off') return { take: () => undefined };
  const window = createSlidingWindow({ limit: 10, windowMs: 1_000, clock });
  return {
    take: (token) => {
      if (!window.take(token)) throw new Refused({ kind: 'rate' });
    },
  };
}
