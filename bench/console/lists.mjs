// Every list of the console with 100,000 rows, and the search of a million requests: the API's answers and the pages in a
// browser, beside an empty answer of the same server.
// usage: node bench/console/lists.mjs [--rows 100000] [--log 1000000] [--calls 20] [--data FOLDER] [--no-browser]
// FOLDER is kept and filled once; without it everything is made anew and removed.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dropFolder, newFolder, startServer } from '../coupons/server.mjs';
import { describeMachine, median } from '../measure.mjs';
import { cardNumber, fill, rareWord } from './fill.mjs';

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
};
const rows = Number(option('rows', 100_000));
const log = Number(option('log', 1_000_000));
const calls = Number(option('calls', 20));
const kept = option('data', null);
const withBrowser = !process.argv.includes('--no-browser');
const chromiumPath = process.env.TUQUAN_CHROMIUM ?? '/usr/bin/chromium';
const settings = { TUQUAN_TRAFFIC_ROWS: '2000000' };

const data = kept ?? newFolder();
const known = existsSync(join(data, 'filled'));
let failed = false;

/** The middle and the longest of some calls, in ms. */
async function timed(label, most, work) {
  const times = [];
  for (let n = 0; n <= calls; n += 1) {
    const began = performance.now();
    await work(n);
    // The first call warms the caches: a page is looked at more than once.
    if (n > 0) times.push(performance.now() - began);
  }
  report(label, most, times);
}

function report(label, most, times) {
  const longest = Math.max(...times);
  if (longest > most) failed = true;
  const verdict = Number.isFinite(most) ? (longest > most ? `  over ${most} ms` : `  (at most ${most} ms)`) : '';
  const show = (ms) => `${ms.toFixed(1).padStart(7)} ms`;
  console.log(`${label.padEnd(46)} p50 ${show(median(times))}, longest ${show(longest)}${verdict}`);
}

/**
 * From the press on a menu entry of a freshly loaded console to the first rows of the list on the screen; and from an
 * address that is typed in to the same rows, which also loads and starts the console.
 */
async function inBrowser(base, { user, password }) {
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: ['--headless', '--no-sandbox', '--disable-gpu'],
  });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' });
  await page.goto(`${base}/console/`);
  await page.fill('input[autocomplete=username]', user);
  await page.fill('input[autocomplete=current-password]', password);
  await page.click('button[type=submit]');
  await page.waitForSelector('.hero');
  const lists = {
    // The overview has tiles of its own.
    studio: 'h1 ~ .tiles > .tile',
    pictures: '.picture-tile',
    coupons: '.card-tile',
    audience: '.ant-table-row',
    statistics: '.ant-table-row',
    developers: '.request-row',
    operations: '.ant-table-row',
  };
  for (const [path, rows] of Object.entries(lists)) {
    const times = [];
    const loads = [];
    for (let n = 0; n <= Math.min(calls, 5); n += 1) {
      await page.goto(`${base}/console/`);
      await page.waitForSelector('.doors .door');
      await page.waitForTimeout(400);
      const ms = await page.evaluate(
        ([link, row]) =>
          new Promise((resolve) => {
            const began = performance.now();
            document.querySelector(link).click();
            const look = () =>
              document.querySelector(row) ? resolve(performance.now() - began) : requestAnimationFrame(look);
            look();
          }),
        [`.menu a[href="/console/${path}"]`, `main ${rows}`],
      );
      await page.goto(`${base}/console/${path}`, { waitUntil: 'commit' });
      const load = await page.evaluate(
        (row) =>
          new Promise((resolve) => {
            const look = () => (document.querySelector(row) ? resolve(performance.now()) : requestAnimationFrame(look));
            look();
          }),
        `main ${rows}`,
      );
      // The first visit also loads the page's script.
      if (n > 0) times.push(ms);
      if (n > 0) loads.push(load);
    }
    report(`page ${path}`, 300, times);
    report(`page ${path}, from its address`, Number.POSITIVE_INFINITY, loads);
  }
  await browser.close();
}

try {
  console.log(describeMachine());
  if (!known) {
    const first = await startServer(data, settings);
    const headers = { authorization: first.authorization };
    const ask = async (path) => (await fetch(`http://127.0.0.1:${first.port}/api/${path}`, { headers })).json();
    const libraryNumber = (await ask('libraries')).libraries[0].number;
    await ask(`libraries/${libraryNumber}/pictures`);
    await first.stop();
    const { wechatMp } = JSON.parse(readFileSync(join(data, 'sandbox.json'), 'utf8'));
    await fill(join(data, 'tuquan.db'), {
      rows,
      log,
      shop: wechatMp.appid,
      libraryNumber,
      onTable: (table, count, ms) =>
        console.log(`  ${table}: ${count.toLocaleString()} rows in ${(ms / 1000).toFixed(1)} s`),
    });
    if (kept !== null) writeFileSync(join(data, 'filled'), '');
  }
  const sandbox = JSON.parse(readFileSync(join(data, 'sandbox.json'), 'utf8'));
  const server = await startServer(data, settings);
  const base = `http://127.0.0.1:${server.port}`;
  const headers = { authorization: server.authorization };
  const get = async (path) => {
    const answer = await fetch(`${base}/api/${path}`, { headers });
    const body = await answer.json();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${JSON.stringify(body)}`);
    return body;
  };
  const shop = `shops/${sandbox.wechatMp.appid}`;
  await timed('nothing: who is signed in', Number.POSITIVE_INFINITY, () => get('session'));
  await timed('cards, first page', 300, () => get(`${shop}/cards?count=12`));
  await timed('cards, the last of them', 300, () => get(`${shop}/cards?count=12&before=${cardNumber(20)}`));
  await timed('cards, page 8,000', 300, () => get(`${shop}/cards?count=12&offset=${rows - 4_000}`));
  await timed('cards, by title', 300, () => get(`${shop}/cards?count=12&text=${encodeURIComponent('券9999')}`));
  await timed('cards in review', 300, () => get(`${shop}/cards?count=12&review=pending`));
  await timed('followers, first page', 300, () => get(`${shop}/followers?limit=50`));
  await timed('followers, the last of them', 300, () => get(`${shop}/followers?limit=50&after=${rows - 20}`));
  await timed('followers, by name', 300, () => get(`${shop}/followers?limit=50&text=${encodeURIComponent('会员09')}`));
  await timed('messages', 300, () => get(`${shop}/messages`));
  await timed('landing pages', 300, () => get(`${shop}/shelves`));
  await timed('events', 300, () => get(`${shop}/events`));
  const to = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  const from = new Date(Date.now() + 8 * 3_600_000 - 29 * 86_400_000).toISOString().slice(0, 10);
  await timed('figures of 30 days', 300, () => get(`${shop}/figures?from=${from}&to=${to}`));
  await timed('campaigns', 300, () => get('campaigns?limit=48'));
  await timed('callbacks', 300, () => get('callbacks?limit=50'));
  await timed('callbacks given up', 300, () => get('callbacks?limit=50&state=exhausted'));
  await timed('operations', 300, () => get('operations'));
  await timed('failed jobs', 300, () => get('operations/jobs'));
  await timed('painting tasks', 300, () => get('paintings'));
  await timed('painting tasks, the last of them', 300, () => get('paintings?before=2000000000000020'));
  const { libraries } = await get('libraries');
  for (const { number } of libraries.slice(0, 1)) {
    await timed('pictures, first page', 300, () => get(`libraries/${number}/pictures?count=48`));
    await timed('pictures, the last of them', 300, () =>
      get(`libraries/${number}/pictures?count=48&offset=${rows - 60}`),
    );
    await timed('pictures, by title', 300, () =>
      get(`libraries/${number}/pictures?count=48&title=${encodeURIComponent('主图9999')}`),
    );
    await timed('pictures, by tag', 300, () =>
      get(`libraries/${number}/pictures?count=48&tag=${encodeURIComponent('标签7')}`),
    );
    await timed('pictures, tags', 300, () => get(`libraries/${number}/tags`));
    const began = performance.now();
    const { total } = await get(`libraries/${number}/duplicates?count=12`);
    report('pictures, first look for duplicates', 300, [performance.now() - began]);
    console.log(`    ${total.toLocaleString()} groups`);
    await timed('pictures, duplicates', 300, () => get(`libraries/${number}/duplicates?count=12`));
    await timed('pictures, folders', 300, () => get(`libraries/${number}/categories`));
  }
  await timed('requests, first page', 300, () => get('requests?limit=50'));
  await timed('requests, refused only', 300, () => get('requests?limit=50&failed=true'));
  const searches = {
    'a word of one request': rareWord,
    'a word of none': 'NoSuchWord42',
    'a word of many': 'consume',
    'three letters': 'qzx',
    'a code': String(100_000_000_000 + 4 * 1_000),
  };
  for (const [label, text] of Object.entries(searches)) {
    let found;
    await timed(`requests, search for ${label}`, 1_000, async () => {
      found = await get(`requests?limit=50&text=${encodeURIComponent(text)}`);
    });
    console.log(`    ${found.requests.length} found, ${found.complete ? 'complete' : 'the time was up'}`);
    if (!found.complete) failed = true;
  }
  if (withBrowser && existsSync(chromiumPath)) await inBrowser(base, sandbox.console);
  await server.stop();
} finally {
  if (kept === null) dropFolder(data);
}
if (failed) process.exitCode = 1;
