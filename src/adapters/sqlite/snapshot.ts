// A copy of a database file as it is at one moment, while others write to it: one read transaction, made by SQLite itself.
// Must not know what is in it.
import { open, rm, stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { compiledUrl } from '../../kernel/compiled-url.js';
import { DomainError } from '../../kernel/errors.js';

const lookEveryMs = 200;

/**
 * Writes the database to `to`, which must not be there yet; resolves once it is flushed. Everything that was committed before
 * the call is in it. Writers are not held up.
 * @param reached told the bytes written so far, and those of the source, now and then
 * @throws DomainError UNAVAILABLE
 */
export async function snapshotSqlite(
  from: string,
  to: string,
  reached: (bytes: number, of: number) => void = () => undefined,
): Promise<void> {
  const worker = new Worker(compiledUrl('./snapshot-thread.js', import.meta.url), { workerData: { from, to } });
  const look = setInterval(() => {
    void Promise.all([stat(to), stat(from)]).then(
      ([made, source]) => reached(made.size, source.size),
      () => undefined,
    );
  }, lookEveryMs);
  try {
    await new Promise<void>((resolve, reject) => {
      worker.once('error', reject);
      worker.once('exit', (code) =>
        code === 0 ? resolve() : reject(new Error(`the copying thread ended with ${code}`)),
      );
    });
    const file = await open(to, 'r+');
    await file.sync();
    await file.close();
  } catch (error) {
    await rm(to, { force: true });
    throw new DomainError(
      'UNAVAILABLE',
      `the database cannot be copied: ${(error as Error).message}`,
      {},
      { cause: error },
    );
  } finally {
    clearInterval(look);
  }
}
