// POST /card/testwhitelist/set: who may claim cards that have not been reviewed. Every call replaces the whole list.
// Must not judge claims. developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Distributing_Coupons_Vouchers_and_Cards.html

import type { JsonObject } from '../../../kernel/exact-json.js';
import type { RoomServices } from '../../room.js';
import { ok } from '../envelope.js';
import type { CallByAccount, Result, Route } from '../gate.js';
import { jsonBody, textIn, textsIn } from '../json-body.js';
import { cardFailures as f } from './failures.js';
import { refuse } from './fields.js';
import { cardRoute } from './routes.js';

/** "openid 和 username 的总数上限为 10". */
const mostTesters = 10;

/** A list of texts, or one text: WxJava sends one openid in a list, others one alone. */
function listOf(body: JsonObject, key: string): string[] {
  const list = textsIn(body, key);
  if (list !== null) return [...new Set(list.filter((text) => text !== ''))];
  const one = textIn(body, key);
  return one === null ? [] : [one];
}

export function whitelistRoutes({ audience, distribution }: RoomServices): Route[] {
  async function set({ account, body }: CallByAccount): Promise<Result> {
    const request = jsonBody(body);
    const openids = listOf(request, 'openid');
    const usernames = listOf(request, 'username');
    if (openids.length + usernames.length > mostTesters) refuse(f.invalidParameters, 'more than 10 users');
    const known = async <T>(names: readonly string[], find: (name: string) => Promise<T | null>): Promise<string[]> => {
      const found = await Promise.all(names.map(find));
      return names.filter((_name, index) => found[index] !== null);
    };
    const numbers = await known(openids, (openid) => audience.find(account.id, openid));
    // Who is nobody's follower is left out of the list that is answered; nobody left at all is a mistake (POLICY).
    if (openids.length > 0 && numbers.length === 0) refuse(f.invalidOpenid);
    const handles = await known(usernames, (name) => audience.findByHandle(account.id, name));
    await distribution.setTesters(account.id, { numbers, handles });
    return {
      json: {
        ...ok,
        white_list_size: numbers.length + handles.length,
        success_openid: numbers,
        success_username: handles,
      },
    };
  }
  return [cardRoute('/card/testwhitelist/set', set)];
}
