// The wallet, one copy in it and what its holder may do with it: use it, pay with it, give it away; taking a gift.
// Must not decide what may be done with a copy; the coupon domain does.
import { type Coupon, isUsable } from '../../domain/coupons/index.js';
import type { OfferLink } from '../../domain/distribution/index.js';
import { type Html, html } from '../../http/html.js';
import { redirectAnswer } from '../../http/page.js';
import type { ExactAnswer, HttpRequest } from '../../http/server.js';
import { digits } from '../../kernel/ids.js';
import { scriptParts } from './app-script.js';
import { copyPath } from './claim-pages.js';
import { barsShape, squareShape } from './code-shapes.js';
import { refusalText, type Shop, type ShopParts, shopByNumber, shopOf, shownOffer } from './parts.js';
import { formOf, queryOf, type Serve } from './respond.js';
import { isAnswer, type Sessions, type Visitor } from './session.js';
import { claimedPage } from './views/claim.js';
import { messagePage, notFoundPage, staleFormPage } from './views/messages.js';
import { paidPage, talkPage, usedPage } from './views/using.js';
import { detailPage, giftPage, type WalletItem, walletPage } from './views/wallet.js';

/** Copies that are over and still shown. */
const mostPast = 20;
const mostShown = 200;

export function walletPages(parts: ShopParts, sessions: Sessions) {
  const { audience, clock, coupons, distribution, random } = parts;
  const walletPath = ({ account }: Shop): string => `/wallet/${encodeURIComponent(account.number)}`;

  async function itemOf(shop: Shop, holder: string, offer: string, code: string): Promise<WalletItem | null> {
    const accountId = shop.account.id;
    const copies = await coupons.wallet({ accountId, holder, offer, usable: false });
    const copy = copies.find((each) => each.code === code && each.state !== 'deleted');
    if (copy === undefined) return null;
    return { ...(await shownOffer(parts, shop, offer)), copy, path: copyPath(shop, copy) };
  }

  const wallet: Serve = async (request, { account = '' }) => {
    const shop = await shopByNumber(parts, account);
    const visitor = await sessions.require(request, shop);
    if (isAnswer(visitor)) return visitor;
    const copies = await coupons.wallet({ accountId: shop.account.id, holder: visitor.holder, usable: false });
    const items: WalletItem[] = [];
    let past = 0;
    for (const copy of copies) {
      if (copy.state === 'deleted' || items.length === mostShown) continue;
      if (!isUsable(copy.state) && copy.state !== 'gifting' && ++past > mostPast) continue;
      items.push({ ...(await shownOffer(parts, shop, copy.offer)), copy, path: copyPath(shop, copy) });
    }
    const person = await audience.find(shop.account.id, visitor.holder);
    const page = {
      script: await scriptParts(parts, shop, request, []),
      choosePath: `${walletPath(shop)}/chosen`,
      accountName: shop.account.name,
      personName: person?.name ?? '访客',
      follows: person?.follows ?? false,
      followPath: `${walletPath(shop)}/follow`,
      seal: visitor.formSeal,
      switchPath: `${walletPath(shop)}?who=other`,
      now: clock.now(),
    };
    return walletPage(page, items);
  };

  const giftUrl = (token: string): string =>
    parts.distribution.address.ticket({ key: 'x' }).replace(/\/q\/x$/, `/gift/${token}`);

  const drawn = (draw: () => Html): Html | null => {
    try {
      return draw();
    } catch (error) {
      // A code that such a drawing cannot hold is shown as text.
      if (error instanceof RangeError) return null;
      throw error;
    }
  };

  async function show(
    shop: Shop,
    visitor: Visitor,
    item: WalletItem,
    gift: string | null,
    problem: string,
  ): Promise<ExactAnswer> {
    const { copy, face } = item;
    const { code } = copy;
    const from = (link: OfferLink): OfferLink => ({
      ...link,
      url: shop.storefront.linkFrom(shop.account, copy, link.url),
    });
    const linked = { ...face, links: face.links.map(from), centre: face.centre === null ? null : from(face.centre) };
    return detailPage(
      { ...item, face: linked },
      {
        walletPath: walletPath(shop),
        path: item.path,
        seal: visitor.formSeal,
        now: clock.now(),
        square: drawn(() => squareShape(parts.drawSquare(code), '券码二维码')),
        bars: drawn(() => barsShape(parts.drawBars(code), '券码条形码')),
        giftUrl: gift,
        payable: parts.sandbox && item.face.payable,
        problem,
      },
    );
  }

  const detail: Serve = async (request, { account = '', offer = '', code = '' }) => {
    const shop = await shopByNumber(parts, account);
    const visitor = await sessions.require(request, shop);
    if (isAnswer(visitor)) return visitor;
    const item = await itemOf(shop, visitor.holder, offer, code);
    if (item === null) return notFoundPage('我的卡券里没有这张券');
    await coupons.note({
      accountId: shop.account.id,
      offer,
      kind: 'viewed',
      holder: visitor.holder,
      code,
      channel: item.copy.channel,
      tell: item.face.tellOfViews,
    });
    const token = item.copy.state === 'gifting' ? await coupons.openGift(refOf(shop, visitor, item)) : null;
    return show(shop, visitor, item, token === null ? null : giftUrl(token), '');
  };

  /** A form on the page of a copy: does it, or says on the same page why not. */
  const change =
    (act: (shop: Shop, visitor: Visitor, item: WalletItem, request: HttpRequest) => Promise<ExactAnswer>): Serve =>
    async (request, { account = '', offer = '', code = '' }) => {
      const shop = await shopByNumber(parts, account);
      const visitor = await sessions.ofForm(request, shop, formOf(request));
      if (visitor === null) return staleFormPage(copyPath(shop, { offer, code }));
      const item = await itemOf(shop, visitor.holder, offer, code);
      if (item === null) return notFoundPage('我的卡券里没有这张券');
      try {
        return await act(shop, visitor, item, request);
      } catch (error) {
        const text = refusalText(error);
        if (text === null) throw error;
        return { ...(await show(shop, visitor, item, null, text)), status: 409 };
      }
    };

  const refOf = (shop: Shop, visitor: Visitor, { copy }: WalletItem) => ({
    accountId: shop.account.id,
    code: copy.code,
    offer: copy.offer,
    holder: visitor.holder,
  });

  const give = change(async (shop, visitor, item) => {
    const { token, coupon } = await coupons.startGift(refOf(shop, visitor, item));
    return show(shop, visitor, { ...item, copy: coupon }, giftUrl(token), '');
  });

  const fieldOf = (request: HttpRequest, name: string): string => (formOf(request).get(name) ?? '').trim().slice(0, 32);

  /** A sum as people type it → fen; null for anything else, nothing, or a million yuan. */
  function fenIn(text: string): number | null {
    const found = /^(\d{1,6})(?:\.(\d{1,2}))?$/.exec(text);
    const fen = found === null ? 0 : Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0'));
    return fen === 0 ? null : fen;
  }
  const again = async (shop: Shop, visitor: Visitor, item: WalletItem, problem: string): Promise<ExactAnswer> => ({
    ...(await show(shop, visitor, item, null, problem)),
    status: 400,
  });
  const after = (shop: Shop, item: WalletItem, copy: Coupon) => ({
    ...item,
    copy,
    walletPath: walletPath(shop),
    at: clock.now(),
  });

  /** Redeemed in the shop by the holder's own hand. */
  const redeem = change(async (shop, visitor, item, request) => {
    const { selfRedeem } = item.face;
    if (selfRedeem === null) return notFoundPage('这张券不能自助使用');
    const code = selfRedeem.askCode ? fieldOf(request, 'verify') : '';
    if (selfRedeem.askCode && code === '') return again(shop, visitor, item, '请填写店员提供的验证码');
    const amount = selfRedeem.askAmount ? fenIn(fieldOf(request, 'amount')) : null;
    if (selfRedeem.askAmount && amount === null) return again(shop, visitor, item, '请填写消费金额，例如 58.00');
    const facts = await shop.storefront.selfFacts(item.offer, { code, amount: amount === null ? '' : String(amount) });
    return usedPage(after(shop, item, await coupons.redeem({ ...refOf(shop, visitor, item), facts })));
  });

  /** In a sandbox only: the sum is worked out, the copy redeemed and both told, and nobody pays. */
  const pay = change(async (shop, visitor, item, request) => {
    if (!parts.sandbox || !item.face.payable) return notFoundPage('这张券不能买单');
    const original = fenIn(fieldOf(request, 'amount'));
    if (original === null) return again(shop, visitor, item, '请填写消费金额，例如 58.00');
    const fee = shop.storefront.price(item.offer, original);
    if (fee === null) return again(shop, visitor, item, `没有达到使用条件：${item.face.benefit.condition}`);
    const transaction = `4200${digits(24, random)}`;
    const payment = await shop.storefront.payFacts(item.offer, {
      transaction,
      feeFen: fee,
      originalFeeFen: original,
    });
    const facts = await shop.storefront.selfFacts(item.offer, { code: '', amount: '' });
    const copy = await coupons.redeem({ ...refOf(shop, visitor, item), facts, payment });
    return paidPage(after(shop, item, copy), { fee, original, transaction });
  });

  /** From a copy to the conversation with its merchant. */
  const talk = change(async (shop, visitor, item) => {
    const { offer, code, channel } = item.copy;
    await coupons.note({
      accountId: shop.account.id,
      offer,
      kind: 'session-entered',
      holder: visitor.holder,
      code,
      channel,
      tell: true,
    });
    await audience.noteContact(shop.account.id, visitor.holder);
    return redirectAnswer(`${walletPath(shop)}/messages`, [], 303);
  });

  /** A card somebody has chosen in the app, by the sealed code the app hands over. */
  const chosen: Serve = async (request, { account = '' }) => {
    const shop = await shopByNumber(parts, account);
    const query = queryOf(request);
    const code = shop.storefront.openSealed(shop.account, query.get('sealed') ?? '');
    if (code === null) return notFoundPage('这张券在 App 的卡包里，请在卡包中出示');
    return redirectAnswer(copyPath(shop, { offer: query.get('card') ?? '', code }), [], 303);
  };

  const messages: Serve = async (request, { account = '' }) => {
    const shop = await shopByNumber(parts, account);
    const visitor = await sessions.require(request, shop);
    if (isAnswer(visitor)) return visitor;
    const items = await distribution.inbox(shop.account.id, visitor.holder, { limit: 50 });
    const shown = await Promise.all(
      items
        .filter(({ withdrawn }) => !withdrawn)
        .map(async ({ content, at, purpose }) => {
          if (content.kind !== 'offer') return { content, at, purpose, card: null };
          const path = distribution.address.offer(content.offer, content.signed ?? undefined);
          return { content, at, purpose, card: { ...(await shownOffer(parts, shop, content.offer)), path } };
        }),
    );
    return talkPage({ accountName: shop.account.name, walletPath: walletPath(shop) }, shown);
  };

  /** Begins or ceases to follow the account. */
  const follow: Serve = async (request, { account = '' }) => {
    const shop = await shopByNumber(parts, account);
    const visitor = await sessions.ofForm(request, shop, formOf(request));
    if (visitor === null) return staleFormPage(walletPath(shop));
    await audience.setFollows(shop.account.id, visitor.holder, fieldOf(request, 'follow') === '1');
    return redirectAnswer(walletPath(shop), [], 303);
  };

  const remove = change(async (shop, visitor, item) => {
    await coupons.deleteFromWallet(refOf(shop, visitor, item));
    return redirectAnswer(walletPath(shop), [], 303);
  });

  async function giftOf(token: string) {
    const gift = await coupons.findGift(token);
    const shop = await shopOf(parts, gift.accountId);
    const giver = await audience.find(gift.accountId, gift.giver);
    return { gift, shop, from: giver?.name ?? '朋友' };
  }

  const gift: Serve = async (request, { token = '' }) => {
    const { gift: found, shop, from } = await giftOf(token);
    const visitor = await sessions.require(request, shop);
    if (isAnswer(visitor)) return visitor;
    const over = found.state === 'accepted' ? '礼物已被领取' : '礼物已退回';
    const own = visitor.holder === found.giver ? '这是你送出的礼物，把链接发给朋友吧' : null;
    const page = {
      path: `/gift/${token}`,
      seal: visitor.formSeal,
      from,
      closed: found.state === 'open' ? own : over,
      walletPath: walletPath(shop),
    };
    return giftPage(page, await shownOffer(parts, shop, found.offer));
  };

  const take: Serve = async (request, { token = '' }) => {
    const { shop } = await giftOf(token);
    const visitor = await sessions.ofForm(request, shop, formOf(request));
    if (visitor === null) return staleFormPage(`/gift/${token}`);
    try {
      const copy = await coupons.acceptGift(token, visitor.holder);
      const page = {
        walletPath: walletPath(shop),
        detailPath: copyPath(shop, copy),
        backPath: walletPath(shop),
        more: false,
      };
      return claimedPage(page, await shownOffer(parts, shop, copy.offer), copy);
    } catch (error) {
      const text = refusalText(error);
      if (text === null) throw error;
      const action = html`<a class="button" href="${walletPath(shop)}">我的卡券</a>`;
      return messagePage({ title: '没有领到', text, sign: '!', status: 409, action });
    }
  };

  return { wallet, detail, give, redeem, pay, talk, messages, chosen, follow, remove, gift, take };
}
