// Public face of the campaigns domain.
export type { Batch, BatchItem } from './batches/service.js';
export { runStep, type StepParts } from './run.js';
export { type Campaigns, createCampaigns, type FirstSettings } from './service.js';
export { campaignMigrations, stepJob } from './store.js';
export {
  type Campaign,
  type Step,
  type StepName,
  type StepPicture,
  type StepSettings,
  type StepState,
  stepNames,
} from './types.js';
