// What the audit log says of each operation: its name, what it was done to, further facts. One list, so that it can be read.
// Must not name a secret: no password, no key, no picture bytes. What changes something and is not listed is written down under
// its method and path all the same: nothing escapes by being forgotten.
import type { Act, Audit } from '../../../domain/audit/index.js';
import type { Route } from '../gate.js';
import { roleOf } from '../roles.js';

type Facts = Readonly<Record<string, unknown>>;

/** A request that was granted, and its answer, as plain facts. */
interface Done {
  readonly path: Facts;
  readonly query: Facts;
  readonly body: Facts;
  readonly answer: Facts;
}

type About = (done: Done) => { subject?: unknown; account?: unknown; detail?: Facts };

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

const ofCard: About = ({ path }) => ({ subject: path.card, account: path.shop });
const ofPicture: About = ({ path }) => ({ subject: path.picture, account: path.library });
const ofPath: About = ({ path }) => ({ subject: Object.values(path).map(textOf).join(' ') });
const ofStep: About = ({ path }) => ({ subject: path.id });

/** `METHOD /path` as the routes have it → the action's name and what it is about. */
export const acts: Readonly<Record<string, readonly [action: string, about: About]>> = {
  'POST /session': ['session.sign-in', ({ answer }) => ({ subject: answer.user })],
  'DELETE /session': ['session.sign-out', () => ({})],
  'POST /shops/:shop/cards': [
    'card.make',
    ({ path, body, answer }) => ({ subject: answer.number, account: path.shop, detail: { title: body.title } }),
  ],
  'POST /shops/:shop/cards/:card/imports': [
    'card.import-codes',
    ({ path, body }) => ({ subject: path.card, account: path.shop, detail: { list: body.list } }),
  ],
  'POST /credentials/:kind/:number/secrets': [
    'credentials.show',
    ({ path }) => ({ subject: path.number, detail: { kind: path.kind } }),
  ],
  'POST /batches': ['batch.begin', ({ body, answer }) => ({ subject: answer.id, detail: { name: body.name } })],
  'POST /shops/:shop/cards/:card/stock': [
    'card.stock',
    ({ path, body }) => ({ subject: path.card, account: path.shop, detail: { delta: body.delta } }),
  ],
  'PATCH /shops/:shop/cards/:card': [
    'card.edit',
    ({ path, body }) => ({ subject: path.card, account: path.shop, detail: body }),
  ],
  'DELETE /shops/:shop/cards/:card': ['card.delete', ofCard],
  'PUT /cards/:card_id/review': [
    'card.review',
    ({ path, body }) => ({ subject: path.card_id, detail: { approved: body.approved, reason: body.reason } }),
  ],
  'POST /shops/:shop/redemptions': [
    'code.redeem',
    ({ path, body }) => ({ subject: body.code, account: path.shop, detail: { card: body.card } }),
  ],
  'POST /shops/:shop/links': [
    'link.make',
    ({ path, body }) => ({ account: path.shop, detail: { cards: body.cards, channel: body.channel } }),
  ],
  'POST /shops/:shop/shelves': [
    'shelf.make',
    ({ path, body, answer }) => ({ subject: answer.address, account: path.shop, detail: { title: body.title } }),
  ],
  'POST /shops/:shop/followers/:follower/said': [
    'follower.say',
    ({ path }) => ({ subject: path.follower, account: path.shop }),
  ],
  'POST /shops/:shop/messages': [
    'message.send',
    ({ path, body }) => ({ account: path.shop, detail: { follower: body.follower, tag: body.tag } }),
  ],
  'PUT /accounts/:kind/:number/message-server': [
    'account.message-server',
    // An address may carry a key in its query: only where it leads is written down.
    ({ path, body }) => ({
      account: path.number,
      detail: { kind: path.kind, host: URL.canParse(String(body.url)) ? new URL(String(body.url)).host : '' },
    }),
  ],
  'POST /callbacks/:id/resend': ['callback.resend', ofStep],
  'PUT /limits': ['limits.choose', ({ body }) => ({ detail: { profile: body.profile } })],
  'POST /operations/jobs/:id/retry': ['job.retry', ofStep],
  'DELETE /operations/jobs/:id': ['job.drop', ofStep],
  'POST /campaigns': ['campaign.begin', ({ answer }) => ({ subject: answer.id })],
  'PATCH /campaigns/:id': ['campaign.rename', ({ path, body }) => ({ subject: path.id, detail: { name: body.name } })],
  'POST /campaigns/:id/cutout': ['campaign.cutout', ofStep],
  'PUT /campaigns/:id/steps/cutout': [
    'campaign.step',
    ({ path }) => ({ subject: path.id, detail: { step: 'cutout' } }),
  ],
  'PUT /campaigns/:id/steps/crops': ['campaign.step', ({ path }) => ({ subject: path.id, detail: { step: 'crops' } })],
  'PUT /campaigns/:id/steps/background': [
    'campaign.step',
    ({ path }) => ({ subject: path.id, detail: { step: 'background' } }),
  ],
  'PUT /campaigns/:id/steps/poster': [
    'campaign.step',
    ({ path }) => ({ subject: path.id, detail: { step: 'poster' } }),
  ],
  'PUT /campaigns/:id/steps/coupon': [
    'campaign.step',
    ({ path }) => ({ subject: path.id, detail: { step: 'coupon' } }),
  ],
  'POST /libraries/:library/pictures': [
    'picture.add',
    ({ path, answer }) => ({ subject: answer.number, account: path.library }),
  ],
  'PATCH /libraries/:library/pictures/:picture': ['picture.edit', ofPicture],
  'PUT /libraries/:library/pictures/:picture/bytes': ['picture.replace', ofPicture],
  'POST /libraries/:library/bin': [
    'picture.bin',
    ({ path, body }) => ({ account: path.library, detail: { pictures: body.pictures } }),
  ],
  'POST /libraries/:library/restore': [
    'picture.restore',
    ({ path, body }) => ({ account: path.library, detail: { pictures: body.pictures } }),
  ],
  'POST /libraries/:library/categories': [
    'category.make',
    ({ path, body }) => ({ account: path.library, detail: { name: body.name } }),
  ],
  'POST /sandbox/clock': ['sandbox.clock', ({ body }) => ({ detail: body })],
  'POST /sandbox/faults': ['sandbox.fault.add', ({ body, answer }) => ({ subject: answer.id, detail: body })],
  'DELETE /sandbox/faults': ['sandbox.fault.clear', () => ({})],
  'DELETE /sandbox/faults/:id': ['sandbox.fault.remove', ofStep],
  'POST /sandbox/snapshots': ['sandbox.snapshot.save', ({ body }) => ({ subject: body.name, account: body.account })],
  'POST /sandbox/snapshots/:name/load': ['sandbox.snapshot.load', ofPath],
  'POST /sandbox/snapshots/:name/branch': [
    'sandbox.snapshot.branch',
    ({ path, body, answer }) => ({ subject: path.name, detail: { folder: body.folder, account: answer.number } }),
  ],
  'POST /sandbox/snapshots/:name/file': ['sandbox.snapshot.download', ofPath],
  'PUT /sandbox/snapshots/:name/file': ['sandbox.snapshot.upload', ofPath],
  'DELETE /sandbox/snapshots/:name': ['sandbox.snapshot.delete', ofPath],
  'POST /sandbox/reset': ['sandbox.reset', () => ({})],
  'POST /sandbox/accounts/:number/reset': ['sandbox.account.reset', ofPath],
  'POST /sandbox/coverage/exercise': ['sandbox.exercise', ({ body }) => ({ subject: body.id })],
  'POST /sandbox/callbacks/forge': ['sandbox.forge', ({ body }) => ({ subject: body.account })],
};

/**
 * They change nothing (previews, diagnosis, codes read), are pieces of something whose begin is written down (lines of an import),
 * are written down with the change in one transaction (users), or stand in a log of their own (claims, at thousands a second: the shop's events).
 */
export const unrecorded: ReadonlySet<string> = new Set([
  'POST /claims',
  'POST /users',
  'POST /previews/coupon',
  'POST /diagnosis',
  'POST /codes/read',
  'POST /shops/:shop/cards/:card/imports/:import/lines',
  'POST /batches/:id/photos',
]);

const factsOf = (value: unknown): Facts =>
  typeof value === 'object' && value !== null && !Buffer.isBuffer(value) ? (value as Facts) : {};

export interface GrantedCall {
  readonly user: { readonly number: string; readonly secrets: ReadonlyMap<string, string> };
  readonly body: unknown;
  readonly query: unknown;
  readonly path: unknown;
}

/** Writes down what a request did; nothing for those that only look. */
export function createWitness(audit: Audit): (route: Route, call: GrantedCall, answer: object) => Promise<void> {
  return async (route, call, answer) => {
    const name = `${route.method} ${route.path}`;
    const known = acts[name];
    if (known === undefined && (route.method === 'GET' || unrecorded.has(name))) return;
    const path = factsOf(call.path);
    const done = { path, query: factsOf(call.query), body: factsOf(call.body), answer: factsOf(answer) };
    const [action, about] = known ?? [name, ofPath];
    const { subject, account, detail } = about(done);
    // Somebody who signs in is nobody until the answer names him.
    const signingIn = call.user.number === '';
    const act: Act = {
      actor: signingIn ? textOf(done.answer.user) : call.user.number,
      role: signingIn ? textOf(done.answer.role) : roleOf(call.user),
      action,
      subject: textOf(subject),
      account: textOf(account),
      room: 'console',
      detail: detail ?? {},
    };
    await audit.record(act);
  };
}
