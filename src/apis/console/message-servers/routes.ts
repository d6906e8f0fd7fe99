// Where an account is told of events: set once the server there has proved that it is the account's, and read.
// Must not hold rules; those are the domain's.
import type { RoomServices } from '../../room.js';
import { Refused } from '../envelope.js';
import { type Route, route } from '../gate.js';
import { mayLook, ownerOnly } from '../roles.js';
import { fromEndpoint } from './mapping.js';
import {
  type AccountPath,
  accountPath,
  type MessageServerBody,
  messageServerAnswer,
  messageServerBody,
} from './schema.js';

export function messageServerRoutes({ accounts, delivery }: RoomServices): Route[] {
  async function idOf({ kind, number }: AccountPath): Promise<string> {
    const account = await accounts.find(kind, number);
    if (account === null) throw new Refused(404, 'unknown-account', 'there is no account of this kind and number');
    return account.id;
  }
  const path = '/accounts/:kind/:number/message-server';
  return [
    route<MessageServerBody, unknown, AccountPath>(
      {
        method: 'PUT',
        path,
        roles: ownerOnly,
        summary: 'Set where an account is told of events. The server there is asked to prove itself first',
        params: accountPath,
        body: messageServerBody,
        answer: messageServerAnswer,
        failures: {
          404: 'There is no such account',
          502: 'The server cannot be reached, or does not know the account’s token',
        },
      },
      async ({ body, path: account }) =>
        fromEndpoint(await delivery.connect(await idOf(account), body.url, body.style || null)),
    ),
    route<unknown, unknown, AccountPath>(
      {
        method: 'GET',
        path,
        roles: mayLook,
        summary: 'Where an account is told of events',
        params: accountPath,
        answer: messageServerAnswer,
        failures: { 404: 'There is no such account, or it is told nowhere' },
      },
      async ({ path: account }) => {
        const endpoint = await delivery.endpoint(await idOf(account));
        if (endpoint === null) throw new Refused(404, 'not-set', 'this account is told nowhere');
        return fromEndpoint(endpoint);
      },
    ),
  ];
}
