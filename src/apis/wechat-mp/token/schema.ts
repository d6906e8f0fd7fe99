// What asking for a token takes: developers.weixin.qq.com/doc/service/api/base/api_getaccesstoken and api_getstableaccesstoken.
// Must not look accounts up.
import { isJsonObject, type JsonValue } from '../../../kernel/exact-json.js';
import { failures, Refused } from '../envelope.js';

export interface TokenRequest {
  readonly appid: string;
  readonly secret: string;
  readonly forceRefresh: boolean;
}

type Read = (name: string) => string | null;

/** Checks in the vendor's order: grant, appid, secret. @throws Refused 40002, 41002, 41004 */
function readBy(read: Read, forceRefresh: boolean): TokenRequest {
  if (read('grant_type') !== 'client_credential') throw new Refused(failures.invalidGrantType);
  const appid = read('appid');
  if (!appid) throw new Refused(failures.appidMissing);
  const secret = read('secret');
  if (!secret) throw new Refused(failures.secretMissing);
  return { appid, secret, forceRefresh };
}

/** From the query string. */
export const fromQuery = (query: URLSearchParams): TokenRequest => readBy((name) => query.get(name), false);

/** From a JSON body. Truth values may come as text or number, as everywhere in this API. */
export function fromBody(body: JsonValue): TokenRequest {
  if (!isJsonObject(body)) throw new Refused(failures.brokenBody);
  const read: Read = (name) => {
    const value = body[name];
    return typeof value === 'string' ? value : null;
  };
  const force = body.force_refresh;
  return readBy(read, force === true || force === 'true' || force === '1' || force === 1);
}
