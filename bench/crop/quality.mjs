// How much of the subject each cropper's windows keep, on photos with known subjects, and whether windows cut faces.
// Retention = subject area kept ÷ the most that any window of that size keeps.
// usage: node bench/crop/quality.mjs [FOLDER]   (default TUQUAN_DEVSET/crop)
//   --list names every window below 0.9; --without=100,104 leaves out photos whose names end so
// FOLDER holds boxes.json ([{ image, boxes: [[left, top, right, bottom], …] }], inclusive pixels; optionally `faces` in the same
// form) or manifest.json ([{ image, gt }], gt a grey mask of the photo's size).
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { crop, frameOf, models, ours, ratios, rivals } from './engine.mjs';

const option = (name) => process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
const without = option('without')?.split(',') ?? [];
const [named] = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const list = process.argv.includes('--list');
const folder = named ?? (process.env.TUQUAN_DEVSET ? join(process.env.TUQUAN_DEVSET, 'crop') : undefined);
if (folder === undefined || !existsSync(folder)) {
  process.stderr.write('name a folder with boxes.json or manifest.json, or set TUQUAN_DEVSET\n');
  process.exit(1);
}
const index = ['boxes.json', 'manifest.json'].map((name) => join(folder, name)).find((path) => existsSync(path));
const stem = ({ image }) => image.replace(/^.*[-/]|\.\w+$/g, '');
const items = JSON.parse(readFileSync(index, 'utf8')).filter((item) => !without.includes(stem(item)));

/** Subject pixels before each column and row. */
async function massesOf(item, { width, height }) {
  let inside;
  if (item.boxes) {
    inside = new Uint8Array(width * height);
    for (const [left, top, right, bottom] of item.boxes)
      for (let y = Math.max(0, top); y <= Math.min(bottom, height - 1); y++)
        inside.fill(255, y * width + Math.max(0, left), y * width + Math.min(right, width - 1) + 1);
  } else {
    inside = await sharp(join(folder, item.gt ?? item.mask))
      .greyscale()
      .resize(width, height, { fit: 'fill' })
      .raw()
      .toBuffer();
  }
  const x = new Float64Array(width + 1);
  const y = new Float64Array(height + 1);
  for (let row = 0, i = 0; row < height; row++)
    for (let column = 0; column < width; column++, i++)
      if (inside[i] > 127) {
        x[column + 1] += 1;
        y[row + 1] += 1;
      }
  for (const sums of [x, y]) for (let i = 1; i < sums.length; i++) sums[i] += sums[i - 1];
  return { x, y };
}

const names = ['tuquan', ...Object.keys(rivals)];
const results = Object.fromEntries(names.map((name) => [name, []]));
const faces = { seen: 0, cut: 0, unavoidable: 0 };

/** Counts the windows that cut a face although a window of that size keeps every face. */
function countFaces(boxes, size, known) {
  if (known.length === 0) return;
  faces.seen += known.length;
  for (const box of boxes) {
    const { axis, cw, ch, slack } = frameOf(size, box.ratio);
    const [low, high, length] = axis === 'x' ? ['left', 'right', cw] : ['top', 'bottom', ch];
    const first = Math.min(...known.map((face) => face[low]));
    const last = Math.max(...known.map((face) => face[high]));
    const possible = last - first + 1 <= length && slack >= 0;
    const kept = known.every((face) => face[low] >= box[low] && face[high] <= box[high]);
    if (!possible) faces.unavoidable += 1;
    else if (!kept) faces.cut += 1;
  }
}

for (const item of items) {
  const image = readFileSync(join(folder, item.image));
  const { offsets, found } = await ours(image, ratios);
  const size = { width: found.width, height: found.height };
  const masses = await massesOf(item, size);
  const known = item.faces?.map(([left, top, right, bottom]) => ({ left, top, right, bottom })) ?? found.faces;
  countFaces(found.boxes, size, known);
  for (const name of names) {
    const chosen = name === 'tuquan' ? offsets : await rivals[name](image, size, ratios);
    for (const [i, ratio] of ratios.entries()) {
      const { axis, cw, ch, slack } = frameOf(size, ratio);
      const sums = masses[axis];
      const length = axis === 'x' ? cw : ch;
      const keptAt = (offset) => sums[offset + length] - sums[offset];
      let most = 0;
      for (let offset = 0; offset <= slack; offset++) most = Math.max(most, keptAt(offset));
      if (most === 0) continue;
      const retention = keptAt(chosen[i]) / most;
      results[name].push(retention);
      if (list && name === 'tuquan' && retention < 0.9)
        process.stdout.write(`${item.image} ${ratio.toFixed(2)}: ${retention.toFixed(2)}\n`);
    }
  }
}

process.stdout.write(`${items.length} photos × ${ratios.length} ratios from ${folder}\n`);
process.stdout.write('| cropper | mean retention | windows that cut more than 10 % |\n|---|---|---|\n');
for (const name of names) {
  const kept = results[name];
  const mean = kept.reduce((sum, value) => sum + value, 0) / kept.length;
  const cut = kept.filter((value) => value < 0.9).length / kept.length;
  process.stdout.write(`| ${name} | ${mean.toFixed(4)} | ${(100 * cut).toFixed(1)} % |\n`);
}
process.stdout.write(
  `faces: ${faces.seen} seen; windows that cut one although another keeps all: ${faces.cut}; no window keeps all: ${faces.unavoidable}\n`,
);
const again = await crop({ image: readFileSync(join(folder, items[0].image)), ratios, ...models });
const once = await crop({ image: readFileSync(join(folder, items[0].image)), ratios, ...models });
process.stdout.write(`twice the same answer: ${JSON.stringify(again.boxes) === JSON.stringify(once.boxes)}\n`);
