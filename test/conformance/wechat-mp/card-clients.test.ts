import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encryptCode } from '../../../src/apis/wechat-mp/card/codes/encrypted-code.js';
import { systemRandom } from '../../../src/kernel/ids.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { type CardClient, cardClient, cashCard, depositCard } from './support/cards.js';
import { type Answer, type NpmClient, type NpmClients, startNpmClients } from './support/npm-clients.js';

let server: TestServer;
let client: CardClient;
let clients: NpmClients;
let folder: string;
let logo: string;
beforeAll(async () => {
  server = await startTestServer();
  client = await cardClient(server);
  clients = startNpmClients(server);
  folder = await mkdtemp(join(tmpdir(), 'tuquan-logo-'));
  logo = join(folder, 'logo.png');
  await writeFile(
    logo,
    await sharp({ create: { width: 300, height: 300, channels: 3, background: '#c33' } })
      .png()
      .toBuffer(),
  );
});
afterAll(async () => {
  await clients.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const ok = { errcode: 0, errmsg: 'ok' };
const kinds: [string, NpmClient][] = [
  ['co-wechat-api', 'co'],
  ['wechat-api', 'old'],
];

describe.each(kinds)('%s, unmodified, over TLS to the vendor’s names', (_name, kind) => {
  const call = (method: string, ...args: unknown[]): Promise<Answer> => clients.call(kind, method, ...args);
  const cardOf = async (card = cashCard()): Promise<string> => String((await call('createCard', card)).card_id);
  const claimed = async (cardId: string): Promise<string> => client.claim(cardId, client.openids[1]);

  it('getColors', async () => {
    const { colors } = await call('getColors');
    expect(colors).toHaveLength(14);
    expect((colors as object[])[0]).toEqual({ name: 'Color010', value: '#63b359' });
  });

  it('uploadImage, and a card with that logo', async () => {
    const { url, ...rest } = await call('uploadImage', logo);
    expect(rest).toEqual({});
    expect(url).toMatch(/^http:\/\/.+\.png$/);
    expect((await fetch(String(url))).headers.get('content-type')).toBe('image/png');
    const cardId = await cardOf(cashCard({ logo_url: url }));
    const { card } = await call('getCard', cardId);
    expect(card).toMatchObject({ cash: { base_info: { logo_url: url } } });
  });

  it('createCard, getCard, getCards, deleteCard', async () => {
    const cardId = await cardOf();
    expect(cardId).toMatch(/^p[\w-]{27}$/);
    expect(await call('getCard', cardId)).toMatchObject({
      ...ok,
      card: {
        card_type: 'CASH',
        cash: {
          base_info: {
            id: cardId,
            color: '#63b359',
            status: 'CARD_STATUS_VERIFY_OK',
            sku: { quantity: 100, total_quantity: 100 },
          },
          least_cost: 1000,
          reduce_cost: 100,
        },
      },
    });
    const listed = await call('getCards', 0, 50, ['CARD_STATUS_VERIFY_OK']);
    expect(listed).toMatchObject(ok);
    expect(listed.card_id_list).toContain(cardId);
    expect(listed.total_num).toBeGreaterThanOrEqual(1);
    expect(await call('deleteCard', cardId)).toEqual(ok);
    expect((await call('getCards', 0, 50, ['CARD_STATUS_VERIFY_OK'])).card_id_list).not.toContain(cardId);
  });

  it('updateCardStock up and down', async () => {
    const cardId = await cardOf();
    expect(await call('updateCardStock', cardId, 50)).toEqual(ok);
    expect(await call('updateCardStock', cardId, -120)).toEqual(ok);
    const { card } = await call('getCard', cardId);
    expect(card).toMatchObject({ cash: { base_info: { sku: { quantity: 30, total_quantity: 30 } } } });
    await expect(call('updateCardStock', cardId, -31)).rejects.toMatchObject({ name: 'WeChatAPIError', code: 40122 });
  });

  it('getCode, consumeCode, getCardList', async () => {
    const cardId = await cardOf();
    const code = await claimed(cardId);
    const openid = client.openids[1];
    expect(await call('getCode', code)).toMatchObject({ ...ok, can_consume: true, user_card_status: 'NORMAL', openid });
    expect(await call('getCode', code, cardId)).toMatchObject({ ...ok, card: { card_id: cardId } });
    if (kind === 'co') {
      expect(await call('getCardList', openid, cardId)).toEqual({
        ...ok,
        card_list: [{ code, card_id: cardId }],
        has_share_card: false,
      });
    }
    expect(await call('consumeCode', code, cardId)).toEqual({ ...ok, card: { card_id: cardId }, openid });
    await expect(call('consumeCode', code, cardId)).rejects.toMatchObject({ code: 40099 });
    await expect(call('getCode', code)).rejects.toMatchObject({ name: 'WeChatAPIError', code: 40099 });
  });

  it('unavailableCode, decryptCode', async () => {
    const cardId = await cardOf();
    const code = await claimed(cardId);
    const encrypted = encryptCode(code, client.account, systemRandom);
    expect(encrypted).toHaveLength(64);
    expect(await call('decryptCode', encrypted)).toEqual({ ...ok, code });
    expect(await call('unavailableCode', code, cardId)).toEqual(ok);
    await expect(call('getCode', code)).rejects.toMatchObject({ code: 40127 });
  });

  it('updateCode with its own name for the new code', async () => {
    const cardId = await cardOf(cashCard({ use_custom_code: true }));
    const { code } = await server.services.coupons.claim({
      offer: cardId,
      holder: client.openids[0] ?? '',
      code: 'OLD-1',
    });
    expect(await call('updateCode', code, cardId, 'NEW-1')).toEqual(ok);
    expect(await call('getCode', 'NEW-1', cardId)).toMatchObject({ ...ok, user_card_status: 'NORMAL' });
    await expect(call('getCode', 'OLD-1', cardId)).rejects.toMatchObject({ code: 40056 });
  });

  it('updateCard', async () => {
    const cardId = await cardOf();
    const change = { base_info: { title: '20元代金券', service_phone: '020-12345678' } };
    if (kind === 'co') {
      // This client always sends the key of member cards, whatever the card is.
      await expect(call('updateCard', cardId, change)).rejects.toMatchObject({ code: 40071 });
      return;
    }
    expect(await call('updateCard', cardId, 'CASH', change)).toEqual({ ...ok, send_check: true });
    const { card } = await call('getCard', cardId);
    expect(card).toMatchObject({ cash: { base_info: { title: '20元代金券', service_phone: '020-12345678' } } });
  });

  it('setTestWhitelist', async () => {
    const [openid = ''] = client.openids;
    const username = server.sandbox.wechatMp.followers[1]?.username ?? '';
    expect(await call('setTestWhitelist', { openid: [openid], username: [username] })).toEqual({
      ...ok,
      white_list_size: 2,
      success_openid: [openid],
      success_username: [username],
    });
  });

  it('createQRCode, and its picture at the address showQRCodeURL makes', async () => {
    const cardId = await cardOf();
    const answer = await call('createQRCode', { card_id: cardId, outer_str: '12b' });
    expect(answer).toMatchObject({ ...ok, ticket: expect.stringMatching(/^gQ[\w]+==$/), url: expect.any(String) });
    expect(Number.isInteger(answer.expire_seconds)).toBe(true);
    const picture = await fetch(`${server.baseUrl}/cgi-bin/showqrcode?ticket=${answer.ticket}`);
    expect(picture.status).toBe(200);
    expect(picture.headers.get('content-type')).toMatch(/^image\//);
  });

  it('getCardExt signs with our ticket what a claim accepts', async () => {
    const cardId = await cardOf();
    const ext = await call('getCardExt', { card_id: cardId });
    expect(ext).toMatchObject({
      timestamp: expect.stringMatching(/^\d{10}$/),
      signature: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
    const storefront = server.tuquan.rooms.find(({ name }) => name === 'wechat-mp')?.storefronts?.app;
    const signed = await storefront?.openSigned(client.account, cardId, JSON.stringify(ext));
    expect(signed).toMatchObject({ code: null, holder: null });
  });

  it('sendCard and massSend', async () => {
    const cardId = await cardOf();
    const [openid = '', second = ''] = client.openids;
    await server.services.audience.noteContact(client.account.id, openid);
    const sent = kind === 'co' ? call('sendCard', openid, cardId) : call('sendCard', openid, { card_id: cardId });
    expect(await sent).toEqual(ok);
    const wxcard = { wxcard: { card_id: cardId }, msgtype: 'wxcard' };
    const mass = await call('massSend', wxcard, [openid, second]);
    expect(mass).toMatchObject({ errcode: 0, errmsg: 'send job submission success' });
    expect(Number.isInteger(mass.msg_id)).toBe(true);
    expect(await call('massSend', wxcard, true)).toMatchObject({ errcode: 0 });
  });

  it('addLocations, getLocations', async () => {
    const store = { business_name: '麦当劳', address: '艺苑路12号', longitude: '115.32375', latitude: '25.097486' };
    const { location_id_list: ids } = (await call('addLocations', [store])) as { location_id_list: number[] };
    expect(ids).toEqual([expect.any(Number)]);
    const { location_list: listed } = (await call('getLocations', 0, 50)) as { location_list: object[] };
    expect(listed).toContainEqual(expect.objectContaining({ location_id: String(ids[0]), business_name: '麦当劳' }));
  });

  it('what is not issued here answers 48001 in the client’s own error', async () => {
    const info = { card_id: 'p', code: '1' };
    const calls: [string, ...unknown[]][] = [
      ['activateMembercard', info],
      ['updateMembercard', info],
      ['updateMovieTicket', info],
      ['checkInBoardingPass', info],
      ['updateLuckyMonkeyBalance', '1', 'p', 1],
      ['updateMeetingTicket', info],
    ];
    for (const [method, ...args] of calls) {
      await expect(call(method, ...args), method).rejects.toMatchObject({ name: 'WeChatAPIError', code: 48001 });
    }
  });

  it('a card nobody made is told by its code', async () => {
    await expect(call('getCard', 'p0000000000000000000000000000')).rejects.toMatchObject({
      name: 'WeChatAPIError',
      code: 40073,
      message: expect.stringMatching(/^invalid card id hint: \[/),
    });
  });
});

describe('wechat-api alone', () => {
  const call = (method: string, ...args: unknown[]): Promise<Answer> => clients.call('old', method, ...args);

  it('uploadLogo over plain http to the file host', async () => {
    expect(await call('uploadLogo', logo)).toEqual({ url: expect.stringMatching(/^http:\/\/.+\.png$/) });
  });

  it('createCardQRCode for one card and for several', async () => {
    const cardId = await client.create();
    expect(await call('createCardQRCode', { card: { card_id: cardId } }, 1800)).toMatchObject({
      ...ok,
      expire_seconds: 1800,
    });
    expect(await call('createCardQRCode', { card: { card_id: cardId } })).toMatchObject(ok);
    const several = { multiple_card: { card_list: [{ card_id: cardId }, { card_id: await client.create() }] } };
    expect(await call('createCardQRCode', several)).toMatchObject(ok);
  });

  it('importCustomizedCodes, checkCustomizedCodes, getDepositCodesCount', async () => {
    const { card_id: cardId } = await call('createCard', depositCard());
    expect(await call('importCustomizedCodes', cardId, ['11111', '22222', '33333'])).toEqual({
      ...ok,
      succ_code: ['11111', '22222', '33333'],
      duplicate_code: [],
      fail_code: [],
    });
    expect(await call('checkCustomizedCodes', cardId, ['11111', '44444'])).toEqual({
      ...ok,
      exist_code: ['11111'],
      not_exist_code: ['44444'],
    });
    expect(await call('getDepositCodesCount', cardId)).toEqual({ ...ok, count: 3 });
  });

  it('getTotalCardDataInfo and getCardDataInfo: rows without errcode', async () => {
    expect(await call('getTotalCardDataInfo', '2020-01-01', '2020-01-31', 1)).toEqual({ list: [] });
    const cardId = await client.create();
    expect(await call('getCardDataInfo', cardId, '2020-01-01', '2020-01-31', 1)).toEqual({ list: [] });
    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    await expect(call('getTotalCardDataInfo', today, today, 1)).rejects.toMatchObject({ code: 61501 });
  });

  it('consumer staff answer 48001; merchant categories are listed', async () => {
    await expect(call('addConsumer', 'someone', 1)).rejects.toMatchObject({ code: 48001 });
    expect(await call('getApplyProtocol')).toMatchObject({ category: [{ primary_category_id: 1 }] });
  });
});
