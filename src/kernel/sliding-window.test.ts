import { describe, expect, it } from 'vitest';
import { ManualClock } from './clock.js';
import { createSlidingWindow } from './sliding-window.js';

/** Asks every `stepMs` for `durationMs`; returns the times of the acceptances. */
function demand(limit: number, stepMs: number, durationMs: number): number[] {
  const clock = new ManualClock(1_000_000);
  const window = createSlidingWindow({ limit, windowMs: 1_000, clock });
  const accepted: number[] = [];
  for (let at = 0; at < durationMs; at += stepMs) {
    clock.set(1_000_000 + at);
    if (window.take('a')) accepted.push(at);
  }
  return accepted;
}

describe('sliding window', () => {
  for (const limit of [10, 20, 500, 1000]) {
    it(`${limit} a second lets ${limit * 10} through in 10 s of steady demand, within 1 %`, () => {
      const accepted = demand(limit, 0.5, 10_000);
      expect(Math.abs(accepted.length - limit * 10)).toBeLessThanOrEqual(limit * 0.1);
    });
  }

  it('never more than the limit falls into any window', () => {
    const accepted = demand(20, 7, 10_000);
    for (const [index, time] of accepted.entries()) {
      const later = accepted[index + 20];
      if (later !== undefined) expect(later - time).toBeGreaterThanOrEqual(1_000);
    }
  });

  it('counts each key by itself and does not count what it refused', () => {
    const clock = new ManualClock(0);
    const window = createSlidingWindow({ limit: 1, windowMs: 1_000, clock });
    expect([window.take('a'), window.take('a'), window.take('b')]).toEqual([true, false, true]);
    clock.advance(999);
    expect(window.take('a')).toBe(false);
    clock.advance(1);
    expect(window.take('a')).toBe(true);
  });

  it('a clock that is set back does not lock anybody out', () => {
    const clock = new ManualClock(10_000_000);
    const window = createSlidingWindow({ limit: 1, windowMs: 1_000, clock });
    window.take('a');
    clock.set(0);
    expect(window.take('a')).toBe(true);
  });

  it('remembers no more keys than it may, and forgets the one accepted longest ago', () => {
    const clock = new ManualClock(0);
    const window = createSlidingWindow({ limit: 1, windowMs: 1_000, clock, maxKeys: 2 });
    for (const key of ['a', 'b', 'c']) window.take(key);
    expect(window.take('c')).toBe(false);
    expect(window.take('a')).toBe(true);
  });
});
