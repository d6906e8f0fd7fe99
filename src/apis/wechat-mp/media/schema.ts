// What fetching a temporary medium takes: developers.weixin.qq.com/doc/service/api/material/temporary/api_getmedia.
// Must not look media up.
import { failures, Refused } from '../envelope.js';

/** @throws Refused 41006 without an id, 40007 for what can be none */
export function mediaIdIn(query: URLSearchParams): string {
  const id = query.get('media_id');
  if (!id) throw new Refused(failures.mediaIdMissing);
  if (!/^[\w-]{1,128}$/.test(id)) throw new Refused(failures.invalidMediaId);
  return id;
}
