// What messages take: to whom, and what they say. Must not look anything up.
// developers.weixin.qq.com/doc/offiaccount/Message_Management/Batch_Sends_and_Originality_Checks.html, Service_Center_messages.html
import type { MessageContent, MessageTarget } from '../../../domain/distribution/index.js';
import { isJsonObject, type JsonObject } from '../../../kernel/exact-json.js';
import { cardFailures } from '../card/failures.js';
import { cardExtText } from '../distribution/card-ext.js';
import { f } from '../distribution/failures.js';
import { type Failure, failures, Refused } from '../envelope.js';
import { objectIn, textIn, textsIn, truthIn, wholeIn } from '../json-body.js';

export const bodyLimit = 1024 * 1024;
const mostNamed = 10_000;
const longestText = 2_048;
const longestClientId = 64;
const mostLinks = 8;

const refuse = (failure: Failure): never => {
  throw new Refused(failure);
};

/** Text keeps its blanks and line breaks. @throws Refused 44004, 45002 */
function textOf(part: JsonObject): MessageContent {
  const text = typeof part.content === 'string' ? part.content : '';
  if (text.trim() === '') return refuse(f.emptyText);
  return Buffer.byteLength(text) > longestText ? refuse(f.textTooLong) : { kind: 'text', text };
}

const mediaOf = (part: JsonObject): string => textIn(part, 'media_id') ?? refuse(failures.mediaIdMissing);

function cardOf(part: JsonObject): MessageContent {
  const offer = textIn(part, 'card_id') ?? refuse(cardFailures.missingCardId);
  return { kind: 'offer', offer, signed: cardExtText(part) };
}

/** @throws Refused 40035, 45008 */
function linksOf(part: JsonObject): MessageContent {
  const list = part.articles;
  if (!Array.isArray(list) || list.length === 0) return refuse(cardFailures.invalidParameters);
  if (list.length > mostLinks) refuse(f.tooManyArticles);
  const links = list.map((each) => {
    if (!isJsonObject(each)) return refuse(cardFailures.invalidParameters);
    return {
      title: textIn(each, 'title') ?? refuse(cardFailures.invalidParameters),
      summary: textIn(each, 'description') ?? '',
      url: textIn(each, 'url') ?? '',
      picture: textIn(each, 'picurl') ?? '',
    };
  });
  return { kind: 'links', links };
}

const readers: Readonly<Record<string, { key: string; read: (part: JsonObject) => MessageContent }>> = {
  wxcard: { key: 'wxcard', read: cardOf },
  text: { key: 'text', read: textOf },
  image: { key: 'image', read: (part) => ({ kind: 'image', media: mediaOf(part) }) },
  mpnews: { key: 'mpnews', read: (part) => ({ kind: 'articles', media: mediaOf(part) }) },
  news: { key: 'news', read: linksOf },
};

/** What one of the interfaces takes, and how it refuses the rest. */
interface MessageTypes {
  readonly served: ReadonlySet<string>;
  /** Those the vendor takes besides. */
  readonly unserved: ReadonlySet<string>;
  /** Those that belong to the other interface. */
  readonly foreign: ReadonlySet<string>;
  readonly ofTheOther: Failure;
}

export const massTypes: MessageTypes = {
  served: new Set(['wxcard', 'text', 'image', 'mpnews']),
  unserved: new Set(['voice', 'video', 'mpvideo']),
  foreign: new Set(['news', 'music', 'msgmenu', 'miniprogrampage', 'mpnewsarticle']),
  ofTheOther: f.customOnly,
};
export const replyTypes: MessageTypes = {
  served: new Set(['wxcard', 'text', 'image', 'mpnews', 'news']),
  unserved: new Set(['voice', 'video', 'music', 'msgmenu', 'miniprogrampage', 'mpnewsarticle']),
  foreign: new Set(['mpvideo']),
  ofTheOther: f.massOnly,
};

/** @throws Refused 40008 for a type there is not, 48008, 45050, 45052 for one not taken here, 40035 when what it names is not there */
export function contentOf(body: JsonObject, types: MessageTypes): MessageContent {
  const type = textIn(body, 'msgtype') ?? '';
  const reader = types.served.has(type) ? readers[type] : undefined;
  if (reader !== undefined) return reader.read(objectIn(body, reader.key) ?? refuse(cardFailures.invalidParameters));
  if (types.unserved.has(type)) return refuse(f.typeNotServed);
  return refuse(types.foreign.has(type) ? types.ofTheOther : f.invalidMessageType);
}

/** A tag is named tag_id, by older clients group_id. @throws Refused 40035, 45159 */
export function filterOf(body: JsonObject): MessageTarget {
  const filter = objectIn(body, 'filter') ?? refuse(cardFailures.invalidParameters);
  if (truthIn(filter, 'is_to_all') === true) return { kind: 'all' };
  const tag = wholeIn(filter, 'tag_id') ?? wholeIn(filter, 'group_id');
  if (tag === null || !(tag >= 0)) return refuse(f.invalidTag);
  return { kind: 'tag', tag };
}

/** @throws Refused 40031, 40032, 40130 */
export function namedOf(body: JsonObject): MessageTarget {
  const list = textsIn(body, 'touser') ?? refuse(f.invalidOpenidList);
  if (list.some((openid) => openid === '' || openid.length > 64)) refuse(f.invalidOpenidList);
  const numbers = [...new Set(list)];
  if (numbers.length === 0 || list.length > mostNamed) refuse(f.invalidOpenidListSize);
  if (numbers.length === 1) refuse(f.atLeastTwo);
  return { kind: 'numbers', numbers };
}

/** @throws Refused 45067 */
export function clientIdOf(body: JsonObject): string | null {
  const id = textIn(body, 'clientmsgid');
  return id !== null && Buffer.byteLength(id) > longestClientId ? refuse(f.clientIdTooLong) : id;
}

/** Also as text. @throws Refused 40035 */
export function messageIdOf(body: JsonObject): number {
  const id = wholeIn(body, 'msg_id');
  return id !== null && id > 0 ? id : refuse(cardFailures.invalidParameters);
}

/** Whom a preview goes to; the app's own name wins. @throws Refused 41009 */
export function previewedOf(body: JsonObject): { readonly handle: string } | { readonly openid: string } {
  const handle = textIn(body, 'towxname');
  return handle === null ? { openid: openidOf(body) } : { handle };
}

/** @throws Refused 41009, 40003 */
export function openidOf(body: JsonObject): string {
  const openid = textIn(body, 'touser') ?? refuse(cardFailures.missingOpenid);
  return openid.length > 64 ? refuse(f.invalidOpenid) : openid;
}

/** Who of the staff speaks: an account name, or ''. */
export const senderOf = (body: JsonObject): string => textIn(objectIn(body, 'customservice') ?? {}, 'kf_account') ?? '';
