// Public face of the operations domain.

export { emptyAccount } from './reset/store.js';
export { createOperations, type Operations, type Storage } from './service.js';
export { appliedSteps, referencedBlobs } from './store.js';
