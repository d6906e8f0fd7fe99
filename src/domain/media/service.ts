// Temporary media: bytes an account may fetch by an id for three days, then they are gone.
// Must not know which request made them.
import type { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/errors.js';
import { alphanumeric, type RandomBytes } from '../../kernel/ids.js';
import type { Blobs } from '../../ports/blobs/blobs.js';
import type { Database } from '../../ports/database/database.js';
import type { Queue } from '../../ports/queue/queue.js';
import { findMedia, forgetMedia, insertMedia } from './store.js';

const lifetimeMs = 3 * 86_400_000;
const idLength = 64;

export interface NewMedia {
  readonly accountId: string;
  readonly bytes: Uint8Array;
  /** MIME type of the bytes. */
  readonly contentType: string;
  /** File name to offer on download. */
  readonly title: string;
}

export interface Media {
  /** 64 letters and digits. */
  readonly id: string;
  readonly contentType: string;
  readonly title: string;
  /** ms, UTC. */
  readonly createdAt: number;
  readonly expiresAt: number;
}

export interface TemporaryMedia {
  /** Resolves once bytes and row are on disk. */
  add(media: NewMedia): Promise<Media>;
  /** @throws DomainError NOT_FOUND when there is none of this id, it is another account's, or it has expired */
  read(accountId: string, id: string): Promise<Media & { readonly bytes: Buffer }>;
  /** Removes a medium that has expired; resolves to when to come back (ms, UTC), or null when nothing is left to do. */
  purge(id: string): Promise<number | null>;
}

export function createTemporaryMedia(parts: {
  database: Database;
  blobs: Blobs;
  queue: Queue;
  clock: Clock;
  random: RandomBytes;
}): TemporaryMedia {
  const { database, blobs, queue, clock, random } = parts;
  return {
    add: async ({ accountId, bytes, contentType, title }) => {
      const blob = await blobs.put(bytes);
      const now = clock.now();
      const row = {
        id: alphanumeric(idLength, random),
        account_id: accountId,
        blob: blob.key,
        content_type: contentType,
        title,
        created_at: now,
        expires_at: now + lifetimeMs,
      };
      await database.run(insertMedia, row);
      // Equal bytes share a blob: the purge of an older medium may have removed it between the two lines above.
      if ((await blobs.size(blob.key)) === null) await blobs.put(bytes);
      queue.announce();
      return { id: row.id, contentType, title, createdAt: now, expiresAt: row.expires_at };
    },
    read: async (accountId, id) => {
      const row = await database.run(findMedia, id);
      if (row === null || row.account_id !== accountId || row.expires_at <= clock.now()) {
        throw new DomainError('NOT_FOUND', 'no such temporary media, or it has expired');
      }
      return {
        id: row.id,
        contentType: row.content_type,
        title: row.title,
        createdAt: row.created_at,
        expiresAt: row.expires_at,
        bytes: await blobs.get(row.blob),
      };
    },
    purge: async (id) => {
      const { orphan, again } = await database.run(forgetMedia, { id, now: clock.now() });
      if (orphan !== null) await blobs.remove(orphan);
      return again;
    },
  };
}
