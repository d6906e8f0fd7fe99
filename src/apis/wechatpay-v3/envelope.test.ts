import { describe, expect, it } from 'vitest';
import { DomainError, domainErrorCodes } from '../../kernel/errors.js';
import { domainFailures, failureBody, failureFor, failures, signError } from './envelope.js';
import { resultCodes } from './result-codes.js';

describe('failures', () => {
  it.each(domainErrorCodes)('the domain error %s has a status, a code, a Chinese text and a result code', (code) => {
    const { failure } = failureFor(new DomainError(code, 'the log text'));
    expect(failure).toBe(domainFailures[code]);
    expect(failure.status).toBeGreaterThanOrEqual(400);
    expect(failure.code).toMatch(/^[A-Z_]+$/);
    expect(failure.message).toMatch(/[\u4e00-\u9fff]/);
    expect(Object.values(resultCodes)).toContain(failure.resultCode);
    expect(failureBody(failure)).not.toContain('log text');
  });

  it('only what is no caller’s mistake is a 5xx, and only that is logged', () => {
    for (const code of domainErrorCodes) {
      const { failure, logText } = failureFor(new DomainError(code, 'text'));
      expect([code, failure.status >= 500]).toEqual([code, code === 'UNAVAILABLE' || code === 'ABORTED']);
      expect([code, logText !== null]).toEqual([code, failure.status >= 500]);
    }
    expect(failureFor(new TypeError('bug')).failure).toBe(failures.systemError);
    expect(failureFor(new TypeError('bug')).logText).toContain('bug');
  });

  it('the body has its keys in alphabetical order, and no detail where there is none', () => {
    expect(failureBody(signError('文', { a: 1 }).failure)).toBe(
      '{"code":"SIGN_ERROR","detail":{"a":1},"message":"文"}',
    );
    expect(failureBody(failures.objectMissing)).toMatch(/^\{"code":"RESOURCE_NOT_EXISTS","message":"/);
  });
});
