import { afterEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../src/kernel/clock.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { ask, form, tokenOf } from './support/app-client.js';
import { photo } from './support/photos.js';

let server: TestServer;
afterEach(() => server.close());

const call = async (token: string, bytes?: Buffer): Promise<number | undefined> => {
  const body = bytes === undefined ? {} : { body: form({ ratios: '1' }, { name: 'img', bytes }) };
  return (await ask(`${server.baseUrl}/cv/img/aicrop?access_token=${token}`, { method: 'POST', ...body })).json.errcode;
};

describe('quotas', () => {
  it('of the official profile are 100 calls a day at UTC+8, then 45009 until midnight', async () => {
    const clock = new ManualClock(Date.UTC(2026, 0, 26, 14, 30));
    server = await startTestServer({ clock, env: { TUQUAN_LIMITS: 'official' } });
    const token = await tokenOf(server);
    for (let n = 0; n < 100; n++) {
      clock.advance(100);
      expect(await call(token)).toBe(41005);
    }
    clock.advance(1_000);
    expect(await call(token)).toBe(45009);
    clock.set(Date.UTC(2026, 0, 26, 16));
    expect(await call(token)).toBe(41005);
  });

  it('per second answer 45011 and let the next second pass', async () => {
    const clock = new ManualClock(Date.UTC(2026, 0, 26));
    server = await startTestServer({ clock, env: { TUQUAN_WECHAT_MP_IMAGES_PER_SECOND: '3' } });
    const token = await tokenOf(server);
    const codes = [];
    for (let n = 0; n < 4; n++) codes.push(await call(token));
    expect(codes).toEqual([41005, 41005, 41005, 45011]);
    clock.advance(1_000);
    expect(await call(token)).toBe(41005);
  });

  it('bought as a package count good pictures only; beyond it 101003', async () => {
    server = await startTestServer({ env: { TUQUAN_WECHAT_MP_IMAGE_PACKAGE: '2' } });
    const token = await tokenOf(server);
    const bytes = await photo({ width: 64, height: 48 });
    expect(await call(token, Buffer.from('this is no picture'))).toBe(101002);
    expect([await call(token, bytes), await call(token, bytes), await call(token, bytes)]).toEqual([0, 0, 101003]);
  });
});

describe('limits of messages', () => {
  it('of the seed profile: 60 broadcasts a minute, 100 a day, 100 previews, 20 answers nobody has answered', {
    timeout: 120_000,
  }, async () => {
    const clock = new ManualClock(Date.UTC(2026, 0, 26, 1));
    server = await startTestServer({ clock, env: { TUQUAN_LIMITS: 'seed', TUQUAN_ROLE: 'api' } });
    const token = await tokenOf(server);
    const [person] = server.sandbox.wechatMp.followers;
    const touser = person?.openid;
    const text = { msgtype: 'text', text: { content: '你好' } };
    const send = async (path: string, to: object) => {
      const url = `${server.baseUrl}/cgi-bin/message/${path}?access_token=${token}`;
      return (await ask(url, { method: 'POST', body: JSON.stringify({ ...to, ...text }) })).json.errcode;
    };
    const codes = async (times: number, path: string, to: object, everyMs = 0) => {
      const seen = new Map<unknown, number>();
      for (let n = 0; n < times; n++) {
        clock.advance(everyMs);
        const code = await send(path, to);
        seen.set(code, (seen.get(code) ?? 0) + 1);
      }
      return [...seen];
    };
    const all = { filter: { is_to_all: true } };
    expect(await codes(61, 'mass/sendall', all)).toEqual([
      [0, 60],
      [45011, 1],
    ]);
    clock.advance(60_000);
    expect(await codes(41, 'mass/sendall', all, 1_000)).toEqual([
      [0, 40],
      [45028, 1],
    ]);
    expect(await codes(101, 'mass/preview', { touser })).toEqual([
      [0, 100],
      [45009, 1],
    ]);
    const { accounts, audience } = server.services;
    const account = await accounts.find('app', server.sandbox.wechatMp.appid);
    clock.advance(1_000);
    await audience.noteContact(account?.id ?? '', touser ?? '');
    expect(await codes(21, 'custom/send', { touser })).toEqual([
      [0, 20],
      [45047, 1],
    ]);
    clock.advance(1_000);
    await audience.noteContact(account?.id ?? '', touser ?? '');
    expect(await send('custom/send', { touser })).toBe(0);
  });
});

describe('restrictions of an account', () => {
  const restricted = (value: object) =>
    startTestServer({ env: { TUQUAN_WECHAT_MP_RESTRICTIONS: JSON.stringify({ '*': value }) } });
  const tokenAnswers = async () => {
    const { appid, secret } = server.sandbox.wechatMp;
    const body = { grant_type: 'client_credential', appid, secret };
    return [
      await ask(`${server.baseUrl}/cgi-bin/token?${new URLSearchParams(body)}`),
      await ask(`${server.baseUrl}/cgi-bin/stable_token`, { method: 'POST', body: JSON.stringify(body) }),
    ];
  };

  it('refuse a token to an address that is not listed with 40164, naming the address', async () => {
    server = await restricted({ ips: ['192.0.2.0/24'] });
    for (const { json } of await tokenAnswers()) {
      expect(json.errcode).toBe(40164);
      expect(json.errmsg).toMatch(/^invalid ip 127\.0\.0\.1 ipv6 ::ffff:127\.0\.0\.1, not in whitelist hint: .* rid: /);
    }
  });

  it('give a token to one that is', async () => {
    server = await restricted({ ips: ['127.0.0.1'] });
    for (const { json } of await tokenAnswers()) expect(json.access_token).toBeTypeOf('string');
  });

  it('give no token while the secret is frozen', async () => {
    server = await restricted({ frozen: 'secret' });
    for (const { json } of await tokenAnswers()) expect(json.errcode).toBe(40243);
  });

  it('let no broadcast pass before its terms are agreed to', async () => {
    server = await restricted({ mass_agreed: false });
    const body = JSON.stringify({ filter: { is_to_all: true }, msgtype: 'text', text: { content: '你好' } });
    const url = `${server.baseUrl}/cgi-bin/message/mass/sendall?access_token=${await tokenOf(server)}`;
    expect((await ask(url, { method: 'POST', body })).json.errcode).toBe(48003);
  });

  it('answer the image interfaces 48001 unless it is verified, 61007 unless its platform may', async () => {
    server = await restricted({ verified: false });
    expect(await call(await tokenOf(server))).toBe(48001);
    await server.close();
    server = await restricted({ permission_sets: [18] });
    expect(await call(await tokenOf(server))).toBe(61007);
  });
});

describe('the line before the engines', () => {
  it('when it is full answers 45011 at once, and everything that was let in ends well', async () => {
    server = await startTestServer({ env: { TUQUAN_ENGINE_THREADS: '1', TUQUAN_ENGINE_WAITING: '2' } });
    const token = await tokenOf(server);
    const bytes = await photo({ width: 900, height: 700 });
    const codes = await Promise.all(Array.from({ length: 24 }, () => call(token, bytes)));
    expect(new Set(codes)).toEqual(new Set([0, 45011]));
    expect(codes.filter((code) => code === 0).length).toBeGreaterThanOrEqual(3);
    expect(await call(token, bytes)).toBe(0);
  });
});
