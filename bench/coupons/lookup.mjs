// Looking a code up and redeeming it with five million copies stored, in process, beside an empty read in the same thread.
// usage: node bench/coupons/lookup.mjs [--codes 5000000] [--calls 5000]
import { randomInt } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { percentile } from '../keep-alive.mjs';
import { describeMachine, option } from '../measure.mjs';
import { addAccount, dropFolder, newFolder, offerSpec, offline } from './server.mjs';

const codes = option('codes', 5_000_000);
const calls = option('calls', 5_000);
const Sqlite = createRequire(import.meta.url)('better-sqlite3');

/** Codes spread over the whole space, as random ones are, and computable from their number. */
const codeOf = (number) => String(100_000_000_000 + ((number * 1_299_709) % 899_999_999_981));

/** Copies as a claim leaves them, written in bulk: claiming five million one by one would take a quarter of an hour. */
function fill(file, count) {
  const db = new Sqlite(file);
  db.pragma('synchronous = OFF');
  db.pragma('cache_size = -1000000');
  const offer = db.prepare("SELECT id FROM offer WHERE number = 'bench'").pluck().get();
  const holder = db.prepare("INSERT INTO coupon_holder (id, account_id, name) VALUES (?, 'bench', ?)");
  const copy = db.prepare(
    "INSERT INTO coupon (offer_id, code, state, holder_id, claimed_at, channel) VALUES (?, ?, 1, ?, ?, '')",
  );
  db.exec('BEGIN');
  const at = Date.now();
  const people = Math.ceil(count / 5);
  for (let number = 1; number <= people; number += 1) holder.run(number, `o${String(number).padStart(27, '0')}`);
  for (let number = 0; number < count; number += 1) copy.run(offer, codeOf(number), 1 + (number % people), at);
  db.prepare('UPDATE offer_stock SET issued = ?').run(count);
  db.exec('COMMIT');
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

async function timed(count, work) {
  const times = [];
  for (let n = 0; n < count; n += 1) {
    const began = performance.now();
    await work(n);
    times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  const show = (share) => percentile(times, share).toFixed(2);
  return `p50 ${show(0.5)} ms, p99 ${show(0.99)} ms, longest ${times.at(-1).toFixed(2)} ms`;
}

const data = newFolder();
try {
  await offline(data, async (services) => {
    await services.coupons.createOffer(await addAccount(services), offerSpec('bench'));
  });
  console.log(describeMachine());
  const began = performance.now();
  fill(join(data, 'tuquan.db'), codes);
  console.log(`${codes} copies stored in ${((performance.now() - began) / 1000).toFixed(0)} s`);
  await offline(data, async ({ coupons }) => {
    const ref = () => ({ accountId: 'bench', code: codeOf(randomInt(codes)) });
    const used = new Set();
    const unused = () => {
      for (;;) {
        const { code } = ref();
        if (!used.has(code)) {
          used.add(code);
          return { accountId: 'bench', code };
        }
      }
    };
    console.log(`ceiling, an offer read:  ${await timed(calls, () => coupons.offerByNumber('bench'))}`);
    console.log(`look a code up:          ${await timed(calls, () => coupons.findCode(ref()))} (p99 at most 5 ms)`);
    console.log(`redeem a code, flushed:  ${await timed(calls, () => coupons.redeem(unused()))} (p99 at most 5 ms)`);
  });
} finally {
  dropFolder(data);
}
