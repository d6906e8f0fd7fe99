// What a message server may answer to a push: nothing, `success`, or a message for the user, in plain text or encrypted.
// Must not deliver the message. developers.weixin.qq.com/doc/offiaccount/Message_Management/Passive_user_reply_message.html
import { open, SealError } from './safe-mode.js';
import { sortedSha1 } from './signature.js';
import { readXml, XmlError, type XmlNode } from './xml.js';

export interface Article {
  readonly title: string;
  readonly description: string;
  readonly picUrl: string;
  readonly url: string;
}

export type PassiveReply =
  | { readonly type: 'none' }
  | { readonly type: 'text'; readonly to: string; readonly content: string }
  | { readonly type: 'image' | 'voice' | 'video'; readonly to: string; readonly mediaId: string }
  | { readonly type: 'music'; readonly to: string; readonly title: string; readonly url: string }
  | { readonly type: 'news'; readonly to: string; readonly articles: readonly Article[] }
  /** Handed over to customer service staff. */
  | { readonly type: 'transfer'; readonly to: string };

export class ReplyError extends Error {
  override readonly name = 'ReplyError';
}

export interface ReplyKeys {
  readonly appid: string;
  readonly token: string;
  readonly aesKey: Buffer | null;
}

type Members = { readonly [name: string]: XmlNode | readonly XmlNode[] };

const textOf = (value: XmlNode | readonly XmlNode[] | undefined): string => (typeof value === 'string' ? value : '');
const membersOf = (value: XmlNode | readonly XmlNode[] | undefined): Members =>
  typeof value === 'object' && !Array.isArray(value) ? (value as Members) : {};

/** Texts that say "heard, nothing to answer". */
const isSilence = (body: string): boolean => body === '' || body === 'success';

const mostArticles = 8;

function articlesOf(members: Members): Article[] {
  const items = membersOf(members.Articles).item;
  const list = Array.isArray(items) ? items : items === undefined ? [] : [items];
  if (list.length === 0 || list.length > mostArticles) throw new ReplyError(`news with ${list.length} articles`);
  return list.map((item) => {
    const { Title, Description, PicUrl, Url } = membersOf(item);
    return { title: textOf(Title), description: textOf(Description), picUrl: textOf(PicUrl), url: textOf(Url) };
  });
}

function messageOf(members: Members): PassiveReply {
  const to = textOf(members.ToUserName);
  const type = textOf(members.MsgType);
  const media = (name: string): string => {
    const id = textOf(membersOf(members[name]).MediaId);
    if (id === '') throw new ReplyError(`a ${type} reply without a MediaId`);
    return id;
  };
  if (to === '') throw new ReplyError('a reply without ToUserName');
  switch (type) {
    case 'text':
      return { type, to, content: textOf(members.Content) };
    case 'image':
      return { type, to, mediaId: media('Image') };
    case 'voice':
      return { type, to, mediaId: media('Voice') };
    case 'video':
      return { type, to, mediaId: media('Video') };
    case 'music': {
      const { Title, MusicUrl } = membersOf(members.Music);
      return { type, to, title: textOf(Title), url: textOf(MusicUrl) };
    }
    case 'news':
      return { type, to, articles: articlesOf(members) };
    case 'transfer_customer_service':
      return { type: 'transfer', to };
    default:
      throw new ReplyError(`a reply of the unknown MsgType "${type.slice(0, 40)}"`);
  }
}

/** The message inside an encrypted reply, its signature checked. */
function opened(members: Members, keys: ReplyKeys): Members {
  const encrypted = textOf(members.Encrypt);
  if (keys.aesKey === null) throw new ReplyError('an encrypted reply where plain text was pushed');
  const expected = sortedSha1([keys.token, textOf(members.TimeStamp), textOf(members.Nonce), encrypted]);
  if (textOf(members.MsgSignature) !== expected) throw new ReplyError('the MsgSignature of the reply is wrong');
  const text = open(encrypted, keys.aesKey, keys.appid).trim();
  return isSilence(text) ? {} : readXml(text);
}

/**
 * Reads a message server's answer.
 * @throws ReplyError saying what is wrong with it
 */
export function readReply(body: string, keys: ReplyKeys): PassiveReply {
  const text = body.trim();
  if (isSilence(text)) return { type: 'none' };
  try {
    const outer = readXml(text);
    if (outer.Encrypt === undefined) return messageOf(outer);
    const inner = opened(outer, keys);
    return Object.keys(inner).length === 0 ? { type: 'none' } : messageOf(inner);
  } catch (error) {
    if (error instanceof XmlError || error instanceof SealError) throw new ReplyError(error.message);
    throw error;
  }
}
