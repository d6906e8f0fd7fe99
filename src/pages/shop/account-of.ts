// The account whose page is asked for, by the page's address alone: for accounts that have a clock of their own.
// Must not judge: what an address leads to may be over.
import type { HttpRequest } from '../../http/server.js';
import { type ShopParts, shopByNumber } from './parts.js';

type Parts = Pick<ShopParts, 'accounts' | 'coupons' | 'distribution' | 'storefronts'>;

/** Its id; null where there is none. @throws DomainError for a key that leads nowhere */
export async function accountOfPage(parts: Parts, request: HttpRequest): Promise<string | null> {
  const { coupons, distribution } = parts;
  const { key = '', account = '', token = '' } = request.params as Readonly<Record<string, string | undefined>>;
  switch (request.routeOptions.url?.split('/', 2)[1]) {
    case 'q':
      return (await distribution.ticket(key)).accountId;
    case 'shelf':
      return (await distribution.shelf(key)).accountId;
    case 'counter':
      return (await distribution.counter(key)).accountId;
    case 'offer':
      return (await coupons.offerByNumber(key)).accountId;
    case 'wallet':
      return (await shopByNumber(parts, account)).account.id;
    case 'gift':
      return (await coupons.findGift(token)).accountId;
    default:
      return null;
  }
}
