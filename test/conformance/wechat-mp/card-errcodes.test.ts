import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coverage } from '../../../src/apis/wechat-mp/coverage.js';
import { ManualClock } from '../../../src/kernel/clock.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { ask, form } from './support/app-client.js';
import { baseInfo, type CardClient, cardClient, cashCard, depositCard } from './support/cards.js';

// The codes are those of the vendor's card error page and of its global return codes, one condition a line.

const day = 86_400_000;
const clock = new ManualClock(Date.now());
let server: TestServer;
let strict: TestServer;
let client: CardClient;
beforeAll(async () => {
  server = await startTestServer({ clock });
  client = await cardClient(server);
  const rights = ['CUSTOM_CODES', 'PAY_RIGHT', 'CUSTOM_URLS'].map((name) => [`TUQUAN_WECHAT_MP_${name}`, '0']);
  strict = await startTestServer({ env: Object.fromEntries(rights) });
}, 120_000);
afterAll(async () => {
  await server.close();
  await strict.close();
});

type Json = Record<string, unknown>;

const seconds = (time: number): number => Math.floor(time / 1000);
const range = (from: number, to: number): Json => ({
  type: 'DATE_TYPE_FIX_TIME_RANGE',
  begin_timestamp: seconds(clock.now() + from),
  end_timestamp: seconds(clock.now() + to),
});
const create = (base: Json = {}, more: Json = {}): Promise<Json> =>
  client.call('/card/create', { card: cashCard(base, more) });
const kind = (card_type: string, special: Json, key = card_type.toLowerCase()): Promise<Json> =>
  client.call('/card/create', { card: { card_type, [key]: { base_info: baseInfo(), ...special } } });
const ofCard = async (path: string, body: Json = {}, card = cashCard()): Promise<Json> =>
  client.call(path, { card_id: await client.create(card), ...body });
const issued = async (card = cashCard()): Promise<{ cardId: string; code: string }> => {
  const cardId = await client.create(card);
  return { cardId, code: await client.claim(cardId) };
};
const ref = (code: string, offer: string) => ({ accountId: client.account.id, code, offer });
const upload = async (bytes: Buffer, name = 'media'): Promise<Json> => {
  const url = `${server.baseUrl}/cgi-bin/media/uploadimg?access_token=${client.token}`;
  return (await ask(url, { method: 'POST', body: form({}, { name, bytes }) })).json;
};
const raw = async (method: 'GET' | 'POST', path: string, body?: string): Promise<Json> =>
  (
    await ask(`${server.baseUrl}${path}?access_token=${client.token}`, {
      method,
      ...(body === undefined ? {} : { body }),
    })
  ).json;
const update = async (change: Json, card = cashCard(), key = 'cash'): Promise<Json> =>
  ofCard('/card/update', { [key]: change }, card);
const anywhere = { use_all_locations: true };
const bothCells = async (first: string, second: string): Promise<Json> => {
  const card_id = await client.create(cashCard(anywhere));
  await client.call(`/card/${first}/set`, { card_id, is_open: true });
  return client.call(`/card/${second}/set`, { card_id, is_open: true });
};
const statistics = (begin_date: string, end_date: string, more: Json = { cond_source: 1 }): Promise<Json> =>
  client.call('/datacube/getcardbizuininfo', { begin_date, end_date, ...more });

const cases: [number, string, () => Promise<Json>][] = [
  [43002, 'GET where POST is wanted', () => raw('GET', '/card/create')],
  [43001, 'POST where GET is wanted', () => raw('POST', '/card/getcolors', '{}')],
  [44002, 'nothing posted', () => raw('POST', '/card/create', '')],
  [47001, 'no JSON', () => raw('POST', '/card/create', '{"card":')],
  [47001, 'XML with an entity bomb', () => raw('POST', '/card/create', '<!DOCTYPE x [<!ENTITY a "b">]><xml>&a;</xml>')],
  [47001, 'ten megabytes of XML', () => raw('POST', '/card/create', `<xml>${'x'.repeat(10 * 1024 * 1024)}</xml>`)],
  [47001, 'a list', () => raw('POST', '/card/get', '[1]')],
  [47001, 'a key that repeats', () => raw('POST', '/card/get', '{"card_id":"a","card_id":"b"}')],
  [47001, 'a thousand levels', () => raw('POST', '/card/get', `${'{"a":'.repeat(1000)}1${'}'.repeat(1000)}`)],
  [48001, 'an interface that is not served', () => client.call('/card/membercard/activate', {})],
  [48001, 'statistics that are not served', () => client.call('/datacube/getcardmembercardinfo', {})],
  [40003, 'the wallet of nobody’s follower', () => client.call('/card/user/getcardlist', { openid: 'o'.repeat(28) })],
  [41009, 'a wallet without an openid', () => client.call('/card/user/getcardlist', {})],
  [40003, 'testers nobody knows', () => client.call('/card/testwhitelist/set', { openid: ['o'.repeat(28)] })],
  [40035, 'eleven testers', () => client.call('/card/testwhitelist/set', { username: Array.from('abcdefghijk') })],
  [40005, 'a GIF as a logo', () => upload(Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAA=', 'base64'))],
  [40005, 'a text as a logo', () => upload(Buffer.from('not a picture'))],
  [
    40009,
    'a logo above 1 MB',
    async () =>
      upload(
        Buffer.concat([
          await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
            .png()
            .toBuffer(),
          Buffer.alloc(1024 * 1024),
        ]),
        'buffer',
      ),
  ],
  [40009, 'a logo far above 1 MB', () => upload(Buffer.alloc(5 * 1024 * 1024))],
  [41005, 'no logo', () => raw('POST', '/cgi-bin/media/uploadimg', '')],
  [41005, 'an empty logo', () => upload(Buffer.alloc(0))],

  [40071, 'no card', () => client.call('/card/create', {})],
  [40071, 'an unknown type', () => kind('TICKET', {})],
  [48001, 'member cards, which are not issued here', () => kind('MEMBER_CARD', {})],
  [40071, 'the object of another type', () => kind('GIFT', { gift: 'x' }, 'cash')],
  [41011, 'no base_info', () => client.call('/card/create', { card: { card_type: 'CASH', cash: { reduce_cost: 1 } } })],
  [41011, 'no deal_detail', () => kind('GROUPON', {})],
  [41011, 'no reduce_cost', () => kind('CASH', {})],
  [41011, 'no discount', () => kind('DISCOUNT', {})],
  [41011, 'no gift', () => kind('GIFT', { gift: ' ' })],
  [41011, 'no default_detail', () => kind('GENERAL_COUPON', {})],
  [41011, 'no date_info', () => create({ date_info: null })],
  [41011, 'no kind of date', () => create({ date_info: { fixed_term: 1 } })],
  [41011, 'no begin', () => create({ date_info: { ...range(0, day), begin_timestamp: null } })],
  [41011, 'no end', () => create({ date_info: { ...range(0, day), end_timestamp: '' } })],
  [41011, 'no term', () => create({ date_info: { type: 'DATE_TYPE_FIX_TERM' } })],
  [41011, 'no sku', () => create({ sku: null })],
  [41011, 'no quantity', () => create({ sku: {} })],
  [40150, 'everything for nothing', () => kind('DISCOUNT', { discount: 100 })],
  [40150, 'money below nothing', () => kind('CASH', { reduce_cost: -1 })],
  [40150, 'a part of a fen', () => kind('CASH', { reduce_cost: 1.5 })],
  [40150, 'an unknown service', () => create({}, { advanced_info: { business_service: ['BIZ_SERVICE_CASINO'] } })],
  [45045, 'a card shared among friends', () => create({}, { advanced_info: { share_friends: true } })],
  [45045, 'a change into one', () => update({ advanced_info: { share_friends: 'true' } })],
  [
    40142,
    'a card that gives others away to friends',
    () => create({}, { advanced_info: { consume_share_card_list: [{ card_id: 'p', num: 1 }] } }),
  ],
  [
    45044,
    'two cover pictures',
    () =>
      create(
        {},
        {
          advanced_info: {
            abstract: { abstract: 'a', icon_url_list: ['http://mmbiz.qpic.cn/1', 'http://mmbiz.qpic.cn/2'] },
          },
        },
      ),
  ],
  [40149, 'a day there is not', () => create({}, { advanced_info: { time_limit: [{ type: 'SOMEDAY' }] } })],
  [
    40149,
    'an hour there is not',
    () => create({}, { advanced_info: { time_limit: [{ type: 'MONDAY', begin_hour: 25 }] } }),
  ],
  [40072, 'an unknown code type', () => create({ code_type: 'CODE_TYPE_SMOKE' })],
  [40076, 'a colour not in the list', () => create({ color: 'Color999' })],
  [40076, 'a colour by value', () => create({ color: '#63b359' })],
  [40079, 'an end before the begin', () => create({ date_info: range(3 * day, 2 * day) })],
  [40079, 'an end that has passed', () => create({ date_info: range(-3 * day, -day) })],
  [40079, 'a term of no days', () => create({ date_info: { type: 'DATE_TYPE_FIX_TERM', fixed_term: 0 } })],
  [40079, 'a permanent card', () => create({ date_info: { type: 'DATE_TYPE_PERMANENT' } })],
  [40079, 'an unknown kind of date', () => create({ date_info: { type: 'NEVER' } })],
  [40070, 'a quantity in words', () => create({ sku: { quantity: 'many' } })],
  [40070, 'half a card', () => create({ sku: { quantity: 1.5 } })],
  [40122, 'no card at all', () => create({ sku: { quantity: 0 } })],
  [40122, 'fewer than none', () => create({ sku: { quantity: -1 } })],
  [40122, 'more than a hundred million', () => create({ sku: { quantity: 100_000_001 } })],
  [
    40136,
    'a new deposit card with stock',
    () => client.call('/card/create', { card: depositCard({ sku: { quantity: 1 } }) }),
  ],
  [
    40150,
    'deposit mode without codes of one’s own',
    () => create({ get_custom_code_mode: 'GET_CUSTOM_CODE_MODE_DEPOSIT' }),
  ],
  [40150, 'an unknown code mode', () => create({ use_custom_code: true, get_custom_code_mode: 'OTHER' })],
  [40141, 'a logo from elsewhere', () => create({ logo_url: 'http://example.com/logo.png' })],
  [40141, 'a logo that is no address', () => create({ logo_url: 'logo.png' })],
  [
    40141,
    'a picture of this server that there is not',
    () => create({ logo_url: `${server.baseUrl}/p/AAAAAAAAAAAAAAAAAAAAAAAA.png` }),
  ],
  [
    40141,
    'a picture from elsewhere in the article',
    () => create({}, { advanced_info: { text_image_list: [{ image_url: 'http://evil.example/x.png', text: '' }] } }),
  ],
  [40098, 'a store that is no number', () => create({ location_id_list: ['shop'] })],
  [
    45025,
    'a thousand and one stores',
    () => create({ location_id_list: Array.from({ length: 1001 }, (_, id) => id + 1) }),
  ],
  [40150, 'some stores and all stores', () => create({ location_id_list: [1], use_all_locations: true })],
  [
    45021,
    'an article’s text of 513 bytes',
    () =>
      create(
        {},
        { advanced_info: { text_image_list: [{ image_url: 'http://mmbiz.qpic.cn/1', text: 'x'.repeat(513) }] } },
      ),
  ],
  [40151, 'a title that speaks of gambling', () => create({ title: '百家乐代金券' })],
  [40151, 'an article that does', () => create({}, { advanced_info: { abstract: { abstract: '六合彩博彩' } } })],
  [40151, 'a gift that does', () => kind('GIFT', { gift: '赌场筹码一枚' })],
  [40151, 'a change that does', () => update({ base_info: { description: '赌球赢大奖' } })],
  [
    40151,
    'a shelf that does',
    async () =>
      client.call('/card/landingpage/create', {
        banner: 'http://mmbiz.qpic.cn/1',
        page_title: '澳门赌场',
        can_share: true,
        scene: 'SCENE_H5',
        card_list: [{ card_id: await client.create(), thumb_url: 'http://mmbiz.qpic.cn/1' }],
      }),
  ],
  [45021, 'a gift of 3,073 bytes', () => kind('GIFT', { gift: 'x'.repeat(3073) })],

  [41012, 'a card without its id', () => client.call('/card/get', {})],
  [41012, 'a card whose id is empty', () => client.call('/card/delete', { card_id: '' })],
  [40073, 'a card nobody made', () => client.call('/card/get', { card_id: 'p'.repeat(28) })],
  [40073, 'codes of a card nobody made', () => client.call('/card/code/deposit', { card_id: 'x', code: ['1'] })],
  [40035, 'a page below the first', () => client.call('/card/batchget', { offset: -1, count: 10 })],
  [40035, 'a page of fifty-one', () => client.call('/card/batchget', { offset: 0, count: 51 })],
  [40078, 'a status there is not', () => client.call('/card/batchget', { offset: 0, count: 1, status_list: ['X'] })],
  [40071, 'an update without an object', () => ofCard('/card/update')],
  [40071, 'an update as another type', () => update({ gift: 'x' }, cashCard(), 'gift')],
  [
    40100,
    'a term that changes',
    () => update({ base_info: { date_info: { type: 'DATE_TYPE_FIX_TERM', fixed_term: 31 } } }),
  ],
  [40100, 'a term that becomes a range', () => update({ base_info: { date_info: range(0, 90 * day) } })],
  [
    40100,
    'a later begin',
    () => update({ base_info: { date_info: range(2 * day, 9 * day) } }, cashCard({ date_info: range(day, 9 * day) })),
  ],
  [
    40100,
    'an earlier end',
    () => update({ base_info: { date_info: range(day, 8 * day) } }, cashCard({ date_info: range(day, 9 * day) })),
  ],
  [
    43009,
    'deposit mode for generated codes',
    () => update({ base_info: { get_custom_code_mode: 'GET_CUSTOM_CODE_MODE_DEPOSIT' } }),
  ],
  [
    40136,
    'deposit mode before the codes',
    () =>
      update(
        { base_info: { get_custom_code_mode: 'GET_CUSTOM_CODE_MODE_DEPOSIT' } },
        cashCard({ use_custom_code: true }),
      ),
  ],
  [
    40078,
    'an update of a deleted card',
    async () => {
      const cardId = await client.create();
      await client.call('/card/delete', { card_id: cardId });
      return client.call('/card/update', { card_id: cardId, cash: { base_info: { title: 'x' } } });
    },
  ],
  [
    40078,
    'a card deleted twice',
    async () => {
      const cardId = await client.create();
      await client.call('/card/delete', { card_id: cardId });
      return client.call('/card/delete', { card_id: cardId });
    },
  ],
  [40122, 'less than there is', () => ofCard('/card/modifystock', { reduce_stock_value: 101 })],
  [40122, 'a stock in words', () => ofCard('/card/modifystock', { increase_stock_value: 'all' })],
  [45041, 'more than there may ever be', () => ofCard('/card/modifystock', { increase_stock_value: 99_999_999 })],
  [40136, 'stock above the codes', () => ofCard('/card/modifystock', { increase_stock_value: 1 }, depositCard())],
  [43017, 'a pay button without a store', () => ofCard('/card/paycell/set', { is_open: true })],
  [43017, 'a self-service button without a store', () => ofCard('/card/selfconsumecell/set', { is_open: true })],
  [
    40145,
    'a pay button beside a centre button',
    () => ofCard('/card/paycell/set', { is_open: true }, cashCard({ location_id_list: [1], center_title: '立即使用' })),
  ],
  [
    45046,
    'a self-service button beside a centre button',
    () => ofCard('/card/selfconsumecell/set', { is_open: true }, cashCard({ ...anywhere, center_title: '立即使用' })),
  ],
  [45046, 'a self-service button beside a pay button', () => bothCells('paycell', 'selfconsumecell')],
  [45046, 'a pay button beside a self-service button', () => bothCells('selfconsumecell', 'paycell')],
  [
    45046,
    'a centre button beside a self-service button',
    async () => {
      const card_id = await client.create(cashCard(anywhere));
      await client.call('/card/selfconsumecell/set', { card_id, is_open: true });
      return client.call('/card/update', { card_id, cash: { base_info: { center_title: '立即使用' } } });
    },
  ],
  [41011, 'a button neither on nor off', () => ofCard('/card/selfconsumecell/set')],

  [41012, 'codes without a card', () => client.call('/card/code/deposit', { code: ['1'] })],
  [41013, 'a card without codes', () => ofCard('/card/code/deposit', {}, depositCard())],
  [
    40109,
    'a hundred and one codes',
    () => ofCard('/card/code/deposit', { code: Array.from({ length: 101 }, (_, at) => `c${at}`) }, depositCard()),
  ],
  [
    40109,
    'a hundred and one codes to check',
    () => ofCard('/card/code/checkcode', { code: Array.from({ length: 101 }, (_, at) => `c${at}`) }, depositCard()),
  ],
  [40110, 'an empty code', () => ofCard('/card/code/deposit', { code: ['1', ' '] }, depositCard())],
  [43009, 'codes for a card that makes its own', () => ofCard('/card/code/deposit', { code: ['1'] })],
  [41013, 'no code', () => client.call('/card/code/get', { card_id: 'p' })],
  [40116, 'a code of 65 characters', () => client.call('/card/code/get', { code: 'x'.repeat(65) })],
  [40056, 'a code nobody claimed', () => client.call('/card/code/get', { code: '000000000000' })],
  [
    40056,
    'a code of another card',
    async () => {
      const { code } = await issued();
      return ofCard('/card/code/get', { code });
    },
  ],
  [
    40056,
    'a code that was deposited and not claimed',
    async () => {
      const cardId = await client.create(depositCard());
      await client.call('/card/code/deposit', { card_id: cardId, code: ['unclaimed'] });
      return client.call('/card/code/get', { card_id: cardId, code: 'unclaimed' });
    },
  ],
  [
    41012,
    'a code of one’s own without its card',
    async () => {
      const cardId = await client.create(cashCard({ use_custom_code: true }));
      await server.services.coupons.claim({ offer: cardId, holder: client.openids[0] ?? '', code: 'MINE-1' });
      return client.call('/card/code/get', { code: 'MINE-1' });
    },
  ],
  [
    40099,
    'a code that has been redeemed',
    async () => {
      const { code } = await issued();
      await client.call('/card/code/consume', { code });
      return client.call('/card/code/get', { code });
    },
  ],
  [
    40099,
    'a second redemption',
    async () => {
      const { code } = await issued();
      await client.call('/card/code/consume', { code });
      return client.call('/card/code/consume', { code });
    },
  ],
  [
    40127,
    'a code that was made unavailable',
    async () => {
      const { code } = await issued();
      await client.call('/card/code/unavailable', { code, reason: '退款' });
      return client.call('/card/code/consume', { code });
    },
  ],
  [
    40127,
    'a code its holder has deleted',
    async () => {
      const { cardId, code } = await issued();
      await server.services.coupons.deleteFromWallet({ ...ref(code, cardId), holder: client.openids[0] ?? '' });
      return client.call('/card/code/get', { code });
    },
  ],
  [
    40127,
    'a code on its way to a friend',
    async () => {
      const { cardId, code } = await issued();
      await server.services.coupons.startGift({ ...ref(code, cardId), holder: client.openids[0] ?? '' });
      return client.call('/card/code/consume', { code });
    },
  ],
  [
    40056,
    'a code a friend has taken over',
    async () => {
      const { cardId, code } = await issued();
      const { token } = await server.services.coupons.startGift({
        ...ref(code, cardId),
        holder: client.openids[0] ?? '',
      });
      await server.services.coupons.acceptGift(token, client.openids[1] ?? '');
      return client.call('/card/code/get', { code, check_consume: false });
    },
  ],
  [
    40079,
    'a code before its time',
    async () => {
      const { code } = await issued(cashCard({ date_info: range(2 * day, 9 * day) }));
      return client.call('/card/code/consume', { code });
    },
  ],
  [
    40147,
    'more redemptions than a user may have',
    async () => {
      const cardId = await client.create(cashCard({ use_limit: 1 }));
      const [first, second] = [await client.claim(cardId), await client.claim(cardId)];
      await client.call('/card/code/consume', { code: first });
      return client.call('/card/code/consume', { code: second });
    },
  ],
  [41013, 'no new code', async () => client.call('/card/code/update', { code: (await issued()).code })],
  [
    43009,
    'a new code for one that was generated',
    async () => client.call('/card/code/update', { code: (await issued()).code, new_code: '1' }),
  ],
  [
    40111,
    'a new code that is taken',
    async () => {
      const cardId = await client.create(cashCard({ use_custom_code: true }));
      for (const code of ['T-1', 'T-2'])
        await server.services.coupons.claim({ offer: cardId, holder: client.openids[0] ?? '', code });
      return client.call('/card/code/update', { card_id: cardId, code: 'T-1', new_code: 'T-2' });
    },
  ],
  [41013, 'a mark without a code', () => client.call('/card/code/mark', { openid: 'o', is_mark: true })],
  [41009, 'a mark for nobody', async () => client.call('/card/code/mark', { ...(await issued()), is_mark: true })],
  [
    41011,
    'a mark neither set nor taken off',
    async () => client.call('/card/code/mark', { ...(await issued()), openid: client.openids[0] }),
  ],
  [
    40003,
    'a mark for nobody’s follower',
    async () => client.call('/card/code/mark', { ...(await issued()), openid: 'o'.repeat(28), is_mark: true }),
  ],
  [
    40146,
    'a code marked for somebody else',
    async () => {
      const { code } = await issued();
      await client.call('/card/code/mark', { code, openid: client.openids[0], is_mark: true });
      return client.call('/card/code/mark', { code, openid: client.openids[1], is_mark: true });
    },
  ],
  [
    40099,
    'a mark on a redeemed code',
    async () => {
      const { code } = await issued();
      await client.call('/card/code/consume', { code });
      return client.call('/card/code/mark', { code, openid: client.openids[0], is_mark: true });
    },
  ],
  [41011, 'no stores', () => client.call('/card/location/batchadd', {})],
  [
    45025,
    'a hundred and one stores',
    () => client.call('/card/location/batchadd', { location_list: Array.from({ length: 101 }, () => ({})) }),
  ],
  [40035, 'fifty-one stores a page', () => client.call('/card/location/batchget', { offset: 0, count: 51 })],
  [40075, 'no encrypted code', () => client.call('/card/code/decrypt', {})],
  [
    40075,
    'an encrypted code that is none',
    () =>
      client.call('/card/code/decrypt', {
        encrypt_code: 'XXIzTtMqCxwOaawoE91+VJdsFmv7b8g0VZIZkqf4GWA60Fzpc8ksZ/5ZZ0DVkXdE',
      }),
  ],
  [
    45021,
    'a reason of 513 bytes',
    async () => client.call('/card/code/unavailable', { code: (await issued()).code, reason: 'x'.repeat(513) }),
  ],
  [
    45030,
    'an article about a card whose codes the merchant names',
    () => ofCard('/card/mpnews/gethtml', {}, cashCard({ use_custom_code: true })),
  ],
  [
    40078,
    'an article about a deleted card',
    async () => {
      const cardId = await client.create();
      await client.call('/card/delete', { card_id: cardId });
      return client.call('/card/mpnews/gethtml', { card_id: cardId });
    },
  ],

  [61500, 'a day in another form', () => statistics('2020/01/01', '2020-01-02')],
  [61500, 'a day there is not', () => statistics('2019-02-29', '2019-03-01')],
  [61500, 'no day', () => client.call('/datacube/getcardcardinfo', { cond_source: 1 })],
  [61501, 'days backwards', () => statistics('2020-01-02', '2020-01-01')],
  [61501, 'sixty-three days', () => statistics('2020-01-01', '2020-03-03')],
  [61501, 'today', () => statistics('2020-01-01', new Date(clock.now() + 8 * 3_600_000).toISOString().slice(0, 10))],
  [40035, 'no source', () => statistics('2020-01-01', '2020-01-02', {})],
  [
    40073,
    'statistics of a card nobody made',
    () =>
      client.call('/datacube/getcardcardinfo', {
        begin_date: '2020-01-01',
        end_date: '2020-01-02',
        cond_source: 1,
        card_id: 'p',
      }),
  ],
];

describe('errcodes of the card interfaces', () => {
  it.each(cases)('%i: %s', async (errcode, _condition, run) => {
    expect(await run()).toEqual({
      errcode,
      errmsg: expect.stringMatching(/ hint: \[.{11,16}\]( [\w .()[\]-]+)? rid: [0-9a-f]{8}(-[0-9a-f]{8}){2}$/),
    });
  });

  it('40127: a code whose time is over, and it is out of the wallet', async () => {
    const { cardId, code } = await issued(cashCard({ date_info: { type: 1, ...range(-day, 2 * day) } }));
    clock.advance(3 * day);
    expect(await client.call('/card/code/get', { code })).toMatchObject({ errcode: 40127 });
    expect(await client.call('/card/code/consume', { code })).toMatchObject({ errcode: 40127 });
    expect(await client.call('/card/code/get', { code, check_consume: false })).toMatchObject({
      errcode: 0,
      can_consume: false,
      user_card_status: 'EXPIRE',
    });
    const wallet = await client.call('/card/user/getcardlist', { openid: client.openids[0], card_id: cardId });
    expect(wallet.card_list).toEqual([]);
  });

  it.each(['logo_url', 'code_type', 'brand_name', 'title', 'color', 'notice', 'description'])(
    '41011 names the missing base_info.%s',
    async (name) => {
      for (const value of [undefined, null, '', ' ', {}]) {
        const answer = await create({ [name]: value });
        expect(answer.errcode).toBe(41011);
        expect(answer.errmsg).toContain(`m_data.base_info().${name} rid: `);
      }
    },
  );

  it.each([
    ['brand_name', 36],
    ['title', 27],
    ['notice', 48],
    ['description', 3072],
    ['sub_title', 54],
    ['service_phone', 24],
    ['center_title', 18],
    ['center_sub_title', 24],
    ['center_url', 128],
    ['custom_url_name', 15],
    ['custom_url', 128],
    ['custom_url_sub_title', 18],
    ['promotion_url_name', 15],
    ['promotion_url', 128],
    ['promotion_url_sub_title', 18],
    ['center_app_brand_user_name', 128],
    ['custom_app_brand_pass', 128],
    ['source', 36],
  ] as const)('45021: base_info.%s takes %i bytes, three to a Chinese character, and no more', async (name, most) => {
    const full = most % 3 === 0 ? '券'.repeat(most / 3) : 'x'.repeat(most);
    expect((await create({ [name]: full })).errcode).toBe(0);
    expect((await create({ [name]: `${full}x` })).errcode).toBe(45021);
  });

  it.each([
    ['deal_detail', 'GROUPON', 3072],
    ['gift', 'GIFT', 3072],
    ['default_detail', 'GENERAL_COUPON', 3072],
  ] as const)('45021: %s of a %s takes %i bytes and no more', async (name, type, most) => {
    expect((await kind(type, { [name]: '券'.repeat(most / 3) })).errcode).toBe(0);
    expect((await kind(type, { [name]: `${'券'.repeat(most / 3)}x` })).errcode).toBe(45021);
  });

  it.each([
    ['use_condition.accept_category', 512, (text: string) => ({ use_condition: { accept_category: text } })],
    ['use_condition.reject_category', 512, (text: string) => ({ use_condition: { reject_category: text } })],
    ['use_condition.object_use_for', 512, (text: string) => ({ use_condition: { object_use_for: text } })],
    ['abstract.abstract', 1024, (text: string) => ({ abstract: { abstract: text } })],
    [
      'text_image_list.text',
      512,
      (text: string) => ({ text_image_list: [{ image_url: 'http://mmbiz.qpic.cn/1', text }] }),
    ],
  ] as const)('45021: %s takes %i bytes and no more', async (_name, most, advanced_info) => {
    const full = '券'.repeat(Math.floor(most / 3)) + 'x'.repeat(most % 3);
    expect((await create({}, { advanced_info: advanced_info(full) })).errcode).toBe(0);
    expect((await create({}, { advanced_info: advanced_info(`${full}x`) })).errcode).toBe(45021);
  });

  it.each([
    ['least_cost', 'CASH', 0, 10_000_000_000],
    ['reduce_cost', 'CASH', 0, 10_000_000_000],
    ['discount', 'DISCOUNT', 1, 99],
  ] as const)('40150: %s of a %s is %i to %i', async (name, type, from, to) => {
    const made = async (value: number) =>
      (await kind(type, { ...(type === 'CASH' ? { reduce_cost: 100 } : {}), [name]: value })).errcode;
    expect([await made(from), await made(to)]).toEqual([0, 0]);
    expect([await made(from - 1), await made(to + 1)]).toEqual([40150, 40150]);
  });

  it('a mark is its holder’s to renew and to take off; then it may be another’s', async () => {
    const { cardId: card_id, code } = await issued();
    const mark = async (person: number, is_mark: boolean) =>
      (await client.call('/card/code/mark', { card_id, code, openid: client.openids[person], is_mark })).errcode;
    expect([await mark(0, true), await mark(0, true), await mark(1, false), await mark(0, false)]).toEqual([
      0, 0, 40146, 0,
    ]);
    expect(await mark(1, true)).toBe(0);
    // Whoever redeems is not asked for whom it is set aside: only cards shared among friends have to be marked.
    expect((await client.call('/card/code/consume', { code })).errcode).toBe(0);
  });

  it('40093: stores that can be taken are, beside others that cannot', async () => {
    const store = { business_name: '青禾茶铺', province: '广东省', city: '广州市', address: '艺苑路12号' };
    const good = { ...store, telephone: '020-1', longitude: '113.32375', latitude: 23.0974 };
    const added = await client.call('/card/location/batchadd', {
      location_list: [good, { ...good, latitude: 91 }, { business_name: '没有地址' }, 7],
    });
    expect(added.errcode).toBe(40093);
    const [id, ...others] = added.location_id_list as number[];
    expect(others).toEqual([-1, -1, -1]);
    const listed = await client.call('/card/location/batchget', { offset: 0, count: 10 });
    expect(listed).toMatchObject({ errcode: 0, count: 1 });
    expect(listed.location_list).toEqual([
      {
        location_id: String(id),
        business_name: '青禾茶铺',
        branch_name: '',
        phone: '020-1',
        address: '广东省广州市艺苑路12号',
        longitude: 113.32375,
        latitude: 23.0974,
      },
    ]);
    const poor = await cardClient(strict);
    expect(await poor.call('/card/location/batchget', { offset: 0, count: 10 })).toMatchObject({ count: 0 });
  });

  it('43009, 43008 and 43012 for accounts without the right', async () => {
    const poor = await cardClient(strict);
    expect((await poor.call('/card/create', { card: depositCard() })).errcode).toBe(43009);
    const cardId = await poor.create(cashCard({ location_id_list: [1] }));
    expect((await poor.call('/card/paycell/set', { card_id: cardId, is_open: true })).errcode).toBe(43008);
    const linked = { custom_url_name: '官网', custom_url: 'https://example.com/' };
    expect((await poor.call('/card/create', { card: cashCard(linked) })).errcode).toBe(43012);
    const change = { card_id: cardId, cash: { base_info: linked } };
    expect((await poor.call('/card/update', change)).errcode).toBe(43012);
  });
});

const listsTried = ['/card/batchget', '/card/location/batchget', '/datacube/getcardbizuininfo'];

describe('cross-account requests', () => {
  it('another account’s token reaches no card, no code, no follower', async () => {
    const other = strict.sandbox.wechatMp;
    const { account } = { account: client.account };
    const { makeAccount } = await import('../../../src/apis/wechat-mp/new-account.js');
    const made = await makeAccount(
      { kind: 'app', number: 'wx00000000000000ff', name: 'Other' },
      {
        clock,
        random: (await import('../../../src/kernel/ids.js')).systemRandom,
        storeBlob: async () => '',
        writeFile: async () => '',
      },
    );
    await server.services.accounts.create(made.account);
    expect(other.appid).not.toBe(account.number);
    const { token } = await server.services.tokens.issue(made.account.id);
    const foreign = async (path: string, body: Json) =>
      (await ask(`${server.baseUrl}${path}?access_token=${token}`, { method: 'POST', body: JSON.stringify(body) })).json
        .errcode;
    const { cardId, code } = await issued();
    const openid = client.openids[0];
    const openids = client.openids.slice(0, 2);
    const wxcard = { card_id: cardId };
    const { tag } = (await client.call('/cgi-bin/tags/create', { tag: { name: '外人不见' } })) as {
      tag: { id: number };
    };
    await client.call('/cgi-bin/tags/members/batchtagging', { openid_list: openids, tagid: tag.id });
    const message = await client.call('/cgi-bin/message/mass/send', { touser: openids, msgtype: 'wxcard', wxcard });
    const msg_id = message.msg_id as number;
    const places = await client.call('/card/location/batchadd', {
      location_list: [{ business_name: '店', address: '路 1 号', longitude: '113.3', latitude: '23.1' }],
    });
    expect(places.errcode).toBe(0);
    const tried: (readonly [string, Json, number])[] = [
      ['/card/get', { card_id: cardId }, 40073],
      ['/card/update', { card_id: cardId, cash: { base_info: { title: 'x' } } }, 40073],
      ['/card/modifystock', { card_id: cardId, increase_stock_value: 1 }, 40073],
      ['/card/delete', { card_id: cardId }, 40073],
      ['/card/mpnews/gethtml', { card_id: cardId }, 40073],
      ['/card/code/deposit', { card_id: cardId, code: ['1'] }, 40073],
      ['/card/code/getdepositcount', { card_id: cardId }, 40073],
      ['/card/code/checkcode', { card_id: cardId, code: ['1'] }, 40073],
      ['/card/code/get', { code }, 40056],
      ['/card/code/get', { code, card_id: cardId }, 40073],
      ['/card/code/consume', { code }, 40056],
      ['/card/code/unavailable', { code }, 40056],
      ['/card/code/update', { code, new_code: 'x' }, 40056],
      ['/card/code/mark', { code, openid, is_mark: true }, 40056],
      ['/card/paycell/set', { card_id: cardId, is_open: false }, 40073],
      ['/card/user/getcardlist', { openid }, 40003],
      ['/card/testwhitelist/set', { openid: [openid] }, 40003],
      [
        '/datacube/getcardcardinfo',
        { begin_date: '2020-01-01', end_date: '2020-01-01', cond_source: 1, card_id: cardId },
        40073,
      ],
      ['/card/selfconsumecell/set', { card_id: cardId, is_open: false }, 40073],
      ['/card/user/getcardlist', { openid, card_id: cardId }, 40003],
      ['/card/qrcode/create', { action_name: 'QR_CARD', action_info: { card: { card_id: cardId } } }, 40073],
      [
        '/card/landingpage/create',
        {
          banner: 'http://mmbiz.qpic.cn/a/0',
          page_title: 'x',
          can_share: true,
          scene: 'SCENE_H5',
          card_list: [{ card_id: cardId, thumb_url: 'http://mmbiz.qpic.cn/a/0' }],
        },
        40073,
      ],
      ['/cgi-bin/message/mass/sendall', { filter: { is_to_all: true }, msgtype: 'wxcard', wxcard }, 40073],
      ['/cgi-bin/message/mass/sendall', { filter: { tag_id: tag.id }, msgtype: 'text', text: { content: 'x' } }, 45159],
      ['/cgi-bin/message/mass/send', { touser: openids, msgtype: 'wxcard', wxcard }, 40073],
      ['/cgi-bin/message/mass/preview', { touser: openid, msgtype: 'text', text: { content: 'x' } }, 40003],
      ['/cgi-bin/message/mass/preview', { towxname: 'xiaotu', msgtype: 'text', text: { content: 'x' } }, 40003],
      ['/cgi-bin/message/mass/get', { msg_id }, 40059],
      ['/cgi-bin/message/mass/delete', { msg_id, article_idx: 0 }, 40059],
      ['/cgi-bin/message/custom/send', { touser: openid, msgtype: 'text', text: { content: 'x' } }, 40003],
      ['/cgi-bin/tags/update', { tag: { id: tag.id, name: 'x' } }, 45159],
      ['/cgi-bin/tags/delete', { tag: { id: tag.id } }, 45159],
      ['/cgi-bin/tags/members/batchtagging', { openid_list: openids, tagid: 2 }, 49003],
      ['/cgi-bin/tags/members/batchuntagging', { openid_list: openids, tagid: 2 }, 49003],
      ['/cgi-bin/tags/getidlist', { openid }, 40003],
      ['/cgi-bin/user/tag/get', { tagid: tag.id }, 45159],
      ['/cgi-bin/user/info/batchget', { user_list: [{ openid }] }, 40003],
      ['/cgi-bin/user/info/updateremark', { openid, remark: 'x' }, 40003],
      ['/cgi-bin/groups/getid', { openid }, 40003],
      ['/cgi-bin/groups/update', { group: { id: tag.id, name: 'x' } }, 40050],
      ['/cgi-bin/groups/delete', { group: { id: tag.id } }, 40152],
      ['/cgi-bin/groups/members/update', { openid, to_groupid: 2 }, 40003],
      ['/cgi-bin/groups/members/batchupdate', { openid_list: openids, to_groupid: 2 }, 40003],
    ];
    for (const [path, body, errcode] of tried) {
      expect([path, await foreign(path, body)]).toEqual([path, errcode]);
    }
    // Lists show the account's own only: it has made nothing.
    const listed = async (path: string, body?: Json) =>
      (
        await ask(`${server.baseUrl}${path}?access_token=${token}`, {
          method: body === undefined ? 'GET' : 'POST',
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        })
      ).json;
    const span = { begin_date: '2020-01-01', end_date: '2020-01-01', cond_source: 1 };
    expect(await listed('/card/batchget', { offset: 0, count: 50 })).toMatchObject({ card_id_list: [], total_num: 0 });
    expect(await listed('/card/location/batchget', { offset: 0, count: 50 })).toMatchObject({ count: 0 });
    expect(await listed('/datacube/getcardbizuininfo', span)).toEqual({ list: [] });
    expect(await listed('/cgi-bin/user/get')).toMatchObject({ total: 0, count: 0 });
    expect(await listed('/cgi-bin/tags/get')).toEqual({ tags: [{ id: 2, name: '星标组', count: 0 }] });
    const media = await ask(`${server.baseUrl}/cgi-bin/media/upload?type=image&access_token=${client.token}`, {
      method: 'POST',
      body: form({}, { name: 'media', bytes: Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAA=', 'base64') }),
    });
    const { media_id } = media.json as { media_id: string };
    expect(media_id).toBeDefined();
    const stolen = await ask(`${server.baseUrl}/cgi-bin/media/get?access_token=${token}&media_id=${media_id}`);
    expect(stolen.json.errcode).toBe(40007);
    // Whatever names a thing of an account is tried; the rest makes something new or names nothing.
    const free = /create|batchadd|decrypt|getcolors|getapplyprotocol|stable_token|upload|^\/cv\/|uploadnews/;
    const named = coverage.filter(({ method, status }) => method === 'POST' && status !== 'not-started');
    const seen = new Set([...tried.map(([path]) => path), ...listsTried]);
    expect(named.map(({ path }) => path).filter((path) => !free.test(path) && !seen.has(path))).toEqual([]);
    expect((await client.call('/card/code/get', { code })).user_card_status).toBe('NORMAL');
    await client.call('/cgi-bin/tags/delete', { tag: { id: tag.id } });
  });
});
