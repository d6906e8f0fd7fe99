// serve, work and migrate: starts a server or a worker and keeps it until a signal.
// Must not know what is served; the wiring does.
import { systemClock } from '../kernel/clock.js';
import { systemRandom } from '../kernel/ids.js';
import { createLog, type Log } from '../kernel/log.js';
import { profileOf, readSettings, type Settings } from '../settings.js';
import { openDatabase } from '../wiring/storage.js';
import type { Tuquan } from '../wiring.js';

/** What runs when the signal comes may take this long (ms) to end. */
const graceMs = 20_000;

export interface ServeOptions {
  host?: string;
  port?: string;
  tlsPort?: string;
  data?: string;
  sandbox?: boolean;
  seed?: string;
}

const flagsOf = (options: ServeOptions, role?: string): Record<string, string | undefined> => ({
  TUQUAN_HOST: options.host,
  TUQUAN_PORT: options.port,
  TUQUAN_TLS_PORT: options.tlsPort,
  TUQUAN_DATA: options.data,
  TUQUAN_SANDBOX: options.sandbox ? '1' : undefined,
  TUQUAN_ROLE: role,
});

/** The database opens in its own thread while the rest of the program is being loaded. */
async function build(settings: Settings, log: Log): Promise<Tuquan> {
  const database = openDatabase(settings);
  database.catch(() => undefined); // whoever awaits it below hears of it
  const { createTuquan } = await import('../wiring.js');
  return createTuquan(settings, {
    clock: systemClock,
    random: systemRandom,
    log,
    environment: process.env,
    database,
  });
}

async function runUntilSignal(options: ServeOptions, role?: string): Promise<void> {
  const settings = readSettings(flagsOf(options, role), process.env);
  const log = createLog(settings.logLevel, process.stderr.isTTY === true);
  log.info(profileOf(settings), 'starting');
  if (options.seed !== undefined && !(settings.sandbox && settings.role === 'all')) {
    throw new Error(
      '--seed fills the demo accounts: it needs --sandbox, and a server that works through its jobs itself',
    );
  }
  const tuquan = await build(settings, log);
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping: no new requests, running work is finished');
    tuquan.stop(graceMs).then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ cause: String(error) }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  try {
    const { baseUrl } = await tuquan.start();
    if (options.seed !== undefined) await tuquan.seeding?.applyFile(options.seed);
    process.stdout.write(`tuquan ready ${settings.role === 'worker' ? 'worker' : baseUrl}\n`);
  } catch (error) {
    await tuquan.stop(0).catch(() => undefined);
    if ((error as { code?: string }).code === 'EADDRINUSE') {
      throw new Error(
        `port ${settings.port} or ${settings.tlsPort} is taken; choose others with --port and --tls-port`,
      );
    }
    throw error;
  }
}

export const serve = (options: ServeOptions): Promise<void> => runUntilSignal(options);
export const work = (options: ServeOptions): Promise<void> => runUntilSignal(options, 'worker');

/** Opens the database, which applies what is missing, and closes it again. */
export async function migrate(options: ServeOptions): Promise<void> {
  const settings = readSettings(flagsOf(options), process.env);
  const log = createLog('warn', process.stderr.isTTY === true);
  const tuquan = await build(settings, log);
  await tuquan.stop(0);
  process.stdout.write(`the database in ${settings.data} is up to date\n`);
}
