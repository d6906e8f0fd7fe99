// Runs many units of work in one transaction: statements of independent units travel together, and one that fails after it
// wrote is undone alone. Must not choose which units share a transaction, nor try a lost one again.
import type { Procedure, Row, Statement, Unit } from '../../ports/database/database.js';
import { isCollision, isLostConnection, isStaleStatement, translate } from './failures.js';
import type { Result, Session } from './session.js';

export type AnyProcedure = Procedure<never, unknown>;

export interface Call {
  readonly procedure: AnyProcedure;
  readonly args: unknown;
  /** See `Beside` of the port; null and undefined where the unit names none. */
  readonly group: string | null;
  readonly lane: string | undefined;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** Which calls of a batch run one after the other: those of equal chains. Calls of different chains take turns. */
function chainsOf(calls: readonly Call[]): (call: Call) => unknown {
  // One unit without a lane, and its whole group keeps its order.
  const whole = new Set(calls.filter(({ lane }) => lane === undefined).map(({ group }) => group));
  return (call) => {
    const { group, lane } = call;
    if (group === null) return call;
    return lane === undefined || whole.has(group) ? group : `${group}\n${lane}`;
  };
}

/** What became of a batch. */
export interface BatchOutcome {
  /** Units that threw after they had written: nothing of the batch is kept, they are to be run carefully. */
  readonly suspects: readonly Call[];
  /** Units to be run again, in their order; empty once the batch is committed. */
  readonly again: readonly Call[];
  /** Why nothing of the batch is kept; undefined when it is, or when only the suspects are why. */
  readonly error?: unknown;
  /** The answer to the commit never came: whether the batch is kept, nobody here can say. */
  readonly unsure?: boolean;
}

export type Settled =
  | { readonly call: Call; readonly value: unknown }
  | { readonly call: Call; readonly error: unknown };

const begin = (call: Call): Unit<unknown> => (call.procedure.body as (args: unknown) => Unit<unknown>)(call.args);
const plain = (sql: string): Statement => ({ sql, values: [] });

export function settle(settled: readonly Settled[]): void {
  for (const each of settled) {
    if ('error' in each) each.call.reject(translate(each.error));
    else each.call.resolve(each.value);
  }
}

/** Ends a transaction that is not to be kept. A connection that is gone has ended it already. */
async function rollback(session: Session): Promise<void> {
  if (session.broken) return;
  await session.run([plain('ROLLBACK')]).catch(() => undefined);
}

interface Live {
  readonly call: Call;
  readonly unit: Unit<unknown>;
  statement: Statement;
  wrote: boolean;
}

/** Units side by side: in each round the next statement of every chain's first unit travels in one message. */
class Rounds {
  readonly settled: Settled[] = [];
  readonly suspects: Call[] = [];
  readonly #waiting = new Map<unknown, Call[]>();
  readonly #chainOf: (call: Call) => unknown;
  #live: Live[] = [];

  constructor(calls: readonly Call[]) {
    this.#chainOf = chainsOf(calls);
    for (const call of calls) {
      const chain = this.#waiting.get(this.#chainOf(call));
      if (chain === undefined) this.#waiting.set(this.#chainOf(call), [call]);
      else chain.push(call);
    }
    for (const chain of this.#waiting.keys()) this.#next(chain);
  }

  /** Begins the next unit of a chain that has something to ask. */
  #next(chain: unknown): void {
    for (let call = this.#waiting.get(chain)?.shift(); call !== undefined; call = this.#waiting.get(chain)?.shift()) {
      const unit = begin(call);
      const statement = this.#step(call, false, () => unit.next([]));
      if (statement === null) continue;
      this.#live.push({ call, unit, statement, wrote: false });
      return;
    }
  }

  /** The unit's next statement, or null when it has ended. */
  #step(call: Call, wrote: boolean, advance: () => IteratorResult<Statement, unknown>): Statement | null {
    try {
      const step = advance();
      if (!step.done) return step.value;
      this.settled.push({ call, value: step.value });
    } catch (error) {
      if (wrote) this.suspects.push(call);
      else this.settled.push({ call, error });
    }
    return null;
  }

  async run(send: (statements: readonly Statement[]) => Promise<Result[]>): Promise<void> {
    while (this.#live.length > 0) {
      const round = this.#live;
      this.#live = [];
      const results = await send(round.map(({ statement }) => statement));
      for (const [place, live] of round.entries()) {
        const { rows, changes } = results[place] ?? { rows: [], changes: 0 };
        const wrote = live.wrote || changes > 0;
        const statement = this.#step(live.call, wrote, () => live.unit.next(rows));
        if (statement === null) this.#next(this.#chainOf(live.call));
        else this.#live.push({ ...live, statement, wrote });
      }
    }
  }
}

/**
 * Runs units side by side in one transaction.
 * @param opening statements that begin the transaction and take its locks; they travel with the first round
 */
export async function runSideBySide(
  session: Session,
  calls: readonly Call[],
  opening: readonly Statement[],
  reads = false,
): Promise<BatchOutcome> {
  const rounds = new Rounds(calls);
  let prefix = opening;
  let committing = false;
  try {
    await rounds.run(async (statements) => {
      const results = await session.run([...prefix, ...statements]);
      const own = results.slice(prefix.length);
      prefix = [];
      return own;
    });
    if (rounds.suspects.length > 0) {
      await rollback(session);
      const suspects = new Set(rounds.suspects);
      return { suspects: rounds.suspects, again: calls.filter((call) => !suspects.has(call)) };
    }
    // What was only read is true already.
    if (reads) settle(rounds.settled);
    committing = !reads;
    if (prefix.length === 0) await session.run([plain('COMMIT')]);
  } catch (error) {
    await rollback(session);
    if (committing || !reads) return { suspects: [], again: calls, error, unsure: committing };
    const told = new Set(rounds.settled.map(({ call }) => call));
    settle(rounds.settled);
    return { suspects: [], again: calls.filter((call) => !told.has(call)), error };
  }
  if (!reads) settle(rounds.settled);
  return { suspects: [], again: [] };
}

/** Runs units one after the other, each with a savepoint, and each statement with one of its own inside it. */
class Careful {
  readonly #session: Session;
  /** Travels with the next statement. */
  #before: Statement[] = [];

  constructor(session: Session) {
    this.#session = session;
  }

  async #ask(statement: Statement): Promise<Row[]> {
    const results = await this.#session.run([...this.#before, plain('SAVEPOINT step'), statement]);
    this.#before = [plain('RELEASE SAVEPOINT step')];
    return results.at(-1)?.rows ?? [];
  }

  /** Asks; an error of the statement alone is undone and answered, one of the transaction is thrown. */
  async #attempt(statement: Statement): Promise<{ rows: Row[] } | { failure: unknown }> {
    try {
      return { rows: await this.#ask(statement) };
    } catch (error) {
      const lost = this.#session.broken || isLostConnection(error);
      if (lost || isCollision(error) || isStaleStatement(error)) throw error;
      await this.#session.run([plain('ROLLBACK TO SAVEPOINT step')]);
      this.#before = [plain('RELEASE SAVEPOINT step')];
      return { failure: translate(error) };
    }
  }

  async run(call: Call): Promise<Settled> {
    this.#before.push(plain('SAVEPOINT unit'));
    const end = (sql: string): void => void this.#before.push(plain(sql), plain('RELEASE SAVEPOINT unit'));
    const unit = begin(call);
    let advance = (): IteratorResult<Statement, unknown> => unit.next([]);
    for (;;) {
      let step: IteratorResult<Statement, unknown>;
      try {
        step = advance();
      } catch (error) {
        end('ROLLBACK TO SAVEPOINT unit');
        return { call, error };
      }
      if (step.done) {
        this.#before.push(plain('RELEASE SAVEPOINT unit'));
        return { call, value: step.value };
      }
      const answer = await this.#attempt(step.value);
      advance = 'rows' in answer ? () => unit.next(answer.rows) : () => unit.throw(answer.failure);
    }
  }

  commit(): Promise<Result[]> {
    return this.#session.run([...this.#before, plain('COMMIT')]);
  }
}

/** Runs units one after the other in one transaction, each undone alone when it fails. The settled ones are handed back. */
export async function runCarefully(
  session: Session,
  calls: readonly Call[],
  opening: readonly Statement[],
): Promise<BatchOutcome & { readonly settled: readonly Settled[] }> {
  const settled: Settled[] = [];
  const careful = new Careful(session);
  let committing = false;
  try {
    await session.run(opening);
    for (const call of calls) settled.push(await careful.run(call));
    committing = true;
    await careful.commit();
  } catch (error) {
    await rollback(session);
    return { suspects: [], again: calls, error, unsure: committing, settled: [] };
  }
  return { suspects: [], again: [], settled };
}
