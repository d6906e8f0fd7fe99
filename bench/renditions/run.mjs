// Derived pictures beside their ceilings, each in the same run. Kept: requests per second beside a file of the same bytes
// sent by the same web framework (static.mjs). Not kept: a 2725×2225 photo to 720 pixels, beside sharp alone doing the
// same file with the same settings, as many at once.
// usage: node bench/renditions/run.mjs [--rounds 15] [--at-once 2] [--pictures 8]
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describeMachine, median, option } from '../measure.mjs';

const rounds = option('rounds', 15);
const atOnce = option('at-once', 2);
const pictures = option('pictures', 8);
const clients = 16;
const root = fileURLToPath(new URL('../..', import.meta.url));
const agent = new Agent({ keepAlive: true, maxSockets: clients });

/** Bytes of an answer; fails unless it is 200. */
const get = (url) =>
  new Promise((resolve, reject) => {
    const sent = httpRequest(url, { agent }, (answer) => {
      const pieces = [];
      answer.on('data', (piece) => pieces.push(piece));
      answer.on('end', () => {
        const body = Buffer.concat(pieces);
        if (answer.statusCode === 200) resolve(body);
        else reject(new Error(`${url}: ${answer.statusCode} ${body}`));
      });
    });
    sent.on('error', reject);
    sent.end();
  });

/** Requests per second. The client does as little as it can: it runs on the same cores. */
async function rateOf(url, seconds) {
  const { hostname, port, pathname } = new URL(url);
  const message = Buffer.from(`GET ${pathname} HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
  const end = performance.now() + seconds * 1000;
  const began = performance.now();
  let done = 0;
  await Promise.all(
    Array.from(
      { length: clients },
      () =>
        new Promise((resolve, reject) => {
          const socket = connect(Number(port), hostname, () => socket.write(message));
          let missing = -1;
          socket.on('error', reject);
          socket.on('data', (piece) => {
            if (missing < 0) {
              const headEnd = piece.indexOf('\r\n\r\n');
              const head = piece.toString('latin1', 0, headEnd);
              const length = /content-length: (\d+)/i.exec(head)?.[1];
              if (!head.startsWith('HTTP/1.1 200') || length === undefined) return reject(new Error(head));
              missing = Number(length) - (piece.length - headEnd - 4);
            } else missing -= piece.length;
            if (missing > 0) return undefined;
            missing = -1;
            done += 1;
            if (performance.now() < end) return socket.write(message);
            socket.destroy();
            return resolve();
          });
        }),
    ),
  );
  return done / ((performance.now() - began) / 1000);
}

/** Pictures per second of `work(n)` for n = 0 … count−1, `atOnce` side by side. */
async function throughput(count, work) {
  const began = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < count) {
        next += 1;
        await work(next - 1);
      }
    }),
  );
  return count / ((performance.now() - began) / 1000);
}

/** Starts a program and resolves to the address it prints, and how to end it. */
async function start(args, env = {}) {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise((resolve, reject) => {
    child.stdout.on('data', (text) => {
      const found = /ready (http:\/\/\S+)/.exec(String(text));
      if (found) resolve(found[1]);
    });
    child.once('exit', (code) => reject(new Error(`${args[0]} ended with ${code}`)));
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
  };
  /** Seconds of processor time so far, all threads. */
  const cpu = () => {
    const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  };
  return { url, stop, cpu };
}

async function upload(base, data, bytes) {
  const { pictureSpace } = JSON.parse(readFileSync(join(data, 'sandbox.json'), 'utf8'));
  const form = new FormData();
  const fields = {
    shop_id: pictureSpace.shopId,
    picture_category_id: '0',
    image_input_title: 'bench.jpg',
    vvtype: '2',
  };
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('img', new Blob([bytes]), 'bench.jpg');
  const headers = { Authorization: `Bearer ${pictureSpace.accessToken}` };
  const answer = await (await fetch(`${base}/tool/erps/tbpicture`, { method: 'POST', headers, body: form })).json();
  if (answer.code !== 0) throw new Error(JSON.stringify(answer));
  return base + new URL(answer.data.picture_upload_response.picture.picture_path).pathname;
}

const data = mkdtempSync(join(tmpdir(), 'tuquan-bench-'));
const files = mkdtempSync(join(tmpdir(), 'tuquan-bench-static-'));
const ours = await start(
  [join(root, 'bin/tuquan.mjs'), 'serve', '--sandbox', '--port', '0', '--tls-port', '0', '--data', data],
  { TUQUAN_LIMITS: 'off', TUQUAN_LOG: 'warn' },
);
let plain;
try {
  const photo = await sharp(join(root, 'samples/handbag.jpg'))
    .resize(2725, 2225, { fit: 'cover' })
    .jpeg({ quality: 85 })
    .toBuffer();
  const original = await upload(ours.url, data, photo);
  console.log(describeMachine());
  console.log(`JPEG of 2725×2225 pixels, ${photo.length} bytes; clients on the same machine`);

  for (const suffix of ['_200x200.jpg', '_720x720.jpg']) {
    const derived = await get(original + suffix);
    const name = `derived${suffix}`;
    writeFileSync(join(files, name), derived);
    plain ??= await start([join(root, 'bench/renditions/static.mjs'), files]);
    const address = `${plain.url}/${name}`;
    // Both warm, then in turns of half a second: what else happens on the machine hits both alike.
    for (const url of [address, original + suffix]) await rateOf(url, 2);
    const figures = { ours: [], plain: [], ratios: [] };
    const used = { ours: ours.cpu(), plain: plain.cpu(), oursDone: 0, plainDone: 0 };
    for (let round = 0; round < rounds; round += 1) {
      const [ceiling, rate] = [await rateOf(address, 0.5), await rateOf(original + suffix, 0.5)];
      figures.plain.push(ceiling);
      figures.ours.push(rate);
      figures.ratios.push(rate / ceiling);
      used.plainDone += ceiling * 0.5;
      used.oursDone += rate * 0.5;
    }
    const micros = (from, to, done) => ((1e6 * (to - from)) / done).toFixed(0);
    console.log(
      `kept ${suffix} (${derived.length} bytes), medians of ${rounds} turns: ${median(figures.ours).toFixed(0)}/s, static file ${median(figures.plain).toFixed(0)}/s, ` +
        `${(100 * median(figures.ratios)).toFixed(1)} % (must reach 80 %); processor time ${micros(used.ours, ours.cpu(), used.oursDone)} µs each, static file ${micros(used.plain, plain.cpu(), used.plainDone)} µs`,
    );
  }

  // The same work on the same bytes; the file is read from disk each time, as ours is.
  const file = join(files, 'photo.jpg');
  writeFileSync(file, photo);
  const alone = () => sharp(file).resize({ width: 720, height: 720, fit: 'inside' }).jpeg({ quality: 80 }).toBuffer();
  // No two sizes are alike, so that nothing is kept; in each round the same number of pixels more or less.
  const size = (round, n) => 10_000 - round * pictures - n;
  const bytesOf = async () => (await get(`${original}_720x9000.jpg`)).length;
  const [a, b] = [await bytesOf(), (await alone()).length];
  if (Math.abs(a / b - 1) > 0.02) throw new Error(`not the same work: ${a} and ${b} bytes`);
  await throughput(4, alone);
  const rates = [];
  const ratios = [];
  const alones = [];
  const spent = { ours: 0, alone: 0 };
  const ownCpu = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  };
  for (let round = 0; round < rounds; round += 1) {
    const [began, idle] = [ownCpu(), ours.cpu()];
    const before = await throughput(pictures, alone);
    spent.alone += ownCpu() - began;
    const rate = await throughput(pictures, (n) => get(`${original}_720x${size(round, n)}.jpg`));
    spent.ours += ours.cpu() - idle;
    const after = await throughput(pictures, alone);
    rates.push(rate);
    alones.push((before + after) / 2);
    ratios.push(rate / alones.at(-1));
  }
  const each = (sum) => ((1000 * sum) / rounds / pictures).toFixed(1);
  console.log(
    `not kept, medians of ${rounds} turns of ${pictures}: ${median(rates).toFixed(1)}/s, sharp alone ${median(alones).toFixed(1)}/s, ${(100 * median(ratios)).toFixed(1)} % (must reach 85 %); processor time ${each(spent.ours)} ms each, sharp alone ${each(spent.alone)} ms`,
  );
  const made = readdirSync(join(data, 'renditions'), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  console.log(`${made.length} derived pictures kept`);
} finally {
  agent.destroy();
  await ours.stop();
  await plain?.stop();
  for (const folder of [data, files]) rmSync(folder, { recursive: true, force: true });
}
