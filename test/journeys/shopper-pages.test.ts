import { mkdir } from 'node:fs/promises';
import axe from 'axe-core';
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
/** Nobody is kept out by a page: what axe-core finds, contrast among it. And the page is small. */
async function check(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const { axe: tool } = globalThis as unknown as { axe: typeof import('axe-core') };
    const { violations: found } = await tool.run({ runOnly: ['wcag2a', 'wcag2aa'] });
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' ')}`);
  });
  expect(violations).toEqual([]);
  expect(Buffer.byteLength(await page.content())).toBeLessThan(60 * 1024);
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
    const banner = await merchant.upload('samples/bubble-tea.jpg');
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
      card_list: [cash, percent, gift].map((card_id) => ({ card_id, thumb_url: banner })),
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

  it('gives a card to a friend, who has it under another code', async () => {
    const card = await merchant.card(
      'GIFT',
      { ...tea, title: '桂花乌龙一杯', color: 'Color100' },
      { gift: '桂花乌龙（大杯）一杯，冷热任选' },
    );
    const { url } = await merchant.post('/card/qrcode/create', {
      action_name: 'QR_CARD',
      action_info: { card: { card_id: card, outer_str: '门店海报' } },
    });
    const page = await phone();
    await page.goto(String(url));
    await page.getByRole('button', { name: '小图' }).click();
    await look(page, '06-ticket');
    await check(page);
    await page.getByRole('button', { name: '立即领取' }).click();
    expect(await heading(page)).toBe('领取成功');
    await page.goto(String(url));
    await page.getByRole('button', { name: '立即领取' }).click();
    expect(await page.getByRole('alert').textContent()).toBe('你已达到领取上限');
    await page.goto(`${server.baseUrl}${server.sandbox.wechatMp.walletPath}`);
    await page.getByRole('link', { name: '桂花乌龙一杯' }).click();
    const code = ((await page.locator('.number').textContent()) ?? '').replace(/\s/g, '');
    await page.getByRole('button', { name: '转赠给朋友' }).click();
    await look(page, '07-giving');
    await check(page);
    const gift = await page.getByLabel('转赠链接').inputValue();
    const friend = await phone(false);
    await friend.goto(gift);
    await friend.getByRole('button', { name: '阿券' }).click();
    expect(await heading(friend)).toBe('小图 送你一张兑换券');
    await look(friend, '08-gift');
    await friend.getByRole('button', { name: '收下礼物' }).click();
    await friend.getByRole('link', { name: '查看券码' }).click();
    const own = ((await friend.locator('.number').textContent()) ?? '').replace(/\s/g, '');
    expect(own).not.toBe(code);
    const [, second] = server.sandbox.wechatMp.followers;
    expect(await merchant.post('/card/code/get', { code: own })).toMatchObject({
      openid: second?.openid,
      outer_str: '门店海报',
    });
    expect(await merchant.post('/card/code/get', { code })).toMatchObject({ errcode: 40056 });
    await page.goto(`${server.baseUrl}${server.sandbox.wechatMp.walletPath}`);
    expect(await page.getByRole('link', { name: '桂花乌龙一杯' }).textContent()).toContain('已转赠');
    await look(page, '09-wallet');
  });

  it('takes several cards of one code, and staff redeems one by its number', async () => {
    const cards = [
      await merchant.card(
        'DISCOUNT',
        { brand_name: '拾光书店', title: '全场八八折', color: 'Color040', code_type: 'CODE_TYPE_BARCODE' },
        { discount: 12 },
      ),
      await merchant.card(
        'GROUPON',
        { brand_name: '拾光书店', title: '双人下午茶', color: 'Color050' },
        { deal_detail: '手冲咖啡 2 杯\n当日甜点 2 份' },
      ),
      await merchant.card(
        'GENERAL_COUPON',
        { brand_name: '拾光书店', title: '会员日赠券', color: 'Color082' },
        { default_detail: '到店即赠书签一枚' },
      ),
    ];
    const { url } = await merchant.post('/card/qrcode/create', {
      action_name: 'QR_MULTIPLE_CARD',
      action_info: { multiple_card: { card_list: cards.map((card_id) => ({ card_id })) } },
    });
    const page = await phone();
    await page.goto(String(url));
    await page.getByRole('button', { name: 'Momo' }).click();
    expect(await heading(page)).toBe('3 张卡券待领取');
    await look(page, '10-several');
    await check(page);
    await page.getByRole('button', { name: '领取 全场八八折' }).click();
    await page.getByRole('link', { name: '查看券码' }).click();
    await look(page, '11-bars');
    await check(page);
    const code = ((await page.locator('.number').textContent()) ?? '').replace(/\s/g, '');
    const staff = await phone(false);
    await staff.goto(`${server.baseUrl}${server.sandbox.wechatMp.counterPath}`);
    await look(staff, '12-counter');
    await staff.getByLabel('券码').fill(code.replace(/(\d{4})/g, '$1 '));
    await staff.getByRole('button', { name: '查询' }).click();
    expect(await heading(staff)).toBe('确认核销');
    await look(staff, '13-check');
    await staff.getByRole('button', { name: '确认核销' }).click();
    expect(await heading(staff)).toBe('核销成功');
    await look(staff, '14-redeemed');
    await staff.getByRole('link', { name: '继续核销' }).click();
    await staff.getByLabel('券码').fill(code);
    await staff.getByRole('button', { name: '查询' }).click();
    expect(await staff.getByRole('alert').textContent()).toBe('这张券已经使用过了');
    expect(await merchant.post('/card/code/get', { code, check_consume: false })).toMatchObject({
      user_card_status: 'CONSUMED',
    });
    await page.goto(`${server.baseUrl}${server.sandbox.wechatMp.walletPath}`);
    expect(await page.locator('a.coupon.over').textContent()).toContain('已使用');
    await page.goto(`${server.baseUrl}/q/nothing`);
    await look(page, '15-nothing');
    await check(page);
  });

  it('uses a card by the buttons on its page, without a script, and talks to the merchant', async () => {
    const base = { ...tea, use_all_locations: true, get_limit: 0 };
    const card = await merchant.card('CASH', base, teaSpecial);
    await merchant.post('/card/paycell/set', { card_id: card, is_open: true });
    const page = await phone(false);
    const open = async (): Promise<void> => {
      await page.goto(`${server.baseUrl}/offer/${card}`);
      await page.getByRole('button', { name: '立即领取' }).click();
      await page.getByRole('link', { name: '查看券码' }).click();
    };
    await page.goto(`${server.baseUrl}/offer/${card}`);
    await page.getByRole('button', { name: '木子' }).click();
    await open();
    await look(page, '16-using');
    await page.getByLabel('消费金额（元）').fill('88.8');
    await page.getByRole('button', { name: '买单' }).click();
    expect(await heading(page)).toBe('买单成功');
    expect(await page.locator('.sum').textContent()).toBe('¥ 68.80');
    await look(page, '17-paid');
    await merchant.post('/card/paycell/set', { card_id: card, is_open: false });
    await merchant.post('/card/selfconsumecell/set', { card_id: card, is_open: true, need_verify_cod: true });
    await open();
    await page.getByLabel('验证码').fill('8');
    await page.getByRole('button', { name: '立即使用' }).click();
    expect(await heading(page)).toBe('已使用');
    await look(page, '18-used');
    const { openid: touser } = server.sandbox.wechatMp.followers[3] ?? {};
    const send = (message: object) => merchant.post('/cgi-bin/message/custom/send', { touser, ...message });
    await send({ msgtype: 'text', text: { content: '您好，今天的桂花乌龙是现窨的，到店可以先试饮一小杯。' } });
    await send({ msgtype: 'wxcard', wxcard: { card_id: card } });
    await open();
    await page.getByRole('button', { name: '联系商家' }).click();
    expect(await page.locator('.bubble').textContent()).toContain('现窨');
    await look(page, '19-talk');
    const checked = await phone();
    await checked.context().addCookies(await page.context().cookies());
    for (const address of [page.url(), page.url().replace(/\/messages$/, '')]) {
      await checked.goto(address);
      await check(checked);
    }
    await look(checked, '20-wallet');
    await checked.getByRole('link', { name: '20元代金券' }).first().click();
    await check(checked);
  });
});
