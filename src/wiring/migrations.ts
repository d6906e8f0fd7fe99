// The history of the schema: every domain's steps, in the order in which they were released.
// Must not hold SQL; each domain has its own.
import { accountMigrations, accountSecretMigrations } from '../domain/accounts/index.js';
import { audienceMigrations } from '../domain/audience/index.js';
import { auditMigrations } from '../domain/audit/index.js';
import { campaignMigrations } from '../domain/campaigns/index.js';
import { couponMigrations } from '../domain/coupons/index.js';
import { deliveryMigrations } from '../domain/delivery/index.js';
import { distributionMigrations } from '../domain/distribution/index.js';
import { generationMigrations } from '../domain/generation/index.js';
import { mediaMigrations } from '../domain/media/index.js';
import { clockMigrations } from '../domain/operations/index.js';
import { paintingMigrations } from '../domain/painting/index.js';
import { libraryMigrations, pictureMigrations } from '../domain/pictures/index.js';
import { pointMigrations } from '../domain/points/index.js';
import { quotaMigrations } from '../domain/quotas/index.js';
import { rateMigrations } from '../domain/rates/index.js';
import { tokenMigrations } from '../domain/tokens/index.js';
import { trafficMigrations } from '../domain/traffic/index.js';
import { queueMigrations } from '../ports/queue/store.js';

export const migrations = [
  ...queueMigrations,
  ...accountMigrations,
  ...pictureMigrations,
  ...pointMigrations,
  ...libraryMigrations,
  ...deliveryMigrations,
  ...generationMigrations,
  ...tokenMigrations,
  ...quotaMigrations,
  ...rateMigrations,
  ...mediaMigrations,
  ...campaignMigrations,
  ...audienceMigrations,
  ...couponMigrations,
  ...distributionMigrations,
  ...paintingMigrations,
  ...accountSecretMigrations,
  ...trafficMigrations,
  ...auditMigrations,
  ...clockMigrations,
];
