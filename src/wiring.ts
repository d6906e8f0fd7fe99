// The composition root: settings → adapters → services → rooms, pages, worker. The only file that knows all of them.
// Must not hold rules of its own.
import { readFile, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { openDiskCache } from './adapters/disk-cache/cache.js';
import { createModerator } from './adapters/moderation/moderator.js';
import { readModerationSettings } from './adapters/moderation/settings.js';
import { createOutbound } from './adapters/outbound/http.js';
import { createPainter, ownNetworks, readPainterSettings } from './adapters/painters/index.js';
import { createQueue } from './adapters/sql-queue/queue.js';
import { createThreadPool } from './adapters/threads/pool.js';
import { WaitingLine } from './adapters/threads/waiting-line.js';
import { rooms as roomDefinitions } from './apis/index.js';
import { limitProfiles, type Room, type RoomServices } from './apis/room.js';
import type { SandboxDesk } from './apis/sandbox-desk.js';
import { createAccounts } from './domain/accounts/index.js';
import { createAudience } from './domain/audience/index.js';
import { createAudit } from './domain/audit/index.js';
import { createCampaigns, type StepParts, stepJob } from './domain/campaigns/index.js';
import { createCoupons, expireJob, noticePrefix, reviewJob } from './domain/coupons/index.js';
import { type Channel, createDelivery } from './domain/delivery/index.js';
import {
  broadcastFinished,
  broadcastJob,
  createDistribution,
  type Storefront,
  saidNotice,
} from './domain/distribution/index.js';
import { createGeneration } from './domain/generation/index.js';
import { createImaging } from './domain/imaging/index.js';
import { createTemporaryMedia } from './domain/media/index.js';
import { checkLine, createHealth, createOperations } from './domain/operations/index.js';
import { createPaintings, paintGround } from './domain/painting/index.js';
import {
  createLibraries,
  createPictures,
  createScrub,
  createTransfers,
  type Scrub,
  type Transfers,
} from './domain/pictures/index.js';
import { createPoints } from './domain/points/index.js';
import { createQuotas } from './domain/quotas/index.js';
import { createLimitSwitch, createRates } from './domain/rates/index.js';
import { createRenditions, readRenditionSettings } from './domain/renditions/index.js';
import { createTokens } from './domain/tokens/index.js';
import { createTraffic, type Explain, readTrafficSettings } from './domain/traffic/index.js';
import { code128, drawQr, qrModules } from './engines/qr-draw/index.js';
import { mountAccountTime } from './http/account-time.js';
import { type Faults, mountFaults } from './http/faults.js';
import { mountHealth } from './http/health.js';
import { type ProxyServer, startProxy } from './http/proxy.js';
import { mountSandbox } from './http/sandbox-routes.js';
import { createHttpServer } from './http/server.js';
import type { Clock } from './kernel/clock.js';
import type { RandomBytes } from './kernel/ids.js';
import type { Log } from './kernel/log.js';
import { OwnClocks } from './kernel/own-clocks.js';
import { SteerableClock } from './kernel/steerable-clock.js';
import { mountPictures } from './pages/pictures.js';
import { accountOfPage } from './pages/shop/account-of.js';
import { mountShop } from './pages/shop/index.js';
import type { Blobs } from './ports/blobs/blobs.js';
import type { Database } from './ports/database/database.js';
import { releaseJobs } from './ports/queue/store.js';
import { type AccountClocks, createAccountClocks } from './sandbox/account-clocks.js';
import { createAccountState } from './sandbox/account-state.js';
import { demoReceivers, faultyPosts } from './sandbox/callback-faults.js';
import { forgeToDemo, mountChecks } from './sandbox/check-routes.js';
import { createCoverage } from './sandbox/coverage.js';
import { createDesk } from './sandbox/desk.js';
import { createSeeding, demoAccounts, mountSeeding, type Seeding } from './sandbox/seeding.js';
import { mountSnapshots } from './sandbox/snapshot-routes.js';
import { createSnapshots, type Snapshots } from './sandbox/snapshots.js';
import { createSandbox, type Sandbox, sandboxTls } from './sandbox.js';
import { packageVersion, type Settings } from './settings.js';
import { openBlobs } from './wiring/blobs.js';
import { jobHandlers } from './wiring/handlers.js';
import { createMetrics } from './wiring/metrics.js';
import { migrations } from './wiring/migrations.js';
import { openSecrets, type Secrets } from './wiring/secrets.js';
import { openDatabase } from './wiring/storage.js';
import { keepTraffic, watchedRooms } from './wiring/traffic.js';
import { startWorker, type Worker } from './worker/loop.js';
import { createTimeTravel, type TimeTravel } from './worker/time-travel.js';

/** An engine call that takes longer (ms) is ended with its thread. */
const engineTimeoutMs = 120_000;
/** What runs when a snapshot is loaded may take this long (ms) to end. */
const pauseGraceMs = 10_000;
/** How often (ms) the number of waiting tasks is looked up. */
const depthEveryMs = 500;
/** The process's own figures are collected from this long (ms) after the start on: nobody waits for their library. */
const metricsAfterMs = 1_000;
/** Merchants count their days in Beijing time, whatever the machine thinks (ms east of UTC). */
const dayOffsetMs = 8 * 3_600_000;
/** The path is the same from src/ and from dist/. */
const demoLogo = new URL('../assets/sandbox-logo.png', import.meta.url);
const loopbackHosts = ['127.0.0.1', 'localhost', '[::1]', '::1'];

export interface Tuquan {
  readonly services: RoomServices;
  readonly rooms: readonly Room[];
  /** The sandbox's clock and faults; null in production. */
  readonly timeTravel: TimeTravel | null;
  readonly faults: Faults | null;
  /** The clocks its accounts have of their own; null in production. */
  readonly accountClocks: AccountClocks | null;
  /** The sandbox's whole state as files; null in production, and where another process does the work. */
  readonly snapshots: Snapshots | null;
  /** Fills the sandbox's accounts from a description; null where there are no snapshots. */
  readonly seeding: Seeding | null;
  /** Reads every stored picture again; see the command `tuquan pictures scrub`. */
  readonly scrub: Scrub;
  /** Takes folders of pictures in and out; see the commands `tuquan pictures import` and `export`. */
  readonly transfers: Transfers;
  /** What secrets are encrypted with; see the command `tuquan secrets rotate`. */
  readonly secrets: Secrets;
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
  parts: {
    clock: Clock;
    random: RandomBytes;
    log: Log;
    environment: NodeJS.ProcessEnv;
    database?: Promise<Database>;
    blobs?: (own: Blobs) => Blobs;
  },
): Promise<Tuquan> {
  const { random, log, environment } = parts;
  // A sandbox's clock can be moved, and each of its accounts can have one of its own; elsewhere nobody's can.
  const steerable = settings.sandbox ? new SteerableClock(parts.clock) : null;
  const ownClocks = steerable && new OwnClocks(steerable);
  /** The time of whoever is worked for; `common` is that of what belongs to nobody alone. */
  const clock = ownClocks ?? parts.clock;
  const common = steerable ?? parts.clock;
  const database = await (parts.database ?? openDatabase(settings));
  // The rest is put together while the database's thread starts; units asked meanwhile wait behind this.
  const migrated = database.migrate(migrations);
  migrated.catch(() => undefined);
  const { blobs: ownBlobs, close: closeBlobs } = await openBlobs(settings.data, environment);
  const blobs = parts.blobs?.(ownBlobs) ?? ownBlobs;
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
  /** Where the same addresses answer over TLS; null = behind whatever publicBase names. */
  let secureBase: string | null = null;
  let waitingTasks = 0;
  const secrets = await openSecrets(settings, environment, random);
  const audit = createAudit({ database, clock: common, sealKeys: secrets.box.auditKeys });
  const accounts = createAccounts({ database, clock, audit, box: secrets.box });
  const pictures = createPictures({
    database,
    blobs,
    clock,
    random,
    publicBase: () => publicBase,
    secureBase: () => secureBase,
  });
  const channels = new Map<string, Channel>();
  const channelFor = (kind: string): Channel | undefined => channels.get(kind);
  const delivery = createDelivery({ database, queue, clock, accounts, outbound, channelFor });
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
  const painter = createPainter(painting, { engines, outbound: painterOutbound, clock: common, log });
  const moderator = createModerator(moderation, { outbound: painterOutbound });
  const paintings = createPaintings({
    database,
    blobs,
    queue,
    clock,
    random,
    pictures,
    moderator,
    log,
    mostOpen: painting.mostOpen,
    hasRoom: () => waitingTasks < settings.mostWaitingTasks,
  });
  const media = createTemporaryMedia({ database, blobs, queue, clock, random });
  const coupons = createCoupons({ database, queue, clock, random, dayOffsetMs });
  const audience = createAudience({ database, queue, clock, random });
  const distribution = createDistribution({
    database,
    queue,
    clock,
    random,
    coupons,
    dayOffsetMs,
    publicBase: () => publicBase,
    drawQr,
    qrModules,
  });
  const storefronts = new Map<string, Storefront>();
  const libraryKinds = new Set<string>();
  const libraries = createLibraries({ database, blobs, queue, clock, random, log });
  const explainers: Explain[] = [];
  const traffic = createTraffic({
    database,
    clock: common,
    log,
    settings: readTrafficSettings(environment, settings.sandbox),
    explainers,
    offset: random(2).readUInt16BE() % 900,
  });
  let desk: SandboxDesk | null = null;
  let accountClocks: AccountClocks | null = null;
  const { limits: fallback, limitsFixed: fixed } = settings;
  const limits = createLimitSwitch({ database, clock: common, profiles: limitProfiles, fallback, fixed });
  const health = createHealth({
    checks: {
      database: () => database.ping(),
      blobs: () => blobs.ping(),
      queue: async () => void (await queue.depth()),
      engines: async () => checkLine(engines.load()),
    },
    disk: async () => {
      const { bavail, blocks, bsize } = await statfs(settings.data);
      return { free: bavail * bsize, size: blocks * bsize };
    },
    late: async () => {
      const due = await queue.nextDue(Object.keys(handlers));
      // What was put before everything else by hand has no time of its own.
      return due === null || due === 0 ? 0 : Math.max(0, clock.now() - due);
    },
  });
  const services: RoomServices = {
    exchange: (request) =>
      outbound.exchange({
        headers: { 'content-type': 'application/json' },
        timeoutMs: 3_000,
        maxBytes: 64 * 1024,
        ...request,
      }),
    mayPublish: async (text) => (await moderator.check(text)).allowed,
    storefronts,
    libraryKinds,
    accounts,
    audit,
    pictures,
    libraries,
    points: createPoints({ database, clock, random }),
    generation,
    delivery,
    tokens: createTokens({ database, clock, random, alone: settings.databaseUrl === null }),
    quotas: createQuotas({ database, clock }),
    // On PostgreSQL this node may be one of several.
    rates: createRates({ database: settings.databaseUrl === null ? null : database, clock }),
    imaging: createImaging({ engines, outbound, pictures }),
    media,
    campaigns: createCampaigns({ database, queue, clock, random, pictures }),
    operations: createOperations({ database, queue, engines, health }),
    audience,
    coupons,
    distribution,
    paintings,
    traffic,
    clock,
    random,
    log,
    limits,
    sandbox: settings.sandbox,
    desk: () => desk,
  };

  const server = createHttpServer();
  const rooms = roomDefinitions.map((definition) => definition.create(services, environment));
  const roomOf = watchedRooms(rooms);
  if (ownClocks !== null) {
    const pages = { accounts, coupons, distribution, storefronts };
    mountAccountTime(server.app, {
      any: () => ownClocks.own.size > 0,
      as: (account, work) => ownClocks.as(account, work),
      accountOf: async (request) => {
        const number = await roomOf(request.url)?.faulty?.callerOf?.(request);
        if (number != null) return accountClocks?.ownerOf(number) ?? null;
        const named = request.url.startsWith('/api/')
          ? rooms.find((room) => room.accountOf !== undefined)?.accountOf?.(request)
          : null;
        return (await named) ?? accountOfPage(pages, request);
      },
    });
  }
  const faults = settings.sandbox ? mountFaults(server.app, (target) => roomOf(target)?.faulty ?? {}) : null;
  const sections = () => demoAccounts(settings.data, roomDefinitions, accounts);
  const within = <T>(account: string | null, work: () => T): T =>
    ownClocks === null ? work() : ownClocks.as(account, work);
  const forgeParts = { accounts, delivery, outbound, channelFor, sections, within };
  const forge = async (kinds: readonly string[]) =>
    (await forgeToDemo(forgeParts, { kinds })).flatMap(({ results }) => results);
  const coverage = faults && createCoverage({ rooms, faults, now: () => common.now(), forge });
  if (traffic.keeps || coverage) keepTraffic(server.app, rooms, traffic, common, coverage?.record);
  for (const room of rooms) {
    for (const kind of Object.keys(room.libraries ?? {})) libraryKinds.add(kind);
    if (room.explain !== undefined) explainers.push(room.explain);
    for (const [kind, storefront] of Object.entries(room.storefronts ?? {})) storefronts.set(kind, storefront);
    await room.mount(server.app);
    for (const [kind, channel] of Object.entries(room.channels)) {
      if (channels.has(kind)) throw new Error(`two rooms want to tell accounts of the kind ${kind}; rename one kind`);
      channels.set(kind, channel);
    }
  }
  const derived = readRenditionSettings(environment);
  // In this process: the work is native and off its main thread, and a shopper's page must not wait behind a painting.
  const easels = new WaitingLine(derived.atOnce, derived.waiting);
  const renditions = createRenditions({
    blobs,
    cache: openDiskCache(join(settings.data, 'renditions'), { mostBytes: derived.cacheBytes, clock: common }),
    render: (load) =>
      easels.run(async () => {
        const { renderRendition } = await import('./engines/rendition/index.js');
        return renderRendition(await load());
      }),
    log,
    ...derived,
  });
  mountPictures(server.app, { pictures, renditions, log });
  mountShop(server.app, {
    ...services,
    drawSquare: qrModules,
    drawBars: code128,
  });
  const metrics = createMetrics({ queue, engines });
  mountHealth(server.app, health.parts, metrics);

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
  const probe = (name: string) => rooms.map((room) => room.faulty?.probe?.(name)).find((text) => text != null) ?? null;
  const notices = faults ? faultyPosts(outbound, faults, probe, (fault) => coverage?.callback(fault)) : outbound;
  const sendParts = { database, clock, outbound: notices, accounts, log, channelFor };
  const label = { producer: painting.producer, mark: painting.mark, format: painting.format };
  const paintParts = { database, blobs, clock, engines, pictures, painter, label, log };
  const stepParts: StepParts = {
    database,
    clock,
    engines,
    pictures,
    log,
    paint: (request, signal) => paintGround({ painter, engines, label }, { ...request, side: 1080 }, signal),
  };
  const handlers = jobHandlers({
    engineThreads: settings.engineThreads,
    paintConcurrency: painting.concurrency,
    run: runParts,
    send: sendParts,
    step: stepParts,
    paint: paintParts,
    distribution,
    paintings,
    libraries,
    media,
    coupons,
  });

  const workParts = { queue, clock, log, handlers, within };
  let worker: Worker | undefined;
  // The sweep comes every minute and only writes down what reads know already: no reason to stop there on the way.
  const stops = Object.keys(handlers).filter((kind) => kind !== expireJob);
  const kinds = (): string[] => (worker ? stops : []);
  const look = async (wanted: readonly string[]) => {
    const due = await queue.nextDue(wanted);
    return { due, running: (await queue.depth()).running };
  };
  const timeTravel = steerable && createTimeTravel({ clock: steerable, look, kinds });
  accountClocks =
    ownClocks &&
    createAccountClocks({
      clocks: ownClocks,
      database,
      queue,
      accounts,
      // Unlike everybody's, it is in the database, where workers of their own follow it.
      kinds: () => stops,
      worksElsewhere: settings.role === 'api',
      demo: async () => Object.values(await sections()).flat(),
    });
  const probes = (name: string) => rooms.find((room) => room.name === name)?.faulty?.probe !== undefined;
  const receivers = () => demoReceivers({ data: settings.data, rooms: roomDefinitions, probes, accounts, delivery });
  if (coverage) mountChecks(server.app, { coverage, forge: forgeParts });
  const numbers = async () => Object.values(await sections()).flatMap((each) => each.map(({ number }) => number));
  if (timeTravel && faults && accountClocks)
    mountSandbox(server.app, { clock: timeTravel, clocks: accountClocks, faults, receivers, accounts: numbers });
  let depthTimer: NodeJS.Timeout | undefined;
  let metricsTimer: NodeJS.Timeout | undefined;
  let proxies: readonly ProxyServer[] = [];
  let furnish: () => Promise<Sandbox | null> = async () => null;
  const snapshots =
    steerable && settings.role === 'all'
      ? createSnapshots({
          data: settings.data,
          version: packageVersion,
          database,
          blobs,
          blobsOnDisk: settings.blobs === 'disk',
          migrations,
          clock: steerable,
          pauseWork: async () => {
            await Promise.all([worker?.stop(pauseGraceMs), traffic.flush()]);
            return () => {
              worker = startWorker(workParts);
            };
          },
          renew: async () => {
            await accountClocks?.load();
            for (const each of [accounts, services.tokens, libraries, audience]) each.forget();
            await database.run(releaseJobs, undefined);
            await limits.begin();
            await furnish();
            await coupons.jobs.begin();
          },
          one: createAccountState({
            data: settings.data,
            migrations,
            accounts,
            blobs,
            clock,
            random,
            rooms: roomDefinitions,
            kinds: {
              jobs: { message: broadcastJob, offer: reviewJob, campaign: stepJob },
              notices: { event: noticePrefix, messages: [broadcastFinished, saidNotice] },
            },
            sections,
          }),
        })
      : null;
  if (snapshots) mountSnapshots(server.app, snapshots);
  if (timeTravel && faults && coverage && accountClocks) {
    const { data } = settings;
    desk = createDesk({
      data,
      migrations,
      rooms,
      clock: timeTravel,
      clocks: accountClocks,
      faults,
      coverage,
      snapshots,
      forge: forgeParts,
      receivers,
    });
  }
  const transfers = createTransfers({ database, blobs, intake: libraries });
  const seeding =
    snapshots &&
    createSeeding({
      data: settings.data,
      snapshots,
      services,
      transfers,
      libraryRules: (kind) => rooms.map((room) => room.libraries?.[kind]).find((rules) => rules !== undefined),
      sections,
      logo: () => readFile(demoLogo),
    });
  if (seeding) mountSeeding(server.app, seeding);
  await migrated;
  await accounts.protect();
  await audit.seal();
  await accountClocks?.load();
  await limits.begin();
  return {
    services,
    rooms,
    timeTravel,
    accountClocks,
    faults,
    snapshots,
    seeding,
    scrub: createScrub({ database, blobs }),
    transfers,
    secrets,
    storeBlob: async (bytes) => (await blobs.put(bytes)).key,
    serves: (method, url) => server.app.hasRoute({ method: method as 'GET', url }),
    start: async () => {
      const serves = settings.role !== 'worker';
      const clientHosts = roomDefinitions.flatMap((room) => room.clientHosts ?? []);
      const tls = settings.sandbox && serves ? await sandboxTls(settings.data, clock, random, clientHosts) : null;
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
        if (settings.publicUrl === null) {
          publicBase = baseUrl;
          secureBase = tlsBaseUrl;
        }
      }
      if (tls !== null) {
        const handle = server.app.routing.bind(server.app);
        const open = (passThrough: boolean) => startProxy({ hosts: clientHosts, passThrough, ...tls, handle });
        proxies = await Promise.all([open(false), open(true)]);
      }
      const [refusing, passing] = proxies;
      if (settings.sandbox && serves) {
        const proxy = refusing && passing ? { url: refusing.url, passThroughUrl: passing.url } : null;
        const addresses = { data: settings.data, baseUrl, tlsBaseUrl, proxy, rooms: roomDefinitions };
        furnish = () => createSandbox({ ...addresses, accounts, audience, distribution, blobs, clock, random });
      }
      const sandbox = await furnish();
      depthTimer = setInterval(() => {
        queue.depth().then(
          ({ ready }) => {
            waitingTasks = ready;
          },
          () => undefined,
        );
      }, depthEveryMs).unref();
      if (settings.role !== 'api') await coupons.jobs.begin();
      const follow = settings.role === 'worker' ? accountClocks?.load : undefined;
      if (settings.role !== 'api') worker = startWorker({ ...workParts, follow });
      metricsTimer = setTimeout(metrics.begin, metricsAfterMs).unref();
      return { baseUrl, tlsBaseUrl, sandbox };
    },
    stop: async (graceMs) => {
      clearInterval(depthTimer);
      limits.end();
      clearTimeout(metricsTimer);
      await Promise.all(proxies.map((proxy) => proxy.close()));
      await Promise.all([server.close(), worker?.stop(graceMs)]);
      // A derived picture is sent before it is kept.
      await renditions.settled();
      await engines.close();
      await Promise.all([outbound.close(), painterOutbound.close(), traffic.close()]);
      await Promise.all([database.close(), closeBlobs()]);
    },
  };
}
