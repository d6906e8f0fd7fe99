// Cards of a shop: make, list, change, change the stock, end, look a code up, redeem. Must not hold rules; the domains decide.
import { refusalOf } from '../../../domain/coupons/index.js';
import type { OfferDraft, OfferRevision } from '../../../domain/distribution/index.js';
import type { RoomServices } from '../../room.js';
import { Refused } from '../envelope.js';
import { type Route, route } from '../gate.js';
import { everybody, mayChange, mayLook, mayRedeem } from '../roles.js';
import {
  cardAnswer,
  cardPath,
  cardsQuery,
  codePath,
  draftBody,
  redemptionBody,
  revisionBody,
  shopPath,
  stockBody,
} from './schema.js';
import { allShops, shopBy, shownCard } from './shop.js';

interface ShopPath {
  readonly shop: string;
}
interface CardPath extends ShopPath {
  readonly card: string;
}

interface CardQuery {
  readonly offset?: number;
  readonly count?: number;
  readonly before?: string;
  readonly text?: string;
  readonly review?: keyof typeof reviewStates;
  readonly own?: boolean;
}

const object = { type: 'object' };
/** What the console's filter means by each word. */
const reviewStates = {
  pending: ['pending'],
  refused: ['refused'],
  approved: ['approved', 'published'],
  deleted: ['deleted'],
} as const;

export function cardRoutes(services: RoomServices): Route[] {
  const { coupons } = services;
  const unknown = { 404: 'There is no such shop or card' };
  return [
    route(
      {
        method: 'GET',
        path: '/shops',
        summary: 'The accounts that give out cards',
        roles: everybody,
        answer: object,
        failures: {},
      },
      async () => ({ shops: await allShops(services) }),
    ),
    route<unknown, CardQuery, ShopPath>(
      {
        method: 'GET',
        path: '/shops/:shop/cards',
        summary: 'Cards of a shop, newest first',
        roles: mayLook,
        params: shopPath,
        query: cardsQuery,
        answer: object,
        failures: unknown,
      },
      async ({ path, query }) => {
        const shop = await shopBy(services, path.shop);
        const { count = 20, review, own, ...rest } = query;
        const states = review === undefined ? undefined : reviewStates[review];
        const { offers, total } = await coupons.listOffers(shop.account.id, { ...rest, count, states, ownCodes: own });
        return {
          total,
          cards: offers.map((offer) => shownCard(services, shop, offer)),
          next: offers.length < count ? null : (offers.at(-1)?.number ?? null),
        };
      },
    ),
    route<OfferDraft, unknown, ShopPath>(
      {
        method: 'POST',
        path: '/shops/:shop/cards',
        summary: 'Make a card. It is reviewed like every other',
        roles: mayChange,
        params: shopPath,
        body: draftBody,
        answer: cardAnswer,
        failures: { ...unknown, 409: 'The card cannot be made like this' },
      },
      async ({ path, body }) => {
        if (body.stock < 1 && !body.ownCodes) throw new Refused(400, 'invalid', 'body.stock must be >= 1');
        const shop = await shopBy(services, path.shop);
        return shownCard(services, shop, await shop.storefront.issue(shop.account, body));
      },
    ),
    route<unknown, unknown, CardPath>(
      {
        method: 'GET',
        path: '/shops/:shop/cards/:card',
        summary: 'One card',
        roles: mayLook,
        params: cardPath,
        answer: cardAnswer,
        failures: unknown,
      },
      async ({ path }) => {
        const shop = await shopBy(services, path.shop);
        return shownCard(services, shop, await coupons.findOffer(shop.account.id, path.card));
      },
    ),
    route<OfferRevision, unknown, CardPath>(
      {
        method: 'PATCH',
        path: '/shops/:shop/cards/:card',
        summary: 'Change what a card says. Copies that are out follow; what people read is reviewed again',
        roles: mayChange,
        params: cardPath,
        body: revisionBody,
        answer: cardAnswer,
        failures: { ...unknown, 409: 'The card cannot be changed like this' },
      },
      async ({ path, body }) => {
        const shop = await shopBy(services, path.shop);
        return shownCard(services, shop, await shop.storefront.revise(shop.account, path.card, body));
      },
    ),
    route<{ delta: number }, unknown, CardPath>(
      {
        method: 'POST',
        path: '/shops/:shop/cards/:card/stock',
        summary: 'Add to the stock, or take from what is left',
        roles: mayChange,
        params: cardPath,
        body: stockBody,
        answer: cardAnswer,
        failures: { ...unknown, 409: 'The stock cannot be changed by that much' },
      },
      async ({ path, body }) => {
        const shop = await shopBy(services, path.shop);
        return shownCard(services, shop, await coupons.changeStock(shop.account.id, path.card, body.delta));
      },
    ),
    route<unknown, unknown, CardPath>(
      {
        method: 'DELETE',
        path: '/shops/:shop/cards/:card',
        summary: 'Give out no more of a card; copies that are out stay good',
        roles: mayChange,
        params: cardPath,
        answer: object,
        failures: { ...unknown, 409: 'The card has been deleted' },
      },
      async ({ path }) => {
        const { account } = await shopBy(services, path.shop);
        await coupons.deleteOffer(account.id, path.card);
        return {};
      },
    ),
    route<unknown, { card?: string }, ShopPath & { code: string }>(
      {
        method: 'GET',
        path: '/shops/:shop/codes/:code',
        summary: 'A copy by its code, and everything that happened to it',
        roles: everybody,
        params: codePath,
        query: { type: 'object', properties: { card: { type: 'string', maxLength: 64 } } },
        answer: object,
        failures: { 404: 'There is no such code', 409: 'Several cards have this code; name the card' },
      },
      async ({ path, query }) => {
        const shop = await shopBy(services, path.shop);
        const ref = { accountId: shop.account.id, code: path.code, offer: query.card };
        const [coupon, stored] = await Promise.all([
          coupons.findCode(ref).catch((error: unknown) => {
            if (refusalOf(error) === 'unknown-code') return null;
            throw error;
          }),
          coupons.storedCode(shop.account.id, path.code),
        ]);
        // A code of an imported list that nobody has claimed yet is known as well.
        if (coupon === null && stored.length === 0) throw new Refused(404, 'unknown-code', 'there is no such code');
        const history = coupon === null ? [] : await coupons.history({ ...ref, offer: coupon.offer });
        const offer = coupon?.offer ?? stored[0]?.offer ?? '';
        const card = shownCard(services, shop, await coupons.findOffer(shop.account.id, offer));
        return { coupon, history, stored: stored.map(({ offer: number, taken }) => ({ card: number, taken })), card };
      },
    ),
    route<{ code: string; card?: string }, unknown, ShopPath>(
      {
        method: 'POST',
        path: '/shops/:shop/redemptions',
        summary: 'Redeem a copy by its code',
        roles: mayRedeem,
        params: shopPath,
        body: redemptionBody,
        answer: object,
        failures: { 404: 'No claimed card has this code', 409: 'The copy cannot be redeemed; the error says why' },
      },
      async ({ path, body, user }) => {
        const { account, storefront } = await shopBy(services, path.shop);
        const facts = storefront.staffFacts(user.number);
        return { coupon: await coupons.redeem({ accountId: account.id, code: body.code, offer: body.card, facts }) };
      },
    ),
  ];
}
