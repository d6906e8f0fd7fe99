// One file that holds several: a plain tar archive (POSIX ustar), so that anybody can look inside with the usual tool.
// Must not know what the entries are. Each is written with its SHA-256 in a last entry and checked against it when read.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { DomainError } from '../kernel/errors.js';

export interface ArchiveEntry {
  readonly name: string;
  /** A text, or the path of a file whose bytes are taken. */
  readonly content: { readonly text: string } | { readonly file: string };
}

export interface StoredEntry {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Where its bytes begin in the archive. */
  readonly offset: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

const block = 512;
const sumsName = 'SHA256SUMS';
/** What eleven octal digits can say. */
const largest = 8 ** 11 - 1;
const pieceBytes = 1024 * 1024;

const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`;
const padding = (size: number): number => (block - (size % block)) % block;

/** @throws DomainError TOO_LARGE for an entry of 8 GiB or more */
function header(name: string, size: number, seconds: number): Buffer {
  if (size > largest)
    throw new DomainError('TOO_LARGE', `${name} has ${size} bytes; an archive takes up to 8 GiB each`);
  const bytes = Buffer.alloc(block);
  bytes.write(name, 0, 100, 'utf8');
  bytes.write(octal(0o600, 7), 100);
  bytes.write(octal(0, 7), 108);
  bytes.write(octal(0, 7), 116);
  bytes.write(octal(size, 11), 124);
  bytes.write(octal(seconds, 11), 136);
  bytes.write(' '.repeat(8), 148);
  bytes.write('0', 156);
  bytes.write('ustar\u000000', 257, 'latin1');
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return bytes;
}

async function* bytesOf(content: ArchiveEntry['content']): AsyncGenerator<Buffer> {
  if ('text' in content) yield Buffer.from(content.text);
  else yield* createReadStream(content.file, { highWaterMark: pieceBytes });
}

/** Writes the entries and flushes the file. @param at ms, UTC: the time the entries carry */
export async function writeArchive(path: string, entries: AsyncIterable<ArchiveEntry>, at: number): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    let sums = '';
    const add = async ({ name, content }: ArchiveEntry): Promise<void> => {
      const start = (await file.stat()).size;
      // The size stands before the bytes: it is known once they are written.
      let [place, size] = [start + block, 0];
      const hash = createHash('sha256');
      for await (const piece of bytesOf(content)) {
        hash.update(piece);
        await file.write(piece, 0, piece.length, place);
        place += piece.length;
        size += piece.length;
      }
      const rest = Buffer.alloc(padding(size));
      if (rest.length > 0) await file.write(rest, 0, rest.length, place);
      await file.write(header(name, size, Math.floor(at / 1000)), 0, block, start);
      sums += `${hash.digest('hex')}  ${name}\n`;
    };
    for await (const entry of entries) await add(entry);
    await add({ name: sumsName, content: { text: sums } });
    const end = (await file.stat()).size;
    await file.write(Buffer.alloc(2 * block), 0, 2 * block, end);
    await file.sync();
  } finally {
    await file.close();
  }
}

const broken = (path: string, why: string): DomainError =>
  new DomainError(
    'INVALID',
    `${path} is no snapshot, or damaged: ${why}; save it again, or copy it again from where it came`,
  );

async function readAt(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, offset);
  return bytes.subarray(0, bytesRead);
}

const textAt = (bytes: Buffer, from: number, to: number): string =>
  bytes.toString('utf8', from, to).replace(/\0[\s\S]*$/, '');

/** The entries of an archive in their order. @throws DomainError INVALID for a file that is none, NOT_FOUND without one */
export async function listArchive(path: string): Promise<StoredEntry[]> {
  const file = await open(path, 'r').catch(() => {
    throw new DomainError('NOT_FOUND', `there is no snapshot ${path}`);
  });
  try {
    const found: Omit<StoredEntry, 'sha256'>[] = [];
    const { size: whole } = await file.stat();
    let at = 0;
    for (;;) {
      const head = await readAt(file, at, block);
      if (head.length < block || textAt(head, 257, 262) !== 'ustar') break;
      const size = Number.parseInt(textAt(head, 124, 136), 8);
      const name = textAt(head, 0, 100);
      if (!Number.isSafeInteger(size) || size < 0 || at + block + size > whole) throw broken(path, 'it is cut short');
      found.push({ name, size, offset: at + block });
      at += block + size + padding(size);
    }
    const last = found.pop();
    if (last?.name !== sumsName) throw broken(path, found.length === 0 ? 'no archive' : 'its list of sums is missing');
    const text = (await readAt(file, last.offset, last.size)).toString('utf8');
    const sums = new Map(text.split('\n').map((line) => [line.slice(66), line.slice(0, 64)]));
    return found.map((entry) => ({ ...entry, sha256: sums.get(entry.name) ?? '' }));
  } finally {
    await file.close();
  }
}

/** An entry's bytes. @throws DomainError INVALID at their end when they are not what was saved */
export async function* readEntry(path: string, entry: StoredEntry): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  if (entry.size > 0) {
    const end = entry.offset + entry.size - 1;
    for await (const piece of createReadStream(path, { start: entry.offset, end, highWaterMark: pieceBytes })) {
      hash.update(piece as Buffer);
      yield piece as Buffer;
    }
  }
  if (hash.digest('hex') !== entry.sha256) throw broken(path, `${entry.name} is not what was saved`);
}
