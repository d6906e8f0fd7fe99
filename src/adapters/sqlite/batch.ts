// Runs many units of work in one transaction and one flush (group commit), each undone alone when it fails. Units mostly
// succeed, so a batch is first run without savepoints; only when a unit fails after it wrote is the batch run again with them.
// Must not know which units there are; lives inside the database thread.
import type Sqlite from 'better-sqlite3';
import { DomainError, isDomainError } from '../../kernel/errors.js';
import type { Procedure, Row, Statement, Unit } from '../../ports/database/database.js';

export type AnyProcedure = Procedure<never, unknown>;

export interface UnitCall {
  readonly procedure: AnyProcedure;
  readonly args: unknown;
}

export type UnitOutcome = { readonly value: unknown } | { readonly error: unknown };

const keptStatements = 500;
/** After a unit had to be undone, so many batches get savepoints at once: failures come in crowds (nothing is left). */
const carefulBatches = 32;

interface Prepared {
  readonly statement: Sqlite.Statement;
  readonly reader: boolean;
  readonly writes: boolean;
  readonly counts: boolean;
}

/** Thrown by a batch without savepoints when a unit that wrote has failed: nothing of it can be undone alone. */
class RunAgain extends Error {
  readonly outcome: UnitOutcome;
  constructor(outcome: UnitOutcome) {
    super('a unit must be undone alone');
    this.outcome = outcome;
  }
}

/** Statements that say how many rows they changed; others count as having changed something. */
const countsChanges = /^\s*(?:insert|update|delete)\b/i;

/** SQLite's own failures become the one code callers know; constraint violations stay what they are: programming errors. */
export function translate(error: unknown): unknown {
  if (isDomainError(error) || !(error instanceof Error)) return error;
  const code = (error as { code?: unknown }).code;
  if (
    typeof code === 'string' &&
    /^SQLITE_(FULL|IOERR|READONLY|BUSY|LOCKED|CANTOPEN|CORRUPT|NOTADB|NOMEM|PERM)/.test(code)
  ) {
    return new DomainError('UNAVAILABLE', `database: ${error.message} (${code})`, { code }, { cause: error });
  }
  return error;
}

export class BatchRunner {
  readonly #db: Sqlite.Database;
  readonly #statements = new Map<string, Prepared>();
  /** Batches still to be run with savepoints from the start. */
  #careful = 0;
  #savepoints = false;
  /** The running unit has a savepoint, or has changed something. */
  #open = false;
  #wrote = false;

  constructor(db: Sqlite.Database) {
    this.#db = db;
  }

  /** Runs the calls in order. Resolved outcomes are on disk when this returns. */
  run(calls: readonly UnitCall[]): UnitOutcome[] {
    const writes = calls.some((call) => call.procedure.mode === 'write');
    this.#savepoints = this.#careful > 0;
    if (writes && this.#careful > 0) this.#careful -= 1;
    try {
      return this.#transaction(calls, writes);
    } catch (error) {
      // A disk that is full or broken fails the flush: nothing of this batch may be acknowledged.
      this.#rollback();
      if (!(error instanceof RunAgain)) return this.#lost(calls, error);
      if (calls.length === 1) return [error.outcome];
    }
    this.#savepoints = true;
    try {
      return this.#transaction(calls, writes);
    } catch (error) {
      this.#rollback();
      return this.#lost(calls, error);
    }
  }

  #transaction(calls: readonly UnitCall[], writes: boolean): UnitOutcome[] {
    // Reads get a transaction too: the statements of one unit must see one state, whatever another process commits.
    this.#control(writes ? 'BEGIN IMMEDIATE' : 'BEGIN');
    const outcomes = calls.map((call) => this.#guarded(call));
    this.#control('COMMIT');
    return outcomes;
  }

  #lost(calls: readonly UnitCall[], error: unknown): UnitOutcome[] {
    const translated = translate(error);
    return calls.map(() => ({ error: translated }));
  }

  #control(sql: string): void {
    this.#prepare(sql).statement.run();
  }

  #rollback(): void {
    try {
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
    } catch {
      // A broken disk can refuse this as well. The transaction is not committed either way, and the thread must live on.
    }
  }

  #guarded(call: UnitCall): UnitOutcome {
    this.#open = false;
    this.#wrote = false;
    const outcome = this.#attempt(call);
    // Some failures (disk full) end the whole transaction by themselves; then the batch is lost, not the unit. Nothing
    // may run after that: each further statement would be committed on its own.
    if (!this.#db.inTransaction)
      throw 'error' in outcome ? outcome.error : new Error('the transaction ended inside a unit');
    if ('error' in outcome && this.#wrote) {
      this.#careful = carefulBatches;
      if (!this.#open) throw new RunAgain(outcome);
      this.#control('ROLLBACK TO unit');
    }
    if (this.#open) this.#control('RELEASE unit');
    return outcome;
  }

  #attempt(call: UnitCall): UnitOutcome {
    try {
      return { value: this.#drive((call.procedure.body as (args: unknown) => Unit<unknown>)(call.args)) };
    } catch (error) {
      return { error: translate(error) };
    }
  }

  #drive(unit: Unit<unknown>): unknown {
    let step = unit.next([]);
    while (!step.done) {
      let rows: Row[];
      try {
        rows = this.#execute(step.value);
      } catch (error) {
        // Only a unit whose transaction still stands may handle the error and go on.
        if (!this.#db.inTransaction) throw error;
        step = unit.throw(translate(error));
        continue;
      }
      step = unit.next(rows);
    }
    return step.value;
  }

  #execute({ sql, values }: Statement): Row[] {
    const { statement, reader, writes, counts } = this.#prepare(sql);
    if (writes && this.#savepoints && !this.#open) {
      this.#control('SAVEPOINT unit');
      this.#open = true;
    }
    if (reader) {
      const rows = statement.all(...values) as Row[];
      // What returns the rows it changes and returns none has changed none.
      if (writes && (rows.length > 0 || !counts)) this.#wrote = true;
      return rows;
    }
    const { changes } = statement.run(...values);
    if (changes > 0 || !counts) this.#wrote = true;
    return [{ changes }];
  }

  #prepare(sql: string): Prepared {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    if (this.#statements.size >= keptStatements) this.#statements.clear();
    const statement = this.#db.prepare(sql);
    const { reader, readonly } = statement;
    const prepared = { statement, reader, writes: !readonly, counts: countsChanges.test(sql) };
    this.#statements.set(sql, prepared);
    return prepared;
  }
}
