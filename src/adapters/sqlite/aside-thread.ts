// The thread for units that take seconds: one at a time over a connection of its own, so that what others read does not wait.
// Must not be imported: it is started as a worker thread by database.ts with the first of them.
import { parentPort, workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import { toPortable } from '../../kernel/errors.js';
import { BatchRunner, translate } from './batch.js';
import type { Answer, Aside, AsideSettings } from './messages.js';
import { loadProcedures, migrate, openFile } from './opened.js';

/** Whole accounts are moved: what does not fit is written again and again. */
const wideCacheKib = -524_288;

if (parentPort === null) throw new Error('aside-thread.js is a worker thread, not a program');
const port = parentPort;
const { file, modules } = workerData as AsideSettings;
const procedures = await loadProcedures(modules);

function act({ unit, args, other }: Aside): unknown {
  const procedure = procedures.get(unit);
  if (procedure === undefined) throw new Error(`no unit of work is called ${unit}`);
  if (other !== null) {
    // Thrown away when anything fails: it needs no journal and no flush of its own.
    const opened = new Sqlite(other.file);
    try {
      opened.pragma('synchronous = OFF');
      migrate(opened, other.migrations);
    } finally {
      opened.close();
    }
  }
  const db = openFile(file, wideCacheKib);
  try {
    if (other !== null) {
      db.prepare('ATTACH ? AS other').run(other.file);
      for (const setting of ['journal_mode = OFF', 'synchronous = OFF', `cache_size = ${wideCacheKib}`])
        db.pragma(`other.${setting}`);
    }
    const [outcome] = new BatchRunner(db).run([{ procedure, args }]);
    if (outcome === undefined || 'error' in outcome) throw outcome?.error;
    return outcome.value;
  } finally {
    db.close();
  }
}

port.on('message', (ask: Aside) => {
  let answer: Answer;
  try {
    answer = [0, false, act(ask)];
  } catch (error) {
    answer = [0, true, toPortable(translate(error))];
  }
  port.postMessage(answer);
});
