// Moves what the write-ahead log holds into the database file beside the writer, so that commits seldom wait for it.
// Must not be needed for correctness: when it fails or lags behind, the writer's own checkpoint does the work.
import { Worker } from 'node:worker_threads';
import { compiledUrl } from '../../kernel/compiled-url.js';

/** Units that wrote, between two checkpoints. A unit changes one to a dozen pages; the writer itself steps in at 16,000. */
const unitsPerCheckpoint = 1000;

export interface Checkpointer {
  /** Counts a unit that writes; now and then this sets a checkpoint going. Its thread begins with the first. */
  wrote(): void;
  /** Lets go of the file. */
  close(): Promise<void>;
}

export function createCheckpointer(file: string): Checkpointer {
  let thread: Worker | undefined;
  let count = 0;
  let closed = false;
  const begin = (): Worker => {
    const worker = new Worker(compiledUrl('./checkpoint-thread.js', import.meta.url), { workerData: file });
    // Without it the writer checkpoints alone, which is slower and nothing else.
    worker.on('error', () => undefined);
    worker.unref();
    return worker;
  };
  return {
    wrote: () => {
      count += 1;
      if (count < unitsPerCheckpoint || closed) return;
      count = 0;
      thread ??= begin();
      thread.postMessage('checkpoint');
    },
    close: async () => {
      closed = true;
      const worker = thread;
      if (worker === undefined) return;
      const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
      // One that failed earlier has exited already; its number is gone then.
      if (worker.threadId === -1) return;
      worker.postMessage('close');
      await exited;
    },
  };
}
