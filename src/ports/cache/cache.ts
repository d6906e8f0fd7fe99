// The cache port: bytes that could be made again, kept within a bound.
// Must not know what the bytes are. Anything kept may be gone the next moment.

export interface Cache {
  /** The whole bytes put under a key, or null. Never rejects: what cannot be read is not there. */
  get(key: string): Promise<Buffer | null>;
  /** Keeps bytes, letting go of what was not asked for the longest. @throws DomainError UNAVAILABLE when they cannot be written */
  put(key: string, bytes: Buffer): Promise<void>;
  /** Forgets a key. */
  drop(key: string): Promise<void>;
}
