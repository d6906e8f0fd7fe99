// Small files that claim, or unpack to, far more pixels than anybody needs.
import { crc32, deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openPhoto } from './photo.js';

const uint = (value: number, bytes: number): Buffer => {
  const out = Buffer.alloc(bytes);
  out.writeUIntBE(value, 0, bytes);
  return out;
};
const uintLe = (value: number, bytes: number): Buffer => uint(value, bytes).reverse();
function chunk(name: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  return Buffer.concat([uint(content.length, 4), body, uint(crc32(body), 4)]);
}
/** 16 MiB of zeros in 16 KiB, again and again: what unpacks them is at it for long. */
const zeros = deflateSync(Buffer.alloc(16 * 1024 * 1024), { level: 9 });
function png(width: number, height: number, depth: number, colour: number, interlaced: number): Buffer {
  const header = Buffer.concat([uint(width, 4), uint(height, 4), Buffer.from([depth, colour, 0, 0, interlaced])]);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    ...(colour === 3 ? [chunk('PLTE', Buffer.alloc(3))] : []),
    chunk('IDAT', zeros),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
const gif = (width: number, height: number): Buffer =>
  Buffer.concat([
    Buffer.from('GIF89a', 'latin1'),
    uintLe(width, 2),
    uintLe(height, 2),
    Buffer.from([0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2c, 0, 0, 0, 0]),
    uintLe(width, 2),
    uintLe(height, 2),
    Buffer.from([0, 2, 2, 0x44, 0x01, 0, 0x3b]),
  ]);
const jpeg = (width: number, height: number, frame: number): Buffer =>
  Buffer.concat([
    Buffer.from([0xff, 0xd8, 0xff, frame, 0, 17, 8]),
    uint(height, 2),
    uint(width, 2),
    Buffer.from([
      3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0, 0xff, 0xda, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 63, 0, 0, 0xff, 0xd9,
    ]),
  ]);
function webp(width: number, height: number): Buffer {
  const body = Buffer.concat([Buffer.from([0, 0, 0, 0]), uintLe(width - 1, 3), uintLe(height - 1, 3)]);
  const rest = Buffer.concat([Buffer.from('WEBPVP8X', 'latin1'), uintLe(body.length, 4), body]);
  return Buffer.concat([Buffer.from('RIFF', 'latin1'), uintLe(rest.length, 4), rest]);
}
const bmp = (width: number, height: number, bits: number): Buffer =>
  Buffer.concat([
    Buffer.from('BM', 'latin1'),
    uintLe(54, 4),
    Buffer.alloc(4),
    uintLe(54, 4),
    uintLe(40, 4),
    uintLe(width, 4),
    uintLe(height, 4),
    uintLe(1, 2),
    uintLe(bits, 2),
    Buffer.alloc(24),
  ]);

const sizes: readonly (readonly [number, number])[] = [
  [50_000, 50_000],
  [65_500, 65_500],
  [8_000, 8_000],
  [60_000, 1_000],
  [1_000, 60_000],
];
const bombs: (readonly [string, Buffer])[] = sizes.flatMap(([width, height]) => [
  ...[
    [1, 0],
    [8, 0],
    [16, 2],
    [8, 3],
    [8, 6],
  ].flatMap(([depth = 8, colour = 6]) =>
    [0, 1].map((interlaced) => {
      const name = `PNG ${width}×${height}, ${depth} bits, colour type ${colour}${interlaced ? ', interlaced' : ''}`;
      return [name, png(width, height, depth, colour, interlaced)] as const;
    }),
  ),
  [`GIF ${width}×${height}`, gif(width, height)] as const,
  [`JPEG ${width}×${height}`, jpeg(width, height, 0xc0)] as const,
  [`progressive JPEG ${width}×${height}`, jpeg(width, height, 0xc2)] as const,
  [`WebP ${width}×${height}`, webp(width, height)] as const,
  [`BMP ${width}×${height}`, bmp(width, height, 24)] as const,
  [`palette BMP ${width}×${height}`, bmp(width, height, 8)] as const,
]);

describe('a picture that claims more than fifty megapixels', () => {
  it('is refused at once whatever its format, without memory for its pixels', async () => {
    // The first picture loads the decoder.
    await openPhoto(bombs[0]?.[1] ?? Buffer.alloc(0)).catch(() => undefined);
    const before = process.memoryUsage().rss;
    const slow: string[] = [];
    const taken: string[] = [];
    let most = 0;
    expect(bombs.length).toBeGreaterThanOrEqual(60);
    for (const [name, bytes] of bombs) {
      const began = performance.now();
      const code = await openPhoto(bytes).then(
        () => 'taken',
        (error: { code?: string }) => error.code ?? String(error),
      );
      if (performance.now() - began > 200) slow.push(name);
      if (code !== 'TOO_LARGE' && code !== 'BAD_IMAGE') taken.push(`${name}: ${code}`);
      most = Math.max(most, process.memoryUsage().rss - before);
    }
    expect(taken).toEqual([]);
    expect(slow).toEqual([]);
    expect(most).toBeLessThan(256 * 2 ** 20);
  });
});
