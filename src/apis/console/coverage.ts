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

const traffic = ['src/apis/console/traffic/traffic.test.ts'];

const studio = ['src/apis/console/studio/studio.test.ts'];
const accountsTest = 'src/apis/console/message-servers/message-servers.test.ts';

const shops = ['src/apis/console/shops/shops.test.ts'];
const paintings = ['src/apis/console/paintings/paintings.test.ts'];
const operations = ['src/apis/console/operations/operations.test.ts'];

const libraries = ['src/apis/console/libraries/libraries.test.ts'];

const users = ['src/apis/console/users/users.test.ts'];

const audit = ['src/apis/console/audit/audit.test.ts'];

const credentials = ['src/apis/console/credentials/credentials.test.ts'];

const sandbox = ['src/apis/console/sandbox/sandbox.test.ts'];

export const coverage: readonly Operation[] = [
  own('GET', '/api/credentials', 'keys and certificates of clients', credentials),
  own('POST', '/api/credentials/:kind/:number/secrets', 'secrets of a client', credentials),
  own('GET', '/api/users', 'users', users),
  own('POST', '/api/users', 'add a user', users),
  own('GET', '/api/libraries', 'libraries', libraries),
  own('GET', '/api/libraries/:library/pictures', 'pictures', libraries),
  own('POST', '/api/libraries/:library/pictures', 'add a picture', libraries),
  own('GET', '/api/libraries/:library/pictures/:picture', 'one picture', libraries),
  own('PATCH', '/api/libraries/:library/pictures/:picture', 'rename or move', libraries),
  own('PUT', '/api/libraries/:library/pictures/:picture/bytes', 'replace', libraries),
  own('POST', '/api/libraries/:library/bin', 'recycle bin', libraries),
  own('POST', '/api/libraries/:library/restore', 'restore', libraries),
  own('GET', '/api/libraries/:library/categories', 'categories', libraries),
  own('GET', '/api/libraries/:library/tags', 'tags', libraries),
  own('GET', '/api/libraries/:library/duplicates', 'copies and near-copies', libraries),
  own('POST', '/api/libraries/:library/categories', 'make a category', libraries),
  own('GET', '/api/shops', 'shops', shops),
  own('GET', '/api/shops/:shop/cards', 'cards', shops),
  own('POST', '/api/shops/:shop/cards', 'make a card', shops),
  own('GET', '/api/shops/:shop/cards/:card', 'one card', shops),
  own('PATCH', '/api/shops/:shop/cards/:card', 'change a card', shops),
  own('POST', '/api/shops/:shop/cards/:card/stock', 'change the stock', shops),
  own('DELETE', '/api/shops/:shop/cards/:card', 'end a card', shops),
  own('GET', '/api/shops/:shop/codes/:code', 'look a code up', shops),
  own('GET', '/api/shops/:shop/cards/:card/imports', 'lists of codes imported', shops),
  own('POST', '/api/shops/:shop/cards/:card/imports', 'begin an import of codes', shops),
  own('POST', '/api/shops/:shop/cards/:card/imports/:import/lines', 'the next lines of an import', shops),
  own('POST', '/api/shops/:shop/redemptions', 'redeem', shops),
  own('POST', '/api/shops/:shop/links', 'link and QR code', shops),
  own('POST', '/api/shops/:shop/shelves', 'make a landing page', shops),
  own('GET', '/api/shops/:shop/shelves', 'landing pages', shops),
  own('GET', '/api/shops/:shop/followers', 'followers', shops),
  own('GET', '/api/shops/:shop/followers/:follower/phone', 'a follower’s phone', shops),
  own('POST', '/api/shops/:shop/followers/:follower/said', 'a text of the follower’s', [
    'test/conformance/wechat-mp/said.test.ts',
  ]),
  own('GET', '/api/shops/:shop/media/:media', 'a picture of a message', shops),
  own('POST', '/api/shops/:shop/messages', 'send a message', shops),
  own('GET', '/api/shops/:shop/messages', 'messages', shops),
  own('GET', '/api/shops/:shop/figures', 'figures', shops),
  own('GET', '/api/shops/:shop/figures.csv', 'figures as CSV', shops),
  own('GET', '/api/shops/:shop/events', 'events', shops),
  own('GET', '/api/operations', 'how the server stands', operations),
  own('GET', '/api/operations/health', 'how each part is', operations),
  own('GET', '/api/paintings', 'painting tasks', paintings),
  own('GET', '/api/paintings/:painting', 'one painting task', paintings),
  own('GET', '/api/operations/jobs', 'jobs that failed', operations),
  own('PUT', '/api/limits', 'choose the rate limits', ['src/apis/console/operations/limits.test.ts']),
  own('POST', '/api/operations/jobs/:id/retry', 'run a failed job now', operations),
  own('DELETE', '/api/operations/jobs/:id', 'forget a parked job', operations),
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
  own('POST', '/api/batches', 'begin a batch', studio),
  own('GET', '/api/batches', 'batches', studio),
  own('GET', '/api/batches/:id', 'one batch', studio),
  own('POST', '/api/batches/:id/photos', 'add a photo to a batch', studio),
  own('GET', '/api/batches/:id/results.zip', 'results of a batch', studio),
  own('POST', '/api/codes/read', 'read the codes of a picture', shops),
  own('POST', '/api/previews/coupon', 'preview of a coupon image', studio),
  own('GET', '/api/requests', 'requests of clients', traffic),
  own('GET', '/api/requests/:id', 'one request', traffic),
  own('GET', '/api/requests/:id/diagnosis', 'why its signature was refused', traffic),
  own('POST', '/api/diagnosis', 'why the signature of a pasted request is refused', traffic),
  own('GET', '/api/callbacks', 'callbacks', traffic),
  own('GET', '/api/callbacks/:id/attempts', 'attempts at a callback', traffic),
  own('POST', '/api/callbacks/:id/resend', 'send a callback again', traffic),
  own('POST', '/api/session', 'sign in', session),
  own('GET', '/api/session', 'who is signed in', session),
  own('DELETE', '/api/session', 'sign out', session),
  own('POST', '/api/claims', 'claim a card', ['src/apis/console/claims/claims.test.ts']),
  own('PUT', '/api/accounts/:kind/:number/message-server', 'where an account is told of events', [accountsTest]),
  own('GET', '/api/accounts/:kind/:number/message-server', 'where an account is told of events', [accountsTest]),
  own('PUT', '/api/cards/:card_id/review', 'the approval desk', ['src/apis/console/reviews/reviews.test.ts']),
  own('GET', '/api/audit', 'who did what', audit),
  own('GET', '/api/audit/verification', 'check of the audit log', audit),
  own('GET', '/api/sandbox', 'the sandbox', sandbox),
  own('POST', '/api/sandbox/clock', 'its clock', sandbox),
  own('GET', '/api/sandbox/faults', 'rules of faults', sandbox),
  own('POST', '/api/sandbox/faults', 'add a rule', sandbox),
  own('DELETE', '/api/sandbox/faults', 'remove every rule', sandbox),
  own('DELETE', '/api/sandbox/faults/:id', 'remove a rule', sandbox),
  own('GET', '/api/sandbox/snapshots', 'saved states', sandbox),
  own('POST', '/api/sandbox/snapshots', 'save the state', sandbox),
  own('POST', '/api/sandbox/snapshots/:name/load', 'load a state', sandbox),
  own('POST', '/api/sandbox/snapshots/:name/branch', 'branch a state', sandbox),
  own('POST', '/api/sandbox/snapshots/:name/file', 'file of a state', sandbox),
  own('PUT', '/api/sandbox/snapshots/:name/file', 'take a file of a state', sandbox),
  own('DELETE', '/api/sandbox/snapshots/:name', 'delete a state', sandbox),
  own('POST', '/api/sandbox/reset', 'back to a first start', sandbox),
  own('POST', '/api/sandbox/accounts/:number/reset', 'reset one account', sandbox),
  own('GET', '/api/sandbox/coverage', 'what a program has met', sandbox),
  own('POST', '/api/sandbox/coverage/exercise', 'have it meet something', sandbox),
  own('POST', '/api/sandbox/callbacks/forge', 'forged callbacks', sandbox),
  own('GET', '/openapi.json', 'this API, described', ['src/apis/console/openapi.test.ts']),
];
