// GET /cgi-bin/token and POST /cgi-bin/stable_token: appid and secret in, access token out.
// The two kinds of token do not end each other: developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken.
import { JsonSyntaxError, type JsonValue, parseJson } from '../../../kernel/exact-json.js';
import type { RoomServices } from '../../room.js';
import { accountOf } from '../auth.js';
import { failures, Refused } from '../envelope.js';
import type { Call, Result, Route } from '../gate.js';
import type { Limits } from '../limits.js';
import { checkAddress, checkFrozen, type Restrictions } from '../restrictions.js';
import { fromIssued } from './mapping.js';
import { fromBody, fromQuery } from './schema.js';

const bodyLimit = 64 * 1024;

function jsonOf(body: Buffer): JsonValue {
  if (body.length === 0) throw new Refused(failures.emptyBody);
  try {
    return parseJson(body);
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw new Refused(failures.brokenBody);
    throw error;
  }
}

export function tokenRoutes(
  { accounts, tokens, quotas }: RoomServices,
  limits: Limits,
  restrictions: Restrictions,
): Route[] {
  async function plain({ query, address }: Call): Promise<Result> {
    const { appid, secret } = fromQuery(query);
    const account = await accountOf(appid, secret, accounts);
    checkFrozen(restrictions, appid);
    checkAddress(restrictions, appid, address);
    await limits.take('token', account.id);
    return { json: fromIssued(await tokens.issue(account.id)) };
  }

  async function stable({ body, address }: Call): Promise<Result> {
    const { appid, secret, forceRefresh } = fromBody(jsonOf(body));
    const account = await accountOf(appid, secret, accounts);
    checkFrozen(restrictions, appid);
    checkAddress(restrictions, appid, address);
    await limits.take('stable-token', account.id);
    if (!forceRefresh) return { json: fromIssued(await tokens.issueStable(account.id)) };
    const { perDay, everyMs } = limits.forcedRefresh ?? { perDay: null, everyMs: 0 };
    if (perDay !== null && (await quotas.used(account.id, 'forced-refresh', 'day')) >= perDay) {
      throw new Refused(failures.dailyQuota);
    }
    const issued = await tokens.issueStable(account.id, { refreshEveryMs: everyMs });
    // Only what really renewed the token counts.
    if (perDay !== null && issued.fresh) await quotas.take(account.id, 'forced-refresh', 'day', perDay);
    return { json: fromIssued(issued) };
  }

  return [
    { method: 'GET', path: '/cgi-bin/token', access: 'open', handle: plain },
    { method: 'POST', path: '/cgi-bin/stable_token', access: 'open', bodyLimit, handle: stable },
  ];
}
