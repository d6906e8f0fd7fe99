// Public face of the coupons domain.
export { type ClaimArgs, claimCopy } from './claims/store.js';
export type { Changed } from './copies/store.js';
export { noticePrefix } from './events/store.js';
export { expireJob } from './expiry/store.js';
export type { Figures, Tally } from './figures/sums.js';
export { giftReturnJob } from './gifts/store.js';
export { offerGroup, reviewJob } from './offers/store.js';
export { generatedDigits, giftLifeMs, isCode, mostCodesPerBatch, mostStock } from './rules.js';
export { type Coupons, createCoupons } from './service.js';
export { couponMigrations } from './store.js';
export * from './types.js';
