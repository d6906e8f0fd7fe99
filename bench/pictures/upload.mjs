// Uploads of 1 MB JPEGs per second, durable, beside what the disk sustains for write + fsync + rename of the same bytes
// with the same concurrency in the same run, and beside what a bare Node server reaches that only receives, hashes and keeps.
// And the memory of the server while 64 uploads of 3 MB stream in.
// usage: node bench/pictures/upload.mjs [--rounds 3] [--seconds 5] [--clients 16] [--data FOLDER]
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describeMachine, median, option } from '../measure.mjs';

const rounds = option('rounds', 3);
const seconds = option('seconds', 5);
const clients = option('clients', 16);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** A real photo as a JPEG of about 1 MB: of the samples the one with most detail, as wide as it takes. */
async function photo() {
  for (let width = 1600; width <= 4800; width += 200) {
    const bytes = await sharp(join(root, 'samples/teddy-bear.jpg')).resize(width).jpeg({ quality: 92 }).toBuffer();
    if (bytes.length >= 950_000) return { bytes, width };
  }
  throw new Error('no width gives a megabyte');
}

/** The same bytes but for 16 at the end of the file, after the picture: no two uploads share a blob. */
const fresh = (bytes) => Buffer.concat([bytes, randomBytes(16)]);

/** Files per second: written, flushed, renamed; `clients` at a time. The server stands still meanwhile: it would look at pictures. */
async function ceiling(folder, bytes) {
  process.kill(server.pid, 'SIGSTOP');
  mkdirSync(folder, { recursive: true });
  const end = performance.now() + seconds * 1000;
  let done = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      for (let n = 0; performance.now() < end; n += 1) {
        const name = join(folder, `${client}-${n}`);
        const file = await open(`${name}.part`, 'wx');
        await file.writeFile(bytes);
        await file.sync();
        await file.close();
        await rename(`${name}.part`, name);
        done += 1;
      }
    }),
  );
  const rate = done / ((performance.now() - began) / 1000);
  rmSync(folder, { recursive: true, force: true });
  process.kill(server.pid, 'SIGCONT');
  return rate;
}

const boundary = '----tuquanbench';
function requestOf(port, section, bytes, title) {
  const field = (name, value) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const head =
    field('shop_id', section.shopId) +
    field('picture_category_id', '0') +
    field('image_input_title', `${title}.jpg`) +
    field('vvtype', '2') +
    `--${boundary}\r\nContent-Disposition: form-data; name="img"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  const start =
    `POST /tool/erps/tbpicture HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${section.accessToken}\r\n` +
    `Content-Type: multipart/form-data; boundary=${boundary}\r\nContent-Length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(start), body]);
}

/** One connection that sends requests one after the other. */
function connection(port) {
  const socket = connect(port, '127.0.0.1');
  let received = '';
  let settle = () => undefined;
  let fail = () => undefined;
  socket.on('error', (error) => fail(error));
  socket.setEncoding('utf8');
  socket.on('data', (text) => {
    received += text;
    const end = received.indexOf('\r\n\r\n');
    if (end < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(received)?.[1]);
    const body = Buffer.from(received.slice(end + 4));
    if (body.length < length) return;
    received = '';
    settle(JSON.parse(body.toString('utf8')));
  });
  return {
    send: (bytes) =>
      new Promise((resolve, reject) => {
        settle = resolve;
        fail = reject;
        socket.write(bytes);
      }),
    socket,
    close: () => socket.destroy(),
  };
}

let serial = 0;
async function uploads(port, section, bytes) {
  const end = performance.now() + seconds * 1000;
  const began = performance.now();
  let done = 0;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      const line = connection(port);
      while (performance.now() < end) {
        serial += 1;
        const answer = await line.send(requestOf(port, section, fresh(bytes), `bench ${serial}`));
        if (answer.code !== 0) throw new Error(JSON.stringify(answer));
        done += 1;
      }
      line.close();
    }),
  );
  return done / ((performance.now() - began) / 1000);
}

/** Seconds of processor time of a process so far, all threads. */
const cpuOf = (pid) => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
};
const ownCpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const rssOf = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

/** MB the process grows by while 64 uploads of 3 MB arrive slowly side by side. */
async function memory(port, section, bytes, pid) {
  const big = Buffer.concat([bytes, Buffer.alloc(3 * 1024 * 1024 - bytes.length - 16)]);
  const idle = rssOf(pid);
  let most = idle;
  const timer = setInterval(() => {
    most = Math.max(most, rssOf(pid));
  }, 10);
  const lines = Array.from({ length: 64 }, () => connection(port));
  const answers = await Promise.all(
    lines.map(async (line, index) => {
      const request = requestOf(port, section, fresh(big), `big ${index}`);
      const piece = 64 * 1024;
      // All but the last piece in steps, so that all 64 are open at once.
      const last = request.length - piece;
      for (let at = 0; at < last; at += piece) {
        line.socket.write(request.subarray(at, Math.min(at + piece, last)));
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      return line.send(request.subarray(last));
    }),
  );
  clearInterval(timer);
  for (const line of lines) line.close();
  if (answers.some(({ code }) => code !== 0)) throw new Error(JSON.stringify(answers.find(({ code }) => code !== 0)));
  return { idle, most };
}

const data = mkdtempSync(join(tmpdir(), 'tuquan-bench-'));
const start = (args) =>
  spawn(process.execPath, args, {
    env: { ...process.env, TUQUAN_LIMITS: 'off', TUQUAN_LOG: 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
const portOf = (child) =>
  new Promise((resolve, reject) => {
    child.stdout.on('data', (text) => {
      const found = /tuquan ready http:\/\/[^:]+:(\d+)/.exec(String(text));
      if (found) resolve(Number(found[1]));
    });
    child.once('exit', (code) => reject(new Error(`a server ended with ${code}`)));
  });
const server = start([
  join(root, 'bin/tuquan.mjs'),
  'serve',
  '--sandbox',
  '--port',
  '0',
  '--tls-port',
  '0',
  '--data',
  data,
]);
const bare = start([fileURLToPath(new URL('./bare-receiver.mjs', import.meta.url)), join(data, 'bare')]);
try {
  const port = await portOf(server);
  const barePort = await portOf(bare);
  const { pictureSpace } = JSON.parse(readFileSync(join(data, 'sandbox.json'), 'utf8'));
  const { bytes, width } = await photo();
  console.log(describeMachine());
  console.log(
    `JPEG of ${bytes.length} bytes, ${width} pixels wide, ${clients} clients, ${seconds} s a round, client on the same machine`,
  );
  const warm = connection(port);
  await warm.send(requestOf(port, pictureSpace, fresh(bytes), 'warm'));
  warm.close();
  const { idle, most } = await memory(port, pictureSpace, bytes, server.pid);
  console.log(
    `memory: ${idle.toFixed(0)} MB idle, at most ${most.toFixed(0)} MB with 64 × 3 MB: ${(most - idle).toFixed(0)} MB more (must stay ≤ 250)`,
  );
  const ratios = [];
  const rates = [];
  const bareRatios = [];
  const spent = { server: 0, client: 0, uploads: 0 };
  for (let round = 0; round < rounds; round += 1) {
    const before = await ceiling(join(data, `ceiling-${round}`), bytes);
    const [serverBefore, clientBefore, sentBefore] = [cpuOf(server.pid), ownCpu(), serial];
    const rate = await uploads(port, pictureSpace, bytes);
    spent.server += cpuOf(server.pid) - serverBefore;
    spent.client += ownCpu() - clientBefore;
    spent.uploads += serial - sentBefore;
    process.kill(server.pid, 'SIGSTOP');
    const bareRate = await uploads(barePort, pictureSpace, bytes);
    process.kill(server.pid, 'SIGCONT');
    const after = await ceiling(join(data, `ceiling-${round}`), bytes);
    const top = (before + after) / 2;
    rates.push(rate);
    ratios.push(rate / top);
    bareRatios.push(bareRate / top);
    console.log(
      `round ${round + 1}: ${rate.toFixed(1)} uploads/s, write+fsync+rename ${before.toFixed(1)} and ${after.toFixed(1)}/s, ratio ${(rate / top).toFixed(3)}; a bare Node server ${bareRate.toFixed(1)}/s, ratio ${(bareRate / top).toFixed(3)}`,
    );
  }
  const each = (sum) => ((1000 * sum) / spent.uploads).toFixed(2);
  console.log(`processor time each: server ${each(spent.server)} ms, client ${each(spent.client)} ms`);
  console.log(
    `median: ${median(rates).toFixed(1)} uploads/s, ${(100 * median(ratios)).toFixed(1)} % of the ceiling (must reach 60 %); a bare Node server ${(100 * median(bareRatios)).toFixed(1)} %`,
  );
} finally {
  bare.kill('SIGTERM');
  server.kill('SIGCONT');
  server.kill('SIGTERM');
  await new Promise((resolve) => server.once('exit', resolve));
  rmSync(data, { recursive: true, force: true });
}
