// What honest callers notice of thousands of clients that send a byte now and then: latency before, with and after them.
// usage: node bench/evidence/slow-clients.mjs [--dripping 5000] [--seconds 20] [--rate 200]
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { dropFolder, newFolder, startServer } from '../coupons/server.mjs';
import { describeMachine, option } from '../measure.mjs';

const dripping = option('dripping', 5000);
const seconds = option('seconds', 20);
const rate = option('rate', 200);
const head = 'POST /cgi-bin/stable_token HTTP/1.1\r\nHost: api.weixin.qq.com\r\nContent-Type: application/json\r\n';

/** One caller's request on a connection of its own list, in turn; resolves to its latency in ms. */
function caller(port, bytes) {
  const socket = connect(port, '127.0.0.1').setNoDelay(true);
  let heard = Buffer.alloc(0);
  let answered;
  let lost = () => undefined;
  let open = true;
  socket.once('close', () => {
    open = false;
    lost(new Error('an honest connection was closed'));
  });
  socket.on('data', (piece) => {
    heard = Buffer.concat([heard, piece]);
    const end = heard.indexOf('\r\n\r\n');
    if (end < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(heard.toString('latin1', 0, end))?.[1] ?? 0);
    if (heard.length < end + 4 + length) return;
    if (!heard.toString('utf8', end + 4).includes('access_token')) throw new Error(heard.toString('utf8'));
    heard = Buffer.alloc(0);
    answered();
  });
  return {
    ask: () =>
      new Promise((resolve, reject) => {
        const began = performance.now();
        answered = () => resolve(performance.now() - began);
        lost = reject;
        socket.write(bytes);
      }),
    isOpen: () => open,
    end: () => socket.destroy(),
  };
}

/** `rate` requests a second, each begun at its time whatever became of the one before; median and 99th hundredth in ms. */
async function honest(port, body) {
  const bytes = Buffer.from(`${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  // Opened when they are needed: one that says nothing is closed like a dripping one.
  const free = [];
  const every = [];
  const latencies = [];
  const running = [];
  const began = performance.now();
  for (let index = 0; index < rate * seconds; index += 1) {
    const due = began + (index * 1000) / rate;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    // One that has rested for long is closed, as the server announces.
    while (free.length > 0 && !free.at(-1).isOpen()) free.pop();
    const one = free.pop() ?? every[every.push(caller(port, bytes)) - 1];
    running.push(
      one.ask().then((ms) => {
        latencies.push(ms);
        free.push(one);
      }),
    );
  }
  await Promise.all(running);
  for (const one of every) one.end();
  latencies.sort((a, b) => a - b);
  const at = (share) => latencies[Math.floor(latencies.length * share)];
  return { p50: at(0.5), p99: at(0.99), count: latencies.length };
}

/** Keeps `dripping` connections open that send a byte of a header each second; the server may close them, then others come. */
function drip(port) {
  const text = Buffer.from(`${head}X-Slow: ${'a'.repeat(4000)}`);
  let closed = 0;
  let over = false;
  const sockets = new Set();
  const open = () => {
    const socket = connect(port, '127.0.0.1');
    let sent = 0;
    const timer = setInterval(() => {
      socket.write(text.subarray(sent, sent + 1));
      sent += 1;
    }, 1000);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(timer);
      sockets.delete(socket);
      if (over) return;
      closed += 1;
      open();
    });
    sockets.add(socket);
  };
  for (let index = 0; index < dripping; index += 1) setTimeout(open, (index * 2000) / dripping);
  return {
    open: () => sockets.size,
    closed: () => closed,
    stop: () => {
      over = true;
      for (const socket of sockets) socket.destroy();
    },
  };
}

const show = ({ p50, p99, count }) => `p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms of ${count}`;
const data = newFolder();
const server = await startServer(data);
try {
  const { appid, secret } = JSON.parse(readFileSync(join(data, 'sandbox.json'), 'utf8')).wechatMp;
  const body = JSON.stringify({ grant_type: 'client_credential', appid, secret });
  console.log(describeMachine());
  await honest(server.port, body);
  const before = await honest(server.port, body);
  console.log(`alone: ${show(before)}`);
  const slow = drip(server.port);
  await new Promise((resolve) => setTimeout(resolve, 4000));
  const open = slow.open();
  const during = await honest(server.port, body);
  console.log(
    `beside ${open} to ${slow.open()} dripping connections: ${show(during)}; ${slow.closed()} of them were closed`,
  );
  slow.stop();
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const after = await honest(server.port, body);
  console.log(`after them: ${show(after)}`);
  const alone = Math.max(before.p99, after.p99);
  console.log(`p99 beside them ÷ alone: ${(during.p99 / alone).toFixed(2)} (must stay under 2)`);
} finally {
  await server.stop();
  dropFolder(data);
}
