// The database thread: owns the one connection, gathers what has been asked meanwhile, commits it in one flush.
// Must not be imported: it is started as a worker thread by database.ts.
import { constants, copyFileSync, renameSync, statSync } from 'node:fs';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import { DomainError, toPortable } from '../../kernel/errors.js';
import type { Migration } from '../../ports/database/database.js';
import { BatchRunner, translate, type UnitCall } from './batch.js';
import {
  type Answer,
  type Ask,
  type Opening,
  placesPerAnswer,
  placesPerCall,
  type ThreadSettings,
} from './messages.js';
import { loadProcedures, migrate, openFile } from './opened.js';

if (parentPort === null) throw new Error('thread.js is a worker thread, not a program');
const port = parentPort;
const settings = workerData as ThreadSettings;

const procedures = await loadProcedures(settings.modules);

/** Waits without turning the event loop: what is asked after the opening must wait for the listener below. */
function opening(): Opening {
  Atomics.wait(settings.gate, 0, 0);
  return receiveMessageOnPort(port)?.message as Opening;
}
const { file, unitsPerFlush } = settings.opening ?? opening();

let db = openFile(file);
let runner = new BatchRunner(db);

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
    db = openFile(file);
    runner = new BatchRunner(db);
  }
}

function act(ask: Exclude<Ask, { kind: 'units' }>): void {
  if (ask.kind === 'migrate') migrate(db, ask.migrations);
  else if (ask.kind === 'checkpoint') db.pragma('wal_checkpoint(PASSIVE)');
  else if (ask.kind === 'copy') copy(ask.target);
  else if (ask.kind === 'replace') replace(ask.source, ask.migrations);
  else db.close();
}

function control(ask: Exclude<Ask, { kind: 'units' }>): Answer {
  try {
    act(ask);
    return [ask.id, false, null];
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
