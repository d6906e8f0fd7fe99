// Snapshots over HTTP, below /sandbox.
// Must not be mounted outside sandbox mode.
import { BadRequest, bodyOf, guarded, send } from '../http/plain-json.js';
import { type HttpApp, rawBody } from '../http/server.js';
import type { Snapshots } from './snapshots.js';

const nameIn = (value: unknown): string => {
  if (typeof value !== 'string' || value === '')
    throw new BadRequest('name is a text, e.g. {"name": "before-the-sale"}');
  // Files elsewhere on this machine are the command line's business.
  if (value.includes('/')) throw new BadRequest('name is the name of a snapshot of this server, no path');
  return value;
};

const accountIn = (value: unknown, name: string): string | undefined => {
  if (value === undefined || typeof value === 'string') return value;
  throw new BadRequest(`${name} is the number of an account, as a text`);
};

export function mountSnapshots(app: HttpApp, snapshots: Snapshots): void {
  app.get(
    '/sandbox/snapshots',
    guarded(async (_request, reply) => send(reply, 200, { snapshots: await snapshots.list() })),
  );
  app.post(
    '/sandbox/snapshots',
    guarded(async (request, reply) => {
      const { name, replace, account } = bodyOf(request, ['name', 'replace', 'account']);
      const number = accountIn(account, 'account');
      const options = { replace: replace === true, ...(number === undefined ? {} : { account: number }) };
      send(reply, 201, await snapshots.save(nameIn(name), options));
    }),
  );
  app.post(
    '/sandbox/snapshots/:name/load',
    guarded(async (request, reply) => {
      send(reply, 200, await snapshots.load(nameIn((request.params as { name: string }).name)));
    }),
  );
  app.post(
    '/sandbox/snapshots/:name/branch',
    guarded(async (request, reply) => {
      const number = accountIn(bodyOf(request, ['as']).as, 'as');
      send(reply, 201, await snapshots.branchAccount(nameIn((request.params as { name: string }).name), number));
    }),
  );
  app.delete(
    '/sandbox/snapshots/:name',
    guarded(async (request, reply) => {
      await snapshots.remove(nameIn((request.params as { name: string }).name));
      send(reply, 200, { snapshots: await snapshots.list() });
    }),
  );
  app.post(
    '/sandbox/reset',
    guarded(async (request, reply) => {
      const { account: given } = rawBody(request).length === 0 ? {} : bodyOf(request, ['account']);
      const account = accountIn(given, 'account');
      await (account === undefined ? snapshots.reset() : snapshots.resetAccount(account));
      send(reply, 200, {});
    }),
  );
}
