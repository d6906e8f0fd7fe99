// Which step follows from which, and what a step does when nothing else was said.
// Must not touch storage or engines.
import type { StepName, StepSettings } from './types.js';

/** The steps whose results a step is made from; the photo is there from the start. */
export const sources: Readonly<Record<StepName, readonly StepName[]>> = {
  cutout: [],
  crops: [],
  background: [],
  poster: ['cutout', 'background'],
  coupon: [],
};

/** The steps made from a step's result: they are done again when it is. */
export const followers = (name: StepName): StepName[] =>
  (Object.keys(sources) as StepName[]).filter((each) => sources[each].includes(name));

/** What a new campaign begins with. `name` is the merchant's word for the product. */
export const firstSettings = (name: string, seed: number): StepSettings => ({
  cutout: {},
  crops: { ratios: [1, 2.35, 3 / 4] },
  background: { prompt: `${name || '商品'}展台，柔和光线，留白`, style: '探索无限', seed },
  poster: { scale: 0.72, shiftX: 0, shiftY: 0.06 },
  coupon: {
    offer: { kind: 'amount-off', thresholdFen: 10_000, amountFen: 2_000 },
    scope: 'all',
    usage: 'single',
    brandName: name,
    seed: String(seed),
  },
});
