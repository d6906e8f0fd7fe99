import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../src/apis/wechatpay-v3/demo/client.js';
import { type Receiver, startReceiver } from '../../src/commands/receiver.js';
import { composeTask, cutoutTask, payClient, queryPath, root, tasksPath, untilEnded } from '../support/pay-client.js';
import { startTestServer, type TestServer } from '../support/server.js';

let server: TestServer;
let receiver: Receiver;
let client: Client;
beforeAll(async () => {
  server = await startTestServer();
  receiver = await startReceiver();
  client = payClient(server.baseUrl, server.sandbox.wechatPay);
  expect((await client.post(`${root}/notify-configs`, { notify_url: receiver.url })).status).toBe(200);
});
afterAll(async () => {
  await server.close();
  await receiver.close();
});

const callbackFor = async (id: string): Promise<Record<string, unknown>> => {
  let plain: Record<string, unknown> = {};
  await receiver.next(({ headers, body }) => {
    plain = client.openCallback(headers, body);
    return plain.task_id === id;
  }, 60_000);
  return plain;
};

/** A mug-like shape with a hole, on a plain studio backdrop. */
const product = (): Promise<Buffer> =>
  sharp(
    Buffer.from(`<svg width="800" height="800"><rect width="800" height="800" fill="#f2efe9"/>
      <path d="M560 320a110 110 0 1 1 0 200" fill="none" stroke="#1f5fa8" stroke-width="44"/>
      <rect x="240" y="240" width="330" height="380" rx="36" fill="#1f5fa8"/></svg>`),
  )
    .jpeg({ quality: 92 })
    .toBuffer();

describe('from a signed request to a picture and a callback', () => {
  it('a header image is composed, served as 1080×1080 PNG, and told of with the same facts the query answers', async () => {
    const { wechatPay } = server.sandbox;
    const submitted = await client.post(tasksPath, composeTask(wechatPay, 'journey_compose'));
    expect(submitted.status).toBe(200);
    expect(JSON.parse(submitted.body)).toEqual({ task_id: 'journey_compose', brand_id: wechatPay.brandId });
    const told = await callbackFor('journey_compose');
    const asked = await client.get(queryPath(wechatPay, 'journey_compose', 'COMBINE_IMAGE'));
    expect(JSON.parse(asked.body)).toEqual(told);
    const url = (told.combine_image_result as { image_url: string }).image_url;
    const picture = await fetch(url);
    expect(picture.headers.get('content-type')).toBe('image/png');
    expect(await sharp(Buffer.from(await picture.arrayBuffer())).metadata()).toMatchObject({
      format: 'png',
      width: 1080,
      height: 1080,
    });
    expect((await fetch(url, { headers: { 'if-none-match': picture.headers.get('etag') ?? '' } })).status).toBe(304);
    const part = await fetch(url, { headers: { range: 'bytes=1-3' } });
    expect([part.status, await part.text()]).toEqual([206, 'PNG']);
  });

  it('an uploaded photo is cut out: transparent margins of 120 px, the subject in the middle', async () => {
    const { wechatPay } = server.sandbox;
    const uploaded = await client.upload(`${root}/media/upload-image`, 'mug.jpg', await product());
    const { image_url } = JSON.parse(uploaded.body) as { image_url: string };
    expect((await client.post(tasksPath, cutoutTask(wechatPay, 'journey_cutout', image_url))).status).toBe(200);
    const told = await callbackFor('journey_cutout');
    expect(told.task_state).toBe('SUCCESS');
    const png = await fetch((told.cut_out_result as { image_url: string }).image_url);
    const { data, info } = await sharp(Buffer.from(await png.arrayBuffer()))
      .ensureAlpha()
      .extractChannel(3)
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([1080, 1080]);
    let margin = 0;
    let inside = 0;
    for (let y = 0; y < 1080; y += 1) {
      for (let x = 0; x < 1080; x += 1) {
        const alpha = data[y * 1080 + x] ?? 0;
        if (x < 120 || x >= 960 || y < 120 || y >= 960) margin = Math.max(margin, alpha);
        else if (alpha > 128) inside += 1;
      }
    }
    expect(margin).toBe(0);
    expect(inside / (840 * 840)).toBeGreaterThan(0.3);
  });

  it('a photo with nothing in it ends FAIL, and its owner is told of that too', async () => {
    const { wechatPay } = server.sandbox;
    const blank = await sharp({ create: { width: 600, height: 600, channels: 3, background: '#fff' } })
      .jpeg()
      .toBuffer();
    const uploaded = await client.upload(`${root}/media/upload-image`, 'blank.jpg', blank);
    const { image_url } = JSON.parse(uploaded.body) as { image_url: string };
    await client.post(tasksPath, cutoutTask(wechatPay, 'journey_blank', image_url));
    expect(await callbackFor('journey_blank')).toMatchObject({ task_state: 'FAIL' });
  });

  it('the same task id with the same content is one task; with other content it is refused', async () => {
    const { wechatPay } = server.sandbox;
    const first = await client.post(tasksPath, composeTask(wechatPay, 'journey_again'));
    const again = await Promise.all(
      Array.from({ length: 20 }, () => client.post(tasksPath, composeTask(wechatPay, 'journey_again'))),
    );
    expect(again.map(({ status, body }) => [status, body])).toEqual(again.map(() => [200, first.body]));
    await untilEnded(client, wechatPay, 'journey_again', 'COMBINE_IMAGE');
    await callbackFor('journey_again');
    const other = await client.post(tasksPath, composeTask(wechatPay, 'journey_again', 20_000));
    expect(other.status).toBe(400);
    expect(JSON.parse(other.body)).toMatchObject({ code: 'ALREADY_EXISTS' });
    // A second task would have been told of as well; another task's callback shows that the line has moved on.
    await client.post(tasksPath, composeTask(wechatPay, 'journey_after'));
    await callbackFor('journey_after');
    const callbacks = receiver.received.filter(
      ({ headers, body }) => client.openCallback(headers, body).task_id === 'journey_again',
    );
    expect(callbacks).toHaveLength(1);
  });

  it('a partner may act for the brands it is authorised for only, its own number is none of them', async () => {
    const { wechatPay } = server.sandbox;
    for (const brand of [wechatPay.mchid, '999999']) {
      const answer = await client.post(tasksPath, { ...composeTask(wechatPay, 'journey_brand'), brand_id: brand });
      expect([answer.status, JSON.parse(answer.body).code]).toEqual([403, 'NO_AUTH']);
    }
  });

  it('the same task with the same id gives the same bytes on two servers', async () => {
    const other = await startTestServer();
    try {
      const bytes = await Promise.all(
        [server, other].map(async (one) => {
          const pay = one.sandbox.wechatPay;
          const caller = payClient(one.baseUrl, pay);
          await caller.post(tasksPath, composeTask(pay, 'journey_bytes'));
          const task = await untilEnded(caller, pay, 'journey_bytes', 'COMBINE_IMAGE');
          const url = new URL(task.combine_image_result?.image_url ?? '');
          return Buffer.from(await (await fetch(`${one.baseUrl}${url.pathname}`)).arrayBuffer());
        }),
      );
      expect(bytes[0]?.equals(bytes[1] ?? Buffer.alloc(0))).toBe(true);
    } finally {
      await other.close();
    }
  });

  it('health, readiness and metrics say what they should', async () => {
    expect((await fetch(`${server.baseUrl}/healthz`)).status).toBe(200);
    expect(await (await fetch(`${server.baseUrl}/readyz`)).json()).toEqual({
      status: 'ready',
      database: 'ok',
      blobs: 'ok',
      queue: 'ok',
      engines: 'ok',
    });
    expect(await (await fetch(`${server.baseUrl}/metrics`)).text()).toMatch(/tuquan_jobs\{state="ready"\} \d+/);
  });
});
