import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMultipart } from './multipart.js';

const type = 'multipart/form-data; boundary=x';
const body = (...parts: readonly string[]): Buffer =>
  Buffer.from(
    `${parts.map((part) => `--x\r\nContent-Disposition: form-data; ${part}\r\n`).join('')}--x--\r\n`,
    'latin1',
  );
const read = (bytes: Buffer, partBytes = 100, contentType: string | undefined = type) =>
  readMultipart(bytes, contentType, { partBytes });

describe('splitting a form', () => {
  it('gives every part as bytes, in order, files and fields alike', async () => {
    const { parts, wellFormed } = await read(
      body(
        'name="a"\r\n\r\nplain',
        'name="f"; filename="x.bin"\r\nContent-Type: text/plain\r\n\r\n\u00ff\u0000',
        'name="a"\r\n\r\nagain',
      ),
    );
    expect(wellFormed).toBe(true);
    expect(parts.map(({ name, filename, bytes }) => [name, filename, bytes.toString('latin1')])).toEqual([
      ['a', null, 'plain'],
      ['f', 'x.bin', '\u00ff\u0000'],
      ['a', null, 'again'],
    ]);
  });

  it('cuts a part that is too long and says so', async () => {
    const { parts } = await read(body(`name="a"\r\n\r\n${'y'.repeat(101)}`, `name="b"\r\n\r\n${'y'.repeat(100)}`));
    expect(parts.map(({ bytes, cut }) => [bytes.length, cut])).toEqual([
      [100, true],
      [100, false],
    ]);
  });

  it('reads the parts it takes when more come, however long these are', async () => {
    for (const size of [1, 5_000, 100_000, 1_000_000]) {
      const many = body(...Array.from({ length: 20 }, (_, at) => `name="${at}"\r\n\r\n${'y'.repeat(size)}`));
      const { parts, wellFormed } = await read(many, 10);
      expect([parts.length, wellFormed], `${size} bytes each`).toEqual([16, true]);
      expect(parts.every(({ bytes }) => bytes.length === Math.min(10, size))).toBe(true);
    }
  });

  it('comes to an end whatever the body is made of', async () => {
    const pieces = [
      '--x',
      '--x--',
      '\r\n',
      '\r\n\r\n',
      'Content-Disposition: form-data; name="a"',
      '; filename="b"',
      '\0',
      ':',
    ];
    const bits = fc.oneof(
      fc.constantFrom(...pieces),
      fc.nat(3).map((size) => 'y'.repeat([1, 100, 20_000, 90_000][size] ?? 1)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(bits, { maxLength: 80 }), async (list) => {
        await read(Buffer.from(list.join(''), 'latin1'), 1_000);
        const framed = list
          .map((piece) => `--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n${piece}\r\n`)
          .join('');
        await read(Buffer.from(`${framed}--x--\r\n`, 'latin1'), 1_000);
      }),
      { numRuns: 200, interruptAfterTimeLimit: 20_000 },
    );
  });

  it('says that a body is not well formed instead of rejecting', async () => {
    const whole = body('name="a"\r\n\r\nplain');
    for (let length = 0; length < whole.length - 4; length++) {
      expect((await read(whole.subarray(0, length))).wellFormed).toBe(false);
    }
    expect((await read(whole, 100, 'multipart/form-data')).wellFormed).toBe(false);
    expect((await read(whole, 100, 'application/json')).wellFormed).toBe(false);
    expect((await readMultipart(whole, undefined, { partBytes: 1 })).wellFormed).toBe(false);
  });
});
