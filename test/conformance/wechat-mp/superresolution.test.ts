import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOpenapi } from '../../../src/apis/wechat-mp/cloud/openapi.js';
import { ManualClock } from '../../../src/kernel/clock.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { ask, form, tokenOf } from './support/app-client.js';
import { photo } from './support/photos.js';

const day = 86_400_000;
const clock = new ManualClock(Date.UTC(2026, 0, 26, 2));
let server: TestServer;
let bytes: Buffer;
beforeAll(async () => {
  server = await startTestServer({ clock, env: { TUQUAN_WECHAT_MP_SUPERRESOLUTION: '1' } });
  bytes = await photo({ width: 160, height: 120 });
});
afterAll(() => server.close());

const enlarge = async (token: string) =>
  (
    await ask(`${server.baseUrl}/cv/img/superresolution?access_token=${token}`, {
      method: 'POST',
      body: form({}, { name: 'img', bytes }),
    })
  ).json;
const mediaUrl = (token: string, id: string): string =>
  `${server.baseUrl}/cgi-bin/media/get?${new URLSearchParams({ access_token: token, media_id: id })}`;

describe('POST /cv/img/superresolution', () => {
  it('answers a media id of 64 characters whose bytes are the picture at twice its size', async () => {
    const token = await tokenOf(server);
    const answer = await enlarge(token);
    expect(Object.keys(answer)).toEqual(['errcode', 'errmsg', 'media_id']);
    expect(answer.media_id).toMatch(/^[0-9A-Za-z]{64}$/);
    const media = await fetch(mediaUrl(token, String(answer.media_id)));
    expect(media.status).toBe(200);
    expect(media.headers.get('content-type')).toBe('image/jpeg');
    expect(media.headers.get('content-disposition')).toMatch(/^attachment; filename=".+\.jpg"$/);
    const header = await sharp(Buffer.from(await media.arrayBuffer())).metadata();
    expect([header.width, header.height]).toEqual([320, 240]);
  });

  it('is gone after three days, row and bytes', async () => {
    const answer = await enlarge(await tokenOf(server));
    const id = String(answer.media_id);
    clock.advance(3 * day - 1);
    expect((await fetch(mediaUrl(await tokenOf(server), id))).headers.get('content-type')).toBe('image/jpeg');
    clock.advance(1);
    const token = await tokenOf(server);
    expect((await ask(mediaUrl(token, id))).json.errcode).toBe(40007);
    const purged = async (): Promise<boolean> => (await server.services.media.purge(id)) === null;
    expect(await purged()).toBe(true);
  });

  it('refuses ids that are missing, malformed, unknown, or another account’s', async () => {
    const token = await tokenOf(server);
    const code = async (url: string) => (await ask(url)).json.errcode;
    expect(await code(`${server.baseUrl}/cgi-bin/media/get?access_token=${token}`)).toBe(41006);
    expect(await code(mediaUrl(token, '../etc/passwd'))).toBe(40007);
    expect(await code(mediaUrl(token, 'A'.repeat(64)))).toBe(40007);
    expect(await code(mediaUrl('nobody', 'A'.repeat(64)))).toBe(40001);
    const media = { accountId: await otherAccount(), bytes, contentType: 'image/jpeg', title: 'x.jpg' };
    expect(await code(mediaUrl(token, (await server.services.media.add(media)).id))).toBe(40007);
  });

  it('says media data missing when there is none', async () => {
    const url = `${server.baseUrl}/cv/img/superresolution?access_token=${await tokenOf(server)}`;
    const { json } = await ask(url, { method: 'POST' });
    expect(json.errcode).toBe(41005);
    expect(json.errmsg).toMatch(/^media data missing hint: \[/);
  });

  it('is superresolution in the cloud form', async () => {
    const openapi = createOpenapi({ baseUrl: server.baseUrl, ...server.sandbox.wechatMp });
    const answer = await openapi.img.superresolution({ img: { contentType: 'image/jpeg', value: bytes } });
    expect(answer).toEqual({
      errCode: 0,
      errMsg: 'openapi.img.superresolution:ok',
      mediaId: expect.stringMatching(/^[0-9A-Za-z]{64}$/),
    });
  });
});

async function otherAccount(): Promise<string> {
  const id = 'other-account';
  const empty = { clientKeys: [], serverKeys: [], secrets: {}, brands: [] };
  await server.services.accounts.create({ id, kind: 'app', number: 'wx00000000000000ff', name: 'Other', ...empty });
  return id;
}
