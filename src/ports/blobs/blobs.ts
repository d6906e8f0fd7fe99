// The blob port: bytes under the name of their own SHA-256.
// Must not know what the bytes are. Same bytes, same key: storing twice costs nothing and changes nothing.

/** Lower-case hexadecimal SHA-256 of the content. */
export type BlobKey = string;

export interface StoredBlob {
  readonly key: BlobKey;
  /** Bytes. */
  readonly size: number;
}

export interface Blobs {
  /** Resolves once the bytes are on disk under their final name. A crash leaves either the whole blob or none. */
  put(bytes: Uint8Array): Promise<StoredBlob>;
  /**
   * Like {@link put} for bytes that arrive in pieces, hashed while they are written. Pieces may be held for a while: they must
   * not change any more.
   * @throws DomainError TOO_LARGE as soon as more than `maxBytes` have come; nothing is kept then
   */
  putStream(source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<StoredBlob>;
  /** @throws DomainError NOT_FOUND */
  get(key: BlobKey): Promise<Buffer>;
  /** Bytes `start` to `end`, both inclusive; the whole blob without a range. @throws DomainError NOT_FOUND */
  stream(key: BlobKey, range?: { start: number; end: number }): Promise<AsyncIterable<Uint8Array>>;
  /** Size in bytes, or null when there is no such blob. */
  size(key: BlobKey): Promise<number | null>;
  /** Removes a blob; nothing happens when there is none. */
  remove(key: BlobKey): Promise<void>;
  /** Resolves when a byte can be written. */
  ping(): Promise<void>;
}
