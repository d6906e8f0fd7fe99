// Time from the start of `tuquan serve` on an existing data folder to its ready line, beside Node's own start.
// usage: node bench/startup.mjs [--rounds 7] [--postgres] [--kill]
// --postgres: on a temporary PostgreSQL of its own, with flushes; --kill: each server before was ended by kill -9.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgres, stopPostgres, urlOf } from '../scripts/postgres.mjs';
import { describeMachine, median, option } from './measure.mjs';

const program = fileURLToPath(new URL('../bin/tuquan.mjs', import.meta.url));
const rounds = option('rounds', 7);
const signal = process.argv.includes('--kill') ? 'SIGKILL' : 'SIGTERM';
const postgres = process.argv.includes('--postgres') ? await startPostgres(true) : null;
const data = mkdtempSync(join(tmpdir(), 'tuquan-startup-'));
const environment = {
  ...process.env,
  TUQUAN_LOG: 'warn',
  ...(postgres === null ? {} : { TUQUAN_DATABASE_URL: urlOf(postgres.port, 'postgres') }),
};

/** Processor time (ms) that a process has used so far; Linux counts it in hundredths of a second. */
function processorTime(pid) {
  if (process.platform !== 'linux') return Number.NaN;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

function start() {
  const began = performance.now();
  const child = spawn(
    process.execPath,
    [program, 'serve', '--sandbox', '--port', '0', '--tls-port', '0', '--data', data],
    { env: environment, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  return new Promise((resolve, reject) => {
    let figures;
    child.stdout.once('data', () => {
      figures = { wall: performance.now() - began, processor: processorTime(child.pid) };
      child.kill(signal);
    });
    child.once('exit', () => (figures ? resolve(figures) : reject(new Error('the server ended before it was ready'))));
  });
}

try {
  console.log(
    `${describeMachine()}; ${postgres === null ? 'embedded database' : 'PostgreSQL with flushes'}, ${signal}`,
  );
  const first = await start();
  const ours = [];
  const bare = [];
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    spawnSync(process.execPath, ['-e', '0']);
    bare.push(performance.now() - began);
    ours.push(await start());
  }
  const wall = ours.map((each) => each.wall);
  console.log(`first start, keys and certificates made: ${first.wall.toFixed(0)} ms`);
  console.log(
    `ready on an existing data folder: median ${median(wall).toFixed(0)} ms (must be ≤ ${postgres === null ? 1500 : 2000}), longest ${Math.max(...wall).toFixed(0)} ms; processor time ${median(ours.map((each) => each.processor)).toFixed(0)} ms; bare Node ${median(bare).toFixed(0)} ms`,
  );
} finally {
  if (postgres !== null) await stopPostgres(postgres);
  rmSync(data, { recursive: true, force: true });
}
