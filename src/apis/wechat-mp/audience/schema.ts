// What tags, followers and groups take. Must not look anybody up.
// developers.weixin.qq.com/doc/offiaccount/User_Management
import { isJsonObject, type JsonObject } from '../../../kernel/exact-json.js';
import { type Failure, Refused } from '../envelope.js';
import { objectIn, textIn, textsIn, wholeIn } from '../json-body.js';
import { f } from './failures.js';

export const bodyLimit = 256 * 1024;
const mostTagged = 50;
const mostAsked = 100;
const longestOpenid = 64;

const refuse = (failure: Failure): never => {
  throw new Refused(failure);
};

/** A tag's or group's name as it came; rules about it are the domain's. */
export const nameIn = (body: JsonObject, key: 'tag' | 'group'): string =>
  textIn(objectIn(body, key) ?? {}, 'name') ?? '';

/** @throws Refused with `failure` when there is none or it is no whole number from 0 */
export function idIn(body: JsonObject, key: string, failure: Failure): number {
  const id = wholeIn(body, key);
  return id !== null && id >= 0 ? id : refuse(failure);
}

export const nestedIdIn = (body: JsonObject, key: 'tag' | 'group', failure: Failure): number =>
  idIn(objectIn(body, key) ?? {}, 'id', failure);

/** @throws Refused 41009, 40003 */
export function openidOf(value: string | null | undefined): string {
  if (!value) return refuse(f.missingOpenid);
  return value.length > longestOpenid ? refuse(f.invalidOpenid) : value;
}

/** @throws Refused 40031 for no list of openids, 40032 for none or more than fifty */
export function openidsIn(body: JsonObject): string[] {
  const list = textsIn(body, 'openid_list') ?? refuse(f.invalidOpenidList);
  if (list.length === 0 || list.length > mostTagged) refuse(f.invalidOpenidListSize);
  if (list.some((openid) => openid === '' || openid.length > longestOpenid)) refuse(f.invalidOpenidList);
  return list;
}

/** Up to a hundred openids, each in an object. @throws Refused 40031, 40032 */
export function usersIn(body: JsonObject): string[] {
  const list = body.user_list;
  if (!Array.isArray(list)) return refuse(f.invalidOpenidList);
  if (list.length === 0 || list.length > mostAsked) refuse(f.invalidOpenidListSize);
  return list.map((each) => openidOf(isJsonObject(each) ? textIn(each, 'openid') : null));
}

/** Where a list goes on: the openid the page before ended with; null = from the start. */
export const nextIn = (value: string | null): string | null =>
  value === null || value === '' ? null : openidOf(value);
