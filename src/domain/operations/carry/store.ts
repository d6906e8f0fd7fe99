// An account's rows in a second database file (`other`, see WholeDatabase.withFile): saved there, given ids of their own, put back.
// Must not know what the rows mean. For sandboxes on the embedded database: nothing may work on the account's rows meanwhile.
import { all, marks, one, procedure, run, type SqlValue, type Unit } from '../../../ports/database/database.js';
import { createAccount, type NewAccountRows } from '../../accounts/index.js';
import { emptyAccount, type NumberedJobs, ownedBy, ownedJobs, ownedRows, ownsAll } from '../reset/store.js';
import { alike } from './alike.js';

/** Columns that hold numbers which the database gives out, by table: the ids themselves, and what refers to them. */
export const numberedColumns: Readonly<Record<string, readonly string[]>> = {
  offer: ['id'],
  offer_stock: ['offer_id'],
  coupon_code: ['offer_id'],
  code_import: ['id', 'offer_id'],
  coupon: ['id', 'offer_id', 'holder_id', 'from_id'],
  coupon_holder: ['id'],
  coupon_mark: ['coupon_id'],
  coupon_gift: ['coupon_id'],
  coupon_event: ['id', 'offer_id', 'coupon_id', 'holder_id'],
  message: ['id'],
  message_target: ['message_id'],
  inbox: ['id', 'message_id'],
};
const numberedTables = Object.keys(numberedColumns).filter((table) => numberedColumns[table]?.includes('id'));

/** Names that only one row of all accounts may have; other rows mention them, within texts as well. */
export const sharedNames: readonly (readonly [table: string, column: string])[] = [
  ['notice', 'id'],
  ['generation_task', 'id'],
  ['painting_task', 'id'],
  ['painting_picture', 'picture_id'],
  ['picture', 'id'],
  ['picture', 'number'],
  ['temporary_media', 'id'],
  ['campaign', 'id'],
  ['campaign_batch', 'id'],
  ['offer', 'number'],
  ['coupon_gift', 'token'],
  ['ticket', 'key'],
  ['ticket', 'name'],
  ['shelf', 'key'],
  ['counter', 'key'],
];
/** What somebody was handed to be let in by: a branch has credentials of its own. */
export const passes = ['bearer_token', 'sign_in_code', 'sign_in_token'];

/** What the numbers in texts belong to. */
export interface NumberedKinds {
  readonly jobs: NumberedJobs;
  /** Begin of the kinds of notices whose subject is an event's number, and the kinds whose subject is a message's. */
  readonly notices: { readonly event: string; readonly messages: readonly string[] };
}

const tables = ownedRows.map(([table]) => table);
/** Each after those it points to. */
const parentsFirst = [...ownedRows].reverse();

function* columnsOf(table: string, file = 'main'): Unit<{ name: string; type: string }[]> {
  return yield* all(`SELECT name, type FROM pragma_table_info('${table}', '${file}')`);
}
/** Copies all rows of a table into an empty one. SQLite copies page by page where both are alike and nothing is left out. */
function* copyAll(table: string, from: string, to: string): Unit<void> {
  const columns = (yield* columnsOf(table, from)).map(({ name }) => name).join(', ');
  const alike = columns === (yield* columnsOf(table, to)).map(({ name }) => name).join(', ');
  if (alike) yield* run(`INSERT INTO ${to}.${table} SELECT * FROM ${from}.${table}`);
  else yield* run(`INSERT INTO ${to}.${table} (${columns}) SELECT ${columns} FROM ${from}.${table}`);
}

/**
 * Makes an empty table of the other file anew without what must be unique beside its key: nothing is looked up there by it, and
 * a million rows would each be put into a second tree at a random place. Rows are copied one by one then, not page by page.
 */
function* dropSecondTree(table: string): Unit<void> {
  const made = yield* one<{ sql: string }>(
    "SELECT sql FROM other.sqlite_master WHERE type = 'table' AND name = ?",
    table,
  );
  if (made === undefined) return;
  yield* run(`DROP TABLE other.${table}`);
  yield* run(made.sql.replace(`TABLE ${table}`, `TABLE other.${table}`).replace(/,\s*UNIQUE \([^)]*\)/, ''));
}

const jobColumns = 'kind, subject, priority, due_at, attempts, lease, dead, error, account';

/** Copies what an account owns into the other file, which is empty; resolves to the blobs it refers to. */
export const saveRows = procedure(
  'operations.save-rows',
  'read',
  function* (a: { accountId: string; kinds: NumberedKinds }): Unit<string[]> {
    const { accountId } = a;
    // Whoever put pictures into its library stands there too, without keys: rows name them.
    yield* run(
      `INSERT INTO other.account (id, kind, number, name, logo, created_at)
       SELECT id, kind, number, name, CASE id WHEN ? THEN logo END, created_at FROM main.account
       WHERE id = ? OR id IN (SELECT account_id FROM main.picture WHERE library_id = ?)`,
      accountId,
      accountId,
      accountId,
    );
    for (const [table, where] of parentsFirst) {
      const { sql, values } = ownedBy(accountId, where);
      if (yield* ownsAll(table, { sql, values })) {
        yield* copyAll(table, 'main', 'other');
        continue;
      }
      if (table === 'coupon_code') yield* dropSecondTree(table);
      const columns = (yield* columnsOf(table)).map(({ name }) => name).join(', ');
      yield* run(
        `INSERT INTO other.${table} (${columns}) SELECT ${columns} FROM main.${table} WHERE ${sql}`,
        ...values,
      );
    }
    const jobs = ownedJobs(accountId, a.kinds.jobs);
    yield* run(
      `INSERT INTO other.job (${jobColumns}) SELECT ${jobColumns} FROM main.job WHERE ${jobs.sql}`,
      ...jobs.values,
    );
    const blobs = yield* all<{ blob: string }>(
      `SELECT blob FROM other.picture UNION SELECT blob FROM other.temporary_media
       UNION SELECT logo FROM other.account WHERE logo IS NOT NULL`,
    );
    return blobs.map(({ blob }) => blob);
  },
);

/** Base64's filling is no part of a name: addresses leave it out or write it otherwise. */
const bare = (name: string): string => name.replace(/=+$/, '');
const rowsAtOnce = 2_000;

/**
 * Gives the other file's rows names nobody else has, wherever they are mentioned, and drops its {@link passes}.
 * @param seed the same seed gives the same names
 */
export const renameRows = procedure('operations.rename-rows', 'read', function* (a: { seed: string }): Unit<void> {
  // A name and its mentions change one after the other.
  yield* run('PRAGMA defer_foreign_keys = ON');
  for (const table of passes) yield* run(`DELETE FROM other.${table}`);
  const names = new Map<string, string>();
  for (const [table, column] of sharedNames) {
    for (const { name } of yield* all<{ name: string | null }>(`SELECT ${column} AS name FROM other.${table}`)) {
      if (name !== null) names.set(bare(name), bare(alike(a.seed, name)));
    }
  }
  const renamed = (text: string): string => text.replace(/[\w-]{4,}/g, (word) => names.get(word) ?? word);
  // Codes come by the million and mention nothing.
  for (const table of [...tables, 'job'].filter((each) => each !== 'coupon_code')) {
    const texts = (yield* columnsOf(table))
      .filter(({ name, type }) => type === 'TEXT' && name !== 'account_id' && name !== 'library_id')
      .map(({ name }) => name);
    if (texts.length === 0) continue;
    for (let after = 0; ; ) {
      const rows = yield* all<Record<string, string | null> & { rowid: number }>(
        `SELECT rowid AS rowid, ${texts.join(', ')} FROM other.${table} WHERE rowid > ? ORDER BY rowid LIMIT ${rowsAtOnce}`,
        after,
      );
      for (const row of rows) {
        const changed = texts.flatMap((name) => {
          const [text, now] = [row[name] ?? '', renamed(row[name] ?? '')];
          return text === now ? [] : [{ name, now }];
        });
        if (changed.length === 0) continue;
        yield* run(
          `UPDATE other.${table} SET ${changed.map(({ name }) => `${name} = ?`).join(', ')} WHERE rowid = ?`,
          ...changed.map(({ now }) => now),
          row.rowid,
        );
      }
      const last = rows.at(-1);
      if (last === undefined) break;
      after = last.rowid;
    }
  }
});

/** How far the other file's numbers must be moved for nobody here to have them: not at all where they are free. */
function* distance(): Unit<number> {
  for (const table of numberedTables) {
    const taken = yield* one(
      `SELECT 1 AS taken FROM other.${table} AS o WHERE EXISTS (SELECT 1 FROM main.${table} AS m WHERE m.id = o.id) LIMIT 1`,
    );
    if (taken === undefined) continue;
    const row = yield* one<{ last: number }>(
      `SELECT MAX(seq) AS last FROM main.sqlite_sequence WHERE name IN (${marks(numberedTables.length)})`,
      ...numberedTables,
    );
    return Number(row?.last ?? 0);
  }
  return 0;
}

/**
 * Offers of an account whose codes stand among others': there each code costs its way in and out of two trees, and most are the
 * same before and after. None where all codes are the account's, which go and come page by page.
 */
function* standingCodes(accountId: string): Unit<number[]> {
  const where = ownedRows.find(([table]) => table === 'coupon_code')?.[1] ?? '';
  if (yield* ownsAll('coupon_code', ownedBy(accountId, where))) return [];
  const offers = yield* all<{ id: number }>('SELECT id FROM main.offer WHERE account_id = ?', accountId);
  return offers.map(({ id }) => id);
}

/** Drops the codes of offers. @param butEqual those that the other file has alike stay */
function* dropCodes(offers: readonly number[], butEqual: boolean): Unit<void> {
  // The signs keep the search at the first key, in whose order the rows are read.
  const equal = `NOT EXISTS (SELECT 1 FROM other.coupon_code AS o WHERE o.offer_id = coupon_code.offer_id AND o.place = coupon_code.place
    AND +o.code = coupon_code.code AND +o.taken = coupon_code.taken)`;
  for (let at = 0; at < offers.length; at += rowsAtOnce) {
    const some = offers.slice(at, at + rowsAtOnce);
    yield* run(
      `DELETE FROM main.coupon_code WHERE offer_id IN (${marks(some.length)}) ${butEqual ? `AND ${equal}` : ''}`,
      ...some,
    );
  }
}

/**
 * Puts the other file's rows in the place of those an account has.
 * @param a.saved the id the account had in the file. @param a.create makes the account first, which is not there yet
 * @param a.actsLike the number of an account: who may act for it may act for this one
 */
export const loadRows = procedure(
  'operations.load-rows',
  'write',
  function* (a: {
    saved: string;
    accountId: string;
    kinds: NumberedKinds;
    create: NewAccountRows | null;
    actsLike: string | null;
  }): Unit<void> {
    const { saved, accountId, kinds } = a;
    let codes: number[] = [];
    if (a.create === null) {
      codes = yield* standingCodes(accountId);
      yield* emptyAccount.body({ accountId, jobs: kinds.jobs, kept: codes.length > 0 ? ['coupon_code'] : [] });
    } else yield* createAccount.body(a.create);
    if (a.create !== null && a.actsLike !== null) {
      yield* run(
        `INSERT INTO account_brand (account_id, brand) SELECT account_id, ? FROM account_brand WHERE brand = ?
         ON CONFLICT (account_id, brand) DO NOTHING`,
        a.create.account.number,
        a.actsLike,
      );
    }
    const by = yield* distance();
    yield* dropCodes(codes, by === 0);
    const moved = (text: string): string => `CAST(CAST(${text} AS INTEGER) + ${by} AS TEXT)`;
    const cell = (table: string, column: string): readonly [sql: string, ...values: SqlValue[]] => {
      if (by !== 0 && numberedColumns[table]?.includes(column)) return [`${column} + ${by}`];
      if (table === 'picture' && column === 'account_id') {
        const others = 'account_id <> ? AND account_id IN (SELECT id FROM main.account)';
        return [`CASE WHEN ${others} THEN account_id ELSE ? END`, saved, accountId];
      }
      if (column === 'account_id' || column === 'library_id') {
        return [`CASE ${column} WHEN ? THEN ? ELSE ${column} END`, saved, accountId];
      }
      if (table === 'notice' && column === 'subject') {
        const { event, messages } = kinds.notices;
        const numbered = `kind LIKE ? OR kind IN (${marks(messages.length)})`;
        return [`CASE WHEN ${numbered} THEN ${moved('subject')} ELSE subject END`, `${event}%`, ...messages];
      }
      return [column];
    };
    for (const [table] of parentsFirst) {
      const columns = (yield* columnsOf(table)).map(({ name }) => name);
      if (codes.length > 0 && by === 0 && table === 'coupon_code') {
        yield* run(`INSERT INTO main.coupon_code (${columns.join(', ')}) SELECT ${columns.join(', ')} FROM other.coupon_code AS o
          WHERE NOT EXISTS (SELECT 1 FROM main.coupon_code AS m WHERE m.offer_id = o.offer_id AND m.place = o.place)`);
        continue;
      }
      const cells = columns.map((column) => cell(table, column));
      if (cells.every(([sql], at) => sql === columns[at])) {
        yield* copyAll(table, 'other', 'main');
        continue;
      }
      yield* run(
        `INSERT INTO main.${table} (${columns.join(', ')}) SELECT ${cells.map(([sql]) => sql).join(', ')} FROM other.${table}`,
        ...cells.flatMap(([, ...values]) => values),
      );
    }
    // Whoever ran a job when it was saved is not of this state: it is due at once.
    yield* run(
      `INSERT INTO main.job (kind, subject, priority, due_at, attempts, dead, error, account)
       SELECT kind,
         CASE WHEN kind = ? THEN ${moved('subject')}
              WHEN kind = ? THEN ${moved('subject')} || substr(subject, instr(subject, ':'))
              WHEN subject = ? THEN ? ELSE subject END,
         priority, CASE WHEN lease IS NULL THEN due_at ELSE 0 END,
         CASE WHEN lease IS NULL THEN attempts ELSE attempts - 1 END, dead, error,
         CASE account WHEN ? THEN ? ELSE account END
       FROM other.job WHERE true ON CONFLICT (kind, subject) DO NOTHING`,
      kinds.jobs.message,
      kinds.jobs.offer,
      saved,
      accountId,
      saved,
      accountId,
    );
  },
);

export const procedures = [saveRows, renameRows, loadRows];
