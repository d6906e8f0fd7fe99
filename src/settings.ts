// The server's settings: read once from flags and environment, checked once, printed at start.
// Must not be read anywhere else: areas are handed the values they use. Rooms read their own in their settings.ts.
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type LimitProfile, limitProfiles } from './apis/room.js';
import type { LogLevel } from './kernel/log.js';

/** This package's version; the path is the same from src/ and from dist/. */
export const packageVersion = (
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
).version;

export type Role = 'all' | 'api' | 'worker';

export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly tlsPort: number;
  /** Absolute path of the data folder. */
  readonly data: string;
  readonly sandbox: boolean;
  /** Base of public addresses; null = the address the server listens on. */
  readonly publicUrl: string | null;
  readonly role: Role;
  readonly limits: LimitProfile;
  /** True when the limits were named: then the console cannot choose others. */
  readonly limitsFixed: boolean;
  readonly logLevel: LogLevel;
  /** Engine threads. */
  readonly engineThreads: number;
  /** Engine calls that may wait for a thread. */
  readonly engineWaiting: number;
  /** Generation tasks that may wait before new ones are refused. */
  readonly mostWaitingTasks: number;
  /** Where PostgreSQL is, with its password; null = the database file in the data folder. Must not be logged. */
  readonly databaseUrl: string | null;
  /** Connections to PostgreSQL that this process may open. */
  readonly databaseConnections: number;
  /** Units of work that may share one flush to disk; 1 flushes after each. */
  readonly unitsPerFlush: number;
  /** Where pictures are kept; what an S3-compatible service needs to be told is read by its adapter. */
  readonly blobs: 'disk' | 's3';
  readonly cutoutModel: string;
  /** Face detectors of the smart crop. */
  readonly faceModels: { readonly front: string; readonly back: string };
  /** CIDR blocks that outgoing requests may reach although they are not public. */
  readonly allowNetworks: readonly string[];
}

export class SettingError extends Error {
  override readonly name = 'SettingError';
  constructor(key: string, value: string, expected: string) {
    super(`${key} is "${value}", expected ${expected}. See docs/operations.md, "Settings".`);
  }
}

type Source = Readonly<Record<string, string | undefined>>;

function whole(source: Source, key: string, fallback: number, from: number, to: number): number {
  const text = source[key];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < from || value > to) {
    throw new SettingError(key, text, `a whole number from ${from} to ${to}`);
  }
  return value;
}

function oneOf<T extends string>(source: Source, key: string, fallback: T, allowed: readonly T[]): T {
  const text = source[key];
  if (text === undefined || text === '') return fallback;
  const found = allowed.find((value) => value === text);
  if (found === undefined) throw new SettingError(key, text, `one of ${allowed.join(', ')}`);
  return found;
}

function flag(source: Source, key: string): boolean {
  const text = source[key];
  if (text === undefined || text === '' || text === '0' || text === 'false') return false;
  if (text === '1' || text === 'true') return true;
  throw new SettingError(key, text, '1 or 0');
}

function publicUrl(source: Source): string | null {
  const text = source.TUQUAN_PUBLIC_URL;
  if (text === undefined || text === '') return null;
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new SettingError('TUQUAN_PUBLIC_URL', text, 'an address such as https://pictures.example.com');
  }
  // The QR code of a ticket holds 154 bytes, of which 13 come behind this address.
  if (text.length > 141) throw new SettingError('TUQUAN_PUBLIC_URL', text, 'an address of at most 141 characters');
  return text.replace(/\/+$/, '');
}

/** The address holds a password: what is wrong with it is said without showing it. */
function databaseUrl(source: Source): string | null {
  const text = source.TUQUAN_DATABASE_URL;
  if (text === undefined || text === '') return null;
  if (!/^postgres(?:ql)?:\/\/./.test(text) || !URL.canParse(text)) {
    throw new SettingError(
      'TUQUAN_DATABASE_URL',
      '(hidden)',
      'an address such as postgres://user:password@host:5432/name',
    );
  }
  return text;
}

/** The installed package's own folder for model files. */
const defaultModels = fileURLToPath(new URL('../.models/', import.meta.url));

/**
 * Joins command-line flags (already named like the environment variables) over the environment.
 * @throws SettingError naming the key, its value and what was expected
 */
export function readSettings(flags: Source, environment: Source): Settings {
  const source: Source = {
    ...environment,
    ...Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined)),
  };
  return {
    host: source.TUQUAN_HOST || '127.0.0.1',
    port: whole(source, 'TUQUAN_PORT', 8620, 0, 65535),
    tlsPort: whole(source, 'TUQUAN_TLS_PORT', 8643, 0, 65535),
    data: resolve(source.TUQUAN_DATA || './data'),
    sandbox: flag(source, 'TUQUAN_SANDBOX'),
    publicUrl: publicUrl(source),
    role: oneOf(source, 'TUQUAN_ROLE', 'all', ['all', 'api', 'worker']),
    limits: oneOf(source, 'TUQUAN_LIMITS', 'seed', limitProfiles),
    limitsFixed: Boolean(source.TUQUAN_LIMITS),
    logLevel: oneOf(source, 'TUQUAN_LOG', 'info', ['debug', 'info', 'warn', 'error', 'silent']),
    // One core is left to requests.
    engineThreads: whole(source, 'TUQUAN_ENGINE_THREADS', Math.max(1, availableParallelism() - 1), 1, 64),
    engineWaiting: whole(source, 'TUQUAN_ENGINE_WAITING', 16, 1, 10_000),
    mostWaitingTasks: whole(source, 'TUQUAN_TASKS_WAITING', 200_000, 1, 100_000_000),
    databaseUrl: databaseUrl(source),
    databaseConnections: whole(source, 'TUQUAN_DATABASE_CONNECTIONS', 9, 3, 1_000),
    unitsPerFlush: whole(source, 'TUQUAN_UNITS_PER_FLUSH', 1_000, 1, 10_000),
    blobs: source.TUQUAN_S3_ENDPOINT ? 's3' : 'disk',
    cutoutModel: resolve(source.TUQUAN_CUTOUT_MODEL || `${source.TUQUAN_MODELS || defaultModels}/u2netp.onnx`),
    faceModels: {
      front: resolve(`${source.TUQUAN_MODELS || defaultModels}/blazeface-front.onnx`),
      back: resolve(`${source.TUQUAN_MODELS || defaultModels}/blazeface-back.onnx`),
    },
    allowNetworks: (source.TUQUAN_ALLOW_NETWORKS ?? '')
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  };
}

/** One line for the log: what this process is set to do. Holds no secret. */
export function profileOf(settings: Settings): Record<string, unknown> {
  const { host, port, tlsPort, data, sandbox, role, limits, engineThreads, databaseUrl, blobs } = settings;
  const database = databaseUrl === null ? 'sqlite' : 'postgres';
  return { host, port, tlsPort, data, sandbox, role, limits, engineThreads, database, blobs };
}
