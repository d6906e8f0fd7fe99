// What an account owns, and the unit of work that takes it back to how it was made: that goes, its keys and secrets stay.
// Must not know what the rows mean; which table belongs to whom is a list, and a test compares it with the schema.
// For sandboxes: nothing may work on the account's rows meanwhile.
import { all, one, procedure, type SqlValue, type Unit } from '../../../ports/database/database.js';

const mine = 'account_id = ?';
const of = (column: string, table: string, key = 'id', where = mine): string =>
  `${column} IN (SELECT ${key} FROM ${table} WHERE ${where})`;
const ofOffers = of('offer_id', 'offer');
const ofCoupons = of('coupon_id', 'coupon', 'id', ofOffers);
/** A picture in a library is the library's, whoever put it there. */
const ownPicture = 'library_id = ? OR (library_id IS NULL AND account_id = ?)';

/** Tables whose rows belong to an account, each before those it points to; every `?` is the account's id. */
export const ownedRows: readonly (readonly [table: string, where: string])[] = [
  ['attempt', of('notice_id', 'notice')],
  ['notice', mine],
  ['endpoint', mine],
  ['generation_task', mine],
  ['painting_picture', of('task_id', 'painting_task')],
  ['painting_task', mine],
  ['painting_lane', mine],
  ['campaign_batch_item', `${of('batch_id', 'campaign_batch')} OR ${of('campaign_id', 'campaign')}`],
  ['campaign_batch', mine],
  ['campaign_step', of('campaign_id', 'campaign')],
  ['campaign', mine],
  ['picture_tag', 'library_id = ?'],
  ['picture_reference', of('picture_id', 'picture', 'id', ownPicture)],
  ['picture', ownPicture],
  ['picture_category', 'library_id = ?'],
  ['library', mine],
  ['temporary_media', mine],
  ['quota_use', mine],
  ['bearer_token', mine],
  ['point_entry', mine],
  ['point_balance', mine],
  ['coupon_mark', ofCoupons],
  ['coupon_gift', ofCoupons],
  ['coupon_event', ofOffers],
  ['code_import', ofOffers],
  ['coupon', ofOffers],
  ['coupon_code_place', ofOffers],
  ['coupon_code', ofOffers],
  ['offer_stock', ofOffers],
  ['offer', mine],
  ['coupon_holder', mine],
  ['coupon_place', mine],
  ['tag_member', mine],
  ['tag', mine],
  ['follower', mine],
  ['sign_in_code', mine],
  ['sign_in_token', mine],
  ['ticket_item', of('ticket_key', 'ticket', 'key')],
  ['ticket', mine],
  ['signed_use', mine],
  ['shelf_card', of('shelf_key', 'shelf', 'key')],
  ['shelf', mine],
  ['inbox', mine],
  ['message_target', of('message_id', 'message')],
  ['message', mine],
  ['tester', mine],
  ['counter', mine],
  ['signing_key', mine],
  ['account_clock', mine],
];

/** Tables that stay as they are, with the reason. */
export const keptTables: Readonly<Record<string, string>> = {
  account: 'the account itself',
  client_key: 'its credentials',
  server_key: 'its credentials',
  account_server_key: 'its credentials',
  account_secret: 'its credentials',
  account_brand: 'its credentials',
  painting_turn: 'one count for everybody',
  sealing_key: 'the server’s own',
  limit_profile: 'the server’s own',
  migration: 'the schema’s history',
  job: 'emptied of what is about these rows',
  traffic: 'what was asked was asked',
  traffic_text: 'what was asked was asked',
  traffic_block: 'what was asked was asked',
  audit_entry: 'nobody takes back what was done',
  audit_head: 'nobody takes back what was done',
  rate_window: 'ends by itself within the window',
};

/** Kinds of jobs whose subject is the number of a message, or begins with the id of an offer or a campaign. */
export interface NumberedJobs {
  readonly message: string;
  readonly offer: string;
  readonly campaign: string;
}

export interface Condition {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** A condition of {@link ownedRows} with its values. */
export const ownedBy = (accountId: string, sql: string): Condition => ({
  sql,
  values: Array.from({ length: sql.split('?').length - 1 }, () => accountId),
});

/** Which jobs are about an account's rows: by their subject, which is a row’s id, or begins with it for the kinds handed in. */
export function ownedJobs(accountId: string, kinds: NumberedJobs): Condition {
  const begins = (table: string, separator: string): string =>
    `EXISTS (SELECT 1 FROM ${table} WHERE ${mine} AND job.subject LIKE CAST(${table}.id AS TEXT) || '${separator}%')`;
  const conditions: readonly (readonly [sql: string, kind?: string])[] = [
    ['subject = ?'],
    ...['generation_task', 'notice', 'painting_task', 'temporary_media'].map(
      (table) => [of('subject', table)] as const,
    ),
    [of('subject', 'picture', 'id', ownPicture)],
    [of('subject', 'coupon_gift', 'token', ofCoupons)],
    [of('subject', 'message', 'CAST(id AS TEXT)'), kinds.message],
    [begins('offer', ':'), kinds.offer],
    [begins('campaign', '/'), kinds.campaign],
  ];
  return {
    sql: conditions.map(([sql, kind]) => (kind === undefined ? `(${sql})` : `(${sql} AND kind = ?)`)).join(' OR '),
    values: conditions.flatMap(([sql, kind]) => [
      ...ownedBy(accountId, sql).values,
      ...(kind === undefined ? [] : [kind]),
    ]),
  };
}

/** Whether all rows of a table are an account's: an engine deals with a whole table much faster than with its rows. */
export function* ownsAll(table: string, { sql, values }: Condition): Unit<boolean> {
  return (yield* one(`SELECT 1 AS other FROM ${table} WHERE (${sql}) IS NOT TRUE LIMIT 1`, ...values)) === undefined;
}

export const emptyAccount = procedure(
  'operations.empty-account',
  'write',
  /** @param a.kept tables whose rows stay */
  function* (a: { accountId: string; jobs: NumberedJobs; kept: readonly string[] }): Unit<void> {
    const jobs = ownedJobs(a.accountId, a.jobs);
    yield* all(`DELETE FROM job WHERE ${jobs.sql}`, ...jobs.values);
    const offers = yield* all<{ id: number }>(`SELECT id FROM offer WHERE ${mine}`, a.accountId);
    for (const [table, where] of ownedRows) {
      if (a.kept.includes(table)) continue;
      const { sql, values } = ownedBy(a.accountId, where);
      if (yield* ownsAll(table, { sql, values })) yield* all(`DELETE FROM ${table}`);
      else if (where === ofOffers) {
        // By the million: rows go as they are found where the condition holds no query; else all are written down first.
        for (const { id } of offers) yield* all(`DELETE FROM ${table} WHERE offer_id = ?`, id);
      } else yield* all(`DELETE FROM ${table} WHERE ${sql}`, ...values);
    }
  },
);

export const procedures = [emptyAccount];
