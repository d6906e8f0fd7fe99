// Handing out cards: QR codes and their pictures, shelves, articles, testers, tickets for pages that sign.
// Must not hold rules: schema.ts reads, the domains decide, mapping.ts writes.
import type { Account } from '../../../domain/accounts/index.js';
import type { Offer } from '../../../domain/coupons/index.js';
import type { TicketItem } from '../../../domain/distribution/index.js';
import { redirectAnswer } from '../../../http/page.js';
import type { ExactAnswer } from '../../../http/server.js';
import { isDomainError } from '../../../kernel/errors.js';
import type { RoomServices } from '../../room.js';
import { appKind } from '../auth.js';
import { checkWords } from '../card/content.js';
import { cardFailures } from '../card/failures.js';
import { refuse } from '../card/fields.js';
import { checkImages } from '../card/images.js';
import { keptCard } from '../card/mapping.js';
import type { Call, CallByAccount, Result, Route } from '../gate.js';
import { jsonBody, truthIn } from '../json-body.js';
import { f, refusing } from './failures.js';
import { appidOf, fromShelf, fromSigningKey, fromTicket } from './mapping.js';
import { bodyLimit, type QrItem, qrRequestOf, shelfRequestOf } from './schema.js';

type Handle = (call: CallByAccount) => Promise<Result>;

/**
 * A card that everybody may be offered. @throws Refused 40073 unknown, 40078 not approved or deleted, 45030 when the merchant
 * has to name each code
 */
export async function openCard({ coupons }: RoomServices, account: Account, cardId: string): Promise<Offer> {
  const offer = await coupons.findOffer(account.id, cardId);
  if (offer.codeMode === 'assigned') refuse(cardFailures.notForCustomCodes);
  if (offer.review !== 'approved' && offer.review !== 'published') refuse(cardFailures.invalidCardStatus);
  return offer;
}

export function distributionRoutes(services: RoomServices): Route[] {
  const { accounts, audience, coupons, distribution, pictures } = services;
  const route = (path: string, handle: Handle, method: 'GET' | 'POST' = 'POST'): Route => ({
    method,
    path,
    access: 'token',
    bodyLimit,
    handle: refusing(handle),
  });
  /** Base of this server's addresses, read off one of them. */
  const publicBase = (): string => new URL(distribution.address.ticket({ key: 'x' })).href.replace(/\/q\/x$/, '');

  async function ticketItem(account: Account, item: QrItem): Promise<TicketItem> {
    const offer = await coupons.findOffer(account.id, item.cardId);
    const { review } = offer;
    if (review === 'deleted' || review === 'refused') refuse(cardFailures.invalidCardStatus);
    if (review === 'pending') {
      // Whoever is on the list of testers may claim what has not been approved; a code of its own needs an approved card.
      const { numbers, handles } = await distribution.testers(account.id);
      if (item.unique || numbers.length + handles.length === 0) refuse(cardFailures.invalidCardStatus);
    }
    if (offer.stock.left === 0) refuse(cardFailures.outOfStock);
    if (offer.codeMode === 'assigned') {
      if (item.code === null) refuse(cardFailures.missingCode);
      if ((item.code ?? '').length > 20) refuse(cardFailures.invalidCode);
    }
    if (offer.codeMode === 'generated' && item.code !== null) refuse(cardFailures.invalidCode);
    if (item.openid === null) {
      if (truthIn(keptCard(offer).base, 'bind_openid') === true) refuse(cardFailures.missingOpenid);
    } else if ((await audience.find(account.id, item.openid)) === null) refuse(f.invalidOpenid);
    return {
      offer: item.cardId,
      code: item.code,
      holder: item.openid,
      once: item.unique,
      channel: item.outerStr ?? item.outerId ?? '',
      facts: item.outerId === null ? {} : { outerId: item.outerId },
      beginsAt: null,
    };
  }

  const createQr: Handle = async ({ account, body }) => {
    const { items, lifeSeconds } = qrRequestOf(jsonBody(body));
    const made: TicketItem[] = [];
    for (const item of items) made.push(await ticketItem(account, item));
    const ticket = await distribution.createTicket(account.id, made, lifeSeconds * 1000);
    return { json: fromTicket(ticket, lifeSeconds, distribution.address.ticket(ticket), publicBase()) };
  };

  const notFound: ExactAnswer = {
    status: 404,
    headers: [['Content-Type', 'text/plain; charset=utf-8']],
    body: 'invalid ticket',
  };

  /** The picture of a ticket. The vendor's pages build the address without escaping, so `=` arrives as it is. */
  async function showQr({ query }: Call): Promise<Result> {
    const name = query.get('ticket') ?? '';
    try {
      const ticket = name.length > 256 ? null : await distribution.ticketByName(name);
      if (ticket === null || ticket.expiresAt <= services.clock.now()) return { exact: notFound };
      return {
        exact: {
          status: 200,
          headers: [
            ['Content-Type', 'image/jpg'],
            ['Accept-Ranges', 'bytes'],
            ['Cache-control', 'max-age=604800'],
          ],
          body: distribution.picture(ticket),
        },
      };
    } catch (error) {
      if (isDomainError(error) && error.code === 'NOT_FOUND') return { exact: notFound };
      throw error;
    }
  }

  const createShelf: Handle = async ({ account, body }) => {
    const request = shelfRequestOf(jsonBody(body));
    for (const { cardId } of request.cards) await openCard(services, account, cardId);
    await checkImages([request.banner], pictures);
    await checkWords(services, request.title);
    const shelf = await distribution.createShelf(account.id, {
      title: request.title,
      banner: request.banner,
      shareable: request.shareable,
      colour: null,
      place: request.scene,
      cards: request.cards.map(({ cardId, thumb }) => ({ offer: cardId, picture: thumb })),
    });
    return { json: fromShelf(account, shelf.serial, request.sceneNumber, publicBase()) };
  };

  const getTicket: Handle = async ({ account, query }) => {
    const type = query.get('type');
    if (type !== 'jsapi' && type !== 'wx_card') return refuse(f.invalidTicketType);
    return { json: fromSigningKey(await distribution.signingKey(account.id, type === 'jsapi' ? 'page' : 'offer')) };
  };

  /** Addresses in the vendor's shape that lead to the pages. */
  async function page(call: Call, find: (account: Account) => Promise<string | null>): Promise<Result> {
    const account = await accounts.find(appKind, appidOf(call.query.get('biz') ?? '').slice(0, 64));
    try {
      const address = account === null ? null : await find(account);
      return { exact: address === null ? notFound : redirectAnswer(address) };
    } catch (error) {
      if (isDomainError(error) && error.code === 'NOT_FOUND') return { exact: notFound };
      throw error;
    }
  }

  return [
    route('/card/qrcode/create', createQr),
    { method: 'GET', head: true, path: '/cgi-bin/showqrcode', access: 'open', handle: showQr },
    route('/card/landingpage/create', createShelf),
    route('/cgi-bin/ticket/getticket', getTicket, 'GET'),
    {
      method: 'GET',
      head: true,
      path: '/bizmall/cardlandingpage',
      access: 'open',
      handle: (call) =>
        page(call, async ({ id }) => {
          const serial = call.query.get('page_id') ?? '';
          if (!/^\d{1,15}$/.test(serial)) return null;
          return distribution.address.shelf(await distribution.shelfBySerial(id, Number(serial)));
        }),
    },
  ];
}
