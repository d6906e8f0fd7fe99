import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../src/kernel/clock.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { ask } from './support/app-client.js';

const minute = 60_000;
const clock = new ManualClock(Date.UTC(2026, 0, 26, 2));
let server: TestServer;
let appid: string;
let secret: string;
let person: string;
beforeAll(async () => {
  server = await startTestServer({ clock, env: { TUQUAN_ROLE: 'api' } });
  ({ appid, secret } = server.sandbox.wechatMp);
  person = server.sandbox.wechatMp.followers[0]?.openid ?? '';
});
beforeEach(() => clock.advance(40 * 24 * 60 * minute));
afterAll(() => server.close());

const sns = async (path: string, query: Record<string, string>) =>
  (await ask(`${server.baseUrl}/sns/${path}?${new URLSearchParams(query)}`)).json;
const pageQuery = (change: Record<string, string> = {}) =>
  new URLSearchParams({
    appid,
    redirect_uri: 'https://shop.example.com/card?from=1',
    response_type: 'code',
    scope: 'snsapi_base',
    state: 'a b&c',
    ...change,
  });

/** A browser that keeps what it is given. */
function browser() {
  const jar = new Map<string, string>();
  return async (path: string, form?: URLSearchParams) => {
    const answer = await fetch(`${server.baseUrl}${path}`, {
      redirect: 'manual',
      method: form === undefined ? 'GET' : 'POST',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form === undefined ? {} : { body: form }),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
      expect(cookie).toMatch(/HttpOnly; SameSite=Lax/);
    }
    return { status: answer.status, location: answer.headers.get('location'), text: await answer.text() };
  };
}
const fieldsOf = (page: string): URLSearchParams =>
  new URLSearchParams(
    Object.fromEntries(
      [...page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)].map(([, name = '', value = '']) => [
        name,
        value.replaceAll('&amp;', '&'),
      ]),
    ),
  );
/** Chooses who to be on the page and brings back where it leads. */
async function signIn(visit = browser(), scope = 'snsapi_base', who = person): Promise<URL> {
  const page = await visit(`/connect/oauth2/authorize?${pageQuery({ scope })}`);
  const form = fieldsOf(page.text);
  form.set('person', who);
  const { status, location } = await visit('/connect/oauth2/authorize', form);
  expect(status).toBe(303);
  return new URL(location ?? '');
}
const exchange = async (code: string, change: Record<string, string> = {}) =>
  sns('oauth2/access_token', { appid, secret, code, grant_type: 'authorization_code', ...change });

describe('the sign-in page', () => {
  it('shows the followers, and leads back with a code and the state as it was', async () => {
    const visit = browser();
    const page = await visit(`/connect/oauth2/authorize?${pageQuery()}`);
    expect(page.status).toBe(200);
    for (const name of ['小图', '阿券', 'Lin', '木子', 'Momo']) expect(page.text).toContain(name);
    const back = await signIn(visit);
    expect(back.origin + back.pathname).toBe('https://shop.example.com/card');
    expect(back.searchParams.get('from')).toBe('1');
    expect(back.searchParams.get('state')).toBe('a b&c');
    // The browser is known from now on, as somebody signed in to the app is.
    const again = await visit(`/connect/oauth2/authorize?${pageQuery()}`);
    expect(again.status).toBe(302);
    expect((await exchange(new URL(again.location ?? '').searchParams.get('code') ?? '')).openid).toBe(person);
    expect((await visit(`/connect/oauth2/authorize?${pageQuery({ choose: '1' })}`)).status).toBe(200);
    // Whoever shows their name is asked.
    expect((await visit(`/connect/oauth2/authorize?${pageQuery({ scope: 'snsapi_userinfo' })}`)).status).toBe(200);
  });

  it('puts the code before a fragment, and leaves the rest of the address as it was written', async () => {
    const visit = browser();
    const redirect_uri = 'http://shop.example.com/app/?a=1%20b&c=%E5%88%B8+x&flag#/coupon?id=7';
    const form = fieldsOf((await visit(`/connect/oauth2/authorize?${pageQuery({ redirect_uri })}`)).text);
    form.set('person', person);
    const { location } = await visit('/connect/oauth2/authorize', form);
    expect(location).toMatch(
      /^http:\/\/shop\.example\.com\/app\/\?a=1%20b&c=%E5%88%B8\+x&flag&code=\w{32}&state=a%20b%26c#\/coupon\?id=7$/,
    );
  });

  it('makes a visitor of somebody new', async () => {
    const back = await signIn(browser(), 'snsapi_base', 'new');
    const { openid } = await exchange(back.searchParams.get('code') ?? '');
    expect(openid).toMatch(/^o[\w-]{27}$/);
    expect(server.sandbox.wechatMp.followers.some((each) => each.openid === openid)).toBe(false);
  });

  it.each([
    [{ appid: 'wx0000000000000000' }, '40013'],
    [{ redirect_uri: 'javascript:alert(1)' }, '10003'],
    [{ redirect_uri: 'nowhere' }, '10003'],
    [{ response_type: 'token' }, '10004'],
    [{ scope: 'snsapi_all' }, '10005'],
    [{ state: 'x'.repeat(129) }, '10009'],
  ])('tells a developer what is wrong with %o', async (change, code) => {
    const { status, text } = await browser()(`/connect/oauth2/authorize?${pageQuery(change)}`);
    expect([status, text.includes(code)]).toEqual([400, true]);
  });

  it('takes no form that another site has made', async () => {
    const mine = browser();
    const form = fieldsOf((await mine(`/connect/oauth2/authorize?${pageQuery()}`)).text);
    form.set('person', person);
    expect((await browser()('/connect/oauth2/authorize', form)).status).toBe(400);
    const stolen = new URLSearchParams(form);
    stolen.set('seal', `${form.get('seal')}x`);
    expect((await mine('/connect/oauth2/authorize', stolen)).status).toBe(400);
    stolen.set('seal', form.get('seal') ?? '');
    stolen.set('person', 'oNobody');
    expect((await mine('/connect/oauth2/authorize', stolen)).status).toBe(400);
    expect((await mine('/connect/oauth2/authorize', form)).status).toBe(303);
  });

  it('writes what it was sent as text, never as markup', async () => {
    const state = '"><script>alert(1)</script>';
    const { text } = await browser()(`/connect/oauth2/authorize?${pageQuery({ state })}`);
    expect(text).not.toContain('<script>alert');
    expect(text).toContain('&quot;&gt;&lt;script&gt;');
  });
});

describe('a code', () => {
  it('gives tokens once and within five minutes', async () => {
    const code = (await signIn()).searchParams.get('code') ?? '';
    expect(await exchange(code)).toEqual({
      access_token: expect.any(String),
      expires_in: 7200,
      refresh_token: expect.any(String),
      openid: person,
      scope: 'snsapi_base',
    });
    expect((await exchange(code)).errcode).toBe(40163);
    const late = (await signIn()).searchParams.get('code') ?? '';
    clock.advance(5 * minute);
    expect((await exchange(late)).errcode).toBe(40029);
  });

  it('is refused one by one', async () => {
    const code = (await signIn()).searchParams.get('code') ?? '';
    expect((await exchange('nobody-gave-this')).errcode).toBe(40029);
    expect((await exchange(code, { appid: '' })).errcode).toBe(41002);
    expect((await exchange(code, { secret: '' })).errcode).toBe(41004);
    expect((await exchange('')).errcode).toBe(41008);
    expect((await exchange(code, { grant_type: 'client_credential' })).errcode).toBe(40002);
    expect((await exchange(code, { appid: 'wx0000000000000000' })).errcode).toBe(40013);
    expect((await exchange(code, { secret: 'wrong' })).errcode).toBe(40125);
    expect((await exchange(code)).openid).toBe(person);
  });
});

describe('a token of web sign-in', () => {
  it('shows a name only to whom the person has agreed to show it', async () => {
    const base = await exchange((await signIn()).searchParams.get('code') ?? '');
    const query = { access_token: String(base.access_token), openid: person, lang: 'zh_CN' };
    expect((await sns('userinfo', query)).errcode).toBe(48001);
    expect(await sns('auth', query)).toEqual({ errcode: 0, errmsg: 'ok' });
    const full = await exchange((await signIn(browser(), 'snsapi_userinfo')).searchParams.get('code') ?? '');
    expect(full.scope).toBe('snsapi_userinfo');
    expect(await sns('userinfo', { ...query, access_token: String(full.access_token) })).toEqual({
      openid: person,
      nickname: '小图',
      sex: 2,
      language: 'zh_CN',
      city: '徐汇',
      province: '上海',
      country: '中国',
      headimgurl: '',
      privilege: [],
    });
  });

  it('belongs to one openid, lives two hours, and is renewed for thirty days', async () => {
    const made = await exchange((await signIn()).searchParams.get('code') ?? '');
    const access_token = String(made.access_token);
    expect((await sns('auth', { access_token, openid: 'oNobody' })).errcode).toBe(40003);
    expect((await sns('auth', { access_token, openid: '' })).errcode).toBe(41009);
    expect((await sns('auth', { access_token: '', openid: person })).errcode).toBe(41001);
    expect((await sns('auth', { access_token: 'none', openid: person })).errcode).toBe(40001);
    clock.advance(120 * minute);
    expect((await sns('auth', { access_token, openid: person })).errcode).toBe(42001);
    const renew = (change: Record<string, string> = {}) =>
      sns('oauth2/refresh_token', {
        appid,
        grant_type: 'refresh_token',
        refresh_token: String(made.refresh_token),
        ...change,
      });
    const renewed = await renew();
    expect(renewed).toMatchObject({ openid: person, expires_in: 7200, refresh_token: made.refresh_token });
    expect((await sns('auth', { access_token: String(renewed.access_token), openid: person })).errcode).toBe(0);
    expect((await renew({ refresh_token: 'none' })).errcode).toBe(40030);
    expect((await renew({ refresh_token: '' })).errcode).toBe(41003);
    expect((await renew({ grant_type: 'x' })).errcode).toBe(40002);
    expect((await renew({ appid: 'wx0000000000000000' })).errcode).toBe(40013);
    // It is no access token of the other interfaces.
    const other = `${server.baseUrl}/cgi-bin/user/get?access_token=${renewed.access_token}`;
    expect((await ask(other)).json.errcode).toBe(40001);
    clock.advance(30 * 24 * 60 * minute);
    expect((await renew()).errcode).toBe(42002);
  });
});

describe('outside the sandbox', () => {
  it('nobody can be chosen, and codes go to this server and to hosts the operator names', async () => {
    const { createTuquan } = await import('../../../src/wiring.js');
    const { readSettings } = await import('../../../src/settings.js');
    const { systemRandom } = await import('../../../src/kernel/ids.js');
    const { createLog } = await import('../../../src/kernel/log.js');
    const { temporaryFolder } = await import('../../support/temporary-folder.js');
    const { makeAccount } = await import('../../../src/apis/wechat-mp/new-account.js');
    const environment = { TUQUAN_WECHAT_MP_OAUTH_HOSTS: 'shop.example.com, other.example.com' };
    const settings = readSettings(
      { TUQUAN_DATA: temporaryFolder(), TUQUAN_PORT: '0', TUQUAN_ROLE: 'api' },
      environment,
    );
    const parts = { clock, random: systemRandom, log: createLog('silent', false), environment };
    const tuquan = await createTuquan(settings, parts);
    try {
      const tools = { clock, random: systemRandom, storeBlob: async () => '', writeFile: async () => '' };
      const made = await makeAccount({ kind: 'app', number: 'wx0123456789abcdef', name: '茶铺' }, tools);
      await tuquan.services.accounts.create(made.account);
      await tuquan.services.audience.add(made.account.id, {
        number: person,
        handle: null,
        name: '真人',
        follows: true,
      });
      const { baseUrl } = await tuquan.start();
      const at = (redirect_uri: string) =>
        fetch(`${baseUrl}/connect/oauth2/authorize?${pageQuery({ appid: 'wx0123456789abcdef', redirect_uri })}`);
      expect((await at('https://evil.example.com/')).status).toBe(400);
      expect((await at(`${baseUrl}/wallet/x`)).status).toBe(200);
      const page = await at('https://shop.example.com/');
      const text = await page.text();
      expect(text).not.toContain('真人');
      const form = fieldsOf(text);
      form.set('person', person);
      const cookie = page.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      const post = () =>
        fetch(`${baseUrl}/connect/oauth2/authorize`, {
          method: 'POST',
          body: form,
          headers: { cookie },
          redirect: 'manual',
        });
      expect((await post()).status).toBe(400);
      form.set('person', 'new');
      expect((await post()).headers.get('location')).toMatch(/^https:\/\/shop\.example\.com\/\?code=/);
    } finally {
      await tuquan.stop(1_000);
    }
  });
});
