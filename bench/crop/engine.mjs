// What both crop benchmarks share: the engine under test and the three croppers it is measured against.
// Must not hold pictures or figures. smartcrop.js is installed into this folder only.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

export const ratios = [1, 2.35, 9 / 16, 16 / 9, 3 / 4];

const here = fileURLToPath(new URL('.', import.meta.url));
const root = resolve(here, '../..');
const built = process.env.BENCH_ENGINE ?? join(root, 'dist/engines/crop/index.js');
if (!existsSync(built)) execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' });
export const { crop } = await import(built);

const { ensureModel } = await import('../../scripts/models.mjs');
export const models = {
  saliencyModelFile: await ensureModel('u2netp'),
  faceModelFiles: { front: await ensureModel('blazeface-front'), back: await ensureModel('blazeface-back') },
};

const smartcropAt = process.env.BENCH_RIVALS ?? here;
if (!existsSync(join(smartcropAt, 'node_modules/smartcrop'))) {
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock', '--silent'], {
    cwd: here,
    stdio: 'inherit',
  });
}
const smartcrop = createRequire(join(smartcropAt, 'x.js'))('smartcrop');

/** The largest window of a ratio: its size and the axis it moves along. */
export function frameOf({ width, height }, ratio) {
  if (ratio >= width / height) {
    const rows = Math.min(height, Math.max(1, Math.round(width / ratio)));
    return { axis: 'y', cw: width, ch: rows, slack: height - rows };
  }
  const columns = Math.min(width, Math.max(1, Math.round(height * ratio)));
  return { axis: 'x', cw: columns, ch: height, slack: width - columns };
}

const upright = (image) => sharp(image, { autoOrient: true });

/** smartcrop.js on sharp, as its own adapter does it: the photo is decoded at the size smartcrop asks for. */
const imageOperations = {
  open: async (image) => {
    const { autoOrient } = await upright(image).metadata();
    return { ...autoOrient, image };
  },
  resample: async ({ image }, width, height) => ({ image, width: ~~width, height: ~~height }),
  getData: async ({ image, width, height }) => {
    const data = await upright(image).resize(width, height, { fit: 'fill' }).ensureAlpha().raw().toBuffer();
    return new smartcrop.ImgData(width, height, data);
  },
};

/** Name → (image, size, ratios) → the offset of each window along its axis. */
export const rivals = {
  'centre crop': async (_image, size, wanted) => wanted.map((ratio) => Math.round(frameOf(size, ratio).slack / 2)),
  'libvips attention': (image, size, wanted) =>
    Promise.all(
      wanted.map(async (ratio) => {
        const { axis, cw, ch, slack } = frameOf(size, ratio);
        if (slack === 0) return 0;
        const { info } = await upright(image)
          .resize(cw, ch, { fit: 'cover', position: 'attention' })
          .raw()
          .toBuffer({ resolveWithObject: true });
        return Math.abs((axis === 'x' ? info.cropOffsetLeft : info.cropOffsetTop) ?? 0);
      }),
    ),
  'smartcrop.js': async (image, size, wanted) => {
    const offsets = [];
    for (const ratio of wanted) {
      const { axis, cw, ch, slack } = frameOf(size, ratio);
      const { topCrop } = await smartcrop.crop(image, { width: cw, height: ch, minScale: 1, imageOperations });
      offsets.push(Math.min(slack, Math.max(0, Math.round(axis === 'x' ? topCrop.x : topCrop.y))));
    }
    return offsets;
  },
};

/** The engine's own offsets, with everything else it found. */
export async function ours(image, wanted) {
  const found = await crop({ image, ratios: wanted, ...models });
  const offsets = found.boxes.map((box) => (frameOf(found, box.ratio).axis === 'x' ? box.left : box.top));
  return { offsets, found };
}
