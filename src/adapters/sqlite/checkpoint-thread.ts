// The checkpointer's thread: a connection of its own that copies the log into the file whenever it is asked.
// Must not be imported, and must never wait for a lock: PASSIVE copies what it can and leaves the rest.
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';

if (parentPort === null) throw new Error('checkpoint-thread.js is a worker thread, not a program');
const port = parentPort;
const db = new Sqlite(workerData as string);
db.pragma('synchronous = FULL');

port.on('message', (first: 'checkpoint' | 'close') => {
  // Asked several times meanwhile: one answer serves all.
  let closing = first === 'close';
  for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
    closing ||= next.message === 'close';
  }
  if (!closing) return void db.pragma('wal_checkpoint(PASSIVE)');
  db.close();
  port.close();
});
