// tuquan paint: pictures of a text, painted on this machine or by the backend the settings name, into files.
// Must not paint; the painters do.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createModerator } from '../adapters/moderation/moderator.js';
import { readModerationSettings } from '../adapters/moderation/settings.js';
import { createOutbound } from '../adapters/outbound/http.js';
import { createPainter, ownNetworks, readPainterSettings } from '../adapters/painters/index.js';
import { createThreadPool } from '../adapters/threads/pool.js';
import { systemClock } from '../kernel/clock.js';
import { describe } from '../kernel/errors.js';
import { systemRandom } from '../kernel/ids.js';
import { createLog } from '../kernel/log.js';
import type { PaintedPicture } from '../ports/painter/painter.js';
import { isPaintStyle, paintStyles } from '../ports/painter/styles.js';
import { readSettings } from '../settings.js';
import { startProgress } from './progress.js';

export interface PaintOptions {
  style: string;
  size: string;
  num: string;
  seed?: string;
  negative: string;
  marketing?: boolean;
  output: string;
  json?: boolean;
}

const longestText = 1_000;

function whole(text: string, option: string, from: number, to: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < from || value > to) {
    throw new Error(`${option} is "${text}"; expected a whole number from ${from} to ${to}`);
  }
  return value;
}

function sizeOf(text: string): [number, number] {
  const match = /^(\d+)[*x×](\d+)$/.exec(text);
  if (match === null) throw new Error(`--size is "${text}"; expected width and height such as 1024*1536`);
  return [whole(match[1] ?? '', '--size', 64, 4096), whole(match[2] ?? '', '--size', 64, 4096)];
}

/** @throws Error naming the option that is wrong, or why the text is not painted */
export async function paintCommand(text: string, options: PaintOptions): Promise<void> {
  const { style } = options;
  if (!isPaintStyle(style)) throw new Error(`--style is "${style}"; expected one of ${paintStyles.join(', ')}`);
  const [width, height] = sizeOf(options.size);
  const count = whole(options.num, '--num', 1, 6);
  const prompt = text.trim();
  if (prompt === '' || [...prompt].length > longestText)
    throw new Error(`the text is empty or longer than ${longestText}`);
  const first =
    options.seed === undefined ? systemRandom(4).readUInt32BE() : whole(options.seed, '--seed', 0, 2 ** 32 - 1);

  const settings = readSettings({}, process.env);
  const painting = readPainterSettings(process.env, true);
  const moderation = readModerationSettings(process.env);
  const log = createLog('warn', process.stderr.isTTY === true);
  const outbound = createOutbound({
    allowLoopback: true,
    allowNetworks: [...ownNetworks(painting, moderation.hook), ...painting.allowNetworks, ...settings.allowNetworks],
  });
  const engines = createThreadPool({
    threads: settings.engineThreads,
    maxWaiting: settings.engineWaiting,
    taskTimeoutMs: painting.timeoutMs,
    cutoutModelFile: settings.cutoutModel,
    faceModelFiles: settings.faceModels,
  });
  try {
    const verdict = await createModerator(moderation, { outbound }).check(prompt);
    if (!verdict.allowed)
      throw new Error(`the text is refused by the rule ${verdict.rule} (TUQUAN_MODERATION=0 switches it off)`);
    const painter = createPainter(painting, { engines, outbound, clock: systemClock, log });
    await mkdir(options.output, { recursive: true });
    const progress = startProgress(count, { json: options.json === true, verb: 'painting' });
    for (let index = 0; index < count; index += 1) {
      const seed = (first + index) % 2 ** 32;
      const file = join(options.output, `${style.replaceAll(' ', '-')}-${seed}`);
      try {
        const [picture] = await painter.generate({
          prompt,
          negative: options.negative,
          width,
          height,
          n: 1,
          seed,
          style,
          composition: options.marketing ? 'marketing' : 'plain',
        });
        if (picture === undefined) throw new Error('no picture came');
        progress.done(String(seed), true, await save(picture, file, seed));
      } catch (error) {
        progress.done(String(seed), false, { error: describe(error) });
      }
    }
    process.exitCode = progress.finish();
  } finally {
    await Promise.all([engines.close(), outbound.close()]);
  }

  async function save(picture: PaintedPicture, file: string, seed: number): Promise<Record<string, unknown>> {
    const { image, format } = await engines.run('label', {
      image: picture.bytes,
      width,
      height,
      format: painting.format,
      mark: painting.mark,
      metadata: painting.producer === null ? null : { producer: painting.producer, id: String(seed) },
    });
    const output = `${file}.${format === 'jpeg' ? 'jpg' : 'png'}`;
    await writeFile(output, image);
    return { output, seed, width, height, ...(picture.description ? { shows: picture.description } : {}) };
  }
}
