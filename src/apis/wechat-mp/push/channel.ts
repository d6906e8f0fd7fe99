// The channel to message servers: events and followers' messages as XML, signed afresh on every attempt, sealed when the account wants that.
// Must not know where events come from: each kind of notice has somebody who describes it.
// developers.weixin.qq.com/doc/offiaccount/Message_Management/Receiving_event_pushes.html
import type { Account } from '../../../domain/accounts/index.js';
import type { Channel, Notice } from '../../../domain/delivery/index.js';
import type { Clock } from '../../../kernel/clock.js';
import { stringifyJson } from '../../../kernel/exact-json.js';
import { alphanumeric, digits, type RandomBytes } from '../../../kernel/ids.js';
import { secrets } from '../auth.js';
import { forgeries } from './forgeries.js';
import type { PushMode } from './modes.js';
import { pushModes } from './modes.js';
import { type PassiveReply, ReplyError, type ReplyKeys, readReply } from './passive-reply.js';
import { aesKeyOf, SealError, seal } from './safe-mode.js';
import { sortedSha1 } from './signature.js';
import { longestXml, writeXml, type XmlFields, type XmlValue } from './xml.js';

/**
 * One event, or one message of a follower, as it is told. The same on every attempt: receivers know the repetition of an event by
 * sender and time, of a message by its MsgId.
 */
export type Pushed = {
  /** Openid it comes from; null for events of the account itself. */
  readonly openid: string | null;
  /** Unix ms; told in seconds. */
  readonly at: number;
  /** What follows the common fields, in the order of the documentation. */
  readonly fields: XmlFields;
} & ({ /** Of an event. */ readonly name: string } | { /** Of a message. */ readonly type: 'text' });

/** Looks up what happened. Null: it is nothing this account is told of. */
export type DescribeEvent = (notice: Notice, account: Account) => Promise<Pushed | null>;

const second = 1_000;
/** "5 秒内收不到响应会断掉连接，并且重新发起请求，总共重试三次". The pause between attempts is not published (POLICY). */
const timeoutMs = 5 * second;
export const retryDelaysMs: readonly number[] = [5 * second, 5 * second, 5 * second];

interface Keys extends ReplyKeys {
  readonly originalId: string;
}

/** Null when the account lacks what a push is signed or sealed with. */
function keysOf(account: Account, mode: PushMode): Keys | null {
  const token = account.secrets.get(secrets.messageToken);
  const originalId = account.secrets.get(secrets.originalId);
  if (token === undefined || originalId === undefined) return null;
  const appid = account.number;
  if (mode.seal === 'plain') return { appid, token, originalId, aesKey: null };
  try {
    return { appid, token, originalId, aesKey: aesKeyOf(account.secrets.get(secrets.messageKey) ?? '') };
  } catch (error) {
    if (error instanceof SealError) return null;
    throw error;
  }
}

/** Whoever answers encrypted has the key, whatever mode it was asked in. */
const replyKeysOf = (account: Account): Keys | null =>
  keysOf(account, { seal: 'safe', format: 'xml' }) ?? keysOf(account, { seal: 'plain', format: 'xml' });

const kindOf = (pushed: Pushed): XmlFields =>
  'name' in pushed
    ? [
        ['MsgType', 'event'],
        ['Event', pushed.name],
      ]
    : [['MsgType', pushed.type]];

const toJson = (value: XmlValue): unknown =>
  typeof value === 'object' ? Object.fromEntries(value.map(([name, member]) => [name, toJson(member)])) : value;

const written = (fields: XmlFields, { format }: PushMode): string =>
  format === 'xml' ? writeXml(fields) : stringifyJson(toJson(fields));

export function createChannel(parts: {
  clock: Clock;
  random: RandomBytes;
  /** How accounts are written to that have not chosen. */
  mode: PushMode;
  /** By the notice's kind. */
  events: Readonly<Record<string, DescribeEvent>>;
  /** Takes a message that a server answered with, for one of its followers. */
  passOn(account: Account, reply: PassiveReply): Promise<void>;
}): Channel {
  const { clock, random, events, passOn } = parts;
  const modeOf = (style: string | null): PushMode => (style === null ? undefined : pushModes.get(style)) ?? parts.mode;
  const stamp = (): { timestamp: string; nonce: string } => ({
    timestamp: String(Math.floor(clock.now() / second)),
    nonce: digits(10, random),
  });

  return {
    retryDelaysMs,
    timeoutMs,
    answerBytes: longestXml,
    styles: new Set(pushModes.keys()),
    accepts: (status) => status >= 200 && status < 300,
    judge: ({ body, cut }, account) => {
      const keys = replyKeysOf(account);
      if (keys === null) return 'the account has no token to verify with';
      if (cut) return `the answer is longer than ${longestXml} bytes`;
      try {
        readReply(body, keys);
        return null;
      } catch (error) {
        if (error instanceof ReplyError)
          return `the answer is neither empty, success, nor a passive reply: ${error.message}`;
        throw error;
      }
    },
    heard: async (_notice, account, body) => {
      const keys = replyKeysOf(account);
      if (keys === null) return;
      const reply = readReply(body, keys);
      if (reply.type !== 'none') await passOn(account, reply);
    },
    forge: async (account, { style }) => {
      const keys = keysOf(account, modeOf(style));
      if (keys === null) return [];
      const { appid, token, aesKey, originalId } = keys;
      return forgeries({ clock, random, appid, token, aesKey, originalId });
    },
    challenge: (account) => {
      const { timestamp, nonce } = stamp();
      const echostr = digits(19, random);
      const token = account.secrets.get(secrets.messageToken) ?? '';
      const signature = sortedSha1([token, timestamp, nonce]);
      return {
        query: [
          ['signature', signature],
          ['echostr', echostr],
          ['timestamp', timestamp],
          ['nonce', nonce],
        ],
        answer: echostr,
      };
    },
    render: async (notice, account, endpoint) => {
      const mode = modeOf(endpoint.style);
      const keys = keysOf(account, mode);
      const event = keys === null ? null : ((await events[notice.kind]?.(notice, account)) ?? null);
      if (keys === null || event === null) return null;
      const { appid, token, aesKey, originalId } = keys;
      const from = event.openid ?? originalId;
      const plain: XmlFields = [
        ['ToUserName', originalId],
        ['FromUserName', from],
        ['CreateTime', Math.floor(event.at / second)],
        ...kindOf(event),
        ...event.fields,
      ];
      const { timestamp, nonce } = stamp();
      const query: [string, string][] = [
        ['signature', sortedSha1([token, timestamp, nonce])],
        ['timestamp', timestamp],
        ['nonce', nonce],
        ['openid', from],
      ];
      let fields = plain;
      if (aesKey !== null) {
        const encrypted = seal(written(plain, mode), aesKey, appid, () => Buffer.from(alphanumeric(16, random)));
        query.push(['encrypt_type', 'aes'], ['msg_signature', sortedSha1([token, timestamp, nonce, encrypted])]);
        fields = [...(mode.seal === 'safe' ? plain.slice(0, 1) : plain), ['Encrypt', encrypted]];
      }
      return {
        headers: [
          ['User-Agent', 'Mozilla/4.0'],
          ['Accept', '*/*'],
          ['Pragma', 'no-cache'],
          ['Content-Type', mode.format === 'xml' ? 'text/xml' : 'application/json'],
        ],
        body: written(fields, mode),
        query,
      };
    },
  };
}
