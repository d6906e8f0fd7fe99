// Writes ZIP archives piece by piece without compressing: what goes in is pictures, which are compressed already.
// Format: PKWARE APPNOTE 6.3.10, method 0, names in UTF-8 (bit 11). Must not know what is packed.
import { crc32 } from 'node:zlib';

export interface ZipEntry {
  /** Path inside the archive, parted by `/`. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** ms, UTC. */
  readonly at: number;
}

/** Entries and bytes the classic format can count. */
const mostEntries = 65_535;
const mostBytes = 0xffff_ffff;
const utf8Names = 0x0800;

/** Date and time as MS-DOS has them: two-second steps from 1980, no zone; here UTC. */
function dosTime(at: number): { date: number; time: number } {
  const when = new Date(Math.max(at, Date.UTC(1980, 0, 1)));
  return {
    date: ((when.getUTCFullYear() - 1980) << 9) | ((when.getUTCMonth() + 1) << 5) | when.getUTCDate(),
    time: (when.getUTCHours() << 11) | (when.getUTCMinutes() << 5) | (when.getUTCSeconds() >>> 1),
  };
}

/**
 * The archive in pieces, an entry at a time: no more than one is held.
 * @throws RangeError beyond 65,535 entries or 4 GiB
 */
export async function* zipOf(entries: AsyncIterable<ZipEntry>): AsyncGenerator<Buffer> {
  const central: Buffer[] = [];
  let offset = 0;
  for await (const { name, bytes, at } of entries) {
    const path = Buffer.from(name, 'utf8');
    const { date, time } = dosTime(at);
    if (central.length / 2 >= mostEntries || offset + bytes.length + 30 + path.length > mostBytes) {
      throw new RangeError('the archive is too large for the ZIP format');
    }
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0); // version needed
    facts.writeUInt16LE(utf8Names, 2);
    facts.writeUInt16LE(0, 4); // stored
    facts.writeUInt16LE(time, 6);
    facts.writeUInt16LE(date, 8);
    facts.writeUInt32LE(crc32(bytes), 10);
    facts.writeUInt32LE(bytes.length, 14);
    facts.writeUInt32LE(bytes.length, 18);
    facts.writeUInt16LE(path.length, 22);
    yield Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), facts, path]);
    yield Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    // Made by: UNIX, version 3.0, so that programs show plain permissions.
    tail.writeUInt32LE((0o100644 << 16) >>> 0, 6);
    central.push(Buffer.concat([Buffer.from('PK\u0001\u0002\u001e\u0003', 'latin1'), facts, tail]), path);
    offset += 30 + path.length + bytes.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 0, 'latin1');
  end.writeUInt16LE(central.length / 2, 8);
  end.writeUInt16LE(central.length / 2, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  yield Buffer.concat([directory, end]);
}
