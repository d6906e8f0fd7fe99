// Units of work that reach into SQLite itself: a disk that runs full, and what the file holds. SQLite only.
// Must import nothing: the database thread loads this file by URL.

const unit = (name, mode, body) => ({ name: `disk.${name}`, mode, body });

/** Limits the file to its present size and `pages` more; 0 takes the limit away. Returns the pages in use. */
export const limit = unit('limit', 'read', function* (pages) {
  const [{ page_count: used }] = yield { sql: 'PRAGMA page_count', values: [] };
  yield { sql: `PRAGMA max_page_count = ${pages === 0 ? 1073741823 : used + pages}`, values: [] };
  return used;
});

/** One row of `bytes` bytes. Survives a failure by itself when `stubborn`: tries to write a second row then. */
export const fill = unit('fill', 'write', function* ({ id, bytes, stubborn }) {
  try {
    yield { sql: 'INSERT INTO bytes (id, data) VALUES (?, zeroblob(?))', values: [id, bytes] };
  } catch (error) {
    if (!stubborn) throw error;
    yield { sql: 'INSERT INTO entry (name, amount) VALUES (?, 0)', values: [`after-failure-${id}`] };
  }
  return id;
});

export const journal = unit('journal', 'read', function* () {
  const [{ journal_mode: mode }] = yield { sql: 'PRAGMA journal_mode', values: [] };
  const [{ synchronous }] = yield { sql: 'PRAGMA synchronous', values: [] };
  return { mode, synchronous };
});

/** In the middle of its work it says so at place 0 of shared memory, and goes on when place 1 is set. */
const pausing = (name, mode) =>
  unit(name, mode, function* ({ name: entry, into, gate }) {
    yield { sql: `INSERT INTO ${into}.entry (name, amount) VALUES (?, 1)`, values: [entry] };
    Atomics.store(gate, 0, 1);
    Atomics.wait(gate, 1, 0);
    if (gate[1] === 2) throw new Error('changed its mind');
    return entry;
  });
export const slowWrite = pausing('slow-write', 'write');
/** Of mode `read`: what it writes is the other file's. */
export const slowRead = pausing('slow-read', 'read');

export const procedures = [limit, fill, journal, slowWrite, slowRead];
