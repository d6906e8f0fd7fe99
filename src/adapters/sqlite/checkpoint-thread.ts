// The checkpointer's thread: a connection of its own that copies the log into the file whenever it is asked.
// Must not be imported, and must never wait for a lock: PASSIVE copies what it can and leaves the rest.
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';

if (parentPort === null) throw new Error('checkpoint-thread.js is a worker thread, not a program');
const port = parentPort;
const db = new Sqlite(workerData as string);
db.pragma('synchronous = FULL');

/** Pages of a log that should begin anew. */
const longLog = 8_000;
/** Pages the writer may be left with: copying them and flushing the file keeps one commit waiting for a few milliseconds. */
const smallRest = 500;

/** `log`: pages in the log, `checkpointed`: those of them that are in the file. Both -1 for a file without a log. */
function checkpoint(): { log: number; checkpointed: number } {
  const [state] = db.pragma('wal_checkpoint(PASSIVE)') as { log: number; checkpointed: number }[];
  return state ?? { log: -1, checkpointed: -1 };
}

port.on('message', (first: 'checkpoint' | 'close') => {
  // Asked several times meanwhile: one answer serves all.
  let closing = first === 'close';
  for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
    closing ||= next.message === 'close';
  }
  if (closing) {
    db.close();
    return port.close();
  }
  let { log, checkpointed } = checkpoint();
  // What was written during a long copy is copied in a short one.
  if (log >= longLog && log - checkpointed > smallRest) ({ log, checkpointed } = checkpoint());
  if (log >= longLog && log - checkpointed <= smallRest) port.postMessage('nearly done');
});
