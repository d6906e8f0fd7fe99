// Who a request says it comes from, before anything is proved: for fault rules of one account.
// Must not be used to let anybody in; auth.ts does that.
import { type HttpRequest, rawBody } from '../../http/server.js';
import type { RoomServices } from '../room.js';
import { tokenIn } from './auth.js';
import { queryOf } from './gate.js';

/** The appid of the query, of a body that asks for a token, or of the account a token or a QR code is of, even if it is over. */
export const createCallerOf =
  ({ accounts, audience, distribution, tokens }: RoomServices) =>
  async (request: HttpRequest): Promise<string | null> => {
    const query = queryOf(request);
    const appid =
      query.get('appid') ?? /"appid"\s*:\s*"([^"]{1,64})"/.exec(rawBody(request).toString('utf8', 0, 4_096))?.[1];
    if (appid !== undefined && !query.has('access_token')) return appid;
    const token = tokenIn(query);
    // The picture of a QR code is asked for without a token.
    const owner =
      token === null
        ? (await distribution.ticketByName(query.get('ticket') ?? '')).accountId
        : ((await tokens.ownerOf(token)) ?? (await audience.signInOwner(token)));
    return owner === null ? null : (await accounts.load(owner)).number;
  };
