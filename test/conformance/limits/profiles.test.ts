// How exactly the limit profiles are kept: a caller who never stops gets what the profile says, to within 1 %.
import { describe, expect, it } from 'vitest';
import { createLimits as paintingLimits } from '../../../src/apis/ai-painting/limits.js';
import { readSettings as paintingSettings } from '../../../src/apis/ai-painting/settings.js';
import { createRateLimit } from '../../../src/apis/picture-space/limits.js';
import { createLimits as messageLimits } from '../../../src/apis/wechat-mp/limits.js';
import { readSettings as messageSettings } from '../../../src/apis/wechat-mp/settings.js';
import { type LimitedOperation, limiterFor, perSecond } from '../../../src/apis/wechatpay-v3/limits.js';
import { createRates, type Rates } from '../../../src/domain/rates/index.js';
import { ManualClock } from '../../../src/kernel/clock.js';

const seconds = 10;
const unlimitedQuotas = { take: async () => true, used: async () => 0 } as never;

/** Asks again and again for ten seconds, `perMs` times in every millisecond; resolves to how often it was let in. */
async function saturate(make: (rates: Rates) => () => Promise<unknown>, perMs: number): Promise<number> {
  const clock = new ManualClock(Date.UTC(2026, 0, 26));
  const ask = make(createRates({ database: null, clock }));
  let passed = 0;
  for (let ms = 0; ms < seconds * 1_000; ms += 1) {
    for (let each = 0; each < perMs; each += 1) {
      // A window says false, a room’s own limits throw.
      if ((await ask().catch(() => false)) !== false) passed += 1;
    }
    clock.advance(1);
  }
  return passed;
}

const within = (found: number, limit: number): number => Math.abs(found / (limit * seconds) - 1);

describe.each(['seed', 'official'] as const)('the profile %s', (profile) => {
  it.each(Object.entries(perSecond[profile]) as [LimitedOperation, number][])(
    'lets a saturated caller of %s in %d times a second, to within 1 %%',
    async (operation, limit) => {
      const found = await saturate((rates) => {
        const window = limiterFor(() => profile, operation, operation, rates);
        return async () => window?.take('caller');
      }, 2);
      expect(within(found, limit)).toBeLessThanOrEqual(0.01);
    },
  );

  it('lets a saturated token of the picture space in 10 times a second, to within 1 %', async () => {
    const found = await saturate((rates) => {
      const limit = createRateLimit(() => profile, rates);
      return () => limit.take('token');
    }, 1);
    expect(within(found, 10)).toBeLessThanOrEqual(0.01);
  });

  it('keeps the painting gateway’s and the pictures’ rate where it has one', async () => {
    const own = paintingSettings({}).perSecond;
    const found = await saturate((rates) => {
      const limit = paintingLimits(() => profile, own, rates);
      return () => limit.take('key');
    }, 1);
    if (profile === 'seed') expect(found).toBe(seconds * 1_000);
    else expect(within(found, 10)).toBeLessThanOrEqual(0.01);

    const settings = messageSettings({}, false);
    const images = await saturate((rates) => {
      const limits = messageLimits({ profile: () => profile, settings, quotas: unlimitedQuotas, rates });
      return () => limits.take('image', 'account');
    }, 1);
    if (profile === 'seed') expect(images).toBe(seconds * 1_000);
    else expect(within(images, 10)).toBeLessThanOrEqual(0.01);
  });
});
