// One run of a painting task: let the painter work, bring every picture to its exact size with its label, end the task.
// Must not know the queue or which painter it is; it says when to come back and the worker arranges it.
import type { Clock } from '../../kernel/clock.js';
import { describe } from '../../kernel/errors.js';
import type { Log } from '../../kernel/log.js';
import type { Blobs } from '../../ports/blobs/blobs.js';
import type { Database } from '../../ports/database/database.js';
import type { EngineRunner, EngineWork } from '../../ports/engines/engines.js';
import type { Composition, Painter, PictureDescription } from '../../ports/painter/painter.js';
import type { PaintStyle } from '../../ports/painter/styles.js';
import type { PictureRow, Pictures } from '../pictures/index.js';
import { afterError, pictureExpiry } from './rules.js';
import { endPainting, notePaintingProgress, type PaintingRow, startPainting } from './store.js';

/** Begun runs after which a task is given up even if none of them could report an error. */
const mostRuns = 25;
/** Progress is written down at most this often (ms). */
const noteEveryMs = 1_000;
/** Characters kept of why a task failed. */
const longestFailure = 500;

/** What every picture carries and shows. */
export interface PictureLabel {
  /** Who is named as the maker in the metadata; null = no metadata. */
  readonly producer: string | null;
  /** The words of the visible mark; null = none. */
  readonly mark: string | null;
  /** `keep` leaves a picture in the format the painter gave it, where that is JPEG or PNG. */
  readonly format: EngineWork['label']['spec']['format'];
}

export interface PaintingRunParts {
  readonly database: Database;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly engines: EngineRunner;
  readonly pictures: Pictures;
  readonly painter: Painter;
  readonly label: PictureLabel;
  readonly log: Log;
}

/** `at` (ms, UTC); `forgiven`: the run never really began and does not count. */
export interface PaintAgain {
  readonly at: number;
  readonly forgiven: boolean;
}

/**
 * Runs a task. Resolves to when it is to be run again, or null when it has ended.
 * @param attempts how many runs of this task have begun, this one included
 */
export async function runPainting(
  parts: PaintingRunParts,
  taskId: string,
  attempts: number,
  signal: AbortSignal,
): Promise<PaintAgain | null> {
  const { database, clock, log } = parts;
  const row = await database.run(startPainting, { id: taskId, now: clock.now() });
  if (row === null) return null;
  const end = (
    pictures: PictureRow[],
    shows: PictureDescription | null,
    failure: Pick<PaintingRow, 'failure' | 'failure_text'> | null,
  ) =>
    database.run(endPainting, {
      id: taskId,
      pictures,
      picturesExpireAt: pictureExpiry(clock.now()),
      failure: failure?.failure ?? null,
      failureText: failure?.failure_text ?? null,
      shows: shows === null ? null : JSON.stringify(shows),
      now: clock.now(),
      purgeAt: row.expires_at,
    });

  try {
    if (attempts > mostRuns) throw new Error(`the process died in each of ${mostRuns} runs of this task`);
    const pictures = await paint(parts, row, signal);
    const rows = pictures.map((picture) => picture.row);
    if (await end(rows, pictures[0]?.shows ?? null, null)) {
      // Equal bytes share a blob: a purge may have removed it between writing it and recording the picture.
      for (const { row: picture, bytes } of pictures) {
        if ((await parts.blobs.size(picture.blob)) === null) await parts.blobs.put(bytes);
      }
      log.info({ task: taskId, painter: parts.painter.name, pictures: pictures.length, attempts }, 'painting done');
    }
    return null;
  } catch (error) {
    if (signal.aborted) throw error;
    const after =
      attempts > mostRuns ? ({ failure: 'own', text: describe(error) } as const) : afterError(error, attempts);
    if ('pause' in after) {
      log.warn({ task: taskId, attempts, pause: after.pause, cause: describe(error) }, 'painting will be run again');
      return { at: clock.now() + after.pause, forgiven: after.forgiven };
    }
    await end([], null, { failure: after.failure, failure_text: after.text.slice(0, longestFailure) });
    log.warn({ task: taskId, failure: after.failure, attempts, cause: describe(error) }, 'painting failed');
    return null;
  }
}

/** A picture on disk whose row is not recorded yet. */
interface Ready {
  readonly row: PictureRow;
  readonly bytes: Uint8Array;
  readonly shows: PictureDescription | null;
}

async function paint(parts: PaintingRunParts, row: PaintingRow, signal: AbortSignal): Promise<Ready[]> {
  const { painter, engines, pictures, label } = parts;
  const painted = await painter.generate({
    prompt: row.prompt,
    negative: '',
    width: row.width,
    height: row.height,
    n: row.pictures,
    seed: row.seed,
    style: row.style as PaintStyle,
    composition: row.composition as Composition,
    signal,
    onProgress: progressNotes(parts, row.id),
  });
  const ready: Ready[] = [];
  for (const [index, { bytes, description }] of painted.entries()) {
    const finished = await engines.run(
      'label',
      {
        image: bytes,
        width: row.width,
        height: row.height,
        format: label.format,
        mark: label.mark,
        metadata: label.producer === null ? null : { producer: label.producer, id: `${row.id}-${index + 1}` },
      },
      signal,
    );
    const title = `${row.id}-${index + 1}.${finished.format === 'jpeg' ? 'jpg' : 'png'}`;
    const picture = await pictures.prepare({
      accountId: row.account_id,
      bytes: finished.image,
      title,
      origin: 'generated',
    });
    ready.push({ row: picture, bytes: finished.image, shows: description ?? null });
  }
  return ready;
}

/** Writes progress down now and then. A note that fails is no reason to stop painting. */
function progressNotes({ database, clock, log }: PaintingRunParts, id: string): (done: number) => void {
  let noted = Number.NEGATIVE_INFINITY;
  return (done) => {
    const now = clock.now();
    if (now - noted < noteEveryMs) return;
    noted = now;
    const progress = Math.max(0, Math.min(999, Math.floor(done * 1000)));
    database
      .run(notePaintingProgress, { id, progress })
      .catch((error: unknown) => log.warn({ task: id, cause: describe(error) }, 'progress not noted'));
  };
}
