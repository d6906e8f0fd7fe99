// The embedded database: SQLite in a thread of its own, behind the database port.
// Must not know any table; the units of work come from the modules named at start.
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { compiledUrl } from '../../kernel/compiled-url.js';
import { DomainError, fromPortable } from '../../kernel/errors.js';
import { type Database, type Procedure, procedure } from '../../ports/database/database.js';
import { createCheckpointer } from './checkpointer.js';
import {
  type Answer,
  type AnswerError,
  type Aside,
  type AsideSettings,
  type Ask,
  type Opening,
  placesPerAnswer,
  placesPerCall,
  type ThreadSettings,
} from './messages.js';

interface Waiting {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

export const pingUnit = procedure('database.ping', 'read', function* () {
  yield { sql: 'SELECT 1', values: [] };
  return null;
});
export const procedures = [pingUnit];

/** As many units are sent to the thread at once, within one turn of the event loop. */
const unitsPerMessage = 16;
/** More than this per flush only delays the first caller. */
export const defaultUnitsPerFlush = 1000;

/**
 * Opens (and creates) the database file. Resolves when the thread answers.
 * @param modules URLs (`import.meta.url` form) of the modules whose `procedures` may be run
 * @param unitsPerFlush units of work that may share one flush; 1 flushes after each
 */
export async function openSqlite(
  file: string,
  modules: readonly string[],
  unitsPerFlush = defaultUnitsPerFlush,
): Promise<Database> {
  const { database, ready } = beginSqlite(file, modules, unitsPerFlush);
  await ready;
  return database;
}

/** A database thread that has its modules loaded, and waits to be told its file. Keeps no process alive. */
export interface StartedAhead {
  readonly thread: Worker;
  readonly gate: Int32Array;
}

const compiled = (urls: readonly string[]): string[] => urls.map((url) => compiledUrl(url).href);

function startThread(modules: readonly string[], opening: Opening | null): StartedAhead {
  const gate = new Int32Array(new SharedArrayBuffer(4));
  const workerData: ThreadSettings = { opening, gate, modules: compiled([import.meta.url, ...modules]) };
  return { thread: new Worker(compiledUrl('./thread.js', import.meta.url), { workerData }), gate };
}

/** Starts a thread for {@link beginSqlite} before its file is known. For one use. */
export function startAhead(modules: readonly string[]): StartedAhead {
  const ahead = startThread(modules, null);
  ahead.thread.unref();
  return ahead;
}

function taken({ thread, gate }: StartedAhead, opening: Opening): Worker {
  thread.ref();
  thread.postMessage(opening);
  Atomics.store(gate, 0, 1);
  Atomics.notify(gate, 0);
  return thread;
}

/** Runs one unit in a thread beside. @throws what the unit throws */
function runAside(thread: Worker, ask: Aside): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (error: unknown): void =>
      reject(error instanceof Error ? error : new DomainError('UNAVAILABLE', `a database thread ended with ${error}`));
    thread.once('error', ended).once('exit', ended);
    thread.once('message', ([, failed, value]: Answer) => {
      thread.off('error', ended).off('exit', ended).unref();
      if (failed === true) reject(fromPortable(value as AnswerError));
      else resolve(value);
    });
    thread.ref();
    thread.postMessage(ask);
  });
}

/**
 * Like {@link openSqlite}, without waiting: what is asked of the database meanwhile is answered once its thread is up, in
 * order. When the file cannot be opened, `ready` and everything asked fail alike.
 */
export function beginSqlite(
  file: string,
  modules: readonly string[],
  unitsPerFlush = defaultUnitsPerFlush,
  ahead?: StartedAhead,
): { database: Database; ready: Promise<void> } {
  mkdirSync(dirname(file), { recursive: true });
  const opening: Opening = { file, unitsPerFlush };
  const thread = ahead === undefined ? startThread(modules, opening).thread : taken(ahead, opening);
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let outbox: unknown[] = [];
  let gone: Error | undefined;
  let lastAside: Promise<unknown> = Promise.resolve();
  /** Units that write, while one runs aside that writes; null = none does. */
  let held: (() => void)[] | null = null;

  const fail = (error: Error): void => {
    gone ??= error; // the first cause explains more than the exit that follows from it
    for (const { reject } of waiting.values()) reject(gone);
    waiting.clear();
  };
  thread.on('message', (answers: Answer) => {
    for (let at = 0; at < answers.length; at += placesPerAnswer) {
      const id = answers[at] as number;
      const caller = waiting.get(id);
      waiting.delete(id);
      if (answers[at + 1] === true) caller?.reject(fromPortable(answers[at + 2] as AnswerError));
      else caller?.resolve(answers[at + 2]);
    }
  });
  thread.on('error', (error) =>
    fail(new DomainError('UNAVAILABLE', `database thread: ${error.message}`, {}, { cause: error })),
  );
  thread.on('exit', () => fail(new DomainError('UNAVAILABLE', 'the database is closed')));

  const expect = <R>(id: number): Promise<R> =>
    new Promise((resolve, reject) => {
      if (gone) reject(gone);
      else waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
    });
  const flush = (): void => {
    const calls = outbox;
    outbox = [];
    if (gone !== undefined || calls.length === 0) return;
    try {
      thread.postMessage({ kind: 'units', calls } satisfies Ask);
    } catch {
      // Somebody's arguments are no plain data. Sent one by one, only that caller fails.
      for (let at = 0; at < calls.length; at += placesPerCall) {
        try {
          thread.postMessage({ kind: 'units', calls: calls.slice(at, at + placesPerCall) } satisfies Ask);
        } catch (error) {
          const id = calls[at] as number;
          waiting.get(id)?.reject(error instanceof Error ? error : new Error(String(error)));
          waiting.delete(id);
        }
      }
    }
  };
  const control = <R = void>(ask: (id: number) => Ask): Promise<R> => {
    flush(); // what was asked before stays before
    lastId += 1;
    const done = expect<R>(lastId);
    thread.postMessage(ask(lastId));
    return done;
  };

  let aside: Worker | undefined;
  /** Stays once it has begun: reading its modules takes longer than most of what it does. */
  const besides = (): Worker => {
    if (aside !== undefined) return aside;
    const workerData: AsideSettings = { file, modules: compiled(modules) };
    const begun = new Worker(compiledUrl('./aside-thread.js', import.meta.url), { workerData });
    begun.once('exit', () => {
      aside = undefined;
    });
    begun.on('error', () => undefined);
    aside = begun;
    return begun;
  };

  const ready = expect<void>(0);
  ready.catch(() => undefined);
  const openCheckpointer = () =>
    createCheckpointer(file, {
      // A disk that refuses it fails the next commit too, and that one is told.
      nearlyDone: () => void control((id) => ({ kind: 'checkpoint', id })).catch(() => undefined),
    });
  let checkpointer = openCheckpointer();
  const database: Database = {
    run<A, R>(unit: Procedure<A, R>, args: A): Promise<R> {
      if (held !== null && unit.mode === 'write') {
        const waiting = held;
        return new Promise<void>((go) => waiting.push(go)).then(() => database.run(unit, args));
      }
      lastId += 1;
      if (unit.mode === 'write') checkpointer.wrote();
      // Few messages for what is asked in the same turn of the event loop; but when much is, the thread begins before the
      // turn is over: otherwise it would wait while requests are read, and then requests would wait for it.
      if (outbox.length === 0) setImmediate(flush);
      outbox.push(lastId, unit.name, args);
      const answer = expect<R>(lastId);
      if (outbox.length >= unitsPerMessage * placesPerCall) flush();
      return answer;
    },
    migrate: (migrations) => control((id) => ({ kind: 'migrate', id, migrations })),
    ping: async () => {
      await database.run(pingUnit, undefined);
    },
    whole: {
      copyTo: (target) => control((id) => ({ kind: 'copy', id, target })),
      replaceBy: async (source, migrations) => {
        // Its connection would go on with the file that is replaced.
        await checkpointer.close();
        try {
          await control((id) => ({ kind: 'replace', id, source, migrations }));
        } finally {
          checkpointer = openCheckpointer();
        }
      },
      aside: (unit, args, other) => {
        const mine = lastAside.then(async () => {
          const writes = unit.mode === 'write';
          if (writes) held = [];
          try {
            // What was asked before is on disk then.
            if (writes) await database.ping();
            return await runAside(besides(), { unit: unit.name, args, other: other ?? null });
          } finally {
            const waited = held ?? [];
            held = null;
            for (const go of waited) go();
            if (writes) checkpointer.wrote();
          }
        });
        lastAside = mine.catch(() => undefined);
        return mine as Promise<never>;
      },
    },
    close: async () => {
      if (gone) return;
      await lastAside;
      await aside?.terminate();
      await checkpointer.close();
      await control((id) => ({ kind: 'close', id }));
      await thread.terminate();
    },
  };
  return { database, ready };
}
