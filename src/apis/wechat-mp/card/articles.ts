// POST /card/mpnews/gethtml: the markup that puts a card into an article, and the address it points to.
// Must not show the card; that is the shopper pages' work. developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Distributing_Coupons_Vouchers_and_Cards.html
import type { RoomServices } from '../../room.js';
import { ok, Refused } from '../envelope.js';
import type { Call, CallByAccount, Result, Route } from '../gate.js';
import { jsonBody } from '../json-body.js';
import { cardFailures as f, refusalFailure } from './failures.js';
import { refuse } from './fields.js';
import { cardRoute } from './routes.js';
import { cardIdIn } from './schema.js';

const path = '/bizmall/appmsgcard';

export function articleRoutes({ coupons, distribution }: RoomServices): Route[] {
  async function markup({ account, body }: CallByAccount): Promise<Result> {
    const { number, codeMode, review } = await coupons.findOffer(account.id, cardIdIn(jsonBody(body)));
    // A code that only the merchant can name cannot be handed out by an article.
    if (codeMode === 'assigned') refuse(f.notForCustomCodes);
    if (review === 'deleted') refuse(f.invalidCardStatus);
    const biz = encodeURIComponent(Buffer.from(account.number).toString('base64'));
    const address = `${new URL(path, distribution.address.offer(number)).href}?action=show&biz=${biz}&cardid=${number}`;
    const content = `<iframe class="res_iframe card_iframe js_editor_card" data-src="${address}&wechat_card_js=1#wechat_redirect"></iframe>`;
    return { json: { ...ok, content } };
  }

  /** Where the markup points: on to the card's page. */
  async function follow({ query }: Call): Promise<Result> {
    try {
      const { number } = await coupons.offerByNumber(query.get('cardid') ?? '');
      const location = distribution.address.offer(number);
      return { exact: { status: 302, headers: [['Location', location]], body: '' } };
    } catch (error) {
      const failure = refusalFailure(error);
      throw failure === null ? error : new Refused(failure);
    }
  }

  return [
    cardRoute('/card/mpnews/gethtml', markup),
    { method: 'GET', head: true, path, access: 'open', handle: follow },
  ];
}
