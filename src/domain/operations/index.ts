// Public face of the operations domain.

export { createOperations, type Operations, type Storage } from './service.js';
export { appliedSteps, referencedBlobs } from './store.js';
