// Pictures: bytes with a public address. Stores uploads, finds a picture by its address, hands its bytes out.
// Must not know who shows them or which protocol brought them.

import type { Clock } from '../../kernel/clock.js';
import { sha256Hex } from '../../kernel/crypto.js';
import { DomainError } from '../../kernel/errors.js';
import { alphanumeric, type RandomBytes } from '../../kernel/ids.js';
import { checkImageHeader, type ImageFormat } from '../../kernel/image-bytes.js';
import type { Blobs } from '../../ports/blobs/blobs.js';
import type { Database } from '../../ports/database/database.js';
import { fileEndings } from './addresses.js';
import { findPicture, insertPicture, type PictureRow } from './store.js';

export interface Picture {
  readonly id: string;
  readonly accountId: string;
  readonly blob: string;
  readonly format: ImageFormat;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly title: string;
  readonly createdAt: number;
  /** File ending of its address; null = as its format says. */
  readonly ending: string | null;
}

export interface NewPicture {
  readonly accountId: string;
  readonly bytes: Uint8Array;
  readonly title: string;
  readonly origin: 'upload' | 'generated';
}

export interface Pictures {
  /**
   * Stores a picture; resolves once bytes and row are on disk.
   * @throws DomainError BAD_IMAGE, TOO_LARGE (pixels), INVALID (format not in `formats`, or a hash that does not match)
   */
  add(picture: NewPicture, expect?: { formats?: readonly ImageFormat[]; sha256?: string }): Promise<Picture>;
  /** Stores the bytes and makes the row, which the caller's own unit must record with `recordPicture`. */
  prepare(picture: NewPicture): Promise<PictureRow>;
  /** A picture that may be shown: not in a recycle bin and not frozen. */
  find(id: string): Promise<Picture | null>;
  /** @throws DomainError NOT_FOUND */
  read(picture: Picture, range?: { start: number; end: number }): Promise<AsyncIterable<Uint8Array>>;
  /** The address customers load the picture from; `secure`: one that begins with https. */
  publicUrl(picture: { id: string; format: string; ending?: string | null }, secure?: boolean): string;
  /** The picture behind one of our own public addresses; null when the address is not ours, or no picture's. */
  findByUrl(url: string): Promise<Picture | null>;
  /** The bytes behind one of our own public addresses; null when the address is not ours. @throws DomainError NOT_FOUND */
  readOwnUrl(url: string): Promise<Buffer | null>;
}

const toPicture = (row: PictureRow): Picture => ({
  id: row.id,
  accountId: row.account_id,
  blob: row.blob,
  format: row.format as ImageFormat,
  width: row.width,
  height: row.height,
  bytes: row.bytes,
  title: row.title,
  createdAt: row.created_at,
  ending: row.ending ?? null,
});

export function createPictures(parts: {
  database: Database;
  blobs: Blobs;
  clock: Clock;
  random: RandomBytes;
  /** Base of all public addresses, without a slash at its end. A function: the port may be chosen while starting. */
  publicBase: () => string;
  /** The same over TLS, where that has an address of its own. */
  secureBase?: () => string | null;
}): Pictures {
  const { database, blobs, clock, random, publicBase, secureBase = () => null } = parts;
  const httpsBase = (): string => secureBase() ?? publicBase().replace(/^http:/, 'https:');

  async function prepare({ accountId, bytes, title, origin }: NewPicture): Promise<PictureRow> {
    const header = checkImageHeader(bytes);
    const blob = await blobs.put(bytes);
    return {
      id: alphanumeric(24, random),
      account_id: accountId,
      blob: blob.key,
      format: header.format,
      width: header.width ?? 0,
      height: header.height ?? 0,
      bytes: blob.size,
      title,
      origin,
      created_at: clock.now(),
    };
  }

  /** Id in one of our own addresses; undefined when it names no picture; null when the address is not ours. */
  function idIn(url: string): string | undefined | null {
    if (!url.startsWith(`${publicBase()}/`) && !url.startsWith(`${httpsBase()}/`)) return null;
    // The address of a derived picture names its original: whoever works with it is better served with all the pixels.
    return /^\/p\/([0-9A-Za-z]{24})\.[a-z]+(?:_[0-9A-Za-z._]*)?$/.exec(new URL(url).pathname)?.[1];
  }

  return {
    prepare,
    add: async (picture, expect = {}) => {
      const { format } = checkImageHeader(picture.bytes);
      if (expect.formats !== undefined && !expect.formats.includes(format)) {
        throw new DomainError(
          'BAD_IMAGE',
          `a ${format} picture where one of ${expect.formats.join(', ')} was expected`,
          {
            format,
          },
        );
      }
      if (expect.sha256 !== undefined && sha256Hex(picture.bytes) !== expect.sha256.toLowerCase()) {
        throw new DomainError('INVALID', 'the hash that was sent is not the hash of the bytes', { field: 'sha256' });
      }
      const row = await prepare(picture);
      await database.run(insertPicture, row);
      return toPicture(row);
    },
    find: async (id) => {
      const row = await database.run(findPicture, id);
      return row === null ? null : toPicture(row);
    },
    read: (picture, range) => blobs.stream(picture.blob, range),
    publicUrl: ({ id, format, ending }, secure = false) =>
      `${secure ? httpsBase() : publicBase()}/p/${id}.${ending ?? fileEndings[format as ImageFormat] ?? format}`,
    findByUrl: async (url) => {
      const id = idIn(url);
      const row = id === null || id === undefined ? null : await database.run(findPicture, id);
      return row === null ? null : toPicture(row);
    },
    readOwnUrl: async (url) => {
      const id = idIn(url);
      if (id === null) return null;
      const row = id === undefined ? null : await database.run(findPicture, id);
      if (row === null) throw new DomainError('NOT_FOUND', 'no picture at this address of ours');
      return blobs.get(row.blob);
    },
  };
}
