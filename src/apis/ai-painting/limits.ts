// The gateway's rate per key.
// Must not know routes. Counted by the rates domain.
import type { Rates } from '../../domain/rates/index.js';
import { GatewayRefused, throttled } from './envelope.js';

export interface Limits {
  /** Counts one call of a key. @throws GatewayRefused APIG.0308 above the rate */
  take(key: string): Promise<void>;
}

export function createLimits(perSecond: number | null, rates: Rates): Limits {
  if (perSecond === null) return { take: async () => undefined };
  const window = rates.window({ name: 'ai-painting', limit: perSecond, windowMs: 1_000 });
  return {
    take: async (key) => {
      if (!(await window.take(key))) throw new GatewayRefused(throttled(perSecond));
    },
  };
}
