// Time from the start of `tuquan serve` on an existing data folder to its ready line, beside Node's own start.
// usage: node bench/startup.mjs [--rounds 7]
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeMachine, median } from './measure.mjs';

const program = fileURLToPath(new URL('../bin/tuquan.mjs', import.meta.url));
const at = process.argv.indexOf('--rounds');
const rounds = at < 0 ? 7 : Number(process.argv[at + 1]);
const data = mkdtempSync(join(tmpdir(), 'tuquan-startup-'));

function start() {
  const began = performance.now();
  const child = spawn(
    process.execPath,
    [program, 'serve', '--sandbox', '--port', '0', '--tls-port', '0', '--data', data],
    {
      env: { ...process.env, TUQUAN_LOG: 'warn' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  return new Promise((resolve) => {
    child.stdout.once('data', () => {
      const ms = performance.now() - began;
      child.once('exit', () => resolve(ms));
      child.kill('SIGTERM');
    });
  });
}

try {
  console.log(describeMachine());
  const first = await start();
  const ours = [];
  const bare = [];
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    spawnSync(process.execPath, ['-e', '0']);
    bare.push(performance.now() - began);
    ours.push(await start());
  }
  console.log(`first start, keys and certificates made: ${first.toFixed(0)} ms`);
  console.log(
    `ready on an existing data folder: median ${median(ours).toFixed(0)} ms (must be ≤ 1500), longest ${Math.max(...ours).toFixed(0)} ms; bare Node ${median(bare).toFixed(0)} ms`,
  );
} finally {
  rmSync(data, { recursive: true, force: true });
}
