// How good the mattes are on a set with known truth: the model alone (stretched to 0–1, enlarged) beside the engine.
// usage: node bench/cutout/quality.mjs [FOLDER]   (or TUQUAN_DEVSET=FOLDER)
// FOLDER holds manifest.json: [{ id, image, gt, background }], images and 8-bit grey truth of the same size.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { ensureModel } from '../../scripts/models.mjs';
import { describeMachine } from '../measure.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const given = process.argv[2] ?? process.env.TUQUAN_DEVSET;
const folder = given && [given, join(given, 'cutout')].find((path) => existsSync(join(path, 'manifest.json')));
if (!folder) {
  console.log(
    'skipped: no set of photos with known mattes. Name one: TUQUAN_DEVSET=FOLDER node bench/cutout/quality.mjs',
  );
  process.exit(given ? 1 : 0);
}
if (!existsSync(join(root, 'dist/engines/cutout/index.js')))
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' });
const { matte } = await import('../../dist/engines/cutout/index.js');
const { openModel } = await import('../../dist/engines/cutout/model.js');
const modelFile = process.env.TUQUAN_CUTOUT_MODEL ?? (await ensureModel('u2netp', { log: console.error }));
/** Mattes and side-by-side pictures on magenta go here when asked for, to be looked at. */
const pictures = process.env.BENCH_PICTURES;
if (pictures) mkdirSync(pictures, { recursive: true });

const greyAt = (input, width, height, kernel = 'linear') =>
  sharp(input).resize(width, height, { fit: 'fill', kernel }).toColourspace('b-w').extractChannel(0).raw().toBuffer();

/** The model by itself: the photo squeezed to its input, its map enlarged bilinearly. */
async function modelAlone(image, width, height) {
  const model = await openModel(modelFile);
  const pixels = await sharp(image)
    .autoOrient()
    .resize(model.width, model.height, { fit: 'fill', kernel: 'linear' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer();
  const channels = [0, 1, 2].map((c) =>
    Float32Array.from({ length: pixels.length / 3 }, (_, i) => pixels[i * 3 + c] / 255),
  );
  const { map } = await model.run({ width: model.width, height: model.height, channels });
  const bytes = Uint8Array.from(map.values, (value) => Math.round(value * 255));
  const small = sharp(bytes, { raw: { width: map.width, height: map.height, channels: 1 } });
  return small.resize(width, height, { fit: 'fill', kernel: 'linear' }).extractChannel(0).raw().toBuffer();
}

function score(found, truth) {
  let error = 0;
  let both = 0;
  let either = 0;
  for (let i = 0; i < truth.length; i++) {
    error += Math.abs(found[i] - truth[i]);
    const a = found[i] > 127;
    const b = truth[i] > 127;
    if (a && b) both++;
    if (a || b) either++;
  }
  return { mae: error / truth.length / 255, iou: either === 0 ? 1 : both / either };
}

async function show(id, image, alpha, width, height) {
  const photo = await sharp(image).autoOrient().resize(width, height, { fit: 'fill' }).removeAlpha().raw().toBuffer();
  const rgba = Buffer.alloc(width * height * 4);
  for (let i = 0; i < width * height; i++)
    rgba.set([photo[i * 3], photo[i * 3 + 1], photo[i * 3 + 2], alpha[i]], i * 4);
  const raw = { raw: { width, height, channels: 4 } };
  await sharp(rgba, raw)
    .flatten({ background: '#ff00ff' })
    .png()
    .toFile(join(pictures, `${id}.png`));
}

const rows = [];
for (const entry of JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))) {
  const image = readFileSync(join(folder, entry.image));
  const truth = await greyAt(join(folder, entry.gt), entry.width, entry.height);
  const alone = score(await modelAlone(image, entry.width, entry.height), truth);
  let alpha = new Uint8Array(truth.length);
  let confidence = 0;
  try {
    const found = await matte({ image, modelFile });
    const raw = { raw: { width: found.width, height: found.height, channels: 1 } };
    alpha = await sharp(found.alpha, raw)
      .resize(entry.width, entry.height, { fit: 'fill' })
      .extractChannel(0)
      .raw()
      .toBuffer();
    confidence = found.confidence;
  } catch (error) {
    console.error(`${entry.id}: ${error.message}`);
  }
  if (pictures) await show(entry.id, image, alpha, entry.width, entry.height);
  rows.push({ background: entry.background, alone, ours: score(alpha, truth), confidence });
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
console.log(describeMachine());
console.log('| background | n | MAE model alone | MAE engine | IoU model alone | IoU engine | confidence |');
console.log('|---|---|---|---|---|---|---|');
for (const background of ['all', ...new Set(rows.map((row) => row.background))]) {
  const some = rows.filter((row) => background === 'all' || row.background === background);
  const cell = (side, what, digits) => mean(some.map((row) => row[side][what])).toFixed(digits);
  console.log(
    `| ${background} | ${some.length} | ${cell('alone', 'mae', 4)} | ${cell('ours', 'mae', 4)} | ${cell('alone', 'iou', 3)} ` +
      `| ${cell('ours', 'iou', 3)} | ${mean(some.map((row) => row.confidence)).toFixed(2)} |`,
  );
}
for (const [low, high] of [
  [0, 0.5],
  [0.5, 0.8],
  [0.8, 1.01],
]) {
  const some = rows.filter((row) => row.confidence >= low && row.confidence < high);
  const good = some.filter((row) => row.ours.iou >= 0.9).length;
  console.log(`confidence ${low}–${Math.min(1, high)}: ${some.length} pictures, ${good} with IoU ≥ 0.9`);
}
