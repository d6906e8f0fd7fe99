import { describe, expect, it } from 'vitest';
import { DomainError, domainErrorCodes } from '../../kernel/errors.js';
import { domainFailures, failureBody, failureFor, failures, Refused } from './envelope.js';

describe('failures', () => {
  it('answer every domain error, and log only what is our own fault', () => {
    for (const code of domainErrorCodes) {
      const { failure, logText } = failureFor(new DomainError(code, 'exact cause'));
      expect(failure).toBe(domainFailures[code]);
      expect(logText).toBe(failure.errcode === -1 ? 'exact cause' : null);
    }
  });

  it('never use the token codes for anything but tokens: SDKs renew and repeat on them', () => {
    const tokens: readonly number[] = [40001, 40014, 42001];
    const others = Object.entries(domainFailures).filter(([code]) => code !== 'UNAUTHENTICATED');
    expect(others.filter(([, { errcode }]) => tokens.includes(errcode))).toEqual([]);
  });

  it('are one line that ends in a hint and a request id', () => {
    expect(failureBody(failures.requirePost, 'ObXGya044516-0', '68b6cccd-0a-0b')).toBe(
      '{"errcode":43002,"errmsg":"require POST method hint: [ObXGya044516-0] rid: 68b6cccd-0a-0b"}',
    );
  });

  it('name the place of a mistake between the two, and in the message for our own use', () => {
    const failure = { errcode: 41011, text: 'missing required fields!', place: 'm_data.base_info().title' };
    expect(failureBody(failure, 'h', 'r')).toBe(
      '{"errcode":41011,"errmsg":"missing required fields! hint: [h] m_data.base_info().title rid: r"}',
    );
    expect(new Refused(failure).message).toBe('missing required fields! m_data.base_info().title');
  });

  it('say nothing of an unexpected error to the caller', () => {
    const { failure, logText } = failureFor(new TypeError('secret detail'));
    expect(failure).toBe(failures.systemError);
    expect(logText).toContain('secret detail');
    expect(failureFor(new Refused(failures.badImage))).toEqual({ failure: failures.badImage, logText: null });
  });
});
