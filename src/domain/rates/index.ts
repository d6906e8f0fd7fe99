// Public face of the rates domain.
export { createRates, type Rates, type RateWindow } from './service.js';
export { rateMigrations } from './store.js';
