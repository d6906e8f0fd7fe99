// Who a request says it comes from, before its body is read: for fault rules of one account.
// Must not be used to let anybody in; auth.ts does that.
import type { HttpRequest } from '../../http/server.js';
import type { RoomServices } from '../room.js';
import { callerOf } from './auth.js';
import { queryOf } from './body.js';

/** The application of a bearer token, or `app_key` or `client_id` of the query. Bodies stream past and are not looked into. */
export const createCallerOf =
  (services: RoomServices) =>
  async (request: HttpRequest): Promise<string | null> => {
    const query = queryOf(request);
    const named = query.get('app_key') ?? query.get('client_id');
    return named ?? (await callerOf(request.headers.authorization, services)).number;
  };
