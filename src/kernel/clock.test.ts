// Clocks: the real one, the one set by hand, and how a time is written.
import { expect, test } from 'vitest';
import { ManualClock, rfc3339, systemClock } from './clock.js';

test('the system clock waits until the time asked for, and not at all for the past', async () => {
  const start = systemClock.now();
  await systemClock.until(start - 1_000);
  await systemClock.until(start + 20);
  expect(systemClock.now()).toBeGreaterThanOrEqual(start + 20);
});

test('aborting ends a wait of the system clock at once and without an error, before and during it', async () => {
  const forever = systemClock.now() + 10 ** 12; // longer than one timer can count
  await systemClock.until(forever, AbortSignal.abort());
  const stop = new AbortController();
  const waiting = systemClock.until(forever, stop.signal);
  stop.abort();
  await waiting;
});

test('a manual clock stands still and wakes sleepers in the order of their times', async () => {
  const clock = new ManualClock(1_000);
  expect(clock.now()).toBe(1_000);
  expect(clock.nextWake()).toBeUndefined();
  const woken: string[] = [];
  const sleeps = [
    clock.until(1_300).then(() => woken.push('late')),
    clock.until(1_100).then(() => woken.push('early')),
    clock.until(2_000).then(() => woken.push('last')),
  ];
  expect(clock.nextWake()).toBe(1_100);
  clock.advance(99);
  await Promise.resolve();
  expect(woken).toEqual([]);
  clock.advance(201);
  await Promise.all(sleeps.slice(0, 2));
  expect(woken).toEqual(['early', 'late']);
  expect(clock.nextWake()).toBe(2_000);
  clock.set(2_000);
  await sleeps[2];
  expect(clock.nextWake()).toBeUndefined();
});

test('on a manual clock nobody waits for the past, and aborting wakes a sleeper', async () => {
  const clock = new ManualClock(1_000);
  await clock.until(1_000);
  await clock.until(5_000, AbortSignal.abort());
  const stop = new AbortController();
  const waiting = clock.until(5_000, stop.signal);
  stop.abort();
  await waiting;
  expect(clock.nextWake()).toBeUndefined();
});

test.each([
  [0, undefined, '1970-01-01T08:00:00+08:00'],
  [Date.UTC(2026, 0, 26, 2, 34, 56, 999), 480, '2026-01-26T10:34:56+08:00'],
  [Date.UTC(2026, 11, 31, 20, 0, 0), 480, '2027-01-01T04:00:00+08:00'],
  [Date.UTC(2026, 0, 26), 0, '2026-01-26T00:00:00+00:00'],
  [Date.UTC(2026, 0, 26), -210, '2026-01-25T20:30:00-03:30'],
])('%i with an offset of %s minutes is written %s and reads back as the same second', (time, offset, text) => {
  expect(rfc3339(time, offset)).toBe(text);
  expect(Date.parse(text)).toBe(Math.floor(time / 1_000) * 1_000);
});
