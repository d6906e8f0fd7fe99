// The checksum scrub: reads every stored picture again and says which are no longer what was stored.
// Must not repair anything.
import { createHash } from 'node:crypto';
import { isDomainError } from '../../../kernel/errors.js';
import type { Blobs } from '../../../ports/blobs/blobs.js';
import type { Database } from '../../../ports/database/database.js';
import { countToScrub, nextToScrub, type ScrubRow } from './store.js';

export interface ScrubbedPicture {
  /** Id of its public address. */
  readonly id: string;
  /** Its number in a library; null when it is in none. */
  readonly number: string | null;
  readonly title: string;
  readonly blob: string;
  readonly found: 'whole' | 'altered' | 'missing';
}

export interface Scrub {
  count(): Promise<number>;
  /** Every picture with what was found; equal bytes are read once. @throws DomainError UNAVAILABLE when they cannot be read */
  pictures(signal?: AbortSignal): AsyncGenerator<ScrubbedPicture>;
}

const rowsAtOnce = 500;

export function createScrub({ database, blobs }: { database: Database; blobs: Blobs }): Scrub {
  async function check({ blob, bytes }: ScrubRow): Promise<ScrubbedPicture['found']> {
    const hash = createHash('sha256');
    let size = 0;
    try {
      for await (const piece of await blobs.stream(blob)) {
        hash.update(piece);
        size += piece.length;
      }
    } catch (error) {
      if (isDomainError(error) && error.code === 'NOT_FOUND') return 'missing';
      throw error;
    }
    return size === bytes && hash.digest('hex') === blob ? 'whole' : 'altered';
  }

  return {
    count: () => database.run(countToScrub, undefined),
    pictures: async function* (signal) {
      let at = { blob: '', id: '' };
      let known: { blob: string; found: ScrubbedPicture['found'] } | undefined;
      while (!signal?.aborted) {
        const rows = await database.run(nextToScrub, { ...at, limit: rowsAtOnce });
        if (rows.length === 0) return;
        for (const row of rows) {
          if (signal?.aborted) return;
          if (known?.blob !== row.blob) known = { blob: row.blob, found: await check(row) };
          const { id, number, title, blob } = row;
          yield { id, number, title, blob, found: known.found };
          at = { blob, id };
        }
      }
    },
  };
}
