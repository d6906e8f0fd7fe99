import { describe, expect, it } from 'vitest';
import { alike } from './alike.js';

const shapeOf = (text: string): string =>
  text.replace(/\d/g, '0').replace(/[a-f]/g, 'a').replace(/[g-z]/g, 'g').replace(/[A-Z]/g, 'A');

describe('an id like another', () => {
  it.each([
    'wx98e5c042850d6424',
    '1912345678',
    '120344',
    '01a203c0-bd8b-76bf-a4f1-e70a2f68e03c',
    'pFS7Fj0123456789abcdefABCDEF',
    'gQ8xyzabcdefghijklmnopqrstuv==',
  ])('%s has another of the same shape, the same again for the same seed', (id) => {
    const other = alike('seed', id);
    expect(other).not.toBe(id);
    expect(alike('seed', id)).toBe(other);
    expect(alike('other', id)).not.toBe(other);
    expect(other).toHaveLength(id.length);
    expect(shapeOf(other).replaceAll('g', 'a')).toBe(shapeOf(id).replaceAll('g', 'a'));
  });

  it('of hexadecimal digits has only such', () => {
    for (let at = 0; at < 200; at += 1) expect(alike(`${at}`, 'abcdef0123456789')).toMatch(/^[0-9a-f]{16}$/);
  });

  it('keeps the order of long numbers, which begin with a time', () => {
    const ids = ['512345678901234567', '512345678901234568', '512345678999999999'];
    const others = ids.map((id) => alike('seed', id));
    expect([...others].sort()).toEqual(others);
    expect(new Set([...ids, ...others]).size).toBe(6);
  });
});
