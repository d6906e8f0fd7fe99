// The database port: units of work written once, as generators of SQL statements, and run whole by an adapter.
// Must not know an engine. A unit never waits for anything but its own statements, so a transaction is never held over I/O.

/** What a statement may bind. Times are epoch milliseconds, truth values 0 and 1. */
export type SqlValue = string | number | bigint | Uint8Array | null;
export type Row = Record<string, SqlValue>;

/** So many `?`, for a list of values. */
export const marks = (count: number): string => Array.from({ length: count }, () => '?').join(', ');

/** The one row handed back for a statement that changes rows and returns none. */
export interface Changes extends Row {
  readonly changes: number;
}

export interface Statement {
  /** SQL with `?` for each parameter, understood by SQLite and PostgreSQL alike. */
  readonly sql: string;
  readonly values: readonly SqlValue[];
  /** A query that may pass over rows which somebody else is about to change: on an engine with several writers it waits for none. */
  readonly passOver?: boolean;
}

/**
 * A unit of work: yields statements, is handed their rows ({@link Changes} for a statement that returns none), returns a
 * result. It runs in one transaction; an error thrown
 * out of it undoes what it wrote. The embedded adapter runs it without a pause inside the database thread; a networked one
 * awaits each statement. Either way it must be pure apart from its statements: no clock, no randomness, no outside state,
 * because an adapter may undo it and run it again from its beginning.
 */
export type Unit<T> = Generator<Statement, T, readonly Row[]>;

/** A named unit with its arguments. Arguments and results are plain data: they cross a thread boundary. */
export interface Procedure<A, R> {
  readonly name: string;
  /** `read` units write nothing and may be answered from a snapshot. */
  readonly mode: 'read' | 'write';
  readonly body: (args: A) => Unit<R>;
  /** Absent: a unit that writes runs while no other one does, on whatever node. */
  readonly beside?: Beside<A>;
}

/**
 * How a unit that writes may run beside others, on an engine with several writers (docs/adr/0022-postgresql.md). Stating it is a
 * promise: what the unit reads and then relies on is changed only by its own group, or by units that run alone, or is checked
 * again by the statement that writes, or kept by a constraint. The embedded engine has one writer and needs none of it.
 */
export interface Beside<A> {
  /** Units that name the same group run one after the other, on whatever node. Null: each statement decides by itself. */
  readonly group: (args: A) => string | null;
  /** Units of one group and different lanes may take turns statement by statement. Absent: they may not. */
  readonly lane?: (args: A) => string;
}

export function procedure<A, R>(
  name: string,
  mode: 'read' | 'write',
  body: (args: A) => Unit<R>,
  beside?: Beside<A>,
): Procedure<A, R> {
  return beside === undefined ? { name, mode, body } : { name, mode, body, beside };
}

/** For units that need no group: see {@link Beside}. */
export const freely: Beside<unknown> = { group: () => null };

/** All rows of a query, in the shape the caller states (the columns named in the SQL). */
export function* all<R extends object>(sql: string, ...values: SqlValue[]): Unit<R[]> {
  const rows = yield { sql, values };
  return rows as unknown as R[];
}

/** The first row of a query, or undefined. */
export function* one<R extends object>(sql: string, ...values: SqlValue[]): Unit<R | undefined> {
  const rows = yield { sql, values };
  return rows[0] as R | undefined;
}

/**
 * How many rows a statement without RETURNING has changed. Whether a row was added or found is asked like this: what is
 * returned, the embedded engine gathers in a table made for it, which costs as much as the change itself.
 */
export function* changed(sql: string, ...values: SqlValue[]): Unit<number> {
  const rows = yield { sql, values };
  return (rows as readonly Changes[])[0]?.changes ?? 0;
}

/** A statement whose rows nobody needs. */
export function* run(sql: string, ...values: SqlValue[]): Unit<void> {
  yield { sql, values };
}

/** One step of the schema's history. Never changed once released; a new step is added instead. */
export interface Migration {
  /** `0001-accounts`: applied in the order of these names, each once. */
  readonly name: string;
  readonly statements: readonly string[];
}

/** What a database that is one file can do besides: be copied and exchanged as a whole. */
export interface WholeDatabase {
  /** Writes everything that is on disk now to a new file. Nothing is written to the database meanwhile. */
  copyTo(target: string): Promise<void>;
  /**
   * Brings the file `source` to this version and puts it in the database's place; `source` is gone then. What was asked
   * before is answered from the old state, what is asked after from the new one.
   * @throws DomainError UNAVAILABLE when `source` is of a newer version or no database; the old state stays
   */
  replaceBy(source: string, migrations: readonly Migration[]): Promise<void>;
  /**
   * Runs a unit that takes seconds aside, one such at a time. Others read meanwhile, and write too unless the unit is of mode
   * `write`: those that write then wait for its end. With a second file at hand its tables are `other.name`, which a unit of
   * mode `read` may write as well; what a unit writes to either is kept or undone as one.
   * @throws whatever the unit throws; DomainError UNAVAILABLE when the file is of a newer version or no database
   */
  aside<A, R>(unit: Procedure<A, R>, args: A, other?: OtherFile): Promise<R>;
}

/** A second database file. It is brought to this version first, so an empty one gets all tables; that it survives a crash is not promised. */
export interface OtherFile {
  readonly file: string;
  readonly migrations: readonly Migration[];
}

export interface Database {
  /**
   * Runs a unit in a transaction and resolves once that transaction is on disk. Concurrent callers may share one flush.
   * @throws whatever the unit throws; DomainError UNAVAILABLE when the storage refuses
   */
  run<A, R>(procedure: Procedure<A, R>, args: A): Promise<R>;
  /** Applies the migrations not yet applied. @throws DomainError UNAVAILABLE when the file was written by a newer version */
  migrate(migrations: readonly Migration[]): Promise<void>;
  /** Resolves when a trivial read works. */
  ping(): Promise<void>;
  close(): Promise<void>;
  /** Absent where the database is not one file. */
  readonly whole?: WholeDatabase;
}
