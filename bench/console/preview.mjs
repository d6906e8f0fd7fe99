// How soon a coupon header image follows the typing: from a key pressed in the studio to the new picture in the page, in each layout.
// usage: node bench/console/preview.mjs [--keys 6]
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dropFolder, newFolder, startServer } from '../coupons/server.mjs';
import { describeMachine, median, option } from '../measure.mjs';

const keys = option('keys', 6);
const most = 300;
const layouts = ['ticket', 'poster', 'burst', 'stage', 'editorial', 'heritage', 'envelope', 'aurora', 'swing-tag'];
const chromiumPath = process.env.TUQUAN_CHROMIUM ?? '/usr/bin/chromium';
const samples = fileURLToPath(new URL('../../samples', import.meta.url));

/** Runs in the page: the time (ms) from the next input to the picture it brings. */
const awaitPicture = () => {
  globalThis.pictured = new Promise((resolve) => {
    let began;
    addEventListener('input', () => (began = performance.now()), { capture: true, once: true });
    const picture = document.querySelector('.coupon-preview img');
    picture.addEventListener('load', () => resolve(performance.now() - began), { once: true });
  });
};

const data = newFolder();
let failed = false;
try {
  const server = await startServer(data, { TUQUAN_ROLE: 'all' });
  const base = `http://127.0.0.1:${server.port}`;
  const ask = async (method, path, type, body) => {
    const headers = { authorization: server.authorization, ...(type && { 'content-type': type }) };
    const answer = await fetch(`${base}/api/${path}`, { method, headers, body });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const settled = async (id) => {
    for (;;) {
      const { steps } = await ask('GET', `campaigns/${id}`);
      if (steps.every(({ state }) => state !== 'waiting' && state !== 'running')) return steps;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const photo = join(
    samples,
    readdirSync(samples).find((name) => name.endsWith('.jpg')),
  );
  const { id } = await ask('POST', 'campaigns', 'image/jpeg', readFileSync(photo));
  const { settings } = (await settled(id)).find(({ name }) => name === 'coupon');
  const { user, password } = JSON.parse(readFileSync(join(data, 'sandbox.json'), 'utf8')).console;
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: ['--headless', '--no-sandbox', '--disable-gpu'],
  });
  const page = await browser.newPage({ viewport: { width: 1440, height: 1200 }, locale: 'zh-CN' });
  await page.goto(`${base}/console/`);
  await page.fill('input[autocomplete=username]', user);
  await page.fill('input[autocomplete=current-password]', password);
  await page.click('button[type=submit]');
  await page.waitForSelector('.hero');
  console.log(describeMachine());
  const all = [];
  for (const layout of layouts) {
    await ask('PUT', `campaigns/${id}/steps/coupon`, 'application/json', JSON.stringify({ ...settings, layout }));
    await settled(id);
    await page.goto(`${base}/console/studio/${id}`);
    await page.waitForSelector('.coupon-preview img');
    await page.locator('#brand').click();
    const times = [];
    for (let key = 0; key <= keys; key += 1) {
      await page.evaluate(awaitPicture);
      await page.keyboard.press('End');
      await page.keyboard.type(String(key % 10));
      const ms = await page.evaluate('pictured');
      // The first of a layout also reads its typefaces.
      if (key > 0) times.push(ms);
    }
    all.push(...times);
    console.log(`${layout.padEnd(10)} p50 ${median(times).toFixed(0)} ms, longest ${Math.max(...times).toFixed(0)} ms`);
  }
  failed = Math.max(...all) > most;
  console.log(
    `from a key to the picture: p50 ${median(all).toFixed(0)} ms, longest ${Math.max(...all).toFixed(0)} ms (at most ${most})`,
  );
  await browser.close();
  await server.stop();
} finally {
  dropFolder(data);
}
process.exitCode = failed ? 1 : 0;
