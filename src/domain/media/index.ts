// Public face of the temporary-media domain.
export { createTemporaryMedia, type Media, type NewMedia, type TemporaryMedia } from './service.js';
export { mediaMigrations, purgeJob } from './store.js';
