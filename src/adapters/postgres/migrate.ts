// Brings the schema of a PostgreSQL database to this version, one node at a time.
// Must not run while another node does the same: the lock sees to it, and who comes second finds everything done.
import { DomainError } from '../../kernel/errors.js';
import type { Migration } from '../../ports/database/database.js';
import { schemaText } from './dialect.js';
import { lockOf } from './lines.js';
import type { Session } from './session.js';

const lock = lockOf('tuquan: migrations');
const plain = (sql: string) => ({ sql, values: [] });

/** @throws DomainError UNAVAILABLE when the schema has a step this version does not know */
export async function migrate(session: Session, migrations: readonly Migration[]): Promise<void> {
  await session.run([
    plain('BEGIN'),
    plain('SET LOCAL statement_timeout = 0'),
    plain('SET LOCAL lock_timeout = 0'),
    { sql: 'SELECT pg_advisory_xact_lock(?)', values: [lock] },
    plain('CREATE TABLE IF NOT EXISTS migration (name TEXT COLLATE "C" PRIMARY KEY)'),
  ]);
  const rows = (await session.run([plain('SELECT name FROM migration ORDER BY name')]))[0]?.rows ?? [];
  const done = new Set(rows.map(({ name }) => String(name)));
  const known = new Set(migrations.map(({ name }) => name));
  const foreign = [...done].find((name) => !known.has(name));
  if (foreign !== undefined) {
    throw new DomainError(
      'UNAVAILABLE',
      `this database was written by a newer version of Tuquan (schema step ${foreign}); start that version, or restore a backup`,
    );
  }
  const missing = migrations.filter(({ name }) => !done.has(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
  // All steps in one message: a round trip for each would be most of a first start.
  await session.run([
    ...missing.flatMap(({ name, statements }) => [
      ...statements.map((statement) => plain(schemaText(statement))),
      { sql: 'INSERT INTO migration (name) VALUES (?)', values: [name] },
    ]),
    plain('COMMIT'),
  ]);
}
