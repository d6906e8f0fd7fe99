import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../../../test/support/server.js';
import type { OfferSpec } from '../../../domain/coupons/index.js';

let server: TestServer;
let admin: string;
let made = 0;
beforeAll(async () => {
  server = await startTestServer();
  const { user, password } = server.sandbox.console;
  admin = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
});
afterAll(() => server.close());

async function card(change: Partial<OfferSpec> = {}): Promise<string> {
  const account = await server.services.accounts.find('app', server.sandbox.wechatMp.appid);
  const now = server.services.clock.now();
  made += 1;
  const { number } = await server.services.coupons.createOffer(account?.id ?? '', {
    number: `card-${made}`,
    kind: 'cash-off',
    title: 'ten off',
    validity: { kind: 'range', from: now - 1_000, until: now + 86_400_000 },
    stock: 2,
    codeMode: 'generated',
    limits: { claimsPerHolder: 1, redemptionsPerHolder: null, canShare: true, canGift: true },
    origin: 'console',
    presentation: '{}',
    review: 'approved',
    approveAt: null,
    ...change,
  });
  return number;
}

async function ask(body: unknown, headers: Record<string, string> = { authorization: admin }, path = '/api/claims') {
  const answer = await fetch(`${server.baseUrl}${path}`, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: answer.status, headers: answer.headers, json: (await answer.json()) as Record<string, string> };
}

describe('POST /api/claims', () => {
  it('answers as the samples say', async () => {
    const file = new URL('../samples/claims.json', import.meta.url);
    const sample = JSON.parse(readFileSync(file, 'utf8').replaceAll('"CARD"', JSON.stringify(await card())));
    for (const { request, status, answer } of sample.exchanges) {
      const got = await ask(request.json);
      expect(got.status).toBe(status);
      for (const [key, value] of Object.entries(answer as Record<string, string>)) {
        if (value.startsWith('~')) expect(got.json[key]).toMatch(new RegExp(value.slice(1)));
        else expect(got.json[key]).toBe(value);
      }
    }
  });

  it('gives the code of a copy that is in the wallet, found by its channel', async () => {
    const card_id = await card();
    const { json } = await ask({ card_id, openid: 'ann', outer_str: 'poster', code: '', ticket: null });
    const account = await server.services.accounts.find('app', server.sandbox.wechatMp.appid);
    const found = await server.services.coupons.findCode({ accountId: account?.id ?? '', code: json.code ?? '' });
    expect(found).toMatchObject({ offer: card_id, holder: 'ann', channel: 'poster', state: 'normal' });
  });

  it('says 409 when nothing is left', async () => {
    const card_id = await card();
    expect((await ask({ card_id, openid: 'a' })).status).toBe(200);
    expect((await ask({ card_id, openid: 'b' })).status).toBe(200);
    expect(await ask({ card_id, openid: 'c' })).toMatchObject({ status: 409, json: { reason: 'sold-out' } });
  });

  it.each([
    ['no JSON', '{', 'the body is not JSON'],
    ['nothing', '', 'body must be object'],
    ['a list', '[]', 'body must be object'],
    ['no card', { openid: 'a' }, "body must have required property 'card_id'"],
    ['an empty user', { card_id: 'x', openid: '' }, 'body.openid must NOT have fewer than 1 characters'],
    ['an object for a user', { card_id: 'x', openid: {} }, 'body.openid must be string'],
    ['a long channel', { card_id: 'x', openid: 'a', outer_str: 'x'.repeat(129) }, 'body.outer_str must NOT have more'],
  ])('refuses %s with 400 and the reason', async (_name, body, text) => {
    const { status, json } = await ask(body);
    expect([status, json.reason]).toEqual([400, 'invalid']);
    expect(json.error).toContain(text);
  });

  it('refuses a code that the card does not take, and demands one where it does', async () => {
    const own = await card();
    expect(await ask({ card_id: own, openid: 'a', code: '123' })).toMatchObject({
      status: 400,
      json: { reason: 'code-not-wanted' },
    });
    const named = await card({ codeMode: 'assigned' });
    expect(await ask({ card_id: named, openid: 'a' })).toMatchObject({
      status: 400,
      json: { reason: 'code-required' },
    });
    expect(await ask({ card_id: named, openid: 'a', code: 'GIFT-1' })).toMatchObject({ json: { code: 'GIFT-1' } });
    expect(await ask({ card_id: named, openid: 'b', code: 'GIFT-1' })).toMatchObject({
      status: 409,
      json: { reason: 'code-taken' },
    });
  });
});

describe('a claim by ticket', () => {
  const item = { code: null, holder: null, once: true, channel: 'poster', facts: {}, beginsAt: null };

  it('spends a single-use ticket in the same fact, and takes its channel', async () => {
    const { accounts, coupons, distribution } = server.services;
    const account = await accounts.find('app', server.sandbox.wechatMp.appid);
    const id = account?.id ?? '';
    const card_id = await card();
    const { name: ticket } = await distribution.createTicket(id, [{ ...item, offer: card_id }], 60_000);
    const { status, json } = await ask({ card_id, openid: 'ann', ticket });
    expect(status).toBe(200);
    expect(await coupons.findCode({ accountId: id, code: json.code ?? '' })).toMatchObject({ channel: 'poster' });
    expect(await ask({ card_id, openid: 'bob', ticket })).toMatchObject({
      status: 409,
      json: { reason: 'ticket-used' },
    });
    expect((await coupons.findOffer(id, card_id)).stock.left).toBe(1);
  });

  it('is refused for a ticket of another card, of another user, and for one that does not exist', async () => {
    const { accounts, distribution } = server.services;
    const id = (await accounts.find('app', server.sandbox.wechatMp.appid))?.id ?? '';
    const [card_id, other] = [await card(), await card()];
    const { name: ticket } = await distribution.createTicket(id, [{ ...item, offer: card_id, holder: 'ann' }], 60_000);
    expect(await ask({ card_id: other, openid: 'ann', ticket })).toMatchObject({
      status: 404,
      json: { reason: 'unknown-item' },
    });
    expect(await ask({ card_id, openid: 'bob', ticket })).toMatchObject({
      status: 403,
      json: { reason: 'ticket-for-another' },
    });
    expect(await ask({ card_id, openid: 'ann', ticket: 'gQnone' })).toMatchObject({
      status: 404,
      json: { reason: 'unknown-ticket' },
    });
  });
});

describe('who calls', () => {
  it.each([
    ['nobody', {}],
    ['a bearer', { authorization: 'Bearer abc' }],
    ['a wrong password', { authorization: `Basic ${Buffer.from('admin:wrong').toString('base64')}` }],
    ['an unknown user', { authorization: `Basic ${Buffer.from('root:wrong').toString('base64')}` }],
    ['no colon', { authorization: `Basic ${Buffer.from('admin').toString('base64')}` }],
  ])('is refused with 401 when it is %s', async (_name, headers) => {
    const { status, headers: got, json } = await ask({ card_id: 'x', openid: 'y' }, headers as Record<string, string>);
    expect([status, json.reason]).toEqual([401, 'unauthenticated']);
    expect(got.get('www-authenticate')).toMatch(/^Basic /);
  });

  it('is refused from a page of another origin, credentials or not', async () => {
    const foreign = { authorization: admin, origin: 'https://elsewhere.example' };
    expect((await ask({ card_id: 'x', openid: 'y' }, foreign)).status).toBe(403);
    const own = { authorization: admin, origin: server.baseUrl };
    expect((await ask({ card_id: 'x', openid: 'y' }, own)).status).toBe(404);
  });

  it('hears of an unknown operation and a broken target as JSON', async () => {
    expect(await ask({}, { authorization: admin }, '/api/no-such-thing')).toMatchObject({ status: 404 });
    expect(await ask({}, { authorization: admin }, '/api/%zz')).toMatchObject({ status: 400 });
  });
});
