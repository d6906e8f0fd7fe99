// tuquan conformance: numbered checks of one wire format against any server, ours or the vendor's.
// Must not know a protocol: the rooms bring the checks and the names of the credentials.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rooms } from '../apis/index.js';
import { exchange } from '../http/exchange.js';
import { systemClock } from '../kernel/clock.js';
import { describe } from '../kernel/errors.js';
import { dataFolder } from './sandbox-server.js';

export interface ConformanceOptions {
  readonly room: string;
  readonly baseUrl?: string;
  readonly credentials?: string;
  readonly set?: readonly string[];
  readonly only?: string;
  readonly readOnly?: boolean;
  readonly json?: boolean;
  readonly data?: string;
}

export interface CheckResult {
  readonly id: string;
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly expected: string;
  /** What was found instead; null unless it failed. */
  readonly found: string | null;
  readonly ms: number;
}

const marks = { passed: '✓', failed: '✗', skipped: '–' } as const;

/** Credentials and perhaps an address. No sandbox here is no error: all of them may be given by `--set`. */
async function fileOf(file: string, named: boolean): Promise<Record<string, unknown>> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  } catch (error) {
    if (!named && (error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new Error(`${file} cannot be read: ${describe(error)}`);
  }
}

/** `1` is the group, `1.1` the check; `1.1` is not `1.10`. */
const isWanted = (id: string, only: string): boolean =>
  only
    .split(',')
    .map((part) => part.trim())
    .some((part) => part !== '' && (id === part || id.startsWith(`${part}.`)));

/** Exit status 1 when a check fails. @throws Error naming a room, an address or a credential that is missing */
export async function conformance(options: ConformanceOptions): Promise<void> {
  const room = rooms.find(({ name }) => name === options.room);
  const able = rooms.filter((each) => each.conformance !== undefined).map(({ name }) => name);
  if (room?.conformance === undefined) {
    throw new Error(`there is no suite for "${options.room}"; there are ${able.join(', ')}`);
  }
  const path = options.credentials ?? join(dataFolder(options.data), 'sandbox.json');
  const file = await fileOf(path, options.credentials !== undefined);
  // A file like sandbox.json, or its section alone.
  const section = (file[room.sandboxKey] ?? file) as Record<string, unknown>;
  const given = new Map(
    (options.set ?? []).map((each) => [each.split('=', 1)[0] ?? '', each.slice(each.indexOf('=') + 1)]),
  );
  const baseUrl = options.baseUrl ?? (typeof file.baseUrl === 'string' ? file.baseUrl : undefined);
  if (baseUrl === undefined) throw new Error(`name the server with --base-url, e.g. https://host; ${path} has none`);
  if (!URL.canParse(baseUrl)) throw new Error(`"${baseUrl}" is no address of a server; write it like https://host`);
  const suite = room.conformance;
  const all = await suite.checks({
    baseUrl: baseUrl.replace(/\/+$/, ''),
    now: () => systemClock.now(),
    credential: (name, otherwise) => {
      const value = given.get(name) ?? section[name] ?? otherwise;
      if (typeof value === 'string') return value;
      const known = Object.entries(suite.credentials).map(([key, text]) => `  ${key}  ${text}`);
      throw new Error(
        `the credential ${name} is missing; give it with --set ${name}=… or in ${path} (another file: --credentials). All of them:\n${known.join('\n')}`,
      );
    },
  });
  const wanted = all.filter(({ id }) => options.only === undefined || isWanted(id, options.only));
  if (wanted.length === 0)
    throw new Error(`no check is called ${options.only}; there are ${all.map(({ id }) => id).join(', ')}`);
  // One sentence instead of every check failing for the same reason.
  await exchange(baseUrl, { method: 'GET' }).catch((error: unknown) => {
    throw new Error(`${baseUrl} cannot be reached: ${describe(error)}`);
  });
  const results: CheckResult[] = [];
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  for (const { id, title, expected, writes, run } of wanted) {
    const began = performance.now();
    let state: CheckResult['state'] = writes && options.readOnly ? 'skipped' : 'passed';
    let found: string | null = null;
    if (state === 'passed') {
      await run().catch((error: unknown) => {
        state = 'failed';
        found = describe(error);
      });
    }
    results.push({ id, title, state, expected, found, ms: Math.round(performance.now() - began) });
    if (options.json) continue;
    say(`${marks[state]} ${id.padEnd(4)} ${title}`);
    if (found !== null) say(`       expected: ${expected}\n       found:    ${found}`);
  }
  const count = (state: CheckResult['state']): number => results.filter((each) => each.state === state).length;
  const summary = {
    room: room.name,
    baseUrl,
    passed: count('passed'),
    failed: count('failed'),
    skipped: count('skipped'),
  };
  if (options.json) say(JSON.stringify({ ...summary, checks: results }));
  else
    say(`${room.name} at ${baseUrl}: ${summary.passed} passed, ${summary.failed} failed, ${summary.skipped} skipped`);
  if (summary.failed > 0) process.exitCode = 1;
}
