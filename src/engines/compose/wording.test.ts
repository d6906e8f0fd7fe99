// What a shopper reads for each kind of offer.
import { describe, expect, it } from 'vitest';
import type { Offer } from './spec.js';
import { wordingOf } from './wording.js';

const words = (offer: Offer) => wordingOf({ offer, scope: 'all', usage: 'single' });
const amount = (thresholdFen: number, amountFen: number): Offer => ({ kind: 'amount-off', thresholdFen, amountFen });
const percent = (thresholdFen: number, percentOff: number): Offer => ({
  kind: 'percent-off',
  thresholdFen,
  percentOff,
});
const exchange = (thresholdFen: number, priceFen: number): Offer => ({ kind: 'exchange', thresholdFen, priceFen });

describe('wordingOf', () => {
  it.each([
    [amount(10000, 2000), '满100减20'],
    [amount(0, 2000), '立减20元'],
    [amount(9990, 1), '满99.9减0.01'],
    [amount(999999900, 888888888), '满9999999减8888888.88'],
    [percent(10000, 20), '满100元8折'],
    [percent(0, 15), '8.5折'],
    [percent(0, 50), '5折'],
    [percent(0, 5), '9.5折'],
    [percent(0, 1), '9.9折'],
    [percent(0, 99), '0.1折'],
    [percent(0, 90), '1折'],
    [exchange(0, 990), '换购价 ¥9.90'],
    [exchange(9900, 100), '换购价 ¥1.00'],
  ])('says %o as %s', (offer, headline) => {
    expect(words(offer).headline).toBe(headline);
  });

  it('spells the headline out of the pieces a layout sets, in reading order', () => {
    for (const offer of [amount(10000, 2000), amount(0, 2050), percent(8800, 12), percent(0, 30)]) {
      const { headline, lead, prefix, number, suffix } = words(offer);
      expect(lead + prefix + number + suffix).toBe(headline);
    }
  });

  it('names the minimum spend of an exchange only when there is one', () => {
    expect(words(exchange(9900, 990)).condition).toBe('满99元可换购');
    expect(words(exchange(0, 990)).condition).toBe('');
  });

  it('names the scope, and marks coupons of a bundle', () => {
    const of = (scope: 'all' | 'single' | 'category', usage: 'single' | 'bundle') =>
      wordingOf({ offer: amount(0, 100), scope, usage });
    expect(of('all', 'single').scope).toBe('全场通用');
    expect(of('single', 'single').scope).toBe('指定商品可用');
    expect(of('category', 'single').scope).toBe('指定品类可用');
    expect(of('all', 'single').badge).toBe('');
    expect(of('all', 'bundle').badge).toBe('多次优惠');
  });

  it.each([0, 100, 12.5, -5, Number.NaN])('refuses %d percent off', (percentOff) => {
    expect(() => words(percent(0, percentOff))).toThrow(RangeError);
  });

  it.each([-1, 0.5, Number.MAX_SAFE_INTEGER + 1])('refuses an amount of %d fen', (fen) => {
    expect(() => words(amount(0, fen))).toThrow(RangeError);
  });
});
