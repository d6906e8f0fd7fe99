// SQL of campaigns, as units of work: an order to do a step and its job are one fact, a result and its pictures another.
// Must not touch bytes or engines.

import { all, one, procedure, run, type Unit } from '../../ports/database/database.js';
import { enqueue } from '../../ports/queue/store.js';
import { type PictureRow, recordPicture } from '../pictures/index.js';
import { batchMigrations, procedures as batchProcedures } from './batches/store.js';
import { followers, sources } from './rules.js';
import { type StepName, stepNames } from './types.js';

export const stepJob = 'campaigns.step';

export const campaignMigrations = [
  ...batchMigrations,
  {
    name: '0040-campaigns',
    statements: [
      `CREATE TABLE campaign (
        id TEXT PRIMARY KEY,
        account_id TEXT NOT NULL REFERENCES account (id),
        name TEXT NOT NULL,
        photo TEXT NOT NULL REFERENCES picture (id),
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL
      )`,
      'CREATE INDEX campaign_account ON campaign (account_id, updated_at)',
      `CREATE TABLE campaign_step (
        campaign_id TEXT NOT NULL REFERENCES campaign (id),
        name TEXT NOT NULL,
        settings TEXT NOT NULL,
        state TEXT NOT NULL,
        result TEXT NOT NULL,
        error TEXT,
        version INTEGER NOT NULL,
        PRIMARY KEY (campaign_id, name)
      )`,
    ],
  },
  {
    name: '0063-campaign-lists',
    statements: [
      'DROP INDEX campaign_account',
      'CREATE INDEX campaign_account ON campaign (account_id, updated_at, id)',
    ],
  },
] as const;

export interface CampaignRow {
  id: string;
  account_id: string;
  name: string;
  photo: string;
  created_at: number;
  updated_at: number;
}

export interface StepRow {
  campaign_id: string;
  name: StepName;
  /** JSON of the step's settings. */
  settings: string;
  state: string;
  /** JSON: pictures and facts. */
  result: string;
  error: string | null;
  version: number;
}

const emptyResult = '{"pictures":[],"facts":{}}';
const subjectOf = (campaign: string, name: StepName, version: number): string => `${campaign}/${name}/${version}`;

/** Puts the step's job in the queue when everything it is made from is there. */
function* enqueueIfReady(campaign: string, name: StepName, now: number): Unit<void> {
  const rows = yield* all<StepRow>('SELECT * FROM campaign_step WHERE campaign_id = ?', campaign);
  const byName = new Map(rows.map((row) => [row.name, row]));
  const step = byName.get(name);
  if (step?.state !== 'waiting') return;
  if (sources[name].every((source) => byName.get(source)?.state === 'done')) {
    const subject = subjectOf(campaign, name, step.version);
    const owner = yield* one<{ account_id: string }>('SELECT account_id FROM campaign WHERE id = ?', campaign);
    if (owner !== undefined) yield* enqueue({ kind: stepJob, subject, runAt: now, account: owner.account_id });
  }
}

/** Records a campaign with all its steps ordered. The photo's row is recorded by the same unit. */
export const insertCampaign = procedure(
  'campaigns.insert',
  'write',
  function* (a: { campaign: CampaignRow; photo: PictureRow; settings: Record<StepName, string> }): Unit<void> {
    yield* recordPicture(a.photo);
    const { id, account_id, name, photo, created_at, updated_at } = a.campaign;
    yield* run('INSERT INTO campaign VALUES (?, ?, ?, ?, ?, ?)', id, account_id, name, photo, created_at, updated_at);
    for (const step of stepNames) {
      yield* run(
        `INSERT INTO campaign_step (campaign_id, name, settings, state, result, error, version)
       VALUES (?, ?, ?, 'waiting', ?, NULL, 1)`,
        id,
        step,
        a.settings[step],
        emptyResult,
      );
    }
    for (const step of stepNames) yield* enqueueIfReady(id, step, created_at);
  },
);

/** Orders a step, and all that is made from it, to be done again. False when there is no such campaign of this account. */
export const orderStep = procedure(
  'campaigns.order',
  'write',
  function* (a: { campaign: string; accountId: string; name: StepName; settings: string; now: number }): Unit<boolean> {
    const campaign = yield* one<CampaignRow>(
      'SELECT * FROM campaign WHERE id = ? AND account_id = ?',
      a.campaign,
      a.accountId,
    );
    if (campaign === undefined) return false;
    yield* run(
      'UPDATE campaign_step SET settings = ? WHERE campaign_id = ? AND name = ?',
      a.settings,
      a.campaign,
      a.name,
    );
    for (const name of [a.name, ...followers(a.name)]) {
      yield* run(
        `UPDATE campaign_step SET state = 'waiting', error = NULL, version = version + 1 WHERE campaign_id = ? AND name = ?`,
        a.campaign,
        name,
      );
    }
    for (const name of [a.name, ...followers(a.name)]) yield* enqueueIfReady(a.campaign, name, a.now);
    yield* run('UPDATE campaign SET updated_at = ? WHERE id = ?', a.now, a.campaign);
    return true;
  },
);

/** Marks an ordered step as running; null when the order has been replaced by a newer one, or there is none. */
export const beginStep = procedure(
  'campaigns.begin',
  'write',
  function* (a: {
    campaign: string;
    name: StepName;
    version: number;
    now: number;
  }): Unit<{ campaign: CampaignRow; steps: StepRow[] } | null> {
    const campaign = yield* one<CampaignRow>('SELECT * FROM campaign WHERE id = ?', a.campaign);
    const steps = yield* all<StepRow>('SELECT * FROM campaign_step WHERE campaign_id = ?', a.campaign);
    const step = steps.find(({ name }) => name === a.name);
    if (campaign === undefined || step === undefined || step.version !== a.version) return null;
    if (step.state !== 'waiting' && step.state !== 'running') return null;
    yield* run(`UPDATE campaign_step SET state = 'running' WHERE campaign_id = ? AND name = ?`, a.campaign, a.name);
    yield* run('UPDATE campaign SET updated_at = ? WHERE id = ?', a.now, a.campaign);
    return { campaign, steps };
  },
);

/** Ends a step with its result or its failure, unless a newer order has come. What follows from it becomes ready. */
export const endStep = procedure(
  'campaigns.end',
  'write',
  function* (a: {
    campaign: string;
    name: StepName;
    version: number;
    pictures: PictureRow[];
    result: string | null;
    error: string | null;
    now: number;
  }): Unit<void> {
    const step = yield* one<StepRow>(
      'SELECT * FROM campaign_step WHERE campaign_id = ? AND name = ? AND version = ?',
      a.campaign,
      a.name,
      a.version,
    );
    if (step === undefined) return;
    for (const picture of a.pictures) yield* recordPicture(picture);
    yield* run(
      'UPDATE campaign_step SET state = ?, result = ?, error = ? WHERE campaign_id = ? AND name = ?',
      a.error === null ? 'done' : 'failed',
      a.result ?? step.result,
      a.error,
      a.campaign,
      a.name,
    );
    yield* run('UPDATE campaign SET updated_at = ? WHERE id = ?', a.now, a.campaign);
    if (a.error === null) for (const name of followers(a.name)) yield* enqueueIfReady(a.campaign, name, a.now);
  },
);

export const findCampaign = procedure('campaigns.find', 'read', function* (id: string): Unit<{
  campaign: CampaignRow;
  steps: StepRow[];
  photo: PictureRow;
} | null> {
  const campaign = yield* one<CampaignRow>('SELECT * FROM campaign WHERE id = ?', id);
  if (campaign === undefined) return null;
  const steps = yield* all<StepRow>('SELECT * FROM campaign_step WHERE campaign_id = ?', id);
  const photo = yield* one<PictureRow>('SELECT * FROM picture WHERE id = ?', campaign.photo);
  return photo === undefined ? null : { campaign, steps, photo };
});

export const listCampaigns = procedure(
  'campaigns.list',
  'read',
  function* (a: {
    accountId: string;
    limit: number;
    /** Only what was last changed before this time, or at it under a lower id. */
    before: { time: number; id: string };
  }): Unit<{ campaign: CampaignRow; steps: StepRow[]; photo: PictureRow }[]> {
    const campaigns = yield* all<CampaignRow>(
      `SELECT * FROM campaign WHERE account_id = ? AND (updated_at, id) < (?, ?)
       ORDER BY updated_at DESC, id DESC LIMIT ?`,
      a.accountId,
      a.before.time,
      a.before.id,
      a.limit,
    );
    const found: { campaign: CampaignRow; steps: StepRow[]; photo: PictureRow }[] = [];
    for (const campaign of campaigns) {
      const steps = yield* all<StepRow>('SELECT * FROM campaign_step WHERE campaign_id = ?', campaign.id);
      const photo = yield* one<PictureRow>('SELECT * FROM picture WHERE id = ?', campaign.photo);
      if (photo !== undefined) found.push({ campaign, steps, photo });
    }
    return found;
  },
);

export const renameCampaign = procedure(
  'campaigns.rename',
  'write',
  function* (a: { campaign: string; accountId: string; name: string; now: number }): Unit<boolean> {
    const rows = yield* all(
      'UPDATE campaign SET name = ?, updated_at = ? WHERE id = ? AND account_id = ? RETURNING id',
      a.name,
      a.now,
      a.campaign,
      a.accountId,
    );
    return rows.length > 0;
  },
);

export const procedures = [
  ...batchProcedures,
  insertCampaign,
  orderStep,
  beginStep,
  endStep,
  findCampaign,
  listCampaigns,
  renameCampaign,
];
