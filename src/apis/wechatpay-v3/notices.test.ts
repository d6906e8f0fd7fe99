import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, verified } from '../../../test/conformance/wechatpay-v3/support/client.js';
import { type FakeRoom, startFakeRoom } from '../../../test/conformance/wechatpay-v3/support/fake-room.js';
import type { Channel, Notice } from '../../domain/delivery/index.js';
import { openAes256Gcm } from '../../kernel/crypto.js';

let room: FakeRoom;
beforeAll(async () => {
  room = await startFakeRoom();
});
afterAll(() => room.close());

const endpoint = { accountId: 'a', url: 'https://example.com/cb', style: null, updatedAt: 0 };
const notice: Notice = {
  id: '3d2f3c1e-6a57-7c1b-9a51-0d4f2f1f8a10',
  accountId: '',
  kind: 'generation.finished',
  subject: 'task-1',
  state: 'due',
  attempts: 0,
  createdAt: Date.UTC(2026, 0, 26, 2, 34, 56),
  nextAt: 0,
};

function channelOf(place: FakeRoom, kind: string): Channel {
  const channel = place.room.channels[kind];
  if (channel === undefined) throw new Error(`no channel for ${kind}`);
  return channel;
}

async function render(kind: 'partner' | 'brand', place: FakeRoom = room) {
  const account = place.accounts.find((each) => each.kind === kind);
  if (account === undefined) throw new Error('no account');
  place.tasks.set('x', {
    id: 'task-1',
    accountId: account.id,
    key: 'image_generation_task_1',
    request: { kind: 'cutout', brand: '120344', sourceUrl: 'https://wxpaylogo.qpic.cn/a.jpg' },
    state: 'success',
    pictureUrl: 'https://wxpaylogo.qpic.cn/b.png',
    failure: null,
    createdAt: 0,
    finishedAt: 1,
  });
  const request = await channelOf(place, kind).render(notice, account, endpoint);
  if (request === null) throw new Error('nothing rendered');
  const headers = Object.fromEntries(request.headers.map(([name, value]) => [name.toLowerCase(), value]));
  return { ...request, names: request.headers.map(([name]) => name), headers, json: JSON.parse(request.body) };
}

describe('a callback', () => {
  it('to a provider is signed with its default key and decrypts to what the query answers', async () => {
    const { headers, body, json, names } = await render('partner');
    expect(verified(room.partner, headers, body)).toBe(true);
    expect(headers['wechatpay-serial']).toBe(room.section.platformSerial);
    expect(names).toEqual(
      expect.arrayContaining([
        'Content-Type',
        'Accept',
        'User-Agent',
        'Wechatpay-Timestamp',
        'Wechatpay-Nonce',
        'Wechatpay-Signature',
        'Wechatpay-Serial',
        'Wechatpay-Signature-Type',
      ]),
    );
    const { resource, ...rest } = json;
    expect(rest).toEqual({
      id: notice.id,
      create_time: '2026-01-26T10:34:56+08:00',
      resource_type: 'encrypt-resource',
      event_type: 'PRODUCT_COUPON_SP.IMAGE_GENERATION',
      summary: '商品券图片生成结果通知',
    });
    expect(resource).toMatchObject({
      original_type: 'coupon',
      algorithm: 'AEAD_AES_256_GCM',
      associated_data: 'product_coupon_sp',
    });
    expect(resource.nonce).toHaveLength(12);
    const plain = openAes256Gcm(resource.ciphertext, room.section.apiV3Key, resource.nonce, resource.associated_data);
    expect(JSON.parse(plain)).toEqual({
      brand_id: '120344',
      task_id: 'image_generation_task_1',
      image_generation_type: 'CUT_OUT',
      task_state: 'SUCCESS',
      cut_out_result: { image_url: 'https://wxpaylogo.qpic.cn/b.png' },
    });
  });

  it('is signed with the public key where merchants have that alone, like answers to requests that name no key', async () => {
    const place = await startFakeRoom({ env: { TUQUAN_WECHATPAY_SIGNS_WITH: 'public-key' } });
    const { headers, body } = await render('partner', place);
    expect(verified(place.partner, headers, body)).toBe(true);
    expect(headers['wechatpay-serial']).toBe(place.section.publicKeyId);
    const answer = await call(place.baseUrl, place.partner, 'GET', '/v3/certificates');
    expect(answer.headers['wechatpay-serial']).toBe(place.section.publicKeyId);
    await place.close();
  });

  it('to a brand has the brand’s names, key and scheme, and no brand_id', async () => {
    const { headers, body, json } = await render('brand');
    expect(verified(room.brand, headers, body)).toBe(true);
    expect(headers['wechatpay-signature-type']).toBe('WECHATPAY-BRAND-SHA256-RSA2048');
    expect([json.event_type, json.resource.associated_data]).toEqual([
      'PRODUCT_COUPON.IMAGE_GENERATION',
      'product_coupon',
    ]);
    const { ciphertext, nonce, associated_data } = json.resource;
    const plain = JSON.parse(openAes256Gcm(ciphertext, room.section.brandApiKey, nonce, associated_data));
    expect(Object.keys(plain)).toEqual(['task_id', 'image_generation_type', 'task_state', 'cut_out_result']);
  });

  it('keeps its id and create_time on every attempt; nonce, signature and ciphertext are fresh', async () => {
    const [first, second] = [await render('partner'), await render('partner')];
    expect([second.json.id, second.json.create_time]).toEqual([first.json.id, first.json.create_time]);
    expect(second.headers['wechatpay-nonce']).not.toBe(first.headers['wechatpay-nonce']);
    expect(second.headers['wechatpay-signature']).not.toBe(first.headers['wechatpay-signature']);
    expect(second.json.resource.nonce).not.toBe(first.json.resource.nonce);
  });

  it('is not sent to an account without an API key or without a key to sign with', async () => {
    const account = room.accounts.find((each) => each.kind === 'partner');
    if (account === undefined) throw new Error('no account');
    const channel = channelOf(room, 'partner');
    expect(await channel.render(notice, { ...account, secrets: new Map() }, endpoint)).toBeNull();
    expect(
      await channel.render(notice, { ...account, serverKeys: new Map(), defaultServerKey: null }, endpoint),
    ).toBeNull();
    expect(await channel.render({ ...notice, kind: 'something.else' }, account, endpoint)).toBeNull();
  });

  it('counts as heard with 200 or 204 within 5 s; else it is tried 15 more times over 24 h 4 min', () => {
    const channel = channelOf(room, 'partner');
    expect(channel.timeoutMs).toBe(5_000);
    expect([200, 204, 201, 202, 301, 400, 500].map((status) => channel.accepts(status))).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
    const minutes = channel.retryDelaysMs.map((delay) => delay / 60_000);
    expect(minutes).toEqual([0.25, 0.25, 0.5, 3, 10, 20, 30, 30, 30, 60, 180, 180, 180, 360, 360]);
    expect(minutes.reduce((sum, each) => sum + each)).toBe(24 * 60 + 4);
  });

  it('has the event name and the retry scale of the settings', async () => {
    const env = { TUQUAN_WECHATPAY_CALLBACK_EVENT: 'send', TUQUAN_WECHATPAY_RETRY_SCALE: '0.001' };
    const other = await startFakeRoom({ env });
    expect((await render('partner', other)).json.event_type).toBe('PRODUCT_COUPON_SP.SEND');
    expect((await render('brand', other)).json.event_type).toBe('PRODUCT_COUPON.SEND');
    expect(channelOf(other, 'partner').retryDelaysMs.slice(0, 4)).toEqual([15, 15, 30, 180]);
    await other.close();
  });
});
