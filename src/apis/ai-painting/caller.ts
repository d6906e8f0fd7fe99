// Who a request says it comes from, before anything is proved: for fault rules of one account.
// Must not be used to let anybody in; auth.ts does that.
import { type HttpRequest, rawBody, rawTarget } from '../../http/server.js';
import type { RoomServices } from '../room.js';
import { appKind, secrets } from './auth.js';
import { readParameters } from './parameters.js';

/** The AppKey of a signature, of an AppCode, or of the seller's own `appId`. */
export const createCallerOf =
  ({ accounts }: RoomServices) =>
  async (request: HttpRequest): Promise<string | null> => {
    const { authorization, 'x-apig-appcode': code } = request.headers;
    const key = /Access=([^,\s]{1,256})/.exec(authorization ?? '')?.[1];
    if (key !== undefined) return key;
    if (typeof code === 'string')
      return (await accounts.findBySecret(appKind, secrets.code, code.trim()))?.number ?? null;
    const query = rawTarget(request).split('?')[1] ?? '';
    const appId = (await readParameters(query, rawBody(request), undefined)).get('appId');
    return typeof appId === 'string' ? appId : null;
  };
