// The engine runner on threads of this process: a bounded line in front of a pool that starts with the first work.
// Must not know what an engine does; specs and results pass through as plain data.
import { fileURLToPath } from 'node:url';
import type { Piscina } from 'piscina';
import { compiledUrl } from '../../kernel/compiled-url.js';
import { DomainError, describe, fromPortable } from '../../kernel/errors.js';
import type { EngineName, EngineRunner, EngineWork } from '../../ports/engines/engines.js';
import {
  type FaceModelFiles,
  newTaskState,
  stateStopped,
  stateWaiting,
  type ThreadAnswer,
  type ThreadTask,
} from './messages.js';
import { WaitingLine } from './waiting-line.js';

export interface ThreadPoolSettings {
  /** How many pieces of work run at the same time; each has a thread of its own. */
  readonly threads: number;
  /** How many more may wait; the next one is refused. */
  readonly maxWaiting: number;
  /** Milliseconds one piece of work may run. Waiting does not count. */
  readonly taskTimeoutMs: number;
  /** The saliency model: of the cut-out, and of the crop. */
  readonly cutoutModelFile: string;
  readonly faceModelFiles: FaceModelFiles;
  /** Milliseconds a thread has to come back after it was told to stop. Default 10,000. */
  readonly graceMs?: number;
  /** The thread's program; a test may hand in another. */
  readonly threadFile?: URL;
}

/**
 * Whether a thread that does not come back may be ended in the middle of this engine's work. Inference may not: ending
 * a thread while the native library loads or runs a model aborts the whole process (onnxruntime-node 1.30, every time).
 */
const mayBeEnded: Readonly<Record<EngineName, boolean>> = {
  compose: true,
  cutout: false,
  crop: false,
  qr: true,
  upscale: true,
  extract: true,
  place: true,
  paint: true,
  label: true,
  diffuse: false,
};

type Pool = Piscina<ThreadTask, ThreadAnswer>;

interface Running {
  readonly task: ThreadTask;
  /** Makes the pool's library give the task up, with its thread if it runs on one. */
  readonly end: AbortController;
}

/** Starts no thread yet: the server must be up at once, and the engines' libraries take their time to load. */
export function createThreadPool(settings: ThreadPoolSettings): EngineRunner {
  const { threads, maxWaiting, taskTimeoutMs, cutoutModelFile, faceModelFiles, graceMs = 10_000 } = settings;
  const filename = fileURLToPath(settings.threadFile ?? compiledUrl('./thread.js', import.meta.url));
  const line = new WaitingLine(threads, maxWaiting);
  const active = new Set<Running>();
  let pool: Promise<Pool> | undefined;

  async function start(): Promise<Pool> {
    const library = await import('piscina');
    const started = new library.Piscina<ThreadTask, ThreadAnswer>({
      filename,
      name: 'work',
      minThreads: 0,
      maxThreads: threads,
      // A thread stays: its libraries, fonts and model are warm.
      idleTimeout: Number.POSITIVE_INFINITY,
      // An idle thread must keep turning its event loop: the engines' native libraries finish work on it.
      atomics: 'disabled',
      recordTiming: false,
    });
    // A thread that dies before it took any work would leave that work waiting for nobody.
    started.on('error', (error: unknown) => {
      for (const { task, end } of active) {
        if (Atomics.compareExchange(task.state, 0, stateWaiting, stateStopped) !== stateWaiting) continue;
        end.abort(new DomainError('UNAVAILABLE', `an engine thread died: ${describe(error)}`));
      }
    });
    return started;
  }

  /** Resolves when the thread is free again. The caller may have been told ABORTED long before, through `giveUp`. */
  async function onThread(
    task: ThreadTask,
    signal: AbortSignal | undefined,
    giveUp: (error: DomainError) => void,
  ): Promise<unknown> {
    const end = new AbortController();
    const running: Running = { task, end };
    let grace: NodeJS.Timeout | undefined;
    const stop = (reason: 'signal' | 'timeout', text: string): void => {
      const before = Atomics.exchange(task.state, 0, stateStopped);
      if (before === stateStopped) return;
      const error = new DomainError('ABORTED', `${task.engine} ${text}`, { reason });
      giveUp(error);
      // What had not begun will not begin any more, so there is nothing in it that could be hurt.
      if (before === stateWaiting || mayBeEnded[task.engine]) grace = setTimeout(() => end.abort(error), graceMs);
    };
    const onAbort = (): void => stop('signal', 'was stopped by its caller');
    const timer = setTimeout(() => stop('timeout', `ran longer than ${taskTimeoutMs} ms`), taskTimeoutMs);
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) onAbort();
    active.add(running);
    let answer: ThreadAnswer;
    try {
      pool ??= start();
      answer = await (await pool).run(task, { signal: end.signal });
    } catch (error) {
      if (end.signal.aborted) throw end.signal.reason;
      throw new DomainError(
        'UNAVAILABLE',
        `${task.engine}: the thread failed: ${describe(error)}`,
        {},
        { cause: error },
      );
    } finally {
      clearTimeout(timer);
      clearTimeout(grace);
      signal?.removeEventListener('abort', onAbort);
      active.delete(running);
    }
    if ('error' in answer) throw fromPortable(answer.error);
    return answer.value;
  }

  return {
    run: <N extends EngineName>(engine: N, spec: EngineWork[N]['spec'], signal?: AbortSignal) =>
      new Promise<EngineWork[N]['result']>((resolve, reject) => {
        const task: ThreadTask = { engine, spec, cutoutModelFile, faceModelFiles, state: newTaskState() };
        const done = line.run(() => onThread(task, signal, reject), signal);
        done.then((result) => resolve(result as EngineWork[N]['result']), reject);
      }),
    load: () => ({ running: line.running, waiting: line.waiting, capacity: threads, mostWaiting: maxWaiting }),
    close: async () => {
      await line.close();
      await (await pool)?.destroy();
    },
  };
}
