import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import jsQR from 'jsqr';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../../../test/support/server.js';

let server: TestServer;
let authorization: string;
let shop: string;
let follower: string;
beforeAll(async () => {
  server = await startTestServer();
  const { console: credentials } = JSON.parse(readFileSync(join(server.data, 'sandbox.json'), 'utf8')) as {
    console: { user: string; password: string };
  };
  authorization = `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`;
  shop = server.sandbox.wechatMp.appid;
  follower = server.sandbox.wechatMp.followers[0]?.openid ?? '';
});
afterAll(() => server.close());

async function ask<T>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T }> {
  const answer = await fetch(`${server.baseUrl}/api${path}`, {
    method,
    headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as T };
}

const draft = () => ({
  kind: 'cash-off',
  title: '满100减20',
  brand: '小满茶铺',
  logo: `${server.baseUrl}/p/logo.png`,
  colour: '#cf3e36',
  notice: '使用时向店员出示此券',
  description: '全场通用，不可与其他优惠同享',
  thresholdFen: 10_000,
  amountFen: 2_000,
  stock: 3,
  validity: { kind: 'term', days: 30 },
});

interface Card {
  readonly number: string;
  readonly review: string;
  readonly stock: { total: number; left: number };
  readonly face: { benefit: { figure: string }; colour: string };
}

async function makeCard(more: object = {}): Promise<Card> {
  const made = await ask<Card>('POST', `/shops/${shop}/cards`, { ...draft(), ...more });
  expect(made.status, JSON.stringify(made.body)).toBe(200);
  await ask('PUT', `/cards/${made.body.number}/review`, { approved: true });
  return made.body;
}

describe('cards of a shop', () => {
  it('are made with few facts and look like what was asked for', async () => {
    const { body } = await ask<{ shops: { number: string }[] }>('GET', '/shops');
    expect(body.shops.map(({ number }) => number)).toContain(shop);
    const card = await makeCard();
    expect(card.face).toMatchObject({ benefit: { figure: '20' }, colour: '#cf3e36' });
    const { body: list } = await ask<{ total: number; cards: Card[] }>('GET', `/shops/${shop}/cards`);
    expect(list.cards[0]).toMatchObject({ number: card.number, review: 'approved', stock: { total: 3, left: 3 } });
  });

  it('of every kind can be made', async () => {
    for (const kind of ['percent-off', 'exchange', 'gift', 'general']) {
      expect((await makeCard({ kind, percentOff: 15, detail: '任意饮品一杯' })).number).toBeTruthy();
    }
  });

  it('that cannot be are refused with a sentence', async () => {
    const { status, body } = await ask<{ error: string }>('POST', `/shops/${shop}/cards`, { ...draft(), stock: 0 });
    expect([status, body.error]).toEqual([400, 'body.stock must be >= 1']);
    expect((await ask('POST', '/shops/nobody/cards', draft())).status).toBe(404);
  });

  it('are claimed, looked up by code with their history, and redeemed once', async () => {
    const { number } = await makeCard();
    const claimed = await ask<{ code: string }>('POST', '/claims', { card_id: number, openid: follower });
    const { code } = claimed.body;
    const redeemed = await ask<{ coupon: { state: string } }>('POST', `/shops/${shop}/redemptions`, { code });
    expect(redeemed.body.coupon.state).toBe('consumed');
    const again = await ask<{ error: string }>('POST', `/shops/${shop}/redemptions`, { code });
    expect([again.status, again.body.error]).toEqual([409, 'the card has been redeemed']);
    const { body } = await ask<{ history: { kind: string }[] }>('GET', `/shops/${shop}/codes/${code}`);
    expect(body.history.map(({ kind }) => kind)).toEqual(['claimed', 'redeemed']);
  });

  it('can be given more stock, and be ended', async () => {
    const { number } = await makeCard();
    const more = await ask<Card>('POST', `/shops/${shop}/cards/${number}/stock`, { delta: 7 });
    expect(more.body.stock).toEqual({ total: 10, left: 10 });
    await ask('DELETE', `/shops/${shop}/cards/${number}`);
    expect((await ask<Card>('GET', `/shops/${shop}/cards/${number}`)).body.review).toBe('deleted');
  });
});

describe('what brings cards to people', () => {
  it('a link has a QR code that leads to its address, and a claim through it counts for its channel', async () => {
    const { number } = await makeCard();
    const { body } = await ask<{ address: string; picture: string }>('POST', `/shops/${shop}/links`, {
      cards: [number],
      channel: '门店海报',
    });
    const { data, info } = await sharp(Buffer.from(body.picture.split(',')[1] ?? '', 'base64'))
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(jsQR.default(new Uint8ClampedArray(data), info.width, info.height)?.data).toBe(body.address);
    const key = body.address.split('/').at(-1) ?? '';
    await server.services.distribution.claimByTicket({ key, position: 0, holder: follower });
    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    const figures = await ask<{ channels: { channel: string; kind: string; count: number }[] }>(
      'GET',
      `/shops/${shop}/figures?from=${today}&to=${today}&card=${number}`,
    );
    expect(figures.body.channels).toContainEqual(
      expect.objectContaining({ channel: '门店海报', kind: 'claimed', count: 1 }),
    );
  });

  it('a shelf has an address where people choose who they are, and is listed', async () => {
    const { number } = await makeCard();
    const { body } = await ask<{ address: string }>('POST', `/shops/${shop}/shelves`, {
      title: '春日特惠',
      banner: `${server.baseUrl}/p/banner.png`,
      cards: [{ card: number, picture: `${server.baseUrl}/p/small.png` }],
    });
    expect((await fetch(body.address)).url).toContain(shop);
    const { shelves } = (
      await ask<{ shelves: { title: string; address: string; cards: { offer: string }[] }[] }>(
        'GET',
        `/shops/${shop}/shelves`,
      )
    ).body;
    expect(shelves[0]).toMatchObject({ title: '春日特惠', address: body.address, cards: [{ offer: number }] });
  });

  it('a message reaches a follower’s phone, with the card it carries', async () => {
    const { number } = await makeCard();
    await ask('POST', `/shops/${shop}/messages`, { follower, content: { kind: 'card', card: number } });
    const { body } = await ask<{ inbox: { content: { offer: string } }[]; faces: Record<string, unknown> }>(
      'GET',
      `/shops/${shop}/followers/${follower}/phone`,
    );
    expect(body.inbox[0]?.content.offer).toBe(number);
    expect(body.faces[number]).toMatchObject({ title: '满100减20' });
  });

  it('followers are listed with their tags', async () => {
    const { body } = await ask<{ total: number; followers: { number: string }[] }>('GET', `/shops/${shop}/followers`);
    expect(body.followers.map(({ number }) => number)).toContain(follower);
    expect(body.total).toBe(body.followers.length);
  });
});
