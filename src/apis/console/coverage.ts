// Every operation of our own API and the tests that prove it. A test compares it with the routes.
// Must not be made from the routes: an operation without a test is to be seen.
import type { Operation } from '../room.js';

const own = (method: Operation['method'], path: string, title: string, tests: readonly string[]): Operation => ({
  method,
  path,
  title,
  status: 'supported',
  tests,
});

const session = ['src/apis/console/session/session.test.ts'];

export const coverage: readonly Operation[] = [
  own('POST', '/api/session', 'sign in', session),
  own('GET', '/api/session', 'who is signed in', session),
  own('DELETE', '/api/session', 'sign out', session),
  own('POST', '/api/claims', 'claim a card', ['src/apis/console/claims/claims.test.ts']),
  own('GET', '/openapi.json', 'this API, described', ['src/apis/console/openapi.test.ts']),
];
