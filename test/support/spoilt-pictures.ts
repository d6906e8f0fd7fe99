// Pictures of every kind and ways to spoil them, the same ones in every run.
// Must not know who is asked to read them.
import { crc32 } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

/** A disc off the middle of a calm ground. */
export const drawing = (width: number, height: number, x = 0.3): Sharp =>
  sharp(
    Buffer.from(
      `<svg width="${width}" height="${height}"><rect width="100%" height="100%" fill="#dde3e6"/><circle cx="${x * width}" cy="${height / 2}" r="${height / 4}" fill="#c22"/></svg>`,
    ),
  ).flatten({ background: '#fff' });

/** Chunks of a PNG: type and content. */
function chunksOf(png: Buffer): { type: string; content: Buffer }[] {
  const chunks = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), content: png.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return chunks;
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const edges = Buffer.alloc(8);
  edges.writeUInt32BE(content.length, 0);
  edges.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([edges.subarray(0, 4), body, edges.subarray(4)]);
}

/** An animated PNG of frames of one size: www.w3.org/TR/png-3, chunks acTL, fcTL and fdAT. */
export async function animatedPng(frames: readonly Sharp[]): Promise<Buffer> {
  const stills = await Promise.all(frames.map(async (frame) => chunksOf(await frame.png().toBuffer())));
  const header = stills[0]?.find(({ type }) => type === 'IHDR')?.content ?? Buffer.alloc(13);
  const counts = Buffer.alloc(8);
  counts.writeUInt32BE(frames.length, 0);
  const parts = [Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), chunk('acTL', counts)];
  let sequence = 0;
  const numbered = (rest: Buffer): Buffer => {
    const number = Buffer.alloc(4);
    number.writeUInt32BE(sequence++, 0);
    return Buffer.concat([number, rest]);
  };
  for (const [index, still] of stills.entries()) {
    const control = Buffer.alloc(22);
    header.copy(control, 0, 0, 8);
    control.writeUInt16BE(1, 16);
    control.writeUInt16BE(10, 18);
    parts.push(chunk('fcTL', numbered(control)));
    for (const { type, content } of still) {
      if (type !== 'IDAT') continue;
      parts.push(index === 0 ? chunk('IDAT', content) : chunk('fdAT', numbered(content)));
    }
  }
  return Buffer.concat([...parts, chunk('IEND', Buffer.alloc(0))]);
}

/** A bitmap of one colour, 24 bits a pixel, rows from the bottom. */
export function bitmap({ width, height }: { readonly width: number; readonly height: number }): Buffer {
  const stride = Math.ceil((3 * width) / 4) * 4;
  const file = Buffer.alloc(54 + stride * height, 0x90);
  file.fill(0, 0, 54);
  file.write('BM', 'latin1');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  return file;
}

/** Small files of every kind that is read. */
export async function everyKind(width = 64, height = 48): Promise<Map<string, Buffer>> {
  const one = (): Sharp => drawing(width, height);
  const frames = await Promise.all([0.3, 0.7].map((x) => drawing(width, height, x).png().toBuffer()));
  const made: Record<string, Promise<Buffer>> = {
    jpeg: one().jpeg().toBuffer(),
    'progressive jpeg': one().jpeg({ progressive: true }).toBuffer(),
    'cmyk jpeg': one().toColourspace('cmyk').jpeg().toBuffer(),
    png: one().png().toBuffer(),
    'interlaced png': one().png({ progressive: true }).toBuffer(),
    '16-bit png': one().toColourspace('rgb16').png().toBuffer(),
    apng: animatedPng([drawing(width, height, 0.3), drawing(width, height, 0.7)]),
    webp: one().webp().toBuffer(),
    'animated webp': sharp(frames, { join: { animated: true } })
      .webp()
      .toBuffer(),
    gif: one().gif().toBuffer(),
    'animated gif': sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer(),
    tiff: one().tiff().toBuffer(),
    avif: one().avif({ effort: 0 }).toBuffer(),
    bmp: Promise.resolve(bitmap({ width, height })),
  };
  return new Map(await Promise.all(Object.entries(made).map(async ([kind, file]) => [kind, await file] as const)));
}

/** Numbers below a limit, the same for the same seed. */
export function numbersOf(seed: number): (below: number) => number {
  let state = Math.imul(seed, 2_654_435_761);
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 1_013_904_223) | 0;
    return (state >>> 1) % below;
  };
}

/** How many bits are flipped in one file, in turn: a single bit, a burst, and a file that is mostly ruined. */
const bursts = [1, 2, 5, 12, 30, 80] as const;

/** Copies of `files` with random bits flipped until `flips` have been, in the order of the seeds. */
export function* withFlippedBits(files: readonly Buffer[], flips: number, seeds: number): Generator<Buffer> {
  for (let seed = 1; seed <= seeds; seed++) {
    const below = numbersOf(seed);
    let left = Math.ceil(flips / seeds);
    for (let turn = below(files.length); left > 0; turn++) {
      const copy = Buffer.from(files[turn % files.length] as Buffer);
      const burst = Math.min(left, bursts[below(bursts.length)] as number);
      for (let bit = 0; bit < burst; bit++) {
        const at = below(copy.length);
        copy[at] = (copy[at] as number) ^ (1 << below(8));
      }
      left -= burst;
      yield copy;
    }
  }
}

/** A file cut after every percent of its length. */
export function* cutShort(file: Buffer): Generator<Buffer> {
  for (let percent = 0; percent < 100; percent++) yield file.subarray(0, Math.floor((file.length * percent) / 100));
}
