// PostgreSQL behind the database port: the units the embedded database runs, from many nodes at once.
// Must not know any table. Which units may run beside others is theirs to say (Beside), how it is kept is in ADR 0022.
import type { ClientConfig } from 'pg';
import { DomainError } from '../../kernel/errors.js';
import type { Database, Migration, Procedure, Statement } from '../../ports/database/database.js';
import { type AnyProcedure, type BatchOutcome, type Call, runCarefully, runSideBySide, settle } from './batch.js';
import { isCollision, isConstraint, isLostConnection, isOutOfOrder, isStaleStatement, translate } from './failures.js';
import { type Batch, createGroupedLine, createPlainLine, type Line, lockOf } from './lines.js';
import { migrate } from './migrate.js';
import { openSession, type Session } from './session.js';

export interface PostgresOptions {
  /** Connections of this process at most, from 3. */
  readonly connections?: number;
  /** Units of work that may share one transaction. */
  readonly unitsPerFlush?: number;
}

/** Whoever writes holds this lock: shared with others, or alone. */
const writers = lockOf('tuquan: writers');
/** A longer transaction keeps other nodes waiting for its locks. */
const mostBeside = 128;
const mostAlone = 16;
const mostReads = 64;
/** How often a batch that collided with other nodes is tried again before it is given up. */
const collisions = 8;

/** The group of units that run alone. */
const alone = '';

const plain = (sql: string): Statement => ({ sql, values: [] });
const openings = {
  read: (): Statement[] => [plain('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')],
  alone: (): Statement[] => [plain('BEGIN'), { sql: 'SELECT pg_advisory_xact_lock(?)', values: [writers] }],
  beside: (groups: readonly string[]): Statement[] => [
    plain('BEGIN'),
    { sql: 'SELECT pg_advisory_xact_lock_shared(?)', values: [writers] },
    ...(groups.length === 0 ? [] : [lockGroups(groups)]),
  ],
};

/** All locks of a batch in one order, so that no two batches wait for each other. */
function lockGroups(groups: readonly string[]): Statement {
  const locks = [...new Set(groups.map(lockOf))].sort((a, b) => (a < b ? -1 : 1));
  return {
    sql: 'SELECT pg_advisory_xact_lock(k) FROM unnest(CAST(? AS bigint[])) AS k',
    values: [`{${locks.join(',')}}`],
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A connection that is opened when it is first needed, and opened anew when it was lost. */
class Seat {
  busy = false;
  readonly #config: ClientConfig;
  #session: Session | undefined;

  constructor(config: ClientConfig) {
    this.#config = config;
  }

  async session(): Promise<Session> {
    if (this.#session?.broken) await this.leave();
    this.#session ??= await openSession(this.#config);
    return this.#session;
  }

  async leave(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await session?.close();
  }
}

type Kind = 'read' | 'beside' | 'alone';

/** A line and the connections that work it off. */
interface Desk {
  readonly kind: Kind;
  readonly line: Line;
  readonly seats: readonly Seat[];
  readonly most: number;
}

class Postgres implements Database {
  readonly #config: ClientConfig;
  readonly #desks: Readonly<Record<Kind, Desk>>;
  #closed = false;
  #poked = false;
  /** Units asked for while the schema is changed wait until that is done. */
  #migrating = 0;
  #running = 0;
  #drained: () => void = () => undefined;

  constructor(config: ClientConfig, { connections = 9, unitsPerFlush = 1_000 }: PostgresOptions) {
    this.#config = config;
    const beside = Math.max(1, Math.floor((connections - 1) / 2));
    const reads = Math.max(1, connections - 1 - beside);
    const desk = (kind: Kind, line: Line, seats: number, most: number): Desk => ({
      kind,
      line,
      seats: Array.from({ length: seats }, () => new Seat(config)),
      most: Math.min(most, unitsPerFlush),
    });
    this.#desks = {
      read: desk('read', createPlainLine(), reads, mostReads),
      beside: desk('beside', createGroupedLine(), beside, mostBeside),
      alone: desk('alone', createPlainLine(), 1, mostAlone),
    };
  }

  run<A, R>(procedure: Procedure<A, R>, args: A): Promise<R> {
    if (this.#closed) return Promise.reject(new DomainError('UNAVAILABLE', 'the database is closed'));
    return new Promise<R>((resolve, reject) => {
      const { mode, beside } = procedure;
      const kind = mode === 'read' ? 'read' : beside === undefined ? 'alone' : 'beside';
      this.#desks[kind].line.push({
        procedure: procedure as unknown as AnyProcedure,
        args,
        // Reads need no order, units that run alone keep theirs.
        group: kind === 'beside' ? (beside?.group(args) ?? null) : kind === 'alone' ? alone : null,
        lane: beside?.lane?.(args),
        resolve: resolve as (value: unknown) => void,
        reject,
      });
      this.#poke();
    });
  }

  /** Sets idle connections to work; what is asked in one turn of the event loop travels together. */
  #poke(): void {
    if (this.#poked) return;
    this.#poked = true;
    setImmediate(() => {
      this.#poked = false;
      if (this.#migrating > 0) return;
      for (const desk of Object.values(this.#desks)) {
        for (const seat of desk.seats) {
          if (desk.line.length === 0) break;
          if (seat.busy) continue;
          const batch = desk.line.take(desk.most);
          if (batch.calls.length === 0) break;
          void this.#work(desk, seat, batch);
        }
      }
    });
  }

  async #work(desk: Desk, seat: Seat, batch: Batch): Promise<void> {
    seat.busy = true;
    this.#running += 1;
    try {
      await this.#runBatch(desk, seat, batch);
    } catch (error) {
      // Connecting failed, or this adapter did: nobody may be left waiting. What was answered before stays answered.
      for (const call of batch.calls) call.reject(translate(error));
    }
    desk.line.done(batch);
    seat.busy = false;
    this.#running -= 1;
    if (Object.values(this.#desks).some(({ line }) => line.length > 0)) this.#poke();
    else if (this.#running === 0) this.#drained();
  }

  async #runBatch(desk: Desk, seat: Seat, batch: Batch): Promise<void> {
    const opening = desk.kind === 'beside' ? openings.beside(batch.groups) : openings[desk.kind]();
    const careful: Call[] = [];
    const side = (session: Session, calls: readonly Call[]): Promise<BatchOutcome> =>
      runSideBySide(session, calls, opening, desk.kind === 'read');
    let rest = batch.calls;
    while (rest.length > 0) {
      const { outcome, failed } = await this.#attempt(seat, rest, side);
      careful.push(...outcome.suspects);
      rest = outcome.again;
      if (failed) {
        careful.push(...rest);
        rest = [];
      }
    }
    if (careful.length === 0) return;
    // In the order of asking: units of one group may rely on it.
    const place = new Map(batch.calls.map((call, at) => [call, at]));
    careful.sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0));
    await this.#runCarefully(desk, seat, careful, opening);
  }

  async #runCarefully(desk: Desk, seat: Seat, calls: readonly Call[], opening: readonly Statement[]): Promise<void> {
    let settled: Parameters<typeof settle>[0] = [];
    const { outcome, failed } = await this.#attempt(seat, calls, async (session, some) => {
      const careful = await runCarefully(session, some, opening);
      settled = careful.settled;
      return careful;
    });
    if (failed) for (const call of outcome.again) call.reject(translate(outcome.error));
    // Beside others a constraint may be broken by what came in between; alone it is broken by the unit itself.
    const again = desk.kind === 'beside' ? settled.filter((each) => 'error' in each && isConstraint(each.error)) : [];
    const another = new Set(again.map(({ call }) => call));
    settle(settled.filter(({ call }) => !another.has(call)));
    for (const call of another) this.#desks.alone.line.push({ ...call, group: alone, lane: undefined });
  }

  /**
   * Runs calls until they are kept, have suspects, or fail for a reason of their own (`failed`). What other nodes or a lost
   * connection are the reason of is tried again here, and thrown when that does not help.
   */
  async #attempt(
    seat: Seat,
    calls: readonly Call[],
    work: (session: Session, calls: readonly Call[]) => Promise<BatchOutcome>,
  ): Promise<{ outcome: BatchOutcome; failed: boolean }> {
    let lost = 0;
    let rest = calls;
    for (let tries = 1; ; tries += 1) {
      const session = await seat.session();
      const outcome = await work(session, rest);
      const { error } = outcome;
      if (error === undefined) return { outcome, failed: false };
      rest = outcome.again;
      if (session.broken || isLostConnection(error)) {
        await seat.leave();
        lost += 1;
        if (outcome.unsure || lost > 1) throw this.#gone(error, outcome.unsure === true);
      } else if (isStaleStatement(error) && tries <= 2) {
        await session.forget();
      } else if (isOutOfOrder(error)) {
        throw error;
      } else if (isCollision(error)) {
        if (tries >= collisions) throw error;
        await pause(Math.random() * 10 * 2 ** Math.min(tries, 5));
      } else {
        return { outcome, failed: true };
      }
    }
  }

  #gone(error: unknown, unsure: boolean): DomainError {
    const text = error instanceof Error ? error.message : String(error);
    const fate = unsure ? '; whether the last change was kept is not known' : '';
    return new DomainError('UNAVAILABLE', `database: the connection was lost: ${text}${fate}`, {}, { cause: error });
  }

  async migrate(migrations: readonly Migration[]): Promise<void> {
    this.#migrating += 1;
    try {
      const session = await openSession(this.#config);
      try {
        await migrate(session, migrations);
      } finally {
        await session.close();
      }
    } catch (error) {
      throw translate(error);
    } finally {
      this.#migrating -= 1;
      this.#poke();
    }
  }

  async ping(): Promise<void> {
    await this.run(ping, undefined);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const desks = Object.values(this.#desks);
    if (this.#running > 0 || desks.some(({ line }) => line.length > 0)) {
      await new Promise<void>((resolve) => {
        this.#drained = resolve;
      });
    }
    await Promise.all(desks.flatMap(({ seats }) => seats.map((seat) => seat.leave())));
  }
}

const ping: Procedure<undefined, null> = {
  name: 'database.ping',
  mode: 'read',
  *body() {
    yield plain('SELECT 1');
    return null;
  },
};

/** A server that is only just starting, beside this one, is waited for this long (ms). */
const patienceMs = 15_000;

/**
 * Connects to the database that `url` names. Resolves when it answers.
 * @throws DomainError UNAVAILABLE naming the cause
 */
export async function openPostgres(
  url: string,
  options: PostgresOptions = {},
  patience = patienceMs,
): Promise<Database> {
  const database = new Postgres({ connectionString: url }, options);
  for (const end = performance.now() + patience; ; ) {
    const failure = await database.ping().catch((error: unknown) => error);
    if (failure === undefined) return database;
    const starting = failure instanceof DomainError && ['ECONNREFUSED', '57P03'].includes(String(failure.facts.code));
    if (!starting || performance.now() > end) {
      await database.close();
      throw failure;
    }
    await pause(250);
  }
}
