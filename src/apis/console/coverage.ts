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

const studio = ['src/apis/console/studio/studio.test.ts'];
const accountsTest = 'src/apis/console/message-servers/message-servers.test.ts';

export const coverage: readonly Operation[] = [
  own('POST', '/api/campaigns', 'begin a campaign from a photo', studio),
  own('GET', '/api/campaigns', 'campaigns', studio),
  own('GET', '/api/campaigns/:id', 'one campaign', studio),
  own('PATCH', '/api/campaigns/:id', 'rename a campaign', studio),
  own('PUT', '/api/campaigns/:id/steps/cutout', 'cut out again', studio),
  own('PUT', '/api/campaigns/:id/steps/crops', 'crop again', studio),
  own('PUT', '/api/campaigns/:id/steps/background', 'paint the background again', studio),
  own('PUT', '/api/campaigns/:id/steps/poster', 'place the product again', studio),
  own('PUT', '/api/campaigns/:id/steps/coupon', 'compose the coupon image again', studio),
  own('POST', '/api/campaigns/:id/cutout', 'take a mended cut-out', studio),
  own('GET', '/api/campaigns/:id/events', 'live account of a campaign', studio),
  own('POST', '/api/previews/coupon', 'preview of a coupon image', studio),
  own('POST', '/api/session', 'sign in', session),
  own('GET', '/api/session', 'who is signed in', session),
  own('DELETE', '/api/session', 'sign out', session),
  own('POST', '/api/claims', 'claim a card', ['src/apis/console/claims/claims.test.ts']),
  own('PUT', '/api/accounts/:kind/:number/message-server', 'where an account is told of events', [accountsTest]),
  own('GET', '/api/accounts/:kind/:number/message-server', 'where an account is told of events', [accountsTest]),
  own('PUT', '/api/cards/:card_id/review', 'the approval desk', ['src/apis/console/reviews/reviews.test.ts']),
  own('GET', '/openapi.json', 'this API, described', ['src/apis/console/openapi.test.ts']),
];
