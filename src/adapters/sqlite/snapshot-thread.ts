// The thread that copies a database: SQLite's own statement for it does not return before the end. Must not be imported.
import { workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';

const { from, to } = workerData as { from: string; to: string };
const db = new Sqlite(from, { fileMustExist: true });
try {
  db.pragma('busy_timeout = 5000');
  db.prepare('VACUUM INTO ?').run(to);
} finally {
  db.close();
}
