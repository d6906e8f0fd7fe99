// Units of work for the database contract: plain JavaScript, because the database thread loads them by URL, uncompiled.
// Must import nothing: the same file serves every adapter.

export const migrations = [
  {
    name: '0001-ledger',
    statements: [
      'CREATE TABLE entry (name TEXT PRIMARY KEY, amount BIGINT NOT NULL)',
      'CREATE TABLE bytes (id BIGINT PRIMARY KEY, data BLOB)',
    ],
  },
];
export const laterMigration = { name: '0002-notes', statements: ['CREATE TABLE note (text TEXT NOT NULL)'] };

const unit = (name, mode, body) => ({ name: `ledger.${name}`, mode, body });
const insert = (name, amount) => ({ sql: 'INSERT INTO entry (name, amount) VALUES (?, ?)', values: [name, amount] });

export const put = unit('put', 'write', function* ({ name, amount }) {
  yield insert(name, amount);
  return name;
});

export const add = unit('add', 'write', function* ({ name, amount }) {
  const rows = yield {
    sql: 'UPDATE entry SET amount = amount + ? WHERE name = ? RETURNING amount',
    values: [amount, name],
  };
  return rows[0]?.amount ?? null;
});

export const find = unit('find', 'read', function* (name) {
  const rows = yield { sql: 'SELECT amount FROM entry WHERE name = ?', values: [name] };
  return rows[0]?.amount ?? null;
});

export const count = unit('count', 'read', function* () {
  const rows = yield { sql: 'SELECT COUNT(*) AS n FROM entry', values: [] };
  return Number(rows[0].n);
});

/** What is handed back for a row that is added, one that is there already, two that are changed, and a query that finds none. */
export const changes = unit('changes', 'write', function* (name) {
  const once = { ...insert(name, 1), sql: `${insert().sql} ON CONFLICT (name) DO NOTHING` };
  const handed = [yield once, yield once, yield insert(`${name}-2`, 1)];
  handed.push(yield { sql: 'UPDATE entry SET amount = 7 WHERE name IN (?, ?)', values: [name, `${name}-2`] });
  handed.push(yield { sql: 'SELECT name FROM entry WHERE name = ?', values: ['nobody'] });
  return handed;
});

/** Writes, then throws what the arguments say. */
export const putThenThrow = unit('put-then-throw', 'write', function* ({ name, message }) {
  yield insert(name, 1);
  throw new Error(message);
});

/** Breaks a constraint with its second statement. */
export const refuse = unit('refuse', 'write', function* ({ name }) {
  yield insert(name, 1);
  yield insert(name, 2);
  return 'never reached';
});

/** Handles the failure of one of its statements and goes on. */
export const putOrKeep = unit('put-or-keep', 'write', function* ({ name, amount }) {
  try {
    yield insert(name, amount);
    return 'put';
  } catch {
    yield { sql: 'UPDATE entry SET amount = amount + 1000 WHERE name = ?', values: [name] };
    return 'kept';
  }
});

export const storeBytes = unit('store-bytes', 'write', function* ({ id, data }) {
  yield { sql: 'INSERT INTO bytes (id, data) VALUES (?, ?)', values: [id, data] };
  const rows = yield { sql: 'SELECT id, data FROM bytes WHERE id = ?', values: [id] };
  return rows[0];
});

/** A result that cannot cross a thread boundary. */
export const leakFunction = unit('leak-function', 'read', function* () {
  yield { sql: 'SELECT 1', values: [] };
  return { call: () => 1 };
});

export const procedures = [put, add, find, count, changes, putThenThrow, refuse, putOrKeep, storeBytes, leakFunction];
