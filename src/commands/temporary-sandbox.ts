// A sandbox server of its own on free loopback ports, for commands that need one while they run, and for tests.
// Must not know what it is used for; whoever starts it stops it and removes its folder.
import { systemClock } from '../kernel/clock.js';
import { systemRandom } from '../kernel/ids.js';
import { createLog, type Log } from '../kernel/log.js';
import type { Database } from '../ports/database/database.js';
import { readSettings, type Settings } from '../settings.js';
import { openDatabase } from '../wiring/storage.js';
import { createTuquan, type Tuquan } from '../wiring.js';

/**
 * Whatever the environment says of a database or a store: those are somebody's, and this server's accounts must not come into them.
 * @param data a folder that is this server's alone, and holds all it keeps
 * @param how what it writes down, and how its database is opened, where that is not the usual
 */
export function createTemporarySandbox(
  data: string,
  environment: NodeJS.ProcessEnv,
  how: { log?: Log; open?: (settings: Settings) => Promise<Database> } = {},
): Promise<Tuquan> {
  const alone = { ...environment, TUQUAN_DATABASE_URL: '', TUQUAN_S3_ENDPOINT: '' };
  const settings = readSettings(
    {
      TUQUAN_DATA: data,
      TUQUAN_HOST: '127.0.0.1',
      TUQUAN_PORT: '0',
      TUQUAN_TLS_PORT: '0',
      TUQUAN_SANDBOX: '1',
      TUQUAN_ROLE: 'all',
    },
    alone,
  );
  const { log = createLog('error', process.stderr.isTTY === true), open = openDatabase } = how;
  const database = open(settings);
  database.catch(() => undefined); // whoever awaits it hears of it
  return createTuquan(settings, { clock: systemClock, random: systemRandom, log, environment: alone, database });
}
