// A million codes from a file: seconds, memory above an idle command, the same file again, and killed at half and taken up again.
// usage: node bench/coupons/import.mjs [--codes 1000000]
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeMachine } from '../measure.mjs';
import { addAccount, dropFolder, newFolder, offerSpec, offline } from './server.mjs';

const at = process.argv.indexOf('--codes');
const count = at < 0 ? 1_000_000 : Number(process.argv[at + 1]);
const program = fileURLToPath(new URL('../../bin/tuquan.mjs', import.meta.url));
const Sqlite = createRequire(import.meta.url)('better-sqlite3');

/** Runs the command into another card and kills it once it says that half is done. */
async function killedAtHalf(data, file) {
  const args = [program, 'codes', 'import', file, '--card', 'killed', '--data', data, '--json'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.stderr.on('data', (text) => /\b(?:[5-9]\d|100) %/.test(String(text)) && child.kill('SIGKILL'));
  await ended;
  if (child.signalCode !== 'SIGKILL') throw new Error('it was done before it could be killed');
}

/** Runs the command; resolves to its result with the most memory it had (MiB), read from the system while it ran. */
function imported(data, file, card = 'list') {
  return new Promise((resolve, reject) => {
    const args = [program, 'codes', 'import', file, '--card', card, '--data', data, '--json'];
    const timer = '/usr/bin/time';
    const child = spawn(timer, ['-f', 'peak %M', process.execPath, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    child.stdout.on('data', (text) => (out += text));
    child.stderr.on('data', (text) => (err += text));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0
        ? resolve({ ...JSON.parse(out), peak: Number(/peak (\d+)/.exec(err)?.[1]) / 1024 })
        : reject(new Error(err)),
    );
  });
}

/** What the database library alone stores per second: the same rows, one statement each, one transaction, flushed. */
function ceiling(data) {
  const db = new Sqlite(join(data, 'ceiling.db'));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec('CREATE TABLE c (o INTEGER, p INTEGER, code TEXT, PRIMARY KEY (o, p), UNIQUE (o, code)) WITHOUT ROWID');
  const insert = db.prepare('INSERT INTO c VALUES (1, ?, ?)');
  const began = performance.now();
  db.exec('BEGIN');
  for (let n = 0; n < count; n += 1) insert.run(n, `${(n * 7_919_033) % 999_999_937}-${n}`);
  db.exec('COMMIT');
  db.close();
  return count / ((performance.now() - began) / 1000);
}

const data = newFolder();
try {
  await offline(data, async (services) => {
    const spec = offerSpec('list', { stock: 0, codeMode: 'imported' });
    await services.coupons.createOffer(await addAccount(services), spec);
    await services.coupons.createOffer('bench', { ...spec, number: 'killed' });
  });
  console.log(describeMachine());
  const file = join(data, 'codes.txt');
  const one = join(data, 'one.txt');
  writeFileSync(one, 'first\n');
  writeFileSync(file, Array.from({ length: count }, (_, n) => `${(n * 7_919_033) % 999_999_937}-${n}`).join('\n'));
  const idle = (await imported(data, one)).peak;
  const rate = ceiling(data);
  const first = await imported(data, file);
  const again = await imported(data, file);
  const share = ((100 * first.added) / first.seconds / rate).toFixed(0);
  console.log(
    `${first.added} codes added in ${first.seconds.toFixed(1)} s (at most 15), ${share} % of the library's own ${rate.toFixed(0)} rows/s; ` +
      `${(first.peak - idle).toFixed(0)} MiB above the ${idle.toFixed(0)} of a one-line import (at most 300)`,
  );
  console.log(
    `the same file again: ${again.added} added, ${again.duplicates} known already, ${again.seconds.toFixed(1)} s`,
  );
  await killedAtHalf(data, file);
  const stored = () => offline(data, ({ coupons }) => coupons.countCodes('bench', 'killed'));
  const half = (await stored()).stored;
  const rest = await imported(data, file, 'killed');
  console.log(
    `killed with ${half} stored, taken up again: ${rest.added} added over both runs, ${rest.duplicates} known already, ` +
      `${(await stored()).stored} stored, ${rest.seconds.toFixed(1)} s for the rest`,
  );
} finally {
  dropFolder(data);
}
