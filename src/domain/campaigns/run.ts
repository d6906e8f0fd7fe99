// One run of a campaign's step: the photo or earlier results in, an engine's pictures out, recorded in one unit.
// Must not know the queue, nor who ordered the step.
import type { Clock } from '../../kernel/clock.js';
import { DomainError, describe, isDomainError } from '../../kernel/errors.js';
import type { Log } from '../../kernel/log.js';
import type { Database } from '../../ports/database/database.js';
import type { EngineRunner } from '../../ports/engines/engines.js';
import { isPaintStyle } from '../../ports/painter/styles.js';
import type { GroundRequest } from '../painting/index.js';
import type { PictureRow, Pictures } from '../pictures/index.js';
import { beginStep, endStep, type StepRow } from './store.js';
import type { StepName, StepPicture, StepSettings } from './types.js';

export interface StepParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly engines: EngineRunner;
  readonly pictures: Pictures;
  readonly log: Log;
  /** Paints the ground a product will stand on. */
  readonly paint: (request: Omit<GroundRequest, 'side'>, signal: AbortSignal) => Promise<Uint8Array>;
}

interface Made {
  readonly bytes: Uint8Array;
  readonly role: string;
}

interface Outcome {
  readonly pictures: readonly Made[];
  readonly facts: Readonly<Record<string, string | number>>;
}

/** How often (ms) a step comes back while the engines' line is full. */
const busyPause = 250;

/** Runs the step a job names. Resolves to when to come back, or null when it has ended. @param subject `campaign/step/version` */
export async function runStep(
  parts: StepParts,
  subject: string,
  signal: AbortSignal,
): Promise<{ at: number; forgiven: true } | null> {
  const { database, clock, pictures, log } = parts;
  const [campaign = '', stepName = '', versionText = ''] = subject.split('/');
  const name = stepName as StepName;
  const version = Number(versionText);
  const begun = await database.run(beginStep, { campaign, name, version, now: clock.now() });
  if (begun === null) return null;
  const end = (made: PictureRow[], result: string | null, error: string | null) =>
    database.run(endStep, { campaign, name, version, pictures: made, result, error, now: clock.now() });
  try {
    const byName = new Map(begun.steps.map((step) => [step.name, step]));
    const outcome = await work(parts, name, subject, begun.campaign.photo, byName, signal);
    const accountId = begun.campaign.account_id;
    const rows: PictureRow[] = [];
    for (const { bytes, role } of outcome.pictures) {
      const title = `${begun.campaign.name} ${name}${role === '' ? '' : ` ${role}`}`;
      rows.push(await pictures.prepare({ accountId, bytes, title, origin: 'generated' }));
    }
    const shown = rows.map(
      ({ id, format, width, height }, index): StepPicture => ({
        id,
        format,
        width,
        height,
        role: outcome.pictures[index]?.role ?? '',
      }),
    );
    await end(rows, JSON.stringify({ pictures: shown, facts: outcome.facts }), null);
  } catch (error) {
    if (signal.aborted) throw error;
    if (isDomainError(error) && error.code === 'TOO_BUSY') return { at: clock.now() + busyPause, forgiven: true };
    const code = isDomainError(error) ? error.code : 'UNEXPECTED';
    log.warn({ campaign, step: name, code, cause: describe(error) }, 'step of a campaign failed');
    await end([], null, code);
  }
  return null;
}

async function work(
  parts: StepParts,
  name: StepName,
  subject: string,
  photoId: string,
  steps: ReadonlyMap<StepName, StepRow>,
  signal: AbortSignal,
): Promise<Outcome> {
  const { engines } = parts;
  const settings = <N extends StepName>(of: N): StepSettings[N] =>
    JSON.parse(steps.get(of)?.settings ?? '{}') as StepSettings[N];
  const photo = () => readPicture(parts, photoId);
  if (name === 'cutout') {
    const { repaired } = settings('cutout');
    if (repaired !== undefined)
      return { pictures: [{ bytes: await readPicture(parts, repaired), role: '' }], facts: {} };
    const image = await photo();
    const { png, confidence, coverage, path } = await engines.run('cutout', { image }, signal);
    // The same at its place in the photo, so that before and after can be laid over each other.
    const whole = await engines.run('cutout', { image, trim: false }, signal);
    const made = [
      { bytes: png, role: '' },
      { bytes: whole.png, role: 'in-place' },
    ];
    return { pictures: made, facts: { confidence, coverage, path } };
  }
  if (name === 'crops') {
    const { ratios, focus } = settings('crops');
    const image = await photo();
    const { boxes } = await engines.run('crop', { image, ratios, ...(focus ? { focus } : {}) }, signal);
    const made: Made[] = [];
    for (const [index, box] of boxes.entries()) {
      const { bytes } = await engines.run('extract', { image, box, longSide: 1080 }, signal);
      made.push({ bytes, role: (ratios[index] ?? 1).toFixed(4) });
    }
    return { pictures: made, facts: { windows: boxes.length } };
  }
  if (name === 'background') {
    const { prompt, style, seed } = settings('background');
    if (!isPaintStyle(style)) throw new DomainError('INVALID', 'no such style');
    return {
      pictures: [{ bytes: await parts.paint({ prompt, style, seed, id: subject }, signal), role: '' }],
      facts: {},
    };
  }
  if (name === 'poster') {
    const [product, ground] = await Promise.all(
      (['cutout', 'background'] as const).map((source) => readPicture(parts, firstPictureOf(steps.get(source)))),
    );
    if (product === undefined || ground === undefined) throw new DomainError('UNAVAILABLE', 'a source is missing');
    const { bytes } = await engines.run('place', { subject: product, ground, ...settings('poster') }, signal);
    return { pictures: [{ bytes, role: '' }], facts: {} };
  }
  const { png, layout, contrast, wording } = await engines.run('compose', settings('coupon'), signal);
  return { pictures: [{ bytes: png, role: '' }], facts: { layout, contrast, headline: wording.headline } };
}

function firstPictureOf(step: StepRow | undefined): string {
  const { pictures } = JSON.parse(step?.result ?? '{"pictures":[]}') as { pictures: StepPicture[] };
  return pictures[0]?.id ?? '';
}

async function readPicture({ pictures }: StepParts, id: string): Promise<Uint8Array> {
  const picture = await pictures.find(id);
  if (picture === null) throw new DomainError('NOT_FOUND', 'a picture of the campaign is gone');
  const pieces: Uint8Array[] = [];
  for await (const piece of await pictures.read(picture)) pieces.push(piece);
  return Buffer.concat(pieces);
}
