// Cards: made, read, listed, changed, stocked up, deleted; the wallet of a follower; colours.
// Must not hold rules: schema.ts reads, the coupon domain decides, mapping.ts writes.
import type { Offer } from '../../../domain/coupons/index.js';
import type { RoomServices } from '../../room.js';
import { ok, Refused } from '../envelope.js';
import type { CallByAccount, Result, Route } from '../gate.js';
import { newCardId } from '../identifiers.js';
import { jsonBody, truthIn } from '../json-body.js';
import type { WechatMpSettings } from '../settings.js';
import { colours } from './colours.js';
import { checkWords, wordsOf } from './content.js';
import { cardFailures as f, refusalFailure } from './failures.js';
import { refuse } from './fields.js';
import { checkImages } from './images.js';
import { fromOffer, type KeptCard, keptCard, toPresentation } from './mapping.js';
import {
  bodyLimit,
  type CardDocument,
  cardChangeOf,
  cardIdIn,
  cardRequestOf,
  changedValidity,
  listRequestOf,
  mergedDocument,
  stockChangeOf,
  walletRequestOf,
} from './schema.js';

type Handle = (call: CallByAccount) => Promise<Result>;

/** Answers refusals of the coupon domain with their own codes. */
export const translated =
  (handle: Handle): Handle =>
  async (call) => {
    try {
      return await handle(call);
    } catch (error) {
      const failure = refusalFailure(error);
      throw failure === null ? error : new Refused(failure);
    }
  };

export const cardRoute = (path: string, handle: Handle, method: 'GET' | 'POST' = 'POST'): Route => ({
  method,
  path,
  access: 'token',
  bodyLimit,
  handle: translated(handle),
});

export function cardRoutes(services: RoomServices, settings: WechatMpSettings): Route[] {
  const { coupons, audience, clock, random, pictures } = services;
  /** When a card just sent to review is approved by itself; null = somebody decides. */
  const approveAt = (): number | null =>
    settings.reviewSeconds === null ? null : clock.now() + settings.reviewSeconds * 1000;

  /** Without a delay the review is over before the answer. Should this server die in between, the job does it. */
  async function reviewAtOnce(offer: Offer): Promise<void> {
    if (settings.reviewSeconds !== 0) return;
    await coupons.decideReview(offer.accountId, offer.number, { approved: true, reason: '' });
  }

  const needUrlRight = ({ base }: CardDocument): void => {
    if (base.custom_url !== undefined && !settings.customUrls) refuse(f.customUrlNotAllowed);
  };

  const create: Handle = async ({ account, body }) => {
    const request = cardRequestOf(jsonBody(body), clock.now());
    if (request.codeMode !== 'generated' && !settings.customCodes) refuse(f.customCodeNotAllowed);
    needUrlRight(request.document);
    await checkImages(request.images, pictures);
    await checkWords(services, wordsOf(request.document));
    const { kind, document, validity, stock, codeMode, limits } = request;
    const offer = await coupons.createOffer(account.id, {
      number: newCardId(account.number, random),
      kind: kind.kind,
      title: String(document.base.title),
      validity,
      stock,
      codeMode,
      limits,
      origin: 'api',
      presentation: toPresentation({ ...document, cells: {} }),
      review: 'pending',
      approveAt: approveAt(),
    });
    await reviewAtOnce(offer);
    return { json: { ...ok, card_id: offer.number } };
  };

  const get: Handle = async ({ account, body }) => {
    const offer = await coupons.findOffer(account.id, cardIdIn(jsonBody(body)));
    return { json: { ...ok, card: fromOffer(offer) } };
  };

  const list: Handle = async ({ account, body }) => {
    const { offset, count, states } = listRequestOf(jsonBody(body));
    const query = { offset, count, ...(states === null ? {} : { states }) };
    const { offers, total } = await coupons.listOffers(account.id, query);
    // The second list was seen empty; nothing says what it would hold.
    return { json: { ...ok, card_id_list: offers.map(({ number }) => number), total_num: total, card_list: [] } };
  };

  const update: Handle = async ({ account, body }) => {
    const change = cardChangeOf(jsonBody(body));
    needUrlRight(change.document);
    await checkImages(change.images, pictures);
    await checkWords(services, wordsOf(change.document));
    const before = await coupons.findOffer(account.id, change.number);
    if (before.kind !== change.kind.kind) refuse(f.invalidCardType);
    const kept = keptCard(before);
    const { document, reviewed } = mergedDocument(kept, change);
    if (document.base.center_title !== undefined) {
      if (kept.cells.pay === true) refuse(f.payCellAndCenter);
      if (kept.cells.selfConsume?.open === true) refuse(f.cellsConflict);
    }
    if (change.importCodes && before.codeMode === 'generated') refuse(f.customCodeNotAllowed);
    const validity = changedValidity(change.date, before.validity, clock.now());
    const offer = await coupons.updateOffer(account.id, change.number, {
      title: String(document.base.title),
      limits: change.limits,
      presentation: toPresentation({ ...document, cells: kept.cells }),
      ...(validity === undefined ? {} : { validity }),
      ...(change.importCodes ? { codeMode: 'imported' as const } : {}),
      ...(reviewed ? { reviewAgain: { approveAt: approveAt() } } : {}),
    });
    if (reviewed) await reviewAtOnce(offer);
    return { json: { ...ok, send_check: reviewed } };
  };

  const modifyStock: Handle = async ({ account, body }) => {
    const { number, delta, increase } = stockChangeOf(jsonBody(body));
    const { stock } = await coupons.findOffer(account.id, number);
    if (increase > 0 && stock.total + delta > mostEver) refuse(f.outOfTotalQuantity);
    await coupons.changeStock(account.id, number, delta);
    return { json: ok };
  };

  const remove: Handle = async ({ account, body }) => {
    await coupons.deleteOffer(account.id, cardIdIn(jsonBody(body)));
    return { json: ok };
  };

  const wallet: Handle = async ({ account, body }) => {
    const { openid, number } = walletRequestOf(jsonBody(body));
    if ((await audience.find(account.id, openid)) === null) refuse(f.invalidOpenid);
    if (number !== null) await coupons.findOffer(account.id, number);
    const query = {
      accountId: account.id,
      holder: openid,
      usable: true,
      ...(number === null ? {} : { offer: number }),
    };
    const copies = await coupons.wallet(query);
    return {
      json: {
        ...ok,
        card_list: copies.map(({ code, offer }) => ({ code, card_id: offer })),
        // Cards shared among friends are not issued here.
        has_share_card: false,
      },
    };
  };

  /** Sets one of a card's buttons. `cells` is handed the state wanted. */
  function cell(read: (kept: KeptCard, call: CallByAccount) => KeptCard['cells']): Handle {
    return async (call) => {
      const number = cardIdIn(jsonBody(call.body));
      const kept = keptCard(await coupons.findOffer(call.account.id, number));
      const cells = read(kept, call);
      await coupons.updateOffer(call.account.id, number, { presentation: toPresentation({ ...kept, cells }) });
      return { json: ok };
    };
  }
  const isOpen = ({ body }: CallByAccount): boolean =>
    truthIn(jsonBody(body), 'is_open') ?? refuse(f.missingFields, 'is_open');
  /** Both buttons are used in a store. */
  const needStore = ({ base }: KeptCard): void => {
    const stores = Array.isArray(base.location_id_list) ? base.location_id_list.length : 0;
    if (stores === 0 && base.use_all_locations !== true) refuse(f.locationRequired);
  };

  const payCell = cell((kept, call) => {
    // "不填默认true"; the page of the other button says nothing of the kind.
    const open = truthIn(jsonBody(call.body), 'is_open') ?? true;
    if (open) {
      if (!settings.payRight) refuse(f.payNotAllowed);
      needStore(kept);
      if (kept.base.center_title !== undefined) refuse(f.payCellAndCenter);
      if (kept.cells.selfConsume?.open === true) refuse(f.cellsConflict);
    }
    return { ...kept.cells, pay: open };
  });
  const selfConsumeCell = cell((kept, call) => {
    const open = isOpen(call);
    if (open) {
      needStore(kept);
      if (kept.cells.pay === true || kept.base.center_title !== undefined) refuse(f.cellsConflict);
    }
    const body = jsonBody(call.body);
    // The vendor's own spelling, and the one it meant.
    const verifyCode = truthIn(body, 'need_verify_cod') ?? truthIn(body, 'need_verify_code') ?? false;
    return {
      ...kept.cells,
      selfConsume: { open, verifyCode, remarkAmount: truthIn(body, 'need_remark_amount') ?? false },
    };
  });

  return [
    cardRoute('/card/create', create),
    cardRoute('/card/get', get),
    cardRoute('/card/batchget', list),
    cardRoute('/card/update', update),
    cardRoute('/card/modifystock', modifyStock),
    cardRoute('/card/delete', remove),
    cardRoute('/card/user/getcardlist', wallet),
    cardRoute('/card/paycell/set', payCell),
    cardRoute('/card/selfconsumecell/set', selfConsumeCell),
    cardRoute('/card/getcolors', async () => ({ json: { ...ok, colors: colours } }), 'GET'),
  ];
}

/** Copies an offer may ever have. */
const mostEver = 100_000_000;
