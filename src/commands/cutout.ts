// tuquan cutout: products cut out of their photos, for files and folders.
// Must not look into pictures; the engine does.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { cutout } from '../engines/cutout/index.js';
import { describe } from '../kernel/errors.js';
import { readSettings } from '../settings.js';
import { findInputs } from './inputs.js';
import { startProgress } from './progress.js';

export interface CutoutOptions {
  output?: string;
  size: string;
  margin: string;
  model?: string;
  json?: boolean;
}

const endings = ['.jpg', '.jpeg', '.png', '.webp', '.bmp', '.tif', '.tiff', '.gif', '.avif', '.heic'];

function wholeNumber(text: string, option: string, from: number, to: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < from || value > to) {
    throw new Error(`${option} is "${text}"; expected a whole number from ${from} to ${to}`);
  }
  return value;
}

export async function cutoutCommand(paths: readonly string[], options: CutoutOptions): Promise<void> {
  const size = wholeNumber(options.size, '--size', 64, 4096);
  const margin = wholeNumber(options.margin, '--margin', 0, Math.floor(size / 2) - 1);
  const modelFile = readSettings({ TUQUAN_CUTOUT_MODEL: options.model }, process.env).cutoutModel;
  const photos = await findInputs(paths, endings);
  const progress = startProgress(photos.length, { json: options.json === true, verb: 'cutting out' });
  for (const { path, below } of photos) {
    const stem = (options.output ? below : basename(path)).replace(/\.[^.]+$/, '');
    const output = join(options.output ?? dirname(path), `${stem}.cutout.png`);
    try {
      const { png, ...facts } = await cutout({ image: await readFile(path), modelFile, size, margin });
      await mkdir(dirname(output), { recursive: true });
      await writeFile(output, png);
      progress.done(path, true, { output, ...facts });
    } catch (error) {
      progress.done(path, false, { error: describe(error) });
    }
  }
  process.exitCode = progress.finish();
}
