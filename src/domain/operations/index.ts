// Public face of the operations domain.

export { alike } from './carry/alike.js';
export { loadRows, type NumberedKinds, renameRows, saveRows } from './carry/store.js';
export { clockMigrations, keepClock, keptClocks } from './clocks/store.js';
export { checkLine, createHealth } from './health.js';
export { emptyAccount } from './reset/store.js';
export { createOperations, type Operations, type Storage } from './service.js';
export { appliedSteps, referencedBlobs } from './store.js';
