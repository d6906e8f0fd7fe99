// Pushes that a message server must refuse: 接入概述 and 消息加解密说明. Each is wrong in one way.
// Must not send. They tell of an event nobody raises, from a follower who does not exist.
import type { Forgery, NoticeRequest } from '../../../domain/delivery/index.js';
import type { Clock } from '../../../kernel/clock.js';
import { alphanumeric, digits, type RandomBytes } from '../../../kernel/ids.js';
import { seal } from './safe-mode.js';
import { sortedSha1 } from './signature.js';
import { writeXml, type XmlFields } from './xml.js';

const staleBySeconds = 3_600;

/** @param aesKey null: the account is written to in plain text, where the body is under no signature */
export function forgeries(parts: {
  clock: Clock;
  random: RandomBytes;
  appid: string;
  originalId: string;
  token: string;
  aesKey: Buffer | null;
}): Forgery[] {
  const { clock, random, appid, originalId, token, aesKey } = parts;
  const now = Math.floor(clock.now() / 1000);
  const from = `oFORGED${alphanumeric(21, random)}`;
  const plain: XmlFields = [
    ['ToUserName', originalId],
    ['FromUserName', from],
    ['CreateTime', now],
    ['MsgType', 'event'],
    ['Event', 'tuquan_forged_event'],
  ];
  const headers: [string, string][] = [
    ['User-Agent', 'Mozilla/4.0'],
    ['Accept', '*/*'],
    ['Pragma', 'no-cache'],
    ['Content-Type', 'text/xml'],
  ];

  function push(
    change: { token?: string; ago?: number; key?: Buffer; appid?: string; tampered?: boolean; unsigned?: boolean } = {},
  ): NoticeRequest {
    const timestamp = String(now - (change.ago ?? 0));
    const nonce = digits(10, random);
    const by = change.token ?? token;
    const query: [string, string][] = [
      ...(change.unsigned ? [] : ([['signature', sortedSha1([by, timestamp, nonce])]] as [string, string][])),
      ['timestamp', timestamp],
      ['nonce', nonce],
      ['openid', from],
    ];
    if (aesKey === null) return { headers, body: writeXml(plain), query };
    const sealed = seal(writeXml(plain), change.key ?? aesKey, change.appid ?? appid, random);
    query.push(['encrypt_type', 'aes']);
    if (!change.unsigned) query.push(['msg_signature', sortedSha1([by, timestamp, nonce, sealed])]);
    const middle = sealed.length >> 1;
    const other = sealed[middle] === 'A' ? 'B' : 'A';
    const sent = change.tampered ? sealed.slice(0, middle) + other + sealed.slice(middle + 1) : sealed;
    return { headers, body: writeXml([...plain.slice(0, 1), ['Encrypt', sent]]), query };
  }

  const one = (kind: string, title: string, request: NoticeRequest, weight: Forgery['weight'] = 'must'): Forgery => ({
    kind,
    title,
    weight,
    requests: [request],
  });
  const again = push();
  return [
    one('genuine', 'nothing is wrong with it', push(), 'genuine'),
    one('wrong-signature', 'signed with another token', push({ token: alphanumeric(32, random) })),
    one('unsigned', 'without a signature', push({ unsigned: true })),
    ...(aesKey === null
      ? []
      : [
          one(
            'tampered-body',
            'one character of the encrypted text changed after it was signed',
            push({ tampered: true }),
          ),
          one('undecryptable', 'signed, but sealed with another key', push({ key: random(32) })),
          one(
            'other-app',
            'signed and sealed, but for another appid',
            push({ appid: `wx${random(8).toString('hex')}` }),
          ),
        ]),
    one('stale-timestamp', 'signed an hour ago', push({ ago: staleBySeconds }), 'should'),
    {
      kind: 'replayed-nonce',
      title: 'the same bytes under the same nonce for a second time; a real retry is signed afresh',
      weight: 'should',
      requests: [again, again],
    },
  ];
}
