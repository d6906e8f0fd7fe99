// A disk that fails when it is told to: blobs and database of a server that runs, with the system's own error codes.
// Knows no room. Faults are made where real ones are: some of the bytes are written, the code reaches the adapters' callers.
import { DomainError } from '../../src/kernel/errors.js';
import type { Blobs } from '../../src/ports/blobs/blobs.js';
import type { Database } from '../../src/ports/database/database.js';

/** No room left, mounted read-only, a broken disk. */
export type DiskFault = 'ENOSPC' | 'EROFS' | 'EIO';

export interface FaultyStorage {
  /** What writing bytes fails with; null = it works. */
  bytes: DiskFault | null;
  /** What writing rows fails with. Reads go on. */
  rows: DiskFault | null;
  /** Bytes of a blob that are taken in before it fails. */
  after: number;
  /** Writes that have failed so far, so that a test can tell that its fault was met. */
  failed: number;
  blobs(own: Blobs): Blobs;
  database(own: Database): Database;
}

const sqliteCodes: Readonly<Record<DiskFault, string>> = {
  ENOSPC: 'SQLITE_FULL',
  EROFS: 'SQLITE_READONLY',
  EIO: 'SQLITE_IOERR_WRITE',
};

/** One server's storage. Hand it to `startTestServer`, then set its faults. */
export function faultyStorage(): FaultyStorage {
  const storage: FaultyStorage = {
    bytes: null,
    rows: null,
    after: 1_000,
    failed: 0,
    blobs: (own) => {
      const fail = (fault: DiskFault): never => {
        storage.failed += 1;
        throw new DomainError('UNAVAILABLE', `blob storage: ${fault}`, { code: fault });
      };
      return {
        ...own,
        put: async (bytes) => (storage.bytes === null ? own.put(bytes) : fail(storage.bytes)),
        putStream: (source, maxBytes) => {
          // Also in the middle of a stream that began well: the real adapter's own clearing up is what is looked at.
          async function* failing(): AsyncGenerator<Uint8Array> {
            let size = 0;
            for await (const piece of source) {
              yield piece;
              size += piece.length;
              if (storage.bytes !== null && size > storage.after) fail(storage.bytes);
            }
            if (storage.bytes !== null) fail(storage.bytes);
          }
          return own.putStream(failing(), maxBytes);
        },
        remove: async (key) => {
          if (storage.bytes === 'EROFS' || storage.bytes === 'EIO') fail(storage.bytes);
          await own.remove(key);
        },
        ping: async () => (storage.bytes === null ? own.ping() : fail(storage.bytes)),
      };
    },
    database: (own) => ({
      ...own,
      run: (unit, args) => {
        if (storage.rows === null || unit.mode === 'read') return own.run(unit, args);
        storage.failed += 1;
        const code = sqliteCodes[storage.rows];
        return Promise.reject(new DomainError('UNAVAILABLE', `database: the disk fails (${code})`, { code }));
      },
    }),
  };
  return storage;
}
