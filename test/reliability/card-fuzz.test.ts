import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coverage } from '../../src/apis/wechat-mp/coverage.js';
import { readXml, writeXml, XmlError } from '../../src/apis/wechat-mp/push/xml.js';
import { ask } from '../conformance/wechat-mp/support/app-client.js';
import {
  baseInfo,
  type CardClient,
  cardClient,
  cashCard,
  depositCard,
} from '../conformance/wechat-mp/support/cards.js';
import { startTestServer, type TestServer } from '../support/server.js';

let server: TestServer;
let client: CardClient;
let bodies: Record<string, object>;
beforeAll(async () => {
  server = await startTestServer();
  client = await cardClient(server);
  const [cardId, depositId] = [await client.create(cashCard({ get_limit: 0 })), await client.create(depositCard())];
  const code = await client.claim(cardId);
  const card = {
    ...cashCard(
      { location_id_list: [1], center_title: '立即使用' },
      { advanced_info: { use_condition: {}, abstract: {}, time_limit: [{}] } },
    ),
    gift: { base_info: baseInfo(), gift: 'x' },
  };
  bodies = {
    '/card/create': { card },
    '/card/get': { card_id: cardId },
    '/card/batchget': { offset: 0, count: 10, status_list: ['CARD_STATUS_VERIFY_OK'] },
    '/card/update': { card_id: cardId, cash: { base_info: baseInfo() } },
    '/card/modifystock': { card_id: cardId, increase_stock_value: 1, reduce_stock_value: 1 },
    '/card/delete': { card_id: 'p' },
    '/card/user/getcardlist': { openid: client.openids[0], card_id: cardId },
    '/card/paycell/set': { card_id: cardId, is_open: true },
    '/card/selfconsumecell/set': { card_id: cardId, is_open: true, need_verify_cod: true },
    '/card/code/get': { code, card_id: cardId, check_consume: true },
    '/card/code/consume': { code: 'x', card_id: cardId, outer_str: 'x' },
    '/card/code/update': { code, card_id: cardId, new_code: 'y' },
    '/card/code/unavailable': { code: 'x', card_id: cardId, reason: '' },
    '/card/code/decrypt': { encrypt_code: 'AAAA' },
    '/card/code/mark': { code, card_id: cardId, openid: client.openids[0], is_mark: true },
    '/card/location/batchadd': {
      location_list: [{ business_name: 'x', address: 'y', longitude: '113.3', latitude: 23.1 }],
    },
    '/card/location/batchget': { offset: 0, count: 10 },
    '/card/code/deposit': { card_id: depositId, code: ['1', '2'] },
    '/card/code/getdepositcount': { card_id: depositId },
    '/card/code/checkcode': { card_id: depositId, code: ['1'] },
    '/card/mpnews/gethtml': { card_id: cardId },
    '/card/testwhitelist/set': { openid: [client.openids[0]], username: ['x'] },
    '/card/qrcode/create': {
      action_name: 'QR_CARD',
      expire_seconds: 1800,
      action_info: {
        card: { card_id: cardId, code: '', openid: '', is_unique_code: false, outer_id: 0, outer_str: 'x' },
      },
    },
    '/cgi-bin/qrcode/create': {
      action_name: 'QR_STR_SCENE',
      expire_seconds: 60,
      action_info: { scene: { scene_id: 1, scene_str: 'x' } },
    },
    '/card/landingpage/create': {
      banner: 'http://mmbiz.qpic.cn/a/0',
      page_title: 'x',
      can_share: true,
      scene: 'SCENE_H5',
      card_list: [{ card_id: cardId, thumb_url: 'www.qq.com/a.jpg' }],
    },
    '/cgi-bin/message/mass/sendall': {
      filter: { is_to_all: false, tag_id: 2 },
      wxcard: { card_id: cardId },
      msgtype: 'wxcard',
    },
    '/cgi-bin/message/mass/send': {
      touser: client.openids.slice(0, 2),
      wxcard: { card_id: cardId },
      msgtype: 'wxcard',
    },
    '/cgi-bin/message/mass/preview': { touser: client.openids[0], wxcard: { card_id: cardId }, msgtype: 'wxcard' },
    '/cgi-bin/message/mass/get': { msg_id: 1 },
    '/cgi-bin/message/mass/delete': { msg_id: 1, article_idx: 0 },
    '/cgi-bin/message/custom/send': { touser: client.openids[0], msgtype: 'text', text: { content: 'x' } },
    '/cgi-bin/tags/create': { tag: { name: 'x' } },
    '/cgi-bin/tags/update': { tag: { id: 2, name: 'x' } },
    '/cgi-bin/tags/delete': { tag: { id: 99 } },
    '/cgi-bin/tags/getidlist': { openid: client.openids[0] },
    '/cgi-bin/tags/members/batchtagging': { openid_list: [client.openids[0]], tagid: 2 },
    '/cgi-bin/tags/members/batchuntagging': { openid_list: [client.openids[0]], tagid: 2 },
    '/cgi-bin/user/info/updateremark': { openid: client.openids[0], remark: 'x' },
    '/cgi-bin/groups/create': { group: { name: 'x' } },
    '/cgi-bin/groups/getid': { openid: client.openids[0] },
    '/cgi-bin/groups/update': { group: { id: 99, name: 'x' } },
    '/cgi-bin/groups/delete': { group: { id: 99 } },
    '/cgi-bin/groups/members/update': { openid: client.openids[0], to_groupid: 2 },
    '/cgi-bin/groups/members/batchupdate': { openid_list: [client.openids[0]], to_groupid: 2 },
    '/cgi-bin/media/uploadnews': { articles: [{ title: 'x', content: 'y', thumb_media_id: '' }] },
    '/cgi-bin/stable_token': { grant_type: 'client_credential', appid: 'wx', secret: 'x', force_refresh: false },
    '/cgi-bin/user/tag/get': { tagid: 2, next_openid: '' },
    '/cgi-bin/user/info/batchget': { user_list: [{ openid: client.openids[0], lang: 'zh_CN' }] },
    '/datacube/getcardbizuininfo': { begin_date: '2020-01-01', end_date: '2020-01-02', cond_source: 1 },
    '/datacube/getcardcardinfo': { begin_date: '2020-01-01', end_date: '2020-01-02', cond_source: 1, card_id: cardId },
  };
}, 120_000);
afterAll(() => server.close());

/** Every place in a document, as a list of keys. */
function places(value: unknown, at: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, member]) => places(member, [...at, key]))];
}
function replaced(value: unknown, [key, ...rest]: string[], by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) === key ? replaced(item, rest, by) : item));
  return { ...(value as object), [key]: replaced((value as Record<string, unknown>)[key], rest, by) };
}

const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    null,
    '',
    ' ',
    '0',
    '-1',
    0,
    -1,
    1.5,
    1e21,
    '9'.repeat(60),
    'x'.repeat(5_000),
    '__proto__',
    [],
    {},
    [[]],
    [{}],
    '\u0000',
    '\ud800',
    "' OR 1=1 --",
    '%00',
  ),
);

describe('odd values anywhere in a request', () => {
  it('are tried on every operation that takes a document', () => {
    // These take files, and have tests of their own.
    const files = /^\/cv\/img\/|\/media\/(upload|uploadimg)$/;
    const served = coverage.filter(({ method, status, path }) => {
      return method === 'POST' && status !== 'not-started' && !files.test(path);
    });
    expect(served.map(({ path }) => path).filter((path) => !(path in bodies))).toEqual([]);
  });

  it('never make the server fail: an errcode that is not -1, status 200, one line', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(bodies)), fc.nat(), odd, async (path, pick, value) => {
        const body = bodies[path] ?? {};
        const spots = places(body);
        const changed = replaced(body, spots[pick % spots.length] ?? [], value);
        const url = `${server.baseUrl}${path}?access_token=${client.token}`;
        const answer = await ask(url, { method: 'POST', body: JSON.stringify(changed) });
        expect(answer.status).toBe(200);
        expect(answer.json.errcode).not.toBe(-1);
        expect(answer.text).not.toMatch(/[\u0000-\u001f]/);
      }),
      { numRuns: process.env.TUQUAN_SOAK ? 20_000 : 1_500 },
    );
    expect(
      (await client.call('/card/get', { card_id: (bodies['/card/get'] as { card_id: string }).card_id })).errcode,
    ).toBe(0);
  }, 600_000);
});

describe('odd texts in XML', () => {
  it('come back as they were written, and whatever is read is refused or understood', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const kept = text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '');
        expect(readXml(writeXml([['A', text]])).A).toBe(kept);
      }),
      { numRuns: 3_000 },
    );
    const pieces = [
      '<xml>',
      '</xml>',
      '<A>',
      '</A>',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '&amp;',
      '&#x41;',
      '&e;',
      '<?pi?>',
      '<B/>',
      'x',
      '<',
      '>',
      '"',
      '<!DOCTYPE x>',
      '<__proto__>',
      '</__proto__>',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 60 }), (list) => {
        try {
          readXml(list.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(XmlError);
        }
        expect(Object.prototype).not.toHaveProperty('x');
      }),
      { numRuns: 20_000 },
    );
  });
});
