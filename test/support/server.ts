// A whole server inside the test's own process: real database, real engines, real worker, its own data folder.
// Knows nothing of any vendor; the sandbox file says how to call it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RoomServices } from '../../src/apis/room.js';
import { type Clock, systemClock } from '../../src/kernel/clock.js';
import { systemRandom } from '../../src/kernel/ids.js';
import { createLog } from '../../src/kernel/log.js';
import type { Sandbox } from '../../src/sandbox.js';
import { readSettings } from '../../src/settings.js';
import { openDatabase } from '../../src/wiring/storage.js';
import { createTuquan, type Tuquan } from '../../src/wiring.js';
import { blobEnvironment } from './blob-store.js';
import { databaseEnvironment, dropDatabaseOf } from './database.js';
import type { FaultyStorage } from './faulty-blobs.js';

export interface WechatPaySandbox {
  mchid: string;
  merchantSerial: string;
  merchantPrivateKeyFile: string;
  merchantCertificateFile: string;
  apiV3Key: string;
  platformSerial: string;
  platformCertificateFile: string;
  publicKeyId: string;
  publicKeyFile: string;
  brandId: string;
  brandSerial: string;
  brandPrivateKeyFile: string;
  brandApiKey: string;
  brandPublicKeyId: string;
  brandPublicKeyFile: string;
}

export interface WechatMpSandbox {
  appid: string;
  secret: string;
  token: string;
  encodingAesKey: string;
  originalId: string;
  followers: { openid: string; username: string }[];
  counterPath: string;
  walletPath: string;
}

export interface AiPaintingSandbox {
  appKey: string;
  appSecret: string;
  appCode: string;
}

export interface PictureSpaceSandbox {
  clientId: string;
  clientSecret: string;
  accessToken: string;
  shopId: string;
  owner: string;
  passphrase: string;
  categoryId: string;
  unauthorized: { shopId: string; owner: string; passphrase: string };
}

export interface ConsoleSandbox {
  user: string;
  password: string;
}

export interface TestServer {
  readonly baseUrl: string;
  readonly tlsBaseUrl: string;
  readonly sandbox: Sandbox & {
    wechatPay: WechatPaySandbox;
    wechatMp: WechatMpSandbox;
    aiPainting: AiPaintingSandbox;
    pictureSpace: PictureSpaceSandbox;
    console: ConsoleSandbox;
  };
  /** Authorization header of the console's owner. */
  readonly authorization: string;
  readonly services: RoomServices;
  readonly tuquan: Tuquan;
  readonly data: string;
  close(): Promise<void>;
}

const basicOf = ({ user, password }: ConsoleSandbox): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/** Starts a sandbox server on free ports. `data` keeps a folder of an earlier server, otherwise a new one is removed at the end. */
export async function startTestServer(
  options: { clock?: Clock; env?: Record<string, string>; data?: string; storage?: FaultyStorage } = {},
): Promise<TestServer> {
  const data = options.data ?? (await mkdtemp(join(tmpdir(), 'tuquan-test-')));
  const environment = {
    ...process.env,
    TUQUAN_LIMITS: 'off',
    ...(await databaseEnvironment(data)),
    ...blobEnvironment(data),
    ...options.env,
  };
  const settings = readSettings(
    { TUQUAN_DATA: data, TUQUAN_PORT: '0', TUQUAN_TLS_PORT: '0', TUQUAN_SANDBOX: '1' },
    environment,
  );
  const tuquan = await createTuquan(settings, {
    clock: options.clock ?? systemClock,
    random: systemRandom,
    log: createLog(process.env.TUQUAN_TEST_LOG ? 'debug' : 'silent', false),
    environment,
    ...(options.storage === undefined
      ? {}
      : { blobs: options.storage.blobs, database: openDatabase(settings).then(options.storage.database) }),
  });
  const { baseUrl, tlsBaseUrl, sandbox } = await tuquan.start();
  if (sandbox === null || tlsBaseUrl === null) throw new Error('the test server is a sandbox');
  return {
    baseUrl,
    tlsBaseUrl,
    sandbox: sandbox as TestServer['sandbox'],
    authorization: basicOf((sandbox as TestServer['sandbox']).console),
    services: tuquan.services,
    tuquan,
    data,
    close: async () => {
      await tuquan.stop(5_000);
      if (options.data !== undefined) return;
      await dropDatabaseOf(data);
      await rm(data, { recursive: true, force: true });
    },
  };
}
