// The sandbox's controls for its console: clock, faults, snapshots, what the connected program has met, forged callbacks.
// Must not hold their rules; the desk does. Outside sandbox mode every one of them is answered with 404.
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { BadRequest } from '../../../http/plain-json.js';
import { clockFor, moveClock } from '../../../http/sandbox-routes.js';
import { domainErrorCodes, isDomainError } from '../../../kernel/errors.js';
import type { RoomServices, SandboxDesk } from '../../room.js';

import { domainFailures, Refused } from '../envelope.js';
import { answered, type Call, type Route, route } from '../gate.js';
import { mayChange, mayLook, ownerOnly } from '../roles.js';
import type { Sessions } from '../sessions.js';
import * as schema from './schema.js';

const noSandbox = { 404: 'This server is no sandbox' };
const notHere = 'Another process does the work of this server; ask the one that does';
type Named = { name: string };

export function sandboxRoutes({ desk, accounts }: RoomServices, sessions: Sessions): readonly Route[] {
  /** The desk's own words reach whoever asked: they name what is wrong and the remedy. @throws Refused */
  async function ask<T>(work: (desk: SandboxDesk) => T | Promise<T>): Promise<T> {
    const found = desk();
    if (found === null) throw new Refused(404, 'no-sandbox', 'this server is no sandbox; start it with --sandbox');
    try {
      return await work(found);
    } catch (error) {
      if (error instanceof BadRequest) throw new Refused(400, 'invalid', error.message);
      if (!isDomainError(error)) throw error;
      const { status, reason } = domainFailures[error.code];
      throw new Refused(status, reason, error.message);
    }
  }

  /** Time has jumped, or the users were exchanged: who is signed in with a cookie stays signed in. */
  async function staySignedIn({ user, request, setCookie }: Call<unknown>): Promise<void> {
    if (request.headers.cookie === undefined || request.headers.authorization !== undefined) return;
    const now = await accounts.find(user.kind, user.number);
    if (now !== null) setCookie(sessions.open(now, request.protocol === 'https'));
  }

  const clockOf = (clock: SandboxDesk['clock']) => ({ now: clock.now(), frozen: clock.frozen });
  const rulesOf = ({ faults }: SandboxDesk) => ({ faults: faults.list() });
  const common = { answer: schema.anyObject, failures: noSandbox };
  const ofStates = { answer: schema.anyObject, failures: { ...noSandbox, 409: notHere } };

  return [
    route(
      {
        method: 'GET',
        path: '/sandbox',
        summary: 'The sandbox: its clock, accounts, receivers of callbacks, and what can go wrong where on purpose',
        roles: mayLook,
        ...common,
      },
      () =>
        ask(async (each) => ({
          clock: clockOf(each.clock),
          clocks: await each.clocks.list(),
          accounts: await each.accounts(),
          receivers: await each.receivers(),
          rooms: each.rooms,
          errors: domainErrorCodes,
        })),
    ),
    route<Record<string, unknown>>(
      {
        method: 'POST',
        path: '/sandbox/clock',
        summary:
          'Move, stop or start the sandbox’s clock or one account’s; answered when everything due on the way has happened',
        roles: mayChange,
        body: schema.clockBody,
        ...common,
      },
      async (call) => {
        const state = await ask(async (each) => {
          const { account, ...body } = call.body;
          const clock = await clockFor(account, each);
          await moveClock(clock, body);
          return clockOf(clock);
        });
        await staySignedIn(call);
        return state;
      },
    ),
    route({ method: 'GET', path: '/sandbox/faults', summary: 'Rules of faults', roles: mayLook, ...common }, () =>
      ask(rulesOf),
    ),
    route<Record<string, unknown>>(
      {
        method: 'POST',
        path: '/sandbox/faults',
        summary: 'Add a rule: which requests or callbacks go wrong, and how',
        roles: mayChange,
        body: schema.faultBody,
        ...common,
      },
      ({ body }) => ask((each) => each.addFault(body)),
    ),
    route(
      { method: 'DELETE', path: '/sandbox/faults', summary: 'Remove every rule', roles: mayChange, ...common },
      () =>
        ask((each) => {
          each.faults.clear();
          return rulesOf(each);
        }),
    ),
    route<unknown, unknown, { id: number }>(
      {
        method: 'DELETE',
        path: '/sandbox/faults/:id',
        summary: 'Remove one rule',
        roles: mayChange,
        params: schema.ruleId,
        ...common,
      },
      ({ path }) =>
        ask((each) => {
          if (!each.faults.remove(path.id)) throw new Refused(404, 'not-found', `there is no rule ${path.id}`);
          return rulesOf(each);
        }),
    ),
    route({ method: 'GET', path: '/sandbox/snapshots', summary: 'Saved states', roles: mayLook, ...ofStates }, () =>
      ask(async (each) => ({ snapshots: await each.snapshots.list() })),
    ),
    route<Named & { replace?: boolean; account?: string }>(
      {
        method: 'POST',
        path: '/sandbox/snapshots',
        summary: 'Save the state of the whole sandbox, or of one account',
        roles: mayChange,
        body: schema.saveBody,
        answer: schema.anyObject,
        failures: { ...noSandbox, 409: `There is one of that name. ${notHere}` },
      },
      ({ body: { name, replace, account } }) => {
        const of = account === undefined ? {} : { account };
        return ask((each) => each.snapshots.save(name, { replace: replace === true, ...of }));
      },
    ),
    route<unknown, unknown, Named>(
      {
        method: 'POST',
        path: '/sandbox/snapshots/:name/load',
        summary: 'Put a saved state in the place of the present one',
        roles: ownerOnly,
        params: schema.snapshotName,
        ...ofStates,
      },
      async (call) => {
        const loaded = await ask((each) => each.snapshots.load(call.path.name));
        await staySignedIn(call);
        return loaded;
      },
    ),
    route<{ folder?: string; as?: string }, unknown, Named>(
      {
        method: 'POST',
        path: '/sandbox/snapshots/:name/branch',
        summary:
          'Make a data folder of its own of a saved state, to be served beside this one; or, without a folder, a new account of a saved account',
        roles: ownerOnly,
        params: schema.snapshotName,
        body: schema.branchBody,
        answer: schema.anyObject,
        failures: { ...noSandbox, 409: `There is such a folder or account. ${notHere}` },
      },
      ({ path, body: { folder, as } }) =>
        ask<object>(({ snapshots }) =>
          folder === undefined ? snapshots.branchAccount(path.name, as) : snapshots.branch(path.name, folder),
        ),
    ),
    // Not a GET: the file holds every secret of the sandbox, and it is written down who took it.
    route<unknown, unknown, Named>(
      {
        method: 'POST',
        path: '/sandbox/snapshots/:name/file',
        summary: 'The file of a saved state (application/x-tar); the audit log notes who asked',
        roles: ownerOnly,
        params: schema.snapshotName,
        ...ofStates,
      },
      async ({ path, takeOver }) => {
        const file = await ask((each) => each.snapshots.file(path.name));
        const response = takeOver();
        response.writeHead(200, {
          'Content-Type': 'application/x-tar',
          'Content-Length': file.bytes,
          'Content-Disposition': `attachment; filename="${path.name}.snapshot"`,
          'Cache-Control': 'no-store',
          'X-Content-Type-Options': 'nosniff',
        });
        // A caller that hangs up half-way is nobody's failure.
        await pipeline(createReadStream(file.path), response).catch(() => response.destroy());
        return answered;
      },
    ),
    route<AsyncIterable<Uint8Array>, { replace?: 'true' | 'false' }, Named>(
      {
        method: 'PUT',
        path: '/sandbox/snapshots/:name/file',
        summary: 'Keep a file that was saved elsewhere (application/x-tar) under this name; nothing is loaded',
        roles: ownerOnly,
        streamedBody: true,
        params: schema.snapshotName,
        query: schema.takeQuery,
        answer: schema.anyObject,
        failures: { ...noSandbox, 409: `There is one of that name. ${notHere}`, 413: 'More than 8 GiB' },
      },
      ({ path, query, body }) =>
        ask((each) => each.snapshots.take(path.name, body, { replace: query.replace === 'true' })),
    ),
    route<unknown, unknown, Named>(
      {
        method: 'DELETE',
        path: '/sandbox/snapshots/:name',
        summary: 'Delete a saved state',
        roles: ownerOnly,
        params: schema.snapshotName,
        ...ofStates,
      },
      ({ path }) =>
        ask(async (each) => {
          await each.snapshots.remove(path.name);
          return { snapshots: await each.snapshots.list() };
        }),
    ),
    route(
      {
        method: 'POST',
        path: '/sandbox/reset',
        summary: 'Back to the state of a first start; credentials and clock stay',
        roles: ownerOnly,
        ...ofStates,
      },
      async (call) => {
        await ask((each) => each.snapshots.reset());
        await staySignedIn(call);
        return {};
      },
    ),
    route<unknown, unknown, { number: string }>(
      {
        method: 'POST',
        path: '/sandbox/accounts/:number/reset',
        summary:
          'Drop what one account owns: it is as after a first start; its credentials and all other accounts stay',
        roles: ownerOnly,
        params: schema.accountNumber,
        ...ofStates,
      },
      async ({ path }) => {
        await ask((each) => each.snapshots.resetAccount(path.number));
        return {};
      },
    ),
    route(
      {
        method: 'GET',
        path: '/sandbox/coverage',
        summary: 'What the connected program has met since the server started, and what not',
        roles: mayLook,
        ...common,
      },
      () => ask((each) => each.coverage()),
    ),
    route<{ id: string }>(
      {
        method: 'POST',
        path: '/sandbox/coverage/exercise',
        summary: 'Have the program meet one thing of the report with its next request or callback',
        roles: mayChange,
        body: schema.exerciseBody,
        ...common,
      },
      ({ body }) => ask((each) => each.exercise(body.id)),
    ),
    route<{ account?: string; kinds?: string[] }>(
      {
        method: 'POST',
        path: '/sandbox/callbacks/forge',
        summary: 'Send callbacks that must be refused to the receivers of the demo accounts, and judge the answers',
        roles: mayChange,
        body: schema.forgeBody,
        ...common,
      },
      ({ body }) => ask(async (each) => ({ accounts: await each.forge(body) })),
    ),
  ];
}
