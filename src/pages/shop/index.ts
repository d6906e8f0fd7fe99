// The pages for shoppers and shop staff: every address with what serves it.
// Must not hold pages; they work without a script, and every form is one that this server wrote.
import type { HttpApp } from '../../http/server.js';
import { claimPages } from './claim-pages.js';
import { counterPages, longestPhoto } from './counter-pages.js';
import { followPages } from './follow-pages.js';
import type { ShopParts } from './parts.js';
import { createMount, type Serve } from './respond.js';
import { createSessions } from './session.js';
import { walletPages } from './wallet-pages.js';

export type { ShopParts } from './parts.js';

export function mountShop(app: HttpApp, parts: ShopParts): void {
  const mount = createMount(app, parts);
  const sessions = createSessions(parts);
  const claims = claimPages(parts, sessions);
  const follow = followPages(parts, sessions);
  // A ticket lets claim offers, or leads to the account itself.
  const byTicket =
    (method: 'get' | 'post'): Serve =>
    async (request, params) => {
      const ticket = await parts.distribution.ticket(params.key ?? '');
      return ticket.scene === null ? claims.ticket[method](request, params) : follow[method](request, ticket);
    };
  mount('GET', '/q/:key', byTicket('get'));
  mount('POST', '/q/:key', byTicket('post'));
  mount('GET', '/shelf/:key', claims.shelf.get);
  mount('POST', '/shelf/:key', claims.shelf.post);
  mount('GET', '/offer/:key', claims.offer.get);
  mount('POST', '/offer/:key', claims.offer.post);
  const wallet = walletPages(parts, sessions);
  mount('GET', '/wallet/:account', wallet.wallet);
  mount('GET', '/wallet/:account/:offer/:code', wallet.detail);
  mount('POST', '/wallet/:account/:offer/:code/gift', wallet.give);
  mount('POST', '/wallet/:account/:offer/:code/delete', wallet.remove);
  mount('POST', '/wallet/:account/:offer/:code/use', wallet.redeem);
  mount('POST', '/wallet/:account/:offer/:code/pay', wallet.pay);
  mount('POST', '/wallet/:account/:offer/:code/talk', wallet.talk);
  mount('GET', '/wallet/:account/messages', wallet.messages);
  mount('GET', '/wallet/:account/chosen', wallet.chosen);
  mount('POST', '/wallet/:account/follow', wallet.follow);
  mount('GET', '/gift/:token', wallet.gift);
  mount('POST', '/gift/:token', wallet.take);
  const counter = counterPages(parts);
  mount('GET', '/counter/:key', counter.check);
  mount('POST', '/counter/:key', counter.redeem);
  mount('POST', '/counter/:key/photo', counter.photo, longestPhoto);
}
