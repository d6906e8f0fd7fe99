import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../src/kernel/clock.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { ask, sendRaw } from './support/app-client.js';
import { baseInfo, type CardClient, cardClient, cashCard } from './support/cards.js';

// What the vendor was seen to answer beyond its documentation, and what integrators send beyond it. The recorded answers of
// 2016 in the README of tianye/wechat-mp-sdk name the members; the card pages name the rest.

const day = 86_400_000;
// Noon in Beijing.
const clock = new ManualClock(Math.floor(Date.now() / day) * day + 4 * 3_600_000);
let server: TestServer;
let client: CardClient;
beforeAll(async () => {
  server = await startTestServer({ clock });
  client = await cardClient(server);
}, 120_000);
afterAll(() => server.close());

type Json = Record<string, unknown>;
const documentOf = async (cardId: string): Promise<{ base_info: Json; advanced_info: Json }> => {
  const { card } = await client.call('/card/get', { card_id: cardId });
  return (card as { cash: { base_info: Json; advanced_info: Json } }).cash;
};
const errcodeOf = async (answer: Promise<Json>) => (await answer).errcode;

describe('answers as they were seen', () => {
  it('a code’s card names the code', async () => {
    const cardId = await client.create();
    const code = await client.claim(cardId);
    const { card } = await client.call('/card/code/get', { code });
    expect(card).toEqual({
      card_id: cardId,
      begin_time: expect.any(Number),
      end_time: expect.any(Number),
      code,
    });
  });

  it('a list of cards has a second list, which is empty', async () => {
    await client.create();
    const answer = await client.call('/card/batchget', { offset: 0, count: 1 });
    expect(answer).toEqual({
      errcode: 0,
      errmsg: 'ok',
      card_id_list: [expect.stringMatching(/^p/)],
      total_num: expect.any(Number),
      card_list: [],
    });
  });

  it('a card has a list of areas', async () => {
    expect((await documentOf(await client.create())).base_info.area_code_list).toEqual([]);
  });

  it('a card’s counts of a day say who else redeemed it and that it is no card of friends', async () => {
    const cardId = await client.create();
    await client.claim(cardId);
    clock.advance(day);
    const date = new Date(clock.now() - day + 8 * 3_600_000).toISOString().slice(0, 10);
    const { list } = await client.call('/datacube/getcardcardinfo', {
      begin_date: date,
      end_date: date,
      cond_source: 1,
      card_id: cardId,
    });
    expect(list).toEqual([
      expect.objectContaining({ receive_cnt: 1, verify_noself_cnt: 0, verify_noself_user: 0, isfriendscard: 0 }),
    ]);
  });

  it('the place of a mistake follows the hint, so that a text begins as its code’s text does', async () => {
    const { errmsg } = await client.call('/card/create', { card: cashCard({ title: null }) });
    expect(errmsg).toMatch(
      /^missing required fields! please check document and request json! hint: \[.{11,16}\] m_data\.base_info\(\)\.title rid: /,
    );
    const { errmsg: begin } = await client.call('/card/create', {
      card: cashCard({ date_info: { type: 'DATE_TYPE_FIX_TIME_RANGE' } }),
    });
    expect(begin).toContain('m_data.base_info().date_info().begin_timestamp rid: ');
    const { errmsg: special } = await client.call('/card/create', {
      card: { card_type: 'GIFT', gift: { base_info: baseInfo() } },
    });
    expect(special).toContain('] m_data.gift rid: ');
  });

  it('a landing page’s address names its scene by number', async () => {
    const scene = async (named: unknown) => {
      const { url } = await client.call('/card/landingpage/create', {
        banner: 'http://mmbiz.qpic.cn/a/0',
        page_title: '惠城优惠大派送',
        can_share: true,
        scene: named,
        card_list: [{ card_id: await client.create(), thumb_url: 'www.qq.com/a.jpg' }],
      });
      return /&scene=(\w+)$/.exec(new URL(String(url)).searchParams.get('redirect_uri') ?? '')?.[1];
    };
    expect([await scene('SCENE_NEAR_BY'), await scene(4), await scene('SCENE_CARD_CUSTOM_CELL')]).toEqual([
      '1',
      '5',
      '7',
    ]);
  });

  it('groups have codes of their own: 40152 for one to delete, 40051 for names', async () => {
    expect(await errcodeOf(client.call('/cgi-bin/groups/delete', { group: { id: 9_999 } }))).toBe(40152);
    expect(await errcodeOf(client.call('/cgi-bin/groups/update', { group: { id: 9_999, name: 'x' } }))).toBe(40050);
    for (const name of ['', '组'.repeat(31)])
      expect(await errcodeOf(client.call('/cgi-bin/groups/create', { group: { name } }))).toBe(40051);
  });

  it('the open categories are those the documentation prints', async () => {
    expect(await client.call('/card/getapplyprotocol')).toEqual({
      category: [
        {
          primary_category_id: 1,
          category_name: '美食',
          secondary_category: [
            {
              secondary_category_id: 101,
              category_name: '粤菜',
              need_qualification_stuffs: ['food_service_license_id', 'food_service_license_bizmedia_id'],
              can_choose_prepaid_card: 1,
              can_choose_payment_card: 1,
            },
          ],
        },
      ],
      errcode: 0,
      errmsg: 'ok',
    });
  });
});

describe('what integrators send', () => {
  it('stores as one text, separated by commas, as the table of the update has them', async () => {
    const cardId = await client.create(cashCard({ location_id_list: [1] }));
    const update = (location_id_list: unknown) =>
      client.call('/card/update', { card_id: cardId, cash: { base_info: { location_id_list } } });
    await update('1234, 2314');
    expect((await documentOf(cardId)).base_info.location_id_list).toEqual([1234, 2314]);
    await update('0');
    expect((await documentOf(cardId)).base_info.location_id_list).toEqual([]);
    expect(await errcodeOf(update('1234,,x'))).toBe(40098);
  });

  it('a change of one part of advanced_info leaves the others as they are', async () => {
    const advanced = {
      use_condition: { accept_category: '鞋类', can_use_with_other_discount: false },
      abstract: { abstract: '新品', icon_url_list: ['http://mmbiz.qpic.cn/1'] },
      text_image_list: [{ image_url: 'http://mmbiz.qpic.cn/2', text: '图' }],
      time_limit: [{ type: 'MONDAY' }],
      business_service: ['BIZ_SERVICE_DELIVER'],
    };
    const cardId = await client.create(cashCard({}, { advanced_info: advanced }));
    const update = (advanced_info: Json) =>
      client.call('/card/update', { card_id: cardId, cash: { base_info: {}, advanced_info } });
    await update({ abstract: { abstract: '更新' } });
    expect((await documentOf(cardId)).advanced_info).toMatchObject({
      ...advanced,
      abstract: { ...advanced.abstract, abstract: '更新' },
    });
    await update({ use_condition: { reject_category: '袜子' }, time_limit: [] });
    expect((await documentOf(cardId)).advanced_info).toMatchObject({
      ...advanced,
      abstract: { ...advanced.abstract, abstract: '更新' },
      use_condition: { ...advanced.use_condition, reject_category: '袜子' },
      time_limit: [],
    });
  });

  it.each([
    'MEMBER_CARD',
    'GENERAL_CARD',
    'MEETING_TICKET',
    'SCENIC_TICKET',
    'MOVIE_TICKET',
    'BOARDING_PASS',
    'BUS_TICKET',
    'LUCKY_MONEY',
  ])('48001: %s, a kind there is but not for this account', async (card_type) => {
    const card = { card_type, [card_type.toLowerCase()]: { base_info: baseInfo(), prerogative: '特权' } };
    expect(await errcodeOf(client.call('/card/create', { card }))).toBe(48001);
  });

  it('a pay button is on unless the request says off', async () => {
    const cardId = await client.create(cashCard({ location_id_list: [1] }));
    expect(await errcodeOf(client.call('/card/paycell/set', { card_id: cardId }))).toBe(0);
    // The centre button cannot stand beside it.
    const update = { card_id: cardId, cash: { base_info: { center_title: '立即使用' } } };
    expect(await errcodeOf(client.call('/card/update', update))).toBe(40145);
    expect(await errcodeOf(client.call('/card/paycell/set', { card_id: await client.create() }))).toBe(43017);
  });

  it('HEAD for the picture of a ticket: the head of the picture without its bytes', async () => {
    const { ticket } = await client.call('/card/qrcode/create', {
      action_name: 'QR_CARD',
      action_info: { card: { card_id: await client.create() } },
    });
    const url = `${server.baseUrl}/cgi-bin/showqrcode?ticket=${ticket}`;
    const [head, whole] = [await fetch(url, { method: 'HEAD' }), await fetch(url)];
    for (const name of ['content-type', 'content-length', 'cache-control', 'accept-ranges'])
      expect([name, head.headers.get(name)]).toEqual([name, whole.headers.get(name)]);
    expect([head.status, (await head.arrayBuffer()).byteLength]).toEqual([200, 0]);
    expect((await fetch(`${url}x`, { method: 'HEAD' })).status).toBe(404);
  });

  it('a path nobody serves, with a token in it: the answer repeats neither', async () => {
    const answer = await fetch(`${server.baseUrl}//card/get?access_token=${client.token}`, { method: 'POST' });
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain(client.token);
  });

  it('many calls at once on one connection each, and a token that ends in the middle', async () => {
    const cardId = await client.create();
    const get = (token: string) =>
      ask(`${server.baseUrl}/card/get?access_token=${token}`, {
        method: 'POST',
        body: JSON.stringify({ card_id: cardId }),
      });
    const { token } = client;
    const before = await Promise.all(Array.from({ length: 30 }, () => get(token)));
    expect(before.every(({ json }) => json.errcode === 0)).toBe(true);
    clock.advance(2 * 3_600_000 + 1);
    const after = await Promise.all(Array.from({ length: 30 }, () => get(token)));
    expect(new Set(after.map(({ json }) => json.errcode))).toEqual(new Set([42001]));
    expect((await client.call('/card/get', { card_id: cardId })).errcode).toBe(0);
  });

  it('a body of GBK, a byte order mark, a form or a text: 47001, as the vendor says to them', async () => {
    expect((await client.call('/card/batchget', { offset: 0, count: 1 })).errcode).toBe(0);
    const url = `/card/get?access_token=${client.token}`;
    const gbk = Buffer.concat([Buffer.from('{"card_id":"'), Buffer.from([0xb4, 0xfa]), Buffer.from('"}')]);
    for (const body of [gbk, Buffer.from('\ufeff{"card_id":"p"}'), Buffer.from('card_id=p'), Buffer.from('p')]) {
      const { json } = await sendRaw(
        server.baseUrl,
        [`POST ${url} HTTP/1.1`, 'Host: api.weixin.qq.com', `Content-Length: ${body.length}`],
        body,
      );
      expect(json.errcode).toBe(47001);
    }
  });
});
