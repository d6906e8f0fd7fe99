// The room alone on a real HTTP server, over services that keep everything in memory: fast, with a clock set by hand.
// Knows the services' public faces and nothing behind them.
import { createPrivateKey, createPublicKey, randomBytes } from 'node:crypto';
import type { LimitProfile, Room, RoomServices } from '../../../../src/apis/room.js';
import { wechatpayV3 } from '../../../../src/apis/wechatpay-v3/index.js';
import type { Account, NewAccount } from '../../../../src/domain/accounts/index.js';
import type { Endpoint } from '../../../../src/domain/delivery/index.js';
import type { GenerationRequest, Task } from '../../../../src/domain/generation/index.js';
import { canonical } from '../../../../src/domain/generation/rules.js';
import { createRates } from '../../../../src/domain/rates/index.js';
import { createHttpServer, type HttpApp } from '../../../../src/http/server.js';
import { ManualClock, systemClock } from '../../../../src/kernel/clock.js';
import { sha256Hex } from '../../../../src/kernel/crypto.js';
import { DomainError } from '../../../../src/kernel/errors.js';
import { checkImageHeader } from '../../../../src/kernel/image-bytes.js';
import { silentLog } from '../../../../src/kernel/log.js';
import type { WechatPaySandbox } from '../../../support/server.js';
import type { Credentials } from './client.js';
import { credentialsOf } from './credentials.js';

export interface FakeRoom {
  readonly baseUrl: string;
  readonly app: HttpApp;
  readonly room: Room;
  readonly clock: ManualClock;
  readonly section: WechatPaySandbox;
  readonly partner: Credentials;
  readonly brand: Credentials;
  readonly accounts: Account[];
  readonly tasks: Map<string, Task>;
  /** Routes as `METHOD path`, as the framework really registered them. */
  readonly routes: string[];
  /** Thrown by the next submit. */
  failNext(error: Error): void;
  close(): Promise<void>;
}

function toAccount(account: NewAccount): Account {
  const serverKeys = new Map(
    account.serverKeys.map((key) => {
      const privateKey = createPrivateKey(key.privateKeyPem);
      return [
        key.id,
        { ...key, privateKey, publicKey: createPublicKey(privateKey), certificate: key.certificatePem },
      ] as const;
    }),
  );
  return {
    ...account,
    logo: account.logo ?? null,
    clientKeys: new Map(
      account.clientKeys.map((key) => [
        key.serial,
        { serial: key.serial, publicKey: createPublicKey(key.publicKeyPem), notAfter: key.notAfter, revoked: false },
      ]),
    ),
    serverKeys,
    defaultServerKey: serverKeys.get(account.serverKeys.find((key) => key.isDefault)?.id ?? '') ?? null,
    secrets: new Map(Object.entries(account.secrets)),
    brands: new Set(account.brands),
  };
}

/** Six RSA keys take a while: the rooms of one test file share them. */
let sandbox: ReturnType<typeof makeSandbox> | undefined;

async function makeSandbox(): Promise<{
  section: WechatPaySandbox;
  files: Map<string, string>;
  created: NewAccount[];
}> {
  const files = new Map<string, string>();
  const made = await wechatpayV3.createSandbox({
    clock: systemClock,
    random: randomBytes,
    storeBlob: async () => 'logo',
    writeFile: async (name, content) => {
      files.set(name, content);
      return name;
    },
  });
  return { section: made.section as unknown as WechatPaySandbox, files, created: [...made.accounts] };
}

/** Starts the room on a free port. The clock begins at the machine's time and stands still. */
export async function startFakeRoom(
  options: { limits?: LimitProfile; env?: Record<string, string>; sandbox?: boolean } = {},
): Promise<FakeRoom> {
  const clock = new ManualClock(Date.now());
  const random = (length: number): Buffer => randomBytes(length);
  const accounts: Account[] = [];
  const tasks = new Map<string, Task>();
  const endpoints = new Map<string, Endpoint>();
  let failure: Error | null = null;

  const services: RoomServices = {
    desk: () => null,
    mayPublish: async () => true,
    exchange: async () => ({ status: 404, bytes: new Uint8Array() }),
    accounts: {
      find: async (kind, number) => accounts.find((each) => each.kind === kind && each.number === number) ?? null,
      protect: async () => 0,
      exists: async () => false,
      findBySecret: async () => null,
      list: async () => [],
      kinds: async () => [],
      load: async (id) => {
        const account = accounts.find((each) => each.id === id);
        if (account === undefined) throw new DomainError('NOT_FOUND', id);
        return account;
      },
      create: async (account) => void accounts.push(toAccount(account)),
      rowsFor: () => {
        throw new Error('nothing is stored here');
      },
      numbers: async () => [],
      revokeClientKey: async () => undefined,
      allow: async () => undefined,
      dropSecret: async () => undefined,
      forget: () => undefined,
      addServerKey: () => Promise.reject(new Error()),
    },
    pictures: {
      add: async (picture, expect) => {
        const header = checkImageHeader(picture.bytes);
        if (expect?.formats && !expect.formats.includes(header.format))
          throw new DomainError('BAD_IMAGE', header.format);
        if (expect?.sha256 && sha256Hex(picture.bytes) !== expect.sha256.toLowerCase()) {
          throw new DomainError('INVALID', 'hash', { field: 'sha256' });
        }
        return {
          id: sha256Hex(picture.bytes).slice(0, 24),
          accountId: picture.accountId,
          blob: '',
          format: header.format,
          width: 1,
          height: 1,
          bytes: picture.bytes.length,
          title: picture.title,
          createdAt: clock.now(),
          ending: null,
        };
      },
      publicUrl: ({ id, format }) => `http://127.0.0.1/p/${id}.${format}`,
    } as RoomServices['pictures'],
    generation: {
      submit: async (caller, key, request: GenerationRequest) => {
        const thrown = failure;
        failure = null;
        if (thrown !== null) throw thrown;
        if (!(caller.kind === 'brand' && request.brand === caller.number) && !caller.brands.has(request.brand))
          throw new DomainError('FORBIDDEN', '');
        const content = canonical(request);
        const known = tasks.get(`${caller.id} ${key}`);
        if (known !== undefined) {
          if (canonical(known.request) !== content) throw new DomainError('CONFLICT', '');
          return;
        }
        tasks.set(`${caller.id} ${key}`, {
          id: `task-${tasks.size + 1}`,
          accountId: caller.id,
          key,
          request,
          state: 'processing',
          pictureUrl: null,
          failure: null,
          createdAt: clock.now(),
          finishedAt: null,
        });
      },
      find: async (caller, key) => {
        const task = tasks.get(`${caller.id} ${key}`);
        if (task === undefined) throw new DomainError('NOT_FOUND', key);
        return task;
      },
      load: async (id) => {
        for (const task of tasks.values()) if (task.id === id) return task;
        throw new DomainError('NOT_FOUND', id);
      },
    },
    delivery: {
      setEndpoint: async (accountId, url) => {
        const endpoint = { accountId, url, style: null, updatedAt: clock.now() };
        endpoints.set(accountId, endpoint);
        return endpoint;
      },
      endpoint: async (accountId) => endpoints.get(accountId) ?? null,
    } as RoomServices['delivery'],
    // This room asks nothing of these.
    tokens: {} as RoomServices['tokens'],
    quotas: {} as RoomServices['quotas'],
    rates: createRates({ database: null, clock }),
    imaging: {} as RoomServices['imaging'],
    media: {} as RoomServices['media'],
    campaigns: {} as RoomServices['campaigns'],
    storefronts: new Map(),
    libraryKinds: new Set(),
    operations: {} as RoomServices['operations'],
    coupons: {} as RoomServices['coupons'],
    audience: {} as RoomServices['audience'],
    audit: {} as RoomServices['audit'],
    distribution: {} as RoomServices['distribution'],
    paintings: {} as RoomServices['paintings'],
    traffic: {} as RoomServices['traffic'],
    libraries: {} as RoomServices['libraries'],
    points: {} as RoomServices['points'],
    clock,
    random,
    log: silentLog,
    limits: {
      now: () => options.limits ?? 'off',
      fixed: true,
      choose: () => Promise.reject(new Error('fixed')),
      begin: async () => undefined,
      end: () => undefined,
    },
    sandbox: options.sandbox ?? true,
  };

  sandbox ??= makeSandbox();
  const { section, files, created } = await sandbox;
  accounts.push(...created.map(toAccount));
  const server = createHttpServer();
  const routes: string[] = [];
  server.app.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) routes.push(`${each} ${url}`);
  });
  const room = wechatpayV3.create(services, options.env ?? {});
  await room.mount(server.app);
  const { port } = await server.listen({ host: '127.0.0.1', port: 0 });
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    app: server.app,
    room,
    clock,
    section,
    ...credentialsOf(section, (file) => files.get(file) ?? ''),
    accounts,
    tasks,
    routes,
    failNext: (error) => {
      failure = error;
    },
    close: () => server.close(),
  };
}
