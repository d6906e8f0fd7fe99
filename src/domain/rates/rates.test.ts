// Rates that two nodes keep together: never more than the limit in any window, nobody refused while there is room.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hasPostgres, newDatabase, type TestDatabase } from '../../../test/support/postgres.js';
import { openPostgres } from '../../adapters/postgres/database.js';
import { ManualClock } from '../../kernel/clock.js';
import type { Database } from '../../ports/database/database.js';
import { createRates, type RateWindow, rateMigrations } from './index.js';

describe.skipIf(!hasPostgres())('a rate at two nodes', () => {
  let made: TestDatabase;
  let nodes: Database[];
  let clock: ManualClock;
  let names = 0;
  beforeAll(async () => {
    made = await newDatabase();
    nodes = [await openPostgres(made.url), await openPostgres(made.url)];
    await nodes[0]?.migrate(rateMigrations);
  });
  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.close()));
    await made.drop();
  });
  beforeEach(() => {
    clock = new ManualClock(Date.UTC(2026, 0, 26));
  });
  const windows = (limit: number, windowMs = 1_000): RateWindow[] => {
    names += 1;
    return nodes.map((database) => createRates({ database, clock }).window({ name: `w${names}`, limit, windowMs }));
  };
  const ask = async (some: readonly RateWindow[], times: number, key = 'somebody'): Promise<number> => {
    const answers = await Promise.all(Array.from({ length: times }, (_, at) => some[at % some.length]?.take(key)));
    return answers.filter(Boolean).length;
  };

  it('lets in exactly as many as the limit, however the requests are spread', async () => {
    const both = windows(10);
    expect(await ask(both, 60)).toBe(10);
    expect(await ask(both, 20)).toBe(0);
    clock.advance(1_000);
    expect(await ask(both.slice(0, 1), 4)).toBe(4);
    expect(await ask(both.slice(1), 60)).toBe(6);
  });

  it('slides: each place is free again a window after it was taken, not before', async () => {
    const both = windows(4);
    expect(await ask(both, 2)).toBe(2);
    clock.advance(600);
    expect(await ask(both, 9)).toBe(2);
    clock.advance(399);
    expect(await ask(both, 9)).toBe(0);
    clock.advance(1);
    expect(await ask(both, 9)).toBe(2);
  });

  it('keeps keys apart, also very long ones', async () => {
    const both = windows(1);
    const long = 'k'.repeat(5_000);
    expect([await ask(both, 3, 'a'), await ask(both, 3, 'b'), await ask(both, 3, long)]).toEqual([1, 1, 1]);
    expect(await ask(both, 3, `${long}!`)).toBe(1);
  });

  it('of a large limit is never exceeded in any window either', async () => {
    const both = windows(500);
    const accepted: number[] = [];
    for (let step = 0; step < 40; step += 1) {
      const count = await ask(both, 50);
      for (let each = 0; each < count; each += 1) accepted.push(clock.now());
      clock.advance(53);
    }
    for (const from of accepted) {
      expect(accepted.filter((at) => at >= from && at < from + 1_000).length).toBeLessThanOrEqual(500);
    }
    // 2.1 s have passed: two windows' worth, but for a slice each.
    expect(accepted.length).toBeGreaterThanOrEqual(950);
  });

  it('goes on after a clock was set back', async () => {
    const both = windows(2);
    expect(await ask(both, 5)).toBe(2);
    clock.set(clock.now() - 3_600_000);
    expect(await ask(both, 5)).toBe(2);
  });
});
