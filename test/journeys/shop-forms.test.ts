import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/server.js';
import { type Merchant, merchantOf } from '../support/shop.js';
import { fieldsOf, type Visit, visitorOf } from '../support/visitor.js';

let server: TestServer;
let merchant: Merchant;
beforeAll(async () => {
  server = await startTestServer({ env: { TUQUAN_ROLE: 'api' } });
  merchant = await merchantOf(server);
});
afterAll(() => server.close());

const visitor = (name: string): Visit => visitorOf(server, name);
const ticketOf = async (card_id: string) =>
  String(
    (await merchant.post('/card/qrcode/create', { action_name: 'QR_CARD', action_info: { card: { card_id } } })).url,
  );
const card = (base: Record<string, unknown> = {}) => merchant.card('CASH', base, { reduce_cost: 100 });

describe('a claim form', () => {
  it('works once filled in by its own page, and is refused from anywhere else', async () => {
    const url = await ticketOf(await card());
    const mine = visitor('小图');
    const page = await mine(url);
    expect(page.text).toContain('立即领取');
    const form = fieldsOf(page.text);
    expect((await mine(url, { item: '0' })).status).toBe(403);
    expect((await mine(url, { ...form, seal: `${form.seal}x` })).status).toBe(403);
    const other = visitor('阿券');
    const theirs = fieldsOf((await other(url)).text);
    // Another person's form, and a form without a session.
    expect((await mine(url, theirs)).status).toBe(403);
    expect((await visitor('Lin')(url, form)).status).toBe(403);
    expect((await mine(url, { ...form, item: '1' })).status).toBe(404);
    expect((await mine(url, form)).text).toContain('领取成功');
  });

  it('says in words why a card cannot be had', async () => {
    const one = await card({ get_limit: 1, sku: { quantity: 2 } });
    const url = await ticketOf(one);
    const mine = visitor('小图');
    const form = fieldsOf((await mine(url)).text);
    await mine(url, form);
    const again = await mine(url, form);
    expect([again.status, again.text.includes('你已达到领取上限')]).toEqual([409, true]);
    const other = visitor('Lin');
    await other(url, fieldsOf((await other(url)).text));
    expect((await visitor('Momo')(url)).text).toContain('已领完');
    await merchant.post('/card/delete', { card_id: one });
    expect((await visitor('Momo')(url)).text).toContain('活动已结束');
    expect((await visitor('Momo')('/q/nothing')).status).toBe(404);
    expect((await visitor('Momo')('/shelf/nothing')).status).toBe(404);
    expect((await visitor('Momo')('/offer/nothing')).status).toBe(404);
    expect((await visitor('Momo')('/gift/nothing')).status).toBe(404);
    expect((await visitor('Momo')('/counter/nothing')).status).toBe(404);
    expect((await visitor('Momo')('/wallet/nothing')).status).toBe(404);
  });

  it('lets testers, and nobody else, claim what has not been approved', async () => {
    const pending = await startTestServer({ env: { TUQUAN_ROLE: 'api', TUQUAN_WECHAT_MP_REVIEW: 'manual' } });
    try {
      const shop = await merchantOf(pending);
      const card_id = await shop.card('CASH', {}, { reduce_cost: 100 });
      const create = () =>
        shop.post('/card/qrcode/create', { action_name: 'QR_CARD', action_info: { card: { card_id } } });
      expect((await create()).errcode).toBe(40078);
      const [first, second] = pending.sandbox.wechatMp.followers;
      await shop.post('/card/testwhitelist/set', { openid: [first?.openid], username: ['aquan'] });
      const key = String((await create()).url).split('/q/')[1] ?? '';
      const claim = (holder = '') => pending.services.distribution.claimByTicket({ key, position: 0, holder });
      expect(await claim(first?.openid)).toMatchObject({ offer: card_id });
      expect(await claim(second?.openid)).toMatchObject({ offer: card_id });
      await expect(claim(pending.sandbox.wechatMp.followers[2]?.openid)).rejects.toMatchObject({
        facts: { reason: 'not-approved' },
      });
    } finally {
      await pending.close();
    }
  });
});

describe('a page', () => {
  it('writes a merchant’s texts as text', async () => {
    const evil = '<img src=x onerror=alert(1)>"\'&';
    const url = await ticketOf(
      await card({ title: '<b>券</b>', description: evil, service_phone: '"><script>', notice: '</style>' }),
    );
    const { text, headers } = await visitor('小图')(url);
    expect(text).not.toMatch(/<img src=x|<b>券|<script|"><script>/);
    expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(headers.get('content-security-policy')).toContain("script-src 'none'");
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'self'");
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('shows nobody another person’s card, and lets nobody take, give or delete it', async () => {
    const url = await ticketOf(await card());
    const mine = visitor('小图');
    const claimed = await mine(url, fieldsOf((await mine(url)).text));
    const path = /href="(\/wallet\/[^"]+\/[^"]+\/\d+)"/.exec(claimed.text)?.[1] ?? '';
    expect((await mine(path)).text).toContain('券码二维码');
    const other = visitor('木子');
    expect((await other(path)).status).toBe(404);
    const seal = fieldsOf((await other(url)).text).seal ?? '';
    expect((await other(`${path}/gift`, { seal })).status).toBe(404);
    expect((await other(`${path}/delete`, { seal })).status).toBe(404);
    const own = fieldsOf((await mine(path)).text).seal ?? '';
    expect((await mine(`${path}/delete`, { seal: own })).text).toContain('我的卡券');
    expect((await mine(path)).status).toBe(404);
  });

  it('shows the giver the link of a gift again, until somebody has taken it, and nobody else', async () => {
    const url = await ticketOf(await card());
    const mine = visitor('小图');
    const claimed = await mine(url, fieldsOf((await mine(url)).text));
    expect(claimed.text).toContain('有效期');
    const path = /href="(\/wallet\/[^"]+\/[^"]+\/\d+)"/.exec(claimed.text)?.[1] ?? '';
    const linkIn = (text: string) => /value="(http[^"]+\/gift\/\w+)"/.exec(text)?.[1];
    const seal = fieldsOf((await mine(path)).text).seal ?? '';
    const link = linkIn((await mine(`${path}/gift`, { seal })).text);
    expect(link).toBeDefined();
    expect(linkIn((await mine(path)).text)).toBe(link);
    const friend = visitor('阿券');
    await friend(link ?? '', fieldsOf((await friend(link ?? '')).text));
    const after = await mine(path);
    expect([linkIn(after.text), after.text.includes('已转赠')]).toEqual([undefined, true]);
  });

  it('says in a short line how long a card will be good for', async () => {
    const term = { type: 'DATE_TYPE_FIX_TERM', fixed_term: 15 };
    const now = await visitor('Lin')(await ticketOf(await card({ date_info: term })));
    expect(now.text).toContain('领取后 15 天内有效');
    const later = await visitor('Lin')(await ticketOf(await card({ date_info: { ...term, fixed_begin_term: 2 } })));
    expect(later.text).toContain('领取后第 3 天起 15 天内有效');
  });

  it('leads back only with the state this browser was given', async () => {
    const { walletPath } = server.sandbox.wechatMp;
    const stranger = await server.services.accounts.find('app', server.sandbox.wechatMp.appid);
    const follower = server.sandbox.wechatMp.followers[0]?.openid ?? '';
    const code = await server.services.audience.grantCode({
      accountId: stranger?.id ?? '',
      follower,
      scope: 'identity',
    });
    const { status, text } = await visitor('Lin')(`${walletPath}?code=${code}&state=made-up`);
    expect([status, text.includes('请再试一次')]).toEqual([400, true]);
  });

  it('of a card in an article may stand in a frame; the address of the article leads to it', async () => {
    const card_id = await card();
    const { content } = await merchant.post('/card/mpnews/gethtml', { card_id });
    const source = /data-src="([^"#]+)/.exec(String(content))?.[1] ?? '';
    const { text, headers } = await visitor('小图')(source);
    expect(text).toContain('立即领取');
    expect(headers.get('content-security-policy')).toContain('frame-ancestors *');
  });
});

describe('our own claim interface', () => {
  it('spends a single-use ticket', async () => {
    const card_id = await card();
    const { ticket } = await merchant.post('/card/qrcode/create', {
      action_name: 'QR_CARD',
      action_info: { card: { card_id, is_unique_code: true, outer_str: 'kiosk' } },
    });
    const { user, password } = server.sandbox.console as { user: string; password: string };
    const claim = async (openid: string) =>
      fetch(`${server.baseUrl}/api/claims`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` },
        body: JSON.stringify({ card_id, openid, ticket }),
      });
    const first = await claim('ann');
    expect(first.status).toBe(200);
    const { code } = (await first.json()) as { code: string };
    expect(await merchant.post('/card/code/get', { code })).toMatchObject({ outer_str: 'kiosk', openid: 'ann' });
    expect((await claim('bob')).status).toBe(409);
  });
});
