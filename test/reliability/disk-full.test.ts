// A disk that is full, for real: a small file system of its own, filled to the last byte under a running server.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pictureOf, spaceClient } from '../conformance/picture-space/support/space-client.js';
import { onPostgres } from '../support/database.js';
import { composeTask, payClient, queryPath, root, tasksPath, untilEnded } from '../support/pay-client.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const folder = makeTemporaryFolder();
const data = join(folder.path, 'data');

/** Why there is no small file system here; null when there is one. */
function mounted(): string | null {
  if (onPostgres) return 'the database is elsewhere';
  mkdirSync(data);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', data], { stdio: 'pipe' });
    return null;
  } catch (error) {
    return `no file system can be mounted: ${String((error as { stderr?: unknown }).stderr ?? error).trim()}`;
  }
}

const missing = mounted();
if (missing !== null) process.stderr.write(`skipped, ${missing}\n`);

describe.skipIf(missing !== null)('a full disk', () => {
  let server: TestServer;
  const filler = (name: number): string => join(data, `filler-${name}`);
  let fillers = 0;
  /** In pieces that become smaller, until not a page is left. */
  const fill = (): void => {
    for (let bytes = 8 * 1024 * 1024; bytes >= 4_096; ) {
      try {
        writeFileSync(filler(fillers++), randomBytes(bytes));
      } catch {
        bytes = Math.floor(bytes / 2);
      }
    }
  };
  const empty = (): void => {
    for (; fillers > 0; fillers--) if (existsSync(filler(fillers - 1))) rmSync(filler(fillers - 1));
  };

  beforeAll(async () => {
    server = await startTestServer({ data });
  });
  afterAll(async () => {
    await server.close();
    execFileSync('umount', ['-l', data]);
    folder.remove();
  });

  const photo = () =>
    sharp(randomBytes(200 * 200 * 3), { raw: { width: 200, height: 200, channels: 3 } })
      .png()
      .toBuffer();
  const console_ = (path: string, init: RequestInit = {}) => {
    const { user, password } = (server.sandbox as unknown as { console: { user: string; password: string } }).console;
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    return fetch(`${server.baseUrl}/api${path}`, { ...init, headers: { authorization } });
  };

  it('is answered in each vendor’s words, what was acknowledged before stays, and service goes on once there is room', async () => {
    const { wechatPay, wechatMp } = server.sandbox;
    const client = payClient(server.baseUrl, wechatPay);
    const space = spaceClient(server);
    expect((await client.post(tasksPath, composeTask(wechatPay, 'before_full'))).status).toBe(200);
    await untilEnded(client, wechatPay, 'before_full', 'COMBINE_IMAGE');
    const kept = pictureOf(await space.upload(await photo(), { title: 'kept' })).picture_path;

    fill();
    const refused = await client.upload(`${root}/media/upload-image`, 'a.png', await photo());
    expect([refused.status, JSON.parse(refused.body)]).toEqual([
      503,
      expect.objectContaining({ code: 'SERVICE_UNAVAILABLE' }),
    ]);
    // The log of the database may have some pages left: facts are acknowledged until one is refused, and none is lost.
    const acknowledged: string[] = [];
    for (let number = 0; ; number++) {
      const id = `while_full_${number}`;
      const answer = await client.post(tasksPath, composeTask(wechatPay, id));
      if (answer.status !== 200) {
        expect([answer.status, JSON.parse(answer.body)]).toEqual([
          503,
          expect.objectContaining({ code: 'SERVICE_UNAVAILABLE' }),
        ]);
        break;
      }
      acknowledged.push(id);
      expect(number).toBeLessThan(20_000);
    }
    const upload = await space.upload(await photo(), { title: 'refused' });
    expect(upload.json).toMatchObject({ data: null });
    expect((upload.json as { code: number }).code).not.toBe(0);
    const token = `/cgi-bin/token?grant_type=client_credential&appid=${wechatMp.appid}&secret=${wechatMp.secret}`;
    expect(await (await fetch(`${server.baseUrl}${token}`)).json()).toMatchObject({ errcode: -1 });
    expect((await console_('/session', { method: 'DELETE' })).status).toBe(503);
    expect((await fetch(`${server.baseUrl}/readyz`)).status).toBe(503);
    expect((await fetch(`${server.baseUrl}/healthz`)).status).toBe(200);
    // Reading needs no room.
    expect((await fetch(kept)).status).toBe(200);
    for (const id of ['before_full', ...acknowledged.slice(-3)]) {
      expect((await client.get(queryPath(wechatPay, id, 'COMBINE_IMAGE'))).status).toBe(200);
    }

    empty();
    expect((await fetch(`${server.baseUrl}/readyz`)).status).toBe(200);
    expect((await client.post(tasksPath, composeTask(wechatPay, 'after_full'))).status).toBe(200);
    expect(await (await fetch(`${server.baseUrl}${token}`)).json()).toHaveProperty('access_token');
    expect((await space.upload(await photo(), { title: 'again' })).json).toMatchObject({ code: 0 });
    expect((await console_('/session', { method: 'DELETE' })).status).toBe(200);
    for (const id of acknowledged.slice(0, 5)) await untilEnded(client, wechatPay, id, 'COMBINE_IMAGE', 100_000);
    expect(await server.services.audit.verify()).toMatchObject({ whole: true });
  }, 180_000);
});
