// A 12-megapixel photo through the cut-out engine on one engine thread: what the work around the model costs, in the share
// of one run of the model measured in between, and the most memory the process held with four pictures in the queue.
// usage: node bench/cutout/run.mjs [PHOTO] [--rounds 9]
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { ensureModel } from '../../scripts/models.mjs';
import { describeMachine, median } from '../measure.mjs';
import { photo12mp } from './photo-12mp.mjs';

const at = process.argv.indexOf('--rounds');
const rounds = at < 0 ? 9 : Number(process.argv[at + 1]);
const given = process.argv
  .slice(2)
  .find((value, index, all) => !value.startsWith('--') && all[index - 1] !== '--rounds');
/** Pictures a thread cuts out before it is measured. */
const warmUp = 8;
const root = fileURLToPath(new URL('../..', import.meta.url));

// The photo is made by another process: what that takes is not the engine's memory.
if (process.argv.includes('--make-photo')) {
  process.stdout.write(await photo12mp());
} else {
  if (!existsSync(`${root}dist/engines/cutout/index.js`))
    execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' });
  const modelFile = process.env.TUQUAN_CUTOUT_MODEL ?? (await ensureModel('u2netp', { log: console.error }));
  const image = given
    ? readFileSync(given)
    : execFileSync(process.execPath, [fileURLToPath(import.meta.url), '--make-photo'], { maxBuffer: 2 ** 26 });
  const worker = new Worker(new URL('./worker.mjs', import.meta.url), { workerData: { modelFile } });
  worker.setMaxListeners(0);
  const ask = (message) =>
    new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.postMessage(message);
    });
  // A server's thread has seen pictures before: the first ones run in code that is not compiled yet, and are told apart.
  const first = await ask({ image });
  for (let picture = 1; picture < warmUp; picture++) await ask({ image });
  const whole = [];
  const model = [];
  for (let round = 0; round < rounds; round++) {
    whole.push(await ask({ image }));
    model.push((await ask({ modelOnly: true })).modelMs);
  }
  const middle = (read) => median(whole.map(read));
  const modelMs = median(model);
  const around = middle(({ ms, timings }) => ms - timings.modelMs);
  console.log(
    `${describeMachine()}; one engine thread, one model thread; ${rounds} interleaved rounds after ${warmUp} pictures, medians`,
  );
  console.log(
    `photo ${Math.round(image.length / 1024)} kB, result ${Math.round(whole[0].bytes / 1024)} kB, path ${whole[0].path}`,
  );
  console.log(`model alone              ${modelMs.toFixed(0)} ms`);
  console.log(`whole cut-out            ${middle(({ ms }) => ms).toFixed(0)} ms`);
  console.log(`  waiting for pixels     ${middle(({ timings }) => timings.decodeMs).toFixed(0)} ms`);
  console.log(`  model inside           ${middle(({ timings }) => timings.modelMs).toFixed(0)} ms`);
  console.log(`  refine and draw        ${middle(({ timings }) => timings.refineMs).toFixed(0)} ms`);
  console.log(`  encode                 ${middle(({ timings }) => timings.encodeMs).toFixed(0)} ms`);
  console.log(`around the model : model            ${((around / modelMs) * 100).toFixed(0)} %`);
  console.log(
    `first picture of a thread ${first.ms.toFixed(0)} ms, of which opening and running the model ${first.timings.modelMs.toFixed(0)} ms`,
  );
  // Decoding overlaps the model. On busy cores that slows the model down, and this stricter figure counts it.
  const wholeMs = middle(({ ms }) => ms);
  console.log(`whole − model alone : model alone    ${(((wholeMs - modelMs) / modelMs) * 100).toFixed(0)} %`);
  // Four pictures at once in the thread's queue; answers come in order.
  let open = 4;
  await new Promise((resolve) => {
    worker.on('message', () => --open === 0 && resolve());
    for (let job = 0; job < 4; job++) worker.postMessage({ image });
  });
  console.log(`most memory (RSS), 4 queued ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
  await worker.terminate();
}
