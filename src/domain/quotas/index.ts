// Public face of the quotas domain.
export { createQuotas, type QuotaPeriod, type Quotas } from './service.js';
export { quotaMigrations } from './store.js';
