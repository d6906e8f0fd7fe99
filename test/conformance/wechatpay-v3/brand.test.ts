// A brand against a whole server. No published SDK speaks the brand scheme, so the client is the documentation's own steps.
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Receiver, startReceiver } from '../../../src/commands/receiver.js';
import { openAes256Gcm } from '../../../src/kernel/crypto.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { type Answer, type Credentials, call, verified } from './support/client.js';
import { credentialsOf } from './support/credentials.js';
import { productPhoto } from './support/product-photo.js';

const prefix = '/brand/marketing/product-coupon';

let server: TestServer;
let receiver: Receiver;
let brand: Credentials;
beforeAll(async () => {
  [server, receiver] = await Promise.all([startTestServer(), startReceiver()]);
  brand = credentialsOf(server.sandbox.wechatPay).brand;
});
afterAll(() => Promise.all([server.close(), receiver.close()]));

async function ask(method: string, tail: string, body?: object): Promise<Answer> {
  const answer = await call(server.baseUrl, brand, method, prefix + tail, body);
  expect(verified(brand, answer.headers, answer.text)).toBe(true);
  expect(answer.headers['wechatpay-signature-type']).toBe('WECHATPAY-BRAND-SHA256-RSA2048');
  return answer;
}

async function untilDone(task_id: string, type: string): Promise<Record<string, unknown>> {
  for (;;) {
    const { status, json } = await ask('GET', `/image-generation-tasks/${task_id}?image_generation_type=${type}`);
    expect(status).toBe(200);
    if (json.task_state !== 'PROCESSING') return json;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function upload(photo: Buffer): Promise<string> {
  const meta = JSON.stringify({ filename: 'a.jpg', sha256: createHash('sha256').update(photo).digest('hex') });
  const part = (head: string) => `--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n`;
  const body = Buffer.concat([
    Buffer.from(`${part('name="meta"')}${meta}\r\n${part('name="file"; filename="a.jpg"')}`),
    photo,
    Buffer.from('\r\n--b--\r\n'),
  ]);
  const answer = await call(server.baseUrl, brand, 'POST', `${prefix}/media/upload-image`, body, {
    signed: meta,
    headers: { 'Content-Type': 'multipart/form-data; boundary=b' },
  });
  expect(answer.status).toBe(200);
  return answer.json.image_url;
}

describe('a brand', { timeout: 120_000 }, () => {
  it('sets its address, has a photo cut out and a picture composed, and is told of both without brand_id', async () => {
    expect((await ask('POST', '/notify-configs', { notify_url: receiver.url })).json.notify_url).toBe(receiver.url);
    const image_url = await upload(productPhoto(300));
    const tasks = [
      { task_id: `brand_${randomBytes(6).toString('hex')}`, image_generation_type: 'CUT_OUT', cut_out: { image_url } },
      {
        task_id: `brand_${randomBytes(6).toString('hex')}`,
        image_generation_type: 'COMBINE_IMAGE',
        combine_image: {
          scope: 'CATEGORY',
          type: 'NORMAL',
          usage_mode: 'SINGLE',
          normal_coupon: { threshold: 5000, discount_amount: 500 },
        },
      },
    ];
    for (const task of tasks) {
      const { status, json } = await ask('POST', '/image-generation-tasks', task);
      expect([status, json]).toEqual([200, { task_id: task.task_id }]);
    }
    const callbacks = (await receiver.atLeast(2)).map(({ headers, body }) => {
      expect(verified(brand, headers, body)).toBe(true);
      const { event_type, resource } = JSON.parse(body);
      expect([event_type, resource.associated_data]).toEqual(['PRODUCT_COUPON.IMAGE_GENERATION', 'product_coupon']);
      const key = server.sandbox.wechatPay.brandApiKey;
      return JSON.parse(openAes256Gcm(resource.ciphertext, key, resource.nonce, resource.associated_data));
    });
    for (const { task_id, image_generation_type } of tasks) {
      const done = await untilDone(task_id, image_generation_type);
      expect(done.task_state).toBe('SUCCESS');
      expect(Object.keys(done)).not.toContain('brand_id');
      expect(callbacks.find((each) => each.task_id === task_id)).toEqual(done);
    }
  });

  it('a source on a host that may not be asked is accepted, and the task fails without a reason on the wire', async () => {
    const task_id = `brand_${randomBytes(6).toString('hex')}`;
    const body = { task_id, image_generation_type: 'CUT_OUT', cut_out: { image_url: 'https://example.com/a.jpg' } };
    expect((await ask('POST', '/image-generation-tasks', body)).status).toBe(200);
    expect(await untilDone(task_id, 'CUT_OUT')).toEqual({
      task_id,
      image_generation_type: 'CUT_OUT',
      task_state: 'FAIL',
    });
  });
});
