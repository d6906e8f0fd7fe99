// Libraries: what may be asked of a shop's pictures. Puts intake, catalogue and changes behind one face.
// Must not know who calls or how; SQL is in the store files.
import { type Clock, timeOf } from '../../../kernel/clock.js';
import { DomainError } from '../../../kernel/errors.js';
import type { RandomBytes } from '../../../kernel/ids.js';
import type { Log } from '../../../kernel/log.js';
import type { Blobs } from '../../../ports/blobs/blobs.js';
import type { Database } from '../../../ports/database/database.js';
import type { ClaimedJob, Queue } from '../../../ports/queue/queue.js';
import { createBlobsInHand } from '../addresses.js';
import { countPictures, findPage, findSimilar, findUsage, listPictures, type Usage } from '../catalogue/store.js';
import {
  addCategory,
  type CategoryFilter,
  type CategoryRow,
  deleteCategories,
  listCategories,
  updateCategory,
} from '../categories/store.js';
import {
  binPictures,
  movePictures,
  purgePicture,
  renamePicture,
  restorePictures,
  setPictureState,
} from '../changes/store.js';
import type { DuplicateGroup } from '../duplicates/groups.js';
import { createDuplicates } from '../duplicates/service.js';
import { createLooking, type Looking } from '../looking/service.js';
import { findUses, type PictureUse } from '../references/store.js';
import { cleanTags } from '../tags/rules.js';
import { findTags, listTags, setTags, type TagCount } from '../tags/store.js';
import { createIntake, type Intake, newNumber, toPicture } from './intake.js';
import { findLibraryPicture, type NewCategory, openLibrary } from './store.js';
import type { Category, LibraryPicture, Order, PictureFilter, PictureState } from './types.js';

/** How long (ms) pictures stay in the bin, and when one that is still used is looked at again. */
const keptMs = 7 * 86_400_000;
const askAgainMs = 86_400_000;
/** Pictures one call may change. */
const mostAtOnce = 1_000;

export interface Likeness {
  readonly picture: LibraryPicture;
  /** Bits the fingerprints differ in, 0–7. */
  readonly apart: number;
  readonly sameBytes: boolean;
}

export interface Libraries extends Intake {
  /** Makes a library unless it is there. Its id is that of the account it belongs to. */
  open(libraryId: string, categories: readonly NewCategory[]): Promise<void>;
  /** Drops what is remembered of what was read: the database holds another state. */
  forget(): void;
  /** A picture, in the bin or not. @throws DomainError NOT_FOUND (facts.what = picture) */
  find(libraryId: string, number: string): Promise<LibraryPicture>;
  list(
    libraryId: string,
    filter: PictureFilter,
    page: { readonly order: Order; readonly offset: number; readonly limit: number },
  ): Promise<LibraryPicture[]>;
  /** The same with how many there are altogether. */
  page(
    libraryId: string,
    filter: PictureFilter,
    page: { readonly order: Order; readonly offset: number; readonly limit: number },
  ): Promise<{ readonly pictures: LibraryPicture[]; readonly total: number }>;
  count(libraryId: string, filter: PictureFilter): Promise<number>;
  usage(libraryId: string): Promise<Usage>;
  /** Copies (same bytes) and pictures that look the same, nearest first, without the picture itself. @throws NOT_FOUND */
  similar(libraryId: string, number: string, most: number): Promise<Likeness[]>;
  /** Groups of copies and near-copies over the whole library. */
  duplicates(libraryId: string): Promise<readonly DuplicateGroup[]>;
  /** Tags of pictures, by the pictures' ids. */
  tagsOf(ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Tags of a library, the most used first. */
  tags(libraryId: string, most: number): Promise<TagCount[]>;
  /** Puts tags in the place of those a picture has. @throws DomainError NOT_FOUND, INVALID */
  setTags(libraryId: string, number: string, tags: readonly string[]): Promise<void>;
  /** What shows a picture. */
  uses(libraryId: string, number: string): Promise<PictureUse[]>;
  categories(filter: CategoryFilter): Promise<Category[]>;
  /** @throws DomainError NOT_FOUND, INVALID (third level), CONFLICT (facts.what = category-name, categories) */
  addCategory(libraryId: string, name: string, parent: string): Promise<Category>;
  /** @throws DomainError NOT_FOUND, INVALID (facts.what = category-fixed, category-parent), CONFLICT */
  updateCategory(libraryId: string, number: string, change: { name?: string; parent?: string }): Promise<void>;
  /**
   * Deletes categories, all or none; their pictures go to the default one. Resolves to how many there were.
   * @throws DomainError INVALID (facts.what = category-fixed, category-parent), CONFLICT
   */
  deleteCategories(libraryId: string, numbers: readonly string[]): Promise<number>;
  /** `title` must be clean; resolves to the one it got. @throws DomainError NOT_FOUND (facts.what = picture) */
  rename(libraryId: string, number: string, title: string): Promise<string>;
  /** Resolves to how many were there to move. @throws DomainError NOT_FOUND (facts.what = category) */
  move(libraryId: string, numbers: readonly string[], category: string): Promise<number>;
  /** Into the recycle bin, for seven days; resolves to how many. */
  bin(libraryId: string, numbers: readonly string[]): Promise<number>;
  /** Out of it again. @throws DomainError TOO_LARGE (facts.what = space) */
  restore(libraryId: string, numbers: readonly string[], quotaBytes: number): Promise<number>;
  /** Freezes, clears or passes a picture; a frozen one is shown to nobody. @throws DomainError NOT_FOUND */
  setState(number: string, state: PictureState): Promise<void>;
  /** Handler of {@link purgeBinJob}: resolves to when to come back (ms, UTC), or null when the picture's time is over. */
  purge(job: ClaimedJob): Promise<number | null>;
  /** Handler of {@link lookJob}: resolves to when to come back (ms, UTC), or null when nothing waits any more. */
  look: Looking['run'];
}

const toCategory = (row: CategoryRow): Category => ({
  number: row.number,
  parent: row.parent,
  name: row.name,
  kind: row.kind,
  position: row.position,
  total: Number(row.total),
  createdAt: row.created_at,
  modifiedAt: row.modified_at,
});

export function createLibraries(parts: {
  database: Database;
  blobs: Blobs;
  queue: Queue;
  clock: Clock;
  random: RandomBytes;
  log: Log;
}): Libraries {
  const { database, blobs, queue, clock, random, log } = parts;
  const opened = new Set<string>();
  const inHand = createBlobsInHand(database, blobs);
  const intake = createIntake({ database, blobs, inHand, queue, clock, random });
  const duplicates = createDuplicates({ database, clock });
  const looking = createLooking({ database, blobs, clock, log, isBusy: intake.isBusy });

  function bounded(numbers: readonly string[]): readonly string[] {
    if (numbers.length > mostAtOnce) throw new DomainError('INVALID', `more than ${mostAtOnce} pictures at once`);
    return numbers;
  }
  /** What lies in a library has the times of the account whose it is, whoever puts it there. */
  const at = (libraryId: string): number => timeOf(clock, libraryId);

  return {
    ...intake,
    look: looking.run,
    forget: () => {
      opened.clear();
      duplicates.forget();
    },
    open: async (libraryId, categories) => {
      if (opened.has(libraryId)) return;
      await database.run(openLibrary, { libraryId, categories, now: at(libraryId) });
      opened.add(libraryId);
    },
    find: async (libraryId, number) => toPicture(await database.run(findLibraryPicture, { libraryId, number })),
    list: async (libraryId, filter, { order, offset, limit }) =>
      looking.withMd5((await database.run(listPictures, { libraryId, filter, order, offset, limit })).map(toPicture)),
    page: async (libraryId, filter, { order, offset, limit }) => {
      const { rows, total } = await database.run(findPage, { libraryId, filter, order, offset, limit });
      return { pictures: await looking.withMd5(rows.map(toPicture)), total };
    },
    count: (libraryId, filter) => database.run(countPictures, { libraryId, filter }),
    usage: (libraryId) => database.run(findUsage, libraryId),
    similar: async (libraryId, number, most) => {
      const { id, blob, looked_at: lookedAt } = await database.run(findLibraryPicture, { libraryId, number });
      // What it looks like is asked of the others too: some may still wait when it has been looked at itself.
      await looking.ahead(libraryId, lookedAt === null ? { id, number, blob } : null);
      const found = await database.run(findSimilar, { libraryId, number, most });
      const pictures = await looking.withMd5(found.map(({ row }) => toPicture(row)));
      return found.map(({ apart, sameBytes }, n) => ({ picture: pictures[n] as LibraryPicture, apart, sameBytes }));
    },
    duplicates: duplicates.groups,
    tagsOf: async (ids) => {
      const tags = new Map<string, string[]>();
      for (const { picture_id: id, tag } of await database.run(findTags, ids)) {
        tags.set(id, [...(tags.get(id) ?? []), tag]);
      }
      return tags;
    },
    tags: (libraryId, most) => database.run(listTags, { libraryId, limit: most }),
    setTags: async (libraryId, number, tags) => database.run(setTags, { libraryId, number, tags: cleanTags(tags) }),
    uses: (libraryId, number) => database.run(findUses, { libraryId, number }),
    categories: async (filter) => (await database.run(listCategories, filter)).map(toCategory),
    addCategory: async (libraryId, name, parent) =>
      toCategory(
        await database.run(addCategory, {
          libraryId,
          number: newNumber(clock, random),
          parent,
          name,
          now: at(libraryId),
        }),
      ),
    updateCategory: (libraryId, number, change) =>
      database.run(updateCategory, { libraryId, number, ...change, now: at(libraryId) }),
    deleteCategories: async (libraryId, numbers) =>
      database.run(deleteCategories, { libraryId, numbers: bounded(numbers), now: at(libraryId) }),
    rename: (libraryId, number, title) => database.run(renamePicture, { libraryId, number, title, now: at(libraryId) }),
    move: async (libraryId, numbers, category) =>
      database.run(movePictures, { libraryId, numbers: bounded(numbers), category, now: at(libraryId) }),
    bin: async (libraryId, numbers) => {
      const now = at(libraryId);
      const count = await database.run(binPictures, {
        libraryId,
        numbers: bounded(numbers),
        now,
        endsAt: now + keptMs,
      });
      if (count > 0) queue.announce();
      return count;
    },
    restore: async (libraryId, numbers, quotaBytes) =>
      database.run(restorePictures, { libraryId, numbers: bounded(numbers), quotaBytes, now: at(libraryId) }),
    setState: (number, state) => database.run(setPictureState, { number, state, now: clock.now() }),
    purge: async (job) => {
      const { again, blob } = await database.run(purgePicture, {
        id: job.subject,
        job: { id: job.id, lease: job.lease },
        now: clock.now(),
        keptMs,
        askAgainMs,
      });
      if (blob !== null) await inHand.release(blob);
      return again;
    },
  };
}
