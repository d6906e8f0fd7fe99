import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../src/kernel/clock.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { ask, type WireAnswer } from './support/app-client.js';

const minute = 60_000;
const clock = new ManualClock(Date.UTC(2025, 8, 2, 10, 54, 5));
let server: TestServer;
let appid: string;
let secret: string;
beforeAll(async () => {
  server = await startTestServer({ clock, env: { TUQUAN_LIMITS: 'seed', TUQUAN_ROLE: 'api' } });
  ({ appid, secret } = server.sandbox.wechatMp);
});
afterAll(() => server.close());
// Each test begins on a day of its own, long after the tokens of the one before.
beforeEach(() => clock.advance(3 * 24 * 60 * minute));

const grant = 'client_credential';
const plain = (query: Record<string, string> = {}): Promise<WireAnswer> =>
  ask(`${server.baseUrl}/cgi-bin/token?${new URLSearchParams({ grant_type: grant, appid, secret, ...query })}`);
const stable = (body: Record<string, unknown> = {}): Promise<WireAnswer> =>
  ask(`${server.baseUrl}/cgi-bin/stable_token`, {
    method: 'POST',
    body: JSON.stringify({ grant_type: grant, appid, secret, ...body }),
  });
const tokenIn = ({ json }: WireAnswer): string => String(json.access_token);
/** What a call without a picture says of its token: 41005 when the token is good. */
async function use(token: string): Promise<number | undefined> {
  const url = `${server.baseUrl}/cv/img/qrcode?access_token=${token}`;
  return (await ask(url, { method: 'POST' })).json.errcode;
}
const good = 41005;

describe('answers', () => {
  it('have status 200, one line of compact JSON, and the vendor’s content type', async () => {
    for (const answer of [await plain(), await plain({ secret: 'no' })]) {
      expect(answer.status).toBe(200);
      expect(answer.contentType).toBe('application/json; encoding=utf-8');
      expect(answer.text).not.toMatch(/[\u0000-\u001f]/);
      expect(JSON.stringify(answer.json)).toBe(answer.text);
    }
  });

  it('give a token without errcode and two hours as a number', async () => {
    const { json } = await plain();
    expect(Object.keys(json)).toEqual(['access_token', 'expires_in']);
    expect(json.expires_in).toBe(7200);
    expect(tokenIn({ json } as WireAnswer).length).toBeLessThanOrEqual(512);
  });

  it('end a failure with a hint and a request id that begins with the time', async () => {
    const { errmsg } = (await plain({ appid: 'wx0000000000000000' })).json;
    const [, hint = '', time = ''] =
      /^invalid appid hint: \[(.+)\] rid: ([0-9a-f]{8})-[0-9a-f]{8}-[0-9a-f]{8}$/.exec(errmsg ?? '') ?? [];
    expect(hint.length).toBeGreaterThanOrEqual(11);
    expect(hint.length).toBeLessThanOrEqual(16);
    expect(Number.parseInt(time, 16)).toBe(clock.now() / 1000);
  });

  it('write the observed request id time of 2025-09-02 18:54:05 Beijing as 68b6cccd', () => {
    expect((Date.UTC(2025, 8, 2, 10, 54, 5) / 1000).toString(16)).toBe('68b6cccd');
  });
});

describe('asking for a token', () => {
  it.each([
    [{ grant_type: 'password' }, 40002],
    [{ grant_type: '' }, 40002],
    [{ appid: '' }, 41002],
    [{ appid: 'wx0000000000000000' }, 40013],
    [{ secret: '' }, 41004],
    [{ secret: '00000000000000000000000000000000' }, 40125],
  ] as const)('refuses %o with %i, by query and by JSON', async (change, errcode) => {
    expect((await plain(change)).json.errcode).toBe(errcode);
    expect((await stable(change)).json.errcode).toBe(errcode);
  });

  it('wants GET for the one and POST with JSON for the other', async () => {
    expect((await ask(`${server.baseUrl}/cgi-bin/token`, { method: 'POST' })).json.errcode).toBe(43001);
    expect((await ask(`${server.baseUrl}/cgi-bin/stable_token`)).json.errcode).toBe(43002);
    const post = (body: string) => ask(`${server.baseUrl}/cgi-bin/stable_token`, { method: 'POST', body });
    expect((await post('')).json.errcode).toBe(44002);
    expect((await post('grant_type=client_credential')).json.errcode).toBe(47001);
    expect((await post('[]')).json.errcode).toBe(47001);
  });
});

describe('a token of /cgi-bin/token', () => {
  it('is a new one each time; the one before stays usable for five minutes', async () => {
    const first = tokenIn(await plain());
    expect(await use(first)).toBe(good);
    const second = tokenIn(await plain());
    expect(second).not.toBe(first);
    clock.advance(5 * minute - 1);
    expect([await use(first), await use(second)]).toEqual([good, good]);
    clock.advance(1);
    expect([await use(first), await use(second)]).toEqual([40001, good]);
  });

  it('is not given five more minutes by a third one', async () => {
    const first = tokenIn(await plain());
    await plain();
    clock.advance(4 * minute);
    await plain();
    clock.advance(2 * minute);
    expect(await use(first)).toBe(40001);
  });

  it('expires after two hours with words SDKs look for', async () => {
    const token = tokenIn(await plain());
    clock.advance(7_200_000 - 1);
    expect(await use(token)).toBe(good);
    clock.advance(1);
    const { json } = await ask(`${server.baseUrl}/cv/img/qrcode?access_token=${token}`, { method: 'POST' });
    expect(json.errcode).toBe(42001);
    expect(json.errmsg).toContain('access_token expired');
  });

  it('is given out 2,000 times a day', async () => {
    for (let done = 0; done < 2_000; done += 100) await Promise.all(Array.from({ length: 100 }, () => plain()));
    expect((await plain()).json.errcode).toBe(45009);
    clock.advance(24 * 60 * minute);
    expect((await plain()).json.expires_in).toBe(7200);
  });
});

describe('a token of /cgi-bin/stable_token', () => {
  it('is the same one, counting down, until its last five minutes; then both work for five minutes', async () => {
    const first = await stable();
    expect(first.json.expires_in).toBe(7200);
    clock.advance(100 * minute);
    const again = await stable({ force_refresh: {} });
    expect(again.json).toEqual({ access_token: tokenIn(first), expires_in: 1200 });
    clock.advance(15 * minute);
    const next = await stable();
    expect(next.json.expires_in).toBe(7200);
    expect(tokenIn(next)).not.toBe(tokenIn(first));
    clock.advance(5 * minute - 1);
    expect([await use(tokenIn(first)), await use(tokenIn(next))]).toEqual([good, good]);
    clock.advance(1);
    expect([await use(tokenIn(first)), await use(tokenIn(next))]).toEqual([42001, good]);
  });

  it('dies at once when it is refreshed by force; nothing happens within 30 s; 20 times a day', async () => {
    const first = tokenIn(await stable());
    clock.advance(30_000);
    const second = tokenIn(await stable({ force_refresh: true }));
    expect(second).not.toBe(first);
    expect([await use(first), await use(second)]).toEqual([40001, good]);
    clock.advance(29_999);
    expect(tokenIn(await stable({ force_refresh: true }))).toBe(second);
    for (let times = 2; times <= 20; times++) {
      clock.advance(30_000);
      expect((await stable({ force_refresh: true })).json.expires_in).toBe(7200);
    }
    clock.advance(30_000);
    expect((await stable({ force_refresh: true })).json.errcode).toBe(45009);
    expect((await stable()).json.access_token).toBeDefined();
  });

  it('and one of /cgi-bin/token do not end each other', async () => {
    const mine = tokenIn(await stable());
    const other = tokenIn(await plain());
    clock.advance(1 * minute);
    await stable({ force_refresh: true });
    clock.advance(6 * minute);
    expect([await use(mine), await use(other)]).toEqual([40001, good]);
  });

  it('outlives a restart', async () => {
    const token = tokenIn(await stable());
    await server.tuquan.stop(1_000);
    server = await startTestServer({ clock, data: server.data, env: { TUQUAN_LIMITS: 'seed', TUQUAN_ROLE: 'api' } });
    expect(await use(token)).toBe(good);
    expect(tokenIn(await stable())).toBe(token);
  });
});

describe('a call', () => {
  it.each([
    ['', 41001],
    ['?access_token=', 41001],
    ['?access_token=nobody-has-this-one', 40001],
    ['?access_token=%E4%BB%A4%E7%89%8C', 40014],
  ])('with the query "%s" is refused with %i', async (query, errcode) => {
    expect((await ask(`${server.baseUrl}/cv/img/aicrop${query}`, { method: 'POST' })).json.errcode).toBe(errcode);
  });

  it('takes the token from the query only, also under the name cloud hosting gives it', async () => {
    const token = tokenIn(await plain());
    const url = `${server.baseUrl}/cv/img/aicrop`;
    expect((await ask(`${url}?cloudbase_access_token=${token}`, { method: 'POST' })).json.errcode).toBe(good);
    const body = new URLSearchParams({ access_token: token });
    expect((await ask(url, { method: 'POST', body })).json.errcode).toBe(41001);
    expect((await ask(url, { method: 'POST', headers: { authorization: `Bearer ${token}` } })).json.errcode).toBe(
      41001,
    );
  });

  it('to an address nobody knows is answered in the vendor’s words', async () => {
    const token = tokenIn(await plain());
    const at = async (path: string, method = 'POST') =>
      (await ask(`${server.baseUrl}${path}`, { method })).json.errcode;
    expect(await at(`/cv/ocr/idcard?access_token=${token}`)).toBe(48001);
    expect(await at(`/cv/img/else?access_token=${token}`)).toBe(48001);
    expect(await at('/cv/img/else')).toBe(41001);
    expect(await at(`/cgi-bin/nothing?access_token=${token}`)).toBe(40066);
    expect(await at('/cgi-bin/%zz', 'GET')).toBe(40066);
    // Below these, what is not served is an interface the account has no right to: told to who may call at all.
    expect(await at('/card/nothing')).toBe(41001);
    expect(await at(`/card/nothing?access_token=${token}`)).toBe(48001);
    expect(await at(`/datacube/nothing?access_token=${token}`)).toBe(48001);
  });

  it('works over https too', async () => {
    const { request } = await import('undici');
    const { Agent } = await import('undici');
    const { readFile } = await import('node:fs/promises');
    const dispatcher = new Agent({ connect: { ca: await readFile(server.sandbox.caCertificateFile, 'utf8') } });
    const query = new URLSearchParams({ grant_type: grant, appid, secret });
    const answer = await request(`${server.tlsBaseUrl}/cgi-bin/token?${query}`, { dispatcher });
    expect(await answer.body.json()).toMatchObject({ expires_in: 7200 });
    await dispatcher.close();
  });
});
