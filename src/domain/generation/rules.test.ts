import { describe, expect, it } from 'vitest';
import { DomainError } from '../../kernel/errors.js';
import { canonical, retryPause, runRetryDelaysMs } from './rules.js';
import type { GenerationRequest } from './types.js';

type Compose = Extract<GenerationRequest, { kind: 'compose' }>;
const compose = (change: Partial<Compose> = {}): Compose => ({
  kind: 'compose',
  brand: '1',
  scope: 'all',
  usage: 'single',
  offer: { kind: 'amount-off', thresholdFen: 10_000, amountFen: 2_000 },
  ...change,
});
const refused = (change: Partial<Compose>): unknown => {
  try {
    canonical(compose(change));
    return null;
  } catch (error) {
    return error instanceof DomainError ? `${error.code} ${error.facts.field}` : error;
  }
};

describe('the rules of a generation request', () => {
  it('two requests that differ only in the order of their members have one canonical text', () => {
    const { kind, brand, scope, usage, offer } = compose();
    expect(canonical({ offer, usage, scope, brand, kind })).toBe(canonical(compose()));
    expect(canonical(compose({ scope: 'category' }))).not.toBe(canonical(compose()));
  });

  it('a discount may not exceed its threshold, unless there is no threshold', () => {
    expect(refused({ offer: { kind: 'amount-off', thresholdFen: 100, amountFen: 101 } })).toBe('INVALID amount');
    expect(refused({ offer: { kind: 'amount-off', thresholdFen: 100, amountFen: 100 } })).toBeNull();
    expect(refused({ offer: { kind: 'amount-off', thresholdFen: 0, amountFen: 101 } })).toBeNull();
  });

  it('amounts begin at 1 fen, thresholds at 0, percentages lie between 1 and 99', () => {
    expect(refused({ offer: { kind: 'amount-off', thresholdFen: 0, amountFen: 0 } })).toBe('INVALID amount');
    expect(refused({ offer: { kind: 'amount-off', thresholdFen: -1, amountFen: 1 } })).toBe('INVALID threshold');
    expect(refused({ offer: { kind: 'percent-off', thresholdFen: 0, percentOff: 0 } })).toBe('INVALID percent');
    expect(refused({ offer: { kind: 'percent-off', thresholdFen: 0, percentOff: 100 } })).toBe('INVALID percent');
    expect(refused({ offer: { kind: 'percent-off', thresholdFen: 0, percentOff: 99 } })).toBeNull();
  });

  it('an exchange offer is for a single product only', () => {
    const offer = { kind: 'exchange', thresholdFen: 0, priceFen: 990 } as const;
    expect(refused({ offer, scope: 'single' })).toBeNull();
    expect(refused({ offer, scope: 'all' })).toBe('INVALID scope');
    expect(refused({ offer, scope: 'category' })).toBe('INVALID scope');
    expect(refused({ offer: { ...offer, priceFen: 0 }, scope: 'single' })).toBe('INVALID price');
  });
});

describe('when a run is repeated', () => {
  it('an error that says something about the task itself ends it at once', () => {
    for (const code of ['BAD_IMAGE', 'NO_SUBJECT', 'TOO_LARGE', 'SOURCE_REFUSED', 'INVALID'] as const) {
      expect(retryPause(new DomainError(code, 'x'), 1)).toBeNull();
    }
  });

  it('a source that cannot be reached gets one more chance, a wrong answer does not', () => {
    const unreachable = new DomainError('SOURCE_FAILED', 'x', { reason: 'connect' });
    expect(retryPause(unreachable, 1)).toBe(1_000);
    expect(retryPause(unreachable, 2)).toBeNull();
    expect(retryPause(new DomainError('SOURCE_FAILED', 'x', { reason: 'status', status: 404 }), 1)).toBeNull();
  });

  it('trouble of our own is retried along the list of pauses and then given up', () => {
    const trouble = new DomainError('UNAVAILABLE', 'disk');
    runRetryDelaysMs.forEach((pause, index) => {
      expect(retryPause(trouble, index + 1)).toBe(pause);
    });
    expect(retryPause(trouble, runRetryDelaysMs.length + 1)).toBeNull();
    expect(retryPause(new TypeError('bug'), 1)).toBe(runRetryDelaysMs[0]);
  });
});
