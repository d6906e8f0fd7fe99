// Cards of a shop: make, list, change the stock, end, look a code up, redeem. Must not hold rules; the domains decide.
import type { OfferDraft } from '../../../domain/distribution/index.js';
import type { RoomServices } from '../../room.js';
import { type Route, route } from '../gate.js';
import { everybody, mayChange, mayLook, mayRedeem } from '../roles.js';
import { cardAnswer, cardPath, codePath, draftBody, pageQuery, redemptionBody, shopPath, stockBody } from './schema.js';
import { allShops, shopBy, shownCard } from './shop.js';

interface ShopPath {
  readonly shop: string;
}
interface CardPath extends ShopPath {
  readonly card: string;
}

const object = { type: 'object' };

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
    route<unknown, { offset?: number; count?: number }, ShopPath>(
      {
        method: 'GET',
        path: '/shops/:shop/cards',
        summary: 'Cards of a shop, newest first',
        roles: mayLook,
        params: shopPath,
        query: pageQuery,
        answer: object,
        failures: unknown,
      },
      async ({ path, query }) => {
        const shop = await shopBy(services, path.shop);
        const { offset = 0, count = 20 } = query;
        const { offers, total } = await coupons.listOffers(shop.account.id, { offset, count });
        return { total, cards: offers.map((offer) => shownCard(services, shop, offer)) };
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
        failures: { 404: 'No claimed card has this code', 409: 'Several cards have this code; name the card' },
      },
      async ({ path, query }) => {
        const { account } = await shopBy(services, path.shop);
        const ref = { accountId: account.id, code: path.code, offer: query.card };
        const [coupon, history] = [await coupons.findCode(ref), await coupons.history(ref)];
        return { coupon, history };
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
