// How cards reach people: links with a QR code, shelves, messages, followers, and the figures of it all.
// Must not hold rules; the domains decide.
import type { MessageContent } from '../../../domain/distribution/index.js';
import type { RoomServices } from '../../room.js';
import { Bytes, type Route, route } from '../gate.js';
import { mayChange, mayLook } from '../roles.js';
import { figuresQuery, followersQuery, linkBody, messageBody, numberedQuery, shelfBody, shopPath } from './schema.js';
import { shopBy } from './shop.js';

interface ShopPath {
  readonly shop: string;
}
interface Numbered {
  readonly before?: number;
  readonly limit?: number;
}
type Message = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'card'; readonly card: string };

const object = { type: 'object' };
const dayMs = 86_400_000;
/** Cards named in the figures. */
const mostCards = 50;

const contentOf = (message: Message): MessageContent =>
  message.kind === 'text' ? message : { kind: 'offer', offer: message.card, signed: null };

export function reachRoutes(services: RoomServices): Route[] {
  const { coupons, distribution, audience } = services;
  const unknown = { 404: 'There is no such shop or card' };
  return [
    route<{ cards: string[]; channel?: string; days?: number }, unknown, ShopPath>(
      {
        method: 'POST',
        path: '/shops/:shop/links',
        summary: 'A link to claim cards with, and its QR code',
        roles: mayChange,
        params: shopPath,
        body: linkBody,
        answer: object,
        failures: unknown,
      },
      async ({ path, body }) => {
        const { account } = await shopBy(services, path.shop);
        for (const card of body.cards) await coupons.findOffer(account.id, card);
        const items = body.cards.map((offer) => ({
          offer,
          code: null,
          holder: null,
          once: false,
          channel: body.channel ?? '',
          facts: {},
          beginsAt: null,
        }));
        const ticket = await distribution.createTicket(account.id, items, (body.days ?? 30) * dayMs);
        return {
          address: distribution.address.ticket(ticket),
          modules: distribution.modules(distribution.address.ticket(ticket)),
          picture: `data:image/jpeg;base64,${distribution.picture(ticket).toString('base64')}`,
          expiresAt: ticket.expiresAt,
        };
      },
    ),
    route<
      {
        title: string;
        banner: string;
        place?: string;
        shareable?: boolean;
        colour?: string;
        cards: { card: string; picture: string }[];
      },
      unknown,
      ShopPath
    >(
      {
        method: 'POST',
        path: '/shops/:shop/shelves',
        summary: 'A landing page with a banner and cards',
        roles: mayChange,
        params: shopPath,
        body: shelfBody,
        answer: object,
        failures: unknown,
      },
      async ({ path, body }) => {
        const { account } = await shopBy(services, path.shop);
        for (const { card } of body.cards) await coupons.findOffer(account.id, card);
        const shelf = await distribution.createShelf(account.id, {
          title: body.title,
          banner: body.banner,
          shareable: body.shareable ?? true,
          colour: body.colour ?? null,
          place: body.place ?? 'console',
          cards: body.cards.map(({ card, picture }) => ({ offer: card, picture })),
        });
        const address = distribution.address.shelf(shelf);
        return { address, serial: shelf.serial, modules: distribution.modules(address) };
      },
    ),
    route<unknown, Numbered, ShopPath>(
      {
        method: 'GET',
        path: '/shops/:shop/shelves',
        summary: 'Landing pages, newest first',
        roles: mayLook,
        params: shopPath,
        query: numberedQuery,
        answer: object,
        failures: unknown,
      },
      async ({ path, query: { before, limit = 50 } }) => {
        const { account } = await shopBy(services, path.shop);
        const shelves = await distribution.shelves(account.id, limit, before);
        return {
          shelves: shelves.map((shelf) => {
            const address = distribution.address.shelf(shelf);
            return { ...shelf, address, modules: distribution.modules(address) };
          }),
          next: shelves.length < limit ? null : (shelves.at(-1)?.serial ?? null),
        };
      },
    ),
    route<unknown, { after?: number; limit?: number; tag?: number; text?: string }, ShopPath>(
      {
        method: 'GET',
        path: '/shops/:shop/followers',
        summary: 'Followers in the order of joining, and the tags there are',
        roles: mayLook,
        params: shopPath,
        query: followersQuery,
        answer: object,
        failures: unknown,
      },
      async ({ path, query }) => {
        const { account } = await shopBy(services, path.shop);
        const { after = 0, limit = 50, tag, text } = query;
        const [{ followers, total }, tags] = await Promise.all([
          audience.page(account.id, { afterPosition: after, limit, tag, text }),
          audience.tags(account.id),
        ]);
        return { total, followers, tags, next: followers.length < limit ? null : (followers.at(-1)?.position ?? null) };
      },
    ),
    route<{ content: Message; follower?: string; tag?: number }, unknown, ShopPath>(
      {
        method: 'POST',
        path: '/shops/:shop/messages',
        summary: 'Send a text or a card to one follower, to a tag, or to everybody',
        roles: mayChange,
        params: shopPath,
        body: messageBody,
        answer: object,
        failures: { ...unknown, 409: 'The follower cannot be written to, or the same message was sent already' },
      },
      async ({ path, body }) => {
        const { account } = await shopBy(services, path.shop);
        const content = contentOf(body.content);
        if (content.kind === 'offer') await coupons.findOffer(account.id, content.offer);
        if (body.follower !== undefined) {
          return { message: await distribution.preview(account.id, body.follower, content) };
        }
        const target = body.tag === undefined ? ({ kind: 'all' } as const) : ({ kind: 'tag', tag: body.tag } as const);
        const sent = { content, target, clientId: null, mostPerMonth: null };
        return { message: await distribution.broadcast(account.id, sent) };
      },
    ),
    route<unknown, Numbered, ShopPath>(
      {
        method: 'GET',
        path: '/shops/:shop/messages',
        summary: 'Messages to many, newest first, with what came of them',
        roles: mayLook,
        params: shopPath,
        query: numberedQuery,
        answer: object,
        failures: unknown,
      },
      async ({ path, query: { before, limit = 50 } }) => {
        const { account } = await shopBy(services, path.shop);
        const messages = await distribution.broadcasts(account.id, limit, before);
        return { messages, next: messages.length < limit ? null : (messages.at(-1)?.id ?? null) };
      },
    ),
    route<unknown, { from: string; to: string; card?: string }, ShopPath>(
      {
        method: 'GET',
        path: '/shops/:shop/figures',
        summary: 'Exact counts per day, per channel, and per card (those with most events)',
        roles: mayLook,
        params: shopPath,
        query: figuresQuery,
        answer: object,
        failures: unknown,
      },
      async ({ path, query }) => {
        const { account } = await shopBy(services, path.shop);
        const { from, to, card } = query;
        const one = card === undefined ? {} : { offer: card };
        const { offers, offersTotal, ...rest } = await coupons.figures(account.id, {
          from,
          to,
          ...one,
          most: mostCards,
        });
        const cards: object[] = [];
        for (const { offer, counts } of offers) {
          const { title } = await coupons.findOffer(account.id, offer);
          cards.push({ card: offer, title, counts });
        }
        return { ...rest, cards, cardsTotal: offersTotal };
      },
    ),
    route<unknown, { from: string; to: string; card?: string }, ShopPath>(
      {
        method: 'GET',
        path: '/shops/:shop/figures.csv',
        summary: 'Exact counts per day, card, channel and kind of event, with how many different people, as CSV',
        roles: mayLook,
        params: shopPath,
        query: figuresQuery,
        answer: { type: 'string' },
        failures: unknown,
      },
      async ({ path, query: { from, to, card } }) => {
        const { account } = await shopBy(services, path.shop);
        const one = card === undefined ? {} : { offer: card };
        const counts = await coupons.statistics(account.id, { from, to, ...one, perOffer: true, perChannel: true });
        const cell = (text: string | number): string => `"${String(text).replaceAll('"', '""')}"`;
        const lines = counts.map(({ day, offer, channel, kind, count, holders }) =>
          [day, offer ?? '', channel ?? '', kind, count, holders].map(cell).join(','),
        );
        const head = '\uFEFFday,card,channel,event,count,people';
        return new Bytes('text/csv; charset=utf-8', Buffer.from(`${[head, ...lines].join('\r\n')}\r\n`));
      },
    ),
    route<unknown, { before?: number }, ShopPath>(
      {
        method: 'GET',
        path: '/shops/:shop/events',
        summary: 'What happened, newest first',
        roles: mayLook,
        params: shopPath,
        query: { type: 'object', properties: { before: { type: 'integer', minimum: 1 } } },
        answer: object,
        failures: unknown,
      },
      async ({ path, query }) => {
        const { account } = await shopBy(services, path.shop);
        const before = query.before === undefined ? {} : { before: query.before };
        return { events: await coupons.events(account.id, { count: 50, ...before }) };
      },
    ),
  ];
}
