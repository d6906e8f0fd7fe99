// How soon the console can be used: the sign-in page and the overview, each loaded by a browser that has never seen it.
// Interactive: the field takes letters, the rows stand there, and no task above 50 ms begins within the second that follows.
// usage: node bench/console/interactive.mjs [--runs 9] [--path ""]    another page than the overview: --path coupons --rows .card-tile
import { dropFolder, newFolder, startServer } from '../coupons/server.mjs';
import { describeMachine, median } from '../measure.mjs';

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
};
const runs = Number(option('runs', 9));
const path = option('path', '');
const rows = option('rows', '.figure-claimed b');
const most = 1_000;
/** No long task for so long (ms): what has begun has ended. */
const quietMs = 1_000;
const chromiumPath = process.env.TUQUAN_CHROMIUM ?? '/usr/bin/chromium';

/** Runs in the page before its own scripts: notes long tasks, and when `ready` first holds. */
function watch(selector) {
  const seen = { at: null, long: [] };
  globalThis.seen = seen;
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) seen.long.push([startTime, startTime + duration]);
  }).observe({ type: 'longtask', buffered: true });
  const look = () => {
    const found = document.querySelector(selector);
    // A figure that is still awaited shows a dash.
    if (found !== null && found.textContent !== '–') seen.at = performance.now();
    else requestAnimationFrame(look);
  };
  look();
}

async function load(browser, address, selector, storageState) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN', storageState });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.addInitScript(watch, selector);
  await page.goto(address, { waitUntil: 'commit' });
  await page.waitForFunction(
    (quiet) => seen.at !== null && performance.now() - Math.max(seen.at, seen.long.at(-1)?.[1] ?? 0) > quiet,
    quietMs,
  );
  const { at, long } = await page.evaluate('seen');
  const { metrics } = await session.send('Performance.getMetrics');
  const metric = (name) => 1_000 * (metrics.find((each) => each.name === name)?.value ?? 0);
  await context.close();
  return {
    interactive: Math.max(at, ...long.map(([, end]) => end)),
    drawn: at,
    longest: Math.max(0, ...long.map(([begin, end]) => end - begin)),
    task: metric('TaskDuration'),
    script: metric('ScriptDuration'),
    style: metric('RecalcStyleDuration') + metric('LayoutDuration'),
  };
}

const data = newFolder();
let failed = false;
try {
  console.log(describeMachine());
  const server = await startServer(data, {});
  const base = `http://127.0.0.1:${server.port}`;
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: ['--headless', '--no-sandbox', '--disable-gpu'],
  });
  const [user, password] = Buffer.from(server.authorization.slice(6), 'base64').toString().split(':');
  const context = await browser.newContext();
  const headers = { 'x-tuquan-console': '1', origin: base };
  await context.request.post(`${base}/api/session`, { data: { user, password }, headers });
  const signedIn = await context.storageState();
  await context.close();
  for (const [label, selector, state] of [
    ['sign-in', 'input[autocomplete=username]', undefined],
    [path === '' ? 'overview' : `page ${path}`, `main ${rows}`, signedIn],
  ]) {
    const found = [];
    // The first load also starts the browser's processes.
    for (let n = 0; n <= runs; n += 1) {
      const one = await load(browser, `${base}/console/${state === undefined ? '' : path}`, selector, state);
      if (n > 0) found.push(one);
    }
    const middle = (name) => median(found.map((each) => each[name])).toFixed(0);
    const longest = Math.max(...found.map(({ interactive }) => interactive));
    if (Number(middle('interactive')) > most) failed = true;
    console.log(
      `${label.padEnd(12)} interactive p50 ${middle('interactive')} ms, longest ${longest.toFixed(0)} ms (at most ${most} ms);` +
        ` drawn ${middle('drawn')}, longest task ${middle('longest')};` +
        ` processor of the page ${middle('task')} ms, of which script ${middle('script')}, styles and layout ${middle('style')}`,
    );
  }
  await browser.close();
  await server.stop();
} finally {
  dropFolder(data);
}
if (failed) process.exitCode = 1;
