// The vendor's rate as data: 10 requests a second for each token, unless limits are off.
// Must not know routes.
import type { Rates } from '../../domain/rates/index.js';
import type { LimitProfile } from '../room.js';
import { Refused } from './envelope.js';

export interface RateLimit {
  /** Counts one request. @throws Refused rate */
  take(token: string): Promise<void>;
}

export function createRateLimit(profile: () => LimitProfile, rates: Rates): RateLimit {
  const window = rates.window({ name: 'picture-space', limit: 10, windowMs: 1_000 });
  return {
    take: async (token) => {
      if (profile() !== 'off' && !(await window.take(token))) throw new Refused({ kind: 'rate' });
    },
  };
}
