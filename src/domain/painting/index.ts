// Public face of the painting domain.
export { type GroundRequest, paintGround } from './ground.js';
export { longestPrompt, mostPictures, paintingSizes } from './rules.js';
export { type PaintingRunParts, type PictureLabel, runPainting } from './run.js';
export { createPaintings, type Paintings } from './service.js';
export { paintingMigrations, paintJob, purgeJob as paintingPurgeJob } from './store.js';
export type { Painting, PaintingFailure, PaintingInLine, PaintingRequest, PaintingState } from './types.js';
