// The npm package wechatpay-node-v3 2.2.1, unmodified, against a whole server. Its hosts are hard-coded; createHttp lets a
// caller bring the HTTP client, and this one swaps the host. It sends the serial in lower case and an 11-character nonce.
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import superagent, { type Response } from 'superagent';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import Pay from 'wechatpay-node-v3';
import { type Receiver, startReceiver } from '../../../src/commands/receiver.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { productPhoto } from './support/product-photo.js';

const vendorHost = 'https://api.mch.weixin.qq.com';
const prefix = `${vendorHost}/v3/marketing/partner/product-coupon`;

type Headers = Record<string, string>;
interface Output {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the package's own type
  data?: any;
  error?: string;
  headers?: Record<string, string>;
  text?: string;
}
/** The parts of the package that its own methods use for every call. */
interface Insides {
  buildAuthorization(method: string, url: string, params?: object): string;
  getHeaders(authorization: string, headers?: Headers): Headers;
  get_certificates(key: string): Promise<{ serial_no: string; publicKey: string }[]>;
  verifySign(params: object): Promise<boolean>;
  decipher_gcm<T>(ciphertext: string, associated: string, nonce: string, key: string): T;
  createHttp(service: object): void;
}

let server: TestServer;
let receiver: Receiver;
let pay: Insides;

const toOutput = ({ status, body, text, headers }: Response): Output => ({ status, data: body, text, headers });

const http = {
  get: async (url: string, headers: Headers) =>
    toOutput(
      await superagent
        .get(swap(url))
        .set(headers)
        .ok(() => true),
    ),
  post: async (url: string, params: object, headers: Headers) =>
    toOutput(
      await superagent
        .post(swap(url))
        .send(params)
        .set(headers)
        .ok(() => true),
    ),
  /** The package's own order: the file first, then meta. */
  upload: async (url: string, params: { pic_buffer: Buffer; fileinfo: object }, headers: Headers) =>
    toOutput(
      await superagent
        .post(swap(url))
        .set(headers)
        .attach('file', params.pic_buffer, { filename: 'x.jpg', contentType: 'image/jpg' })
        .field('meta', JSON.stringify(params.fileinfo))
        .ok(() => true),
    ),
};
const swap = (url: string): string => url.replace(vendorHost, server.baseUrl);

beforeAll(async () => {
  [server, receiver] = await Promise.all([
    startTestServer({ env: { TUQUAN_WECHATPAY_RETRY_SCALE: '0.01' } }),
    startReceiver(),
  ]);
  // The first callback of all is refused, so that the second attempt is seen too.
  receiver.answerWith((_request, index) => (index === 0 ? 500 : 200));
  const { mchid, merchantCertificateFile, merchantPrivateKeyFile, apiV3Key } = server.sandbox.wechatPay;
  pay = new Pay({
    appid: 'wx0000000000000000',
    mchid,
    publicKey: readFileSync(merchantCertificateFile),
    privateKey: readFileSync(merchantPrivateKeyFile),
    key: apiV3Key,
  }) as unknown as Insides;
  pay.createHttp(http);
});
afterAll(() => Promise.all([server.close(), receiver.close()]));

const get = (url: string): Promise<Output> => http.get(url, pay.getHeaders(pay.buildAuthorization('GET', url)));
const post = (url: string, params: object): Promise<Output> =>
  http.post(
    url,
    params,
    pay.getHeaders(pay.buildAuthorization('POST', url, params), { 'Content-Type': 'application/json' }),
  );

/** As its documentation tells callers to: by hand, with the parsed body. */
const verify = (headers: Record<string, unknown>, body: unknown): Promise<boolean> =>
  pay.verifySign({
    timestamp: headers['wechatpay-timestamp'],
    nonce: headers['wechatpay-nonce'],
    body,
    serial: headers['wechatpay-serial'],
    signature: headers['wechatpay-signature'],
    apiSecret: server.sandbox.wechatPay.apiV3Key,
  });

async function untilDone(task_id: string, type: string): Promise<Output> {
  for (;;) {
    const answer = await get(
      `${prefix}/image-generation-tasks/${task_id}?brand_id=120344&image_generation_type=${type}`,
    );
    if (answer.data.task_state !== 'PROCESSING') return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe('wechatpay-node-v3', { timeout: 120_000 }, () => {
  it('downloads the certificates and verifies answers with them, also when it re-serialises the body', async () => {
    const [certificate] = await pay.get_certificates(server.sandbox.wechatPay.apiV3Key);
    expect(certificate?.serial_no).toBe(server.sandbox.wechatPay.platformSerial);
    const answer = await get(`${vendorHost}/v3/certificates`);
    expect(await verify(answer.headers ?? {}, answer.text)).toBe(true);
    expect(await verify(answer.headers ?? {}, answer.data)).toBe(true);
    expect(await verify(answer.headers ?? {}, { ...answer.data, more: 1 })).toBe(false);
  });

  it('submits a composed picture, reads it when done, and takes the callback at the second attempt', async () => {
    await post(`${prefix}/notify-configs`, { notify_url: receiver.url });
    const task_id = `node_v3_${randomBytes(6).toString('hex')}`;
    const submitted = await post(`${prefix}/image-generation-tasks`, {
      brand_id: '120344',
      task_id,
      image_generation_type: 'COMBINE_IMAGE',
      combine_image: {
        scope: 'SINGLE',
        type: 'EXCHANGE',
        usage_mode: 'SINGLE',
        exchange_coupon: { threshold: 0, exchange_price: 990 },
      },
    });
    expect([submitted.status, submitted.data]).toEqual([200, { task_id, brand_id: '120344' }]);
    expect(await verify(submitted.headers ?? {}, submitted.data)).toBe(true);
    const done = await untilDone(task_id, 'COMBINE_IMAGE');
    expect(done.data.task_state).toBe('SUCCESS');
    expect(await verify(done.headers ?? {}, done.data)).toBe(true);

    const [refused, taken] = await receiver.atLeast(2);
    if (refused === undefined || taken === undefined) throw new Error('two attempts expected');
    const [first, second] = [JSON.parse(refused.body), JSON.parse(taken.body)];
    expect([second.id, second.create_time]).toEqual([first.id, first.create_time]);
    expect(taken.headers['wechatpay-nonce']).not.toBe(refused.headers['wechatpay-nonce']);
    expect(await verify(taken.headers, taken.body)).toBe(true);
    const { ciphertext, associated_data, nonce } = second.resource;
    expect(pay.decipher_gcm(ciphertext, associated_data, nonce, server.sandbox.wechatPay.apiV3Key)).toEqual(done.data);
  });

  it('uploads a photo with its file first, and has it cut out', async () => {
    const pic_buffer = productPhoto(120);
    const fileinfo = { filename: 'bottle.jpg', sha256: createHash('sha256').update(pic_buffer).digest('hex') };
    const url = `${prefix}/media/upload-image`;
    const uploaded = await http.upload(
      url,
      { pic_buffer, fileinfo },
      pay.getHeaders(pay.buildAuthorization('POST', url, fileinfo)),
    );
    expect(uploaded.status).toBe(200);
    const task_id = `node_v3_${randomBytes(6).toString('hex')}`;
    await post(`${prefix}/image-generation-tasks`, {
      brand_id: '120344',
      task_id,
      image_generation_type: 'CUT_OUT',
      cut_out: { image_url: uploaded.data.image_url },
    });
    const done = await untilDone(task_id, 'CUT_OUT');
    expect(done.data.task_state).toBe('SUCCESS');
    expect((await fetch(done.data.cut_out_result.image_url)).headers.get('content-type')).toBe('image/png');
  });

  it('signs only four lines when it posts without a body, which is its own mistake: 401', async () => {
    const url = `${prefix}/image-generation-tasks`;
    const answer = await http.post(
      url,
      {},
      pay.getHeaders(pay.buildAuthorization('POST', url), { 'Content-Type': 'application/json' }),
    );
    expect([answer.status, answer.data.code]).toEqual([401, 'SIGN_ERROR']);
  });
});
