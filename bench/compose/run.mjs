// Coupon cards per second on one core, 1080 × 1080 PNG out: the compose engine beside satori + resvg-js and a warm headless
// Chromium that draw the same card. Rounds are interleaved; the figures are medians.
// usage: node bench/compose/run.mjs [--rounds 7] [--count 8] [--pictures FOLDER]
import { execFileSync, fork } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeMachine, median } from '../measure.mjs';

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
};
const rounds = Number(option('rounds', 7));
const count = Number(option('count', 8));
const pictures = resolve(option('pictures', join(tmpdir(), 'bench-compose-pictures')));
const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

if (!existsSync(`${root}dist/engines/compose/index.js`))
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' });
/** A browser named by BENCH_CHROMIUM, or the first one on the PATH. */
const chromium =
  process.env.BENCH_CHROMIUM ??
  (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)))
    .find((path) => existsSync(path));
const installRivals = () => {
  if (existsSync(`${here}node_modules/satori`)) return;
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock', '--silent'], {
    cwd: here,
    stdio: 'inherit',
  });
};

const contenders = [
  { name: 'compose engine, backdrop in memory', file: 'worker-ours.mjs', args: ['warm'] },
  { name: 'compose engine, new colour each time', file: 'worker-ours.mjs', args: ['cold'] },
  { name: 'satori + resvg-js', file: 'worker-satori.mjs', args: [], prepare: installRivals },
  {
    name: 'chromium screenshot',
    file: 'worker-chromium.mjs',
    args: [],
    browser: true,
  },
  {
    name: 'chromium screenshot, quick encoder',
    file: 'worker-chromium.mjs',
    args: ['fast'],
    browser: true,
  },
];

const answer = (child) =>
  new Promise((done, fail) => {
    const ended = (code) => fail(new Error(`worker ended with ${code}`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      if (message.failed) fail(new Error(message.failed));
      else done(message);
    });
  });

/** One process per contender, all its threads on one core. */
async function start(contender) {
  contender.prepare?.();
  if (contender.browser && !chromium) throw new Error('no chromium on the PATH; BENCH_CHROMIUM may name one');
  const child = fork(`${here}${contender.file}`, contender.args, {
    execPath: 'taskset',
    execArgv: ['-c', '0', process.execPath],
    env: { ...process.env, UV_THREADPOOL_SIZE: '1', ...(chromium ? { BENCH_CHROMIUM: chromium } : {}) },
  });
  await answer(child);
  const ask = (message) => {
    child.send(message);
    return answer(child);
  };
  return { child, ask };
}

mkdirSync(pictures, { recursive: true });
const running = [];
for (const contender of contenders) {
  try {
    const { child, ask } = await start(contender);
    const slug = contender.name.replace(/[^a-z]+/g, '-');
    await ask({ count: 1, file: `${pictures}/${slug}.png` });
    const { bytes } = await ask({ count: 3 });
    running.push({ ...contender, child, ask, bytes, times: [] });
  } catch (error) {
    console.log(`${contender.name}: skipped: ${error instanceof Error ? error.message.split('\n')[0] : error}`);
  }
}
for (let round = 0; round < rounds; round++) {
  for (const contender of running) contender.times.push((await contender.ask({ count })).milliseconds);
}
for (const { child } of running) child.disconnect();

console.log(
  `${describeMachine()}; every contender on one core; ${rounds} interleaved rounds of ${count} cards, medians`,
);
for (const { name, times, bytes } of running) {
  const ms = median(times);
  console.log(
    `${name.padEnd(40)} ${ms.toFixed(1).padStart(7)} ms ${(1000 / ms).toFixed(1).padStart(6)} images/s ${(bytes / 1000).toFixed(0).padStart(5)} kB`,
  );
}
const [warm, cold] = running;
for (const rival of running.slice(2)) {
  const ratio = (ours) => (median(rival.times) / median(ours.times)).toFixed(2);
  console.log(
    `compose engine : ${rival.name} = ${ratio(cold)}× (new colour each time), ${ratio(warm)}× (backdrop in memory)`,
  );
}
console.log(`pictures to compare: ${pictures}`);
