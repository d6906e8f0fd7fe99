import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../src/kernel/clock.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { ask } from './support/app-client.js';
import { baseInfo, type CardClient, cardClient, cashCard, depositCard } from './support/cards.js';

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
const cardOf = async (cardId: string): Promise<Json> =>
  (await client.call('/card/get', { card_id: cardId })).card as Json;
const baseOf = async (cardId: string, key = 'cash'): Promise<Json> =>
  ((await cardOf(cardId))[key] as { base_info: Json }).base_info;
const dayText = (time: number): string => new Date(time + 8 * 3_600_000).toISOString().slice(0, 10);

const advanced = {
  use_condition: {
    accept_category: '鞋类',
    reject_category: '阿迪达斯',
    least_cost: 500,
    can_use_with_other_discount: true,
  },
  abstract: {
    abstract: '微信餐厅推出多种新季菜品，期待您的光临',
    icon_url_list: ['http://mmbiz.qpic.cn/mmbiz/p98FjXy8Lac/0'],
  },
  text_image_list: [
    { image_url: 'http://mmbiz.qpic.cn/mmbiz/p98FjXy8Lac/1', text: '此菜品精选食材' },
    { image_url: 'http://mmbiz.qpic.cn/mmbiz/p98FjXy8Lac/2', text: '此菜品迎合大众口味' },
  ],
  time_limit: [{ type: 'MONDAY', begin_hour: 0, end_hour: 10, begin_minute: 10, end_minute: 59 }, { type: 'HOLIDAY' }],
  business_service: ['BIZ_SERVICE_FREE_WIFI', 'BIZ_SERVICE_WITH_PET', 'BIZ_SERVICE_FREE_PARK', 'BIZ_SERVICE_DELIVER'],
};

describe('a card’s document', () => {
  it.each<[string, string, Json]>([
    ['GROUPON', 'groupon', { deal_detail: '双人套餐\n -进口红酒一支。\n孜然牛肉一份。' }],
    ['CASH', 'cash', { least_cost: 1000, reduce_cost: 100 }],
    ['DISCOUNT', 'discount', { discount: 30 }],
    ['GIFT', 'gift', { gift: '可兑换音乐木盒一个' }],
    ['GENERAL_COUPON', 'general_coupon', { default_detail: '优惠券专用，填写优惠详情' }],
  ])('of the kind %s comes back whole', async (type, key, special) => {
    const texts = {
      sub_title: '周末狂欢必备',
      service_phone: '020-88888888',
      center_title: '顶部居中按钮',
      center_sub_title: '按钮下方的wording',
      center_url: 'www.qq.com',
      custom_url_name: '立即使用',
      custom_url: 'http://www.qq.com',
      custom_url_sub_title: '6个汉字tips',
      promotion_url_name: '更多优惠',
      promotion_url: 'http://www.qq.com',
      promotion_url_sub_title: '卖场大优惠。',
      custom_app_brand_user_name: 'gh_86a091e50ad4@app',
      custom_app_brand_pass: 'API/cardPage',
      source: '大众点评',
    };
    const base = baseInfo({
      ...texts,
      location_id_list: [123, 12321, 345345],
      get_limit: 3,
      use_limit: 2,
      can_share: false,
      can_give_friend: false,
      need_push_on_view: true,
      bind_openid: false,
      use_custom_code: false,
    });
    const cardId = await client.create({
      card_type: type,
      [key]: { base_info: base, advanced_info: advanced, ...special },
    });
    const { date_info, sku, color, ...same } = base;
    expect(color).toBe('Color010');
    expect(await cardOf(cardId)).toEqual({
      card_type: type,
      [key]: {
        base_info: {
          id: cardId,
          ...same,
          date_info,
          color: '#63b359',
          area_code_list: [],
          status: 'CARD_STATUS_VERIFY_OK',
          sku: { quantity: (sku as Json).quantity, total_quantity: (sku as Json).quantity },
          create_time: Math.floor(clock.now() / 1000),
          update_time: Math.floor(clock.now() / 1000),
        },
        ...special,
        advanced_info: { ...advanced, consume_share_card_list: [], share_friends: false },
      },
    });
  });

  it('is taken with numbers as text, null and "" as absent, an empty list as no object, and escapes', async () => {
    const body = JSON.stringify({
      card: cashCard(
        {
          date_info: { type: '2', fixed_term: '15', fixed_begin_term: '0', begin_timestamp: null },
          sku: { quantity: '50' },
          get_limit: '1',
          can_share: 'false',
          center_title: '',
          custom_url: null,
          use_custom_code: 0,
        },
        { reduce_cost: '100', advanced_info: [] },
      ),
      unknown: { ignored: true },
    }).replace('10元代金券', '10\\u5143\\u4ee3\\u91d1\\u5238');
    const url = `${server.baseUrl}/card/create?access_token=${client.token}`;
    // wechatpy sends bytes without a content type.
    const { json } = await ask(url, { method: 'POST', body: Buffer.from(body), headers: { 'content-type': '' } });
    const base = await baseOf(String(json.card_id));
    expect(base).toMatchObject({
      title: '10元代金券',
      date_info: { type: 'DATE_TYPE_FIX_TERM', fixed_term: 15, fixed_begin_term: 0 },
      sku: { quantity: 50 },
      get_limit: 1,
      can_share: false,
    });
    expect(base).not.toHaveProperty('center_title');
    expect(base).not.toHaveProperty('custom_url');
  });

  it('has the usual limits unless it says otherwise, and none for 0', async () => {
    const { get_limit: _given, ...plain } = baseInfo();
    const cardId = await client.create({ card_type: 'CASH', cash: { base_info: plain, reduce_cost: 1 } });
    expect(await baseOf(cardId)).toMatchObject({
      get_limit: 50,
      use_limit: 50,
      can_share: true,
      can_give_friend: true,
    });
    expect(await baseOf(await client.create(cashCard({ get_limit: 0 })))).toMatchObject({ get_limit: 0 });
  });

  it('every answer is one line of compact JSON with status 200 and whole numbers', async () => {
    const cardId = await client.create(cashCard({ description: '第一行\n第二行\t"引号" \\ 完' }));
    for (const [path, body] of [
      ['/card/get', { card_id: cardId }],
      ['/card/batchget', { offset: 0, count: 5 }],
      ['/card/get', { card_id: 'none' }],
    ] as const) {
      const url = `${server.baseUrl}${path}?access_token=${client.token}`;
      const answer = await ask(url, { method: 'POST', body: JSON.stringify(body) });
      expect(answer.status).toBe(200);
      expect(answer.contentType).toBe('application/json; encoding=utf-8');
      expect(answer.text).not.toMatch(/[\u0000-\u001f]/);
      expect(JSON.stringify(answer.json)).toBe(answer.text);
    }
    expect((await baseOf(cardId)).description).toBe('第一行\n第二行\t"引号" \\ 完');
  });
});

describe('what other clients send', () => {
  it('EasyWeChat 5: an empty card_id, check_consume always; WxJava: one tester; wechatpy: both lists, one stock key', async () => {
    const cardId = await client.create();
    const code = await client.claim(cardId, client.openids[4]);
    const got = await client.call('/card/code/get', { code, card_id: '', check_consume: true });
    expect(got).toMatchObject({ errcode: 0, card: { card_id: cardId }, user_card_status: 'NORMAL' });
    const wallet = await client.call('/card/user/getcardlist', { openid: client.openids[4], card_id: '' });
    expect(wallet.card_list).toContainEqual({ code, card_id: cardId });
    expect(await client.call('/card/code/consume', { code: Number(code), card_id: null })).toMatchObject({
      errcode: 0,
    });
    for (const testers of [{ openid: [client.openids[0]] }, { openid: [], username: [] }, { username: ['lin'] }]) {
      expect((await client.call('/card/testwhitelist/set', testers)).errcode).toBe(0);
    }
    for (const change of [{ increase_stock_value: 5 }, { reduce_stock_value: '5' }, {}]) {
      expect((await client.call('/card/modifystock', { card_id: ` ${cardId} `, ...change })).errcode).toBe(0);
    }
    expect(await baseOf(cardId)).toMatchObject({ sku: { quantity: 99, total_quantity: 100 } });
  });
});

describe('changing a card', () => {
  const updated = (cardId: string, cash: Json) => client.call('/card/update', { card_id: cardId, cash });

  it('sends it back to review for what is seen first, not for the rest', async () => {
    const cardId = await client.create();
    for (const [cash, again] of [
      [{ base_info: { service_phone: '1' } }, false],
      [{ base_info: { custom_url_name: '立即使用', custom_url: 'http://a/' } }, false],
      [{ base_info: { get_limit: 9, use_limit: 9, can_share: false, can_give_friend: false } }, false],
      [{ base_info: { code_type: 'CODE_TYPE_QRCODE', location_id_list: [5] } }, false],
      [{ base_info: { title: '10元代金券' } }, false],
      [{ base_info: { title: '20元代金券' } }, true],
      [{ base_info: { logo_url: 'http://mmbiz.qpic.cn/b/0' } }, true],
      [{ base_info: { notice: '请出示' } }, true],
      [{ base_info: { description: '新说明' } }, true],
      [{ base_info: { color: 'Color100' } }, true],
    ] as const) {
      expect([cash, await updated(cardId, cash)]).toEqual([cash, { errcode: 0, errmsg: 'ok', send_check: again }]);
    }
    expect(await baseOf(cardId)).toMatchObject({
      title: '20元代金券',
      color: '#cc463d',
      service_phone: '1',
      get_limit: 9,
      code_type: 'CODE_TYPE_QRCODE',
      location_id_list: [5],
    });
    const gift = await client.create({ card_type: 'GIFT', gift: { base_info: baseInfo(), gift: '木盒' } });
    const answer = await client.call('/card/update', { card_id: gift, gift: { gift: '铁盒' } });
    expect(answer.send_check).toBe(true);
  });

  it('leaves alone what may not change', async () => {
    const cardId = await client.create();
    const before = await baseOf(cardId);
    await updated(cardId, {
      base_info: { brand_name: '别人', source: '别处', sku: { quantity: 1 }, use_custom_code: true, bind_openid: true },
    });
    expect(await baseOf(cardId)).toEqual(before);
  });

  it('lets a range become wider', async () => {
    const at = (time: number): number => Math.floor(time / 1000);
    const range = (from: number, to: number): Json => ({
      type: 'DATE_TYPE_FIX_TIME_RANGE',
      begin_timestamp: at(clock.now() + from),
      end_timestamp: at(clock.now() + to),
    });
    const cardId = await client.create(cashCard({ date_info: range(day, 5 * day) }));
    const wider = range(0, 6 * day);
    expect(await updated(cardId, { base_info: { date_info: wider } })).toMatchObject({ errcode: 0, send_check: false });
    expect((await baseOf(cardId)).date_info).toEqual(wider);
  });

  it('switches an existing card with codes of its own to deposit mode once the codes are there', async () => {
    const cardId = await client.create(cashCard({ use_custom_code: true, sku: { quantity: 2 } }));
    const mode = { base_info: { get_custom_code_mode: 'GET_CUSTOM_CODE_MODE_DEPOSIT' } };
    await client.call('/card/code/deposit', { card_id: cardId, code: ['one'] });
    expect((await updated(cardId, mode)).errcode).toBe(40136);
    await client.call('/card/code/deposit', { card_id: cardId, code: ['two'] });
    expect((await updated(cardId, mode)).errcode).toBe(0);
    expect(await baseOf(cardId)).toMatchObject({ get_custom_code_mode: 'GET_CUSTOM_CODE_MODE_DEPOSIT' });
    expect(['one', 'two']).toContain(await client.claim(cardId));
  });

  it('buttons for paying and for redeeming oneself are kept with the card', async () => {
    const cardId = await client.create(cashCard({ location_id_list: [1] }));
    const ok = { errcode: 0, errmsg: 'ok' };
    expect(await client.call('/card/paycell/set', { card_id: cardId, is_open: true })).toEqual(ok);
    expect((await updated(cardId, { base_info: { center_title: '快速买单' } })).errcode).toBe(40145);
    expect(await client.call('/card/paycell/set', { card_id: cardId, is_open: false })).toEqual(ok);
    const cell = { card_id: cardId, is_open: true, need_verify_cod: true, need_remark_amount: true };
    expect(await client.call('/card/selfconsumecell/set', cell)).toEqual(ok);
    expect(await client.call('/card/selfconsumecell/set', { ...cell, is_open: false })).toEqual(ok);
    expect((await updated(cardId, { base_info: { center_title: '快速买单' } })).errcode).toBe(0);
  });
});

describe('lists', () => {
  it('are filtered by status, also one text instead of a list, and count the whole set', async () => {
    const fresh = await startTestServer();
    try {
      const own = await cardClient(fresh);
      const ids: string[] = [];
      for (let index = 0; index < 5; index += 1) ids.push(await own.create());
      await own.call('/card/delete', { card_id: ids[0] });
      const list = (body: Json) => own.call('/card/batchget', body);
      const passed = { status_list: 'CARD_STATUS_VERIFY_OK' };
      expect(await list({ offset: 0, count: 2, ...passed })).toEqual({
        errcode: 0,
        errmsg: 'ok',
        card_id_list: [ids[4], ids[3]],
        total_num: 4,
        card_list: [],
      });
      expect((await list({ offset: 3, count: 50, status_list: [passed.status_list] })).card_id_list).toEqual([ids[1]]);
      expect(await list({ offset: 0, count: 50, status_list: ['CARD_STATUS_USER_DELETE'] })).toMatchObject({
        card_id_list: [ids[0]],
        total_num: 1,
        card_list: [],
      });
      expect(await list({ offset: 0, count: 50, status_list: ['CARD_STATUS_NOT_VERIFY'] })).toMatchObject({
        card_id_list: [],
      });
      expect((await list({ offset: 0, count: 50 })).total_num).toBe(5);
    } finally {
      await fresh.close();
    }
  });
});

describe('review', () => {
  it('waits for a decision or for its delay, as set; until then only testers may claim', async () => {
    const slow = await startTestServer({ clock, env: { TUQUAN_WECHAT_MP_REVIEW: '60' } });
    try {
      const own = await cardClient(slow);
      const status = async (cardId: string): Promise<unknown> =>
        ((await own.call('/card/get', { card_id: cardId })).card as { cash: { base_info: Json } }).cash.base_info
          .status;
      const [first, second] = [await own.create(), await own.create()];
      expect(await status(first)).toBe('CARD_STATUS_NOT_VERIFY');
      await expect(own.claim(first)).rejects.toMatchObject({ facts: { reason: 'not-approved' } });
      await slow.services.coupons.decideReview(own.account.id, second, { approved: false, reason: '图片不清' });
      expect(await status(second)).toBe('CARD_STATUS_VERIFY_FAIL');
      clock.advance(60_000);
      for (;;) {
        if ((await status(first)) === 'CARD_STATUS_VERIFY_OK') break;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      expect(await status(second)).toBe('CARD_STATUS_VERIFY_FAIL');
      await own.claim(first);
      const change = { card_id: first, cash: { base_info: { title: '新标题' } } };
      expect((await own.call('/card/update', change)).send_check).toBe(true);
      expect(await status(first)).toBe('CARD_STATUS_NOT_VERIFY');
    } finally {
      await slow.close();
    }
  });

  it('deleting a card ends claims; copies in wallets stay good', async () => {
    const cardId = await client.create();
    const code = await client.claim(cardId);
    await client.call('/card/delete', { card_id: cardId });
    expect(await baseOf(cardId)).toMatchObject({ status: 'CARD_STATUS_DELETE' });
    await expect(client.claim(cardId)).rejects.toMatchObject({ facts: { reason: 'offer-deleted' } });
    expect((await client.call('/card/code/consume', { code })).errcode).toBe(0);
  });
});

describe('an article', () => {
  it('embeds a card by markup whose address leads to the card', async () => {
    const cardId = await client.create(depositCard());
    const { content, errcode } = await client.call('/card/mpnews/gethtml', { card_id: cardId });
    expect(errcode).toBe(0);
    const [, address = ''] =
      /^<iframe class="res_iframe card_iframe js_editor_card" data-src="([^"]+)"><\/iframe>$/.exec(String(content)) ??
      [];
    const url = new URL(address);
    expect(url.pathname).toBe('/bizmall/appmsgcard');
    expect([...url.searchParams.keys()]).toEqual(['action', 'biz', 'cardid', 'wechat_card_js']);
    expect(url.hash).toBe('#wechat_redirect');
    const answer = await fetch(url, { redirect: 'manual' });
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toContain(cardId);
  });
});

describe('statistics', () => {
  it('count exactly, by day in Beijing, of the account and of each card', async () => {
    const { coupons } = server.services;
    const accountId = client.account.id;
    const [zero = '', one = '', two = ''] = client.openids;
    const cash = await client.create(cashCard({ get_limit: 10 }));
    const gift = await client.create({
      card_type: 'GIFT',
      gift: { base_info: baseInfo({ get_limit: 10 }), gift: 'x' },
    });
    const first = dayText(clock.now());
    const view = (offer: string, holder: string) =>
      coupons.note({ accountId, offer, kind: 'viewed', holder, tell: false });
    await view(cash, zero);
    await view(cash, zero);
    await view(gift, one);
    const codes = [await client.claim(cash, zero), await client.claim(cash, zero), await client.claim(cash, one)];
    await client.claim(gift, zero);
    await client.call('/card/code/consume', { code: codes[0] });
    const { token } = await coupons.startGift({ accountId, offer: cash, code: codes[1] ?? '', holder: zero });
    await coupons.acceptGift(token, two);
    clock.advance(day);
    const second = dayText(clock.now());
    await client.call('/card/code/consume', { code: codes[2] });
    clock.advance(day);

    const span = { begin_date: first, end_date: second, cond_source: 1 };
    const zeros = {
      view_friends_cnt: 0,
      view_friends_user: 0,
      verify_friends_cnt: 0,
      verify_friends_user: 0,
      expire_cnt: 0,
      expire_user: 0,
    };
    const cards = (await client.call('/datacube/getcardcardinfo', span)).list as Json[];
    const rowOf = (card_id: string, ref_date: string) =>
      cards.find((row) => row.card_id === card_id && row.ref_date === ref_date);
    expect(rowOf(cash, first)).toEqual({
      ref_date: first,
      card_id: cash,
      card_type: 1,
      is_pay: 0,
      ...zeros,
      verify_noself_cnt: 0,
      verify_noself_user: 0,
      isfriendscard: 0,
      view_cnt: 2,
      view_user: 1,
      receive_cnt: 3,
      receive_user: 2,
      receive_friends_cnt: 1,
      receive_friends_user: 1,
      verify_cnt: 1,
      verify_user: 1,
      given_cnt: 1,
      given_user: 1,
    });
    expect(rowOf(cash, second)).toMatchObject({ receive_cnt: 0, verify_cnt: 1, verify_user: 1 });
    expect(rowOf(gift, first)).toMatchObject({ card_type: 2, view_cnt: 1, receive_cnt: 1, verify_cnt: 0 });
    expect(rowOf(gift, second)).toBeUndefined();

    const one_ = (await client.call('/datacube/getcardcardinfo', { ...span, card_id: gift })).list as Json[];
    expect(one_.map(({ card_id }) => card_id)).toEqual([gift]);
    const [whole] = (await client.call('/datacube/getcardbizuininfo', { ...span, end_date: first })).list as Json[];
    const total = (name: string): number =>
      cards.filter(({ ref_date }) => ref_date === first).reduce((sum, row) => sum + Number(row[name]), 0);
    for (const name of ['view_cnt', 'receive_cnt', 'verify_cnt', 'given_cnt'])
      expect([name, whole?.[name]]).toEqual([name, total(name)]);
    // Whoever claimed two cards is one user of the account.
    expect(whole?.receive_user).toBeLessThan(total('receive_user') + 1);
    expect(await client.call('/datacube/getcardbizuininfo', { ...span, cond_source: 0 })).toEqual({ list: [] });

    const channels = await coupons.statistics(accountId, {
      from: first,
      to: first,
      offer: cash,
      perOffer: true,
      perChannel: true,
    });
    expect(channels.find(({ kind }) => kind === 'claimed')).toMatchObject({ channel: '', count: 3, holders: 2 });
  });
});
