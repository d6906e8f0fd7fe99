import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSqlite } from '../../adapters/sqlite/database.js';
import { ManualClock } from '../../kernel/clock.js';
import { createLog } from '../../kernel/log.js';
import type { Database } from '../../ports/database/database.js';
import { maskBody, maskHeader, maskTarget } from './mask.js';
import { createTraffic } from './service.js';
import { readTrafficSettings } from './settings.js';
import { trafficMigrations } from './store.js';
import type { Exchange } from './types.js';

let folder: string;
let database: Database;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuquan-traffic-'));
  database = await openSqlite(join(folder, 'tuquan.db'), [new URL('./store.js', import.meta.url).href], 100);
  await database.migrate(trafficMigrations);
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const exchange = (at: number, target: string, failed: boolean): Exchange => ({
  room: 'one',
  request: { method: 'GET', target, headers: [], body: Buffer.alloc(0), cut: false, at },
  requestBytes: 0,
  status: failed ? 400 : 200,
  answer: Buffer.from('{}'),
  answerBytes: 2,
  durationMs: 1,
  failed,
});

describe('the log of requests', () => {
  it('keeps a hundred successes and every failure of a second, counts the rest, and drops the oldest rows', async () => {
    const clock = new ManualClock(1_700_000_000_000);
    const settings = { keep: 'on', rows: 150 } as const;
    const traffic = createTraffic({ database, clock, log: createLog('silent', false), settings, explainers: [] });
    for (let index = 0; index < 300; index += 1)
      traffic.record(false, () => exchange(clock.now(), `/ok/${index}`, false));
    for (let index = 0; index < 80; index += 1) traffic.record(true, () => exchange(clock.now(), `/no/${index}`, true));
    await traffic.flush();
    expect(traffic.skipped()).toEqual({ successes: 200, failures: 0 });
    expect((await traffic.search({ failed: true, limit: 200 })).lines).toHaveLength(80);
    const all = await traffic.search({ limit: 200 });
    expect(all.lines).toHaveLength(150);
    expect(all.lines[0]?.target).toBe('/no/79');
    expect((await traffic.search({ text: '/NO/7', limit: 200 })).lines).toHaveLength(11);
    expect((await traffic.search({ text: '/no/_', limit: 200 })).lines).toEqual([]);
  });

  it('keeps failures only, or nothing, when it is told so', async () => {
    expect(readTrafficSettings({}, false).keep).toBe('failures');
    expect(readTrafficSettings({}, true).keep).toBe('on');
    expect(() => readTrafficSettings({ TUQUAN_TRAFFIC: 'yes' }, true)).toThrow('expected on, failures or off');
    const clock = new ManualClock(1_800_000_000_000);
    const settings = { keep: 'failures', rows: 1_000 } as const;
    const traffic = createTraffic({ database, clock, log: createLog('silent', false), settings, explainers: [] });
    traffic.record(false, () => exchange(clock.now(), '/fine', false));
    traffic.record(true, () => exchange(clock.now(), '/broken', true));
    await traffic.flush();
    expect((await traffic.search({ limit: 1 })).lines[0]).toMatchObject({ target: '/broken', at: 1_800_000_000_000 });
    expect((await traffic.search({ text: '/fine', limit: 1 })).lines).toEqual([]);
  });

  it('finds one line among many by its text, also one that came late, with and without filters of its block', async () => {
    const clock = new ManualClock(1_900_000_000_000);
    const settings = { keep: 'on', rows: 10_000 } as const;
    const parts = { database, clock, log: createLog('silent', false), settings, explainers: [] };
    const traffic = createTraffic(parts);
    const begin = clock.now();
    for (let index = 0; index < 400; index += 1) {
      clock.set(begin + index * 1_000);
      const failed = index % 5 === 0;
      const target = `/many/${index}-${index % 7 === 0 ? 'Seventh' : 'other'}`;
      traffic.record(failed, () => exchange(clock.now(), target, failed));
      if (index % 50 === 49) await traffic.flush();
    }
    const found = async (text: string, more: object = {}) =>
      (await traffic.search({ text, limit: 100, ...more })).lines.map(({ target }) => target);
    expect(await found('/MANY/123-')).toEqual(['/many/123-other']);
    expect(await found('y/399')).toEqual(['/many/399-Seventh']);
    expect(await found('seventh')).toHaveLength(58);
    expect(await found('seventh', { failed: true })).toHaveLength(12);
    expect(await found('no such words')).toEqual([]);
    expect(await found('7-')).toHaveLength(40);
    // Page by page, whatever has a filter by now and whatever has not.
    const seen: string[] = [];
    let before: number | undefined;
    do {
      const page = await traffic.search({ text: 'seventh', limit: 9, before });
      seen.push(...page.lines.map(({ target }) => target));
      before = page.next ?? undefined;
    } while (before !== undefined);
    expect(seen).toEqual(await found('seventh'));
    // Another process, or a clock that was put back: the line falls into a block that has its filter already.
    clock.set(begin + 20_500);
    const late = createTraffic(parts);
    late.record(true, () => exchange(clock.now(), '/late/straggler', true));
    await late.flush();
    expect(await found('straggler')).toEqual(['/late/straggler']);
  });

  it('masks credentials wherever they stand and leaves signatures as they are', () => {
    expect(maskTarget('/a?x=1&access_token=abc&y=2')).toBe('/a?x=1&access_token=***&y=2');
    expect(maskBody('{"client_secret": "a\\"b", "sign":"s"}')).toBe('{"client_secret": "***", "sign":"s"}');
    expect(maskBody('session=abc&sign=DEF')).toBe('session=***&sign=DEF');
    expect(maskBody('Content-Disposition: form-data; name="session"\r\n\r\nabc\r\n--x')).not.toContain('abc');
    expect(maskHeader('X-Some-AppCode', 'abc')).toBe('***');
    expect(maskHeader('Authorization', 'Bearer abc')).toBe('Bearer ***');
    expect(maskHeader('Authorization', 'CODE abc=')).toBe('CODE ***');
    expect(maskHeader('Authorization', 'abc')).toBe('***');
    expect(maskHeader('Authorization', 'Basic a=b')).toBe('Basic ***');
    expect(maskHeader('Authorization', 'HMAC Access=key, Signature=abc')).toBe('HMAC Access=key, Signature=abc');
    expect(maskHeader('Authorization', 'SCHEME signature="abc"')).toBe('SCHEME signature="abc"');
  });
});
