// Lets the calling thread step back behind the threads that answer requests.
// Must not know what the thread does.
import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';

/** Lowers the priority of the calling thread. Does nothing where the system cannot do that for one thread. */
export function lowerOwnPriority(): void {
  // Requests go before pictures: with all cores drawing, an answer must still not wait. Linux keeps a priority for each
  // thread and takes a thread's id here; threads this one starts (a model's own) inherit it.
  if (process.platform !== 'linux') return;
  try {
    const threadId = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    if (Number.isInteger(threadId) && threadId > 0) setPriority(threadId, 10);
  } catch {
    // No /proc, or not permitted: pictures then compete with requests, which is slower and still right.
  }
}
