// The composition root: settings → adapters → services → rooms, pages, worker. The only file that knows all of them.
// Must not hold rules of its own.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { openDiskBlobs } from './adapters/disk-blobs/blobs.js';
import { createModerator } from './adapters/moderation/moderator.js';
import { readModerationSettings } from './adapters/moderation/settings.js';
import { createOutbound } from './adapters/outbound/http.js';
import { createPainter, ownNetworks, readPainterSettings } from './adapters/painters/index.js';
import { createQueue } from './adapters/sql-queue/queue.js';
import { openSqlite } from './adapters/sqlite/database.js';
import { createThreadPool } from './adapters/threads/pool.js';
import { rooms as roomDefinitions } from './apis/index.js';
import type { Room, RoomServices } from './apis/room.js';
import { accountMigrations, accountSecretMigrations, createAccounts } from './domain/accounts/index.js';
import { type Channel, createDelivery, deliveryMigrations, sendJob, sendNotice } from './domain/delivery/index.js';
import { createGeneration, generationMigrations, runJob, runTask } from './domain/generation/index.js';
import { createImaging } from './domain/imaging/index.js';
import { createTemporaryMedia, mediaMigrations, purgeJob } from './domain/media/index.js';
import {
  createPaintings,
  paintingMigrations,
  paintingPurgeJob,
  paintJob,
  runPainting,
} from './domain/painting/index.js';
import { createPictures, pictureMigrations } from './domain/pictures/index.js';
import { createQuotas, quotaMigrations } from './domain/quotas/index.js';
import { createTokens, tokenMigrations } from './domain/tokens/index.js';
import { mountHealth } from './http/health.js';
import { createHttpServer } from './http/server.js';
import type { Clock } from './kernel/clock.js';
import type { RandomBytes } from './kernel/ids.js';
import type { Log } from './kernel/log.js';
import { mountPictures } from './pages/pictures.js';
import { queueMigrations } from './ports/queue/store.js';
import { createSandbox, type Sandbox, sandboxTls } from './sandbox.js';
import type { Settings } from './settings.js';
import { type Handler, startWorker, type Worker } from './worker/loop.js';

/** Modules whose units of work the database thread loads. */
const storeModules = [
  './ports/queue/store.js',
  './domain/accounts/store.js',
  './domain/pictures/store.js',
  './domain/delivery/store.js',
  './domain/generation/store.js',
  './domain/tokens/store.js',
  './domain/quotas/store.js',
  './domain/media/store.js',
  './domain/painting/store.js',
].map((path) => new URL(path, import.meta.url).href);

const migrations = [
  ...queueMigrations,
  ...accountMigrations,
  ...pictureMigrations,
  ...deliveryMigrations,
  ...generationMigrations,
  ...tokenMigrations,
  ...quotaMigrations,
  ...mediaMigrations,
  ...paintingMigrations,
  ...accountSecretMigrations,
];

/** An engine call that takes longer (ms) is ended with its thread. */
const engineTimeoutMs = 120_000;
/** Notices sent at the same time. */
const sendConcurrency = 32;
/** How often (ms) the number of waiting tasks is looked up. */
const depthEveryMs = 500;
const loopbackHosts = ['127.0.0.1', 'localhost', '[::1]', '::1'];

export interface Tuquan {
  readonly services: RoomServices;
  readonly rooms: readonly Room[];
  /** Stores bytes that belong to an account, such as its logo; resolves to their blob key. */
  storeBlob(bytes: Uint8Array): Promise<string>;
  /** Whether a route with exactly this pattern is registered. */
  serves(method: string, path: string): boolean;
  /** Starts serving and working, as the role says; resolves when both do. */
  start(): Promise<{ baseUrl: string; tlsBaseUrl: string | null; sandbox: Sandbox | null }>;
  /** Stops accepting, finishes what runs within `graceMs`, leaves the rest queued. */
  stop(graceMs: number): Promise<void>;
}

/** Builds a whole server. Nothing listens and no job runs before `start`. */
export async function createTuquan(
  settings: Settings,
  parts: { clock: Clock; random: RandomBytes; log: Log; environment: NodeJS.ProcessEnv },
): Promise<Tuquan> {
  const { clock, random, log, environment } = parts;
  await mkdir(settings.data, { recursive: true, mode: 0o750 });
  const database = await openSqlite(join(settings.data, 'tuquan.db'), storeModules);
  await database.migrate(migrations);
  const blobs = await openDiskBlobs(join(settings.data, 'blobs'));
  const queue = createQueue({ database, clock, random });
  const outbound = createOutbound({ allowLoopback: settings.sandbox, allowNetworks: settings.allowNetworks });
  const painting = readPainterSettings(environment, settings.sandbox);
  const engines = createThreadPool({
    threads: settings.engineThreads,
    maxWaiting: settings.engineWaiting,
    // A diffusion model on a processor takes minutes; it has the time its backend has.
    taskTimeoutMs: painting.backends.includes('onnx') ? Math.max(engineTimeoutMs, painting.timeoutMs) : engineTimeoutMs,
    cutoutModelFile: settings.cutoutModel,
    faceModelFiles: settings.faceModels,
  });

  let publicBase = settings.publicUrl ?? `http://${settings.host}:${settings.port}`;
  let waitingTasks = 0;
  const accounts = createAccounts({ database, clock });
  const pictures = createPictures({ database, blobs, clock, random, publicBase: () => publicBase });
  const delivery = createDelivery({ database, queue, clock });
  const generation = createGeneration({
    database,
    queue,
    clock,
    random,
    pictures,
    hasRoom: () => waitingTasks < settings.mostWaitingTasks,
  });
  const moderation = readModerationSettings(environment);
  // Painters are reached where the operator says they are; that opens no way for addresses that callers name.
  const painterOutbound = createOutbound({
    allowLoopback: settings.sandbox,
    allowNetworks: [...ownNetworks(painting, moderation.hook), ...painting.allowNetworks, ...settings.allowNetworks],
  });
  const painter = createPainter(painting, { engines, outbound: painterOutbound, clock, log });
  const paintings = createPaintings({
    database,
    blobs,
    queue,
    clock,
    random,
    pictures,
    moderator: createModerator(moderation, { outbound: painterOutbound }),
    log,
    mostOpen: painting.mostOpen,
    hasRoom: () => waitingTasks < settings.mostWaitingTasks,
  });
  const media = createTemporaryMedia({ database, blobs, queue, clock, random });
  const services: RoomServices = {
    accounts,
    pictures,
    generation,
    delivery,
    tokens: createTokens({ database, clock, random }),
    quotas: createQuotas({ database, clock }),
    imaging: createImaging({ engines, outbound, pictures }),
    media,
    paintings,
    clock,
    random,
    log,
    limits: settings.limits,
    sandbox: settings.sandbox,
  };

  const server = createHttpServer();
  const rooms = roomDefinitions.map((definition) => definition.create(services, environment));
  const channels = new Map<string, Channel>();
  for (const room of rooms) {
    await room.mount(server.app);
    for (const [kind, channel] of Object.entries(room.channels)) {
      if (channels.has(kind)) throw new Error(`two rooms want to tell accounts of the kind ${kind}; rename one kind`);
      channels.set(kind, channel);
    }
  }
  mountPictures(server.app, pictures);
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'tuquan_jobs',
    help: 'Jobs in the queue by state',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      for (const [state, count] of Object.entries(await queue.depth())) this.set({ state }, count);
    },
  });
  new Gauge({
    name: 'tuquan_engine_calls',
    help: 'Engine calls of this process by state',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      for (const [state, count] of Object.entries(engines.load())) this.set({ state }, count);
    },
  });
  mountHealth(
    server.app,
    {
      database: () => database.ping(),
      blobs: () => blobs.ping(),
      queue: async () => void (await queue.depth()),
      engines: async () => {
        const { waiting, capacity } = engines.load();
        if (waiting >= capacity) throw new Error('the line before the engines is full');
      },
    },
    registry,
  );

  const runParts = {
    database,
    blobs,
    clock,
    random,
    engines,
    outbound,
    accounts,
    pictures,
    log,
    sourceHosts: [...roomDefinitions.flatMap((room) => room.sourceHosts), ...(settings.sandbox ? loopbackHosts : [])],
  };
  const label = { producer: painting.producer, mark: painting.mark, format: painting.format };
  const paintParts = { database, blobs, clock, engines, pictures, painter, label, log };
  const sendParts = { database, clock, outbound, accounts, log, channelFor: (kind: string) => channels.get(kind) };
  const handlers: Record<string, Handler> = {
    [runJob]: {
      // One task more than threads: its source is fetched while the engines are at work.
      concurrency: settings.engineThreads + 1,
      run: (job, signal) => runTask(runParts, job.subject, job.attempts, signal),
    },
    [sendJob]: {
      concurrency: sendConcurrency,
      run: async (job, signal) => {
        const at = await sendNotice(sendParts, job.subject, signal);
        return at === null ? null : { at };
      },
    },
    [paintJob]: {
      concurrency: painting.concurrency ?? settings.engineThreads + 1,
      run: (job, signal) => runPainting(paintParts, job.subject, job.attempts, signal),
    },
    [paintingPurgeJob]: {
      concurrency: 1,
      run: async () => {
        const at = await paintings.purge();
        return at === null ? null : { at, forgiven: true };
      },
    },
    [purgeJob]: {
      concurrency: 2,
      run: async (job) => {
        const at = await media.purge(job.subject);
        return at === null ? null : { at };
      },
    },
  };

  let worker: Worker | undefined;
  let depthTimer: NodeJS.Timeout | undefined;
  return {
    services,
    rooms,
    storeBlob: async (bytes) => (await blobs.put(bytes)).key,
    serves: (method, url) => server.app.hasRoute({ method: method as 'GET', url }),
    start: async () => {
      const serves = settings.role !== 'worker';
      const tls = settings.sandbox && serves ? await sandboxTls(settings.data, clock, random) : null;
      let baseUrl = publicBase;
      let tlsBaseUrl: string | null = null;
      if (serves) {
        const shown = settings.host === '0.0.0.0' || settings.host === '::' ? '127.0.0.1' : settings.host;
        const used = await server.listen({
          host: settings.host,
          port: settings.port,
          ...(tls ? { tls: { port: settings.tlsPort, ...tls } } : {}),
        });
        baseUrl = `http://${shown}:${used.port}`;
        tlsBaseUrl = used.tlsPort === null ? null : `https://${shown}:${used.tlsPort}`;
        if (settings.publicUrl === null) publicBase = baseUrl;
      }
      const sandbox =
        settings.sandbox && serves
          ? await createSandbox({
              data: settings.data,
              baseUrl,
              tlsBaseUrl,
              rooms: roomDefinitions,
              accounts,
              blobs,
              clock,
              random,
            })
          : null;
      depthTimer = setInterval(() => {
        queue.depth().then(
          ({ ready }) => {
            waitingTasks = ready;
          },
          () => undefined,
        );
      }, depthEveryMs).unref();
      if (settings.role !== 'api') worker = startWorker({ queue, clock, log, handlers });
      return { baseUrl, tlsBaseUrl, sandbox };
    },
    stop: async (graceMs) => {
      clearInterval(depthTimer);
      await Promise.all([server.close(), worker?.stop(graceMs)]);
      await engines.close();
      await Promise.all([outbound.close(), painterOutbound.close()]);
      await database.close();
    },
  };
}
