// What browsers are told with every kind of page, so that a mistake in one of them stays small.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${server.baseUrl}${path}`, { headers });
const directives = (answer: Response): Map<string, string> =>
  new Map(
    (answer.headers.get('content-security-policy') ?? '')
      .split(/;\s*/)
      .map((each) => [each.split(' ')[0] ?? '', each.slice(each.indexOf(' ') + 1)]),
  );

describe('headers', () => {
  it('every page has a policy under which no foreign and no injected script runs', async () => {
    const counter = server.sandbox.wechatMp.counterPath;
    const wallet = server.sandbox.wechatMp.walletPath;
    for (const path of ['/console/', '/console/coupons', counter, wallet, '/q/no-such-ticket']) {
      const answer = await get(path);
      expect(answer.headers.get('content-type'), path).toContain('text/html');
      const policy = directives(answer);
      const scripts = policy.get('script-src') ?? policy.get('default-src');
      expect(scripts, path).toMatch(/^('none'|'self'|'nonce-[\w+/=-]{16,}')$/);
      expect(policy.get('default-src'), path).toMatch(/^'(none|self)'$/);
      expect(policy.get('base-uri'), path).toBe("'none'");
      expect(policy.has('frame-ancestors'), path).toBe(true);
      expect(answer.headers.get('x-content-type-options'), path).toBe('nosniff');
      expect(answer.headers.get('referrer-policy'), path).toMatch(/^(no-referrer|same-origin)$/);
    }
  });

  it('the console is framed by nobody, and its nonce is another each time', async () => {
    const [first, second] = [await get('/console/'), await get('/console/')].map(directives);
    expect(first?.get('frame-ancestors')).toBe("'none'");
    expect(first?.get('style-src')).not.toBe(second?.get('style-src'));
  });

  it('answers of our API are never taken for something else, nor kept', async () => {
    const { console: user } = JSON.parse(readFileSync(join(server.data, 'sandbox.json'), 'utf8')) as {
      console: { user: string; password: string };
    };
    const authorization = `Basic ${Buffer.from(`${user.user}:${user.password}`).toString('base64')}`;
    for (const answer of [
      await get('/api/session', { authorization }),
      await get('/api/session'),
      await get('/api/none', { authorization }),
    ]) {
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
  });

  it('no answer says which software or version gave it', async () => {
    for (const path of ['/console/', '/healthz', '/api/session', '/p/none.png', '/no-such-path']) {
      const { headers } = await get(path);
      expect([headers.get('server'), headers.get('x-powered-by')], path).toEqual([null, null]);
    }
  });
});
