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
  coupon_code_place: ['offer_id'],
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

/** Codes come by the million, and mention nothing. */
const codeTables = ['coupon_code', 'coupon_code_place'];
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
  for (const table of [...tables, 'job'].filter((each) => !codeTables.includes(each))) {
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

/** How far the other file's numbers must be moved for nobody else here to have them: not at all where they are free. */
function* distance(accountId: string): Unit<number> {
  for (const [table, where] of ownedRows.filter(([each]) => numberedTables.includes(each))) {
    const { sql, values } = ownedBy(accountId, where);
    const taken = yield* one(
      `SELECT 1 AS taken FROM other.${table} WHERE id IN (SELECT id FROM main.${table} WHERE (${sql}) IS NOT TRUE) LIMIT 1`,
      ...values,
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

/** Whether an account's codes are those of the other file: most often they are, and a million take seconds to go and come. */
function* sameCodes(accountId: string): Unit<boolean> {
  const own = 'offer_id IN (SELECT id FROM main.offer WHERE account_id = ?)';
  const counts = yield* one<{ here: number; there: number }>(
    `SELECT (SELECT COUNT(*) FROM main.coupon_code WHERE ${own}) AS here, (SELECT COUNT(*) FROM other.coupon_code) AS there`,
    accountId,
  );
  if (counts?.here !== counts?.there) return false;
  const unlike = yield* one(
    `SELECT 1 AS unlike FROM main.coupon_code AS m WHERE ${own} AND NOT EXISTS (SELECT 1 FROM other.coupon_code AS o
     WHERE o.offer_id = m.offer_id AND o.place = m.place AND o.code = m.code AND o.taken = m.taken) LIMIT 1`,
    accountId,
  );
  return unlike === undefined;
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
    const by = yield* distance(accountId);
    const kept = by === 0 && (yield* sameCodes(accountId)) ? codeTables : [];
    if (a.create === null) yield* emptyAccount.body({ accountId, jobs: kinds.jobs, kept });
    else yield* createAccount.body(a.create);
    if (a.create !== null && a.actsLike !== null) {
      yield* run(
        `INSERT INTO account_brand (account_id, brand) SELECT account_id, ? FROM account_brand WHERE brand = ?
         ON CONFLICT (account_id, brand) DO NOTHING`,
        a.create.account.number,
        a.actsLike,
      );
    }
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
    for (const [table] of parentsFirst.filter(([each]) => !kept.includes(each))) {
      const columns = (yield* columnsOf(table)).map(({ name }) => name);
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
