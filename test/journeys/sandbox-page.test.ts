// The sandbox's pages in a real browser: what is set there is met by a client of the wire.
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startReceiver } from '../../src/commands/receiver.js';
import { noBrowser, startBrowser } from '../support/browser.js';
import { startTestServer, type TestServer } from '../support/server.js';

if (noBrowser !== null) process.stderr.write(`skipped: ${noBrowser}\n`);

describe.skipIf(noBrowser !== null)('the sandbox’s pages', { timeout: 120_000 }, () => {
  let server: TestServer;
  let browser: Browser;
  let page: Page;
  const refused: string[] = [];
  beforeAll(async () => {
    // Snapshots are of the embedded database, also where a run has the others on PostgreSQL.
    server = await startTestServer({ env: { TUQUAN_DATABASE_URL: '', TUQUAN_S3_ENDPOINT: '' } });
    browser = await startBrowser();
    page = await (await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: 'en-GB' })).newPage();
    page.setDefaultTimeout(20_000);
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) refused.push(message.text());
    });
    const { user, password } = server.sandbox.console;
    await page.goto(`${server.baseUrl}/console/`);
    await page.fill('input[autocomplete=username]', user);
    await page.fill('input[autocomplete=current-password]', password);
    await page.keyboard.press('Enter');
    await page.click('nav a[href="/console/sandbox"]');
    await page.waitForSelector('.desk-form');
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const tab = (name: string) => page.getByRole('tab', { name, exact: true }).click();
  /** Past the pointer: on a busy machine the list is still on its way to its place, and a click takes its neighbour. */
  const choose = (text: string) =>
    page
      .locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option', { hasText: text })
      .dispatchEvent('click');
  const button = (name: string) => page.getByRole('button', { name, exact: true }).first();
  /** By key: on a busy machine the box is still on its way to its place, and a click misses the button. */
  const confirm = (name: string, hasText = '') =>
    page.locator('.ant-popconfirm', { hasText }).getByRole('button', { name }).press('Enter');
  const token = async () => {
    const { appid, secret } = server.sandbox.wechatMp;
    const path = `/cgi-bin/token?grant_type=client_credential&appid=${appid}&secret=${secret}`;
    const answer = await fetch(server.baseUrl + path);
    return [answer.status, ((await answer.json().catch(() => ({}))) as { errcode?: number }).errcode ?? 0];
  };
  const findings = async (): Promise<string[]> => {
    // Colours on their way from one theme to the other are neither.
    await page.evaluate(`Promise.all(document.getAnimations()
      .filter((each) => each.effect.getTiming().iterations !== Infinity)
      .map((each) => each.finished.catch(() => undefined)))`);
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate<axe.AxeResults>("axe.run(document, { runOnly: ['wcag2a', 'wcag2aa'] })");
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id} ${nodes.map(({ target }) => target).join(' ')}`);
  };

  it('a rule made with the form is met by the account it is for, and cleared with one button', async () => {
    await page.getByRole('combobox', { name: 'Route' }).fill('/cgi-bin/token');
    await page.getByRole('combobox', { name: 'Account' }).click();
    await choose(server.sandbox.wechatMp.appid);
    await page.getByRole('combobox', { name: 'Fault' }).click();
    await choose('An error of the vendor’s own');
    await page.getByRole('combobox', { name: 'The vendor’s code' }).fill('45009');
    await page.keyboard.press('Enter');
    await page.locator('.desk-form button[type=submit]').click();
    await page.locator('.desk-table code', { hasText: '/cgi-bin/token' }).waitFor();
    expect(await page.locator('.desk-table').innerText()).toContain(server.sandbox.wechatMp.appid);
    expect(await token()).toEqual([200, 45009]);
    expect(await token()).toEqual([200, 0]);
    await page.locator('.desk-table code').waitFor({ state: 'detached' });
    await page.locator('.desk-form button[type=submit]').click();
    await page.locator('.desk-table code').waitFor();
    await button('Clear all').click();
    await page.locator('.desk-table code').waitFor({ state: 'detached' });
    expect(await token()).toEqual([200, 0]);
  });

  it('what is wrong with a rule is said in the server’s words', async () => {
    await page.getByRole('combobox', { name: 'Route' }).fill('/nowhere');
    await page.locator('.desk-form button[type=submit]').click();
    await page.locator('.ant-message', { hasText: 'no route is /nowhere' }).waitFor();
  });

  it('saves a state, moves the clock by a week and stays signed in, and loads the state again', async () => {
    await tab('Snapshots');
    await page.getByRole('textbox', { name: 'Name' }).fill('before');
    await button('Save this state').click();
    await page.getByRole('cell', { name: 'before', exact: true }).waitFor();
    const before = Date.now();
    await tab('Clock');
    await button('+ 7 days').click();
    await page.getByText('More than five minutes').waitFor();
    expect(server.services.clock.now() - before).toBeGreaterThanOrEqual(7 * 86_400_000);
    await button('Freeze').click();
    await button('Let it run').waitFor();
    await tab('Snapshots');
    await button('Load').click();
    await confirm('Load');
    await page.locator('.ant-message', { hasText: 'Loaded before' }).waitFor();
    expect(server.services.clock.now() - before).toBeLessThan(86_400_000);
    await page.getByRole('cell', { name: 'before', exact: true }).waitFor();
  });

  it('downloads a state as a file and takes it back', async () => {
    const [file] = await Promise.all([page.waitForEvent('download'), button('Download').click()]);
    expect(file.suggestedFilename()).toBe('before.snapshot');
    await button('Delete').click();
    await confirm('Delete');
    await page.getByRole('cell', { name: 'before', exact: true }).waitFor({ state: 'detached' });
    const path = await file.path();
    const { readFile } = await import('node:fs/promises');
    const payload = { name: 'before.snapshot', mimeType: '', buffer: await readFile(path) };
    await page.setInputFiles('input[type=file]', payload);
    await page.getByRole('cell', { name: 'before', exact: true }).waitFor();
  });

  it('saves one account, loads it again, and makes a branch with credentials of its own', async () => {
    const { appid } = server.sandbox.wechatMp;
    await page.getByRole('textbox', { name: 'Name' }).fill('mine');
    await page.getByRole('combobox', { name: 'What to save' }).click();
    await choose(appid);
    await page.getByRole('button', { name: 'Save this state' }).click();
    const row = page.locator('tr', { hasText: 'mine' });
    await row.getByRole('cell', { name: appid }).waitFor();
    await row.getByRole('button', { name: /^(loading )?Load$/ }).click();
    await confirm('Load', appid);
    await page.locator('.ant-message', { hasText: 'Loaded mine' }).waitFor();
    await row.getByRole('button', { name: /Branch$/ }).click();
    const number = 'wx0123456789abcdef';
    await page.getByRole('textbox', { name: 'Number of the new account' }).fill(number);
    await page.getByRole('button', { name: 'OK' }).click();
    const credentials = page.locator('.ant-modal code', { hasText: number });
    await credentials.waitFor();
    expect(JSON.parse((await credentials.textContent()) ?? '')).toMatchObject({ appid: number });
    expect(await server.services.accounts.find('app', number)).not.toBeNull();
    await page.locator('.ant-modal', { hasText: number }).getByRole('button', { name: 'OK' }).click();
    await page.locator('.ant-modal', { hasText: number }).waitFor({ state: 'hidden' });
    await page.locator('tr', { hasText: 'mine' }).getByRole('button', { name: 'Delete' }).click();
    await confirm('Delete');
    await page.locator('tr', { hasText: 'mine' }).waitFor({ state: 'detached' });
  });

  it('resets one account, and says so', async () => {
    await page.getByRole('combobox', { name: 'Account' }).click();
    await choose(server.sandbox.wechatMp.appid);
    await button('Reset one account').click();
    await confirm('Reset one account');
    await page
      .locator('.ant-message', { hasText: `${server.sandbox.wechatMp.appid}: As after a first start` })
      .waitFor();
  });

  it('has the program meet an error it has not met, and shows that it did', async () => {
    await tab('Coverage');
    await page.getByRole('combobox', { name: 'Every kind' }).click();
    await choose('Error answer');
    await page.getByRole('combobox', { name: 'Interface' }).click();
    await choose('wechat-mp');
    const row = page.locator('.desk-table tr', { hasText: 'Error answer 40013' });
    await row.getByRole('button', { name: 'Have it met' }).click();
    await expect.poll(() => server.tuquan.faults?.list().length, { timeout: 20_000 }).toBe(1);
    await token();
    await row.waitFor({ state: 'detached' });
  });

  it('forges callbacks and names what a careless receiver took', async () => {
    const receiver = await startReceiver();
    const account = await server.services.accounts.find('partner', server.sandbox.wechatPay.mchid);
    await server.services.delivery.setEndpoint(account?.id ?? '', receiver.url);
    await tab('Forged callbacks');
    await page.getByText(receiver.url).waitFor();
    await page.locator('.ant-card', { hasText: receiver.url }).getByRole('button', { name: 'Send forged' }).click();
    await page.locator('.mark-bad', { hasText: 'Hole' }).first().waitFor();
    const taken = receiver.received.length;
    await page.locator('tr', { hasText: 'Replayed' }).getByRole('button', { name: 'Again' }).click();
    await expect.poll(() => receiver.received.length, { timeout: 20_000 }).toBe(taken + 2);
    await receiver.close();
  });

  it.each(['Light', 'Dark'])('has no serious finding of axe, and fits a phone: %s', async (theme) => {
    if (theme === 'Dark') await button('Dark').click();
    for (const name of ['Faults', 'Clock', 'Snapshots', 'Coverage', 'Forged callbacks']) {
      await tab(name);
      await page.waitForSelector('.desk-stack');
      expect([name, ...(await findings())]).toEqual([name]);
      await page.setViewportSize({ width: 390, height: 844 });
      const over = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      expect([name, over]).toEqual([name, 0]);
      await page.setViewportSize({ width: 1280, height: 860 });
    }
    expect(refused).toEqual([]);
  });
});
