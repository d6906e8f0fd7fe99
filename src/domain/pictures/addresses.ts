// How pictures' addresses end, and when the bytes behind them may go.
// Must not know libraries or titles.
import type { ImageFormat } from '../../kernel/image-bytes.js';
import type { Blobs } from '../../ports/blobs/blobs.js';
import type { Database } from '../../ports/database/database.js';
import { isBlobUsed } from './store.js';

/** File ending of a picture's address by its format. */
export const fileEndings: Record<ImageFormat, string> = {
  jpeg: 'jpg',
  png: 'png',
  gif: 'gif',
  webp: 'webp',
  bmp: 'bmp',
  tiff: 'tif',
  avif: 'avif',
  heif: 'heic',
};

/** Bytes that have arrived and that no row names yet: whoever clears up must leave them alone. */
export interface BlobsInHand {
  /** Once for each time the bytes have come. */
  take(blob: string): void;
  drop(blob: string): void;
  /** Removes bytes that no row names any more and that nobody has in hand. */
  release(blob: string): Promise<void>;
}

export function createBlobsInHand(database: Database, blobs: Blobs): BlobsInHand {
  const held = new Map<string, number>();
  return {
    take: (blob) => {
      held.set(blob, (held.get(blob) ?? 0) + 1);
    },
    drop: (blob) => {
      const count = (held.get(blob) ?? 0) - 1;
      if (count > 0) held.set(blob, count);
      else held.delete(blob);
    },
    release: async (blob) => {
      const used = await database.run(isBlobUsed, blob);
      if (!used && !held.has(blob)) await blobs.remove(blob);
    },
  };
}
