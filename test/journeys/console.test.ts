// A merchant's way through the console in a real browser: photo → pictures → card → QR code → a follower's phone.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/server.js';

const executablePath = process.env.TUQUAN_CHROMIUM ?? '/usr/bin/chromium';
const present = existsSync(executablePath);
if (!present) console.log(`skipped: the console's journeys need a browser; there is none at ${executablePath}`);
const shots = process.env.TUQUAN_SHOTS;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe.skipIf(!present)('the console in a browser', { timeout: 240_000 }, () => {
  let server: TestServer;
  let browser: Browser;
  let page: Page;
  let credentials: { user: string; password: string };
  beforeAll(async () => {
    server = await startTestServer();
    credentials = server.sandbox.console;
    browser = await chromium.launch({
      executablePath,
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, locale: 'zh-CN' });
    page = await context.newPage();
    page.setDefaultTimeout(60_000);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const shot = async (name: string) => {
    if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
  };
  const go = (path: string) => page.goto(`${server.baseUrl}/console/${path}`, { waitUntil: 'load' });
  /** Serious findings of axe on the page, by name. */
  const findings = async (): Promise<string[]> => {
    // Handed over by the debugger, not by a script element: the page's policy would refuse one.
    const found = (await page.evaluate(
      `${axe}; axe.run(document, { runOnly: ['wcag2a', 'wcag2aa'] }).then(({ violations }) => violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => id + ' ' + nodes.map(({ target }) => target.join(' ')).join(' | ')))`,
    )) as string[];
    return found;
  };

  it('loads at most 300 kB of compressed script for signing in and the overview', async () => {
    const loaded = new Map<string, number>();
    page.on('response', async (response) => {
      if (!response.url().endsWith('.js')) return;
      const body = await response.body().catch(() => Buffer.alloc(0));
      loaded.set(response.url(), gzipSync(body).length);
    });
    await go('');
    await page.waitForSelector('input[autocomplete=username]');
    expect(await findings()).toEqual([]);
    await page.fill('input[autocomplete=username]', credentials.user);
    await page.fill('input[autocomplete=current-password]', credentials.password);
    await page.click('button[type=submit]');
    await page.waitForSelector('.hero');
    await shot('overview');
    expect(await findings()).toEqual([]);
    const total = [...loaded.values()].reduce((sum, bytes) => sum + bytes, 0);
    expect(total).toBeGreaterThan(50_000);
    expect(total).toBeLessThan(300_000);
  });

  it('takes a photo to a card with a QR code, and a follower’s phone opens it', async () => {
    await go('studio');
    const [sample = ''] = readdirSync('samples').filter((name) => name.endsWith('.jpg'));
    await page.setInputFiles('input[type=file]', join('samples', sample));
    await page.waitForSelector('.pipeline');
    await page.locator('.step-done').nth(4).waitFor({ timeout: 180_000 });
    await shot('studio');
    expect(await findings()).toEqual([]);

    await page.click('#step-poster a');
    await page.waitForSelector('.ant-drawer .card-face');
    await page.click('.ant-drawer-extra button');
    await page.waitForSelector('.hand-out');
    await page.fill('.hand-out input', '门店海报');
    await page.click('.hand-out button');
    await page.waitForSelector('.qr img');
    await shot('hand-out');
    const address = (await page.locator('.qr .ant-typography').innerText()).trim();

    await go('phone');
    await page.waitForSelector('.phone');
    await page.fill('.phone-tools input[placeholder]', address);
    await page.click('.phone-tools button');
    const phone = page.frameLocator('.phone iframe');
    await phone.locator('button, a').first().waitFor();
    await shot('phone');
    expect(await findings()).toEqual([]);
  });

  it('shows every other page without a serious finding', async () => {
    for (const path of ['pictures', 'coupons', 'audience', 'statistics', 'operations']) {
      await go(path);
      await page.waitForSelector('main h1, [role=main] h1');
      await page.locator('.frame-content .ant-skeleton').first().waitFor({ state: 'detached' });
      await shot(path);
      expect(await findings(), path).toEqual([]);
    }
  });
});
