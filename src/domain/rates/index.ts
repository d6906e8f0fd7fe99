// Public face of the rates domain.
export { createLimitSwitch, type LimitSwitch } from './profile.js';
export { createRates, type Rates, type RateWindow } from './service.js';
export { rateMigrations } from './store.js';
