import { readFileSync } from 'node:fs';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { drawing, numbersOf } from '../../test/support/spoilt-pictures.js';
import { inspectPicture } from './fingerprint.js';
import { type JpegFacts, JpegWalk } from './jpeg-walk.js';

/** The long form spoils 20,000 files: `npm run soak`. */
const spoilt = process.env.TUQUAN_SOAK === '1' ? 20_000 : 600;

function walk(bytes: Buffer, pieceSize = bytes.length): JpegFacts | null {
  const walked = new JpegWalk();
  for (let at = 0; at < bytes.length; at += pieceSize) walked.push(bytes.subarray(at, at + pieceSize));
  return walked.end();
}

const photo = (): Sharp => sharp(readFileSync(new URL('../../samples/lipstick.jpg', import.meta.url))).resize(90);

async function everyJpeg(): Promise<Map<string, Buffer>> {
  const made: Record<string, Sharp> = {
    baseline: photo().jpeg(),
    'without subsampling': photo().jpeg({ chromaSubsampling: '4:4:4' }),
    progressive: photo().jpeg({ progressive: true }),
    grey: photo().greyscale().jpeg(),
    'with other tables': photo().jpeg({ mozjpeg: true, quality: 40 }),
    'with orientation and profile': photo().withMetadata({ orientation: 6, icc: 'p3' }).jpeg(),
    'drawn, one pixel wide': drawing(1, 9).jpeg(),
  };
  return new Map(
    await Promise.all(Object.entries(made).map(async ([name, each]) => [name, await each.toBuffer()] as const)),
  );
}

/** The same picture with a restart marker between all units: cut out of the coded data by jpegtran's rule is not possible here, so it is written by hand. */
function withRestarts(): Buffer {
  // 16×8 grey pixels: two blocks, each one DC difference of zero (code 0) and an end of block (code 0), filled up with ones.
  const segment = (code: number, ...content: number[]): number[] => [0xff, code, 0, content.length + 2, ...content];
  return Buffer.from([
    ...[0xff, 0xd8],
    ...segment(0xdb, 0, ...Array<number>(64).fill(1)),
    ...segment(0xc0, 8, 0, 8, 0, 16, 1, 1, 0x11, 0),
    ...segment(0xc4, 0x00, 1, ...Array<number>(15).fill(0), 0),
    ...segment(0xc4, 0x10, 1, ...Array<number>(15).fill(0), 0),
    ...segment(0xdd, 0, 1),
    ...segment(0xda, 1, 1, 0x00, 0, 63, 0),
    ...[0x3f, 0xff, 0xd0, 0x3f, 0xff, 0xd9],
  ]);
}

/** What the decoder says of a picture; why, when it refuses. */
const decoded = (bytes: Buffer): Promise<JpegFacts | string> =>
  inspectPicture(bytes).then(
    ({ width, height, orientation }) => ({ width, height, orientation }),
    (error: unknown) => String(error),
  );

describe('the walk through a JPEG', () => {
  it('finds sizes and orientation as the decoder does, in whatever pieces the file comes', async () => {
    const files = await everyJpeg();
    files.set('with restarts', withRestarts());
    for (const [name, bytes] of files) {
      const facts = await decoded(bytes);
      for (const size of [1, 7, 64, 1000, bytes.length])
        expect([name, size, walk(bytes, size)]).toEqual([name, size, facts]);
      // What follows the end belongs to nobody.
      expect(walk(Buffer.concat([bytes, Buffer.from('<html>')]))).toEqual(facts);
    }
  });

  it('vouches for nothing that breaks off, wherever', async () => {
    for (const bytes of (await everyJpeg()).values()) {
      const end = bytes.lastIndexOf(Buffer.from([0xff, 0xd9]));
      for (let percent = 0; percent < 100; percent++) {
        expect(walk(bytes.subarray(0, Math.floor(((end + 1) * percent) / 100)))).toBeNull();
      }
      expect(walk(bytes.subarray(0, end + 1))).toBeNull();
    }
  });

  it('vouches for nothing that is only called a JPEG, for no bomb, and not for tables that are missing', async () => {
    const html = Buffer.from('<html><script>alert(1)</script></html>'.repeat(2_000));
    expect(walk(Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), html]))).toBeNull();
    expect(walk(Buffer.concat([Buffer.from([0xff, 0xd8]), html, Buffer.from([0xff, 0xd9])]))).toBeNull();
    expect(walk(Buffer.from([0xff, 0xd8, 0xff, 0xd9]))).toBeNull();
    expect(walk(Buffer.alloc(0))).toBeNull();
    const bytes = await photo().jpeg().toBuffer();
    const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
    const bomb = Buffer.from(bytes);
    bomb.writeUInt32BE(0xffffffff, frame + 5);
    expect(walk(bomb)).toBeNull();
    for (const marker of [0xc4, 0xdb]) {
      const cut = Buffer.from(bytes);
      // Every table of the kind becomes a comment.
      for (let at = cut.indexOf(Buffer.from([0xff, marker])); at >= 0; at = cut.indexOf(Buffer.from([0xff, marker])))
        cut[at + 1] = 0xfe;
      expect(walk(cut)).toBeNull();
    }
  });

  it(`never vouches for what the decoder refuses, and never tells another size: ${spoilt} spoilt files`, {
    timeout: 60_000 + spoilt * 20,
  }, async () => {
    const files = [...(await everyJpeg()).values(), withRestarts()];
    const found = { vouched: 0, left: 0 };
    for (let seed = 1; seed <= spoilt; seed++) {
      const below = numbersOf(seed);
      let bytes = Buffer.from(files[below(files.length)] as Buffer);
      const scan = bytes.indexOf(Buffer.from([0xff, 0xda]));
      // Most mistakes where they can be told: in the segments before the coded data.
      for (let n = 1 + below(3); n > 0; n--) {
        const at = below(below(3) === 0 ? bytes.length : scan + 20);
        const way = below(5);
        if (way < 3) bytes[at] = way === 0 ? below(256) : (bytes[at] as number) ^ (1 << below(8));
        else if (way === 3) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(40))]);
        else bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(below(bytes.length))]);
      }
      const facts = walk(bytes, 1 + below(5_000));
      if (facts === null) found.left += 1;
      else {
        found.vouched += 1;
        expect([seed, bytes.toString('base64'), await decoded(bytes)]).toEqual([seed, bytes.toString('base64'), facts]);
      }
    }
    expect(found.vouched).toBeGreaterThan(spoilt / 10);
    expect(found.left).toBeGreaterThan(spoilt / 10);
  });
});
