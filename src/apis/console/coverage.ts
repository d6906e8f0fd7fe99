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

export const coverage: readonly Operation[] = [
  own('POST', '/api/claims', 'claim a card', ['src/apis/console/claims/claims.test.ts']),
  own('GET', '/openapi.json', 'this API, described', ['src/apis/console/openapi.test.ts']),
];
