// Spans of time as they are typed.
import { expect, it } from 'vitest';
import { spanOf } from './clock.js';

it.each([
  ['24h4m', 86_640_000],
  ['30d', 2_592_000_000],
  ['1500ms', 1_500],
  ['1d2h3m4s5ms', 93_784_005],
])('%s is %i ms', (text, span) => expect(spanOf(text)).toBe(span));

it.each(['', 'tomorrow', '5', '-1h', '1h 2m', '1.5h', '1w'])(
  '"%s" is no span, and the error says how to write one',
  (text) => {
    expect(() => spanOf(text)).toThrow('24h4m');
  },
);
