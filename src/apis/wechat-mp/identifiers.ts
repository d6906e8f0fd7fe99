// Identifiers in the vendor's shape: an openid is `o`, a card id `p`; five characters after it tell the account, the rest is random.
// Must not keep them. wechatpy takes exactly 28 characters of [\w-] for an openid and anything else for a person's own name.
import { createHash } from 'node:crypto';
import { alphanumeric, type RandomBytes } from '../../kernel/ids.js';

/** In the documentation's samples the openids and card ids of one account begin alike: `oFS7Fj…`, `pFS7Fj…`. */
const markOf = (appid: string): string => createHash('sha256').update(appid).digest('base64url').slice(0, 5);

export const newOpenid = (appid: string, random: RandomBytes): string => `o${markOf(appid)}${alphanumeric(22, random)}`;
export const newCardId = (appid: string, random: RandomBytes): string => `p${markOf(appid)}${alphanumeric(22, random)}`;
