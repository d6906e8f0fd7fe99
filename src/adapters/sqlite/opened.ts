// A connection to the database file as every thread of ours opens it, its tables brought to this version, and the units it runs.
// Must not know any table.
import Sqlite from 'better-sqlite3';
import { DomainError } from '../../kernel/errors.js';
import type { Migration } from '../../ports/database/database.js';
import type { AnyProcedure } from './batch.js';

/** 16 MiB (negative: KiB, not pages). It grows with the file until it is full; what it lacks the system's own cache has. */
const cacheKib = -16_384;

export function openFile(file: string, cache = cacheKib): Sqlite.Database {
  const opened = new Sqlite(file);
  opened.pragma('journal_mode = WAL');
  // FULL: the write-ahead log is flushed at every commit, so an acknowledged fact survives a power cut.
  opened.pragma('synchronous = FULL');
  opened.pragma('foreign_keys = ON');
  opened.pragma('busy_timeout = 5000');
  opened.pragma(`cache_size = ${cache}`);
  opened.pragma('temp_store = MEMORY');
  // Only where the checkpointer does not keep up: the log is bounded (128 MiB), and commits hardly ever copy it.
  opened.pragma('wal_autocheckpoint = 32000');
  return opened;
}

/** @throws DomainError UNAVAILABLE when the file was written by a newer version */
export function migrate(on: Sqlite.Database, migrations: readonly Migration[]): void {
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

/** The units of work of some modules, by name. @param urls file URLs of modules that export `procedures` */
export async function loadProcedures(urls: readonly string[]): Promise<ReadonlyMap<string, AnyProcedure>> {
  const procedures = new Map<string, AnyProcedure>();
  for (const url of urls) {
    const module = (await import(url)) as { procedures?: readonly AnyProcedure[] };
    for (const procedure of module.procedures ?? []) {
      if (procedures.has(procedure.name)) throw new Error(`two units of work are called ${procedure.name}`);
      procedures.set(procedure.name, procedure);
    }
  }
  return procedures;
}
