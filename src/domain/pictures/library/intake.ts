// How pictures come in: bytes are taken as a stream, judged by what they are, and recorded or let go.
// Must not know who calls or how; SQL is in store.ts.
import { createHash } from 'node:crypto';
import { type Clock, timeOf } from '../../../kernel/clock.js';
import { DomainError } from '../../../kernel/errors.js';
import { inspectPicture, type PictureFacts } from '../../../kernel/fingerprint.js';
import { alphanumeric, type RandomBytes } from '../../../kernel/ids.js';
import type { ImageFormat } from '../../../kernel/image-bytes.js';
import { JpegWalk } from '../../../kernel/jpeg-walk.js';
import type { Blobs } from '../../../ports/blobs/blobs.js';
import type { Database } from '../../../ports/database/database.js';
import type { Queue } from '../../../ports/queue/queue.js';
import { type BlobsInHand, fileEndings } from '../addresses.js';
import { type NewBytes, replaceBytes } from '../changes/store.js';
import { createSlots } from './slots.js';
import { addLibraryPicture, type FoundRow, type LibraryRow, undoAdd } from './store.js';
import type { Device, LibraryPicture, ReceivedBytes, Terms } from './types.js';

/** Pictures that are decoded and recorded at the same time; each is held in memory for that long. */
const judgedAtOnce = 8;

/** Pictures that must have come in within a second for everything else to step back. */
const busyFrom = 20;

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
  /** Whether so many pictures are coming in that other work should step back. */
  isBusy(): boolean;
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

function checkDevice({ width, height }: Pick<PictureFacts, 'width' | 'height'>, device: Device): void {
  const { narrowest, widest, highest } = phoneLimits;
  if (device === 'phone' && (width < narrowest || width > widest || height > highest)) {
    throw new DomainError('INVALID', `${width}×${height} pixels are not ${narrowest}–${widest} by up to ${highest}`, {
      what: 'size',
      width,
      height,
    });
  }
}

/** What is known of bytes when their row is written. */
interface Judged {
  readonly facts: Omit<PictureFacts, 'fingerprint'>;
  /** Of bytes that were decoded; null when a look at them is still to come. */
  readonly seen: { readonly md5: string; readonly fingerprint: string } | null;
}

export interface IntakeParts {
  readonly database: Database;
  readonly blobs: Blobs;
  readonly inHand: BlobsInHand;
  readonly queue: Pick<Queue, 'announce'>;
  readonly clock: Clock;
  readonly random: RandomBytes;
}

export function createIntake({ database, blobs, inHand, queue, clock, random }: IntakeParts): Intake {
  const slots = createSlots(judgedAtOnce);
  /** When (ms of a clock that only runs forward) the last pictures began to come, in a ring. */
  const began = new Float64Array(busyFrom).fill(-Infinity);
  let begun = 0;

  function check(facts: Judged['facts'], device: Device, formats: readonly ImageFormat[]): void {
    if (!formats.includes(facts.format)) {
      throw new DomainError('BAD_IMAGE', `a ${facts.format} picture where one of ${formats.join(', ')} was expected`);
    }
    checkDevice(facts, device);
  }

  /** Decodes bytes. @throws DomainError BAD_IMAGE, TOO_LARGE, INVALID */
  async function judge(bytes: Buffer, device: Device, formats: readonly ImageFormat[]): Promise<Judged> {
    const { fingerprint, ...facts } = await inspectPicture(bytes);
    check(facts, device, formats);
    return { facts, seen: { md5: createHash('md5').update(bytes).digest('hex'), fingerprint } };
  }

  /** Lets go of received bytes that were refused; what was wrong is what the caller hears. */
  async function refused<T>({ blob }: ReceivedBytes, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      inHand.drop(blob);
      await inHand.release(blob).catch(() => undefined);
      throw error;
    }
  }

  /** Decodes, lets `write` record, and makes sure that the bytes are still there afterwards. */
  function settleDecoded<T>(
    received: ReceivedBytes,
    device: Device,
    formats: readonly ImageFormat[],
    write: (judged: Judged) => Promise<T>,
  ): Promise<T> {
    return slots.run(async () => {
      const bytes = await blobs.get(received.blob);
      const result = await write(await judge(bytes, device, formats));
      // Equal bytes share a blob: another process may have let go of an older picture with them in the meantime.
      if ((await blobs.size(received.blob)) === null) await blobs.put(bytes);
      return result;
    });
  }

  const record = (picture: NewLibraryPicture, { facts, seen }: Judged): Promise<LibraryRow> => {
    const { received, terms, libraryId, accountId, category, title, device } = picture;
    const now = timeOf(clock, libraryId);
    const id = alphanumeric(24, random);
    return database.run(addLibraryPicture, {
      quotaBytes: terms.quotaBytes,
      charge: { accountId, points: terms.points, opening: terms.openingPoints, subject: id, now: clock.now() },
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
        md5: seen?.md5 ?? '',
        orientation: facts.orientation,
        fingerprint: seen?.fingerprint ?? '',
        modified_at: now,
        binned_at: null,
        looked_at: seen === null ? null : now,
      },
    });
  };

  async function add(picture: NewLibraryPicture, formats: readonly ImageFormat[]): Promise<LibraryRow> {
    const { received, device } = picture;
    if (received.walked === null) {
      return settleDecoded(received, device, formats, (judged) => record(picture, judged));
    }
    const facts = { format: 'jpeg', ...received.walked } as const;
    check(facts, device, formats);
    const row = await record(picture, { facts, seen: null });
    if ((await blobs.size(received.blob)) === null) {
      // As above, but the bytes are not here any more: nothing was acknowledged, so nothing must stay.
      await database.run(undoAdd, { id: row.id, now: clock.now() });
      throw new DomainError('TOO_BUSY', 'equal bytes were removed at the same moment; send the picture again');
    }
    queue.announce();
    return row;
  }

  return {
    receive: async (source, maxBytes) => {
      const walk = new JpegWalk();
      async function* watched(): AsyncGenerator<Uint8Array> {
        for await (const piece of source) {
          walk.push(piece);
          yield piece;
        }
      }
      began[begun++ % busyFrom] = performance.now();
      const { key, size } = await blobs.putStream(watched(), maxBytes);
      inHand.take(key);
      return { blob: key, bytes: size, walked: walk.end() };
    },
    // The oldest of the last twenty.
    isBusy: () => performance.now() - (began[begun % busyFrom] as number) < 1_000,
    discard: ({ blob }) => {
      inHand.drop(blob);
      return inHand.release(blob);
    },
    add: async (picture, formats) => {
      const row = await refused(picture.received, () => add(picture, formats));
      inHand.drop(picture.received.blob);
      return toPicture(row);
    },
    replace: async ({ libraryId, number, device, received, quotaBytes }, formats) => {
      const before = await refused(received, () =>
        settleDecoded(received, device, formats, ({ facts, seen }) => {
          const { format, width, height, orientation } = facts;
          const { md5 = '', fingerprint = '' } = seen ?? {};
          const { blob, bytes } = received;
          const to: NewBytes = { blob, bytes, md5, fingerprint, format, width, height, orientation };
          return database.run(replaceBytes, { libraryId, number, to, quotaBytes, now: timeOf(clock, libraryId) });
        }),
      );
      inHand.drop(received.blob);
      await inHand.release(before);
    },
  };
}
