// One connection that sends many statements at once and reads their answers in one go: prepared once, described once.
// Must not know transactions or units of work.
import { Client, type ClientConfig } from 'pg';
import type { Row, Statement } from '../../ports/database/database.js';
import { textOf } from './dialect.js';
import { type Decoder, decoderOf, encode } from './values.js';

export interface Result {
  readonly rows: Row[];
  /** Rows a statement changed; 0 for one that only reads. */
  readonly changes: number;
}

/** Statements kept prepared on a connection. */
const keptStatements = 1_000;

interface Column {
  readonly name: string;
  readonly decode: Decoder;
}

interface Prepared {
  readonly name: string;
  columns: readonly Column[];
}

/** The parts of pg's connection that a query of one's own may use. */
interface Wire {
  readonly stream: { cork(): void; uncork(): void };
  parse(message: { name: string; text: string; types: readonly number[] }): void;
  describe(message: { type: 'S' | 'P'; name: string }): void;
  bind(message: { statement: string; values: readonly (string | Buffer | null)[] }): void;
  execute(message: { portal: string }): void;
  sync(): void;
}

const changesOf = (tag: string): number => {
  const found = /^(?:INSERT 0|UPDATE|DELETE) (\d+)/.exec(tag);
  return found === null ? 0 : Number(found[1]);
};

/** A list of statements on its way, as pg wants a query to look. */
class Pipeline {
  readonly #statements: readonly Statement[];
  readonly #prepared: Map<string, Prepared>;
  readonly #newName: () => string;
  readonly #resolve: (results: Result[]) => void;
  readonly #reject: (error: Error) => void;
  /** Of each statement, in their order. */
  readonly #plan: Prepared[] = [];
  readonly #fresh: string[] = [];
  readonly #results: Result[] = [];
  #rows: Row[] = [];

  constructor(
    statements: readonly Statement[],
    prepared: Map<string, Prepared>,
    newName: () => string,
    resolve: (results: Result[]) => void,
    reject: (error: Error) => void,
  ) {
    this.#statements = statements;
    this.#prepared = prepared;
    this.#newName = newName;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  submit(wire: Wire): null {
    wire.stream.cork();
    try {
      for (const statement of this.#statements) {
        const text = textOf(statement);
        let prepared = this.#prepared.get(text);
        if (prepared === undefined) {
          prepared = { name: this.#newName(), columns: [] };
          this.#prepared.set(text, prepared);
          this.#fresh.push(text);
          wire.parse({ name: prepared.name, text, types: [] });
          wire.describe({ type: 'S', name: prepared.name });
        }
        this.#plan.push(prepared);
        wire.bind({ statement: prepared.name, values: statement.values.map(encode) });
        wire.execute({ portal: '' });
      }
      wire.sync();
    } finally {
      wire.stream.uncork();
    }
    return null;
  }

  handleRowDescription({ fields }: { fields: readonly { name: string; dataTypeID: number }[] }): void {
    const prepared = this.#plan[this.#results.length];
    if (prepared !== undefined) {
      prepared.columns = fields.map(({ name, dataTypeID }) => ({ name, decode: decoderOf(dataTypeID) }));
    }
  }

  handleDataRow({ fields }: { fields: readonly (string | null)[] }): void {
    const row: Row = {};
    const columns = this.#plan[this.#results.length]?.columns ?? [];
    for (const [place, { name, decode }] of columns.entries()) {
      const value = fields[place] ?? null;
      row[name] = value === null ? null : decode(value);
    }
    this.#rows.push(row);
  }

  handleCommandComplete({ text }: { text: string }): void {
    const changes = changesOf(text);
    const returns = (this.#plan[this.#results.length]?.columns.length ?? 0) > 0;
    this.#results.push({ rows: returns ? this.#rows : [{ changes }], changes });
    this.#rows = [];
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete({ text: '' });
  }

  handleReadyForQuery(): void {
    this.#resolve(this.#results);
  }

  handleError(error: Error): void {
    // What was sent behind the failed statement was skipped, its preparation too.
    for (const text of this.#fresh) this.#prepared.delete(text);
    this.#reject(error);
  }
}

export interface Session {
  /**
   * Sends the statements together; resolves to their results in the same order.
   * @throws the server's error of the first that failed: none behind it was run
   */
  run(statements: readonly Statement[]): Promise<Result[]>;
  /** Forgets what is prepared, here and on the server. */
  forget(): Promise<void>;
  readonly broken: boolean;
  close(): Promise<void>;
}

/** Settings of every session. A node that hangs in the middle of a transaction must not hold up the others for long. */
const manners = [
  "SET client_encoding = 'UTF8'",
  "SET idle_in_transaction_session_timeout = '20s'",
  "SET lock_timeout = '15s'",
  "SET statement_timeout = '60s'",
  'SET jit = off',
  // Every statement of ours has its index. A plan made while a table was small would read all of it once it is large.
  'SET enable_seqscan = off',
  'SET plan_cache_mode = force_generic_plan',
  // Acknowledged means on disk: a server set to less is overruled, one set to more (remote_apply) is left alone.
  "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN ('off', 'local')",
].map((sql) => ({ sql, values: [] }));

/** Connects. @throws the error of the connection */
export async function openSession(config: ClientConfig): Promise<Session> {
  const client = new Client({
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    application_name: 'tuquan',
    ...config,
  });
  let broken = false;
  // Without a listener the loss of an idle connection would end the process.
  client.on('error', () => {
    broken = true;
  });
  client.on('end', () => {
    broken = true;
  });
  await client.connect();
  const prepared = new Map<string, Prepared>();
  let names = 0;
  const newName = (): string => {
    names += 1;
    return `t${names}`;
  };
  const run = (statements: readonly Statement[]): Promise<Result[]> =>
    new Promise((resolve, reject) => {
      const pipeline = new Pipeline(statements, prepared, newName, resolve, reject);
      client.query(pipeline as unknown as Parameters<typeof client.query>[0]);
    });
  const forget = async (): Promise<void> => {
    prepared.clear();
    await client.query('DEALLOCATE ALL');
  };
  await run(manners);
  return {
    run: async (statements) => {
      const results = await run(statements);
      if (prepared.size > keptStatements) await forget();
      return results;
    },
    forget,
    get broken() {
      return broken;
    },
    close: async () => {
      broken = true;
      await client.end().catch(() => undefined);
    },
  };
}
