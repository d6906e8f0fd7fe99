// The shop an operation is about: an account whose kind has a storefront. Must not know which kinds there are.
import type { Account } from '../../../domain/accounts/index.js';
import type { Offer } from '../../../domain/coupons/index.js';
import type { Storefront } from '../../../domain/distribution/index.js';
import type { RoomServices } from '../../room.js';
import { Refused } from '../envelope.js';

export interface Shop {
  readonly account: Account;
  readonly storefront: Storefront;
}

/** @throws Refused 404 when no account of this number has a storefront */
export async function shopBy({ accounts, storefronts }: RoomServices, number: string): Promise<Shop> {
  for (const [kind, storefront] of storefronts) {
    const account = await accounts.find(kind, number);
    if (account !== null) return { account, storefront };
  }
  throw new Refused(404, 'unknown-shop', 'there is no such shop');
}

/** Every account that has a storefront. */
export async function allShops({
  accounts,
  storefronts,
}: RoomServices): Promise<{ kind: string; number: string; name: string }[]> {
  const found = await Promise.all([...storefronts.keys()].map((kind) => accounts.list(kind, 200)));
  return found.flat().map(({ kind, number, name }) => ({ kind, number, name }));
}

/** A card as the console shows it. */
export const shownCard = ({ distribution }: RoomServices, { storefront }: Shop, offer: Offer): object => ({
  number: offer.number,
  title: offer.title,
  kind: offer.kind,
  review: offer.review,
  refusal: offer.refusal,
  stock: offer.stock,
  codes: offer.codes,
  codeMode: offer.codeMode,
  validity: offer.validity,
  limits: offer.limits,
  face: storefront.face(offer),
  address: distribution.address.offer(offer.number),
  createdAt: offer.createdAt,
});
