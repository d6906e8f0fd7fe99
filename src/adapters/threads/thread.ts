// One engine thread: loads an engine when it is first asked for, keeps it, and answers with plain data.
// Must not be imported: pool.ts starts it. Knows no queue, no task and no caller.
import { DomainError, type DomainErrorCode, toPortable } from '../../kernel/errors.js';
import type { EngineWork } from '../../ports/engines/engines.js';
import { beginTask } from './begin.js';
import type { ThreadAnswer, ThreadTask } from './messages.js';
import { lowerOwnPriority } from './own-priority.js';
import { movable } from './transfer.js';

lowerOwnPriority();

let prepared: Promise<void> | undefined;

/** One picture at a time on each thread, and no cache: the same photo does not come twice, its pixels would only fill memory. */
async function prepare(): Promise<void> {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
}

type Refusal =
  | import('../../kernel/engine-refusal.js').PhotoRefusal
  | import('../../engines/cutout/index.js').CutoutFailure;

const codesOf = {
  'no-subject': 'NO_SUBJECT',
  'unreadable-image': 'BAD_IMAGE',
  'too-many-pixels': 'TOO_LARGE',
  'model-missing': 'UNAVAILABLE',
  'model-invalid': 'UNAVAILABLE',
  aborted: 'ABORTED',
} as const satisfies Record<Refusal, DomainErrorCode>;

type Run<N extends keyof EngineWork> = (
  spec: EngineWork[N]['spec'],
  signal: AbortSignal,
  task: ThreadTask,
) => Promise<object>;

const engines: { readonly [N in keyof EngineWork]: Run<N> } = {
  compose: async (spec, signal) => {
    const { compose } = await import('../../engines/compose/index.js');
    return compose(spec, signal);
  },
  crop: async (spec, signal, { cutoutModelFile, faceModelFiles }) => {
    const { crop, CropError } = await import('../../engines/crop/index.js');
    try {
      return await crop({ ...spec, saliencyModelFile: cutoutModelFile, faceModelFiles }, signal);
    } catch (error) {
      if (!(error instanceof CropError)) throw error;
      const { reason, message } = error;
      throw new DomainError(codesOf[reason], `crop: ${message}`, { reason }, { cause: error });
    }
  },
  qr: async (spec, signal) => {
    const { readCodes } = await import('../../engines/qr/index.js');
    return readCodes(spec, signal);
  },
  extract: async (spec) => {
    const { extract } = await import('../../engines/arrange/index.js');
    return extract(spec);
  },
  place: async (spec) => {
    const { place } = await import('../../engines/arrange/index.js');
    return place(spec);
  },
  upscale: async (spec, signal) => {
    const { upscale } = await import('../../engines/upscale/index.js');
    return upscale(spec, signal);
  },
  paint: async (spec) => {
    const { paintIllustration } = await import('../../engines/paint/index.js');
    return paintIllustration(spec);
  },
  diffuse: async (spec, signal) => {
    const { diffuse } = await import('../../engines/diffuse/index.js');
    return diffuse(spec, signal);
  },
  label: async (spec, signal) => {
    const { label } = await import('../../engines/label/index.js');
    return label(spec, signal);
  },
  cutout: async (spec, signal, { cutoutModelFile }) => {
    const { cutout, CutoutError } = await import('../../engines/cutout/index.js');
    try {
      return await cutout({ ...spec, modelFile: cutoutModelFile }, signal);
    } catch (error) {
      if (!(error instanceof CutoutError)) throw error;
      const { reason, message } = error;
      throw new DomainError(codesOf[reason], `cutout: ${message}`, { reason }, { cause: error });
    }
  },
};

/** Runs one piece of work. Never rejects: errors cross the thread boundary as plain data. */
export async function work(task: ThreadTask): Promise<ThreadAnswer | object> {
  try {
    prepared ??= prepare();
    await prepared;
    const run = engines[task.engine] as (spec: unknown, signal: AbortSignal, task: ThreadTask) => Promise<object>;
    return movable(await beginTask(task.state, (signal) => run(task.spec, signal, task)));
  } catch (error) {
    // A RangeError is how an engine says that the spec itself asks for something that cannot be drawn.
    const known = error instanceof RangeError ? new DomainError('INVALID', `${task.engine}: ${error.message}`) : error;
    return { error: toPortable(known) } satisfies ThreadAnswer;
  }
}
