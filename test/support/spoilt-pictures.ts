// Pictures of every kind and ways to spoil them, the same ones in every run.
// Must not know who is asked to read them.
import { createHash } from 'node:crypto';
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
    'turned jpeg': one().withMetadata({ orientation: 6 }).jpeg().toBuffer(),
    'cmyk jpeg': one().toColourspace('cmyk').jpeg().toBuffer(),
    png: one().png().toBuffer(),
    'clear png': one().ensureAlpha(0.5).png().toBuffer(),
    'palette png': one().png({ palette: true }).toBuffer(),
    'interlaced png': one().png({ progressive: true }).toBuffer(),
    '16-bit png': one().toColourspace('rgb16').png().toBuffer(),
    apng: animatedPng([drawing(width, height, 0.3), drawing(width, height, 0.7)]),
    webp: one().webp().toBuffer(),
    'lossless webp': one().webp({ lossless: true }).toBuffer(),
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

type Below = (limit: number) => number;

const pick = <T>(list: readonly T[], below: Below): T => list[below(list.length)] as T;

/** How many bits are flipped in one file: a single bit, a burst, and a file that is mostly ruined. */
const bursts = [1, 2, 5, 12, 30, 80] as const;

function flipBits(file: Buffer, below: Below): Buffer {
  const copy = Buffer.from(file);
  for (let left = pick(bursts, below); left > 0; left--) {
    const at = below(copy.length);
    copy[at] = (copy[at] as number) ^ (1 << below(8));
  }
  return copy;
}

const oddNumbers = [0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff] as const;

/** Another number in the place of one to three: half of them among the first bytes, where sizes and lengths stand. */
function writeNumbers(file: Buffer, below: Below): Buffer {
  const copy = Buffer.from(file);
  for (let left = 1 + below(3); left > 0; left--) {
    const width = pick([1, 2, 4], below);
    if (copy.length < width) break;
    const at = below((below(2) === 0 ? Math.min(80, copy.length) : copy.length) - width + 1);
    const value = pick(oddNumbers, below) % 2 ** (8 * width);
    if (below(2) === 0) copy.writeUIntBE(value, at, width);
    else copy.writeUIntLE(value, at, width);
  }
  return copy;
}

const cutAnywhere = (file: Buffer, below: Below): Buffer => file.subarray(0, below(file.length));

/** A stretch of the file twice, left out, moved to another place, or out of another file. */
function splice(file: Buffer, below: Below, other: Buffer): Buffer {
  const [from, to] = [below(file.length), below(file.length)].sort((a, b) => a - b) as [number, number];
  const at = below(file.length);
  const rest = Buffer.concat([file.subarray(0, from), file.subarray(to)]);
  switch (below(5)) {
    case 0:
      return rest;
    case 1:
      return Buffer.concat([file.subarray(0, to), file.subarray(from)]);
    case 2:
      return Buffer.concat([rest.subarray(0, at), file.subarray(from, to), rest.subarray(at)]);
    case 3:
      return Buffer.concat([file.subarray(0, at), other.subarray(below(other.length))]);
    default:
      return Buffer.concat([file.subarray(0, at), other.subarray(0, below(other.length)), file.subarray(at)]);
  }
}

/** Begins like another file and goes on as itself. */
function swapHead(file: Buffer, below: Below, other: Buffer): Buffer {
  const length = 4 + below(60);
  return Buffer.concat([other.subarray(0, length), file.subarray(length)]);
}

/** A PNG with one chunk spoilt and every checksum right, so that what stands behind the checksums is reached. */
function spoilChunk(png: Buffer, below: Below): Buffer {
  const chunks = chunksOf(png);
  const chosen = pick(
    chunks.filter(({ content }) => content.length > 0),
    below,
  );
  const content = below(2) === 0 ? flipBits(chosen.content, below) : writeNumbers(chosen.content, below);
  return Buffer.concat([
    png.subarray(0, 8),
    ...chunks.map((one) => chunk(one.type, one === chosen ? content : one.content)),
  ]);
}

const ways = [flipBits, flipBits, writeNumbers, cutAnywhere, splice, swapHead, spoilChunk] as const;

/** `count` spoilt copies of `files`, no two of them alike and none as it was; the same ones for the same seed. */
export function* spoilt(files: readonly Buffer[], count: number, seed: number): Generator<Buffer> {
  const below = numbersOf(seed);
  const digestOf = (bytes: Buffer): string => createHash('sha1').update(bytes).digest('base64');
  const seen = new Set(files.map(digestOf));
  while (seen.size < files.length + count) {
    const file = pick(files, below);
    const way = pick(ways, below);
    const spoil = way === spoilChunk && file.readUInt32BE(0) !== 0x89504e47 ? writeNumbers : way;
    const bytes = spoil(file, below, pick(files, below));
    const digest = digestOf(bytes);
    if (seen.has(digest)) continue;
    seen.add(digest);
    yield bytes;
  }
}

/** A file cut after every percent of its length. */
export function* cutShort(file: Buffer): Generator<Buffer> {
  for (let percent = 0; percent < 100; percent++) yield file.subarray(0, Math.floor((file.length * percent) / 100));
}
