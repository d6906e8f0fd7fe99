// Where offers are claimed: behind a QR code, on a shelf, on the page of one offer.
// Must not decide who may claim; the distribution domain does, in one transaction with the copy.
import type { Coupon } from '../../domain/coupons/index.js';
import type { ScriptItem, SignedClaim, Ticket } from '../../domain/distribution/index.js';
import type { ExactAnswer, HttpRequest } from '../../http/server.js';
import { scriptParts } from './app-script.js';
import { refusalText, type Shop, type ShopParts, type ShownOffer, shopOf, shownOffer } from './parts.js';
import { formOf, queryOf, type Serve } from './respond.js';
import { isAnswer, type Sessions, type Visitor } from './session.js';
import { type ClaimItem, type ClaimPage, claimedPage, listPage, singlePage } from './views/claim.js';
import { notFoundPage, staleFormPage } from './views/messages.js';

/** Everything that differs between a ticket, a shelf and one offer. */
interface Place {
  readonly shop: Shop;
  /** Heading when there are several offers; null: one offer on a page of its own. */
  readonly title: string | null;
  readonly banner: string | null;
  readonly embeddable: boolean;
  /** The way here names who may claim, or with which code, where an offer wants that. */
  readonly named: boolean;
  readonly items: readonly {
    readonly item: string;
    readonly offer: string;
    readonly thumb?: string;
    /** Known before anybody tries, such as a ticket that has been used. */
    readonly closed: string | null;
    /** What an app's own script is told; null: only this server can do it. */
    readonly script: Omit<ScriptItem, 'item' | 'offer'> | null;
    /** Counted with whoever sees and claims it; ''. */
    readonly channel?: string;
  }[];
  /** People come here by a QR code. */
  readonly scanned?: true;
  /** `#rrggbb`; left out, that of the first offer. */
  readonly colour?: string;
  claim(item: string, holder: string): Promise<Coupon>;
}

/** What an offer says by itself about whether it can be claimed. Testers may try what is not approved. */
function closedBy({ offer, face }: ShownOffer, named: boolean, tester: boolean, now: number): string | null {
  const { review, validity, stock } = offer;
  if (review === 'deleted') return '活动已结束';
  if (review !== 'approved' && review !== 'published' && !tester) return '还没有开放领取';
  if (validity.until !== null && now > validity.until) return '活动已结束';
  if (stock.left === 0) return '已领完';
  if (!named && (face.bound || offer.codeMode === 'assigned')) return '请从商家给你的链接领取';
  return null;
}

/** Anybody may claim, without further words. */
const open = { signed: null, code: null, holder: null, channel: '' } as const;

const walletPath = ({ account }: Shop): string => `/wallet/${encodeURIComponent(account.number)}`;
export const copyPath = (shop: Shop, { offer, code }: Pick<Coupon, 'offer' | 'code'>): string =>
  `${walletPath(shop)}/${encodeURIComponent(offer)}/${encodeURIComponent(code)}`;

export function claimPages(parts: ShopParts, sessions: Sessions) {
  const { audience, clock, coupons, distribution } = parts;

  async function show(
    request: HttpRequest,
    place: Place,
    path: string,
    visitor: Visitor,
    problem: string,
  ): Promise<ExactAnswer> {
    const { shop } = place;
    const tester = await distribution.isTester(shop.account.id, visitor.holder);
    const told = place.items.flatMap(({ item, offer, script }) =>
      script === null ? [] : [{ item, offer, ...script }],
    );
    const page: ClaimPage = {
      script: await scriptParts(parts, shop, request, told),
      accountName: shop.account.name,
      path,
      seal: visitor.formSeal,
      walletPath: walletPath(shop),
      embeddable: place.embeddable,
      problem,
    };
    const items: ClaimItem[] = [];
    for (const { item, offer, thumb, closed } of place.items) {
      const shown = await shownOffer(parts, shop, offer);
      items.push({
        ...shown,
        item,
        closed: closed ?? closedBy(shown, place.named, tester, clock.now()),
        ...(thumb === undefined ? {} : { thumb }),
      });
    }
    const [only] = items;
    if (only === undefined) return notFoundPage('这里没有卡券');
    for (const [position, { offer, face }] of items.entries()) {
      const seen = {
        accountId: shop.account.id,
        offer: offer.number,
        holder: visitor.holder,
        channel: place.items[position]?.channel ?? '',
      };
      if (place.scanned && problem === '') await coupons.note({ ...seen, kind: 'scanned', tell: false });
      await coupons.note({ ...seen, kind: 'viewed', tell: face.tellOfViews });
    }
    if (place.title === null && items.length === 1) return singlePage(page, only);
    return listPage(
      { ...page, title: place.title ?? '领取卡券', banner: place.banner, colour: place.colour ?? null },
      items,
    );
  }

  function pagesOf(find: (request: HttpRequest, key: string) => Promise<Place>): { get: Serve; post: Serve } {
    return {
      get: async (request, { key = '' }) => {
        const place = await find(request, key);
        const visitor = await sessions.require(request, place.shop);
        if (isAnswer(visitor)) return visitor;
        return show(request, place, targetOf(request), visitor, '');
      },
      post: async (request, { key = '' }) => {
        const place = await find(request, key);
        const form = formOf(request);
        const back = targetOf(request);
        const visitor = await sessions.ofForm(request, place.shop, form);
        if (visitor === null) return staleFormPage(back);
        const item = place.items.find((each) => each.item === form.get('item'));
        if (item === undefined) return notFoundPage('这里没有这张券');
        try {
          const copy = await place.claim(item.item, visitor.holder);
          await audience.noteContact(place.shop.account.id, visitor.holder);
          const page = {
            walletPath: walletPath(place.shop),
            detailPath: copyPath(place.shop, copy),
            backPath: back,
            more: place.items.length > 1,
          };
          return claimedPage(page, await shownOffer(parts, place.shop, copy.offer), copy);
        } catch (error) {
          const text = refusalText(error);
          if (text === null) throw error;
          return { ...(await show(request, place, back, visitor, text)), status: 409 };
        }
      },
    };
  }

  const targetOf = (request: HttpRequest): string => {
    const path = request.raw.url?.split('?', 1)[0] ?? '/';
    const signed = queryOf(request).get('signed');
    return signed === null ? path : `${path}?signed=${encodeURIComponent(signed)}`;
  };

  const itemClosed = (ticket: Ticket, item: Ticket['items'][number]): string | null => {
    if (clock.now() >= ticket.expiresAt) return '二维码已过期';
    const spent = item.once || item.code !== null || item.holder !== null;
    return spent && item.claimedAt !== null ? '已被领取' : null;
  };

  const ticketPages = pagesOf(async (_request, key) => {
    const ticket = await distribution.ticket(key);
    const shop = await shopOf(parts, ticket.accountId);
    return {
      shop,
      title: ticket.items.length > 1 ? `${ticket.items.length} 张卡券待领取` : null,
      banner: null,
      embeddable: false,
      named: true,
      items: ticket.items.map((item, position) => ({
        item: String(position),
        offer: item.offer,
        closed: itemClosed(ticket, item),
        script: item.once ? null : { signed: null, code: item.code, holder: item.holder, channel: item.channel },
        channel: item.channel,
      })),
      scanned: true,
      claim: (item, holder) => distribution.claimByTicket({ key, position: Number(item), holder }),
    };
  });

  const shelfPages = pagesOf(async (_request, key) => {
    const shelf = await distribution.shelf(key);
    const shop = await shopOf(parts, shelf.accountId);
    return {
      shop,
      title: shelf.title,
      banner: shelf.banner,
      embeddable: false,
      named: false,
      ...(shelf.colour === null ? {} : { colour: shelf.colour }),
      items: shelf.cards.map(({ offer, picture }) => ({
        item: offer,
        offer,
        thumb: picture,
        closed: null,
        script: open,
      })),
      claim: (offer, holder) => distribution.claim({ accountId: shop.account.id, offer, holder }),
    };
  });

  const offerPages = pagesOf(async (request, key) => {
    const { accountId } = await coupons.offerByNumber(key);
    const shop = await shopOf(parts, accountId);
    const text = queryOf(request).get('signed');
    const signed: SignedClaim | null =
      text === null || text === '' ? null : await shop.storefront.openSigned(shop.account, key, text);
    return {
      shop,
      title: null,
      banner: null,
      embeddable: true,
      named: signed !== null,
      items: [{ item: key, offer: key, closed: null, script: { ...open, signed: text === '' ? null : text } }],
      claim: (offer, holder) =>
        distribution.claim({ accountId, offer, holder, ...(signed === null ? {} : { signed }) }),
    };
  });

  return { ticket: ticketPages, shelf: shelfPages, offer: offerPages };
}
