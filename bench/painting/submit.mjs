// Signed painting submits per second of one server, beside the ceiling: the same framework and database answering unsigned
// JSON with one durable insert. Both run in turn within each round. The role is api: accepting is measured, painting is not. The
// server is one a merchant runs; `--sandbox` measures a sandbox, which looks for faults and counts what was met besides.
// usage: node bench/painting/submit.mjs [--rounds 5] [--seconds 4] [--connections 64] [--sandbox]
import { execFileSync, spawn } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadFor } from '../keep-alive.mjs';
import { describeMachine, median, option } from '../measure.mjs';

const rounds = option('rounds', 5);
const seconds = option('seconds', 4);
const connections = option('connections', 64);
const sandbox = process.argv.includes('--sandbox');
const root = fileURLToPath(new URL('../..', import.meta.url));
const body = JSON.stringify({ text: '夏日海边的奶茶铺', resolution: '1024*1024', style: '水彩画', num: 1 });
const sha256 = (content) => createHash('sha256').update(content).digest('hex');

function start(args, env) {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = new Promise((resolve, reject) => {
    child.stdout.on('data', (text) => {
      const found = /tuquan ready http:\/\/[^:]+:(\d+)/.exec(String(text));
      if (found) resolve(Number(found[1]));
    });
    child.once('exit', (code) => reject(new Error(`a server ended with ${code}`)));
  });
  return { child, port };
}

/** A complete signed request; made anew for each date, as a client would. */
function signedRequest({ appKey, appSecret }, host) {
  const date = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const signedHeaders = 'content-type;host;x-sdk-date';
  const canonical = `POST\n/ai-painting/submit/\n\ncontent-type:application/json\nhost:${host}\nx-sdk-date:${date}\n\n${signedHeaders}\n${sha256(body)}`;
  const signature = createHmac('sha256', appSecret)
    .update(`SDK-HMAC-SHA256\n${date}\n${sha256(canonical)}`)
    .digest('hex');
  return Buffer.from(
    `POST /ai-painting/submit HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nX-Sdk-Date: ${date}\r\nAuthorization: SDK-HMAC-SHA256 Access=${appKey}, SignedHeaders=${signedHeaders}, Signature=${signature}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

const plainRequest = (host) =>
  Buffer.from(
    `POST /submit HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );

const load = (port, request) =>
  loadFor({
    port,
    connections,
    seconds,
    bytes: () => request,
    answered: ({ body: answer }) => {
      const text = answer.toString('utf8');
      if (!text.startsWith('{"code":200')) throw new Error(text);
    },
  });

const data = mkdtempSync(join(tmpdir(), 'tuquan-bench-'));
const tuquan = join(root, 'bin/tuquan.mjs');
const client = join(data, 'client');
const appKey = 'painting-bench';
if (!sandbox) {
  const account = ['--kind', 'painting-app', '--number', appKey, '--name', 'bench', '-o', client];
  execFileSync(process.execPath, [tuquan, 'account', 'add', 'ai-painting', ...account, '--data', data]);
}
const servers = [
  start([tuquan, 'serve', ...(sandbox ? ['--sandbox', '--tls-port', '0'] : []), '--port', '0', '--data', data], {
    TUQUAN_ROLE: 'api',
    TUQUAN_LIMITS: 'off',
    TUQUAN_LOG: 'warn',
    TUQUAN_TASKS_WAITING: '100000000',
    TUQUAN_PAINT_WAITING: '10000000',
  }),
  start([fileURLToPath(new URL('./ceiling-server.mjs', import.meta.url)), data], {}),
];
try {
  const [port, ceilingPort] = await Promise.all(servers.map((server) => server.port));
  const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
  const account = sandbox
    ? read(join(data, 'sandbox.json')).aiPainting
    : { appKey, ...read(join(client, 'account.json')) };
  console.log(describeMachine());
  console.log(
    `signed durable painting submit, ${connections} connections, ${seconds} s a round, client on the same machine`,
  );
  const submit = () => load(port, signedRequest(account, `127.0.0.1:${port}`));
  const ceiling = () => load(ceilingPort, plainRequest(`127.0.0.1:${ceilingPort}`));
  await submit();
  await ceiling();
  const ratios = [];
  const rates = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = await ceiling();
    const { perSecond, p50, p99 } = await submit();
    const after = await ceiling();
    const most = (before.perSecond + after.perSecond) / 2;
    rates.push(perSecond);
    ratios.push(perSecond / most);
    console.log(
      `round ${round + 1}: ${perSecond.toFixed(0)} submits/s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ceiling ${most.toFixed(0)}/s, ratio ${(perSecond / most).toFixed(3)}`,
    );
  }
  console.log(
    `median: ${median(rates).toFixed(0)} submits/s, ${(100 * median(ratios)).toFixed(1)} % of the ceiling (must reach 60 %)`,
  );
} finally {
  for (const { child } of servers) child.kill('SIGTERM');
  await Promise.all(servers.map(({ child }) => new Promise((resolve) => child.once('exit', resolve))));
  rmSync(data, { recursive: true, force: true });
}
