// Batches of campaigns: many photos begun together, how far they have come, which of them failed and why.
// Must not do a step, nor pack results.
import { type Clock, timeOf } from '../../../kernel/clock.js';
import { DomainError, isDomainError } from '../../../kernel/errors.js';
import { type RandomBytes, uuid7 } from '../../../kernel/ids.js';
import type { Database } from '../../../ports/database/database.js';
import { type Campaign, stepNames } from '../types.js';
import { addBatch, addItem, findBatch, type ItemRow, listBatches } from './store.js';

export type BatchItemState = 'running' | 'done' | 'failed';

export interface BatchItem {
  /** From 0, in the order of the photos. */
  readonly position: number;
  readonly name: string;
  /** Null: the photo could not even be begun with. */
  readonly campaign: string | null;
  readonly state: BatchItemState;
  /** Steps that are over, of five. */
  readonly steps: number;
  /** A domain error code; null unless something failed. */
  readonly error: string | null;
}

export interface Batch {
  readonly id: string;
  readonly name: string;
  /** Photos announced. */
  readonly total: number;
  readonly createdAt: number;
  readonly items: readonly BatchItem[];
}

export interface Batches {
  begin(accountId: string, name: string, total: number): Promise<Batch>;
  /**
   * Begins with a photo of a batch. What is wrong with it is noted and told, not thrown: the others go on.
   * @throws DomainError NOT_FOUND, INVALID for a position beyond the total
   */
  add(
    accountId: string,
    id: string,
    photo: { position: number; name: string; begin: () => Promise<Campaign> },
  ): Promise<{ campaign: Campaign | null; error: string | null }>;
  /** @throws DomainError NOT_FOUND */
  get(accountId: string, id: string): Promise<Batch>;
  /** Newest first, without their items. */
  list(accountId: string, limit: number): Promise<Omit<Batch, 'items'>[]>;
}

function toItem(row: ItemRow): BatchItem {
  const [done, failed] = [Number(row.done), Number(row.failed)];
  const steps = done + failed;
  const over = row.campaign === null || steps >= stepNames.length || failed > 0;
  const bad = row.error !== null || failed > 0;
  return {
    position: row.position,
    name: row.name,
    campaign: row.campaign,
    state: bad ? 'failed' : over ? 'done' : 'running',
    steps,
    error: row.error ?? row.reason,
  };
}

export function createBatches(parts: { database: Database; clock: Clock; random: RandomBytes }): Batches {
  const { database, clock, random } = parts;
  const get = async (accountId: string, id: string): Promise<Batch> => {
    const found = await database.run(findBatch, { accountId, id });
    if (found === null) throw new DomainError('NOT_FOUND', 'no such batch');
    const { name, total, created_at } = found.batch;
    return { id, name, total, createdAt: created_at, items: found.items.map(toItem) };
  };
  return {
    begin: async (accountId, name, total) => {
      const batch = {
        id: uuid7(clock, random),
        account_id: accountId,
        name,
        total,
        created_at: timeOf(clock, accountId),
      };
      await database.run(addBatch, batch);
      return get(accountId, batch.id);
    },
    add: async (accountId, id, { position, name, begin }) => {
      const { total } = await get(accountId, id);
      if (position >= total) throw new DomainError('INVALID', `the batch has ${total} photos`, { field: 'position' });
      const note = (campaign: string | null, error: string | null) =>
        database.run(addItem, { batch: id, position, name, campaign, error });
      try {
        const campaign = await begin();
        await note(campaign.id, null);
        return { campaign, error: null };
      } catch (error) {
        if (!isDomainError(error)) throw error;
        await note(null, error.code);
        return { campaign: null, error: error.code };
      }
    },
    get,
    list: async (accountId, limit) =>
      (await database.run(listBatches, { accountId, limit })).map(({ id, name, total, created_at }) => ({
        id,
        name,
        total,
        createdAt: created_at,
      })),
  };
}
