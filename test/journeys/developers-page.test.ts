import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authorization } from '../../src/apis/wechatpay-v3/demo/client.js';
import { noBrowser, startBrowser } from '../support/browser.js';
import { tasksPath } from '../support/pay-client.js';
import { startTestServer, type TestServer } from '../support/server.js';

if (noBrowser !== null) process.stderr.write(`skipped: ${noBrowser}\n`);

describe.skipIf(noBrowser !== null)('the developers’ page', () => {
  let server: TestServer;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    // Empty: the limits are then for the owner to choose.
    server = await startTestServer({ env: { TUQUAN_LIMITS: '' } });
    browser = await startBrowser();
    const { wechatPay } = server.sandbox;
    const credentials = {
      mchid: wechatPay.mchid,
      serial: wechatPay.merchantSerial,
      privateKey: createPrivateKey(readFileSync(wechatPay.merchantPrivateKeyFile, 'utf8')),
    };
    const body = '{"task_id":"t1"}';
    await fetch(server.baseUrl + tasksPath, {
      method: 'POST',
      headers: {
        Authorization: authorization(credentials, 'POST', tasksPath, '{"task_id": "t1"}'),
        'Content-Type': 'application/json',
      },
      body,
    });
    const user = server.sandbox.console;
    page = await (await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: 'zh-CN' })).newPage();
    await page.goto(`${server.baseUrl}/console/developers`);
    await page.locator('input').first().fill(user.user);
    await page.locator('input[type=password]').fill(user.password);
    await page.keyboard.press('Enter');
    await page.locator('.frame-content').waitFor();
    await page.goto(`${server.baseUrl}/console/developers`);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it('lists a refused request and shows the text expected, the text signed and the byte in which they part', async () => {
    await page.locator('.row-open').first().click();
    await page.locator('.doctor mark').first().waitFor();
    expect(await page.locator('.doctor').innerText()).toContain('签名后 JSON 被重新序列化');
    expect(await page.locator('.doctor mark').allInnerTexts()).toEqual(['"', ' ']);
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate<axe.AxeResults>('axe.run()');
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.map(({ id, nodes }) => `${id} ${nodes.map(({ target }) => target).join(' ')}`)).toEqual([]);
  });

  it('lets the owner choose which rate limits hold, and says which do', async () => {
    const held = async (): Promise<string> =>
      page.evaluate(`fetch('/api/operations').then((answer) => answer.json()).then(({ limits }) => limits)`);
    await page.goto(`${server.baseUrl}/console/developers`);
    await page.getByRole('tab', { name: '限频' }).click();
    const before = await held();
    const other = before === 'official' ? 'seed' : 'official';
    for (const wanted of [other, before]) {
      await page.locator('.limit-choice', { has: page.getByText(wanted, { exact: true }) }).click();
      await expect.poll(held).toBe(wanted);
      await page
        .locator('.limit-choice', { has: page.locator('.mark-good') })
        .getByText(wanted, { exact: true })
        .waitFor();
      expect(await page.locator('.limit-choice input:checked').getAttribute('value')).toBe(wanted);
    }
  });

  it('names accounts and acts in the reader’s language', async () => {
    const texts: Record<string, string> = {};
    for (const language of ['zh', 'en']) {
      await page.evaluate(`localStorage.setItem('tuquan.language', '${language}')`);
      await page.goto(`${server.baseUrl}/console/developers`);
      await page.getByRole('tab').last().click();
      await page.locator('.ant-card .mark').first().waitFor();
      const kinds = await page.locator('.ant-card-head .mark').allInnerTexts();
      await page.goto(`${server.baseUrl}/console/operations`);
      const acts = page.locator('tr.ant-table-row[data-row-key] td span[title]');
      await acts.first().waitFor();
      texts[language] = [...kinds, ...(await acts.allInnerTexts())].join(' | ');
    }
    expect(texts.zh).toContain('公众号');
    expect(texts.zh).toContain('选择限频档位');
    expect(texts.zh).not.toMatch(/painting-app|session\.sign-in/);
    expect(texts.en).toContain('Official account');
    expect(texts.en).toContain('Chose the limits');
  });
});
