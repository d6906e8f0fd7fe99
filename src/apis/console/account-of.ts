// The account an operation is about: a shop, a library, or that of a card. For accounts that have a clock of their own.
// Must not judge whether the caller may ask; the gate does.
import type { HttpRequest } from '../../http/server.js';
import type { RoomServices } from '../room.js';
import { shopBy } from './shops/shop.js';

/** Its id; null when the operation is about no account alone. @throws when there is none of that number */
export const createAccountOf =
  (services: RoomServices) =>
  async (request: HttpRequest): Promise<string | null> => {
    const { shop, library, card_id } = request.params as Readonly<Record<string, string | undefined>>;
    if (shop !== undefined) return (await shopBy(services, shop)).account.id;
    if (library !== undefined) {
      const kinds = [...services.libraryKinds];
      const found = await Promise.all(kinds.map((kind) => services.accounts.find(kind, library)));
      return found.find((account) => account !== null)?.id ?? null;
    }
    const card = card_id ?? (Object(request.body) as { card_id?: unknown }).card_id;
    return typeof card === 'string' ? (await services.coupons.offerByNumber(card)).accountId : null;
  };
