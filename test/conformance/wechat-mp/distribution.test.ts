import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import jsQR from 'jsqr';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { ManualClock } from '../../../src/kernel/clock.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { type Merchant, merchantOf } from '../../support/shop.js';

const minute = 60_000;
const clock = new ManualClock(Date.UTC(2026, 0, 26, 2));
const scan = jsQR as unknown as typeof import('jsqr').default;
let server: TestServer;
let merchant: Merchant;
let accountId: string;
let people: readonly string[];
beforeAll(async () => {
  server = await startTestServer({ clock, env: { TUQUAN_ROLE: 'api' } });
  people = server.sandbox.wechatMp.followers.map(({ openid }) => openid);
  accountId = (await server.services.accounts.find('app', server.sandbox.wechatMp.appid))?.id ?? '';
  const file = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
  const wasmBinary = new Uint8Array(readFileSync(file)).buffer;
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
});
beforeEach(async () => {
  clock.advance(30 * minute);
  merchant = await merchantOf(server);
});
afterAll(() => server.close());

const cash = (base: Record<string, unknown> = {}) => merchant.card('CASH', base, { reduce_cost: 100 });
const qr = (card: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  merchant.post('/card/qrcode/create', { action_name: 'QR_CARD', action_info: { card }, ...more });
const code = async (answer: Promise<Record<string, unknown>>) => (await answer).errcode;
const keyOf = (url: unknown): string => String(url).split('/q/')[1] ?? '';
const claim = (url: unknown, holder: string | undefined, position = 0) =>
  server.services.distribution.claimByTicket({ key: keyOf(url), position, holder: holder ?? '' });
const picture = async (ticket: string) => {
  const answer = await fetch(`${server.baseUrl}/cgi-bin/showqrcode?ticket=${ticket}`);
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    bytes: Buffer.from(await answer.arrayBuffer()),
  };
};

describe('a QR code of one card', () => {
  it('is a ticket of 96 characters, with addresses, and lives a year unless it says otherwise', async () => {
    const card_id = await cash();
    const answer = await qr({ card_id, outer_str: '12b' });
    const ticket = String(answer.ticket);
    expect(ticket).toMatch(/^gQ[0-9A-Za-z]{92}==$/);
    expect(answer).toEqual({
      errcode: 0,
      errmsg: 'ok',
      ticket,
      expire_seconds: 31_536_000,
      url: expect.stringMatching(new RegExp(`^${server.baseUrl}/q/[0-9A-Za-z]{10}$`)),
      show_qrcode_url: `${server.baseUrl}/cgi-bin/showqrcode?ticket=${encodeURIComponent(ticket)}`,
    });
    const coupon = await claim(answer.url, people[0]);
    expect(coupon).toMatchObject({ offer: card_id, channel: '12b', state: 'normal' });
    expect(await merchant.post('/card/code/get', { card_id, code: coupon.code })).toMatchObject({
      openid: people[0],
      outer_str: '12b',
    });
  });

  it('takes the expiry at the top, within the card, or between, as number or text; outside 60–1800 it is refused', async () => {
    const card_id = await cash();
    expect(await qr({ card_id }, { expire_seconds: 60 })).toMatchObject({ expire_seconds: 60 });
    expect(await qr({ card_id, expire_seconds: '1800' })).toMatchObject({ expire_seconds: 1800 });
    expect(await qr({ card_id }, { expire_seconds: null })).toMatchObject({ expire_seconds: 31_536_000 });
    for (const expire_seconds of [59, 1801, 0, -1, 'soon', 60.5]) {
      expect(await code(qr({ card_id }, { expire_seconds }))).toBe(40053);
    }
    const { url, ticket } = await qr({ card_id }, { expire_seconds: 60 });
    clock.advance(59_999);
    expect((await picture(String(ticket))).status).toBe(200);
    clock.advance(1);
    expect((await picture(String(ticket))).status).toBe(404);
    await expect(claim(url, people[0])).rejects.toMatchObject({ facts: { reason: 'ticket-over' } });
  });

  it('with a code of its own can be claimed once, by whoever is first', async () => {
    const card_id = await cash();
    const { url } = await qr({ card_id, is_unique_code: true });
    await claim(url, people[0]);
    await expect(claim(url, people[1])).rejects.toMatchObject({ facts: { reason: 'ticket-used' } });
    const { url: open } = await qr({ card_id });
    await claim(open, people[0]);
    await claim(open, people[1]);
  });

  it('claimed by forty at once gives one of them the card', async () => {
    const card_id = await cash();
    const { url } = await qr({ card_id, is_unique_code: true });
    const results = await Promise.allSettled(Array.from({ length: 40 }, (_, at) => claim(url, `o${at}`)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const card = (await merchant.post('/card/get', { card_id })).card as { cash: { base_info: { sku: object } } };
    expect(card.cash.base_info.sku).toEqual({ quantity: 99, total_quantity: 100 });
  });

  it('bound to a person is that person’s only', async () => {
    const card_id = await cash({ bind_openid: true });
    expect(await code(qr({ card_id }))).toBe(41009);
    expect(await code(qr({ card_id, openid: 'oNobody' }))).toBe(40003);
    const { url } = await qr({ card_id, openid: people[1] });
    await expect(claim(url, people[0])).rejects.toMatchObject({ facts: { reason: 'ticket-for-another' } });
    await claim(url, people[1]);
    await expect(claim(url, people[1])).rejects.toMatchObject({ facts: { reason: 'ticket-used' } });
  });

  it('names the code for cards whose codes are the merchant’s, and only for those', async () => {
    const own = await cash({ use_custom_code: true });
    expect(await code(qr({ card_id: own }))).toBe(41013);
    expect(await code(qr({ card_id: own, code: 'x'.repeat(21) }))).toBe(40116);
    const { url } = await qr({ card_id: own, code: '198374613512', outer_id: 7 });
    expect(await claim(url, people[0])).toMatchObject({ code: '198374613512', channel: '7' });
    expect(await code(qr({ card_id: await cash(), code: '1' }))).toBe(40116);
  });

  it('keeps a channel of sixty digits digit by digit', async () => {
    const outer = '9'.repeat(60);
    const body = `{"action_name":"QR_CARD","action_info":{"card":{"card_id":"${await cash()}","outer_id":${outer}}}}`;
    const { url } = await merchant.post('/card/qrcode/create', body);
    expect((await claim(url, people[0])).channel).toBe(outer);
  });

  it('is refused one by one', async () => {
    const card_id = await cash();
    const create = (body: unknown) => code(merchant.post('/card/qrcode/create', body));
    expect(await create({ action_name: 'QR_SCENE', action_info: { card: { card_id } } })).toBe(40052);
    expect(await create({ action_info: { card: { card_id } } })).toBe(40052);
    expect(await create({ action_name: 'QR_CARD' })).toBe(40053);
    expect(await create({ action_name: 'QR_CARD', action_info: { card: {} } })).toBe(41012);
    expect(await code(qr({ card_id: 'pNone' }))).toBe(40073);
    expect(await code(qr({ card_id: ` ${card_id} ` }))).toBe(0);
    expect(await code(qr({ card_id, outer_str: 'x'.repeat(129) }))).toBe(45021);
    expect(await code(qr({ card_id, outer_id: 'abc' }))).toBe(40053);
    const empty = await cash({
      use_custom_code: true,
      get_custom_code_mode: 'GET_CUSTOM_CODE_MODE_DEPOSIT',
      sku: { quantity: 0 },
    });
    expect(await code(qr({ card_id: empty }))).toBe(45031);
    await merchant.post('/card/delete', { card_id });
    expect(await code(qr({ card_id }))).toBe(40078);
    // wechat-api makes the name from the first key of what it is given.
    const odd = { expire_seconds: 100, card: { card_id: await cash() } };
    expect(await create({ action_name: 'QR_EXPIRE_SECONDS', action_info: odd })).toBe(0);
  });
});

describe('a QR code of several cards', () => {
  it('holds up to five, each claimed by itself', async () => {
    const cards = [await cash({ title: '一' }), await cash({ title: '二' })];
    const many = (list: readonly unknown[]) =>
      merchant.post('/card/qrcode/create', {
        action_name: 'QR_MULTIPLE_CARD',
        action_info: { multiple_card: { card_list: list } },
      });
    const answer = await many(cards.map((card_id, at) => ({ card_id, outer_str: `s${at}` })));
    expect(await claim(answer.url, people[0], 1)).toMatchObject({ offer: cards[1], channel: 's1' });
    expect(await claim(answer.url, people[0], 0)).toMatchObject({ offer: cards[0], channel: 's0' });
    await expect(claim(answer.url, people[0], 2)).rejects.toMatchObject({ facts: { reason: 'unknown-item' } });
    expect(await code(many(Array(5).fill({ card_id: cards[0] })))).toBe(0);
    expect(await code(many(Array(6).fill({ card_id: cards[0] })))).toBe(40053);
    expect(await code(many([]))).toBe(40053);
    expect(await code(many([1]))).toBe(40053);
  });
});

describe('the picture of a ticket', () => {
  it('is 430 px, says the address to two readers, also at 120 px, with the ticket escaped or not', async () => {
    const { ticket, url, show_qrcode_url } = await qr({ card_id: await cash() });
    const plain = await picture(String(ticket));
    const escaped = await fetch(String(show_qrcode_url));
    expect(plain).toMatchObject({ status: 200, type: 'image/jpg' });
    expect(escaped.headers.get('cache-control')).toBe('max-age=604800');
    expect(Buffer.from(await escaped.arrayBuffer()).equals(plain.bytes)).toBe(true);
    expect(await sharp(plain.bytes).metadata()).toMatchObject({ format: 'jpeg', width: 430, height: 430 });
    for (const size of [430, 120]) {
      const { data, info } = await sharp(plain.bytes)
        .toColourspace('srgb')
        .resize(size)
        .ensureAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      const pixels = new Uint8ClampedArray(data);
      expect(scan(pixels, info.width, info.height)?.data).toBe(url);
      const image = { data: pixels, width: info.width, height: info.height, colorSpace: 'srgb' as const };
      expect((await readBarcodes(image, { formats: ['QRCode'] }))[0]?.text).toBe(url);
    }
  });

  it('of a ticket nobody has given out is 404', async () => {
    for (const ticket of ['', 'gQ', 'x'.repeat(300)]) expect((await picture(ticket)).status).toBe(404);
  });
});

describe('a landing page', () => {
  const shelf = (card_id: string, change: Record<string, unknown> = {}) =>
    merchant.post('/card/landingpage/create', {
      banner: 'http://mmbiz.qpic.cn/mmbiz/iaL1LJM1mF9aRKPZJkmG8xXhiaHqkKSVMMWeN3hLut7X7hicFN/0',
      page_title: '惠城优惠大派送',
      can_share: true,
      scene: 'SCENE_NEAR_BY',
      card_list: [{ card_id, thumb_url: 'www.qq.com/a.jpg' }],
      ...change,
    });

  it('has a number of its own and an address that leads through sign-in to the shelf', async () => {
    const card_id = await cash();
    const first = await shelf(card_id);
    expect(first).toMatchObject({ errcode: 0, errmsg: 'ok', page_id: 1 });
    expect((await shelf(card_id, { scene: 4, title: 'x', page_title: null })).page_id).toBe(2);
    const { appid } = server.sandbox.wechatMp;
    const address = new URL(String(first.url));
    expect(address.href).toMatch(
      new RegExp(
        `^${server.baseUrl}/connect/oauth2/authorize\\?appid=${appid}&redirect_uri=http.+&response_type=code&scope=snsapi_base#wechat_redirect$`,
      ),
    );
    const page = await fetch(address.searchParams.get('redirect_uri') ?? '', { redirect: 'manual' });
    expect(page.headers.get('location')).toMatch(new RegExp(`^${server.baseUrl}/shelf/[0-9A-Za-z]{10}$`));
  });

  it('is refused one by one', async () => {
    const card_id = await cash();
    expect(await code(shelf(card_id, { scene: 'SCENE_MOON' }))).toBe(40129);
    expect(await code(shelf(card_id, { scene: 7 }))).toBe(40129);
    expect(await code(shelf(card_id, { banner: '' }))).toBe(41011);
    expect(await code(shelf(card_id, { page_title: null }))).toBe(41011);
    expect(await code(shelf(card_id, { can_share: null }))).toBe(41011);
    expect(await code(shelf(card_id, { card_list: null }))).toBe(41011);
    expect(await code(shelf(card_id, { card_list: [{ card_id }] }))).toBe(41011);
    expect(await code(shelf(card_id, { banner: 'http://example.com/a.jpg' }))).toBe(40141);
    expect(await code(shelf(card_id, { banner: `http://mmbiz.qpic.cn/${'x'.repeat(500)}` }))).toBe(40083);
    expect(await code(shelf(card_id, { card_list: [] }))).toBe(45039);
    expect(await code(shelf(card_id, { card_list: Array(51).fill({ card_id, thumb_url: 'a.cn/1' }) }))).toBe(45039);
    expect(await code(shelf(card_id, { card_list: [{ thumb_url: 'a.cn/1' }] }))).toBe(41012);
    expect(await code(shelf('pNone'))).toBe(40073);
    expect(await code(shelf(await cash({ use_custom_code: true })))).toBe(45030);
  });
});

describe('tickets for pages that sign', () => {
  it('stay the same while they are good, one for each type', async () => {
    const get = (type: string) => merchant.get('/cgi-bin/ticket/getticket', { type });
    const first = await get('wx_card');
    expect(first).toEqual({ errcode: 0, errmsg: 'ok', ticket: expect.any(String), expires_in: 7200 });
    clock.advance(100 * minute);
    merchant = await merchantOf(server);
    expect(await get('wx_card')).toMatchObject({ ticket: first.ticket, expires_in: 1200 });
    expect((await get('jsapi')).ticket).not.toBe(first.ticket);
    clock.advance(16 * minute);
    merchant = await merchantOf(server);
    expect((await get('wx_card')).ticket).not.toBe(first.ticket);
    expect(await get('')).toMatchObject({ errcode: 40097 });
  });

  it('sign a claim that is taken once by each person, and by nobody when a letter is changed', async () => {
    const card_id = await cash();
    const { ticket } = await merchant.get('/cgi-bin/ticket/getticket', { type: 'wx_card' });
    const ext = { timestamp: String(Math.floor(clock.now() / 1000)), nonce_str: 'n0nce', outer_str: 'h5' };
    const sorted = [String(ticket), ext.timestamp, card_id, ext.nonce_str].sort().join('');
    const signature = createHash('sha1').update(sorted).digest('hex');
    const store = server.tuquan.rooms.find((room) => room.storefronts?.app)?.storefronts?.app;
    const account = await server.services.accounts.load(accountId);
    const open = (change: object) =>
      store?.openSigned(account, card_id, JSON.stringify({ ...ext, signature, ...change }));
    const signed = await open({});
    if (signed === undefined) throw new Error('no storefront');
    const { distribution } = server.services;
    const take = (holder: string) => distribution.claim({ accountId, offer: card_id, holder, signed });
    expect(await take(people[0] ?? '')).toMatchObject({ channel: 'h5' });
    await expect(take(people[0] ?? '')).rejects.toMatchObject({ facts: { reason: 'signed-used' } });
    expect(await take(people[1] ?? '')).toMatchObject({ channel: 'h5' });
    for (const change of [
      { timestamp: '1402057159' },
      { nonce_str: 'x' },
      { code: '1' },
      { openid: people[0] },
      { signature: 'f' },
    ]) {
      await expect(open(change)).rejects.toMatchObject({ facts: { reason: 'bad-signature' } });
    }
    await expect(store?.openSigned(account, await cash(), JSON.stringify({ ...ext, signature }))).rejects.toMatchObject(
      {
        code: 'INVALID',
      },
    );
  });
});
