// `import { startTuquan } from 'tuquan/testing'`: a whole sandbox server inside the test's own process.
// Must not depend on a test runner.

// Before all other imports: its thread starts while they are evaluated.
import './thread-ahead.js';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SandboxSections } from '../apis/index.js';
import type { ReceivedRequest } from '../apis/room.js';
import type { AccountBranch } from '../apis/sandbox-desk.js';
import { type Receiver, startReceiver } from '../commands/receiver.js';
import { createTemporarySandbox } from '../commands/temporary-sandbox.js';
import type { Faults } from '../http/faults.js';
import { createLog } from '../kernel/log.js';
import type { SteeredTime } from '../kernel/steerable-clock.js';
import type { Seeded } from '../sandbox/seed.js';
import { snapshotFile } from '../sandbox/snapshot-file.js';
import { branchSnapshot } from '../sandbox/snapshots.js';
import type { SandboxProxy } from '../sandbox.js';
import { migrations } from '../wiring/migrations.js';
import { openDatabase } from '../wiring/storage.js';
import type { Tuquan } from '../wiring.js';
import { testEnvironment } from './settings.js';
import { newDataFolder } from './template.js';
import { refillThread, takeThread } from './thread-ahead.js';

export type { FaultRule, Faults } from '../http/faults.js';
export type { AccountBranch, ReceivedRequest, SandboxSections };

export interface StartOptions {
  /** Settings by their environment names, e.g. `{ TUQUAN_LIMITS: 'official' }`. */
  readonly env?: Readonly<Record<string, string>>;
  /** The path of a snapshot this server begins with, instead of a fresh sandbox. */
  readonly snapshot?: string;
  /** The path of a seed in YAML: what the demo accounts have from the start. */
  readonly seed?: string;
  /** True: time stands still from the start and moves only by {@link TestClock}. */
  readonly frozen?: boolean;
}

/** The clock of one account; everybody's until it is moved or stopped. Each method throws for a number that no account has. */
export interface AccountTestClock {
  /** ms, UTC. */
  now(): Promise<number>;
  freeze(): Promise<void>;
  run(): Promise<void>;
  /** Resolves when everything of the account that is due on the way has happened. @throws DomainError for a move back */
  advance(milliseconds: number): Promise<void>;
  set(time: number | Date): Promise<void>;
}

export interface TestClock {
  /** The clock of the account of this number alone: its tokens, codes, cards, figures and callbacks obey it. */
  of(account: string): AccountTestClock;
  /** ms, UTC. */
  now(): number;
  freeze(): void;
  run(): void;
  /** Resolves when everything due on the way has happened. @throws DomainError for a move back */
  advance(milliseconds: number): Promise<void>;
  set(time: number | Date): Promise<void>;
}

export interface Callbacks {
  /** Where to have callbacks sent. */
  readonly url: string;
  readonly received: readonly ReceivedRequest[];
  /** The next request, arrived or to come, that `wanted` takes and no earlier call has handed over. @throws Error after `timeoutMs` */
  next(wanted?: (request: ReceivedRequest) => boolean, timeoutMs?: number): Promise<ReceivedRequest>;
  /** What the next requests are answered with; 204 when nothing is said. `null` drops the connection. */
  answerWith(decide: (request: ReceivedRequest, index: number) => number | null): void;
}

export interface TestSnapshots {
  /** Resolves to the path of the file, which goes with the server's data folder. @throws DomainError CONFLICT for a name that is taken */
  save(name: string): Promise<string>;
  /** The same for the account of this number alone. @throws DomainError also NOT_FOUND */
  saveAccount(name: string, number: string): Promise<string>;
  /** One of an account changes that account alone. @param name of a snapshot of this server, or a path. @throws DomainError; the state is untouched then */
  load(name: string): Promise<void>;
  /** Another server, beside this one, in the state this one is in now. */
  branch(): Promise<TestServer>;
  /**
   * A new account beside the one of this number, in the same state, with credentials of its own.
   * @throws DomainError NOT_FOUND
   */
  branchAccount(number: string): Promise<AccountBranch>;
  /** Back to the state of a first start; credentials and clock stay. */
  reset(): Promise<void>;
  /** The same for the account of this number alone. @throws DomainError NOT_FOUND */
  resetAccount(number: string): Promise<void>;
}

export interface TestServer {
  readonly baseUrl: string;
  readonly tlsBaseUrl: string;
  readonly caCertificateFile: string;
  readonly proxy: SandboxProxy;
  /** What each vendor's client needs, as in sandbox.json. */
  readonly credentials: SandboxSections;
  readonly clock: TestClock;
  readonly faults: Faults;
  readonly callbacks: Callbacks;
  readonly snapshots: TestSnapshots;
  /** What the seed made; null without one. */
  readonly seeded: Seeded | null;
  /** The temporary data folder; gone after {@link close}. */
  readonly data: string;
  close(): Promise<void>;
}

const build = (data: string, env: Readonly<Record<string, string>> | undefined): Promise<Tuquan> =>
  createTemporarySandbox(data, testEnvironment(env), {
    log: createLog('silent', false),
    open: (settings) => openDatabase(settings, takeThread()),
  });

/** A first start and stop makes everything a sandbox needs. */
async function fill(data: string): Promise<void> {
  const tuquan = await build(data, undefined);
  try {
    await tuquan.start();
  } finally {
    await tuquan.stop(5_000);
  }
}

/** Applies a seed; a server that cannot take it is stopped. @throws SeedError */
async function applySeed(tuquan: Tuquan, seed: string): Promise<Seeded | null> {
  try {
    return (await tuquan.seeding?.applyFile(seed)) ?? null;
  } catch (error) {
    await tuquan.stop(1_000);
    throw error;
  }
}

/** A fresh sandbox's folder, or one in a saved state, and the clock that goes with it. */
async function dataFor(snapshot: string | undefined): Promise<{ data: string; clock: SteeredTime | null }> {
  if (snapshot === undefined) return { data: await newDataFolder(fill), clock: null };
  const data = await mkdtemp(join(tmpdir(), 'tuquan-'));
  const clock = await branchSnapshot(snapshot, data, migrations);
  return { data, clock };
}

function callbacksOf(receiver: Receiver): Callbacks {
  const handed = new Set<ReceivedRequest>();
  return {
    url: receiver.url,
    received: receiver.received,
    answerWith: receiver.answerWith,
    next: async (wanted = () => true, timeoutMs = 5_000) => {
      const found = await receiver.next((request) => !handed.has(request) && wanted(request), timeoutMs);
      handed.add(found);
      return found;
    },
  };
}

/** Starts a server of its own: random ports, own data, own clock. The first call per user and version takes seconds longer. */
export async function startTuquan(options: StartOptions = {}): Promise<TestServer> {
  const { data, clock } = await dataFor(options.snapshot);
  const [tuquan, receiver] = await Promise.all([build(data, options.env), startReceiver()]);
  const { timeTravel, accountClocks, faults, snapshots } = tuquan;
  if (clock !== null) timeTravel?.restore(clock);
  const { baseUrl, tlsBaseUrl, sandbox } = await tuquan.start();
  if (!timeTravel || !accountClocks || !faults || !snapshots || !sandbox?.proxy || tlsBaseUrl === null)
    throw new Error('a test server is a sandbox');
  refillThread();
  if (options.frozen) timeTravel.freeze();
  const seeded = options.seed === undefined ? null : await applySeed(tuquan, options.seed);
  return {
    baseUrl,
    tlsBaseUrl,
    caCertificateFile: sandbox.caCertificateFile,
    proxy: sandbox.proxy,
    credentials: sandbox as unknown as SandboxSections,
    clock: {
      of: (account) => {
        const clock = () => accountClocks.of(account);
        return {
          now: async () => (await clock()).now(),
          freeze: async () => (await clock()).freeze(),
          run: async () => (await clock()).run(),
          advance: async (milliseconds) => {
            const each = await clock();
            await each.moveTo(each.now() + milliseconds);
          },
          set: async (time) => (await clock()).moveTo(Number(time)),
        };
      },
      now: () => timeTravel.now(),
      freeze: () => timeTravel.freeze(),
      run: () => timeTravel.run(),
      advance: (milliseconds) => timeTravel.moveTo(timeTravel.now() + milliseconds),
      set: (time) => timeTravel.moveTo(Number(time)),
    },
    faults,
    callbacks: callbacksOf(receiver),
    seeded,
    snapshots: {
      save: async (name) => {
        await snapshots.save(name);
        return snapshotFile(data, name);
      },
      saveAccount: async (name, account) => {
        await snapshots.save(name, { account });
        return snapshotFile(data, name);
      },
      branchAccount: async (account) => {
        const name = `branch-${performance.now()}`;
        await snapshots.save(name, { account });
        try {
          return await snapshots.branchAccount(name);
        } finally {
          await snapshots.remove(name);
        }
      },
      load: async (name) => void (await snapshots.load(name)),
      reset: () => snapshots.reset(),
      resetAccount: (number) => snapshots.resetAccount(number),
      branch: async () => {
        const name = `branch-${performance.now()}`;
        await snapshots.save(name);
        try {
          return await startTuquan({ ...options, snapshot: snapshotFile(data, name) });
        } finally {
          await snapshots.remove(name);
        }
      },
    },
    data,
    close: async () => {
      await Promise.all([tuquan.stop(1_000), receiver.close()]);
      await rm(data, { recursive: true, force: true });
    },
  };
}
