// Mixed load for as long as asked: whether memory, descriptors or latencies creep. Everything the server makes is made for
// real: pictures composed and cut out, callbacks sent and answered.
// usage: node bench/evidence/soak.mjs [--minutes 60] [--rate 40] [--only submit,query]
import { createPrivateKey, randomBytes, sign } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import sharp from 'sharp';
import { addAccount, dropFolder, newFolder, offerSpec, offline, startServer } from '../coupons/server.mjs';
import { describeMachine, median, option } from '../measure.mjs';

const minutes = option('minutes', 60);
const rate = option('rate', 40);
const pictures = '/v3/marketing/partner/product-coupon/image-generation-tasks';

/** How often each kind of request comes; together one turn. */
const only = process.argv.includes('--only') && process.argv[process.argv.indexOf('--only') + 1].split(',');
const turn = ['token', 'claim', 'claim', 'claim', 'submit', 'query', 'query', 'upload', 'picture', 'broken'].filter(
  (kind) => !only || only.includes(kind),
);

const data = newFolder();
await offline(data, async (services) => {
  await services.coupons.createOffer(await addAccount(services), offerSpec('bench'));
});
const callbacks = createServer((request, response) => {
  request.resume();
  request.on('end', () => response.writeHead(204).end());
});
await new Promise((resolve) => callbacks.listen(0, '127.0.0.1', resolve));
// As in the image: docs/operations.md, what to watch.
const server = await startServer(data, { TUQUAN_ROLE: 'all', MALLOC_ARENA_MAX: process.env.MALLOC_ARENA_MAX ?? '2' });
const base = `http://127.0.0.1:${server.port}`;
const sandbox = JSON.parse(readFileSync(join(data, 'sandbox.json'), 'utf8'));
const pay = sandbox.wechatPay;
const key = createPrivateKey(readFileSync(pay.merchantPrivateKeyFile, 'utf8'));
const photo = await sharp({
  create: {
    width: 800,
    height: 600,
    channels: 3,
    background: '#88aacc',
    noise: { type: 'gaussian', mean: 128, sigma: 30 },
  },
})
  .jpeg()
  .toBuffer();

async function signed(method, path, body = '') {
  const timestamp = Math.floor(Date.now() / 1000);
  const nonce = randomBytes(16).toString('hex');
  const text = `${method}\n${path}\n${timestamp}\n${nonce}\n${body}\n`;
  const signature = sign('sha256', Buffer.from(text), key).toString('base64');
  const authorization = `WECHATPAY2-SHA256-RSA2048 mchid="${pay.mchid}",nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${pay.merchantSerial}"`;
  const headers = { accept: 'application/json', authorization, 'content-type': 'application/json' };
  return fetch(base + path, { method, headers, ...(body === '' ? {} : { body }) });
}

const put = await signed(
  'POST',
  '/v3/marketing/partner/product-coupon/notify-configs',
  JSON.stringify({ notify_url: `http://127.0.0.1:${callbacks.address().port}/told` }),
);
if (!put.ok) throw new Error(`the callback address was refused: ${await put.text()}`);

let count = 0;
const tasks = [];
const shown = [];
const expect = async (answer, status = 200) => {
  const text = await answer.text();
  if (answer.status !== status) throw new Error(`${answer.url}: ${answer.status} ${text.slice(0, 300)}`);
  return text;
};
const kinds = {
  token: async () => {
    const { appid, secret } = sandbox.wechatMp;
    const body = JSON.stringify({ grant_type: 'client_credential', appid, secret });
    await expect(await fetch(`${base}/cgi-bin/stable_token`, { method: 'POST', body }));
  },
  claim: async (number) => {
    const headers = { authorization: server.authorization, 'content-type': 'application/json' };
    const body = JSON.stringify({
      card_id: 'bench',
      openid: `o${String(number).padStart(27, '0')}`,
      outer_str: 'soak',
    });
    await expect(await fetch(`${base}/api/claims`, { method: 'POST', headers, body }));
  },
  submit: async (number) => {
    const task = `soak_${number}`;
    await expect(
      await signed(
        'POST',
        pictures,
        JSON.stringify({
          brand_id: pay.brandId,
          task_id: task,
          image_generation_type: 'COMBINE_IMAGE',
          combine_image: {
            scope: 'ALL',
            type: 'NORMAL',
            usage_mode: 'SINGLE',
            normal_coupon: { threshold: 10000, discount_amount: 100 + (number % 9000) },
          },
        }),
      ),
    );
    tasks.push(task);
    if (tasks.length > 200) tasks.shift();
  },
  query: async (number) => {
    if (tasks.length === 0) return;
    const task = tasks[number % tasks.length];
    const found = JSON.parse(
      await expect(
        await signed('GET', `${pictures}/${task}?brand_id=${pay.brandId}&image_generation_type=COMBINE_IMAGE`),
      ),
    );
    const url = found.combine_image_result?.image_url;
    if (url !== undefined && shown.length < 50) shown.push(url);
  },
  upload: async (number) => {
    const form = new FormData();
    form.set('access_token', '');
    const bytes = Buffer.concat([photo, Buffer.from(String(number))]);
    const { accessToken, shopId } = sandbox.pictureSpace;
    form.set('shop_id', String(shopId ?? ''));
    form.set('title', `soak ${number}`);
    form.set('img', new Blob([bytes], { type: 'image/jpeg' }), `soak-${number}.jpg`);
    const answer = await fetch(`${base}/tool/erps/tbpicture`, {
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}` },
      body: form,
    });
    await answer.arrayBuffer();
    if (answer.status >= 500) throw new Error(`upload: ${answer.status}`);
  },
  picture: async (number) => {
    if (shown.length === 0) return;
    const url = new URL(shown[number % shown.length]);
    const answer = await fetch(`${base}${url.pathname}_200x200.jpg`);
    await answer.arrayBuffer();
    if (answer.status >= 500) throw new Error(`picture: ${answer.status}`);
  },
  broken: async () => {
    const answer = await fetch(`${base}${pictures}`, { method: 'POST', body: '{"half":' });
    await answer.arrayBuffer();
    if (answer.status !== 401) throw new Error(`a request without a signature was answered ${answer.status}`);
  },
};

const rssMiB = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]) / 1024;
const descriptors = () => readdirSync(`/proc/${server.pid}/fd`).length;
/** Least squares: how much `y` grows per hour. */
function perHour(samples, of) {
  const n = samples.length;
  const x = samples.map(({ hour }) => hour);
  const y = samples.map(of);
  const [mx, my] = [x.reduce((a, b) => a + b, 0) / n, y.reduce((a, b) => a + b, 0) / n];
  const across = x.reduce((sum, each, at) => sum + (each - mx) * ((y[at] ?? 0) - my), 0);
  return across / x.reduce((sum, each) => sum + (each - mx) ** 2, 0);
}

console.log(describeMachine());
console.log(`${rate} requests a second for ${minutes} minutes: ${turn.join(', ')}`);
const began = performance.now();
const end = began + minutes * 60_000;
const samples = [];
let latencies = [];
let failures = 0;
let lastFailure = '';
let open = 0;
const everySampleMs = Math.max(5_000, (minutes * 60_000) / 60);
let nextSample = began + everySampleMs;
// Read each second: a single moment is as much as 30 MiB off, by what the engines hold just then.
let resident = [];
const watch = setInterval(() => resident.push(rssMiB()), 1000);
for (let index = 0; performance.now() < end; index += 1) {
  const due = began + (index * 1000) / rate;
  const wait = due - performance.now();
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  // More than this waiting says the server is behind; then the rate falls instead of the memory of this client growing.
  while (open > 200) await new Promise((resolve) => setTimeout(resolve, 5));
  const kind = turn[index % turn.length];
  const asked = performance.now();
  open += 1;
  count += 1;
  kinds[kind](index)
    .then(
      () => latencies.push(performance.now() - asked),
      (error) => {
        failures += 1;
        lastFailure = [kind, error, error.cause ?? ''].join(' ').trim();
      },
    )
    .finally(() => {
      open -= 1;
    });
  if (performance.now() >= nextSample) {
    latencies.sort((a, b) => a - b);
    const p99 = latencies[Math.floor(latencies.length * 0.99)] ?? 0;
    const hour = (performance.now() - began) / 3_600_000;
    const sample = { hour, rss: median(resident), least: Math.min(...resident), fds: descriptors(), p99 };
    resident = [];
    samples.push(sample);
    console.log(
      `${(sample.hour * 60).toFixed(1)} min: rss ${sample.rss.toFixed(1)} MiB (least ${sample.least.toFixed(1)}), ${sample.fds} descriptors, p50 ${(latencies[Math.floor(latencies.length / 2)] ?? 0).toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ${failures} failed${failures ? ` (${lastFailure})` : ''}`,
    );
    latencies = [];
    nextSample += everySampleMs;
  }
}
clearInterval(watch);
const warm = samples.filter(({ hour }) => hour * 60 > minutes / 3);
const [early, late] = [warm.slice(0, warm.length / 2), warm.slice(warm.length / 2)];
console.log(`${count} requests, ${failures} failed`);
const third = (n) => samples.slice((n * samples.length) / 3, ((n + 1) * samples.length) / 3).map(({ rss }) => rss);
console.log(`rss, medians of the thirds: ${[0, 1, 2].map((n) => median(third(n)).toFixed(1)).join(', ')} MiB`);
console.log(
  `after the first third: rss ${perHour(warm, ({ rss }) => rss).toFixed(1)} MiB an hour, its least ${perHour(warm, ({ least }) => least).toFixed(1)} (must stay under 5 over 60 minutes), descriptors ${median(early.map(({ fds }) => fds))} → ${median(late.map(({ fds }) => fds))}, p99 ${median(early.map(({ p99 }) => p99)).toFixed(1)} → ${median(late.map(({ p99 }) => p99)).toFixed(1)} ms`,
);
await server.stop();
callbacks.close();
dropFolder(data);
