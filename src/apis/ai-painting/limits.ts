// The gateway's rate per key.
// Must not know routes. Counted by the rates domain.
import type { Rates } from '../../domain/rates/index.js';
import type { LimitProfile } from '../room.js';
import { GatewayRefused, throttled } from './envelope.js';

export interface Limits {
  /** Counts one call of a key. @throws GatewayRefused APIG.0308 above the rate */
  take(key: string): Promise<void>;
}

/** The gateway's usual allowance; the seller prints none. */
const officialPerSecond = 10;

/** @param set what the operator has set, whatever the profile; null = the profile decides */
export function createLimits(profile: () => LimitProfile, set: number | null, rates: Rates): Limits {
  const perSecond = set ?? officialPerSecond;
  const window = rates.window({ name: 'ai-painting', limit: perSecond, windowMs: 1_000 });
  return {
    take: async (key) => {
      if (set === null && profile() !== 'official') return;
      if (!(await window.take(key))) throw new GatewayRefused(throttled(perSecond));
    },
  };
}
