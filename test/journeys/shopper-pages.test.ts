import { mkdir } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noBrowser, openPhone, startBrowser } from '../support/browser.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { type Merchant, merchantOf } from '../support/shop.js';

if (noBrowser !== null) console.warn(`pages are not tested in a browser: ${noBrowser}`);

/** Set to a folder to look at every page the tests come by. */
const shots = process.env.TUQUAN_SHOTS;

let server: TestServer;
let merchant: Merchant;
let browser: Browser;
const phones: BrowserContext[] = [];
beforeAll(async () => {
  if (noBrowser !== null) return;
  if (shots) await mkdir(shots, { recursive: true });
  server = await startTestServer();
  merchant = await merchantOf(server);
  browser = await startBrowser();
}, 120_000);
afterAll(async () => {
  for (const phone of phones) await phone.close();
  await browser?.close();
  await server?.close();
});

async function phone(script = true): Promise<Page> {
  const context = await openPhone(browser, { script });
  phones.push(context);
  return context.newPage();
}
async function look(page: Page, name: string): Promise<void> {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
}
const heading = (page: Page): Promise<string | null> => page.locator('h1').first().textContent();

const tea = {
  brand_name: '青禾茶铺',
  title: '20元代金券',
  sub_title: '全场手作茶饮通用',
  color: 'Color020',
  description: '1. 每笔订单限用一张，不找零。\n2. 全国青禾茶铺门店通用，机场店除外。\n3. 最终解释权归商家所有。',
  service_phone: '020-88888888',
  custom_url_name: '立即点单',
  custom_url: 'http://example.com/order',
  custom_url_sub_title: '到店自取',
  get_limit: 1,
};
const teaSpecial = {
  reduce_cost: 2000,
  least_cost: 5000,
  advanced_info: {
    use_condition: { accept_category: '茶饮', reject_category: '周边商品', can_use_with_other_discount: false },
    abstract: { abstract: '春季新茶上市，手作现萃', icon_url_list: [] },
    business_service: ['BIZ_SERVICE_FREE_WIFI', 'BIZ_SERVICE_DELIVER'],
    time_limit: [
      { type: 'MONDAY', begin_hour: 10, end_hour: 22 },
      { type: 'SATURDAY', begin_hour: 9, end_hour: 23, begin_minute: 30 },
    ],
  },
};

describe.skipIf(noBrowser !== null)('a shopper with a phone', () => {
  it('chooses who to be, claims a card on the landing page and sees it in the wallet', async () => {
    const banner = await merchant.upload('samples/banner.jpg').catch(() => merchant.upload('assets/sandbox-logo.png'));
    const cash = await merchant.card('CASH', tea, teaSpecial);
    const percent = await merchant.card(
      'DISCOUNT',
      { brand_name: '青禾茶铺', title: '会员七五折', color: 'Color060', sub_title: '工作日专享' },
      { discount: 25 },
    );
    const gift = await merchant.card(
      'GIFT',
      { brand_name: '青禾茶铺', title: '桂花乌龙一杯', color: 'Color100', notice: '凭券兑换一杯' },
      { gift: '桂花乌龙（大杯）一杯' },
    );
    const shelf = await merchant.post('/card/landingpage/create', {
      banner,
      page_title: '青禾茶铺 · 春日优惠',
      can_share: true,
      scene: 'SCENE_H5',
      card_list: [cash, percent, gift].map((card_id) => ({ card_id, thumb_url: 'www.qq.com/a.jpg' })),
    });
    expect(shelf).toMatchObject({ errcode: 0, page_id: 1 });
    const page = await phone(false);
    await page.goto(String(shelf.url));
    expect(await heading(page)).toBe('你是哪位关注者？');
    await look(page, '01-who');
    await page.getByRole('button', { name: '小图' }).click();
    expect(await heading(page)).toBe('青禾茶铺 · 春日优惠');
    await look(page, '02-shelf');
    await page.getByRole('button', { name: '领取 20元代金券' }).click();
    expect(await heading(page)).toBe('领取成功');
    await look(page, '03-claimed');
    await page.getByRole('link', { name: '查看券码' }).click();
    await look(page, '04-detail');
    const code = ((await page.locator('.number').textContent()) ?? '').replace(/\s/g, '');
    expect(code).toMatch(/^\d{12}$/);
    await page.getByRole('link', { name: '我的卡券' }).click();
    expect(await page.locator('a.coupon .title').allTextContents()).toEqual(['20元代金券']);
    await look(page, '05-wallet');
    const { openid } = server.sandbox.wechatMp.followers[0] ?? { openid: '' };
    const copy = await merchant.post('/card/code/get', { card_id: cash, code });
    expect(copy).toMatchObject({ openid, user_card_status: 'NORMAL' });
  });
});
