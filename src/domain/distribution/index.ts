// Public face of the distribution domain.
export { broadcastFinished, broadcastJob } from './messages/store.js';
export { createDistribution, type Distribution } from './service.js';
export { distributionMigrations } from './store.js';
export type {
  CodeShow,
  OfferDraft,
  OfferFace,
  OfferLink,
  OfferRevision,
  PageScript,
  ScriptItem,
  ScriptRequest,
  SignedClaim,
  Storefront,
} from './storefront.js';
export { saidNotice } from './talk/store.js';
export * from './types.js';
