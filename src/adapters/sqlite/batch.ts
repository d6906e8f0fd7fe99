// Runs many units of work in one transaction and one flush (group commit), each undone alone when it fails.
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
  readonly #statements = new Map<string, Sqlite.Statement>();

  constructor(db: Sqlite.Database) {
    this.#db = db;
  }

  /** Runs the calls in order. Resolved outcomes are on disk when this returns. */
  run(calls: readonly UnitCall[]): UnitOutcome[] {
    const writes = calls.some((call) => call.procedure.mode === 'write');
    try {
      // Reads get a transaction too: the statements of one unit must see one state, whatever another process commits.
      this.#db.exec(writes ? 'BEGIN IMMEDIATE' : 'BEGIN');
      const outcomes = calls.map((call) => this.#guarded(call));
      this.#db.exec('COMMIT');
      return outcomes;
    } catch (error) {
      // A disk that is full or broken fails the flush: nothing of this batch may be acknowledged.
      this.#rollback();
      const translated = translate(error);
      return calls.map(() => ({ error: translated }));
    }
  }

  #rollback(): void {
    try {
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
    } catch {
      // A broken disk can refuse this as well. The transaction is not committed either way, and the thread must live on.
    }
  }

  #guarded(call: UnitCall): UnitOutcome {
    const writes = call.procedure.mode === 'write';
    if (writes) this.#prepare('SAVEPOINT unit').run();
    const outcome = this.#attempt(call);
    // Some failures (disk full) end the whole transaction by themselves; then the batch is lost, not the unit. Nothing
    // may run after that: each further statement would be committed on its own.
    if (!this.#db.inTransaction)
      throw 'error' in outcome ? outcome.error : new Error('the transaction ended inside a unit');
    if (!writes) return outcome;
    if ('error' in outcome) this.#prepare('ROLLBACK TO unit').run();
    this.#prepare('RELEASE unit').run();
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
    const statement = this.#prepare(sql);
    if (statement.reader) return statement.all(...values) as Row[];
    statement.run(...values);
    return [];
  }

  #prepare(sql: string): Sqlite.Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    if (this.#statements.size >= keptStatements) this.#statements.clear();
    const statement = this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
