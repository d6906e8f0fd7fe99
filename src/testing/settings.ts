// The environment as the test API reads it: once, for the server's settings and for the cache folder.
// Must not be read anywhere else in this folder.
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The environment of a server for tests; `own` goes over the process's. Limits are off unless somebody says otherwise. */
export const testEnvironment = (own: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
  ...process.env,
  TUQUAN_LIMITS: 'off',
  ...own,
});

/** Where prepared data folders are kept for this user: `TUQUAN_CACHE`, `XDG_CACHE_HOME/tuquan` or `~/.cache/tuquan`. */
export const cacheFolder = (): string =>
  process.env.TUQUAN_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'tuquan');
