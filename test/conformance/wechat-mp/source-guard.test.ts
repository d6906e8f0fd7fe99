import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createOutbound } from '../../../src/adapters/outbound/http.js';
import { wechatMp } from '../../../src/apis/wechat-mp/index.js';
import { systemClock } from '../../../src/kernel/clock.js';
import { systemRandom } from '../../../src/kernel/ids.js';
import { silentLog } from '../../../src/kernel/log.js';
import { readSettings } from '../../../src/settings.js';
import { createTuquan, type Tuquan } from '../../../src/wiring.js';
import { literalTargets, namedTargets, withPort } from '../../support/ssrf-targets.js';
import { ask } from './support/app-client.js';

let data: string;
let tuquan: Tuquan;
let baseUrl: string;
let token: string;
let listener: Server;
let listener6: Server | null;
let port: number;
let connections = 0;

/** A server outside sandbox mode: the guard is as strict as in production. */
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'tuquan-guard-'));
  const environment = { ...process.env, TUQUAN_LIMITS: 'off' };
  const settings = readSettings({ TUQUAN_DATA: data, TUQUAN_PORT: '0', TUQUAN_TLS_PORT: '0' }, environment);
  tuquan = await createTuquan(settings, { clock: systemClock, random: systemRandom, log: silentLog, environment });
  ({ baseUrl } = await tuquan.start());
  const { accounts, tokens } = tuquan.services;
  const tools = {
    clock: systemClock,
    random: systemRandom,
    storeBlob: async () => '',
    writeFile: async (name: string) => name,
  };
  const { accounts: made } = await wechatMp.createSandbox(tools);
  for (const account of made) await accounts.create(account);
  token = (await tokens.issue(made[0]?.id ?? '')).token;
  listener = createServer((_request, response) => response.end('reached')).on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => listener.listen(0, '0.0.0.0', resolve));
  ({ port } = listener.address() as AddressInfo);
  const six = createServer((_request, response) => response.end('reached')).on('connection', () => {
    connections += 1;
  });
  // Not every machine has IPv6.
  listener6 = await new Promise((resolve) => {
    six.once('error', () => resolve(null)).listen({ port, host: '::1', ipv6Only: true }, () => resolve(six));
  });
});
afterAll(async () => {
  listener.close();
  listener6?.close();
  await tuquan.stop(1_000);
  await rm(data, { recursive: true, force: true });
});
afterEach(() => vi.restoreAllMocks());

describe('an image address that leads inside', () => {
  it.each(literalTargets)('%s is answered 101000 and nobody is connected to', async (target) => {
    const query = new URLSearchParams({ access_token: token, img_url: withPort(target, port), ratios: '1' });
    const { json } = await ask(`${baseUrl}/cv/img/aicrop?${query}`, { method: 'POST' });
    expect(json.errcode).toBe(101000);
    expect(connections).toBe(0);
  });

  it.each(namedTargets)(
    '%s, which resolves to %j, is refused before any connection is tried',
    async (target, answers) => {
      const outbound = createOutbound({
        allowLoopback: false,
        allowNetworks: [],
        lookup: async () => answers.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      });
      // Sockets look the name up themselves, through the guard; an address they really try announces itself first.
      const told = vi.spyOn(Socket.prototype, 'emit');
      const limits = { maxBytes: 1_000, timeoutMs: 5_000, maxRedirects: 3 };
      await expect(outbound.download(withPort(target, port), limits)).rejects.toMatchObject({ code: 'SOURCE_REFUSED' });
      expect(told.mock.calls.filter(([event]) => String(event) === 'connectionAttempt')).toEqual([]);
      expect(connections).toBe(0);
      await outbound.close();
    },
  );
});
