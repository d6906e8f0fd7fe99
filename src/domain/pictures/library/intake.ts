// How pictures come in: bytes are taken as a stream, judged by what they are, and recorded or let go.
// Must not know who calls or how; SQL is in store.ts.
import { createHash } from 'node:crypto';
import type { Clock } from '../../../kernel/clock.js';
import { DomainError } from '../../../kernel/errors.js';
import { inspectPicture, type PictureFacts } from '../../../kernel/fingerprint.js';
import { alphanumeric, type RandomBytes } from '../../../kernel/ids.js';
import type { ImageFormat } from '../../../kernel/image-bytes.js';
import type { Blobs } from '../../../ports/blobs/blobs.js';
import type { Database } from '../../../ports/database/database.js';
import { fileEndings, releaseBlob } from '../addresses.js';
import { type NewBytes, replaceBytes } from '../changes/store.js';
import { createSlots } from './slots.js';
import { addLibraryPicture, type FoundRow, type LibraryRow } from './store.js';
import type { Device, LibraryPicture, ReceivedBytes, Terms } from './types.js';

/** Pictures that are decoded and recorded at the same time; each is held in memory for that long. */
const judgedAtOnce = 8;

/** Pixels a picture for phones may have. */
const phoneLimits = { narrowest: 480, widest: 620, highest: 960 };

export interface NewLibraryPicture {
  readonly libraryId: string;
  /** Who uploads and pays. */
  readonly accountId: string;
  readonly category: string;
  /** As wished; see titles.ts. Must be clean already. */
  readonly title: string;
  readonly device: Device;
  readonly received: ReceivedBytes;
  readonly terms: Terms;
}

export interface Intake {
  /**
   * Takes bytes in while they arrive; resolves once they are on disk. They must then be added or discarded.
   * @throws DomainError TOO_LARGE beyond `maxBytes`, UNAVAILABLE when they cannot be written; nothing is kept then
   */
  receive(source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<ReceivedBytes>;
  /** Forgets received bytes that nobody uses. */
  discard(received: ReceivedBytes): Promise<void>;
  /**
   * Makes a picture of received bytes and takes the points for it: one fact. Bytes that are refused are discarded.
   * @throws DomainError BAD_IMAGE (no picture, damaged, or a format not in `formats`), INVALID (facts.what = size: not for phones),
   * TOO_LARGE (pixels; facts.what = space), NOT_FOUND (facts.what = category), FORBIDDEN (facts.what = points)
   */
  add(picture: NewLibraryPicture, formats: readonly ImageFormat[]): Promise<LibraryPicture>;
  /**
   * Puts received bytes behind a picture's address; title, place and address stay. Bytes that are refused are discarded.
   * @throws as {@link add}, and NOT_FOUND (facts.what = picture)
   */
  replace(
    change: { libraryId: string; number: string; device: Device; received: ReceivedBytes; quotaBytes: number },
    formats: readonly ImageFormat[],
  ): Promise<void>;
}

export const toPicture = (row: LibraryRow & Partial<Pick<FoundRow, 'referenced'>>): LibraryPicture => ({
  id: row.id,
  number: row.number,
  libraryId: row.library_id,
  category: row.category,
  title: row.title,
  format: row.format as ImageFormat,
  width: row.width,
  height: row.height,
  orientation: row.orientation,
  bytes: row.bytes,
  md5: row.md5,
  blob: row.blob,
  device: row.device,
  state: row.state,
  referenced: row.referenced === 1,
  fingerprint: row.fingerprint,
  createdAt: row.created_at,
  modifiedAt: row.modified_at,
  binnedAt: row.binned_at,
  ending: row.ending,
});

/** 2020-01-01: numbers count from here, 8192 to a millisecond, and stay below 2^53 until 2054. */
const numbersBegin = Date.UTC(2020, 0, 1);

/** A number for a picture or a category: 16 digits, unique but for what the store then settles. */
export const newNumber = (clock: Clock, random: RandomBytes): string =>
  String((clock.now() - numbersBegin) * 8192 + (random(2).readUInt16BE(0) & 8191));

function checkDevice({ width, height }: PictureFacts, device: Device): void {
  const { narrowest, widest, highest } = phoneLimits;
  if (device === 'phone' && (width < narrowest || width > widest || height > highest)) {
    throw new DomainError('INVALID', `${width}×${height} pixels are not ${narrowest}–${widest} by up to ${highest}`, {
      what: 'size',
      width,
      height,
    });
  }
}

export function createIntake(parts: { database: Database; blobs: Blobs; clock: Clock; random: RandomBytes }): Intake {
  const { database, blobs, clock, random } = parts;
  const slots = createSlots(judgedAtOnce);

  const release = (blob: string): Promise<void> => releaseBlob(database, blobs, blob);

  /** The facts of received bytes. @throws DomainError BAD_IMAGE, TOO_LARGE, INVALID */
  async function judge(bytes: Buffer, device: Device, formats: readonly ImageFormat[]): Promise<PictureFacts> {
    const facts = await inspectPicture(bytes);
    if (!formats.includes(facts.format)) {
      throw new DomainError('BAD_IMAGE', `a ${facts.format} picture where one of ${formats.join(', ')} was expected`);
    }
    checkDevice(facts, device);
    return facts;
  }

  /** Judges, lets `write` record, and makes sure that the bytes are still there afterwards. */
  async function settle<T>(
    received: ReceivedBytes,
    device: Device,
    formats: readonly ImageFormat[],
    write: (facts: PictureFacts) => Promise<T>,
  ): Promise<T> {
    try {
      return await slots.run(async () => {
        const bytes = await blobs.get(received.blob);
        const result = await write(await judge(bytes, device, formats));
        // Equal bytes share a blob: somebody may have let go of an older picture with them in the meantime.
        if ((await blobs.size(received.blob)) === null) await blobs.put(bytes);
        return result;
      });
    } catch (error) {
      await release(received.blob).catch(() => undefined);
      throw error;
    }
  }

  const record = (picture: NewLibraryPicture, facts: PictureFacts): Promise<LibraryRow> => {
    const { received, terms, libraryId, accountId, category, title, device } = picture;
    const now = clock.now();
    const id = alphanumeric(24, random);
    return database.run(addLibraryPicture, {
      quotaBytes: terms.quotaBytes,
      charge: { accountId, points: terms.points, opening: terms.openingPoints, subject: id, now },
      row: {
        id,
        account_id: accountId,
        blob: received.blob,
        format: facts.format,
        width: facts.width,
        height: facts.height,
        bytes: received.bytes,
        title,
        created_at: now,
        ending: fileEndings[facts.format],
        library_id: libraryId,
        number: newNumber(clock, random),
        category,
        device,
        state: 'clear',
        md5: received.md5,
        orientation: facts.orientation,
        fingerprint: facts.fingerprint,
        modified_at: now,
        binned_at: null,
      },
    });
  };

  return {
    receive: async (source, maxBytes) => {
      const md5 = createHash('md5');
      async function* watched(): AsyncGenerator<Uint8Array> {
        for await (const piece of source) {
          md5.update(piece);
          yield piece;
        }
      }
      const { key, size } = await blobs.putStream(watched(), maxBytes);
      return { blob: key, bytes: size, md5: md5.digest('hex') };
    },
    discard: ({ blob }) => release(blob),
    add: async (picture, formats) =>
      toPicture(await settle(picture.received, picture.device, formats, (facts) => record(picture, facts))),
    replace: async ({ libraryId, number, device, received, quotaBytes }, formats) => {
      const before = await settle(received, device, formats, (facts) => {
        const { format, width, height, orientation, fingerprint } = facts;
        const to: NewBytes = { ...received, format, width, height, orientation, fingerprint };
        return database.run(replaceBytes, { libraryId, number, to, quotaBytes, now: clock.now() });
      });
      await release(before);
    },
  };
}
