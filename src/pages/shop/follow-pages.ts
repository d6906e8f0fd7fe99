// Behind a code that leads to the account itself: a follower is told of as come again, a visitor may begin to follow.
// Must not know what a scene means; the account wrote it.
import type { Ticket } from '../../domain/distribution/index.js';
import type { ExactAnswer, HttpRequest } from '../../http/server.js';
import { type ShopParts, shopOf } from './parts.js';
import { formOf } from './respond.js';
import { isAnswer, type Sessions } from './session.js';
import { followPage } from './views/follow.js';
import { messagePage, staleFormPage } from './views/messages.js';

export function followPages(parts: ShopParts, sessions: Sessions) {
  const { audience, clock } = parts;
  const throughOf = ({ key, scene }: Ticket) => ({ ticket: key, scene: scene ?? '' });

  async function pageOf(ticket: Ticket) {
    const shop = await shopOf(parts, ticket.accountId);
    const over = clock.now() >= ticket.expiresAt;
    const closed = over ? messagePage({ title: '二维码已过期', text: '请向商家索取新的二维码。', sign: '!' }) : null;
    const walletPath = `/wallet/${encodeURIComponent(shop.account.number)}`;
    return { shop, closed, page: { accountName: shop.account.name, path: `/q/${ticket.key}`, walletPath } };
  }

  return {
    get: async (request: HttpRequest, ticket: Ticket): Promise<ExactAnswer> => {
      const { shop, closed, page } = await pageOf(ticket);
      if (closed !== null) return closed;
      const visitor = await sessions.require(request, shop);
      if (isAnswer(visitor)) return visitor;
      const follows = (await audience.find(shop.account.id, visitor.holder))?.follows ?? false;
      if (follows) await audience.noteCame(shop.account.id, visitor.holder, throughOf(ticket));
      return followPage({ ...page, follows, seal: visitor.formSeal });
    },
    post: async (request: HttpRequest, ticket: Ticket): Promise<ExactAnswer> => {
      const { shop, closed, page } = await pageOf(ticket);
      if (closed !== null) return closed;
      const visitor = await sessions.ofForm(request, shop, formOf(request));
      if (visitor === null) return staleFormPage(page.path);
      await audience.setFollows(shop.account.id, visitor.holder, true, throughOf(ticket));
      return followPage({ ...page, follows: true, seal: visitor.formSeal });
    },
  };
}
