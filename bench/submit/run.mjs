// Signed, durable submit+answer per second of one server, beside what this machine can sign at all in the same run.
// The server runs as `tuquan serve` with the role api: accepting is measured, picture work is not.
// usage: node bench/submit/run.mjs [--rounds 5] [--seconds 4] [--connections 64]
import { spawn } from 'node:child_process';
import { createPrivateKey, createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { loadFor } from '../keep-alive.mjs';
import { describeMachine, median, option } from '../measure.mjs';

const rounds = option('rounds', 5);
const seconds = option('seconds', 4);
const connections = option('connections', 64);
const root = fileURLToPath(new URL('../..', import.meta.url));
const target = '/v3/marketing/partner/product-coupon/image-generation-tasks';
const threads = availableParallelism();

const inThread = (workerData) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./thread.mjs', import.meta.url), { workerData });
    worker.once('message', resolve);
    worker.once('error', reject);
  });

/** RSA-2048 signatures per second on all cores, one thread each. */
async function signingCeiling(privateKeyPem) {
  const counts = await Promise.all(
    Array.from({ length: threads }, () => inThread({ task: 'ceiling', privateKeyPem, seconds: 2 })),
  );
  return counts.reduce((sum, perSecond) => sum + perSecond, 0);
}

/** Complete requests as bytes, signed beforehand so that the client's own signing is not measured. */
async function presign(sandbox, privateKeyPem, count, round) {
  const { mchid, merchantSerial, brandId } = sandbox.wechatPay;
  const share = Math.ceil(count / threads);
  const pieces = await Promise.all(
    Array.from({ length: threads }, (_, thread) =>
      inThread({
        task: 'presign',
        privateKeyPem,
        mchid,
        serial: merchantSerial,
        brandId,
        target,
        count: share,
        name: `${round}_${thread}`,
      }),
    ),
  );
  return pieces.flat().map((bytes) => Buffer.from(bytes));
}

/** Sends the requests over `connections` keep-alive connections, one at a time on each, until the time is over. */
async function load(port, requests, platformKey) {
  let next = 0;
  let done = 0;
  let checked = 0;
  const figures = await loadFor({
    port,
    connections,
    seconds,
    bytes: () => requests[next++] ?? null,
    answered: ({ status, head, body }) => {
      if (status !== 200) throw new Error(body.toString('utf8'));
      done += 1;
      // Every 200th answer is verified: a server that signs wrongly must not win.
      if (done % 200 !== 0) return;
      const header = (name) => new RegExp(`${name}: (.*)\r`).exec(head)?.[1];
      const message = Buffer.concat([
        Buffer.from(`${header('Wechatpay-Timestamp')}\n${header('Wechatpay-Nonce')}\n`),
        body,
        Buffer.from('\n'),
      ]);
      if (!verify('sha256', message, platformKey, Buffer.from(header('Wechatpay-Signature'), 'base64'))) {
        throw new Error('an answer was signed wrongly');
      }
      checked += 1;
    },
  });
  return { ...figures, checked, ranOut: next >= requests.length };
}

const data = mkdtempSync(join(tmpdir(), 'tuquan-bench-'));
const server = spawn(
  process.execPath,
  [join(root, 'bin/tuquan.mjs'), 'serve', '--sandbox', '--port', '0', '--tls-port', '0', '--data', data],
  {
    env: {
      ...process.env,
      TUQUAN_ROLE: 'api',
      TUQUAN_LIMITS: 'off',
      TUQUAN_LOG: 'warn',
      TUQUAN_TASKS_WAITING: '100000000',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
try {
  const port = await new Promise((resolve, reject) => {
    server.stdout.on('data', (text) => {
      const found = /tuquan ready http:\/\/[^:]+:(\d+)/.exec(String(text));
      if (found) resolve(Number(found[1]));
    });
    server.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
  const sandbox = JSON.parse(readFileSync(join(data, 'sandbox.json'), 'utf8'));
  const privateKeyPem = readFileSync(sandbox.wechatPay.merchantPrivateKeyFile, 'utf8');
  const platformKey = createPublicKey(readFileSync(sandbox.wechatPay.platformCertificateFile, 'utf8'));
  createPrivateKey(privateKeyPem);
  console.log(describeMachine());
  console.log(`signed durable submit, ${connections} connections, ${seconds} s a round, client on the same machine`);
  const ratios = [];
  const rates = [];
  let estimate = 4000;
  await load(port, await presign(sandbox, privateKeyPem, 2000, 'warm'), platformKey);
  for (let round = 0; round < rounds; round += 1) {
    const before = await signingCeiling(privateKeyPem);
    const requests = await presign(sandbox, privateKeyPem, Math.ceil(estimate * seconds * 1.4), `r${round}`);
    const { perSecond, p50, p99, checked, ranOut } = await load(port, requests, platformKey);
    const after = await signingCeiling(privateKeyPem);
    const ceiling = (before + after) / 2;
    estimate = perSecond;
    rates.push(perSecond);
    ratios.push(perSecond / ceiling);
    console.log(
      `round ${round + 1}: ${perSecond.toFixed(0)} submits/s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ceiling ${ceiling.toFixed(0)} signatures/s, ratio ${(perSecond / ceiling).toFixed(3)}, ${checked} answers verified${ranOut ? ' (requests ran out early)' : ''}`,
    );
  }
  console.log(
    `median: ${median(rates).toFixed(0)} submits/s, ${(100 * median(ratios)).toFixed(1)} % of the signing ceiling (must reach 50 %, and 500/s)`,
  );
} finally {
  server.kill('SIGTERM');
  await new Promise((resolve) => server.once('exit', resolve));
  rmSync(data, { recursive: true, force: true });
}
