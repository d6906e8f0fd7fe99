import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMultipart } from './multipart.js';
import { streamMultipart } from './multipart-stream.js';

const boundary = '----tuquan';
const type = `multipart/form-data; boundary=${boundary}`;
const limits = { totalBytes: 1e6, fieldBytes: 64 * 1024, parts: 8 };

interface Seen {
  readonly fields: [string, string][];
  readonly files: { name: string; filename: string | null; bytes: string }[];
  readonly wellFormed: boolean;
}

async function collect(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function read(body: Buffer, pieceSizes: readonly number[], contentType = type): Promise<Seen> {
  function* pieces(): Generator<Buffer> {
    for (let at = 0, n = 0; at < body.length; n += 1) {
      const size = pieceSizes[n % pieceSizes.length] ?? body.length;
      yield body.subarray(at, at + size);
      at += size;
    }
  }
  const files: Seen['files'] = [];
  const { fields, wellFormed } = await streamMultipart(
    Readable.from(pieces(), { objectMode: false }),
    contentType,
    limits,
    (_name, filename) => filename !== null,
    async ({ name, filename, bytes }) => {
      const content = await collect(bytes).catch(() => null);
      if (content !== null) files.push({ name, filename, bytes: content.toString('latin1') });
    },
  );
  return { fields: [...fields], files, wellFormed };
}

/** A form as its parts, in the spelling of a client. */
const formOf = (parts: readonly { head: string; bytes: Buffer }[], end = '\r\n'): Buffer =>
  Buffer.concat([
    ...parts.flatMap(({ head, bytes }) => [
      Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`),
      bytes,
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${boundary}--${end}`),
  ]);

/** Bytes that come close to being a boundary. */
const tricky = fc
  .array(
    fc.constantFrom(
      '\r',
      '\n',
      '\r\n',
      '-',
      '--',
      '\r\n--',
      '\r\n------tuqua',
      'n',
      boundary.slice(0, 7),
      'x',
      '\0',
      '图',
    ),
    {
      maxLength: 40,
    },
  )
  .map((words) => Buffer.from(words.join('')))
  .filter((bytes) => !bytes.includes(`\r\n--${boundary}`));

describe('a form that arrives in pieces', () => {
  it('is read as the library reads it in one piece, however it is cut', async () => {
    const part = fc.record({
      name: fc.constantFrom('a', 'img', '名'),
      file: fc.boolean(),
      spelling: fc.constantFrom('Content-Disposition: form-data; ', 'content-disposition:form-data;'),
      bytes: tricky,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { minLength: 1, maxLength: 4 }),
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 }),
        fc.constantFrom('', '\r\n', '\r\nafter'),
        async (wanted, sizes, end) => {
          const body = formOf(
            wanted.map(({ name, file, spelling, bytes }) => ({
              head: `${spelling}name="${name}"${file ? '; filename="f.jpg"\r\nContent-Type:image/jpeg' : ''}`,
              bytes,
            })),
            end,
          );
          const { parts } = await readMultipart(body, type, { partBytes: 1e6 });
          const seen = await read(body, sizes);
          expect(seen.wellFormed).toBe(true);
          expect(seen.files).toEqual(
            parts
              .filter(({ filename }) => filename !== null)
              .map(({ name, filename, bytes }) => ({ name, filename, bytes: bytes.toString('latin1') })),
          );
          const fields = parts.filter(({ filename }) => filename === null);
          expect(new Map(seen.fields)).toEqual(
            new Map(fields.map(({ name, bytes }) => [name, bytes.toString('utf8')])),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  it('takes part headers as careless clients write them', async () => {
    const body = formOf([
      { head: 'Content-Disposition: form-data; name="img"; filename="img" ', bytes: Buffer.from('1') },
      {
        head: 'Content-Disposition:form-data;name=bare;filename=x.jpg\r\nContent-Type:image/jpeg',
        bytes: Buffer.from('2'),
      },
      { head: 'Content-Disposition: form-data;\r\n name="folded"', bytes: Buffer.from('3') },
      {
        head: 'Content-Disposition: form-data; name="gbk"\r\nContent-Type: text/plain; charset=gbk',
        bytes: Buffer.from([0xcd, 0xbc]),
      },
      { head: 'Content-Disposition: attachment; name="other"', bytes: Buffer.from('4') },
      { head: 'X: y', bytes: Buffer.from('5') },
    ]);
    const { fields, files, wellFormed } = await read(body, [3]);
    expect(wellFormed).toBe(true);
    expect(files).toEqual([
      { name: 'img', filename: 'img', bytes: '1' },
      { name: 'bare', filename: 'x.jpg', bytes: '2' },
    ]);
    expect(fields).toEqual([
      ['folded', '3'],
      ['gbk', '图'],
    ]);
  });

  it('is no form without a boundary, without an end, with endless headers, or beyond its bytes; files that were open fail', async () => {
    const whole = formOf([
      { head: 'Content-Disposition: form-data; name="img"; filename="a"', bytes: Buffer.alloc(500, 1) },
    ]);
    expect((await read(whole, [50], 'multipart/form-data')).wellFormed).toBe(false);
    expect((await read(whole, [50], `multipart/form-data; boundary=${'b'.repeat(300)}`)).wellFormed).toBe(false);
    for (const length of [0, 10, 60, 300, whole.length - 5]) {
      const { wellFormed, files } = await read(whole.subarray(0, length), [50]);
      expect([length, wellFormed]).toEqual([length, false]);
      if (length < 500) expect(files).toEqual([]);
    }
    const headers = Buffer.from(`--${boundary}\r\nX: ${'y'.repeat(40_000)}`);
    expect((await read(headers, [1_000])).wellFormed).toBe(false);
    const long = formOf([{ head: 'Content-Disposition: form-data; name="a"', bytes: Buffer.alloc(1_100_000) }]);
    expect((await read(long, [65_536])).wellFormed).toBe(false);
  });

  it('cuts long fields, ignores parts beyond their number, and keeps the last of equal names', async () => {
    const field = (name: string, value: string) => ({
      head: `Content-Disposition: form-data; name="${name}"`,
      bytes: Buffer.from(value),
    });
    const many = Array.from({ length: 12 }, (_, n) =>
      field(n === 1 ? 'p0' : `p${n}`, n === 2 ? 'x'.repeat(70_000) : `${n}`),
    );
    const { fields } = await read(formOf(many), [4_096]);
    expect(fields.map(([name]) => name)).toEqual(['p0', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7']);
    expect(fields[0]?.[1]).toBe('1');
    expect(fields[1]?.[1].length).toBe(64 * 1024);
  });

  it('holds a sender back while nobody takes the pieces, and hands files over one after the other', async () => {
    const parts = ['a', 'b'].map((name) => ({
      head: `Content-Disposition: form-data; name="${name}"; filename="x"`,
      bytes: Buffer.alloc(450_000, name),
    }));
    const body = formOf(parts);
    let given = 0;
    function* pieces(): Generator<Buffer> {
      for (let at = 0; at < body.length; at += 16_384) {
        given += 1;
        yield body.subarray(at, at + 16_384);
      }
    }
    const order: string[] = [];
    let most = 0;
    const { wellFormed } = await streamMultipart(
      Readable.from(pieces(), { objectMode: false }),
      type,
      limits,
      () => true,
      async ({ name, bytes }) => {
        order.push(`${name} begins`);
        let size = 0;
        for await (const piece of bytes) {
          size += piece.length;
          most = Math.max(most, given * 16_384 - (name === 'a' ? 0 : 450_000) - size);
          await new Promise((resolve) => setImmediate(resolve));
        }
        order.push(`${name} ends with ${size}`);
      },
    );
    expect(wellFormed).toBe(true);
    expect(order).toEqual(['a begins', 'a ends with 450000', 'b begins', 'b ends with 450000']);
    // What waits in the line, and what the stream itself has read ahead.
    expect(most).toBeLessThan(450_000);
  });
});
