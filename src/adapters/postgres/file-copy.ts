// All rows of a PostgreSQL database in a file of the embedded one, and back: a backup is the same whichever engine it is of.
// Must not know any table: the file has the schema of this version and says which tables and columns there are.
import Sqlite from 'better-sqlite3';
import { DomainError } from '../../kernel/errors.js';
import type { Migration, SqlValue, Statement } from '../../ports/database/database.js';
import { translate } from './failures.js';
import { lockOf } from './lines.js';
import { migrate } from './migrate.js';
import { openSession, type Session } from './session.js';

const rowsAtOnce = 500;

/** Told now and then which share of the rows is copied, 0 to 1. */
export type Reached = (share: number) => void;

const plain = (sql: string, ...values: SqlValue[]): Statement => ({ sql, values });
const ask = async (session: Session, sql: string, ...values: SqlValue[]) =>
  (await session.run([plain(sql, ...values)]))[0]?.rows ?? [];

interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  /** Its rows are numbered by the engine, which must not give a number twice. */
  readonly numbered: boolean;
}

/** The tables of a file, each behind those it refers to. */
function tablesOf(file: Sqlite.Database): Table[] {
  const names = file
    .prepare(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'migration' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`,
    )
    .pluck()
    .all() as string[];
  const listed = new Map<string, Table>();
  const list = (name: string): void => {
    if (listed.has(name)) return;
    for (const { table } of file.pragma(`foreign_key_list(${name})`) as { table: string }[]) list(table);
    const columns = (file.pragma(`table_info(${name})`) as { name: string }[]).map((column) => column.name);
    const sql = file.prepare('SELECT sql FROM sqlite_master WHERE name = ?').pluck().get(name) as string;
    listed.set(name, { name, columns, numbered: sql.includes('AUTOINCREMENT') });
  };
  for (const name of names) list(name);
  return [...listed.values()];
}

const insertionOf = ({ name, columns }: Table): string =>
  `INSERT INTO ${name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;

/** The last number a sequence gave. */
const lastGiven = 'SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END AS last FROM ';

async function within<T>(
  url: string,
  opening: readonly Statement[],
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await openSession({ connectionString: url }).catch((error: unknown) => {
    throw translate(error);
  });
  try {
    const limits = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'];
    await session.run([...opening, ...limits.map((name) => plain(`SET LOCAL ${name} = 0`))]);
    const result = await work(session);
    await session.run([plain('COMMIT')]);
    return result;
  } catch (error) {
    throw translate(error);
  } finally {
    await session.close();
  }
}

/**
 * Writes everything as of one moment to `path`, a file with the schema of this version and nothing else. Everything that was
 * committed before the call is in it; nobody is held up.
 * @throws DomainError UNAVAILABLE, also for a database of another version
 */
export async function copyToFile(url: string, path: string, reached: Reached = () => undefined): Promise<void> {
  const file = new Sqlite(path, { fileMustExist: true });
  try {
    file.pragma('foreign_keys = OFF');
    await within(url, [plain('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')], async (session) => {
      const steps = 'SELECT name FROM migration ORDER BY name';
      const theirs = (await ask(session, steps)).map(({ name }) => name);
      const ours = file.prepare(steps).pluck().all();
      if (theirs.join() !== ours.join()) {
        throw new DomainError(
          'UNAVAILABLE',
          'the database has the schema of another version of Tuquan; use that version, or bring it to this one with `tuquan migrate`',
        );
      }
      const [size] = await ask(
        session,
        `SELECT SUM(GREATEST(reltuples, 0)) AS n FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace`,
      );
      let rows = 0;
      file.exec('BEGIN');
      for (const table of tablesOf(file)) {
        file.exec(`DELETE FROM ${table.name}`); // what the schema begins with
        const insert = file.prepare(insertionOf(table));
        await session.run([
          plain(
            `DECLARE rows_of_${table.name} NO SCROLL CURSOR FOR SELECT ${table.columns.join(', ')} FROM ${table.name}`,
          ),
        ]);
        for (let more = true; more; ) {
          const piece = await ask(session, `FETCH ${rowsAtOnce} FROM rows_of_${table.name}`);
          for (const row of piece) insert.run(table.columns.map((column) => row[column]));
          rows += piece.length;
          reached(Math.min(1, rows / Math.max(1, Number(size?.n ?? 0))));
          more = piece.length === rowsAtOnce;
        }
        await session.run([plain(`CLOSE rows_of_${table.name}`)]);
        if (!table.numbered) continue;
        const [sequence] = await ask(session, `SELECT pg_get_serial_sequence(?, 'id') AS name`, table.name);
        const [given] = await ask(session, lastGiven + String(sequence?.name));
        file.prepare('DELETE FROM sqlite_sequence WHERE name = ?').run(table.name);
        file.prepare('INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)').run(table.name, Number(given?.last ?? 0));
      }
      file.exec('COMMIT');
    });
  } finally {
    file.close();
  }
}

/** @throws DomainError CONFLICT when the database that `url` names holds any table; UNAVAILABLE */
export const checkEmpty = (url: string): Promise<void> =>
  within(url, [plain('BEGIN READ ONLY')], async (session) => {
    const [table] = await ask(session, 'SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LIMIT 1');
    if (table !== undefined) {
      throw new DomainError(
        'CONFLICT',
        `the database that TUQUAN_DATABASE_URL names is not empty (it has a table ${String(table.tablename)}); make a new one`,
      );
    }
  });

/**
 * Writes all rows of `path`, a file of this version, to an empty database. All of them are there or none; the schema stays.
 * @throws DomainError CONFLICT when it is not empty; UNAVAILABLE
 */
export async function copyFromFile(
  url: string,
  path: string,
  migrations: readonly Migration[],
  reached: Reached = () => undefined,
): Promise<void> {
  await checkEmpty(url);
  const session = await openSession({ connectionString: url });
  await migrate(session, migrations).finally(() => session.close());
  const file = new Sqlite(path, { fileMustExist: true });
  try {
    file.defaultSafeIntegers(true);
    const alone = plain('SELECT pg_advisory_xact_lock(?)', lockOf('tuquan: writers'));
    await within(url, [plain('BEGIN'), alone], async (into) => {
      const tables = tablesOf(file);
      const sizes = tables.map(({ name }) => Number(file.prepare(`SELECT COUNT(*) FROM ${name}`).pluck().get()));
      const size = sizes.reduce((sum, each) => sum + each, 0);
      let rows = 0;
      await into.run([...tables].reverse().map(({ name }) => plain(`DELETE FROM ${name}`)));
      for (const table of tables) {
        const insert = insertionOf(table);
        let piece: Statement[] = [];
        const send = async (): Promise<void> => {
          await into.run(piece);
          rows += piece.length;
          reached(rows / Math.max(1, size));
          piece = [];
        };
        for (const values of file
          .prepare(`SELECT ${table.columns.join(', ')} FROM ${table.name}`)
          .raw()
          .iterate()) {
          piece.push(plain(insert, ...(values as SqlValue[])));
          if (piece.length === rowsAtOnce) await send();
        }
        await send();
        const last = file.prepare('SELECT seq FROM sqlite_sequence WHERE name = ?').pluck().get(table.name);
        if (!table.numbered || Number(last ?? 0) < 1) continue;
        await ask(into, `SELECT setval(pg_get_serial_sequence(?, 'id'), ?)`, table.name, Number(last));
      }
    });
  } finally {
    file.close();
  }
}
