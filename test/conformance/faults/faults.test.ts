// Every fault a sandbox can have, met by a client library that vendors' customers use: what does it really do then?
import { readFileSync } from 'node:fs';
import TopClient from 'topsdk';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import plugin from 'wechatpay-axios-plugin';
import { call as paint } from '../../../src/apis/ai-painting/demo/client.js';
import { startTuquan, type TestServer } from '../../../src/testing/index.js';
import { composeTask, tasksPath } from '../../support/pay-client.js';
import type { TestServer as Server } from '../../support/server.js';
import { type NpmClients, startNpmClients } from '../wechat-mp/support/npm-clients.js';

// The package's own types do not know chained calls; the wire is what counts here.
// biome-ignore lint/suspicious/noExplicitAny: see above
const { Wechatpay, Rsa, Aes, Formatter } = plugin as any;
const tokenRoute = '/cgi-bin/token';

let server: TestServer;
let clients: NpmClients;
// biome-ignore lint/suspicious/noExplicitAny: see above
let wxpay: any;
beforeAll(async () => {
  server = await startTuquan();
  const { mchid, merchantSerial, merchantPrivateKeyFile, platformSerial, platformCertificateFile } =
    server.credentials.wechatPay;
  wxpay = new Wechatpay({
    mchid,
    serial: merchantSerial,
    privateKey: readFileSync(merchantPrivateKeyFile),
    certs: { [platformSerial as string]: readFileSync(platformCertificateFile as string) },
    baseURL: `${server.baseUrl}/`,
  });
  const sandbox = { ...server.credentials, caCertificateFile: server.caCertificateFile };
  clients = startNpmClients({ ...server, sandbox } as unknown as Server);
}, 120_000);
afterAll(async () => {
  await clients.close();
  await server.close();
});
afterEach(() => server.faults.clear());

const certificates = () => wxpay.v3.certificates.get();
// biome-ignore lint/suspicious/noExplicitAny: what axios throws
const failure = (call: Promise<unknown>): Promise<any> =>
  call.then(
    () => expect.unreachable(),
    (error) => error,
  );
const once = (route: string, fault: string) => server.faults.add({ route, fault, times: 1 });
const submit = (id: string) =>
  wxpay.chain(tasksPath.slice(1)).post(composeTask(server.credentials.wechatPay as never, id));

describe('wechatpay-axios-plugin', { timeout: 60_000 }, () => {
  it.each([
    ['SYSTEM_ERROR', 500],
    ['SERVICE_UNAVAILABLE', 503],
    ['RATELIMIT_EXCEEDED', 429],
    ['RESOURCE_NOT_EXISTS', 404],
    ['NO_AUTH', 403],
    ['SIGN_ERROR', 401],
  ])('answer=%s is the vendor’s own error, once', async (code, status) => {
    once('/v3/certificates', `answer=${code}`);
    const { response } = await failure(certificates());
    expect([response.status, response.data.code]).toEqual([status, code]);
    expect((await certificates()).status).toBe(200);
  });

  it('error= and a header on one request: our own codes in the vendor’s words', async () => {
    once('/v3/certificates', 'error=RATE_LIMITED');
    const { response } = await failure(certificates());
    expect([response.status, response.data.code]).toEqual([429, 'RATELIMIT_EXCEEDED']);
    const byHeader = wxpay.v3.certificates.get({ headers: { 'X-Tuquan-Fault': 'error=UNAVAILABLE' } });
    expect((await failure(byHeader)).response.data.code).toBe('SERVICE_UNAVAILABLE');
  });

  it('a reset connection, half a body and a bare status are transport errors', async () => {
    once('/v3/certificates', 'reset');
    expect((await failure(certificates())).code).toBe('ECONNRESET');
    once('/v3/certificates', 'half-body');
    expect(String(await failure(certificates()))).toMatch(/aborted|hang up|ECONNRESET/);
    once('/v3/certificates', 'status=502');
    expect((await failure(certificates())).response.status).toBe(502);
  });

  it('latency beyond its timeout ends the call; below it, it waits', async () => {
    once('/v3/certificates', 'latency=400');
    const began = performance.now();
    expect((await failure(wxpay.v3.certificates.get({ timeout: 100 }))).code).toBe('ECONNABORTED');
    once('/v3/certificates', 'latency=300');
    await certificates();
    expect(performance.now() - began).toBeGreaterThan(395);
  });

  it('a signature probe in an answer is refused by the plugin', async () => {
    once('/v3/certificates', 'signature-probe');
    expect(String((await failure(certificates())).message)).toMatch(
      /EV3_RES_HEADER_SIGNATURE_DIGEST|verify|signature/i,
    );
    expect((await certificates()).status).toBe(200);
  });

  it('keys rotated in mid-flight: the next answer is signed with a key to be downloaded first', async () => {
    const old = server.credentials.wechatPay.platformSerial;
    once('/v3/certificates', 'rotate-key');
    const { data, headers } = await certificates();
    expect(headers['wechatpay-serial']).toBe(old);
    const serials = (data.data as { serial_no: string }[]).map(({ serial_no }) => serial_no);
    expect(serials).toContain(old);
    // The plugin knows the old certificate only: it says which one is missing.
    expect(String((await failure(certificates())).message)).toMatch(/serial|EV3_RES_HEADER_PLATFORM_SERIAL/i);
    const { mchid, merchantSerial, merchantPrivateKeyFile, apiV3Key, publicKeyId, publicKeyFile } =
      server.credentials.wechatPay;
    const byPublicKey = new Wechatpay({
      mchid,
      serial: merchantSerial,
      privateKey: readFileSync(merchantPrivateKeyFile),
      certs: { [publicKeyId]: readFileSync(publicKeyFile) },
      baseURL: `${server.baseUrl}/`,
    });
    const list = await byPublicKey.v3.certificates.get({ headers: { 'Wechatpay-Serial': publicKeyId } });
    const certs: Record<string, string> = {};
    for (const { serial_no, encrypt_certificate } of list.data.data) {
      const { ciphertext, nonce, associated_data } = encrypt_certificate;
      certs[serial_no] = Aes.AesGcm.decrypt(ciphertext, apiV3Key, nonce, associated_data);
    }
    expect(Object.keys(certs)).toHaveLength(2);
    const renewed = new Wechatpay({
      mchid,
      serial: merchantSerial,
      privateKey: readFileSync(merchantPrivateKeyFile),
      certs,
      baseURL: `${server.baseUrl}/`,
    });
    expect((await renewed.v3.certificates.get()).status).toBe(200);
    wxpay = renewed;
  });
});

describe('callbacks of tasks', { timeout: 60_000 }, () => {
  // biome-ignore lint/suspicious/noExplicitAny: the package's own classes
  const open = (body: string): any => {
    const { ciphertext, nonce, associated_data } = JSON.parse(body).resource;
    return JSON.parse(Aes.AesGcm.decrypt(ciphertext, server.credentials.wechatPay.apiV3Key, nonce, associated_data));
  };
  const of =
    (id: string) =>
    ({ body }: { body: string }) =>
      open(body).task_id === id;
  const callback = async (fault: string, times = 1) => {
    await wxpay.v3.marketing.partner.productCoupon.notifyConfigs.post({ notify_url: server.callbacks.url });
    return server.faults.add({ callback: server.callbacks.url, fault, times });
  };

  it('duplicate: the same bytes arrive twice', async () => {
    await callback('duplicate');
    await submit('duplicate_1');
    const first = await server.callbacks.next(of('duplicate_1'), 30_000);
    const again = await server.callbacks.next(of('duplicate_1'));
    expect([again.body, again.headers['wechatpay-signature']]).toEqual([
      first.body,
      first.headers['wechatpay-signature'],
    ]);
  });

  it('reorder: the later one comes first', async () => {
    await callback('reorder');
    await submit('order_first');
    await expect.poll(() => server.faults.list(), { timeout: 20_000 }).toEqual([]);
    await submit('order_second');
    await server.callbacks.next(of('order_first'), 30_000);
    const order = server.callbacks.received
      .map(({ body }) => open(body).task_id)
      .filter((id) => id.startsWith('order_'));
    expect(order).toEqual(['order_second', 'order_first']);
  });

  it('signature-probe and latency: a careful receiver sees the one and waits for the other', async () => {
    await callback('signature-probe');
    await submit('probe_1');
    const { headers, body } = await server.callbacks.next(of('probe_1'), 30_000);
    expect(headers['wechatpay-signature']).toMatch(/^WECHATPAY\/SIGNTEST\//);
    const message = Formatter.joinedByLineFeed(headers['wechatpay-timestamp'], headers['wechatpay-nonce'], body);
    const key = Rsa.from(readFileSync(server.credentials.wechatPay.publicKeyFile), Rsa.KEY_TYPE_PUBLIC);
    expect(Rsa.verify(message, headers['wechatpay-signature'], key)).toBe(false);
    await callback('latency=200');
    await submit('late_1');
    await server.callbacks.next(of('late_1'), 30_000);
    expect(server.faults.list()).toEqual([]);
  });
});

describe('co-wechat-api', { timeout: 60_000 }, () => {
  it('45009 and -1 come as its own errors', async () => {
    once('/card/getcolors', 'answer=45009');
    await expect(clients.call('co', 'getColors')).rejects.toMatchObject({ code: 45009 });
    once('/card/getcolors', 'answer=-1');
    await expect(clients.call('co', 'getColors')).rejects.toMatchObject({ code: -1 });
    expect((await clients.call('co', 'getColors')).colors).toHaveLength(14);
  });

  it('latency, a reset connection and half a body reach it as they are', async () => {
    once('/card/getcolors', 'latency=200');
    const began = performance.now();
    await clients.call('co', 'getColors');
    expect(performance.now() - began).toBeGreaterThan(190);
    for (const fault of ['reset', 'half-body', 'status=502']) {
      once('/card/getcolors', fault);
      await expect(clients.call('co', 'getColors')).rejects.toThrow();
    }
    expect((await clients.call('co', 'getColors')).colors).toHaveLength(14);
  });

  it('an expired token makes it fetch another and repeat the call by itself', async () => {
    once('/card/getcolors', 'answer=40001');
    expect((await clients.call('co', 'getColors')).colors).toHaveLength(14);
    expect(server.faults.list()).toEqual([]);
    once('/card/getcolors', 'answer=42001');
    expect((await clients.call('co', 'getColors')).colors).toHaveLength(14);
    expect(server.faults.list()).toEqual([]);
  });
});

describe('the painting gateway', () => {
  it('APIG.0308 and the seller’s 500', async () => {
    once('/ai-painting/query', 'answer=APIG.0308');
    const throttled = await fetch(`${server.baseUrl}/ai-painting/query`, {
      method: 'POST',
      headers: {
        'x-apig-appcode': server.credentials.aiPainting.appCode,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'taskId=1',
    });
    expect([throttled.status, ((await throttled.json()) as { error_code: string }).error_code]).toEqual([
      429,
      'APIG.0308',
    ]);
    once('/ai-painting/query', 'answer=500');
    expect(
      (await paint(server.baseUrl, server.credentials.aiPainting, 'query', { taskId: '1' }, Date.now())).code,
    ).toBe(500);
  });
});

describe('topsdk', () => {
  it('a rate limit, a full house, a reset connection', async () => {
    // The library writes timestamps in the zone of its own machine, and its vendor reads them as UTC+8.
    process.env.TZ = 'Asia/Shanghai';
    const { clientId, clientSecret, accessToken } = server.credentials.pictureSpace;
    const top = new TopClient(clientId, clientSecret, { endpoint: `${server.baseUrl}/router/rest` });
    const count = () => top.execute('taobao.picture.pictures.count', { session: accessToken });
    once('/router/rest', 'answer=rate');
    await expect(count()).rejects.toMatchObject({ code: 7 });
    once('/router/rest', 'answer=busy');
    await expect(count()).rejects.toMatchObject({ code: 15 });
    once('/router/rest', 'reset');
    await expect(count()).rejects.toThrow();
    expect(await count()).toMatchObject({ totals: expect.any(Number) });
  });
});

describe('rules for one account', { timeout: 60_000 }, () => {
  const forOnly = (route: string, account: string, fault: string) =>
    server.faults.add({ route, account, fault, times: 1 });

  it('meet its requests and leave everybody else’s alone', async () => {
    const { wechatPay, wechatMp } = server.credentials;
    forOnly('*', wechatMp.appid, 'status=503');
    expect((await certificates()).status).toBe(200);
    await expect(clients.call('co', 'getColors')).rejects.toThrow();
    expect(server.faults.list()).toEqual([]);

    forOnly('/card/getcolors', wechatPay.mchid, 'answer=45009');
    expect((await clients.call('co', 'getColors')).colors).toHaveLength(14);
    expect(server.faults.list()).toHaveLength(1);
    forOnly('/v3/*', wechatPay.mchid, 'answer=RATELIMIT_EXCEEDED');
    expect((await failure(certificates())).response.data.code).toBe('RATELIMIT_EXCEEDED');
    expect(server.faults.list()).toHaveLength(1);
  });

  it('know the caller by an AppCode, a signature, a bearer token, and an appid that asks for a token', async () => {
    const { aiPainting, pictureSpace, wechatMp } = server.credentials;
    const byCode = () =>
      fetch(`${server.baseUrl}/ai-painting/query`, {
        method: 'POST',
        headers: { 'x-apig-appcode': aiPainting.appCode, 'content-type': 'application/x-www-form-urlencoded' },
        body: 'taskId=1',
      });
    const other = wechatMp.appid;
    forOnly('/ai-painting/*', other, 'status=502');
    forOnly('/ai-painting/*', aiPainting.appKey, 'answer=APIG.0308');
    expect((await byCode()).status).toBe(429);
    expect((await byCode()).status).not.toBe(502);
    forOnly('/ai-painting/*', aiPainting.appKey, 'answer=500');
    expect((await paint(server.baseUrl, aiPainting, 'query', { taskId: '1' }, Date.now())).code).toBe(500);

    const category = () =>
      fetch(`${server.baseUrl}/tool/erps/tbpicture`, {
        method: 'POST',
        headers: { authorization: `Bearer ${pictureSpace.accessToken}` },
        body: new FormData(),
      });
    forOnly('/tool/*', other, 'status=502');
    forOnly('/tool/*', pictureSpace.clientId, 'answer=rate');
    expect((await category()).status).toBe(429);
    expect((await category()).status).not.toBe(502);

    const token = (appid: string) =>
      fetch(`${server.baseUrl}/cgi-bin/stable_token`, {
        method: 'POST',
        body: JSON.stringify({ grant_type: 'client_credential', appid, secret: wechatMp.secret }),
      }).then(async (answer) => ((await answer.json()) as { errcode?: number }).errcode);
    forOnly('/cgi-bin/*', wechatMp.appid, 'answer=-1');
    expect(await token('wx0000000000000000')).toBe(40013);
    expect(await token(wechatMp.appid)).toBe(-1);
  });
});

describe('refusals the gateway has and this server has no cause for', () => {
  // Huawei Cloud, API Gateway, error codes: 405 for a package that is used up is odd and right.
  it.each([
    ['APIG.0101', 404],
    ['APIG.0202', 502],
    ['APIG.0203', 504],
    ['APIG.0301', 401],
    ['APIG.0304', 403],
    ['APIG.0305', 401],
    ['APIG.0306', 403],
    ['APIG.0307', 401],
    ['APIG.0401', 403],
    ['APIG.0402', 403],
    ['APIG.0404', 403],
    ['APIG.0405', 403],
    ['APIG.0501', 405],
    ['APIG.0502', 405],
    ['APIG.0601', 500],
    ['APIG.0602', 400],
    ['APIG.0607', 400],
  ])('%s comes with %i', async (code, status) => {
    const answer = await fetch(`${server.baseUrl}/ai-painting/query`, {
      method: 'POST',
      headers: { 'X-Tuquan-Fault': `answer=${code}`, 'X-Apig-AppCode': server.credentials.aiPainting.appCode },
    });
    const body = (await answer.json()) as Record<string, string>;
    expect([answer.status, body.error_code, Object.keys(body)]).toEqual([
      status,
      code,
      ['error_msg', 'error_code', 'request_id'],
    ]);
    expect(answer.headers.get('x-request-id')).toBe(body.request_id);
  });
});

describe('rules', () => {
  const add = (rule: object) =>
    fetch(`${server.baseUrl}/sandbox/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(rule),
    }).then(async (answer) => [answer.status, ((await answer.json()) as { error?: string }).error]);

  it.each([
    [{ route: tokenRoute, fault: 'answer=SYSTEM_ERROR' }, 'this route has no answer SYSTEM_ERROR; there are'],
    [{ route: tokenRoute, fault: 'signature-probe' }, 'answers of this route are not signed'],
    [{ route: tokenRoute, fault: 'rotate-key' }, 'signed with no key'],
    [{ route: tokenRoute, fault: 'duplicate' }, 'give "callback" instead of "route"'],
    [{ callback: '*', fault: 'reset' }, 'callbacks can have latency'],
    [
      { callback: 'http://127.0.0.1:1/none', fault: 'duplicate' },
      'no callbacks go to http://127.0.0.1:1/none; there are http',
    ],
    [{ fault: 'reset' }, 'either route or callback'],
    [{ route: tokenRoute, method: 'PATCH', fault: 'reset' }, 'takes no PATCH; there are GET'],
    [{ route: tokenRoute, acount: 'wx1', fault: 'reset' }, 'the body has no member acount; there are route'],
    [{ route: '*', account: 'nobody', fault: 'reset' }, 'no account is nobody; there are'],
    [{ route: '/v3/*', account: 7, fault: 'reset' }, 'account is the number of an account'],
    [{ route: '/nowhere/*', fault: 'reset' }, 'no route is /nowhere/*'],
  ])('%j is refused with the remedy', async (rule, text) => {
    expect(await add(rule)).toEqual([400, expect.stringContaining(text)]);
    expect(server.faults.list()).toEqual([]);
  });
});
