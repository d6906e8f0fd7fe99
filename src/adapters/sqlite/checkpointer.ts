// Moves what the write-ahead log holds into the database file beside the writer, so that commits seldom wait for it.
// Must not be needed for correctness: when it fails or lags behind, the writer's own checkpoint does the work.
import { Worker } from 'node:worker_threads';
import { compiledUrl } from '../../kernel/compiled-url.js';

/** Units that wrote, between two checkpoints. A unit changes one to a dozen pages. */
const unitsPerCheckpoint = 1000;

export interface Checkpointer {
  /** Counts a unit that writes; now and then this sets a checkpoint going. Its thread begins with the first. */
  wrote(): void;
  /** Lets go of the file. */
  close(): Promise<void>;
}

export interface CheckpointerOptions {
  readonly every?: number;
  /**
   * Called when the log is long and nearly all of it is in the file: the writer should copy the small rest between two
   * commits. Only then can the log begin anew; beside a writer that never pauses, the last pages are always new ones.
   */
  readonly nearlyDone?: () => void;
}

export function createCheckpointer(file: string, options: CheckpointerOptions = {}): Checkpointer {
  const { every = unitsPerCheckpoint, nearlyDone } = options;
  let thread: Worker | undefined;
  let exited: Promise<void> | undefined;
  let count = 0;
  let closed = false;
  const begin = (): Worker => {
    const worker = new Worker(compiledUrl('./checkpoint-thread.js', import.meta.url), { workerData: file });
    // Without it the writer checkpoints alone, which is slower and nothing else.
    worker.on('error', () => undefined);
    worker.on('message', () => {
      if (!closed) nearlyDone?.();
    });
    exited = new Promise((resolve) => worker.once('exit', () => resolve()));
    worker.unref();
    return worker;
  };
  return {
    wrote: () => {
      count += 1;
      if (count < every || closed) return;
      count = 0;
      thread ??= begin();
      thread.postMessage('checkpoint');
    },
    close: async () => {
      closed = true;
      thread?.postMessage('close');
      await exited;
    },
  };
}
