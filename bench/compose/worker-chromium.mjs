// Draws cards as screenshots of one page that stays open in one headless browser. `fast` asks for its quicker PNG encoder.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { fonts, scene, texts } from './card.mjs';
import { serve } from './worker.mjs';

const fast = process.argv.includes('fast');
const browser = await chromium.launch({
  executablePath: process.env.BENCH_CHROMIUM,
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
const page = await browser.newPage({ viewport: { width: 1080, height: 1080 }, deviceScaleFactor: 1 });
const faces = fonts
  .map(({ name, path }) => `@font-face{font-family:"${name}";src:url("${pathToFileURL(path)}")}`)
  .join('');
const file = join(mkdtempSync(join(tmpdir(), 'bench-compose-')), 'card.html');
writeFileSync(
  file,
  `<!doctype html><style>${faces}*{margin:0}div{position:absolute;line-height:1;white-space:nowrap}svg{display:block}</style><body>${scene}<section></section>`,
);
await page.goto(pathToFileURL(file).href);
const session = await page.context().newCDPSession(page);

serve(async (i) => {
  await page.evaluate(async (boxes) => {
    const html = boxes.map(
      (t) =>
        `<div style="left:${t.x}px;top:${t.top}px;font:${t.size}px/1 '${t.name}';color:${t.colour}">${t.text}</div>`,
    );
    document.querySelector('section').innerHTML = html.join('');
    await document.fonts.ready;
  }, texts(i));
  if (!fast) return page.screenshot({ type: 'png' });
  const { data } = await session.send('Page.captureScreenshot', { format: 'png', optimizeForSpeed: true });
  return Buffer.from(data, 'base64');
});
process.once('disconnect', () => void browser.close().finally(() => process.exit(0)));
