// tuquan crop: the best windows of photos, for files and folders, as pictures or as JSON.
// Must not look into pictures; the engine does.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type CropBox, type CropSpec, crop } from '../engines/crop/index.js';
import { describe } from '../kernel/errors.js';
import { openPhoto } from '../kernel/photo.js';
import { readSettings } from '../settings.js';
import { findInputs } from './inputs.js';
import { startProgress } from './progress.js';

export interface CropOptions {
  output?: string;
  ratio?: string;
  focus?: string;
  explain?: boolean;
  json?: boolean;
}

const endings = ['.jpg', '.jpeg', '.png', '.webp', '.bmp', '.tif', '.tiff', '.gif', '.avif'];
/** What this command wrote is not a photo to crop again. */
const ownResult = /\.(crop-[0-9.x]+|explain)\.\w+$/;

/** `1,2.35,3:4` → 1, 2.35, 0.75. @throws Error that quotes the part that is no ratio */
export function parseRatios(text: string): number[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [, width, height] = /^(\d+(?:\.\d+)?)(?:[:/](\d+(?:\.\d+)?))?$/.exec(part) ?? [];
      const ratio = Number(width) / Number(height ?? 1);
      if (!(ratio >= 0.01 && ratio <= 100)) {
        throw new Error(`--ratio holds "${part}"; expected width ÷ height as a number or as width:height, 0.01 to 100`);
      }
      return ratio;
    });
}

/** `0.3,0.5` → the point. @throws Error that quotes a text that is no point */
export function parseFocus(text: string): { x: number; y: number } {
  const [x, y, ...more] = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (x === undefined || y === undefined || more.length > 0 || !(x >= 0 && x <= 1 && y >= 0 && y <= 1)) {
    throw new Error(
      `--focus is "${text}"; expected two numbers from 0 to 1, e.g. 0.3,0.5 (from the left, from the top)`,
    );
  }
  return { x, y };
}

/** Formats a crop keeps; anything else becomes PNG, which loses nothing. */
const kept = new Map([
  ['jpeg', 'jpg'],
  ['webp', 'webp'],
  ['avif', 'avif'],
]);

/** Cuts one window out of a photo and writes it in the photo's own format. Returns the path. */
async function writeCrop(image: Uint8Array, box: CropBox, stem: string): Promise<string> {
  const photo = await openPhoto(image);
  const pipeline = photo.open().extract({
    left: box.left,
    top: box.top,
    width: box.right - box.left + 1,
    height: box.bottom - box.top + 1,
  });
  const ending = kept.get(photo.format) ?? 'png';
  const path = `${stem}.crop-${Number(box.ratio.toFixed(3))}.${ending}`;
  const encoded =
    ending === 'jpg'
      ? pipeline.jpeg({ quality: 92 })
      : ending === 'webp'
        ? pipeline.webp({ quality: 90 })
        : ending === 'avif'
          ? pipeline.avif({ quality: 65 })
          : pipeline.png();
  await encoded.keepIccProfile().toFile(path);
  return path;
}

export async function cropCommand(paths: readonly string[], options: CropOptions): Promise<void> {
  const ratios = parseRatios(options.ratio ?? '');
  const focus = options.focus === undefined ? undefined : parseFocus(options.focus);
  const { cutoutModel, faceModels } = readSettings({}, process.env);
  const photos = (await findInputs(paths, endings)).filter(({ path }) => !ownResult.test(path));
  const progress = startProgress(photos.length, { json: options.json === true, verb: 'cropping' });
  // JSON alone asks for the boxes only; with a folder to write to, or without JSON, the crops are written as well.
  const writes = options.json !== true || options.output !== undefined;
  for (const { path, below } of photos) {
    const stem = join(
      options.output ?? dirname(path),
      (options.output ? below : basename(path)).replace(/\.[^.]+$/, ''),
    );
    try {
      const image = await readFile(path);
      const spec: CropSpec = {
        image,
        ratios,
        saliencyModelFile: cutoutModel,
        faceModelFiles: faceModels,
        ...(focus === undefined ? {} : { focus }),
        ...(options.explain === true ? { explain: true } : {}),
      };
      const { explainPng, ...facts } = await crop(spec);
      const outputs: string[] = [];
      if (writes || explainPng !== undefined) await mkdir(dirname(stem), { recursive: true });
      if (writes) for (const box of facts.boxes) outputs.push(await writeCrop(image, box, stem));
      if (explainPng !== undefined) {
        outputs.push(`${stem}.explain.png`);
        await writeFile(`${stem}.explain.png`, explainPng);
      }
      progress.done(path, true, { output: outputs.join(', '), ...facts });
    } catch (error) {
      progress.done(path, false, { error: describe(error) });
    }
  }
  process.exitCode = progress.finish();
}
