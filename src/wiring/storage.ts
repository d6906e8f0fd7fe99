// Which database a server runs on, and the modules its units of work come from.
// Must not load the domains themselves: the database starts while they are still being read.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beginSqlite, openSqlite, type StartedAhead, startAhead } from '../adapters/sqlite/database.js';
import type { Database } from '../ports/database/database.js';
import type { Settings } from '../settings.js';

/** Modules whose units of work the database thread loads. */
const storeModules = [
  '../ports/queue/store.js',
  '../domain/accounts/store.js',
  '../domain/audit/store.js',
  '../domain/pictures/store.js',
  '../domain/pictures/library/store.js',
  '../domain/pictures/catalogue/store.js',
  '../domain/pictures/categories/store.js',
  '../domain/pictures/changes/store.js',
  '../domain/pictures/references/store.js',
  '../domain/pictures/looking/store.js',
  '../domain/pictures/scrub/store.js',
  '../domain/pictures/transfer/store.js',
  '../domain/pictures/tags/store.js',
  '../domain/pictures/duplicates/store.js',
  '../domain/points/store.js',
  '../domain/delivery/store.js',
  '../domain/generation/store.js',
  '../domain/tokens/store.js',
  '../domain/quotas/store.js',
  '../domain/rates/store.js',
  '../domain/media/store.js',
  '../domain/campaigns/store.js',
  '../domain/operations/store.js',
  '../domain/operations/reset/store.js',
  '../domain/operations/carry/store.js',
  '../domain/operations/clocks/store.js',
  '../domain/audience/store.js',
  '../domain/coupons/store.js',
  '../domain/distribution/store.js',
  '../domain/painting/store.js',
  '../domain/traffic/store.js',
].map((path) => new URL(path, import.meta.url).href);

/** A thread for the embedded database of a server that will be started later in this process. */
export const startDatabaseAhead = (): StartedAhead => startAhead(storeModules);

/**
 * Opens the database that the settings name, and creates a file. Its thread may still be starting; its tables are not brought
 * up to date yet.
 */
export async function openDatabase(
  settings: Pick<Settings, 'data' | 'databaseUrl' | 'databaseConnections' | 'unitsPerFlush'>,
  ahead?: StartedAhead,
): Promise<Database> {
  const { databaseUrl, databaseConnections, unitsPerFlush } = settings;
  await mkdir(settings.data, { recursive: true, mode: 0o750 });
  if (databaseUrl === null) {
    return beginSqlite(join(settings.data, 'tuquan.db'), storeModules, unitsPerFlush, ahead).database;
  }
  // Whoever stays with the file does not load the other engine's client.
  const { openPostgres } = await import('../adapters/postgres/database.js');
  return openPostgres(databaseUrl, { connections: databaseConnections, unitsPerFlush });
}

/** Opens one file of a database as it is, whatever its name: for backups. */
export const openStores = (file: string): Promise<Database> => openSqlite(file, storeModules);
