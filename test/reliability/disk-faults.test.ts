// A disk that is full, read-only or broken, seen from outside: each room's own error, nothing half kept, and all well afterwards.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { call } from '../../src/apis/ai-painting/demo/client.js';
import { gatewayClient } from '../conformance/picture-space/support/gateway-client.js';
import {
  picture,
  pictureOf,
  type SpaceClient,
  spaceClient,
} from '../conformance/picture-space/support/space-client.js';
import { ask, form, tokenOf } from '../conformance/wechat-mp/support/app-client.js';
import { type DiskFault, faultyStorage } from '../support/faulty-blobs.js';
import { sample } from '../support/painting-client.js';
import { composeTask, payClient, root, tasksPath, untilEnded } from '../support/pay-client.js';
import { startTestServer, type TestServer } from '../support/server.js';

const storage = faultyStorage();
let server: TestServer;
let space: SpaceClient;
beforeAll(async () => {
  server = await startTestServer({ storage });
  space = spaceClient(server);
}, 60_000);
afterAll(() => server.close());
beforeEach(() => {
  Object.assign(storage, { bytes: null, rows: null, failed: 0 });
});

const faults: readonly DiskFault[] = ['ENOSPC', 'EROFS', 'EIO'];
const cases = (['bytes', 'rows'] as const).flatMap((where) => faults.map((fault) => [where, fault] as const));

/** Runs `work` while storing fails; at least one write must have met the fault. */
async function failing<T>(where: 'bytes' | 'rows', fault: DiskFault, work: () => Promise<T>): Promise<T> {
  storage[where] = fault;
  try {
    return await work();
  } finally {
    storage[where] = null;
    expect(storage.failed).toBeGreaterThan(0);
    storage.failed = 0;
  }
}

const files = (): number =>
  readdirSync(join(server.data, 'blobs'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .length;

describe('uploads to the picture space', () => {
  const facts = async () => {
    const { points, accounts, libraries } = server.services;
    const { clientId, shopId } = server.sandbox.pictureSpace;
    const application = await accounts.find('picture-application', clientId);
    const shop = await accounts.find('shop', shopId);
    return {
      charges: await points.charges(application?.id ?? ''),
      usage: await libraries.usage(shop?.id ?? ''),
      files: files(),
    };
  };
  const broken = { code: 200, msg: '系统错误,请联系客服', data: null };

  it.each(cases)(
    'with %s failing by %s are told so, cost nothing and leave nothing; the next one is taken',
    async (where, fault) => {
      await space.upload(await picture());
      for (const format of ['jpeg', 'png'] as const) {
        const bytes = await picture({ width: 400, height: 300, format });
        const before = await facts();
        const answer = await failing(where, fault, () => space.upload(bytes, { title: format }));
        expect([answer.status, answer.json]).toEqual([200, expect.objectContaining(broken)]);
        const after = await facts();
        expect(after).toEqual(before);
        const again = await space.upload(bytes, { title: format });
        expect(again.json.code).toBe(0);
        const served = await fetch(pictureOf(again).picture_path);
        expect(Buffer.from(await served.arrayBuffer()).equals(bytes)).toBe(true);
        expect((await facts()).charges.count).toBe(before.charges.count + 1);
      }
    },
  );

  it('in the gateway form hear of a system error, and lists are answered all the while', async () => {
    const gateway = gatewayClient(server);
    const body = gateway.signed('taobao.picture.category.add', { picture_category_name: 'full' });
    const refused = await failing('rows', 'ENOSPC', async () => {
      const list = JSON.parse(await gateway.post(gateway.signed('taobao.picture.get')));
      expect(list).toMatchObject({ picture_get_response: { pictures: { picture: expect.any(Array) } } });
      return JSON.parse(await gateway.post(body));
    });
    expect(refused).toMatchObject({
      error_response: { code: 15, sub_code: 'isv.pictureServiceClient-service-error:PICTURE_SYS_ERROR' },
    });
    expect(JSON.parse(await gateway.post(body))).toMatchObject({ picture_category_add_response: {} });
  });

  it('64 at once on a disk that fills up are refused or taken, never half', async () => {
    const bytes = await picture({ width: 500, height: 300 });
    const before = await facts();
    const sent = Array.from({ length: 64 }, async (_, n) => {
      if (n === 20) storage.bytes = 'ENOSPC';
      return space.upload(Buffer.concat([bytes, Buffer.from(`${n}`)]), { title: `full ${n}` });
    });
    const codes = (await Promise.all(sent)).map(({ json }) => json.code);
    storage.bytes = null;
    const taken = codes.filter((code) => code === 0).length;
    expect(codes.every((code) => code === 0 || code === 200)).toBe(true);
    expect(taken).toBeLessThan(64);
    const after = await facts();
    expect(after.files - before.files).toBe(taken);
    expect(after.usage.pictures - before.usage.pictures).toBe(taken);
    expect(after.charges.count - before.charges.count).toBe(taken);
  });
});

describe('coupon pictures', () => {
  it.each(cases)('with %s failing by %s: an upload is 503 and works afterwards', async (where, fault) => {
    const client = payClient(server.baseUrl, server.sandbox.wechatPay);
    const send = async () =>
      client.upload(`${root}/media/upload-image`, 'a.jpg', await picture({ width: 300, height: 300 }));
    const refused = await failing(where, fault, send);
    expect([refused.status, JSON.parse(refused.body)]).toEqual([
      503,
      expect.objectContaining({ code: 'SERVICE_UNAVAILABLE' }),
    ]);
    expect((await send()).status).toBe(200);
  });

  it('a task that cannot be written is 503 and is taken when it is sent again; one whose picture cannot be stored ends when it can', async () => {
    const { wechatPay } = server.sandbox;
    const client = payClient(server.baseUrl, wechatPay);
    const submit = () => client.post(tasksPath, composeTask(wechatPay, 'disk_full_1'));
    const refused = await failing('rows', 'ENOSPC', submit);
    expect([refused.status, JSON.parse(refused.body).code]).toEqual([503, 'SERVICE_UNAVAILABLE']);
    storage.bytes = 'ENOSPC';
    expect((await submit()).status).toBe(200);
    await expect.poll(() => storage.failed, { timeout: 20_000 }).toBeGreaterThan(0);
    storage.bytes = null;
    const ended = await untilEnded(client, wechatPay, 'disk_full_1', 'COMBINE_IMAGE');
    expect(ended.task_state).toBe('SUCCESS');
  }, 60_000);
});

describe('temporary media and paintings', () => {
  it.each(cases)('with %s failing by %s: media are errcode -1 and work afterwards', async (where, fault) => {
    const token = await tokenOf(server);
    const send = async () => {
      const body = form({}, { name: 'media', bytes: await picture() });
      return ask(`${server.baseUrl}/cgi-bin/media/upload?access_token=${token}&type=image`, { method: 'POST', body });
    };
    const { json } = await failing(where, fault, send);
    expect(json.errcode).toBe(-1);
    expect((await send()).json.media_id).toEqual(expect.any(String));
  });

  it.each(faults)('a painting that cannot be written (%s) is code 500 and takes nothing', async (fault) => {
    const submit = () => call(server.baseUrl, server.sandbox.aiPainting, 'submit', sample, Date.now());
    expect(await failing('rows', fault, submit)).toMatchObject({ code: 500 });
  });
});
