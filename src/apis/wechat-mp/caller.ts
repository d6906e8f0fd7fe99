// Who a request says it comes from, before anything is proved: for fault rules of one account.
// Must not be used to let anybody in; auth.ts does that.
import { type HttpRequest, rawBody } from '../../http/server.js';
import type { RoomServices } from '../room.js';
import { callerOf } from './auth.js';
import { queryOf } from './gate.js';

/** The appid of the query, of a body that asks for a token, or of the account a token was issued to. */
export const createCallerOf =
  ({ accounts, tokens }: RoomServices) =>
  async (request: HttpRequest): Promise<string | null> => {
    const query = queryOf(request);
    const appid =
      query.get('appid') ?? /"appid"\s*:\s*"([^"]{1,64})"/.exec(rawBody(request).toString('utf8', 0, 4_096))?.[1];
    if (appid !== undefined && !query.has('access_token')) return appid;
    return (await callerOf(query, tokens, accounts)).number;
  };
