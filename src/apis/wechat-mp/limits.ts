// The vendor's rates and daily quotas as data, and one check that takes them all.
// Must not know routes. Neither are counted here.
import type { Quotas } from '../../domain/quotas/index.js';
import type { Rates, RateWindow } from '../../domain/rates/index.js';
import { type LimitProfile, limitProfiles } from '../room.js';
import { type Failure, failures, Refused } from './envelope.js';
import type { WechatMpSettings } from './settings.js';

/** Operations that share a count. */
export type LimitedOperation = 'token' | 'stable-token' | 'image' | 'mass' | 'preview';

interface Limit {
  readonly perDay: number | null;
  readonly rate: { readonly limit: number; readonly windowMs: number } | null;
  /** The answer when the day's calls are used up; 45009 unless it is another. */
  readonly usedUp?: Failure;
}

export interface Limits {
  /** Counts one call. @throws Refused 45011 above the rate, 45009 above the quota of the day */
  take(operation: LimitedOperation, accountId: string): Promise<void>;
  /** How a stable token may be renewed by force; null = without limits. */
  readonly forcedRefresh: { readonly perDay: number; readonly everyMs: number } | null;
  /** Broadcasts one follower receives in a month; null = all. */
  readonly mostPerMonth: number | null;
  /** Messages one person gets before having answered; null = all. */
  readonly mostReplies: number | null;
}

/** developers.weixin.qq.com Img_Proc page: free calls a day. Its rate per second is not published (POLICY). */
const officialImages = { perDay: 100, perSecond: 10 };

interface Rules {
  readonly calls: Readonly<Record<LimitedOperation, Limit>>;
  readonly windows: ReadonlyMap<LimitedOperation, RateWindow>;
  readonly others: Pick<Limits, 'forcedRefresh' | 'mostPerMonth' | 'mostReplies'>;
}

function rulesOf(profile: LimitProfile, settings: WechatMpSettings, rates: Rates): Rules {
  const unlimited = profile === 'off';
  const images = profile === 'official' ? officialImages : { perDay: null, perSecond: null };
  const imagesPerSecond = settings.imagesPerSecond ?? images.perSecond;
  const calls: Readonly<Record<LimitedOperation, Limit>> = {
    // developers.weixin.qq.com/doc/offiaccount: 2,000 a day; stable_token: 10,000 a minute, 500,000 a day.
    token: { perDay: unlimited ? null : 2_000, rate: null },
    'stable-token': {
      perDay: unlimited ? null : 500_000,
      rate: unlimited ? null : { limit: 10_000, windowMs: 60_000 },
    },
    image: {
      perDay: settings.imagesPerDay ?? images.perDay,
      rate: imagesPerSecond === null ? null : { limit: imagesPerSecond, windowMs: 1_000 },
    },
    // Batch_Sends_and_Originality_Checks: 100 calls a day, 60 a minute; 100 previews a day.
    mass: {
      perDay: unlimited ? null : 100,
      rate: unlimited ? null : { limit: 60, windowMs: 60_000 },
      usedUp: { errcode: 45028, text: 'has no masssend quota' },
    },
    preview: { perDay: unlimited ? null : 100, rate: null },
  };
  const windows = new Map<LimitedOperation, RateWindow>();
  for (const operation of Object.keys(calls) as LimitedOperation[]) {
    const { rate } = calls[operation];
    if (rate !== null && rate.limit > 0) windows.set(operation, rates.window({ name: operation, ...rate }));
  }
  const others = {
    // The stable_token page: 20 a day, and nothing is renewed within 30 s of the last renewal.
    forcedRefresh: unlimited ? null : { perDay: 20, everyMs: 30_000 },
    // Four a month is of service accounts; answers were twenty at the time of the seed pages, five today.
    mostPerMonth: profile === 'official' ? 4 : null,
    mostReplies: unlimited ? null : profile === 'official' ? 5 : 20,
  };
  return { calls, windows, others };
}

export function createLimits(parts: {
  profile: () => LimitProfile;
  settings: WechatMpSettings;
  quotas: Quotas;
  rates: Rates;
}): Limits {
  const { profile, settings, quotas, rates } = parts;
  const known = new Map(limitProfiles.map((each) => [each, rulesOf(each, settings, rates)]));
  const rules = (): Rules => {
    const found = known.get(profile());
    if (found === undefined) throw new Error('there are no rules for this profile of limits');
    return found;
  };
  return {
    take: async (operation, accountId) => {
      const { calls, windows } = rules();
      const { rate, perDay, usedUp } = calls[operation];
      const fits = rate === null || ((await windows.get(operation)?.take(accountId)) ?? false);
      if (!fits) throw new Refused(failures.tooFrequent);
      if (perDay !== null && !(await quotas.take(accountId, operation, 'day', perDay))) {
        throw new Refused(usedUp ?? failures.dailyQuota);
      }
    },
    get forcedRefresh() {
      return rules().others.forcedRefresh;
    },
    get mostPerMonth() {
      return rules().others.mostPerMonth;
    },
    get mostReplies() {
      return rules().others.mostReplies;
    },
  };
}
