// Identifiers: their shape, their spread, and that they come from the randomness handed in.
import { expect, test } from 'vitest';
import { ManualClock } from './clock.js';
import { alphanumeric, digits, type RandomBytes, readable, systemRandom, uuid7 } from './ids.js';

/** The same bytes again and again: 0, 1, 2, … 255. */
function counting(): RandomBytes {
  let next = 0;
  return (length) => Buffer.from(Array.from({ length }, () => next++ & 255));
}

test('every kind of identifier has its length and alphabet', () => {
  for (const length of [0, 1, 16, 32, 200]) {
    expect(alphanumeric(length, systemRandom)).toMatch(new RegExp(`^[0-9A-Za-z]{${length}}$`));
    expect(readable(length, systemRandom)).toMatch(new RegExp(`^[A-HJ-NP-Za-hjkmnp-z2-9]{${length}}$`));
    expect(digits(length, systemRandom)).toMatch(length === 0 ? /^$/ : new RegExp(`^[1-9][0-9]{${length - 1}}$`));
  }
});

test('the same randomness gives the same identifiers', () => {
  expect(alphanumeric(20, counting())).toBe(alphanumeric(20, counting()));
  expect(digits(20, counting())).toBe(digits(20, counting()));
  expect(uuid7(new ManualClock(5), counting())).toBe(uuid7(new ManualClock(5), counting()));
});

test.each([
  ['alphanumeric', (random: RandomBytes) => alphanumeric(62_000, random), 62],
  ['readable', (random: RandomBytes) => readable(55_000, random), 55],
] as const)('each character of %s is equally likely', (_, make, size) => {
  const counts = new Map<string, number>();
  for (const character of make(systemRandom)) counts.set(character, (counts.get(character) ?? 0) + 1);
  expect(counts.size).toBe(size);
  // 1,000 expected each; 7 standard deviations leave no room for chance.
  for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(7 * Math.sqrt(1_000));
});

test('each digit after the first is equally likely', () => {
  const counts = new Array<number>(10).fill(0);
  for (const character of digits(10_001, systemRandom).slice(1)) {
    const digit = Number(character);
    counts[digit] = (counts[digit] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(7 * Math.sqrt(1_000));
});

test('a UUID carries version 7, the variant, and the clock’s milliseconds, so that later ones sort later', () => {
  const clock = new ManualClock(Date.UTC(2026, 0, 26));
  const first = uuid7(clock, systemRandom);
  expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(Number.parseInt(first.replaceAll('-', '').slice(0, 12), 16)).toBe(clock.now());
  clock.advance(1);
  expect(uuid7(clock, systemRandom) > first).toBe(true);
});

test('the pool of randomness never hands the same bytes out twice, also across its end and for large requests', () => {
  const seen = new Set<string>();
  for (let index = 0; index < 5_000; index += 1) seen.add(systemRandom(16).toString('hex'));
  expect(seen.size).toBe(5_000);
  const bytes = systemRandom(16);
  const copy = Buffer.from(bytes);
  for (let index = 0; index < 1_000; index += 1) systemRandom(16);
  expect(bytes).toEqual(copy);
  expect(systemRandom(100_000)).toHaveLength(100_000);
});
