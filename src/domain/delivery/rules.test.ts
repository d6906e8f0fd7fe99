import { describe, expect, it } from 'vitest';
import { withQuery } from './rules.js';

describe('withQuery', () => {
  it.each([
    ['http://a/', [], 'http://a/'],
    ['http://a', [['x', '1']], 'http://a?x=1'],
    ['http://a/?b=%E4%BA%8C', [['x', 'y z&']], 'http://a/?b=%E4%BA%8C&x=y%20z%26'],
    ['http://a/?', [['x', '1']], 'http://a/?x=1'],
    ['http://a/?b&', [['x', '1']], 'http://a/?b&x=1'],
    [
      'http://a/p#part',
      [
        ['x', '1'],
        ['y', ''],
      ],
      'http://a/p?x=1&y=#part',
    ],
  ] as const)('adds to %s and leaves the rest as it was', (url, query, expected) => {
    expect(withQuery(url, query)).toBe(expected);
  });
});
