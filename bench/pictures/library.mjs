// A library of 100,000 pictures: a page of its list, a search by title, a near-duplicate lookup, through the wire.
// Rows are written straight into the database of a fresh data folder; the server that answers is a process of its own.
// usage: node bench/pictures/library.mjs [--pictures 100000] [--calls 30]
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import sharp from 'sharp';
import { describeMachine, median, option } from '../measure.mjs';

const pictures = option('pictures', 100_000);
const calls = option('calls', 30);
const root = fileURLToPath(new URL('../..', import.meta.url));
const words = ['春季', '新款', '女包', '运动鞋', '口红', '咖啡', 'bag', 'shoe', 'sale', '详情图', '主图', '白底'];
const pick = (list) => list[Math.floor(Math.random() * list.length)];

const data = mkdtempSync(join(tmpdir(), 'tuquan-bench-'));
async function start() {
  const server = spawn(
    process.execPath,
    [join(root, 'bin/tuquan.mjs'), 'serve', '--sandbox', '--port', '0', '--tls-port', '0', '--data', data],
    { env: { ...process.env, TUQUAN_LIMITS: 'off', TUQUAN_LOG: 'warn' }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const baseUrl = await new Promise((resolve, reject) => {
    server.stdout.on('data', (text) => {
      const found = /tuquan ready (\S+)/.exec(String(text));
      if (found) resolve(found[1]);
    });
    server.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
  const { pictureSpace } = JSON.parse(readFileSync(join(data, 'sandbox.json'), 'utf8'));
  const call = async (path, fields) => {
    const began = performance.now();
    const response = await fetch(`${baseUrl}/tool/erps/tbpicture${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${pictureSpace.accessToken}` },
      body: fields instanceof FormData ? fields : new URLSearchParams({ shop_id: pictureSpace.shopId, ...fields }),
    });
    const json = await response.json();
    if (json.code !== 0) throw new Error(JSON.stringify(json));
    return { ms: performance.now() - began, data: json.data };
  };
  return { server, call, pictureSpace };
}
async function stop(server) {
  server.kill('SIGTERM');
  await new Promise((resolve) => server.once('exit', resolve));
}

try {
  const first = await start();
  const form = new FormData();
  const bytes = await sharp(join(root, 'samples/coffee.jpg')).resize(600).jpeg().toBuffer();
  const fields = {
    shop_id: first.pictureSpace.shopId,
    picture_category_id: '0',
    image_input_title: 'a.jpg',
    vvtype: '2',
  };
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('img', new Blob([bytes]), 'a.jpg');
  const uploaded = await first.call('', form);
  const { picture_id: number } = uploaded.data.picture_upload_response.picture;
  // Has it looked at now: its fingerprint is copied below.
  await first.call('/similar', { picture_id: String(number) });
  await stop(first.server);

  const db = new Sqlite(join(data, 'tuquan.db'));
  const row = db.prepare('SELECT * FROM picture WHERE number = ?').get(String(number));
  const columns = Object.keys(row);
  const insert = db.prepare(
    `INSERT INTO picture (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  const base = BigInt(row.number);
  db.transaction(() => {
    for (let n = 1; n <= pictures; n += 1) {
      const fingerprint = n % 1000 === 0 ? row.fingerprint : randomBytes(8).toString('hex');
      const band = (at) => Number.parseInt(fingerprint.slice(at, at + 4), 16);
      const title = `${pick(words)}${pick(words)} ${n}`;
      const made = {
        ...row,
        id: randomBytes(12).toString('hex'),
        number: String(base - BigInt(n)),
        title,
        title_key: title.toLowerCase(),
        created_at: row.created_at - n * 1000,
        bytes: 10_000 + Math.floor(Math.random() * 3_000_000),
        fingerprint,
        band0: band(0),
        band1: band(4),
        band2: band(8),
        band3: band(12),
      };
      insert.run(...columns.map((name) => made[name]));
    }
  })();
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();

  const { server, call } = await start();
  console.log(describeMachine());
  const cases = {
    'list, first page': ['/get', {}],
    'list, last page': ['/get', { page_size: '100', page_no: String(Math.floor(pictures / 100)) }],
    'list by size': ['/get', { order_by: 'sizes:desc' }],
    'title search, many hits': ['/get', { title: '新款' }],
    'title search, one hit': ['/get', { title: ` ${Math.floor(pictures / 2) + 1}` }],
    'title search, none': ['/get', { title: 'nowhere' }],
    count: ['/count', { title: 'SHOE' }],
    'near-duplicate lookup': ['/similar', { picture_id: String(number) }],
  };
  for (const [name, [path, request]] of Object.entries(cases)) {
    const times = [];
    await call(path, request);
    for (let n = 0; n < calls; n += 1) times.push((await call(path, request)).ms);
    times.sort((a, b) => a - b);
    console.log(
      `${name}: median ${median(times).toFixed(1)} ms, longest ${times.at(-1).toFixed(1)} ms of ${calls} (must stay ≤ 100)`,
    );
  }
  await stop(server);
} finally {
  rmSync(data, { recursive: true, force: true });
}
