// What honest callers notice of thousands of clients that send a byte now and then: latency before, with and after them.
// The slow ones are a process of their own: what they cost their own side is not the server's. Takes two minutes and a half.
// usage: node bench/evidence/slow-clients.mjs [--dripping 5000] [--seconds 20] [--rate 200]
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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

/** Milliseconds of processor time that a process has had. */
function busyMs(pid) {
  const after = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(after[11]) + Number(after[12])) * 10;
}

/** `rate` requests a second, each begun at its time whatever became of the one before; ms, and the server's share of a core. */
async function honest(server, body, forSeconds = seconds) {
  const { port, pid } = server;
  const bytes = Buffer.from(`${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  // Opened when they are needed: one that says nothing is closed like a dripping one.
  const free = [];
  const every = [];
  const latencies = [];
  const running = [];
  let broken;
  const began = performance.now();
  const busy = busyMs(pid);
  for (let index = 0; index < rate * forSeconds && broken === undefined; index += 1) {
    const due = began + (index * 1000) / rate;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    // One that has rested for long is closed, as the server announces.
    while (free.length > 0 && !free.at(-1).isOpen()) free.pop();
    const one = free.pop() ?? every[every.push(caller(port, bytes)) - 1];
    running.push(
      one.ask().then(
        (ms) => {
          latencies.push(ms);
          free.push(one);
        },
        (error) => {
          broken ??= error;
        },
      ),
    );
  }
  const late = new Promise((resolve) => setTimeout(resolve, 30_000, 'late').unref());
  if ((await Promise.race([Promise.all(running), late])) === 'late')
    broken ??= new Error(`${running.length - latencies.length} honest requests were not answered within 30 s`);
  if (broken) throw broken;
  const share = (busyMs(pid) - busy) / (performance.now() - began);
  for (const one of every) one.end();
  latencies.sort((a, b) => a - b);
  const at = (part) => latencies[Math.floor(latencies.length * part)];
  return { p50: at(0.5), p99: at(0.99), longest: latencies.at(-1), count: latencies.length, share };
}

/** Keeps `dripping` connections open that send a byte of a header each second; the server may close them, then others come. */
function drip(port) {
  const text = Buffer.from(`${head}X-Slow: ${'a'.repeat(4000)}`);
  let closed = 0;
  const over = false;
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
  for (let index = 0; index < dripping; index += 1) setTimeout(open, (index * 4000) / dripping);
  process.on('message', () => process.send({ open: sockets.size, closed }));
  process.on('disconnect', () => process.exit());
}

const slowOnes = option('drip-at', 0);
if (slowOnes > 0) drip(slowOnes);
else await measure();

/** The dripping connections, in a process that ends with this one. */
function startDripping(port) {
  const child = fork(fileURLToPath(import.meta.url), ['--drip-at', String(port), '--dripping', String(dripping)]);
  // Theirs would be machines of their own: the server must not wait for its turn behind them.
  setPriority(child.pid, constants.priority.PRIORITY_LOW);
  return {
    state: () =>
      new Promise((resolve) => {
        child.once('message', resolve);
        child.send('state');
      }),
    stop: async () => {
      const exited = new Promise((resolve) => child.once('exit', resolve));
      child.disconnect();
      await exited;
    },
  };
}
async function measure() {
  const show = ({ p50, p99, longest, count, share }) =>
    `p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, longest ${longest.toFixed(0)} ms of ${count}; the server has ${(share * 100).toFixed(0)} % of a core`;
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const data = newFolder();
  const server = await startServer(data);
  let slow;
  try {
    const { appid, secret } = JSON.parse(readFileSync(join(data, 'sandbox.json'), 'utf8')).wechatMp;
    const body = JSON.stringify({ grant_type: 'client_credential', appid, secret });
    console.log(describeMachine());
    await honest(server, body);
    const before = await honest(server, body);
    console.log(`alone: ${show(before)}`);
    slow = startDripping(server.port);
    await pause(6_000);
    const { open } = await slow.state();
    // As long as one of them lives, so that all their ways are measured: each is closed once for sending no whole head.
    const during = await honest(server, body, 60);
    const state = await slow.state();
    console.log(
      `beside ${open} to ${state.open} dripping connections: ${show(during)}; ${state.closed} of them were closed`,
    );
    await slow.stop();
    slow = undefined;
    await pause(2000);
    const after = await honest(server, body);
    console.log(`after them: ${show(after)}`);
    const alone = Math.max(before.p99, after.p99);
    console.log(`p99 beside them ÷ alone: ${(during.p99 / alone).toFixed(2)} (must stay under 2)`);
  } finally {
    await slow?.stop();
    await server.stop('SIGKILL');
    dropFolder(data);
  }
}
