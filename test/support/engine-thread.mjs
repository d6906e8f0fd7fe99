// A thread program for tests of the pool: does what its spec says instead of drawing.
// `gate` is shared memory: [0] counts the tasks that have begun, [1] opens the gate when it is not 0.
import { readlinkSync } from 'node:fs';
import { getPriority } from 'node:os';
import { threadId } from 'node:worker_threads';
import { beginTask } from '../../dist/adapters/threads/begin.js';
import { lowerOwnPriority } from '../../dist/adapters/threads/own-priority.js';
import { movable } from '../../dist/adapters/threads/transfer.js';

lowerOwnPriority();

const stopped = { error: { code: 'ABORTED', message: 'the work was stopped', facts: {} } };

export async function work(task) {
  return beginTask(task.state, (signal) => obey(task.spec, signal)).catch((error) => {
    if (error.code === 'ABORTED') return stopped;
    throw error;
  });
}

async function obey(spec, signal) {
  if (spec.gate) {
    Atomics.add(spec.gate, 0, 1);
    Atomics.wait(spec.gate, 1, 0);
  }
  if (spec.polite) {
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    signal.throwIfAborted();
  }
  if (spec.spin) for (;;);
  if (spec.exit) process.exit(3);
  if (spec.reject) throw new Error(spec.reject);
  if (spec.refuse) return { error: spec.refuse };
  if (spec.bytes) return movable({ png: new Uint8Array(spec.bytes).fill(7), threadId });
  const task = process.platform === 'linux' ? Number(readlinkSync('/proc/thread-self').split('/').at(-1)) : 0;
  return { value: { echo: spec.echo ?? null, threadId, priority: task ? getPriority(task) : null } };
}
