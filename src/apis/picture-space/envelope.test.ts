import { describe, expect, it } from 'vitest';
import { DomainError, domainErrorCodes } from '../../kernel/errors.js';
import { failureBody, faultOf, Refused, successBody, toolFailures } from './envelope.js';
import { gatewayErrorOf } from './gateway/envelope.js';

const timing = { msec: 3.4, now: 1_617_270_403_999 };

describe('refusals', () => {
  it('exist for every domain error in both faces, and only our own faults are logged', () => {
    for (const code of domainErrorCodes) {
      const { fault, logText } = faultOf(new DomainError(code, 'exact cause'));
      const tool = toolFailures[fault.kind];
      expect(tool.code).not.toBe(0);
      expect(gatewayErrorOf(fault).code).toBeGreaterThan(0);
      expect(logText).toBe(tool.code === 200 ? 'exact cause' : null);
    }
  });

  it('are told apart by what a library says about them', () => {
    const kind = (code: 'NOT_FOUND' | 'TOO_LARGE' | 'FORBIDDEN', what: string): string =>
      faultOf(new DomainError(code, '', { what })).fault.kind;
    expect(kind('NOT_FOUND', 'category')).toBe('category');
    expect(kind('NOT_FOUND', 'picture')).toBe('picture');
    expect(kind('TOO_LARGE', 'space')).toBe('space');
    expect(kind('FORBIDDEN', 'points')).toBe('points');
  });

  it('have the texts clients compare, and a cause only where it is wanted', () => {
    const body = (verbose: boolean): string => failureBody({ kind: 'missing', field: 'img' }, timing, verbose);
    expect(body(false)).toBe('{"code":100,"msg":"请求参数错误","msec":3,"time":1617270403,"data":null}');
    expect(body(true)).toContain('"msg":"请求参数错误:img 缺失"');
    expect(failureBody({ kind: 'shop', url: 'http://x' }, timing, false)).toBe(
      '{"code":302,"msg":"未授权店铺","msec":3,"time":1617270403,"data":{"url":"http://x"}}',
    );
    expect(successBody({ id: 2n ** 60n }, timing)).toContain('"data":{"id":1152921504606846976}');
  });

  it('say nothing of an unexpected error to the caller', () => {
    const { fault, logText } = faultOf(new TypeError('secret detail'));
    expect(failureBody(fault, timing, true)).not.toContain('secret');
    expect(logText).toContain('secret detail');
    expect(faultOf(new Refused({ kind: 'rate' }))).toEqual({ fault: { kind: 'rate' }, logText: null });
  });
});
