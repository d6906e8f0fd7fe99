// Errors on their way between threads and into logs.
import { expect, test } from 'vitest';
import {
  DomainError,
  describe as describeError,
  domainErrorCodes,
  fromPortable,
  isDomainError,
  toPortable,
} from './errors.js';

test('a domain error crosses a thread boundary with code, text and facts', () => {
  for (const code of domainErrorCodes) {
    const sent = new DomainError(code, 'exact cause', { count: 3, name: 'x', open: true, none: null });
    const received = fromPortable(structuredClone(toPortable(sent)));
    expect(isDomainError(received)).toBe(true);
    expect(received).toMatchObject({ name: 'DomainError', code, message: 'exact cause', facts: sent.facts });
  }
});

test('any other error crosses as a plain error whose text holds the original stack', () => {
  const received = fromPortable(structuredClone(toPortable(new TypeError('x is not a function'))));
  expect(isDomainError(received)).toBe(false);
  expect(received.message).toContain('TypeError: x is not a function');
  expect(received.message).toContain('errors.test');
});

test('things that are no errors cross as their text', () => {
  for (const thrown of ['a string', 42, null, undefined]) {
    expect(fromPortable(toPortable(thrown)).message).toBe(String(thrown));
    expect(describeError(thrown)).toBe(String(thrown));
  }
  expect(describeError(new Error('text'))).toBe('text');
});

test('a cause stays with its error and facts default to none', () => {
  const cause = new Error('below');
  const error = new DomainError('UNAVAILABLE', 'above', {}, { cause });
  expect(error.cause).toBe(cause);
  expect(new DomainError('INVALID', 'x').facts).toEqual({});
});
