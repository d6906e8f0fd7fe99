import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeRoom, startFakeRoom } from '../../../test/conformance/wechatpay-v3/support/fake-room.js';
import { coverage } from './coverage.js';

let room: FakeRoom;
beforeAll(async () => {
  room = await startFakeRoom();
});
afterAll(() => room.close());

describe('coverage', () => {
  it('has all 35 operations for partners and for brands, and the certificates, each once', () => {
    expect(coverage).toHaveLength(71);
    expect(new Set(coverage.map(({ method, path }) => `${method} ${path}`)).size).toBe(71);
  });

  it('says served exactly where a route is registered', () => {
    const served = coverage
      .filter(({ status }) => status !== 'not-started')
      .map(({ method, path }) => `${method} ${path}`);
    // What no route takes is answered by wildcards; they serve nothing.
    const real = room.routes.filter((route) => !/ \/[a-z0-9]+(\/\*)?$/.test(route));
    expect(real.sort()).toEqual(served.sort());
  });

  it('names tests that exist', () => {
    const root = fileURLToPath(new URL('../../../', import.meta.url));
    for (const { tests } of coverage)
      for (const test of tests) expect([test, existsSync(root + test)]).toEqual([test, true]);
  });
});
