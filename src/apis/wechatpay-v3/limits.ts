// The vendor's rate limits as data, and one counter per operation and way of calling.
// Must not know routes. Two sources disagree on image generation, hence the profiles.
import type { Rates, RateWindow } from '../../domain/rates/index.js';
import type { LimitProfile } from '../room.js';

export type LimitedOperation = 'submit' | 'query' | 'notify-configs' | 'upload' | 'certificates';

/** Calls per second and caller. */
export const perSecond: Readonly<Record<Exclude<LimitProfile, 'off'>, Readonly<Record<LimitedOperation, number>>>> = {
  /** wechatpay.im/openapi and its yaml, 2026-01-26. */
  seed: { submit: 500, query: 500, 'notify-configs': 20, upload: 20, certificates: 1000 },
  /** pay.weixin.qq.com/doc/v3/partner/4017327752 and 4017327739, brand 4017327691 and 4017327697, 2026-01-26. */
  official: { submit: 10, query: 20, 'notify-configs': 20, upload: 20, certificates: 1000 },
};

/** A counter for one operation that follows the profile in force. @param name of the route, with its method */
export function limiterFor(
  profile: () => LimitProfile,
  operation: LimitedOperation,
  name: string,
  rates: Rates,
): RateWindow {
  const window = (each: Exclude<LimitProfile, 'off'>) =>
    rates.window({ name, limit: perSecond[each][operation], windowMs: 1_000 });
  const windows = { seed: window('seed'), official: window('official') };
  return {
    take: (key) => {
      const current = profile();
      return current === 'off' || windows[current].take(key);
    },
  };
}
