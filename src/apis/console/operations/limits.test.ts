// The limit profile chosen in the console: at once, for good, by the owner alone, unless the environment fixes it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../../../test/support/server.js';
import { ManualClock } from '../../../kernel/clock.js';

describe('the limit profile', () => {
  const clock = new ManualClock(Date.UTC(2026, 0, 26));
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ clock, env: { TUQUAN_LIMITS: '', TUQUAN_ROLE: 'api' } });
  });
  afterAll(() => server.close());

  const ask = (method: string, path: string, body?: object, authorization = server.authorization) =>
    fetch(`${server.baseUrl}/api${path}`, {
      method,
      headers: { authorization, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  const standing = async () => {
    const { limits, limitsFixed } = (await (await ask('GET', '/operations')).json()) as Record<string, unknown>;
    return { limits, limitsFixed };
  };
  const choose = async (profile: string) => (await ask('PUT', '/limits', { profile })).status;
  /** How many of fourteen calls with a token pass within one second. */
  const passed = async (): Promise<number> => {
    clock.advance(1_000);
    const { accessToken } = server.sandbox.pictureSpace;
    let passing = 0;
    for (let each = 0; each < 14; each += 1) {
      const answer = await fetch(`${server.baseUrl}/tool/erps/tbpicture/points`, {
        method: 'POST',
        headers: { authorization: `Bearer ${accessToken}` },
        body: new URLSearchParams(),
      });
      if (answer.status !== 429) passing += 1;
    }
    return passing;
  };

  it('changes what is refused from the next request on', async () => {
    expect(await standing()).toEqual({ limits: 'seed', limitsFixed: false });
    expect(await passed()).toBe(10);
    expect(await choose('off')).toBe(200);
    expect(await passed()).toBe(14);
    expect(await choose('official')).toBe(200);
    expect(await passed()).toBe(10);
    expect(await standing()).toEqual({ limits: 'official', limitsFixed: false });
    expect(await choose('generous')).toBe(400);
  });

  it('is chosen by the owner alone, and written down', async () => {
    const made = await ask('POST', '/users', { user: 'op', name: 'Op', role: 'operator' });
    const { password } = (await made.json()) as { password: string };
    const operator = `Basic ${Buffer.from(`op:${password}`).toString('base64')}`;
    expect((await ask('PUT', '/limits', { profile: 'off' }, operator)).status).toBe(403);
    const { entries } = (await (await ask('GET', '/audit?action=limits.')).json()) as { entries: { detail: object }[] };
    expect(entries.map(({ detail }) => detail)).toEqual([{ profile: 'official' }, { profile: 'off' }]);
  });

  it('holds after a restart, and yields to TUQUAN_LIMITS, which fixes it', async () => {
    const { data } = server;
    await server.tuquan.stop(1_000);
    server = await startTestServer({ clock, data, env: { TUQUAN_LIMITS: '', TUQUAN_ROLE: 'api' } });
    expect(await standing()).toEqual({ limits: 'official', limitsFixed: false });
    await server.tuquan.stop(1_000);
    server = await startTestServer({ clock, data, env: { TUQUAN_LIMITS: 'off', TUQUAN_ROLE: 'api' } });
    expect(await standing()).toEqual({ limits: 'off', limitsFixed: true });
    const refused = await ask('PUT', '/limits', { profile: 'seed' });
    expect([refused.status, (await refused.json()) as object]).toEqual([
      409,
      { reason: 'limits-fixed', error: expect.stringContaining('TUQUAN_LIMITS') },
    ]);
    expect(await passed()).toBe(14);
  });
});
