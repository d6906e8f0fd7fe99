// Public face of the generation domain.
export { type RunParts, runTask } from './run.js';
export { createGeneration, type Generation } from './service.js';
export { finishedNotice, generationMigrations, runJob } from './store.js';
export type { GenerationRequest, Task, TaskState } from './types.js';
