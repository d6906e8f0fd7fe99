import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../../../test/support/server.js';

let server: TestServer;
let user: string;
let password: string;
beforeAll(async () => {
  server = await startTestServer();
  ({ user, password } = server.sandbox.console);
});
afterAll(() => server.close());

const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  fetch(`${server.baseUrl}${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

const cookieOf = (answer: Response): string => (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';

describe('a console session', () => {
  it('opens with the right password, in a cookie scripts cannot read and other sites do not send', async () => {
    const answer = await ask('POST', '/api/session', { user, password });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ user, role: 'owner', sandbox: true });
    expect(answer.headers.get('set-cookie')).toMatch(
      /^tuquan_session=[^;]+; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/,
    );
    const who = await ask('GET', '/api/session', undefined, { cookie: cookieOf(answer) });
    expect(await who.json()).toEqual({ user, role: 'owner', sandbox: true });
  });

  it('is needed: without one, and with a changed one, the answer is 401', async () => {
    const refused = await ask('GET', '/api/session');
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toContain('Basic');
    // The console asks with its header and gets no challenge: the browser would open its own password window.
    const ours = await ask('GET', '/api/session', undefined, { 'x-tuquan-console': '1' });
    expect([ours.status, ours.headers.get('www-authenticate')]).toEqual([401, null]);
    const cookie = cookieOf(await ask('POST', '/api/session', { user, password }));
    for (const changed of [
      `${cookie.slice(0, -2)}AA`,
      cookie.replace(/\.[0-9a-z]+\./, '.zzzzzzzz.'),
      'tuquan_session=a.b.c',
    ]) {
      expect((await ask('GET', '/api/session', undefined, { cookie: changed })).status, changed).toBe(401);
    }
  });

  it('changes nothing without the header that a foreign form cannot set', async () => {
    const cookie = cookieOf(await ask('POST', '/api/session', { user, password }));
    expect((await ask('DELETE', '/api/session', undefined, { cookie })).status).toBe(403);
    const out = await ask('DELETE', '/api/session', undefined, { cookie, 'x-tuquan-console': '1' });
    expect(out.status).toBe(200);
    expect(out.headers.get('set-cookie')).toMatch(/^tuquan_session=; .*Max-Age=0/);
  });

  it('is not to be had by guessing: after five wrong passwords the next try has to wait', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 7; n++)
      statuses.push((await ask('POST', '/api/session', { user: 'guest', password: `${n}` })).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
  });
});

describe('GET /console/', () => {
  it('serves the app with a policy that allows no inline script or style but by its nonce', async () => {
    const answer = await ask('GET', '/console/');
    const page = await answer.text();
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? 'none';
    expect(page).toContain(`<meta name="csp-nonce" content="${nonce}"`);
    expect((await (await ask('GET', '/console/coupons/7')).text()).replace(/content="[^"]{24}"/, '')).toBe(
      page.replace(/content="[^"]{24}"/, ''),
    );
  });

  it('serves hashed files for good, compressed, and says 404 for files that are not there', async () => {
    const page = await (await ask('GET', '/console/')).text();
    const [, script = ''] = /src="([^"]+\.js)"/.exec(page) ?? [];
    const answer = await ask('GET', script, undefined, { 'accept-encoding': 'gzip' });
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(answer.headers.get('content-type')).toContain('javascript');
    expect((await ask('GET', '/console/assets/none.js')).status).toBe(404);
    expect((await ask('GET', '/console/..%2f..%2fpackage.json')).headers.get('content-type')).toContain('html');
  });
});
