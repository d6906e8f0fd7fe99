// The database thread: owns the one connection, gathers what has been asked meanwhile, commits it in one flush.
// Must not be imported: it is started as a worker thread by database.ts.
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import { DomainError, toPortable } from '../../kernel/errors.js';
import type { Migration } from '../../ports/database/database.js';
import { type AnyProcedure, BatchRunner, translate, type UnitCall } from './batch.js';
import type { Answer, Ask, ThreadSettings } from './messages.js';

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

const db = new Sqlite(settings.file);
db.pragma('journal_mode = WAL');
// FULL: the write-ahead log is flushed at every commit, so an acknowledged fact survives a power cut.
db.pragma('synchronous = FULL');
db.pragma('foreign_keys = ON');
db.pragma('busy_timeout = 5000');
db.pragma('cache_size = -65536');
db.pragma('temp_store = MEMORY');
db.pragma('wal_autocheckpoint = 4000');
const runner = new BatchRunner(db);

/** Sends answers; one that cannot cross the thread boundary (a function, a generator) fails its own caller only. */
function post(answers: Answer): void {
  try {
    port.postMessage(answers);
  } catch (error) {
    if (answers.length > 1) for (const answer of answers) post([answer]);
    else for (const { id } of answers) port.postMessage([{ id, error: toPortable(error) }] satisfies Answer);
  }
}

function migrate(migrations: readonly Migration[]): void {
  db.exec('CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY)');
  db.transaction(() => {
    const done = new Set(db.prepare('SELECT name FROM migration').pluck().all() as string[]);
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
      for (const statement of migration.statements) db.exec(statement);
      db.prepare('INSERT INTO migration (name) VALUES (?)').run(migration.name);
    }
  }).immediate();
}

function control(ask: Exclude<Ask, { kind: 'units' }>): Answer {
  try {
    if (ask.kind === 'migrate') migrate(ask.migrations);
    else db.close();
    return [{ id: ask.id, value: null }];
  } catch (error) {
    return [{ id: ask.id, error: toPortable(translate(error)) }];
  }
}

function runBatch(calls: readonly (readonly [number, string, unknown])[]): Answer {
  const answers: (Answer[number] | undefined)[] = [];
  const known: UnitCall[] = [];
  const places: number[] = [];
  calls.forEach(([id, name, args], place) => {
    const procedure = procedures.get(name);
    if (procedure === undefined) {
      answers[place] = { id, error: toPortable(new Error(`no unit of work is called ${name}`)) };
    } else {
      known.push({ procedure, args });
      places.push(place);
    }
  });
  runner.run(known).forEach((outcome, index) => {
    const place = places[index] ?? 0;
    const id = calls[place]?.[0] ?? 0;
    answers[place] = 'error' in outcome ? { id, error: toPortable(outcome.error) } : { id, value: outcome.value };
  });
  return answers.filter((answer) => answer !== undefined);
}

function runUnits(calls: readonly (readonly [number, string, unknown])[]): void {
  for (let at = 0; at < calls.length; at += settings.unitsPerFlush) {
    post(runBatch(calls.slice(at, at + settings.unitsPerFlush)));
  }
}

port.on('message', (first: Ask) => {
  const calls: (readonly [number, string, unknown])[] = [];
  let ask: Ask | undefined = first;
  while (ask !== undefined) {
    if (ask.kind === 'units') {
      calls.push(...ask.calls);
    } else {
      if (calls.length > 0) runUnits(calls.splice(0));
      post(control(ask));
      if (ask.kind === 'close') return port.close();
    }
    ask = calls.length < settings.unitsPerFlush ? (receiveMessageOnPort(port)?.message as Ask | undefined) : undefined;
  }
  if (calls.length > 0) runUnits(calls);
});
port.postMessage([{ id: 0, value: null }] satisfies Answer);
