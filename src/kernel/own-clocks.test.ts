// Clocks of one's own: who works for whom sees that one's time, whatever else goes on meanwhile.
import { expect, test } from 'vitest';
import { ManualClock } from './clock.js';
import { OwnClocks } from './own-clocks.js';
import { SteerableClock } from './steerable-clock.js';

const base = new ManualClock(1_000);
const fresh = () => new OwnClocks(new SteerableClock(base));

test('work for one who has a clock of his own is done at its time, across every wait, and nobody else’s is', async () => {
  const clocks = fresh();
  clocks.open('ann').set(9_000);
  const seen: number[] = [];
  const look = async (): Promise<void> => {
    for (let count = 0; count < 3; count += 1) {
      seen.push(clocks.now());
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  await Promise.all([clocks.as('ann', look), clocks.as('bob', look), clocks.as(null, look), look()]);
  expect(seen.sort()).toEqual([...Array(9).fill(1_000), ...Array(3).fill(9_000)]);
  // Work within hers that is nobody's is done at the common time.
  expect(clocks.as('ann', () => clocks.as(null, () => clocks.now()))).toBe(1_000);
});

test('one’s own clock goes on with the common one, unless it stands; states put back are all there are', () => {
  const clocks = fresh();
  clocks.open('ann').set(9_000);
  clocks.open('cy').freeze();
  clocks.common.set(1_500);
  expect(clocks.turns()).toEqual([
    { now: 1_500, except: ['ann', 'cy'] },
    { now: 9_500, frozen: false, only: 'ann' },
    { now: 1_000, frozen: true, only: 'cy' },
  ]);
  clocks.restore(new Map([['cy', { ahead: 10 }]]));
  expect(clocks.turns().map(({ now }) => now)).toEqual([1_500, 1_510]);
  expect(clocks.as('ann', () => clocks.now())).toBe(1_500);
});
