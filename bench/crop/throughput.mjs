// Photos cropped per second by pools of one thread and more, beside the machine's ceiling: as many processes that share nothing.
// Every round runs all of them one after the other; figures are medians. On a shared machine compare within one run only.
// usage: node bench/crop/throughput.mjs [--seconds 5] [--rounds 3]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { ensureModel } from '../../scripts/models.mjs';
import { describeMachine, median, option } from '../measure.mjs';

const seconds = option('seconds', 5);
const rounds = option('rounds', 3);
const threads = option('pool', 0);
const ratios = [1, 2.35, 9 / 16, 16 / 9, 3 / 4];
const root = resolve(fileURLToPath(new URL('.', import.meta.url)), '../..');
const photo = () =>
  sharp(join(root, 'samples/coffee.jpg')).resize(1600, 1200, { fit: 'cover' }).jpeg({ quality: 85 }).toBuffer();

/** A pool in this process, always with one photo more than it has threads; each line on stdin starts a measurement. */
async function servePool() {
  const { createThreadPool } = await import(join(root, 'dist/adapters/threads/pool.js'));
  const pool = createThreadPool({
    threads,
    maxWaiting: threads,
    taskTimeoutMs: 60_000,
    cutoutModelFile: await ensureModel('u2netp'),
    faceModelFiles: { front: await ensureModel('blazeface-front'), back: await ensureModel('blazeface-back') },
  });
  const image = await photo();
  const work = () => pool.run('crop', { image: new Uint8Array(image), ratios });
  // Twice as many as threads: each thread has loaded its models, whichever took which photo.
  await Promise.all(Array.from({ length: 2 * threads }, work));
  process.stdout.write('ready\n');
  for await (const line of createInterface({ input: process.stdin })) {
    const until = performance.now() + Number(line) * 1000;
    let done = 0;
    const started = performance.now();
    const one = async () => {
      while (performance.now() < until) {
        await work();
        done += 1;
      }
    };
    await Promise.all(Array.from({ length: threads + 1 }, one));
    process.stdout.write(`${done / ((performance.now() - started) / 1000)}\n`);
  }
  await pool.close();
}

async function startPool(count) {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), '--pool', String(count)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  await once(lines, 'line');
  return {
    measure: async () => {
      child.stdin.write(`${seconds}\n`);
      const [line] = await once(lines, 'line');
      return Number(line);
    },
    close: async () => {
      child.stdin.end();
      await once(child, 'exit');
    },
  };
}

async function compare() {
  if (!existsSync(join(root, 'dist/adapters/threads/pool.js'))) {
    throw new Error('compile first: npm run build');
  }
  const cores = availableParallelism();
  const counts = [...new Set([1, 2, cores])].filter((count) => count <= Math.max(2, cores));
  process.stdout.write(`${describeMachine()}; 1600×1200 JPEG, 5 ratios, ${rounds} rounds of ${seconds} s, medians\n`);
  const alone = await Promise.all(Array.from({ length: Math.max(...counts) }, () => startPool(1)));
  const pools = new Map();
  for (const count of counts) if (count > 1) pools.set(count, await startPool(count));
  const rates = new Map();
  const note = (name, rate) => rates.set(name, [...(rates.get(name) ?? []), rate]);
  for (let round = 0; round < rounds; round++) {
    note('1 thread', await alone[0].measure());
    for (const [count, pool] of pools) {
      note(`${count} threads`, await pool.measure());
      const apart = await Promise.all(alone.slice(0, count).map((process_) => process_.measure()));
      note(
        `${count} processes (ceiling)`,
        apart.reduce((sum, rate) => sum + rate, 0),
      );
    }
  }
  const single = median(rates.get('1 thread'));
  for (const [name, list] of rates) {
    const rate = median(list);
    process.stdout.write(
      `${name.padEnd(26)} ${rate.toFixed(2).padStart(6)} photos/s, ${(rate / single).toFixed(2)} × one thread\n`,
    );
  }
  for (const pool of [...alone, ...pools.values()]) await pool.close();
}

await (threads > 0 ? servePool() : compare());
