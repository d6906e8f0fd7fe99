import { createHash } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { spoilBlob } from '../../support/blob-store.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { pictureOf, spaceClient } from './support/space-client.js';

/** What is kept on disk of derived pictures in these tests: 1 MB. */
let server: TestServer;
/** Path of an 1200×800 JPEG and of a 300×200 PNG with transparency. */
let photo: string;
let logo: string;
beforeAll(async () => {
  server = await startTestServer({ env: { TUQUAN_RENDITIONS_MEGABYTES: '1' } });
  photo = await upload(await noise(1200, 800).jpeg().toBuffer());
  const clear = { r: 200, g: 0, b: 0, alpha: 0 };
  const circle = Buffer.from('<svg width="300" height="200"><circle cx="150" cy="100" r="50" fill="#08f"/></svg>');
  const flat = sharp({ create: { width: 300, height: 200, channels: 4, background: clear } });
  logo = await upload(
    await flat
      .composite([{ input: circle }])
      .png()
      .toBuffer(),
  );
});
afterAll(() => server?.close());

function noise(width: number, height: number) {
  const [w, h] = [Math.ceil(width / 16), Math.ceil(height / 16)];
  const raw = Buffer.from(Array.from({ length: w * h * 3 }, (_, n) => (n * 7919 + (n >> 3) * 104729) & 255));
  return sharp(raw, { raw: { width: w, height: h, channels: 3 } }).resize(width, height, { fit: 'fill' });
}

async function upload(bytes: Buffer): Promise<string> {
  const answer = await spaceClient(server).upload(bytes);
  expect(answer.json.code).toBe(0);
  return new URL(pictureOf(answer).picture_path).pathname;
}

const get = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> =>
  fetch(`${server.baseUrl}${path}`, { headers, method });

async function shown(path: string, headers: Record<string, string> = {}) {
  const answer = await get(path, headers);
  expect([path, answer.status]).toEqual([path, 200]);
  const bytes = Buffer.from(await answer.arrayBuffer());
  const { format, width, height, mediaType } = await sharp(bytes).metadata();
  expect(answer.headers.get('content-type')).toBe(mediaType);
  return { answer, bytes, format, size: `${width}x${height}` };
}

describe('suffixes of a 1200×800 JPEG', () => {
  it.each([
    ['_90x90.jpg', 'jpeg', '90x60'],
    ['_100x100q90.jpg', 'jpeg', '100x67'],
    ['_580x580q90.jpg_.webp', 'webp', '580x387'],
    ['_640x640Q90.jpg_.webp', 'webp', '640x427'],
    ['_180x180xzq90.jpg_.webp', 'webp', '180x180'],
    ['_180x120xc.jpg', 'jpeg', '180x120'],
    ['_790x10000Q75.jpg_.webp', 'webp', '790x527'],
    ['_10000x400.jpg', 'jpeg', '600x400'],
    ['_790x10000Q50s50.jpg_.webp', 'webp', '790x527'],
    ['_Q90.jpg_.webp', 'webp', '1200x800'],
    ['_q50.jpg', 'jpeg', '1200x800'],
    ['_q90', 'jpeg', '1200x800'],
    ['_.webp', 'webp', '1200x800'],
    ['_200x200.png', 'png', '200x133'],
    ['_sum.jpg', 'jpeg', '150x100'],
    ['_b.jpg', 'jpeg', '310x207'],
    ['_m.jpg', 'jpeg', '220x147'],
    ['_s.jpg', 'jpeg', '80x53'],
  ])('%s gives %s of %s', async (suffix, format, size) => {
    expect(await shown(photo + suffix)).toMatchObject({ format, size });
  });

  it('never make it larger unless an exact size is asked for', async () => {
    expect((await shown(`${photo}_2000x2000.jpg`)).size).toBe('1200x800');
    expect((await shown(`${photo}_10000x10000.jpg_.webp`)).size).toBe('1200x800');
    expect((await shown(`${photo}_1600x1600xz.jpg`)).size).toBe('1600x1600');
  });

  it('of a lower quality are smaller, of more sharpening are sharper', async () => {
    const sizes = await Promise.all(
      ['30', '50', '75', '90'].map(async (q) => (await shown(`${photo}_400x400q${q}.jpg`)).bytes.length),
    );
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    const edges = async (path: string): Promise<number> => {
      const { channels } = await sharp((await shown(path)).bytes).stats();
      return channels[0]?.stdev ?? 0;
    };
    const [plain, some, much] = [
      await edges(`${photo}_300x300.png`),
      await edges(`${photo}_300x300s50.png`),
      await edges(`${photo}_300x300s150.png`),
    ];
    expect(some).toBeGreaterThan(plain);
    expect(much).toBeGreaterThan(some);
  });

  it('that are none are 404, and so is a suffix of a picture that is not there', async () => {
    const elsewhere = photo.replace(/[0-9A-Za-z]{24}/, 'A'.repeat(24));
    for (const path of [
      `${photo}_90.jpg`,
      `${photo}_0x0.jpg`,
      `${photo}_90x90.gif`,
      `${photo}_xl.jpg`,
      `${photo}_`,
      `${elsewhere}_90x90.jpg`,
      `${photo.replace('.jpg', '.png')}_90x90.jpg`,
      `${photo}_90x90.jpg%00`,
      `${photo}_${'9'.repeat(600)}.jpg`,
    ]) {
      const answer = await get(path);
      expect([path, answer.status]).toEqual([path, 404]);
    }
  });
});

describe('a picture with transparency', () => {
  it('is set on white as JPEG, also where that is sent as another format, and stays transparent otherwise', async () => {
    const corner = async (path: string, headers = {}) => [
      ...(await sharp((await shown(path, headers)).bytes)
        .extract({ left: 0, top: 0, width: 1, height: 1 })
        .ensureAlpha()
        .raw()
        .toBuffer()),
    ];
    expect(await corner(`${logo}_90x90.jpg`)).toEqual([255, 255, 255, 255]);
    expect(await corner(`${logo}_90x90.jpg`, { accept: 'image/webp' })).toEqual([255, 255, 255, 255]);
    expect((await corner(`${logo}_90x90.png`))[3]).toBe(0);
    expect((await corner(`${logo}_.webp`))[3]).toBe(0);
    expect((await corner(`${logo}_90x90`))[3]).toBe(0);
  });
});

describe('the headers of a derived picture', () => {
  it('name it for ever, from its bytes, for everybody', async () => {
    const { answer, bytes } = await shown(`${photo}_120x120.jpg`);
    const headers = Object.fromEntries(answer.headers);
    expect(headers).toMatchObject({
      'content-type': 'image/jpeg',
      'content-length': String(bytes.length),
      'cache-control': 'public, max-age=31536000',
      'accept-ranges': 'bytes',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
      vary: 'Accept',
    });
    expect(headers.etag).toMatch(/^"[0-9a-f]{32}"$/);
    expect((await shown(`${photo}_120x120.jpg`)).answer.headers.get('etag')).toBe(headers.etag);
    expect((await shown(`${photo}_121x121.jpg`)).answer.headers.get('etag')).not.toBe(headers.etag);
  });

  it('are the same for HEAD, without a body', async () => {
    const whole = await get(`${photo}_122x122.jpg`);
    const head = await get(`${photo}_122x122.jpg`, {}, 'HEAD');
    expect(head.status).toBe(200);
    for (const name of ['content-length', 'content-type', 'etag', 'cache-control', 'vary']) {
      expect([name, head.headers.get(name)]).toEqual([name, whole.headers.get(name)]);
    }
    expect((await head.arrayBuffer()).byteLength).toBe(0);
    await whole.arrayBuffer();
  });

  it('answer 304 to whoever has it, without a body and without making it', async () => {
    const path = `${photo}_123x123.jpg`;
    const tag = (await shown(path)).answer.headers.get('etag') ?? '';
    rmSync(join(server.data, 'renditions'), { recursive: true });
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const answer = await get(path, { 'if-none-match': known });
      expect([known, answer.status, answer.headers.get('etag')]).toEqual([known, 304, tag]);
      expect(answer.headers.get('cache-control')).toContain('max-age');
    }
    expect((await get(path, { 'if-none-match': '"other"' })).status).toBe(200);
  });

  it('give parts, whatever range can be satisfied, and the whole to whoever has another one', async () => {
    const path = `${photo}_124x124.jpg`;
    const { bytes, answer } = await shown(path);
    const size = bytes.length;
    const part = await get(path, { range: 'bytes=10-19' });
    expect([part.status, part.headers.get('content-range'), part.headers.get('content-length')]).toEqual([
      206,
      `bytes 10-19/${size}`,
      '10',
    ]);
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(10, 20))).toBe(true);
    const last = await get(path, { range: 'bytes=-7' });
    expect(Buffer.from(await last.arrayBuffer()).equals(bytes.subarray(-7))).toBe(true);
    const outside = await get(path, { range: `bytes=${size}-` });
    expect([outside.status, outside.headers.get('content-range')]).toEqual([416, `bytes */${size}`]);
    const tag = answer.headers.get('etag') ?? '';
    expect((await get(path, { range: 'bytes=0-1', 'if-range': tag })).status).toBe(206);
    expect((await get(path, { range: 'bytes=0-1', 'if-range': '"other"' })).status).toBe(200);
    expect((await get(photo, { range: 'bytes=0-1', 'if-range': '"other"' })).status).toBe(200);
  });
});

describe('the format', () => {
  it('of a JPEG address is a better one for clients that name it, and WebP by name is WebP for everybody', async () => {
    const path = `${photo}_125x125.jpg`;
    const plain = await shown(path);
    const webp = await shown(path, { accept: 'image/webp,image/*;q=0.8' });
    const avif = await shown(path, { accept: 'image/avif,image/webp,image/apng,*/*;q=0.8' });
    expect([plain.format, webp.format, avif.answer.headers.get('content-type')]).toEqual([
      'jpeg',
      'webp',
      'image/avif',
    ]);
    expect([webp.size, avif.size]).toEqual([plain.size, plain.size]);
    expect(new Set([plain, webp, avif].map(({ answer }) => answer.headers.get('etag'))).size).toBe(3);
    for (const accept of ['*/*', 'image/*', 'image/webp;q=0', 'text/html']) {
      expect([accept, (await shown(path, { accept })).format]).toEqual([accept, 'jpeg']);
    }
    const named = await shown(`${path}_.webp`, { accept: 'image/jpeg' });
    expect([named.format, named.answer.headers.get('vary')]).toEqual(['webp', null]);
    expect((await shown(photo, { accept: 'image/avif,image/webp' })).format).toBe('jpeg');
  });
});

/** The files kept of derived pictures. */
const kept = () =>
  readdirSync(join(server.data, 'renditions'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe('what is kept', () => {
  it('never exceeds its bound, and what was let go of is made again', async () => {
    const first = await shown(`${photo}_900x900q95.png`);
    for (let width = 700; width < 740; width += 1) await shown(`${photo}_${width}x900q90.png`);
    const bytes = kept().reduce((sum, path) => sum + statSync(path).size, 0);
    expect(bytes).toBeLessThanOrEqual(1024 * 1024);
    expect(bytes).toBeGreaterThan(0);
    const again = await shown(`${photo}_900x900q95.png`);
    expect(again.bytes.equals(first.bytes)).toBe(true);
  });

  it('is not shown any more once its picture is deleted or frozen, and shown again when it is back', async () => {
    const path = await upload(await noise(400, 300).jpeg().toBuffer());
    const id = /([0-9A-Za-z]{24})/.exec(path)?.[1] ?? '';
    const { shopId } = server.sandbox.pictureSpace;
    const account = await server.services.accounts.find('shop', shopId);
    const [found] = await server.services.libraries.list(
      account?.id ?? '',
      { binned: false, ids: [id] },
      { order: 'newest', offset: 0, limit: 1 },
    );
    const derived = `${path}_99x99.jpg`;
    await shown(derived);
    await server.services.libraries.setState(found?.number ?? '', 'frozen');
    expect((await get(derived)).status).toBe(404);
    await server.services.libraries.setState(found?.number ?? '', 'clear');
    await shown(derived);
    await server.services.libraries.bin(account?.id ?? '', [found?.number ?? '']);
    expect((await get(derived)).status).toBe(404);
  });
});

describe('an original that is damaged', () => {
  it('makes its derived pictures a clear 500, and nothing else suffers', async () => {
    const bytes = await noise(500, 400).jpeg().toBuffer();
    const path = await upload(bytes);
    const blob = createHash('sha256').update(bytes).digest('hex');
    const spoil = (other: Buffer | null) => spoilBlob(server.data, blob, other);
    await spoil(bytes.subarray(0, 600));
    const cut = await get(`${path}_90x90.jpg`);
    expect([cut.status, cut.headers.get('cache-control'), await cut.text()]).toEqual([
      500,
      'no-store',
      'the stored picture cannot be read',
    ]);
    await spoil(Buffer.alloc(bytes.length));
    expect((await get(`${path}_91x91.jpg`)).status).toBe(500);
    await spoil(null);
    expect((await get(`${path}_92x92.jpg`)).status).toBe(500);
    expect((await get(path)).status).toBe(500);
    await spoil(bytes);
    await shown(`${path}_90x90.jpg`);
    await shown(photo);
  });
});

describe('too many at once', () => {
  it('are refused with 503 and Retry-After, all others get their picture', async () => {
    const busy = await startTestServer({ env: { TUQUAN_RENDITIONS_AT_ONCE: '1', TUQUAN_RENDITIONS_WAITING: '2' } });
    try {
      const answer = await spaceClient(busy).upload(await noise(3000, 2000).jpeg().toBuffer());
      const { pathname } = new URL(pictureOf(answer).picture_path);
      const answers = await Promise.all(
        Array.from({ length: 30 }, (_, n) => fetch(`${busy.baseUrl}${pathname}_${800 + n}x2000.jpg`)),
      );
      const refused = answers.filter(({ status }) => status === 503);
      expect(refused.length).toBeGreaterThan(0);
      expect(answers.filter(({ status }) => status === 200).length).toBe(30 - refused.length);
      expect(answers.length - refused.length).toBeGreaterThanOrEqual(3);
      for (const { headers } of refused) expect(headers.get('retry-after')).toBe('1');
      const later = await fetch(`${busy.baseUrl}${pathname}_900x900.jpg`);
      expect(later.status).toBe(200);
    } finally {
      await busy.close();
    }
  });

  it('clients that leave before their picture is made harm nobody', async () => {
    for (let n = 0; n < 10; n += 1) {
      const leaving = request(`${server.baseUrl}${photo}_${500 + n}x900.jpg`);
      leaving.on('error', () => undefined);
      leaving.end();
      leaving.destroy();
    }
    await shown(`${photo}_500x900.jpg`);
  });
});

describe('the address of a derived picture', () => {
  it('names its original wherever one of our own addresses is taken', async () => {
    const { pictures } = server.services;
    const original = await pictures.readOwnUrl(`${server.baseUrl}${photo}`);
    for (const suffix of ['_200x200.jpg', '_580x580q90.jpg_.webp']) {
      const found = await pictures.findByUrl(`${server.baseUrl}${photo}${suffix}`);
      expect([suffix, found?.width]).toEqual([suffix, 1200]);
      expect(
        (await pictures.readOwnUrl(`${server.baseUrl}${photo}${suffix}`))?.equals(original ?? Buffer.alloc(0)),
      ).toBe(true);
    }
    expect(await pictures.findByUrl(`${server.baseUrl}${photo}/../x_200x200.jpg`)).toBeNull();
  });
});
