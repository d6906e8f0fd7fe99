// SQL of batches: which photos belong together, what became of each, and how far their campaigns have come.
// Must not begin campaigns; whoever adds a photo has done that.
import { all, one, procedure, run, type Unit } from '../../../ports/database/database.js';

export const batchMigrations = [
  {
    name: '0065-campaign-batches',
    statements: [
      `CREATE TABLE campaign_batch (
        id TEXT PRIMARY KEY,
        account_id TEXT NOT NULL REFERENCES account (id),
        name TEXT NOT NULL,
        total INTEGER NOT NULL,
        created_at BIGINT NOT NULL
      )`,
      'CREATE INDEX campaign_batch_account ON campaign_batch (account_id, created_at, id)',
      `CREATE TABLE campaign_batch_item (
        batch_id TEXT NOT NULL REFERENCES campaign_batch (id),
        position INTEGER NOT NULL,
        name TEXT NOT NULL,
        campaign_id TEXT REFERENCES campaign (id),
        error TEXT,
        PRIMARY KEY (batch_id, position)
      )`,
    ],
  },
] as const;

export interface BatchRow {
  id: string;
  account_id: string;
  name: string;
  total: number;
  created_at: number;
}

export interface ItemRow {
  position: number;
  name: string;
  campaign: string | null;
  error: string | null;
  /** Steps of its campaign that are over, well or badly; and the first failure. */
  done: number;
  failed: number;
  reason: string | null;
}

export const addBatch = procedure('batches.add', 'write', function* (a: BatchRow): Unit<void> {
  yield* run(
    'INSERT INTO campaign_batch (id, account_id, name, total, created_at) VALUES (?, ?, ?, ?, ?)',
    a.id,
    a.account_id,
    a.name,
    a.total,
    a.created_at,
  );
});

/** Notes what became of a photo; the second try of the same photo takes the place of the first. */
export const addItem = procedure(
  'batches.add-item',
  'write',
  function* (a: {
    batch: string;
    position: number;
    name: string;
    campaign: string | null;
    error: string | null;
  }): Unit<void> {
    yield* run(
      `INSERT INTO campaign_batch_item (batch_id, position, name, campaign_id, error) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (batch_id, position) DO UPDATE SET name = excluded.name, campaign_id = excluded.campaign_id,
         error = excluded.error`,
      a.batch,
      a.position,
      a.name,
      a.campaign,
      a.error,
    );
  },
);

export const findBatch = procedure('batches.find', 'read', function* (a: { accountId: string; id: string }): Unit<{
  batch: BatchRow;
  items: ItemRow[];
} | null> {
  const batch = yield* one<BatchRow>('SELECT * FROM campaign_batch WHERE id = ? AND account_id = ?', a.id, a.accountId);
  if (batch === undefined) return null;
  const items = yield* all<ItemRow>(
    `SELECT i.position, i.name, i.campaign_id AS campaign, i.error,
         COALESCE(SUM(CASE WHEN s.state = 'done' THEN 1 ELSE 0 END), 0) AS done,
         COALESCE(SUM(CASE WHEN s.state = 'failed' THEN 1 ELSE 0 END), 0) AS failed, MIN(s.error) AS reason
       FROM campaign_batch_item i LEFT JOIN campaign_step s ON s.campaign_id = i.campaign_id
       WHERE i.batch_id = ? GROUP BY i.position, i.name, i.campaign_id, i.error ORDER BY i.position`,
    a.id,
  );
  return { batch, items };
});

export const listBatches = procedure('batches.list', 'read', function* (a: { accountId: string; limit: number }): Unit<
  BatchRow[]
> {
  return yield* all<BatchRow>(
    'SELECT * FROM campaign_batch WHERE account_id = ? ORDER BY created_at DESC, id DESC LIMIT ?',
    a.accountId,
    a.limit,
  );
});

export const procedures = [addBatch, addItem, findBatch, listBatches];
