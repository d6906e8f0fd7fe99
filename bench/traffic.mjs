// How long searching a long log of requests takes: fills one with a million lines, then searches it as the console does.
// Prints milliseconds; build first. Usage: node bench/traffic.mjs [lines]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqlite } from '../dist/adapters/sqlite/database.js';
import { createTraffic, trafficMigrations } from '../dist/domain/traffic/index.js';
import { addTraffic } from '../dist/domain/traffic/store.js';
import { createLog } from '../dist/kernel/log.js';

const wanted = Number(process.argv[2] ?? 1_000_000);
const folder = mkdtempSync(join(tmpdir(), 'tuquan-bench-'));
const store = new URL('../dist/domain/traffic/store.js', import.meta.url).href;
const database = await openSqlite(join(folder, 'tuquan.db'), [store], 1_000);
await database.migrate(trafficMigrations);
const rooms = ['one', 'two', 'three', 'four'];
const start = 1_700_000_000_000;
const filler = JSON.stringify({ task_id: 'x'.repeat(40), image: 'https://example.com/photo.jpg', amount: 2000 });
for (let from = 0; from < wanted; from += 20_000) {
  const rows = [];
  for (let index = from; index < Math.min(wanted, from + 20_000); index += 1) {
    const target = `/v3/things/${index}?brand=${index % 977}`;
    const failed = index % 20 === 0 ? 1 : 0;
    rows.push({
      id: (start + index) * 1000,
      room: rooms[index % 4],
      method: 'POST',
      target,
      status: failed ? 400 : 200,
      failed,
      duration_us: 900,
      cause: null,
      words: `${target}\n${filler}\n{"result":"${index}"}`.toLowerCase(),
      headers: '[["host","localhost"],["content-type","application/json"]]',
      body: filler,
      request_bytes: filler.length,
      altered: 0,
      answer: `{"result":"${index}"}`,
      answer_bytes: 20,
      diagnosis: null,
    });
  }
  await database.run(addTraffic, rows);
  process.stderr.write(`\rfilled ${Math.min(wanted, from + 20_000)} / ${wanted}`);
}
process.stderr.write('\n');
const settings = { keep: 'on', rows: wanted };
const traffic = createTraffic({
  database,
  clock: { now: Date.now },
  log: createLog('silent', false),
  settings,
  explainers: [],
});
const searches = {
  newest: { limit: 50 },
  'one room': { room: 'two', limit: 50 },
  failures: { failed: true, limit: 50 },
  'status nobody has': { status: 503, limit: 50 },
  'from the middle': { before: (start + wanted / 2) * 1000, limit: 50 },
  'text, common': { text: 'brand=5', limit: 50 },
  'text, one in a million': { text: '/things/17?', limit: 50 },
  'text, nowhere': { text: 'no such text', limit: 50 },
};
for (const [name, query] of Object.entries(searches)) {
  const times = [];
  let last;
  for (let round = 0; round < 3; round += 1) {
    const began = performance.now();
    last = await traffic.search(query);
    times.push(performance.now() - began);
  }
  console.log(
    `${name}: ${times.map((ms) => ms.toFixed(0)).join(' ')} ms, ${last.lines.length} lines, ${last.complete ? 'all searched' : 'to be continued'}`,
  );
}
await database.close();
rmSync(folder, { recursive: true, force: true });
