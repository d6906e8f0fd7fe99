// The shape of a logger, and the one real logger (JSON lines on stderr, pretty on a terminal).
// Must not be given secrets: what is logged are identifiers, codes, counts and durations.
import { type Logger, pino } from 'pino';

export type LogFields = Readonly<Record<string, unknown>>;

export interface Log {
  debug(fields: LogFields, text: string): void;
  info(fields: LogFields, text: string): void;
  warn(fields: LogFields, text: string): void;
  error(fields: LogFields, text: string): void;
}

const nothing = (): void => undefined;
export const silentLog: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing };

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** Logs to stderr. `pretty` is for people at a terminal; JSON lines are for machines. */
export function createLog(level: LogLevel, pretty: boolean): Log {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  const logger: Logger = pretty
    ? pino({ ...options, transport: { target: 'pino-pretty', options: { destination: 2, ignore: 'pid,hostname' } } })
    : pino(options, pino.destination({ fd: 2, sync: true }));
  return {
    debug: (fields, text) => logger.debug(fields, text),
    info: (fields, text) => logger.info(fields, text),
    warn: (fields, text) => logger.warn(fields, text),
    error: (fields, text) => logger.error(fields, text),
  };
}
