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
  authorization = server.authorization;
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

  it('are changed where they may be, and stay as they are where they may not', async () => {
    const card = await makeCard();
    const path = `/shops/${shop}/cards/${card.number}`;
    const change = { title: '满100减20元', colour: '#63b359', notice: '出示给店员', canGift: true, claimsPerHolder: 2 };
    const { status, body } = await ask<Card & { limits: object }>('PATCH', path, change);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      title: change.title,
      review: 'approved',
      limits: { canGift: true, claimsPerHolder: 2 },
    });
    expect(body.face).toMatchObject({
      title: change.title,
      notice: change.notice,
      colour: '#63b359',
      benefit: { figure: '20' },
      description: draft().description,
    });
    expect((await ask<Card>('GET', path)).body).toEqual(body);
    for (const [bad, code] of [
      [{ title: '一二三四五六七八九十' }, 400],
      // What may not be changed is let pass unread.
      [{ brand: '别家' }, 200],
      [{}, 400],
    ] as const) {
      expect((await ask('PATCH', path, bad)).status, JSON.stringify(bad)).toBe(code);
    }
    expect((await ask('PATCH', `/shops/${shop}/cards/nothing`, change)).status).toBe(404);
    expect((await ask<Card>('GET', path)).body).toEqual(body);
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

  it('are listed page by page, found by title, and told apart by their review', async () => {
    const made: string[] = [];
    for (let index = 0; index < 5; index += 1) made.unshift((await makeCard({ title: `翻页券${index}` })).number);
    type List = { total: number; next: string | null; cards: Card[] };
    const list = (query: string) => ask<List>('GET', `/shops/${shop}/cards?count=2&${query}`);
    const seen: string[] = [];
    let next: string | null = null;
    do {
      const { body }: { body: List } = await list(`text=${encodeURIComponent('翻页')}${next ? `&before=${next}` : ''}`);
      expect(body.total).toBe(5);
      seen.push(...body.cards.map(({ number }) => number));
      next = body.next;
    } while (next !== null);
    expect(seen).toEqual(made);
    expect((await list('text=%25')).body.total).toBe(0);
    await ask('DELETE', `/shops/${shop}/cards/${made[0]}`);
    const deleted = await list(`review=deleted&text=${encodeURIComponent('翻页')}`);
    expect(deleted.body.cards.map(({ number }) => number)).toEqual([made[0]]);
  });

  it('take codes from a list in pieces, with every line that was not taken, and go on where a list was left', async () => {
    const card = await makeCard({ ownCodes: true, stock: 0 });
    expect(card.stock).toEqual({ total: 0, left: 0 });
    const path = `/shops/${shop}/cards/${card.number}`;
    const list = 'a'.repeat(64);
    const begun = await ask<{ id: number; line: number }>('POST', `${path}/imports`, { list });
    const send = (from: number, lines: string[], last: boolean) =>
      ask<{ line: number; added: number; rejects: object[] }>('POST', `${path}/imports/${begun.body.id}/lines`, {
        from,
        lines,
        last,
      });
    const first = await send(0, ['A-001', ' A-002 ', '', 'two words', 'A-001'], false);
    expect(first.body).toEqual({
      line: 5,
      added: 2,
      rejects: [
        { line: 4, text: 'two words', reason: 'no-code' },
        { line: 5, text: 'A-001', reason: 'duplicate' },
      ],
    });
    const again = await ask<{ id: number; line: number }>('POST', `${path}/imports`, { list });
    expect(again.body).toMatchObject({ id: begun.body.id, line: 5, added: 2, duplicates: 1, rejected: 1 });
    expect((await send(0, ['A-003'], true)).status).toBe(409);
    expect((await send(5, ['A-003'], true)).body).toEqual({ line: 6, added: 1, rejects: [] });
    const { body } = await ask<{ imports: object[] }>('GET', `${path}/imports`);
    expect(body.imports).toEqual([expect.objectContaining({ line: 6, added: 3, finished: true })]);
    const other = await makeCard();
    const foreign = await ask('POST', `/shops/${shop}/cards/${other.number}/imports/${begun.body.id}/lines`, {
      from: 6,
      lines: [],
      last: true,
    });
    expect(foreign.status).toBe(404);
    expect((await ask('POST', `/shops/${shop}/cards/${other.number}/imports`, { list })).status).toBe(409);
    // Known before anybody has claimed it; afterwards with everything that happened.
    type Found = { coupon: object | null; stored: object[]; card: { number: string }; history: object[] };
    const waiting = await ask<Found>('GET', `/shops/${shop}/codes/A-001`);
    expect(waiting.body).toMatchObject({ coupon: null, stored: [{ card: card.number, taken: false }], history: [] });
    await ask('POST', `${path}/stock`, { delta: 3 });
    const claimed = await ask<{ code: string }>('POST', '/claims', { card_id: card.number, openid: follower });
    const found = await ask<Found>('GET', `/shops/${shop}/codes/${claimed.body.code}`);
    expect(found.body).toMatchObject({ coupon: { state: 'normal' }, history: [{ kind: 'claimed' }] });
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
    const read = await fetch(`${server.baseUrl}/api/codes/read`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'image/png' },
      body: Buffer.from(body.picture.split(',')[1] ?? '', 'base64'),
    });
    expect(await read.json()).toEqual({ texts: [body.address] });
    const { data, info } = await sharp(Buffer.from(body.picture.split(',')[1] ?? '', 'base64'))
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(jsQR.default(new Uint8ClampedArray(data), info.width, info.height)?.data).toBe(body.address);
    const key = body.address.split('/').at(-1) ?? '';
    await server.services.distribution.claimByTicket({ key, position: 0, holder: follower });
    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    const figures = await ask<{ channels: object[]; days: object[]; cards: object[]; cardsTotal: number }>(
      'GET',
      `/shops/${shop}/figures?from=${today}&to=${today}&card=${number}`,
    );
    expect(figures.body.channels).toEqual([{ channel: '门店海报', counts: { claimed: 1 } }]);
    expect(figures.body.days).toEqual([{ day: today, counts: { claimed: 1 } }]);
    expect(figures.body.cards).toEqual([{ card: number, title: '满100减20', counts: { claimed: 1 } }]);
    const csv = await fetch(
      `${server.baseUrl}/api/shops/${shop}/figures.csv?from=${today}&to=${today}&card=${number}`,
      {
        headers: { authorization },
      },
    );
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(await csv.text()).toContain(`"${today}","${number}","门店海报","claimed","1","1"`);
    const whole = await ask<{ total: { claimed: number }; cardsTotal: number }>(
      'GET',
      `/shops/${shop}/figures?from=${today}&to=${today}`,
    );
    expect(whole.body.total.claimed).toBeGreaterThan(1);
    expect(whole.body.cardsTotal).toBeGreaterThan(1);
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

  it('a picture of a message is shown, and nothing else that is kept beside it', async () => {
    const { accounts, media } = server.services;
    const { id: accountId = '' } = (await accounts.find('app', shop)) ?? {};
    const png = await sharp({ create: { width: 2, height: 2, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    const picture = await media.add({ accountId, bytes: png, contentType: 'image/png', title: 'a.png' });
    const article = await media.add({
      accountId,
      bytes: Buffer.from('{}'),
      contentType: 'application/json',
      title: 'a',
    });
    const look = (id: string) =>
      fetch(`${server.baseUrl}/api/shops/${shop}/media/${id}`, { headers: { authorization } });
    const shown = await look(picture.id);
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(png);
    expect((await look(article.id)).status).toBe(404);
    expect((await look('none')).status).toBe(404);
  });

  it('followers are listed with their tags', async () => {
    const { body } = await ask<{ total: number; followers: { number: string }[] }>('GET', `/shops/${shop}/followers`);
    expect(body.followers.map(({ number }) => number)).toContain(follower);
    expect(body.total).toBe(body.followers.length);
  });
});
