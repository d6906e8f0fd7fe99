// Shopper pages inside the app: the vendor's script, signed as documented; and the page's own claim wherever that does not work.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { encryptCode } from '../../src/apis/wechat-mp/card/codes/encrypted-code.js';
import { ManualClock } from '../../src/kernel/clock.js';
import { systemRandom } from '../../src/kernel/ids.js';
import { noBrowser, openPhone, startBrowser } from '../support/browser.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { type Merchant, merchantOf } from '../support/shop.js';
import { appAgent, startWechatApp, type WechatApp } from '../support/wechat-app.js';

if (noBrowser !== null) console.warn(`pages inside the app are not tested: ${noBrowser}`);

const clock = new ManualClock(Date.now());
let data: string;
let server: TestServer;
let merchant: Merchant;
let app: WechatApp;
let browser: Browser;
let card: string;
const phones: BrowserContext[] = [];
beforeAll(async () => {
  if (noBrowser !== null) return;
  data = await mkdtemp(join(tmpdir(), 'tuquan-test-'));
  const first = await startTestServer({ data });
  const { appid, secret } = first.sandbox.wechatMp;
  await first.close();
  app = await startWechatApp({ appid, secret });
  const { api, script } = app;
  const env = { TUQUAN_WECHAT_MP_SCRIPT: JSON.stringify({ [appid]: { secret, api, script } }) };
  server = await startTestServer({ clock, data, env });
  merchant = await merchantOf(server);
  card = await merchant.card('CASH', { title: '20元代金券', get_limit: 0 }, { reduce_cost: 2000 });
  browser = await startBrowser();
}, 120_000);
afterEach(() => {
  if (app !== undefined) app.mode = 'works';
});
afterAll(async () => {
  if (noBrowser !== null) return;
  for (const phone of phones) await phone.close();
  await browser.close();
  await server.close();
  await app.close();
  await rm(data, { recursive: true, force: true });
});

/** A page inside the app, signed in as the first follower and opened at an address. */
async function inApp(url: string, agent = appAgent): Promise<Page> {
  const context = await openPhone(browser, { agent });
  phones.push(context);
  const page = await context.newPage();
  await app.hold(page);
  await page.goto(url);
  await page.getByRole('button', { name: '小图' }).click();
  return page;
}
const offer = () => `${server.baseUrl}/offer/${card}`;
const ready = (page: Page) => page.locator('body[data-app=ready]').waitFor({ state: 'attached' });
const take = (page: Page) => page.getByRole('button', { name: '立即领取' }).click();
const copies = async () => {
  const accountId = (await server.services.accounts.find('app', server.sandbox.wechatMp.appid))?.id ?? '';
  const holder = server.sandbox.wechatMp.followers[0]?.openid ?? '';
  return server.services.coupons.wallet({ accountId, holder, usable: false });
};
const qr = async (item: object) =>
  String((await merchant.post('/card/qrcode/create', { action_name: 'QR_CARD', action_info: { card: item } })).url);

describe.skipIf(noBrowser !== null)('a claim page inside the app', () => {
  it('adds the card through the app, with the page’s and the card’s signatures right, and claims nothing itself', async () => {
    const page = await inApp(offer());
    await ready(page);
    expect(app.refusals).toEqual([]);
    const before = (await copies()).length;
    await take(page);
    await page.getByRole('status').waitFor();
    expect(await page.getByRole('status').textContent()).toBe('已放入微信卡包');
    expect(app.added.at(-1)).toMatchObject({ cardId: card, ext: { code: '', openid: '' } });
    expect((await copies()).length).toBe(before);
  });

  it('of a ticket signs its code and names its channel; one that is good once is this server’s to spend', async () => {
    const own = await merchant.card('CASH', { title: '自有码', use_custom_code: true }, { reduce_cost: 100 });
    const page = await inApp(await qr({ card_id: own, code: 'A-1', outer_str: '门店海报' }));
    await ready(page);
    await take(page);
    await page.getByRole('status').waitFor();
    expect(app.added.at(-1)).toMatchObject({ cardId: own, ext: { code: 'A-1', outer_str: '门店海报' } });
    const once = await inApp(await qr({ card_id: card, is_unique_code: true }));
    await ready(once);
    const added = app.added.length;
    await take(once);
    expect(await once.locator('h1').textContent()).toBe('领取成功');
    expect(app.added.length).toBe(added);
  });

  it('stays as it is when the person changes their mind', async () => {
    const page = await inApp(offer());
    await ready(page);
    app.mode = 'closed';
    await take(page);
    await expect.poll(() => app.cancelled).toBe(1);
    app.mode = 'works';
    await take(page);
    expect(await page.getByRole('status').textContent()).toBe('已放入微信卡包');
  });

  it.each([
    ['the app does not take the card', 'fails', 'ready'],
    ['the app refuses the page', 'stranger', 'refused'],
  ] as const)('claims here when %s', async (_why, mode, state) => {
    app.mode = mode;
    const page = await inApp(offer());
    await page.locator(`body[data-app=${state}]`).waitFor({ state: 'attached' });
    await take(page);
    await page.locator('h1', { hasText: '领取成功' }).waitFor();
  });

  it('asks for tickets once, anew before their end, and does without while they cannot be had', async () => {
    const asked = () => app.asked.splice(0);
    asked();
    await ready(await inApp(offer()));
    expect(asked()).toEqual([]);
    clock.advance(7_200_000 - 299_000);
    app.mode = 'down';
    const page = await inApp(offer());
    expect(await page.locator('script').count()).toBe(0);
    await take(page);
    await page.locator('h1', { hasText: '领取成功' }).waitFor();
    expect(asked()).toEqual(['POST /cgi-bin/stable_token']);
    app.mode = 'works';
    await page.goto(offer());
    expect([await page.locator('script').count(), asked()]).toEqual([0, []]);
    clock.advance(31_000);
    await page.goto(offer());
    expect(asked()).toEqual([
      'POST /cgi-bin/stable_token',
      'GET /cgi-bin/ticket/getticket',
      'GET /cgi-bin/ticket/getticket',
    ]);
    expect(await page.locator('script').count()).toBe(2);
    clock.set(Date.now());
  });
});

describe.skipIf(noBrowser !== null)('a page in any other browser', () => {
  it('loads no script of the app and claims here', async () => {
    const page = await inApp(offer(), 'Mozilla/5.0 (iPhone) Safari/604.1');
    expect(await page.locator('script').count()).toBe(0);
    await take(page);
    await page.locator('h1', { hasText: '领取成功' }).waitFor();
  });
});

describe.skipIf(noBrowser !== null)('the wallet inside the app', () => {
  it('shows a card that was chosen there by its sealed code, and says where one is that is not ours', async () => {
    const account = await server.services.accounts.find('app', server.sandbox.wechatMp.appid);
    if (account === null) throw new Error('no account');
    const holder = server.sandbox.wechatMp.followers[0]?.openid ?? '';
    const { code } = await server.services.coupons.claim({ offer: card, holder });
    app.chosen = { card_id: card, encrypt_code: encryptCode(code, account, systemRandom) };
    const page = await inApp(`${server.baseUrl}/wallet/${account.number}`);
    await ready(page);
    await page.getByRole('button', { name: '从 App 卡包中选择' }).click();
    await page.waitForURL(`**/wallet/*/${card}/${code}`);
    expect(((await page.locator('.number').textContent()) ?? '').replace(/\s/g, '')).toBe(code);
    app.chosen = { card_id: card, encrypt_code: 'somebody else’s' };
    await page.goto(`${server.baseUrl}/wallet/${account.number}`);
    await page.getByRole('button', { name: '从 App 卡包中选择' }).click();
    await page.getByText('请在卡包中出示').waitFor();
  });
});
