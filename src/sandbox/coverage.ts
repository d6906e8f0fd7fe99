// What the program that talks to this sandbox has met so far, and what not: operations, error answers, retries, repetitions,
// new keys, callbacks gone wrong, forgeries. Must not know a protocol: rooms say which operations and errors there are.
// Counted since the server started, in memory: it is about one run of somebody's tests.
import type { Operation, Room } from '../apis/room.js';
import type { ForgeryResult } from '../domain/delivery/index.js';
import type { Faults } from '../http/faults.js';
import { sha256Hex } from '../kernel/crypto.js';
import { DomainError } from '../kernel/errors.js';

export type CoverageKind = 'operation' | 'error' | 'retry' | 'repetition' | 'new-key' | 'callback' | 'forgery';

export interface CoverageItem {
  /** Names it for {@link Coverage.exercise}, e.g. `room/error/500`. */
  readonly id: string;
  /** '' for what belongs to no room. */
  readonly room: string;
  readonly kind: CoverageKind;
  readonly title: string;
  /** How often it has been met. */
  readonly met: number;
  /** What to do to have it met. */
  readonly exercise: string;
  /** Whether {@link Coverage.exercise} can have it met; otherwise only the program itself can. */
  readonly byButton: boolean;
}

export interface CoverageReport {
  /** ms, UTC. */
  readonly since: number;
  readonly met: number;
  readonly all: number;
  /** Callbacks that the receiver took and must not, by kind. */
  readonly holes: readonly string[];
  readonly items: readonly CoverageItem[];
}

export interface SeenExchange {
  readonly method: string;
  readonly target: string;
  readonly body: Buffer;
  readonly status: number;
  readonly answer: Buffer;
}

export interface Coverage {
  record(room: Room, exchange: SeenExchange, failed: boolean): void;
  /** A callback went out; `fault`: how it had gone wrong on purpose. */
  callback(fault: string | null): void;
  forged(results: readonly ForgeryResult[]): void;
  report(): CoverageReport;
  /** Sees to it that an item is met with the program's next request or callback. @throws DomainError NOT_FOUND, INVALID */
  exercise(id: string): Promise<{ done: string }>;
}

/** Bytes of a body that tell a request from others; uploads are long, and this runs beside every request. */
const bodyPart = 64 * 1024;
/** Requests that are remembered to know them again: whoever repeats one does so soon. */
const mostRemembered = 4_000;
/** Characters of a digest that tell so many requests apart (4 bits each). */
const digestPart = 12;
const callbackFaults = ['duplicate', 'reorder', 'signature-probe'] as const;

const shapeOf = (method: string, path: string): string => `${method} ${path.replace(/\/$/, '').split('/').length}`;

const requestDigest = (method: string, path: string, body: Buffer): string =>
  sha256Hex(`${method} ${path} ${body.length} ${sha256Hex(body.subarray(0, bodyPart))}`).slice(0, digestPart);

/** A route as the router writes it → a pattern for paths. */
const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:[A-Za-z_]+/g, '[^/]+')}/?$`);

interface Known {
  readonly operation: Operation;
  readonly pattern: RegExp;
  readonly id: string;
}

interface Tally {
  readonly room: Room;
  readonly operations: readonly Known[];
  /** The same by method and number of parts of the path. */
  readonly byShape: ReadonlyMap<string, readonly Known[]>;
  /** The route the program called last: the likeliest to be called again. */
  lastRoute: string | null;
}

export function createCoverage(parts: {
  rooms: readonly Room[];
  faults: Faults;
  now: () => number;
  /** Forges callbacks of these kinds to every receiver of the demo accounts. */
  forge: (kinds: readonly string[]) => Promise<readonly ForgeryResult[]>;
}): Coverage {
  const { rooms, faults, now, forge } = parts;
  const since = now();
  const counts = new Map<string, number>();
  const holes = new Set<string>();
  const forgeryTitles = new Map<string, string>();
  /** A request as a digest → whether it was refused the last time; in the order in which they came first. */
  const remembered = new Map<string, boolean>();
  const tallies = new Map<string, Tally>();
  for (const room of rooms.filter(({ unwatched }) => !unwatched)) {
    const served = room.coverage.filter(({ status }) => status !== 'not-started');
    const operations = served.map((operation) => ({
      operation,
      pattern: patternOf(operation.path),
      id: `${room.name}/operation/${operation.method} ${operation.path}`,
    }));
    const byShape = new Map<string, Known[]>();
    for (const each of operations) {
      const shape = shapeOf(each.operation.method, each.operation.path);
      byShape.set(shape, [...(byShape.get(shape) ?? []), each]);
    }
    tallies.set(room.name, { room, operations, byShape, lastRoute: null });
  }
  const count = (id: string): void => void counts.set(id, (counts.get(id) ?? 0) + 1);
  const errorsOf = (room: Room): string[] => Object.keys(room.faulty?.answers ?? {});

  const routeOf = ({ lastRoute, operations }: Tally): string => lastRoute ?? operations[0]?.operation.path ?? '/';

  function itemsOf(tally: Tally): CoverageItem[] {
    const { room, operations } = tally;
    const item = (kind: CoverageKind, name: string, title: string, exercise: string): CoverageItem => {
      const id = `${room.name}/${kind}/${name}`;
      const byButton = kind !== 'operation';
      return { id, room: room.name, kind, title, met: counts.get(id) ?? 0, exercise, byButton };
    };
    const byRule = (id: string): string => `tuquan coverage --exercise "${room.name}/${id}", then call anything there`;
    return [
      ...operations.map(({ operation: { method, path, title } }) =>
        item('operation', `${method} ${path}`, title, `have the program call ${method} ${path}`),
      ),
      ...errorsOf(room).map((name) => item('error', name, `the answer ${name}`, byRule(`error/${name}`))),
      item('retry', 'any', 'the same request again after a failure', byRule('retry/any')),
      item('repetition', 'any', 'the same request again although it had succeeded', byRule('repetition/any')),
      ...(room.faulty?.rotateKey
        ? [item('new-key', 'any', 'a success after the key changed', byRule('new-key/any'))]
        : []),
    ];
  }

  const plain = (kind: 'callback' | 'forgery', name: string, title: string): CoverageItem => {
    const id = `/${kind}/${name}`;
    const byButton = name !== 'sent';
    const exercise = byButton
      ? `tuquan coverage --exercise "${id}"`
      : 'have something happen that an account is told of';
    return { id, room: '', kind, title, met: counts.get(id) ?? 0, exercise, byButton };
  };

  const report = (): CoverageReport => {
    const items = [
      ...[...tallies.values()].flatMap(itemsOf),
      plain('callback', 'sent', 'a callback'),
      ...callbackFaults.map((fault) => plain('callback', fault, `a callback with the fault ${fault}`)),
      ...(forgeryTitles.size === 0
        ? [plain('forgery', 'any', 'callbacks that must be refused')]
        : [...forgeryTitles].map(([name, title]) => plain('forgery', name, `a callback ${title}`))),
    ];
    return { since, met: items.filter(({ met }) => met > 0).length, all: items.length, holes: [...holes], items };
  };

  function noteForged(results: readonly ForgeryResult[]): void {
    for (const { kind, title, verdict } of results) {
      forgeryTitles.set(kind, title);
      count(`/forgery/${kind}`);
      if (verdict === 'hole') holes.add(kind);
      else holes.delete(kind);
    }
  }

  let keyChanged: Room | null = null;
  return {
    record: (room, exchange, failed) => {
      const { method, target, body, status } = exchange;
      const tally = tallies.get(room.name);
      if (tally === undefined) return;
      const path = target.split('?', 1)[0] ?? '';
      const found = tally.byShape.get(shapeOf(method, path))?.find(({ pattern }) => pattern.test(path));
      if (found !== undefined) {
        count(found.id);
        tally.lastRoute = found.operation.path;
      }
      const error = failed ? (room.faulty?.nameOf?.(status, exchange.answer.toString('utf8')) ?? null) : null;
      if (error !== null) count(`${room.name}/error/${error}`);
      if (!failed && keyChanged === room) {
        count(`${room.name}/new-key/any`);
        keyChanged = null;
      }
      const digest = requestDigest(method, path, body);
      const before = remembered.get(digest);
      // Reading twice is no repetition: only what changes something must be safe to repeat.
      if (before === true) count(`${room.name}/retry/any`);
      else if (before === false && method !== 'GET' && body.length > 0) count(`${room.name}/repetition/any`);
      remembered.set(digest, failed);
      if (remembered.size > mostRemembered) remembered.delete(remembered.keys().next().value ?? '');
    },
    callback: (fault) => {
      count('/callback/sent');
      if (fault !== null) count(`/callback/${fault}`);
    },
    forged: noteForged,
    report,
    exercise: async (id) => {
      const [name = '', kind = '', ...rest] = id.split('/');
      const what = rest.join('/');
      if (!report().items.some((item) => item.id === id)) {
        throw new DomainError(
          'NOT_FOUND',
          `nothing in the report is called ${id.slice(0, 120)}; GET /sandbox/coverage lists them`,
        );
      }
      if (kind === 'forgery') {
        const results = await forge(what === 'any' ? [] : [what]);
        noteForged(results);
        return {
          done: `${results.length} callbacks forged, ${results.filter(({ verdict }) => verdict === 'hole').length} taken`,
        };
      }
      if (kind === 'callback') {
        if (what === 'sent') throw new DomainError('INVALID', 'have something happen that the account is told of');
        faults.add({ callback: '*', fault: what, times: 1 });
        return { done: `the next callback has the fault ${what}` };
      }
      const tally = tallies.get(name);
      if (tally === undefined || kind === 'operation') {
        throw new DomainError('INVALID', `only the program itself can do that: have it call ${what}`);
      }
      if (kind === 'new-key') {
        await tally.room.faulty?.rotateKey?.();
        keyChanged = tally.room;
        return { done: 'another key signs from now on; the old one can still be downloaded' };
      }
      const route = routeOf(tally);
      // A connection that breaks is retried by everybody; half an answer leaves the caller in doubt whether it was done.
      const fault = kind === 'error' ? `answer=${what}` : kind === 'retry' ? 'status=503' : 'half-body';
      faults.add({ route, fault, times: 1 });
      return { done: `the next request to ${route} has the fault ${fault}` };
    },
  };
}
