// The journey of a picture when pictures are kept by an S3-compatible store instead of the disk.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openS3Blobs } from '../../src/adapters/s3-blobs/blobs.js';
import { sha256Hex } from '../../src/kernel/crypto.js';
import { picture, pictureOf, spaceClient } from '../conformance/picture-space/support/space-client.js';
import { databaseEnvironment, dropDatabaseOf } from '../support/database.js';
import { composeTask, cutoutTask, payClient, root, tasksPath, untilEnded } from '../support/pay-client.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { hasSwift, type SwiftServer, startSwift } from '../support/swift.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const program = fileURLToPath(new URL('../../bin/tuquan.mjs', import.meta.url));

describe.skipIf(!hasSwift())('with pictures on S3', () => {
  let swift: SwiftServer;
  let server: TestServer;
  beforeAll(async () => {
    swift = await startSwift();
    server = await startTestServer({ env: swift.env });
  }, 180_000);
  afterAll(async () => {
    await server.close();
    await swift.close();
  });

  const stored = async (bytes: Buffer): Promise<boolean> => {
    const blobs = await openS3Blobs(swift.settings, join(server.data, 'uploads'));
    const size = await blobs.size(sha256Hex(bytes));
    await blobs.close();
    return size === bytes.length;
  };

  it('a header image is composed, served whole and in part, and lies in the bucket and not on the disk', async () => {
    const { wechatPay } = server.sandbox;
    const client = payClient(server.baseUrl, wechatPay);
    expect((await client.post(tasksPath, composeTask(wechatPay, 's3_compose'))).status).toBe(200);
    const ended = await untilEnded(client, wechatPay, 's3_compose', 'COMBINE_IMAGE');
    const url = (ended.combine_image_result as { image_url: string }).image_url;
    const bytes = Buffer.from(await (await fetch(url)).arrayBuffer());
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'png', width: 1080, height: 1080 });
    const part = await fetch(url, { headers: { range: 'bytes=1-3' } });
    expect([part.status, await part.text()]).toEqual([206, 'PNG']);
    expect(await stored(bytes)).toBe(true);
    expect(existsSync(join(server.data, 'blobs'))).toBe(false);
  });

  it('an uploaded photo is cut out', async () => {
    const { wechatPay } = server.sandbox;
    const client = payClient(server.baseUrl, wechatPay);
    const photo = await sharp(
      Buffer.from(`<svg width="600" height="600"><rect width="600" height="600" fill="#f2efe9"/>
        <rect x="180" y="180" width="240" height="280" rx="36" fill="#1f5fa8"/></svg>`),
    )
      .jpeg()
      .toBuffer();
    const uploaded = await client.upload(`${root}/media/upload-image`, 'box.jpg', photo);
    const { image_url } = JSON.parse(uploaded.body) as { image_url: string };
    await client.post(tasksPath, cutoutTask(wechatPay, 's3_cutout', image_url));
    const ended = await untilEnded(client, wechatPay, 's3_cutout', 'CUT_OUT');
    expect(ended.task_state).toBe('SUCCESS');
  });

  it('a picture of a library is served as it was uploaded, and its derived form from the cache on the disk', async () => {
    const bytes = await picture({ width: 900, height: 700 });
    const answer = await spaceClient(server).upload(bytes, { title: '夏日新品' });
    const { picture_path: url } = pictureOf(answer);
    expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(bytes)).toBe(true);
    expect(await stored(bytes)).toBe(true);
    const small = Buffer.from(await (await fetch(`${url}_100x100.jpg`)).arrayBuffer());
    expect((await sharp(small).metadata()).width).toBeLessThanOrEqual(100);
    expect(readdirSync(join(server.data, 'renditions')).length).toBeGreaterThan(0);
  });

  it('a backup holds what is in the bucket, and is restored into another part of it', {
    timeout: 180_000,
  }, async () => {
    const [copy, data] = [join(temporaryFolder(), 'copy'), join(temporaryFolder(), 'restored')];
    const tuquan = async (env: Record<string, string>, ...args: string[]) => {
      const run = promisify(execFile)(process.execPath, [program, ...args, '--json'], {
        env: { ...process.env, ...env },
      });
      return JSON.parse((await run).stdout) as object;
    };
    const here = { ...swift.env, ...(await databaseEnvironment(server.data)) };
    expect(await tuquan(here, 'backup', '--to', copy, '--data', server.data)).toMatchObject({ failed: [] });
    const there = { ...swift.env, ...(await databaseEnvironment(data)), TUQUAN_S3_PREFIX: 'restored/' };
    await tuquan(there, 'restore', '--from', copy, '--data', data);
    const restored = await startTestServer({ data, env: there });
    try {
      const found: string[] = [];
      for await (const picture of restored.tuquan.scrub.pictures()) found.push(picture.found);
      expect(found.length).toBeGreaterThan(3);
      expect(new Set(found)).toEqual(new Set(['whole']));
    } finally {
      await restored.close();
      await dropDatabaseOf(data);
    }
  });

  it('is ready while the store answers, and says that blobs are out of order when it does not', async () => {
    expect((await fetch(`${server.baseUrl}/readyz`)).status).toBe(200);
    await swift.close();
    const answer = await fetch(`${server.baseUrl}/readyz`);
    expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining('blobs')]);
    const { wechatPay } = server.sandbox;
    const client = payClient(server.baseUrl, wechatPay);
    const refused = await client.upload(
      `${root}/media/upload-image`,
      'a.png',
      await sharp(Buffer.from('<svg width="80" height="80"/>')).png().toBuffer(),
    );
    expect([refused.status, JSON.parse(refused.body)]).toEqual([
      503,
      expect.objectContaining({ code: 'SERVICE_UNAVAILABLE' }),
    ]);
  });
});
