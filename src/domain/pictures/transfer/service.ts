// Taking whole folders of pictures in and out of a library. What is there already is not taken again, so that whoever was
// interrupted begins anew and goes on where it was. Must not know files.
import { createHash } from 'node:crypto';
import type { ImageFormat } from '../../../kernel/image-bytes.js';
import type { Blobs } from '../../../ports/blobs/blobs.js';
import type { Database } from '../../../ports/database/database.js';
import { type Intake, toPicture } from '../library/intake.js';
import type { NewCategory } from '../library/store.js';
import type { LibraryPicture } from '../library/types.js';
import { findSameBytes, nextPictures } from './store.js';

/** What a kind of library takes, whichever way pictures come in. */
export interface LibraryRules {
  /** Those a new library has. */
  readonly categories: readonly NewCategory[];
  readonly formats: readonly ImageFormat[];
  /** Bytes of one picture. */
  readonly mostBytes: number;
  /** Bytes of all of them. */
  readonly quotaBytes: number;
  /** A name as it will be kept, or null when no category may be called so. */
  readonly categoryName: (text: string) => string | null;
}

export interface TakenPicture {
  /** `known`: the category has a picture of the same bytes; nothing was added. */
  readonly found: 'added' | 'known';
  /** Of the picture that is there now. */
  readonly title: string;
}

export interface Transfers {
  /**
   * Adds a picture unless its category has one of the same bytes. Costs no points.
   * @param title clean
   * @throws DomainError as {@link Intake.add}
   */
  take(
    picture: { readonly libraryId: string; readonly category: string; readonly title: string; readonly bytes: Buffer },
    rules: LibraryRules,
  ): Promise<TakenPicture>;
  /** Every picture of a library that is not in the bin, by number. */
  pictures(libraryId: string): AsyncGenerator<LibraryPicture>;
  /** @throws DomainError NOT_FOUND when the bytes are gone, UNAVAILABLE */
  read(picture: LibraryPicture): Promise<Buffer>;
}

const rowsAtOnce = 500;

export function createTransfers(parts: { database: Database; blobs: Blobs; intake: Intake }): Transfers {
  const { database, blobs, intake } = parts;
  /** Equal bytes come in one after the other: the second is to see the first. */
  const underWay = new Map<string, Promise<unknown>>();

  async function addUnlessKnown(
    { libraryId, category, title, bytes }: Parameters<Transfers['take']>[0],
    rules: LibraryRules,
    blob: string,
  ): Promise<TakenPicture> {
    const known = await database.run(findSameBytes, { libraryId, category, blob });
    if (known !== null) return { found: 'known', title: known };
    async function* source(): AsyncGenerator<Uint8Array> {
      yield bytes;
    }
    const received = await intake.receive(source(), rules.mostBytes);
    const terms = { points: 0, openingPoints: 0, quotaBytes: rules.quotaBytes };
    const picture = await intake.add(
      { libraryId, accountId: libraryId, category, title, device: 'computer', received, terms },
      rules.formats,
    );
    return { found: 'added', title: picture.title };
  }

  return {
    take: async (picture, rules) => {
      const blob = createHash('sha256').update(picture.bytes).digest('hex');
      for (let others = underWay.get(blob); others !== undefined; others = underWay.get(blob)) {
        await others.catch(() => undefined);
      }
      const work = addUnlessKnown(picture, rules, blob);
      underWay.set(blob, work);
      try {
        return await work;
      } finally {
        underWay.delete(blob);
      }
    },
    pictures: async function* (libraryId) {
      for (let after = ''; ; ) {
        const rows = await database.run(nextPictures, { libraryId, after, limit: rowsAtOnce });
        yield* rows.map(toPicture);
        const last = rows.at(-1);
        if (last === undefined) return;
        after = last.number;
      }
    },
    read: ({ blob }) => blobs.get(blob),
  };
}
