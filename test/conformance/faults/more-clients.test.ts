// The faults again, met by the client libraries that faults.test.ts does not have: every fault a sandbox lists is seen by somebody.
// One server, one client of each kind; what a fault does to the client is the library's own doing.
import { readFileSync } from 'node:fs';
import superagent from 'superagent';
import TopClient from 'topsdk';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import Pay from 'wechatpay-node-v3';
import { sdkDate } from '../../../src/apis/ai-painting/demo/client.js';
import { startTuquan, type TestServer } from '../../../src/testing/index.js';
import type { TestServer as Server } from '../../support/server.js';
import { signed } from '../ai-painting/support/signer.js';
import { type CoWechatServer, startCoWechat } from '../wechat-mp/support/co-wechat-server.js';
import { type NpmClients, startNpmClients } from '../wechat-mp/support/npm-clients.js';

let server: TestServer;
let clients: NpmClients;
let merchant: CoWechatServer;
beforeAll(async () => {
  // The library writes timestamps in the zone of its own machine, and its vendor reads them as UTC+8.
  process.env.TZ = 'Asia/Shanghai';
  server = await startTuquan();
  const { appid, token, encodingAesKey } = server.credentials.wechatMp;
  merchant = await startCoWechat({ appid, token, encodingAESKey: encodingAesKey });
  const sandbox = { ...server.credentials, caCertificateFile: server.caCertificateFile };
  clients = startNpmClients({ ...server, sandbox } as unknown as Server);
}, 120_000);
afterAll(() => Promise.all([clients.close(), merchant.close(), server.close()]));
afterEach(() => server.faults.clear());

const once = (route: string, fault: string) => server.faults.add({ route, fault, times: 1 });
const elapsed = async (call: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await call();
  return performance.now() - began;
};

describe('wechatpay-node-v3', { timeout: 60_000 }, () => {
  const url = 'https://api.mch.weixin.qq.com/v3/certificates';
  /** The parts of the package that its own methods use for every call. */
  interface Insides {
    buildAuthorization(method: string, url: string): string;
    getHeaders(authorization: string): Record<string, string>;
    get_certificates(key: string): Promise<{ serial_no: string }[]>;
    verifySign(params: object): Promise<boolean>;
    createHttp(service: object): void;
  }
  let pay: Insides;
  const get = async (address: string, headers: Record<string, string>) => {
    const answer = await superagent
      .get(address.replace('https://api.mch.weixin.qq.com', server.baseUrl))
      .set(headers)
      .ok(() => true);
    return { status: answer.status, data: answer.body, headers: answer.headers, text: answer.text };
  };
  const certificates = () => get(url, pay.getHeaders(pay.buildAuthorization('GET', url)));
  const verified = async () => {
    const { headers, text } = await certificates();
    return pay.verifySign({
      timestamp: headers['wechatpay-timestamp'],
      nonce: headers['wechatpay-nonce'],
      body: text,
      serial: headers['wechatpay-serial'],
      signature: headers['wechatpay-signature'],
      apiSecret: server.credentials.wechatPay.apiV3Key,
    });
  };
  beforeAll(() => {
    const { mchid, merchantCertificateFile, merchantPrivateKeyFile, apiV3Key } = server.credentials.wechatPay;
    pay = new Pay({
      appid: 'wx0000000000000000',
      mchid,
      publicKey: readFileSync(merchantCertificateFile),
      privateKey: readFileSync(merchantPrivateKeyFile),
      key: apiV3Key,
    }) as unknown as Insides;
    pay.createHttp({ get });
  });

  it('429, SYSTEM_ERROR and a bare 503 come as they are; half a body and a reset throw', async () => {
    once('/v3/certificates', 'answer=RATELIMIT_EXCEEDED');
    expect(await certificates()).toMatchObject({ status: 429, data: { code: 'RATELIMIT_EXCEEDED' } });
    once('/v3/certificates', 'answer=SYSTEM_ERROR');
    expect(await certificates()).toMatchObject({ status: 500, data: { code: 'SYSTEM_ERROR' } });
    once('/v3/certificates', 'status=503');
    expect((await certificates()).status).toBe(503);
    for (const fault of ['reset', 'half-body']) {
      once('/v3/certificates', fault);
      await expect(certificates()).rejects.toThrow();
    }
  });

  it('a signature probe does not verify; a key rotated in mid-flight is downloaded and then does', async () => {
    expect(await verified()).toBe(true);
    once('/v3/certificates', 'signature-probe');
    expect(await verified()).toBe(false);
    once('/v3/certificates', 'rotate-key');
    await certificates();
    expect((await certificates()).headers['wechatpay-serial']).not.toBe(server.credentials.wechatPay.platformSerial);
    expect(await verified()).toBe(true);
  });
});

describe('a signer of the painting gateway', { timeout: 60_000 }, () => {
  /** Written from the vendor's page on API signing alone. */
  const query = async () => {
    const { appKey: key, appSecret: secret } = server.credentials.aiPainting;
    const target = '/ai-painting/query';
    const { headers } = signed(
      {
        method: 'POST',
        target,
        headers: [
          ['Host', new URL(server.baseUrl).host],
          ['Content-Type', 'application/x-www-form-urlencoded'],
        ],
        body: Buffer.from('taskId=1'),
      },
      { key, secret, date: sdkDate(Date.now()) },
    );
    const own = headers.filter(([name]) => name !== 'Host');
    const answer = await fetch(`${server.baseUrl}${target}`, { method: 'POST', headers: own, body: 'taskId=1' });
    const body = (await answer.json()) as { code?: number; error_code?: string };
    return [answer.status, body.code ?? body.error_code];
  };

  it('APIG.0308, 500, 999, a reset, half a body, a bare status and latency', async () => {
    expect(await query()).toEqual([200, 201]);
    once('/ai-painting/query', 'answer=APIG.0308');
    expect(await query()).toEqual([429, 'APIG.0308']);
    once('/ai-painting/query', 'error=RATE_LIMITED');
    expect(await query()).toEqual([429, 'APIG.0308']);
    for (const code of [500, 501, 999]) {
      once('/ai-painting/query', `answer=${code}`);
      expect(await query()).toEqual([200, code]);
    }
    for (const fault of ['reset', 'half-body', 'status=502']) {
      once('/ai-painting/query', fault);
      await expect(query()).rejects.toThrow();
    }
    once('/ai-painting/query', 'latency=150');
    expect(await elapsed(query)).toBeGreaterThan(145);
  });
});

describe('topsdk', { timeout: 60_000 }, () => {
  it('a token that has ended, points used up, a system error, half a body and latency', async () => {
    const { clientId, clientSecret, accessToken } = server.credentials.pictureSpace;
    const top = new TopClient(clientId, clientSecret, { endpoint: `${server.baseUrl}/router/rest` });
    const count = () => top.execute('taobao.picture.pictures.count', { session: accessToken });
    for (const [answer, code] of [
      ['token', 27],
      ['points', 7],
      ['system', 15],
    ] as const) {
      once('/router/rest', `answer=${answer}`);
      await expect(count()).rejects.toMatchObject({ code });
    }
    // A bare status without a body is more than the library bears: it ends the whole program.
    once('/router/rest', 'half-body');
    await expect(count()).rejects.toThrow();
    once('/router/rest', 'latency=150');
    expect(await elapsed(count)).toBeGreaterThan(145);
  });
});

describe('wechat-api', { timeout: 60_000 }, () => {
  it('45009 and -1 are its errors; an expired token makes it fetch another and repeat the call', async () => {
    for (const code of [45009, -1]) {
      once('/card/getcolors', `answer=${code}`);
      await expect(clients.call('old', 'getColors')).rejects.toMatchObject({ code });
    }
    once('/card/getcolors', 'answer=40001');
    expect((await clients.call('old', 'getColors')).colors).toHaveLength(14);
    expect(server.faults.list()).toEqual([]);
  });
});

describe('pushes to co-wechat', { timeout: 60_000 }, () => {
  const base = {
    brand_name: '图券',
    code_type: 'CODE_TYPE_TEXT',
    color: 'Color010',
    notice: '请出示',
    description: '说明',
  };
  /** Every card that is made is pushed as card_pass_check. */
  const makeCard = async (title: string): Promise<string> => {
    const base_info = {
      ...base,
      title,
      logo_url: 'http://mmbiz.qpic.cn/mmbiz/0',
      sku: { quantity: 1 },
      date_info: { type: 'DATE_TYPE_FIX_TERM', fixed_term: 1, fixed_begin_term: 0 },
    };
    const made = await clients.call('co', 'createCard', { card_type: 'GIFT', gift: { base_info, gift: '一杯' } });
    return String(made.card_id);
  };
  const pushed = (): string[] => merchant.messages.map(({ CardId }) => String(CardId));
  beforeAll(async () => {
    const { user, password } = server.credentials.console;
    const path = `/api/accounts/app/${server.credentials.wechatMp.appid}/message-server`;
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    const body = JSON.stringify({ url: merchant.url, style: 'safe' });
    expect((await fetch(server.baseUrl + path, { method: 'PUT', headers: { authorization }, body })).status).toBe(200);
  });

  it('duplicate: the same encrypted bytes twice; reorder: the later one first; latency: one that is waited for', async () => {
    server.faults.add({ callback: merchant.url, fault: 'duplicate', times: 1 });
    const twice = await makeCard('两次');
    await expect.poll(pushed, { timeout: 20_000 }).toEqual([twice, twice]);
    expect(merchant.requests[1]).toEqual(merchant.requests[0]);

    server.faults.add({ callback: merchant.url, fault: 'reorder', times: 1 });
    const first = await makeCard('先');
    await expect.poll(() => server.faults.list(), { timeout: 20_000 }).toEqual([]);
    const second = await makeCard('后');
    await expect.poll(() => pushed().slice(2), { timeout: 20_000 }).toEqual([second, first]);

    server.faults.add({ callback: merchant.url, fault: 'latency=150', times: 1 });
    const late = await makeCard('迟');
    await merchant.next(({ CardId }) => CardId === late);
    expect(server.faults.list()).toEqual([]);
  });

  it('signature-probe: a vendor that sends none is not given one; the remedy is named', async () => {
    const answer = await fetch(`${server.baseUrl}/sandbox/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ callback: merchant.url, fault: 'signature-probe' }),
    });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('send a forged one instead')]);
  });
});
