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

const accountsTest = 'src/apis/console/message-servers/message-servers.test.ts';

export const coverage: readonly Operation[] = [
  own('POST', '/api/claims', 'claim a card', ['src/apis/console/claims/claims.test.ts']),
  own('PUT', '/api/accounts/:kind/:number/message-server', 'where an account is told of events', [accountsTest]),
  own('GET', '/api/accounts/:kind/:number/message-server', 'where an account is told of events', [accountsTest]),
  own('PUT', '/api/cards/:card_id/review', 'the approval desk', ['src/apis/console/reviews/reviews.test.ts']),
  own('GET', '/openapi.json', 'this API, described', ['src/apis/console/openapi.test.ts']),
];
