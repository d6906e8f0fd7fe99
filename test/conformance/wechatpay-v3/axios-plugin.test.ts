// The npm package wechatpay-axios-plugin 0.9.6, unmodified, against a whole server. It verifies every 2xx answer itself:
// a wrong signature, a stale time or an unknown serial makes the call fail.
import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import { createReadStream, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import plugin from 'wechatpay-axios-plugin';
import { type Receiver, startReceiver } from '../../../src/commands/receiver.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { productPhoto } from './support/product-photo.js';

// The package's own types do not know chained calls; the wire is what counts here.
// biome-ignore lint/suspicious/noExplicitAny: see above
const { Wechatpay, Rsa, Aes, Formatter, Multipart } = plugin as any;
const familyPath = 'v3/marketing/partner/product-coupon';

let server: TestServer;
let receiver: Receiver;
// biome-ignore lint/suspicious/noExplicitAny: see above
let wxpay: any;

beforeAll(async () => {
  [server, receiver] = await Promise.all([startTestServer(), startReceiver()]);
  wxpay = client();
});
afterAll(() => Promise.all([server.close(), receiver.close()]));

function client(certs: Record<string, Buffer> = allKeys()) {
  const { mchid, merchantSerial, merchantPrivateKeyFile } = server.sandbox.wechatPay;
  return new Wechatpay({
    mchid,
    serial: merchantSerial,
    privateKey: readFileSync(merchantPrivateKeyFile),
    certs,
    baseURL: `${server.baseUrl}/`,
  });
}

function allKeys(): Record<string, Buffer> {
  const { platformSerial, platformCertificateFile, publicKeyId, publicKeyFile } = server.sandbox.wechatPay;
  return { [platformSerial]: readFileSync(platformCertificateFile), [publicKeyId]: readFileSync(publicKeyFile) };
}

const newId = (name: string): string => `${name}_${randomBytes(6).toString('hex')}`;
const tasks = () => wxpay.v3.marketing.partner.productCoupon.imageGenerationTasks;

async function untilDone(task_id: string, image_generation_type: string): Promise<Record<string, unknown>> {
  for (;;) {
    const { data } = await tasks()._task_id_.get({ task_id, params: { brand_id: '120344', image_generation_type } });
    if (data.task_state !== 'PROCESSING') return data;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function pictureAt(url: string): Promise<Buffer> {
  const response = await fetch(url);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/png']);
  return Buffer.from(await response.arrayBuffer());
}

describe('wechatpay-axios-plugin', { timeout: 120_000 }, () => {
  it('sets the callback address and reads it back', async () => {
    const { notifyConfigs } = wxpay.v3.marketing.partner.productCoupon;
    const set = await notifyConfigs.post({ notify_url: receiver.url });
    const got = await notifyConfigs.get();
    expect(set.data.notify_url).toBe(receiver.url);
    expect(got.data).toEqual(set.data);
  });

  it('submits a composed picture, reads it when it is done, and decrypts the callback', async () => {
    const task_id = newId('Compose');
    const { data, status } = await tasks().post({
      brand_id: '120344',
      task_id,
      image_generation_type: 'COMBINE_IMAGE',
      combine_image: {
        scope: 'ALL',
        type: 'DISCOUNT',
        usage_mode: 'PROGRESSIVE_BUNDLE',
        discount_coupon: { threshold: 10000, percent_off: 15 },
        background_color: '#1F5B4B',
      },
    });
    expect([status, data]).toEqual([200, { task_id, brand_id: '120344' }]);
    const done = await untilDone(task_id, 'COMBINE_IMAGE');
    expect(done).toMatchObject({
      brand_id: '120344',
      task_id,
      image_generation_type: 'COMBINE_IMAGE',
      task_state: 'SUCCESS',
    });
    const { image_url } = done.combine_image_result as { image_url: string };
    const picture = await pictureAt(image_url);
    expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([1080, 1080]);

    const callbacks = await receiver.atLeast(1);
    const found = callbacks
      .map(({ headers, body }) => ({ headers, body, plain: open(body) }))
      .find(({ plain }) => plain.task_id === task_id);
    expect(found?.plain).toEqual(done);
    const header = (name: string) => found?.headers[name];
    const { platformCertificateFile, platformSerial } = server.sandbox.wechatPay;
    expect(header('wechatpay-serial')).toBe(platformSerial);
    const message = Formatter.joinedByLineFeed(header('wechatpay-timestamp'), header('wechatpay-nonce'), found?.body);
    const certificate = Rsa.from(readFileSync(platformCertificateFile), Rsa.KEY_TYPE_PUBLIC);
    expect(Rsa.verify(message, header('wechatpay-signature'), certificate)).toBe(true);
  });

  it('uploads a photo as its Multipart class frames it, and has it cut out', async () => {
    const photo = productPhoto();
    const meta = { filename: 'bottle.jpg', sha256: createHash('sha256').update(photo).digest('hex') };
    const form = new Multipart().append('meta', JSON.stringify(meta)).append('file', photo, meta.filename);
    const uploaded = await wxpay.v3.marketing.partner.productCoupon.media.uploadImage.post(form, {
      headers: form.getHeaders(),
    });
    expect(Object.keys(uploaded.data)).toEqual(['image_url']);

    const task_id = newId('CutOut');
    await tasks().post({ brand_id: '120344', task_id, image_generation_type: 'CUT_OUT', cut_out: uploaded.data });
    const done = await untilDone(task_id, 'CUT_OUT');
    expect(done.task_state).toBe('SUCCESS');
    const picture = await pictureAt((done.cut_out_result as { image_url: string }).image_url);
    expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([1080, 1080]);
  });

  it('uploads a photo as a plain object with a stream', async () => {
    const photo = productPhoto(200);
    const meta = { filename: 'bottle.jpg', sha256: createHash('sha256').update(photo).digest('hex') };
    const path = join(server.data, 'bottle.jpg');
    writeFileSync(path, photo);
    const { data } = await wxpay
      .chain(`${familyPath}/media/upload-image`)
      .post(
        { meta: JSON.stringify(meta), file: createReadStream(path) },
        { meta, headers: { 'Content-Type': 'multipart/form-data' } },
      );
    expect(data.image_url).toMatch(/^http/);
    expect(Buffer.from(await (await fetch(data.image_url)).arrayBuffer()).equals(photo)).toBe(true);
  });

  it('reads the platform certificates and decrypts them with the APIv3 key', async () => {
    const { data } = await wxpay.v3.certificates.get();
    const [{ serial_no, encrypt_certificate }] = data.data;
    const { ciphertext, nonce, associated_data } = encrypt_certificate;
    const pem = Aes.AesGcm.decrypt(ciphertext, server.sandbox.wechatPay.apiV3Key, nonce, associated_data);
    expect(new X509Certificate(pem).serialNumber).toBe(serial_no);
    expect(serial_no).toBe(server.sandbox.wechatPay.platformSerial);
  });

  it('answers signed with the public key verify when it asks for that key', async () => {
    const { publicKeyId, publicKeyFile } = server.sandbox.wechatPay;
    const only = client({ [publicKeyId]: readFileSync(publicKeyFile) });
    const got = await only.v3.certificates.get({ headers: { 'Wechatpay-Serial': publicKeyId } });
    expect(got.headers['wechatpay-serial']).toBe(publicKeyId);
  });

  it('gets the vendor’s body for a mistake', async () => {
    const wrong = await tasks()
      .post({ brand_id: '120344', task_id: 'x' })
      .catch((error: unknown) => error);
    expect([wrong.response.status, wrong.response.data.code]).toEqual([400, 'PARAM_ERROR']);
    const forged = new Wechatpay({
      mchid: server.sandbox.wechatPay.mchid,
      serial: server.sandbox.wechatPay.merchantSerial,
      privateKey: readFileSync(server.sandbox.wechatPay.brandPrivateKeyFile),
      certs: allKeys(),
      baseURL: `${server.baseUrl}/`,
    });
    const refused = await forged.v3.certificates.get().catch((error: unknown) => error);
    expect([refused.response.status, refused.response.data.code]).toEqual([401, 'SIGN_ERROR']);
    expect(refused.response.data.detail.sign_information.url).toBe('/v3/certificates');
  });
});

describe('signature probing', { timeout: 60_000 }, () => {
  it('makes the plugin refuse the answer, as it should', async () => {
    const probing = await startTestServer({ env: { TUQUAN_WECHATPAY_SIGNTEST_PERCENT: '100' } });
    try {
      const { mchid, merchantSerial, merchantPrivateKeyFile, platformSerial, platformCertificateFile } =
        probing.sandbox.wechatPay;
      const probed = new Wechatpay({
        mchid,
        serial: merchantSerial,
        privateKey: readFileSync(merchantPrivateKeyFile),
        certs: { [platformSerial]: readFileSync(platformCertificateFile) },
        baseURL: `${probing.baseUrl}/`,
      });
      const error = await probed.v3.certificates.get().catch((thrown: unknown) => thrown);
      expect(String(error.message ?? error.code)).toMatch(/EV3_RES_HEADER_SIGNATURE_DIGEST|verify|signature/i);
    } finally {
      await probing.close();
    }
  });
});

function open(body: string): Record<string, unknown> {
  const { ciphertext, nonce, associated_data } = JSON.parse(body).resource;
  return JSON.parse(Aes.AesGcm.decrypt(ciphertext, server.sandbox.wechatPay.apiV3Key, nonce, associated_data));
}
