import { describe, expect, it } from 'vitest';
import { parseRange } from './send-bytes.js';

describe('byte ranges', () => {
  it.each([
    ['bytes=0-99', { start: 0, end: 99 }],
    ['bytes=900-', { start: 900, end: 999 }],
    ['bytes=-100', { start: 900, end: 999 }],
    ['bytes=-5000', { start: 0, end: 999 }],
    ['bytes=0-5000', { start: 0, end: 999 }],
  ])('%s of 1,000 bytes is a part', (header, expected) => {
    expect(parseRange(header, 1000)).toEqual(expected);
  });

  it.each(['bytes=1000-', 'bytes=2000-3000', 'bytes=-0'])('%s of 1,000 bytes lies outside', (header) => {
    expect(parseRange(header, 1000)).toBe('outside');
  });

  it.each([undefined, '', 'bytes=', 'bytes=-', 'bytes=5-2', 'bytes=a-b', 'bytes=0-1,5-6', 'lines=0-1'])(
    '%s asks for nothing we can part: the whole is sent',
    (header) => {
      expect(parseRange(header, 1000)).toBeNull();
    },
  );
});
