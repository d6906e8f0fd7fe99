// Time for one 12-megapixel JPEG and five ratios: the engine beside smartcrop.js, and beside what its parts cost alone.
// Rounds are interleaved in one process, figures are medians; on a shared machine compare within one run only, and trust the
// processor time, which other programs disturb least.
// usage: node bench/crop/speed.mjs [PHOTO] [--rounds 9]   (default: a sample enlarged to 4000×3000, sharpened, with grain)
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { describeMachine, median } from '../measure.mjs';
import { models, ours, ratios, rivals } from './engine.mjs';

const at = process.argv.indexOf('--rounds');
const rounds = at < 0 ? 9 : Number(process.argv[at + 1]);
const named = process.argv[2]?.startsWith('--') ? undefined : process.argv[2];

/** Grain gives the file the size of a camera's. */
async function makePhoto() {
  const sample = fileURLToPath(new URL('../../samples/coffee.jpg', import.meta.url));
  const noise = Buffer.alloc(4000 * 3000 * 3);
  let state = 12345;
  for (let i = 0; i < noise.length; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    noise[i] = 112 + ((state >> 16) & 31);
  }
  const large = await sharp(sample)
    .resize(4000, 3000, { fit: 'cover', kernel: 'lanczos3' })
    .sharpen({ sigma: 2, m1: 2, m2: 4 })
    .removeAlpha()
    .raw()
    .toBuffer();
  return sharp(large, { raw: { width: 4000, height: 3000, channels: 3 } })
    .composite([{ input: noise, raw: { width: 4000, height: 3000, channels: 3 }, blend: 'soft-light' }])
    .jpeg({ quality: 90 })
    .toBuffer();
}

const image = named === undefined ? await makePhoto() : readFileSync(named);
const { autoOrient: size } = await sharp(image).metadata();
// Threads that spin while they wait would slow down whatever is measured next.
const session = await InferenceSession.create(models.saliencyModelFile, {
  logSeverityLevel: 3,
  extra: { session: { intra_op: { allow_spinning: '0' } } },
});
const input = new Tensor('float32', new Float32Array(3 * 320 * 320).fill(0.3), [1, 3, 320, 320]);

const contenders = {
  'crop engine, 5 ratios': () => ours(image, ratios),
  'smartcrop.js, 5 ratios': () => rivals['smartcrop.js'](image, size, ratios),
  'smartcrop.js, 1 ratio': () => rivals['smartcrop.js'](image, size, [1]),
  'sharp, decode to 320': () => sharp(image).resize(320, 320, { fit: 'inside' }).raw().toBuffer(),
  'one run of the model as it ships (320²)': () => session.run({ [session.inputNames[0]]: input }),
};
const times = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
const work = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
const steps = { decodeMs: [], modelMs: [], chooseMs: [] };
for (let round = -1; round < rounds; round++) {
  for (const [name, run] of Object.entries(contenders)) {
    const before = process.cpuUsage();
    const started = performance.now();
    const answer = await run();
    if (round < 0) continue;
    times[name].push(performance.now() - started);
    const { user, system } = process.cpuUsage(before);
    work[name].push((user + system) / 1000);
    if (answer?.found) for (const step of Object.keys(steps)) steps[step].push(answer.found.timings[step]);
  }
}
process.stdout.write(
  `${describeMachine()}; ${size.width}×${size.height} JPEG of ${(image.length / 1e6).toFixed(1)} MB; ${rounds} interleaved rounds, medians\n`,
);
for (const [name, spent] of Object.entries(times))
  process.stdout.write(
    `${name.padEnd(42)} ${median(spent).toFixed(0).padStart(5)} ms, ${median(work[name]).toFixed(0).padStart(5)} ms of processor\n`,
  );
for (const [step, spent] of Object.entries(steps))
  process.stdout.write(`  of the engine: ${step.padEnd(25)} ${median(spent).toFixed(0).padStart(5)} ms\n`);
const [engine, five, , decode, model] = Object.values(times).map(median);
process.stdout.write(`engine ÷ (decode + one model run) = ${(engine / (decode + model)).toFixed(2)} (limit 3)\n`);
const [ownWork, theirWork] = Object.values(work).map(median);
process.stdout.write(
  `engine ÷ smartcrop.js = ${(engine / five).toFixed(2)} (limit 1); processor time ${(ownWork / theirWork).toFixed(2)}\n`,
);
