// What a shopper must read for a given number of fen.
import { describe, expect, it } from 'vitest';
import { fenToYuan, fenToYuanExact } from './money.js';

describe('fenToYuan', () => {
  it.each([
    [0, '0'],
    [1, '0.01'],
    [10, '0.1'],
    [100, '1'],
    [990, '9.9'],
    [1000, '10'],
    [1990, '19.9'],
    [100000, '1000'],
    [888888888, '8888888.88'],
    [Number.MAX_SAFE_INTEGER, '90071992547409.91'],
  ])('writes %i fen as %s yuan', (fen, yuan) => {
    expect(fenToYuan(fen)).toBe(yuan);
  });

  it.each([-1, 0.5, Number.NaN, Number.MAX_SAFE_INTEGER + 1])('refuses %d', (fen) => {
    expect(() => fenToYuan(fen)).toThrow(RangeError);
  });
});

describe('fenToYuanExact', () => {
  it.each([
    [1, '0.01'],
    [990, '9.90'],
    [10000, '100.00'],
  ])('writes %i fen as %s yuan', (fen, yuan) => {
    expect(fenToYuanExact(fen)).toBe(yuan);
  });
});
