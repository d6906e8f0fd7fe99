import { describe, expect, it } from 'vitest';
import WXBizMsgCrypt from 'wechat-crypto';
import { systemRandom } from '../../../kernel/ids.js';
import { type PassiveReply, readReply } from './passive-reply.js';
import { aesKeyOf, open, seal } from './safe-mode.js';
import { sortedSha1 } from './signature.js';
import { readXml, writeXml } from './xml.js';

// The vectors of the protocol's pages: developers.weixin.qq.com, message encryption.
const encodingAesKey = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG';
const appid = 'wx5823bf96d3bd56c7';
const message =
  '<xml><ToUserName><![CDATA[gh_fc0a06a20993]]></ToUserName><Event><![CDATA[user_get_card]]></Event></xml>';
const sealed =
  'Q3stYC6hdFzMh9T8HCvyDEQXfsAOq3Pa7smZZKzCR04oEmt0DcQj5DcXPUPUCw78C14iG40LBVMEzQthdfbYhHsaGvQvVXsQ8rZjsaNZlZOhsXNFzi6egQ7Ya0IvmAwh8bzwpBA30hYvCYF9askaBkCPvklATUIjOOxFufSQ4aAbs+8CGXG8Ktv2xOs5g+V53KAWPZU2HYHmCqCi08izsw==';
const key = aesKeyOf(encodingAesKey);

describe('signatures', () => {
  it('are those of the documented vectors', () => {
    expect(sortedSha1(['AAAAA', '1714037059', '486452656'])).toBe('899cf89e464efb63f54ddac96b0a0a235f53aa78');
    expect(sortedSha1(['QDG6eK', '1409659813', '1372623149', sealed])).toBe('7c2bc0eddc4f95743e95ebfcef6d8c946b8ed60a');
  });
});

describe('safe mode', () => {
  it('seals byte for byte as documented', () => {
    expect(seal(message, key, appid, () => Buffer.from('0123456789abcdef'))).toBe(sealed);
  });

  it('opens what wechat-crypto seals, and the other way round, at every length around a block', () => {
    const crypto = new WXBizMsgCrypt('token', encodingAesKey, appid);
    for (let length = 0; length < 70; length += 1) {
      const text = '券'.repeat(length % 7) + 'x'.repeat(length);
      expect(open(crypto.encrypt(text), key, appid)).toBe(text);
      expect(crypto.decrypt(seal(text, key, appid, systemRandom))).toEqual({ message: text, id: appid });
    }
  });

  it('refuses another app’s messages, altered text, and what is no base64', () => {
    expect(() => open(sealed, key, 'wx0000000000000000')).toThrow(/another appid/);
    const bytes = Buffer.from(sealed, 'base64');
    for (const at of [0, 17, 40, bytes.length - 1]) {
      const altered = Buffer.from(bytes);
      altered[at] = (altered[at] ?? 0) ^ 0xff;
      let result: string | null = null;
      try {
        result = open(altered.toString('base64'), key, appid);
      } catch {
        // refused
      }
      expect(result).not.toBe(message);
    }
    for (const bad of ['', '!!!!', 'AAAA', sealed.slice(4)]) expect(() => open(bad, key, appid)).toThrow();
    expect(() => aesKeyOf('short')).toThrow(/43 characters/);
  });
});

describe('written XML', () => {
  it('has no blank between tags, texts in CDATA, numbers bare', () => {
    expect(
      writeXml([
        ['A', 'x'],
        ['B', 7],
        ['C', [['D', '']]],
      ]),
    ).toBe('<xml><A><![CDATA[x]]></A><B>7</B><C><D><![CDATA[]]></D></C></xml>');
  });

  it('keeps any text whole, also one that tries to end its section', () => {
    const nasty = 'a]]><Evil>1</Evil><![CDATA[ & <b> ]]]]> 券\u0000\u0008😀';
    expect(readXml(writeXml([['A', nasty]])).A).toBe(nasty.replace(/[\u0000\u0008]/g, ''));
  });
});

const keys = { appid, token: 'QDG6eK', aesKey: key };
const reply = (inner: string): string =>
  `<xml><ToUserName><![CDATA[oU]]></ToUserName><FromUserName><![CDATA[gh]]></FromUserName><CreateTime>1</CreateTime>${inner}</xml>`;

describe('passive replies', () => {
  it.each<[string, string, PassiveReply]>([
    ['nothing', '', { type: 'none' }],
    ['success', 'success', { type: 'none' }],
    ['success with a newline', 'success\n', { type: 'none' }],
    [
      'text',
      reply('<MsgType>text</MsgType><Content><![CDATA[你好 &lt;]]></Content>'),
      { type: 'text', to: 'oU', content: '你好 <' },
    ],
    [
      'image',
      reply('<MsgType>image</MsgType><Image><MediaId>m1</MediaId></Image>'),
      { type: 'image', to: 'oU', mediaId: 'm1' },
    ],
    [
      'voice',
      reply('<MsgType>voice</MsgType><Voice><MediaId>m2</MediaId></Voice>'),
      { type: 'voice', to: 'oU', mediaId: 'm2' },
    ],
    [
      'video',
      reply('<MsgType>video</MsgType><Video><MediaId>m3</MediaId></Video>'),
      { type: 'video', to: 'oU', mediaId: 'm3' },
    ],
    [
      'music',
      reply('<MsgType>music</MsgType><Music><Title>t</Title><MusicUrl>u</MusicUrl></Music>'),
      { type: 'music', to: 'oU', title: 't', url: 'u' },
    ],
    ['transfer', reply('<MsgType>transfer_customer_service</MsgType>'), { type: 'transfer', to: 'oU' }],
    [
      'news',
      reply(
        '<MsgType>news</MsgType><ArticleCount>2</ArticleCount><Articles><item><Title>a</Title><Url>u</Url></item><item><Title>b</Title></item></Articles>',
      ),
      {
        type: 'news',
        to: 'oU',
        articles: [
          { title: 'a', description: '', picUrl: '', url: 'u' },
          { title: 'b', description: '', picUrl: '', url: '' },
        ],
      },
    ],
  ])('%s', (_name, body, expected) => {
    expect(readReply(body, keys)).toEqual(expected);
  });

  it('encrypted ones are opened, and refused when signature or key do not fit', () => {
    const inner = reply('<MsgType>text</MsgType><Content>hi</Content>');
    const encrypt = seal(inner, key, appid, systemRandom);
    const wrapped = (signature: string): string =>
      `<xml><Encrypt><![CDATA[${encrypt}]]></Encrypt><MsgSignature><![CDATA[${signature}]]></MsgSignature><TimeStamp>1414243737</TimeStamp><Nonce><![CDATA[179]]></Nonce></xml>`;
    const right = wrapped(sortedSha1([keys.token, '1414243737', '179', encrypt]));
    expect(readReply(right, keys)).toEqual({ type: 'text', to: 'oU', content: 'hi' });
    expect(() => readReply(wrapped('0'.repeat(40)), keys)).toThrow(/MsgSignature/);
    expect(() => readReply(right, { ...keys, aesKey: null })).toThrow(/plain text was pushed/);
    expect(() => readReply(right, { ...keys, appid: 'wx0000000000000000' })).toThrow(/another appid/);
  });

  const bomb = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">${Array.from({ length: 9 }, (_, i) => `<!ENTITY a${i} "${`&a${i === 0 ? '' : i - 1};`.repeat(10)}">`).join('')}]><xml><MsgType>text</MsgType><Content>&a8;</Content></xml>`;
  it.each<[string, string]>([
    ['an entity bomb', bomb],
    [
      'an outside entity',
      '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><MsgType>text</MsgType><Content>&e;</Content></xml>',
    ],
    ['a lower-case document type', '<!doctype xml><xml></xml>'],
    ['ten megabytes', `<xml><Content>${'x'.repeat(10 * 1024 * 1024)}</Content></xml>`],
    ['sixty thousand open brackets', '<'.repeat(60_000)],
    ['sixty thousand characters of open sections', '<![CDATA['.repeat(6_600)],
    ['twenty thousand levels', '<a>'.repeat(20_000)],
    ['ten thousand siblings', `<xml>${'<a/>'.repeat(10_000)}</xml>`],
    ['no XML', 'thank you'],
    ['another root', '<html></html>'],
    ['an unknown type', reply('<MsgType>fax</MsgType>')],
    ['no addressee', '<xml><MsgType>text</MsgType></xml>'],
    [
      'nine articles',
      reply(`<MsgType>news</MsgType><Articles>${'<item><Title>a</Title></item>'.repeat(9)}</Articles>`),
    ],
    ['a picture without an id', reply('<MsgType>image</MsgType>')],
    ['a broken end', '<xml><ToUserName>oU</ToUserName>'],
  ])('%s is refused within a tenth of a second of CPU', (_name, body) => {
    const began = process.cpuUsage();
    expect(() => readReply(body, keys)).toThrow();
    const { user, system } = process.cpuUsage(began);
    expect((user + system) / 1_000).toBeLessThan(100);
  });
});
