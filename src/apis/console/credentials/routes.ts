// What clients need to call this server: numbers, certificates and public keys; the shared secrets one account at a time.
// Must not hand out a private key: clients make their own, and this server's never leave it.
import type { KeyObject } from 'node:crypto';
import type { Account } from '../../../domain/accounts/index.js';
import type { RoomServices } from '../../room.js';
import { userKind } from '../auth.js';
import { Refused } from '../envelope.js';
import { type Route, route } from '../gate.js';
import { ownerOnly } from '../roles.js';

const object = { type: 'object' };
const accountPath = {
  type: 'object',
  required: ['kind', 'number'],
  properties: {
    kind: { type: 'string', minLength: 1, maxLength: 64 },
    number: { type: 'string', minLength: 1, maxLength: 64 },
  },
};
const mostAccounts = 200;

const pemOf = (key: KeyObject): string => String(key.export({ type: 'spki', format: 'pem' }));

const shown = (account: Account) => ({
  kind: account.kind,
  number: account.number,
  name: account.name,
  brands: [...account.brands],
  clientKeys: [...account.clientKeys.values()].map(({ serial, publicKey, notAfter, revoked }) => ({
    serial,
    publicKey: pemOf(publicKey),
    notAfter,
    revoked,
  })),
  serverKeys: [...account.serverKeys.values()].map(({ id, publicKey, certificate, notAfter }) => ({
    id,
    publicKey: pemOf(publicKey),
    certificate,
    notAfter,
    usual: account.defaultServerKey?.id === id,
  })),
  secrets: [...account.secrets.keys()],
});

export function credentialRoutes({ accounts }: RoomServices): Route[] {
  return [
    route(
      {
        method: 'GET',
        path: '/credentials',
        summary: 'Accounts of clients with their keys and certificates, and the names of their secrets',
        roles: ownerOnly,
        answer: object,
        failures: {},
      },
      async () => {
        const kinds = (await accounts.kinds()).filter((kind) => kind !== userKind);
        const found = await Promise.all(kinds.map((kind) => accounts.list(kind, mostAccounts)));
        return { accounts: found.flat().map(shown) };
      },
    ),
    // Not a GET: it is written down who looked.
    route<unknown, unknown, { kind: string; number: string }>(
      {
        method: 'POST',
        path: '/credentials/:kind/:number/secrets',
        summary: 'The shared secrets of one account; the audit log notes who asked',
        roles: ownerOnly,
        params: accountPath,
        answer: object,
        failures: { 404: 'There is no such account' },
      },
      async ({ path }) => {
        const account = path.kind === userKind ? null : await accounts.find(path.kind, path.number);
        if (account === null) throw new Refused(404, 'unknown-account', 'there is no such account');
        return { secrets: Object.fromEntries(account.secrets) };
      },
    ),
  ];
}
