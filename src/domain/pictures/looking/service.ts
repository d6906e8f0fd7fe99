// Looks at pictures after their upload was acknowledged: decodes them for their fingerprint and reckons their MD5.
// Must not be in the way of uploads that are coming in: while there are some it takes a twentieth of one core.
import { createHash } from 'node:crypto';
import { setTimeout as rest } from 'node:timers/promises';
import type { Clock } from '../../../kernel/clock.js';
import { sha256Hex } from '../../../kernel/crypto.js';
import { isDomainError } from '../../../kernel/errors.js';
import { inspectPicture } from '../../../kernel/fingerprint.js';
import type { Log } from '../../../kernel/log.js';
import type { Blobs } from '../../../ports/blobs/blobs.js';
import type { Database } from '../../../ports/database/database.js';
import type { ClaimedJob } from '../../../ports/queue/queue.js';
import { compareSome } from '../duplicates/store.js';
import { createSlots } from '../library/slots.js';
import type { LibraryPicture } from '../library/types.js';
import { endLooking, findUnseen, recordGone, recordLook, recordMd5, recordUnreadable, type Unseen } from './store.js';

/** Pictures taken from the table at once. */
const rowsAtOnce = 16;
/** How long (ms) one run of the job goes on before another library's may have its turn. */
const longestRunMs = 2_000;
/** Rest after a look while uploads come in, in lengths of that look. */
const restLengths = 19;
/** When (ms) a broken storage is tried again. */
const tryAgainMs = 5_000;
/** Pictures looked at on the spot for whoever asks what looks alike. */
const mostOnTheSpot = 32;
const md5AtOnce = 4;

export interface Looking {
  /** Handler of `pictures.look`: resolves to when to come back (ms, UTC), or null when nothing waits any more. */
  run(job: ClaimedJob, signal: AbortSignal): Promise<number | null>;
  /** Looks at a picture now, unless it has been, and at some of its library that wait. @throws DomainError UNAVAILABLE */
  ahead(libraryId: string, picture: Unseen | null): Promise<void>;
  /** The same pictures with their MD5, reckoned now where nobody has yet; without it where the bytes cannot be read. */
  withMd5(pictures: readonly LibraryPicture[]): Promise<LibraryPicture[]>;
}

const md5Of = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

export function createLooking(parts: {
  database: Database;
  blobs: Blobs;
  clock: Clock;
  log: Log;
  /** Whether uploads are coming in. */
  isBusy: () => boolean;
}): Looking {
  const { database, blobs, clock, log, isBusy } = parts;
  const slots = createSlots(md5AtOnce);

  async function lookAt(libraryId: string, { id, number, blob }: Unseen): Promise<void> {
    let bytes: Buffer;
    try {
      bytes = await blobs.get(blob);
    } catch (error) {
      if (!isDomainError(error) || error.code !== 'NOT_FOUND') throw error;
      log.error({ picture: number, blob }, 'the bytes of a picture are gone');
      return database.run(recordGone, { id, now: clock.now() });
    }
    try {
      const { fingerprint } = await inspectPicture(bytes);
      await database.run(recordLook, { libraryId, id, blob, md5: md5Of(bytes), fingerprint, now: clock.now() });
    } catch (error) {
      if (!isDomainError(error) || (error.code !== 'BAD_IMAGE' && error.code !== 'TOO_LARGE')) throw error;
      if (sha256Hex(bytes) !== blob) {
        // Not what was sent any more: the disk is to blame, and the scrub tells of it.
        log.error({ picture: number, blob }, 'the bytes of a picture are damaged');
        return database.run(recordGone, { id, now: clock.now() });
      }
      log.warn(
        { picture: number, cause: error.message },
        'a picture cannot be decoded: frozen, and its price given back',
      );
      await database.run(recordUnreadable, { id, blob, now: clock.now() });
    }
  }

  /** While uploads come in, rests after a piece of work that began then. */
  async function restAfter(began: number, signal: AbortSignal): Promise<void> {
    if (!isBusy()) return;
    await rest(restLengths * (performance.now() - began), undefined, { signal }).catch(() => undefined);
  }

  async function md5For(picture: LibraryPicture): Promise<LibraryPicture> {
    if (picture.md5 !== '') return picture;
    const { id, blob, number } = picture;
    try {
      const md5 = md5Of(await blobs.get(blob));
      // Kept for the next one who asks; on a disk that takes nothing at the moment this one is told nevertheless.
      await database.run(recordMd5, { id, blob, md5 }).catch((error: unknown) => {
        if (!isDomainError(error)) throw error;
      });
      return { ...picture, md5 };
    } catch (error) {
      if (!isDomainError(error)) throw error;
      // A list is not refused for one picture; that picture's own address says what is wrong with it.
      log.warn({ picture: number, cause: error.message }, 'the MD5 of a picture could not be reckoned');
      return picture;
    }
  }

  return {
    run: async (job, signal) => {
      const libraryId = job.subject;
      const until = performance.now() + longestRunMs;
      while (!signal.aborted && performance.now() < until) {
        const waiting = await database.run(findUnseen, { libraryId, limit: rowsAtOnce });
        if (waiting.length === 0) {
          const began = performance.now();
          if (await database.run(compareSome, { libraryId, limit: rowsAtOnce })) {
            await restAfter(began, signal);
            continue;
          }
          const ended = await database.run(endLooking, { libraryId, job: { id: job.id, lease: job.lease } });
          if (ended) return null;
        }
        for (const picture of waiting) {
          if (signal.aborted) break;
          const began = performance.now();
          try {
            await lookAt(libraryId, picture);
          } catch (error) {
            if (!isDomainError(error)) throw error;
            log.warn({ picture: picture.number, cause: error.message }, 'a picture could not be looked at yet');
            return clock.now() + tryAgainMs;
          }
          await restAfter(began, signal);
        }
      }
      return clock.now();
    },
    ahead: async (libraryId, picture) => {
      const waiting = await database.run(findUnseen, { libraryId, limit: mostOnTheSpot });
      if (picture !== null) await lookAt(libraryId, picture);
      const others = waiting.filter(({ id }) => id !== picture?.id);
      await Promise.all(others.map((each) => slots.run(() => lookAt(libraryId, each))));
    },
    withMd5: (pictures) =>
      Promise.all(pictures.map((picture) => (picture.md5 === '' ? slots.run(() => md5For(picture)) : picture))),
  };
}
