// Takes the console's pictures for docs/gallery in headless Chromium, from a sandbox server of its own.
// usage: node scripts/gallery-console.mjs   (after npm run build; needs Chromium at /usr/bin/chromium or TUQUAN_CHROMIUM,
// and a font with Han characters)
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { call as paint } from '../dist/apis/ai-painting/demo/client.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const data = mkdtempSync(join(tmpdir(), 'tuquan-gallery-'));
const args = ['bin/tuquan.mjs', 'serve', '--sandbox', '--port', '0', '--tls-port', '0', '--data', data];
const server = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] });
await new Promise((resolve) => server.stdout.on('data', (text) => String(text).includes('ready') && resolve()));
const {
  baseUrl,
  console: credentials,
  wechatMp,
  aiPainting,
} = JSON.parse(readFileSync(join(data, 'sandbox.json'), 'utf8'));
const browser = await chromium.launch({
  executablePath: process.env.TUQUAN_CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
  ],
});

/** Signs somebody in and hands over a page with a way to take its picture. */
async function open(name, { locale = 'zh-CN', dark = false, width = 1360, height = 900, user = credentials } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    locale,
    colorScheme: dark ? 'dark' : 'light',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  await page.goto(`${baseUrl}/console/`);
  await page.waitForSelector('input[autocomplete=username]');
  const signIn = await page.screenshot();
  await page.fill('input[autocomplete=username]', user.user);
  await page.fill('input[autocomplete=current-password]', user.password);
  await page.click('button[type=submit]');
  await page.waitForSelector('.hero');
  const go = (path) => page.goto(`${baseUrl}/console/${path}`, { waitUntil: 'load' });
  // Pictures of pages have few colours but for the photos on them: a palette keeps the repository small, but breaks gradients.
  const keep = async (what, bytes, options = { palette: true, quality: 90, effort: 8 }) => {
    await sharp(bytes)
      .png(options)
      .toFile(join(root, 'docs/gallery', `console-${what}${name}.png`));
    console.log(`console-${what}${name}.png`);
  };
  const shoot = async (what, fullPage = false) => keep(what, await page.screenshot({ fullPage }));
  if (user === credentials) await keep('sign-in', signIn, { compressionLevel: 9 });
  return { page, go, shoot };
}

/** A merchant's message server that answers every text with the same words. */
async function startMerchant(answer) {
  const merchant = createServer((request, response) => {
    const proof = new URL(request.url, 'http://merchant').searchParams.get('echostr');
    let body = '';
    request.on('data', (piece) => {
      body += piece;
    });
    request.on('end', () => {
      const of = (name) => new RegExp(`<${name}><!\\[CDATA\\[(.*?)\\]\\]>`).exec(body)?.[1] ?? '';
      if (proof !== null || of('MsgType') !== 'text') return response.end(proof ?? 'success');
      const text = (name, value) => `<${name}><![CDATA[${value}]]></${name}>`;
      return response.end(
        `<xml>${text('ToUserName', of('FromUserName'))}${text('FromUserName', of('ToUserName'))}<CreateTime>${Math.floor(Date.now() / 1000)}</CreateTime>${text('MsgType', 'text')}${text('Content', answer)}</xml>`,
      );
    });
  });
  await new Promise((resolve) => merchant.listen(0, '127.0.0.1', resolve));
  merchant.unref();
  return { url: `http://127.0.0.1:${merchant.address().port}/` };
}

try {
  const { page, go, shoot } = await open('');
  const photos = readdirSync(join(root, 'samples')).filter((name) => name.endsWith('.jpg'));
  for (const photo of photos.slice(0, 3)) {
    await go('studio');
    await page.setInputFiles('input[type=file]', join(root, 'samples', photo));
    await page.locator('.step-done').nth(4).waitFor();
  }
  await page.waitForTimeout(800);
  await shoot('studio', true);
  await page.click('#step-poster a');
  await page.waitForSelector('.ant-drawer .card-face');
  await page.click('.ant-drawer-extra button');
  await page.waitForSelector('.hand-out');
  await page.fill('.hand-out input', '门店海报');
  await page.click('.hand-out button');
  await page.waitForSelector('.qr img');
  await page.waitForTimeout(500);
  await shoot('hand-out');
  const address = (await page.locator('.qr .ant-typography').innerText()).trim();
  // Something to see: followers claim, one card is redeemed, a message is sent.
  const authorization = `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`;
  const ask = async (method, path, body) =>
    (
      await fetch(`${baseUrl}/api${path}`, {
        method,
        headers: { authorization, 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      })
    ).json();
  const shop = `/shops/${wechatMp.appid}`;
  const { cards } = await ask('GET', `${shop}/cards`);
  const card = cards[0].number;
  for (const [index, { openid }] of wechatMp.followers.entries()) {
    const { code } = await ask('POST', '/claims', {
      card_id: card,
      openid,
      outer_str: index % 2 ? '门店海报' : '公众号',
    });
    if (index === 0) await ask('POST', `${shop}/redemptions`, { code });
    await ask('POST', `${shop}/messages`, { follower: openid, content: { kind: 'card', card } });
  }
  await ask('POST', `${shop}/messages`, { content: { kind: 'text', text: '春茶上新，进店即享满100减20。' } });
  // A library with tags, and with copies to be found.
  const { libraries } = await ask('GET', '/libraries');
  const library = `/libraries/${libraries[0].number}`;
  const titles = {
    'bubble-tea': '珍珠奶茶',
    camera: '胶片相机',
    coffee: '手冲咖啡',
    handbag: '真皮手袋',
    headphones: '降噪耳机',
    lipstick: '口红',
    sneaker: '运动鞋',
    'teddy-bear': '泰迪熊',
  };
  const add = async (title, bytes, tags) => {
    const answer = await fetch(`${baseUrl}/api${library}/pictures?title=${encodeURIComponent(title)}`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'image/jpeg' },
      body: bytes,
    });
    const { number } = await answer.json();
    await ask('PATCH', `${library}/pictures/${number}`, { tags });
  };
  for (const photo of photos) {
    const bytes = readFileSync(join(root, 'samples', photo));
    const stem = photo.replace('.jpg', '');
    const title = titles[stem] ?? stem;
    const tags = ['bubble-tea', 'coffee'].includes(stem) ? ['饮品', '春季'] : ['新品'];
    await add(title, bytes, tags);
    if (stem !== 'coffee' && stem !== 'sneaker') continue;
    await add(`${title} 副本`, bytes, tags);
    await add(`${title} 小图`, await sharp(bytes).resize(320).jpeg({ quality: 70 }).toBuffer(), tags);
  }
  // Cards of other kinds, one with codes of the merchant's own, a landing page, followers who look and scan.
  const base = {
    brand: '小满茶铺',
    logo: `${baseUrl}/console/mark.svg`,
    notice: '使用时向店员出示此券',
    description: '全场通用，不与其他优惠同享',
    validity: { kind: 'term', days: 30 },
    stock: 200,
  };
  const more = [];
  for (const some of [
    { kind: 'percent-off', title: '全场八五折', colour: '#0a7a55', percentOff: 15 },
    { kind: 'gift', title: '赠拿铁一杯', colour: '#9058cb', detail: '中杯拿铁一杯' },
    {
      kind: 'cash-off',
      title: '会员专享券',
      colour: '#5885cf',
      thresholdFen: 5_000,
      amountFen: 1_000,
      ownCodes: true,
      stock: 0,
    },
  ]) {
    const made = await ask('POST', `${shop}/cards`, { ...base, ...some });
    await ask('PUT', `/cards/${made.number}/review`, { approved: true });
    more.push(made.number);
  }
  const { campaigns } = await ask('GET', '/campaigns');
  const poster = campaigns[0].steps.find(({ name }) => name === 'poster').pictures[0].url;
  await ask('POST', `${shop}/shelves`, {
    title: '春日特惠',
    banner: poster,
    colour: '#9058cb',
    place: '公众号菜单',
    cards: [card, ...more.slice(0, 2)].map((number) => ({ card: number, picture: `${baseUrl}/console/mark.svg` })),
  });
  await go('coupons');
  await page.waitForSelector('.card-tile');
  await shoot('coupons');
  await page.locator('.card-tile .ant-btn').nth(1).click();
  await page.locator('#edit-title').fill('会员日立减');
  await page.waitForTimeout(600);
  await shoot('edit-card');
  await go(`coupons?tab=codes&card=${more[2]}`);
  await page.locator('.card-choice').waitFor();
  const codes = Array.from({ length: 6_000 }, (_, index) => `VIP-${String(10_000 + index)}`);
  await page.locator('input[type=file][accept^=".txt"]').setInputFiles({
    name: '会员券码.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from([...codes, '会员 券', 'VIP-10007'].join('\n')),
  });
  await page.locator('.import-run .mark-good').waitFor();
  await page.fill('.code-search input', 'VIP-12345');
  await page.keyboard.press('Enter');
  await page.locator('.code-facts').waitFor();
  await shoot('codes', true);
  await go('coupons?tab=pages');
  await page.locator('.page-tile').first().waitFor();
  await page.click('.bar button');
  await page.fill('#page-title', '会员日');
  await page.click('.designer button');
  await page.locator('.picker button').first().click();
  for (const title of ['满', '折']) {
    await page.fill('#page-cards', title);
    await page.waitForTimeout(900);
    await page.keyboard.press('Enter');
  }
  await page.waitForTimeout(600);
  await shoot('designer');
  const merchant = await startMerchant('有的，今天第二杯半价，到店出示卡券即可。');
  await go('phone');
  await page.waitForSelector('.bubble-card');
  await page.request.put(`${baseUrl}/api/accounts/app/${wechatMp.appid}/message-server`, {
    headers: { 'x-tuquan-console': '1' },
    data: { url: merchant.url },
  });
  await page.fill('.say-line input', '请问今天还有优惠吗？');
  await page.click('.say-line button');
  await page.getByText('今天第二杯半价').waitFor();
  await page.reload();
  await page.getByText('今天第二杯半价').waitFor();
  await page.waitForTimeout(1_000);
  await shoot('phone');
  await page.locator('.phone-tools .ant-space-compact input').fill(address);
  await page.locator('.phone-tools button.ant-btn-primary').click();
  await page.waitForTimeout(1_500);
  await shoot('phone-page');
  // Requests for the doctor: one good, one whose signature cannot fit.
  await fetch(
    `${baseUrl}/cgi-bin/token?grant_type=client_credential&appid=${wechatMp.appid}&secret=${wechatMp.secret}`,
  );
  await fetch(
    `${baseUrl}/router/rest?method=taobao.picture.get&app_key=1&sign_method=md5&sign=00&timestamp=2026-01-01`,
  );
  await go('developers');
  await page.locator('.row-open').first().click();
  await page.locator('.ant-drawer .ant-tabs-tab').last().waitFor();
  await page.locator('.ant-drawer [data-node-key=code]').click();
  await page.waitForTimeout(700);
  await shoot('request-code');
  await go('developers');
  await page.locator('[data-node-key=credentials]').click();
  await page.waitForTimeout(900);
  await shoot('credentials');
  await page.locator('[data-node-key=limits]').click();
  await page.waitForTimeout(700);
  await shoot('limits');
  await go('pictures');
  await page.locator('.bar .ant-segmented-item').nth(1).click();
  await page.locator('.tiles.medium img').first().waitFor();
  await page.waitForTimeout(700);
  await shoot('duplicates');
  // Some pictures are painted, one is being painted, the others wait.
  const wishes = {
    夏日海边的奶茶铺: '水彩画',
    雪山下的两只鹿: '油画',
    秋天的咖啡馆: '浮世绘',
    中秋月饼礼盒: '古风',
    城市夜景: '赛博朋克',
  };
  for (const [text, style] of Object.entries(wishes)) {
    await paint(baseUrl, aiPainting, 'submit', { text, style, resolution: '1024*1024', num: '2' }, Date.now());
  }
  await go('operations');
  await page.locator('.painted img').nth(2).waitFor();
  for (const path of ['operations', 'pictures', 'statistics', 'audience', 'developers', 'sandbox']) {
    await go(path);
    await page.waitForTimeout(1_800);
    await shoot(path, path === 'operations');
  }
  await go('');
  await page.waitForTimeout(1_000);
  await shoot('overview', true);
  const dark = await open('-en-dark', { locale: 'en-GB', dark: true });
  for (const path of [
    '',
    'studio',
    'pictures',
    'coupons',
    'audience',
    'phone',
    'statistics',
    'developers',
    'sandbox',
    'operations',
  ]) {
    await dark.go(path);
    await dark.page.waitForTimeout(1_500);
    await dark.shoot(path || 'overview');
  }
  const clerk = { user: 'clerk', ...(await ask('POST', '/users', { user: 'clerk', name: '小满', role: 'clerk' })) };
  for (const [name, options] of Object.entries({ '': {}, '-en-dark': { locale: 'en-GB', dark: true } })) {
    const till = await open(name, { ...options, user: clerk });
    await till.go('till');
    await till.page.waitForTimeout(1_000);
    await till.shoot('till');
  }
  const small = await open('-390', { width: 390, height: 844 });
  for (const path of ['', 'coupons', 'pictures', 'audience', 'statistics', 'developers']) {
    await small.go(path);
    await small.page.waitForTimeout(1_200);
    await small.shoot(path || 'overview');
  }
} finally {
  await browser.close();
  server.kill();
  rmSync(data, { recursive: true, force: true });
}
