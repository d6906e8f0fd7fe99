// Who is calling and for which shop: bearer token → application, shop id → library the application may use.
// Must not issue tokens or answer.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Account } from '../../domain/accounts/index.js';
import type { RoomServices } from '../room.js';
import { Refused } from './envelope.js';

/** Kinds of this room's accounts: who calls (number = client id), and whose pictures they are (number = shop id). */
export const applicationKind = 'picture-application';
export const shopKind = 'shop';
/** Purposes of their secrets. */
export const secrets = { client: 'client', accessToken: 'access-token', owner: 'owner' } as const;

const longestToken = 256;
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
/** Whether two secrets are equal; takes the same time whatever they are. */
export const same = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

/** A token that does not end begins with its application's client id, so that it can be looked up. */
export const lastingToken = (clientId: string, tail: string): string => `${clientId}_${tail}`;

export type AuthServices = Pick<RoomServices, 'accounts' | 'tokens'>;

/** The application a token belongs to. @throws Refused token */
export async function applicationOf(token: string, { accounts, tokens }: AuthServices): Promise<Account> {
  if (token === '' || token.length > longestToken || !/^[\w.~+/-]+=*$/.test(token))
    throw new Refused({ kind: 'token' });
  const [clientId = ''] = token.split('_', 1);
  const owner = clientId === token ? null : await accounts.find(applicationKind, clientId);
  const lasting = owner?.secrets.get(secrets.accessToken);
  if (owner !== null && lasting !== undefined && same(lasting, token)) return owner;
  const found = await tokens.lookup(token);
  if (found.state !== 'valid') {
    throw new Refused(found.state === 'expired' ? { kind: 'token', expired: true } : { kind: 'token' });
  }
  const account = await accounts.load(found.accountId);
  if (account.kind !== applicationKind) throw new Refused({ kind: 'token' });
  return account;
}

/** `Authorization: Bearer …`, the scheme in any case. @throws Refused token */
export async function callerOf(header: string | undefined, services: AuthServices): Promise<Account> {
  const token = /^bearer +(\S+) *$/i.exec(header ?? '')?.[1];
  if (token === undefined) throw new Refused({ kind: 'token' });
  return applicationOf(token, services);
}

/**
 * The account of a shop the application may act for.
 * @param authorizeUrl where the shop's owner can permit it
 * @throws Refused shop (not permitted, or no such shop), owner (permitted once, gone since)
 */
export async function shopOf(
  application: Account,
  shopId: string,
  accounts: RoomServices['accounts'],
  authorizeUrl: () => string,
): Promise<Account> {
  if (!application.brands.has(shopId)) throw new Refused({ kind: 'shop', url: authorizeUrl() });
  const shop = await accounts.find(shopKind, shopId);
  if (shop === null) throw new Refused({ kind: 'owner' });
  return shop;
}
