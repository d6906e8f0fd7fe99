import { describe, expect, it } from 'vitest';
import { countOf, mostOfOne } from './quantities.js';

describe('the number of a thing', () => {
  it.each([
    ['一只', '', 1],
    ['三个红色的', '', 3],
    ['十二朵', '', 12],
    ['12个', '', 12],
    ['一群', '', 6],
    ['一双白色', '', 2],
    ['', '们在玩', 4],
    ['两只猫，', '', null],
    ['', '', null],
  ])('is read from %j before and %j after', (before, after, expected) => {
    expect(countOf(before, after)).toBe(expected);
  });

  it('is never more than a picture can show', () => {
    expect(countOf('999个', '')).toBe(mostOfOne);
  });
});
