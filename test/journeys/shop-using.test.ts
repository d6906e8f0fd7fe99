// What a holder does with a card on its page, and what the merchant's server is told of it.
import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawQr } from '../../src/engines/qr-draw/index.js';
import { type CoWechatServer, startCoWechat } from '../conformance/wechat-mp/support/co-wechat-server.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { type Merchant, merchantOf } from '../support/shop.js';
import { fieldsOf, type Visit, visitorOf } from '../support/visitor.js';

let server: TestServer;
let merchant: Merchant;
let messages: CoWechatServer;
let accountId: string;
let go: Visit;
beforeAll(async () => {
  server = await startTestServer();
  merchant = await merchantOf(server);
  const { appid, token } = server.sandbox.wechatMp;
  accountId = (await server.services.accounts.find('app', appid))?.id ?? '';
  messages = await startCoWechat({ appid, token });
  await server.services.delivery.connect(accountId, messages.url, null);
  go = visitorOf(server, '小图');
});
afterAll(async () => {
  await messages.close();
  await server.close();
});

/** Claims a card as its page does; resolves to the path of the copy. */
async function taken(cardId: string): Promise<{ path: string; code: string }> {
  const page = await go(`/offer/${cardId}`);
  const done = await go(`/offer/${cardId}`, fieldsOf(page.text));
  const path = /href="(\/wallet\/[^"]+\/[^"]+\/(\d+))"/.exec(done.text);
  if (path === null) throw new Error(`not claimed: ${done.text}`);
  return { path: path[1] ?? '', code: path[2] ?? '' };
}
const store = async (): Promise<number> => {
  const place = { business_name: '青禾茶铺一号店', address: '艺苑路12号', longitude: '113.3', latitude: '23.1' };
  const { location_id_list: ids } = await merchant.post('/card/location/batchadd', { location_list: [place] });
  return (ids as number[])[0] ?? 0;
};
const decoded = async (encrypt_code: string | null) =>
  (await merchant.post('/card/code/decrypt', { encrypt_code })).code;
const told = (event: string, code: string) =>
  messages.next((message) => message.Event === event && message.UserCardCode === code);

describe('a link on somebody’s card', () => {
  it('tells the merchant’s page which card it was opened from, in a code only the merchant can read', async () => {
    const links = {
      center_title: '去点单',
      center_sub_title: '外卖三公里内',
      center_url: 'https://shop.example/order?table=7#menu',
      custom_url_name: '官网',
      custom_url: 'https://shop.example/',
    };
    const card = await merchant.card('CASH', links, { reduce_cost: 500 });
    const { path, code } = await taken(card);
    const { text } = await go(path);
    expect(text).toContain('外卖三公里内');
    const found = [...text.matchAll(/href="(https:[^"]+)"/g)].map(([, url = '']) => url.replaceAll('&amp;', '&'));
    const [centre, custom] = found.map((url) => new URL(url));
    expect([centre?.searchParams.get('table'), centre?.hash, custom?.pathname]).toEqual(['7', '#menu', '/']);
    const { secret } = server.sandbox.wechatMp;
    const signature = createHash('sha1').update([secret, code, card].sort().join('')).digest('hex');
    for (const url of [centre, custom]) {
      const query = url?.searchParams;
      expect([query?.get('card_id'), query?.get('signature')]).toEqual([card, signature]);
      expect(await decoded(query?.get('encrypt_code') ?? null)).toBe(code);
    }
    expect((await go(`/offer/${card}`)).text).not.toContain('encrypt_code');
  });
});

describe('a counter', () => {
  const photographed = async (photo: Uint8Array) => {
    const body = new FormData();
    body.set('photo', new Blob([Buffer.from(photo)]), 'IMG_0001.HEIC');
    const { counterPath } = server.sandbox.wechatMp;
    const answer = await fetch(`${server.baseUrl}${counterPath}/photo`, { method: 'POST', body });
    return { answer, text: await answer.text() };
  };

  it('reads the code from a photo, for browsers that cannot', async () => {
    const { code } = await taken(await merchant.card('CASH', {}, { reduce_cost: 500 }));
    // Held at an angle, on a table.
    const photo = await sharp(drawQr(code, 430))
      .rotate(12, { background: '#caa' })
      .extend({ right: 300, background: '#987' })
      .jpeg()
      .toBuffer();
    const { answer, text } = await photographed(photo);
    expect(answer.redirected).toBe(true);
    expect(new URL(answer.url).searchParams.get('code')).toBe(code);
    expect(text).toContain('确认核销');
  });

  it.each([
    [
      'a photo without a code',
      () =>
        sharp({ create: { width: 90, height: 90, channels: 3, background: 'red' } })
          .png()
          .toBuffer(),
    ],
    ['what is no photo', async () => Buffer.from('not a photo')],
    ['nothing', async () => Buffer.alloc(0)],
  ])('says so of %s', async (_name, photo) => {
    const { answer, text } = await photographed(await photo());
    expect([answer.status, text.includes('照片里没有找到券码')]).toEqual([422, true]);
  });
});

describe('a card with a self-service button', () => {
  it('is redeemed in the shop by its holder, who is asked for the shop’s code and the sum', async () => {
    const id = await store();
    const card = await merchant.card('CASH', { location_id_list: [id] }, { reduce_cost: 500 });
    const cell = { card_id: card, is_open: true, need_verify_cod: true, need_remark_amount: true };
    expect(await merchant.post('/card/selfconsumecell/set', cell)).toMatchObject({ errcode: 0 });
    const { path, code } = await taken(card);
    const { text } = await go(path);
    expect(text).toContain('自助核销');
    const { seal = '' } = fieldsOf(text);
    const without = await go(`${path}/use`, { seal, verify: ' ', amount: '58' });
    expect([without.status, without.text.includes('请填写店员提供的验证码')]).toEqual([400, true]);
    const odd = await go(`${path}/use`, { seal, verify: '8', amount: '5.678' });
    expect([odd.status, odd.text.includes('请填写消费金额')]).toEqual([400, true]);
    expect((await go(`${path}/use`, { verify: '8', amount: '58' })).text).toContain('重新');
    const used = await go(`${path}/use`, { seal, verify: '8', amount: '58.5' });
    expect([used.status, used.text.includes('已使用')]).toEqual([200, true]);
    expect(await told('user_consume_card', code)).toMatchObject({
      ConsumeSource: 'FROM_MP',
      LocationName: '青禾茶铺一号店',
      VerifyCode: '8',
      RemarkAmount: '5850',
    });
    expect((await go(`${path}/use`, { seal, verify: '8', amount: '58' })).status).toBe(409);
  });

  it('that is off redeems nothing', async () => {
    const { path } = await taken(await merchant.card('CASH', {}, { reduce_cost: 500 }));
    const { text } = await go(path);
    expect(text).not.toContain('自助核销');
    expect((await go(`${path}/use`, { seal: fieldsOf(text).seal ?? '' })).status).toBe(404);
    expect((await go(`${path}/pay`, { seal: fieldsOf(text).seal ?? '', amount: '9' })).status).toBe(404);
  });
});

describe('a card with a pay button', () => {
  it('takes its worth off the sum, is redeemed, and both are told', async () => {
    const id = await store();
    const cash = await merchant.card('CASH', { location_id_list: [id] }, { least_cost: 5000, reduce_cost: 2000 });
    await merchant.post('/card/paycell/set', { card_id: cash, is_open: true });
    const { path, code } = await taken(cash);
    const { seal = '' } = fieldsOf((await go(path)).text);
    const below = await go(`${path}/pay`, { seal, amount: '49.99' });
    expect([below.status, below.text.includes('满 50 元可用')]).toEqual([400, true]);
    const paid = await go(`${path}/pay`, { seal, amount: '88.80' });
    expect(paid.text).toContain('¥ 68.80');
    const event = await told('user_pay_from_pay_cell', code);
    expect(event).toMatchObject({ CardId: cash, LocationId: String(id), Fee: '6880', OriginalFee: '8880' });
    expect(event.TransId).toMatch(/^\d{28}$/);
    expect(paid.text).toContain(event.TransId);
    expect(await told('user_consume_card', code)).toMatchObject({ LocationName: '青禾茶铺一号店' });
    const fields = Object.keys(event).slice(5);
    expect(fields).toEqual(['CardId', 'UserCardCode', 'TransId', 'LocationId', 'Fee', 'OriginalFee']);
  });

  it('of a percentage asks for the rest, whole fen', async () => {
    const card = await merchant.card('DISCOUNT', { use_all_locations: true }, { discount: 15 });
    await merchant.post('/card/paycell/set', { card_id: card, is_open: true });
    const { path, code } = await taken(card);
    await go(`${path}/pay`, { seal: fieldsOf((await go(path)).text).seal ?? '', amount: '9.99' });
    expect(await told('user_pay_from_pay_cell', code)).toMatchObject({ Fee: '849', OriginalFee: '999' });
  });
});

describe('the conversation with the merchant', () => {
  it('begins on the page of a card, is told of, and shows what the merchant writes', async () => {
    const card = await merchant.card('CASH', { title: '下午茶券' }, { reduce_cost: 500 });
    const { path, code } = await taken(card);
    const { text } = await go(path);
    const empty = await go(`${path}/talk`, { seal: fieldsOf(text).seal ?? '' });
    expect(empty.text).toContain('商家已收到提醒');
    const event = await told('user_enter_session_from_card', code);
    const touser = event.FromUserName;
    const send = (message: object) => merchant.post('/cgi-bin/message/custom/send', { touser, ...message });
    await send({ msgtype: 'text', text: { content: '<b>您好</b>' } });
    await send({ msgtype: 'wxcard', wxcard: { card_id: card } });
    const links = [{ title: '新品', description: '桂花乌龙', url: 'https://example.com/a', picurl: '' }];
    await send({ msgtype: 'news', news: { articles: links } });
    const { text: talk } = await go(empty.url);
    for (const part of ['&lt;b&gt;您好', `/offer/${card}`, '下午茶券', 'https://example.com/a', '桂花乌龙']) {
      expect(talk).toContain(part);
    }
  });
});

describe('following', () => {
  it('begins and ends in the wallet, and both are told', async () => {
    const guest = visitorOf(server, 'nobody of the list');
    const { appid } = server.sandbox.wechatMp;
    const wallet = await guest(`/wallet/${appid}`);
    expect(wallet.text).toContain('新活动第一时间知道');
    const after = await guest(`/wallet/${appid}/follow`, fieldsOf(wallet.text));
    expect(after.text).toContain('已关注');
    const came = await messages.next(({ Event }) => Event === 'subscribe');
    expect(Object.keys(came).slice(5)).toEqual(['EventKey']);
    const info = await merchant.get('/cgi-bin/user/info', { openid: came.FromUserName ?? '' });
    expect(info).toMatchObject({ subscribe: 1 });
    await guest(`/wallet/${appid}/follow`, fieldsOf(after.text));
    const left = await messages.next(({ Event }) => Event === 'unsubscribe');
    expect(left.FromUserName).toBe(came.FromUserName);
    expect((await guest(`/wallet/${appid}/follow`, { follow: '1' })).text).toContain('重新');
  });
});
