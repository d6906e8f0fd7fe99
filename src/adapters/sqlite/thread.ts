// The database thread: owns the one connection, gathers what has been asked meanwhile, commits it in one flush.
// Must not be imported: it is started as a worker thread by database.ts.
import { constants, copyFileSync, renameSync, statSync } from 'node:fs';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import { DomainError, toPortable } from '../../kernel/errors.js';
import type { Migration } from '../../ports/database/database.js';
import { type AnyProcedure, BatchRunner, translate, type UnitCall } from './batch.js';
import {
  type Answer,
  type Ask,
  type Opening,
  placesPerAnswer,
  placesPerCall,
  type ThreadSettings,
} from './messages.js';

if (parentPort === null) throw new Error('thread.js is a worker thread, not a program');
const port = parentPort;
const settings = workerData as ThreadSettings;

const procedures = new Map<string, AnyProcedure>();
for (const url of settings.modules) {
  const module = (await import(url)) as { procedures?: readonly AnyProcedure[] };
  for (const procedure of module.procedures ?? []) {
    if (procedures.has(procedure.name)) throw new Error(`two units of work are called ${procedure.name}`);
    procedures.set(procedure.name, procedure);
  }
}

/** Waits without turning the event loop: what is asked after the opening must wait for the listener below. */
function opening(): Opening {
  Atomics.wait(settings.gate, 0, 0);
  return receiveMessageOnPort(port)?.message as Opening;
}
const { file, unitsPerFlush } = settings.opening ?? opening();

/** 16 MiB (negative: KiB, not pages). It grows with the file until it is full; what it lacks the system's own cache has. */
const cacheKib = -16_384;
/** For units that move whole accounts: what does not fit is written again and again. */
const wideCacheKib = -524_288;

let db = open();
let runner = new BatchRunner(db);

function open(): Sqlite.Database {
  const opened = new Sqlite(file);
  opened.pragma('journal_mode = WAL');
  // FULL: the write-ahead log is flushed at every commit, so an acknowledged fact survives a power cut.
  opened.pragma('synchronous = FULL');
  opened.pragma('foreign_keys = ON');
  opened.pragma('busy_timeout = 5000');
  opened.pragma(`cache_size = ${cacheKib}`);
  opened.pragma('temp_store = MEMORY');
  // Only where the checkpointer does not keep up: the log is bounded (128 MiB), and commits hardly ever copy it.
  opened.pragma('wal_autocheckpoint = 32000');
  return opened;
}

/** Sends answers; one that cannot cross the thread boundary (a function, a generator) fails its own caller only. */
function post(answers: Answer): void {
  try {
    port.postMessage(answers);
  } catch (error) {
    if (answers.length === placesPerAnswer) port.postMessage([answers[0], true, toPortable(error)] satisfies Answer);
    else {
      for (let at = 0; at < answers.length; at += placesPerAnswer) post(answers.slice(at, at + placesPerAnswer));
    }
  }
}

function migrate(on: Sqlite.Database, migrations: readonly Migration[]): void {
  on.exec('CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY)');
  on.transaction(() => {
    const done = new Set(on.prepare('SELECT name FROM migration').pluck().all() as string[]);
    const known = new Set(migrations.map((migration) => migration.name));
    const foreign = [...done].filter((name) => !known.has(name));
    if (foreign.length > 0) {
      throw new DomainError(
        'UNAVAILABLE',
        `this data folder was written by a newer version of Tuquan (schema step ${foreign[0]}); start that version, or restore a backup`,
      );
    }
    for (const migration of [...migrations].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (done.has(migration.name)) continue;
      for (const statement of migration.statements) on.exec(statement);
      on.prepare('INSERT INTO migration (name) VALUES (?)').run(migration.name);
    }
  }).immediate();
}

/** With the log emptied into it and nobody writing, the database is its one file. */
function copy(target: string): void {
  for (let round = 0; ; round += 1) {
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.exec('BEGIN IMMEDIATE');
    try {
      const log = statSync(`${file}-wal`, { throwIfNoEntry: false });
      if (log === undefined || log.size === 0) {
        copyFileSync(file, target, constants.COPYFILE_EXCL);
        return;
      }
    } finally {
      db.exec('ROLLBACK');
    }
    if (round >= 50) throw new DomainError('UNAVAILABLE', 'another process keeps reading the database; try again');
  }
}

function replace(source: string, migrations: readonly Migration[]): void {
  const next = new Sqlite(source, { fileMustExist: true });
  try {
    migrate(next, migrations);
    // The last one to close a database empties its log into it.
  } finally {
    next.close();
  }
  db.close();
  try {
    renameSync(source, file);
  } finally {
    db = open();
    runner = new BatchRunner(db);
  }
}

/** The other file is thrown away when anything fails: it needs no journal and no flush of its own. */
function runWith({ file: other, migrations, unit, args }: Extract<Ask, { kind: 'with' }>): unknown {
  const procedure = procedures.get(unit);
  if (procedure === undefined) throw new Error(`no unit of work is called ${unit}`);
  const opened = new Sqlite(other);
  try {
    opened.pragma('synchronous = OFF');
    migrate(opened, migrations);
  } finally {
    opened.close();
  }
  db.prepare('ATTACH ? AS other').run(other);
  try {
    for (const setting of ['journal_mode = OFF', 'synchronous = OFF', `cache_size = ${wideCacheKib}`])
      db.pragma(`other.${setting}`);
    db.pragma(`cache_size = ${wideCacheKib}`);
    const [outcome] = new BatchRunner(db).run([{ procedure, args }]);
    if (outcome === undefined || 'error' in outcome) throw outcome?.error;
    return outcome.value;
  } finally {
    db.pragma(`cache_size = ${cacheKib}`);
    db.exec('DETACH other');
  }
}

function act(ask: Exclude<Ask, { kind: 'units' }>): unknown {
  if (ask.kind === 'with') return runWith(ask);
  if (ask.kind === 'migrate') migrate(db, ask.migrations);
  else if (ask.kind === 'checkpoint') db.pragma('wal_checkpoint(PASSIVE)');
  else if (ask.kind === 'copy') copy(ask.target);
  else if (ask.kind === 'replace') replace(ask.source, ask.migrations);
  else db.close();
  return null;
}

function control(ask: Exclude<Ask, { kind: 'units' }>): Answer {
  try {
    return [ask.id, false, act(ask)];
  } catch (error) {
    return [ask.id, true, toPortable(translate(error))];
  }
}

function runBatch(calls: readonly unknown[]): Answer {
  const answers: unknown[] = [];
  const known: UnitCall[] = [];
  const ids: unknown[] = [];
  for (let at = 0; at < calls.length; at += placesPerCall) {
    const name = calls[at + 1] as string;
    const procedure = procedures.get(name);
    if (procedure === undefined) {
      answers.push(calls[at], true, toPortable(new Error(`no unit of work is called ${name}`)));
    } else {
      known.push({ procedure, args: calls[at + 2] });
      ids.push(calls[at]);
    }
  }
  for (const [index, outcome] of runner.run(known).entries()) {
    if ('error' in outcome) answers.push(ids[index], true, toPortable(outcome.error));
    else answers.push(ids[index], false, outcome.value);
  }
  return answers;
}

function runUnits(calls: readonly unknown[]): void {
  const places = unitsPerFlush * placesPerCall;
  for (let at = 0; at < calls.length; at += places) post(runBatch(calls.slice(at, at + places)));
}

port.on('message', (first: Ask) => {
  const calls: unknown[] = [];
  let ask: Ask | undefined = first;
  while (ask !== undefined) {
    if (ask.kind === 'units') {
      calls.push(...ask.calls);
    } else {
      if (calls.length > 0) runUnits(calls.splice(0));
      post(control(ask));
      if (ask.kind === 'close') return port.close();
    }
    ask =
      calls.length < unitsPerFlush * placesPerCall
        ? (receiveMessageOnPort(port)?.message as Ask | undefined)
        : undefined;
  }
  if (calls.length > 0) runUnits(calls);
});
port.postMessage([0, false, null] satisfies Answer);
