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

/** Removes bytes that no row names any more. */
export async function releaseBlob(database: Database, blobs: Blobs, blob: string): Promise<void> {
  if (!(await database.run(isBlobUsed, blob))) await blobs.remove(blob);
}
