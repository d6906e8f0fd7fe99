// One unit of work that takes an account back to how it was made: what it owns goes, its keys and secrets stay.
// Must not know what the rows mean; which table belongs to whom is a list, and a test compares it with the schema.
// For sandboxes: nothing may work on the account's rows meanwhile.
import { all, procedure, type Unit } from '../../../ports/database/database.js';

const mine = 'account_id = ?';
const of = (column: string, table: string, key = 'id', where = mine): string =>
  `${column} IN (SELECT ${key} FROM ${table} WHERE ${where})`;
const ofOffers = of('offer_id', 'offer');
const ofCoupons = of('coupon_id', 'coupon', 'id', ofOffers);

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
  ['picture_reference', of('picture_id', 'picture')],
  ['picture', 'account_id = ? OR library_id = ?'],
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

/** Jobs about rows that go: by their subject, which is a row’s id, or begins with it for the kinds that are handed in. */
const byId = ['generation_task', 'notice', 'painting_task', 'temporary_media', 'picture'] as const;

const times = (where: string): number => where.split('?').length - 1;

export const emptyAccount = procedure(
  'operations.empty-account',
  'write',
  function* (a: {
    accountId: string;
    /** Kinds of jobs whose subject is the number of a message, or begins with the id of an offer or a campaign. */
    jobs: { readonly message: string; readonly offer: string; readonly campaign: string };
  }): Unit<number> {
    const { accountId, jobs } = a;
    for (const table of byId) yield* all(`DELETE FROM job WHERE ${of('subject', table)}`, accountId);
    yield* all('DELETE FROM job WHERE subject = ?', accountId);
    yield* all(`DELETE FROM job WHERE ${of('subject', 'coupon_gift', 'token', ofCoupons)}`, accountId);
    yield* all(
      `DELETE FROM job WHERE kind = ? AND ${of('subject', 'message', 'CAST(id AS TEXT)')}`,
      jobs.message,
      accountId,
    );
    for (const [kind, table, separator] of [
      [jobs.offer, 'offer', ':'],
      [jobs.campaign, 'campaign', '/'],
    ] as const) {
      const ids = yield* all<{ id: string }>(`SELECT CAST(id AS TEXT) AS id FROM ${table} WHERE ${mine}`, accountId);
      for (const { id } of ids)
        yield* all('DELETE FROM job WHERE kind = ? AND subject LIKE ?', kind, `${id}${separator}%`);
    }
    let gone = 0;
    for (const [table, where] of ownedRows) {
      const ids = Array.from({ length: times(where) }, () => accountId);
      const before = yield* all<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table} WHERE ${where}`, ...ids);
      yield* all(`DELETE FROM ${table} WHERE ${where}`, ...ids);
      gone += Number(before[0]?.n ?? 0);
    }
    return gone;
  },
);

export const procedures = [emptyAccount];
