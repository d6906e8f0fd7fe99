// Campaigns: begins one from a photo, orders its steps anew, tells how they stand.
// Must not do a step; run.ts does, in the worker.
import { type Clock, timeOf } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/errors.js';
import { type RandomBytes, uuid7 } from '../../kernel/ids.js';
import type { Database } from '../../ports/database/database.js';
import type { Queue } from '../../ports/queue/queue.js';
import type { Pictures } from '../pictures/index.js';
import { type Batches, createBatches } from './batches/service.js';
import { firstSettings } from './rules.js';
import { findCampaign, insertCampaign, listCampaigns, orderStep, renameCampaign } from './store.js';
import { type Campaign, type Step, type StepName, type StepPicture, type StepSettings, stepNames } from './types.js';

/** What a campaign may be told at its begin; the rest is as always. */
export interface FirstSettings {
  readonly background?: Partial<StepSettings['background']> | undefined;
  readonly coupon?: Partial<StepSettings['coupon']> | undefined;
}

export interface Campaigns {
  /**
   * Stores the photo and orders every step, with these settings where they are named. Resolves once that is on disk.
   * @throws DomainError BAD_IMAGE, TOO_LARGE
   */
  begin(accountId: string, photo: Uint8Array, name: string, settings?: FirstSettings): Promise<Campaign>;
  /** Many photos at once. */
  readonly batches: Batches;
  /** @throws DomainError NOT_FOUND when there is none, or it is another account's */
  get(accountId: string, id: string): Promise<Campaign>;
  /** Last changed first. @param before only those that come after this place in the list */
  list(accountId: string, limit: number, before?: { time: number; id: string }): Promise<Campaign[]>;
  /** Orders a step to be done again with these settings, and what is made from it. @throws DomainError NOT_FOUND */
  order<N extends StepName>(accountId: string, id: string, name: N, settings: StepSettings[N]): Promise<Campaign>;
  /** Stores a cut-out mended by hand and takes it instead of the engine's. @throws as {@link begin}, NOT_FOUND */
  repairCutout(accountId: string, id: string, png: Uint8Array): Promise<Campaign>;
  /** @throws DomainError NOT_FOUND */
  rename(accountId: string, id: string, name: string): Promise<Campaign>;
}

export function createCampaigns(parts: {
  database: Database;
  queue: Queue;
  clock: Clock;
  random: RandomBytes;
  pictures: Pictures;
}): Campaigns {
  const { database, queue, clock, random, pictures } = parts;
  type Rows = NonNullable<Awaited<ReturnType<typeof load>>>;
  const load = (id: string) => database.run(findCampaign, id);

  const toCampaign = ({ campaign, steps, photo }: Rows): Campaign => ({
    id: campaign.id,
    accountId: campaign.account_id,
    name: campaign.name,
    photo: { id: photo.id, format: photo.format, width: photo.width, height: photo.height, role: 'photo' },
    steps: stepNames.flatMap((name) => {
      const row = steps.find((step) => step.name === name);
      if (row === undefined) return [];
      const { pictures: made, facts } = JSON.parse(row.result) as Pick<Step, 'pictures' | 'facts'>;
      const step: Step = {
        name,
        state: row.state as Step['state'],
        settings: JSON.parse(row.settings) as StepSettings[typeof name],
        pictures: made as readonly StepPicture[],
        facts,
        error: row.error,
        version: row.version,
      };
      return [step];
    }),
    createdAt: campaign.created_at,
    updatedAt: campaign.updated_at,
  });

  const get = async (accountId: string, id: string): Promise<Campaign> => {
    const rows = await load(id);
    if (rows === null || rows.campaign.account_id !== accountId) throw new DomainError('NOT_FOUND', 'no such campaign');
    return toCampaign(rows);
  };

  const order = async (accountId: string, id: string, name: StepName, settings: object): Promise<Campaign> => {
    const known = await database.run(orderStep, {
      campaign: id,
      accountId,
      name,
      settings: JSON.stringify(settings),
      now: timeOf(clock, accountId),
    });
    if (!known) throw new DomainError('NOT_FOUND', 'no such campaign');
    queue.announce();
    return get(accountId, id);
  };

  return {
    batches: createBatches({ database, clock, random }),
    begin: async (accountId, photo, name, some) => {
      const now = timeOf(clock, accountId);
      const row = await pictures.prepare({ accountId, bytes: photo, title: name || 'photo', origin: 'upload' });
      const id = uuid7(clock, random);
      const first = firstSettings(name, random(4).readUInt32BE() >>> 1);
      const settings: StepSettings = {
        ...first,
        background: { ...first.background, ...some?.background },
        coupon: { ...first.coupon, ...some?.coupon },
      };
      await database.run(insertCampaign, {
        campaign: { id, account_id: accountId, name, photo: row.id, created_at: now, updated_at: now },
        photo: row,
        settings: Object.fromEntries(stepNames.map((step) => [step, JSON.stringify(settings[step])])) as Record<
          StepName,
          string
        >,
      });
      queue.announce();
      return get(accountId, id);
    },
    get,
    list: async (accountId, limit, before = { time: Number.MAX_SAFE_INTEGER, id: '' }) =>
      (await database.run(listCampaigns, { accountId, limit, before })).map(toCampaign),
    order: (accountId, id, name, settings) => order(accountId, id, name, settings),
    repairCutout: async (accountId, id, png) => {
      const current = await get(accountId, id);
      const repaired = await pictures.add(
        { accountId, bytes: png, title: `${current.name} cut-out`, origin: 'upload' },
        { formats: ['png'] },
      );
      return order(accountId, id, 'cutout', { repaired: repaired.id });
    },
    rename: async (accountId, id, name) => {
      const known = await database.run(renameCampaign, {
        campaign: id,
        accountId,
        name,
        now: timeOf(clock, accountId),
      });
      if (!known) throw new DomainError('NOT_FOUND', 'no such campaign');
      return get(accountId, id);
    },
  };
}
