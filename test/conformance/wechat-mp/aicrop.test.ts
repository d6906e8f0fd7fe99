import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../support/server.js';
import { animatedPng, bitmap } from '../../support/spoilt-pictures.js';
import { ask, form, tokenOf, type WireAnswer } from './support/app-client.js';
import { photo, picture, sampleSize } from './support/photos.js';

let server: TestServer;
let token: string;
let sample: Buffer;
let source: Server;
let sourceBase: string;
/** What the source serves, by path. */
const files = new Map<string, Buffer>();

beforeAll(async () => {
  server = await startTestServer();
  token = await tokenOf(server);
  sample = await photo();
  files.set('/ok.jpg', sample);
  files.set('/large.jpg', Buffer.alloc(2 * 1024 * 1024, 1));
  files.set('/page.jpg', Buffer.from('<html>no picture</html>'));
  source = createServer((request, response) => {
    if (request.url === '/round') return response.writeHead(302, { Location: '/round' }).end();
    const hop = /^\/hop(\d)$/.exec(request.url ?? '')?.[1];
    if (hop !== undefined) {
      return response.writeHead(302, { Location: hop === '1' ? '/ok.jpg' : `/hop${Number(hop) - 1}` }).end();
    }
    if (request.url === '/slow') return response.writeHead(200);
    const file = files.get(request.url ?? '');
    return file === undefined ? response.writeHead(404).end() : response.writeHead(200).end(file);
  });
  await new Promise<void>((resolve) => source.listen(0, '127.0.0.1', resolve));
  sourceBase = `http://127.0.0.1:${(source.address() as AddressInfo).port}`;
});
afterAll(async () => {
  source.closeAllConnections();
  source.close();
  await server.close();
});

const upload = (bytes: Uint8Array, ratios = '', name = 'img'): Promise<WireAnswer> =>
  ask(`${server.baseUrl}/cv/img/aicrop?access_token=${token}`, {
    method: 'POST',
    body: form(ratios === '' ? {} : { ratios }, { name, bytes }),
  });
const byUrl = (url: string, query: Record<string, string> = {}): Promise<WireAnswer> =>
  ask(`${server.baseUrl}/cv/img/aicrop?${new URLSearchParams({ access_token: token, img_url: url, ...query })}`, {
    method: 'POST',
  });
const code = async (answer: Promise<WireAnswer>): Promise<number | undefined> => (await answer).json.errcode;

interface Window {
  crop_left: number;
  crop_top: number;
  crop_right: number;
  crop_bottom: number;
}
const windowsOf = ({ json }: WireAnswer): Window[] => json.results as Window[];

describe('windows', () => {
  it('are one per ratio, in their order, equal ratios too', async () => {
    const answer = await upload(sample, '2.35,1,0.5625,1,1.5');
    const sizes = windowsOf(answer).map((w) => [w.crop_right - w.crop_left + 1, w.crop_bottom - w.crop_top + 1]);
    expect(sizes).toEqual([
      [966, 411],
      [728, 728],
      [410, 728],
      [728, 728],
      [966, 644],
    ]);
    expect(answer.text).not.toMatch(/\d\.\d/);
  });

  it('are the whole picture for its own ratio', async () => {
    const [whole] = windowsOf(await upload(sample, String(966 / 728)));
    expect(whole).toEqual({ crop_left: 0, crop_top: 0, crop_right: 965, crop_bottom: 727 });
  });

  it('follow the upright picture when an orientation tag turns it', async () => {
    const turned = await sharp(sample).rotate(-90).withMetadata({ orientation: 6 }).jpeg({ quality: 90 }).toBuffer();
    expect((await upload(turned, '1')).json.img_size).toEqual({ w: 966, h: 728 });
  });

  it('are the same for the same bytes, by upload and by address', async () => {
    const one = await upload(sample, '1,2.35');
    const two = await upload(sample, '1,2.35', 'file');
    const three = await byUrl(`${sourceBase}/ok.jpg`, { ratios: '1,2.35' });
    expect(two.text).toBe(one.text);
    expect(three.text).toBe(one.text);
  });

  it.each([
    ['1 pixel', { width: 1, height: 1 }],
    ['1 pixel wide', { width: 1, height: 20_000 }],
    ['1 pixel high', { width: 20_000, height: 1 }],
  ])('lie inside a picture of %s', async (_name, { width, height }) => {
    const bytes = await sharp({ create: { width, height, channels: 3, background: '#456' } })
      .png()
      .toBuffer();
    const answer = await upload(bytes, '1,2.35,0.01,100');
    expect(answer.json).toMatchObject({ errcode: 0, img_size: { w: width, h: height } });
    for (const w of windowsOf(answer)) {
      expect(w.crop_left >= 0 && w.crop_left <= w.crop_right && w.crop_right < width).toBe(true);
      expect(w.crop_top >= 0 && w.crop_top <= w.crop_bottom && w.crop_bottom < height).toBe(true);
    }
  });

  it.each([
    ['PNG', () => picture().png().toBuffer()],
    ['GIF', () => picture().gif().toBuffer()],
    ['WebP', () => picture().webp().toBuffer()],
    ['CMYK JPEG', () => picture().toColourspace('cmyk').jpeg().toBuffer()],
    ['16-bit PNG', () => picture().toColourspace('rgb16').png().toBuffer()],
    ['animated PNG', () => animatedPng([picture(), picture().negate()])],
    [
      'animated WebP',
      async () =>
        sharp([await picture().png().toBuffer(), await picture().negate().png().toBuffer()], {
          join: { animated: true },
        })
          .webp()
          .toBuffer(),
    ],
    ['transparent PNG', () => picture().ensureAlpha(0.4).png().toBuffer()],
    [
      'animated GIF',
      async () => {
        const frame = await picture().png().toBuffer();
        return sharp([frame, await sharp(frame).negate().png().toBuffer()], { join: { animated: true } })
          .gif()
          .toBuffer();
      },
    ],
  ] as const)('are found in a %s', async (_name, make) => {
    const answer = await upload(await make(), '1');
    expect(answer.json).toMatchObject({ errcode: 0, img_size: { w: sampleSize.width, h: sampleSize.height } });
  });
});

it('a BMP is read like any other', async () => {
  const answer = await upload(bitmap({ width: 480, height: 300 }), '1');
  expect(answer.json).toMatchObject({ errcode: 0, img_size: { w: 480, h: 300 } });
});

describe('ratios', () => {
  it.each(['1', '1,2.35', ' 1 , 2.35 ', '1,2.35,', '0.01', '100', '1,1,1,1,1', '1.0000'])(
    '"%s" is taken',
    async (ratios) => {
      expect(await code(upload(sample, ratios))).toBe(0);
    },
  );
  it.each([
    '1,1,1,1,1,1',
    '0',
    '-1',
    'abc',
    '16:9',
    '1，2.35',
    '1,,2',
    ',',
    '.5',
    '1.',
    '1e2',
    '0.009',
    '100.1',
    'NaN',
  ])('"%s" is refused with 40097', async (ratios) => {
    expect(await code(upload(sample, ratios))).toBe(40097);
    expect(await code(byUrl(`${sourceBase}/ok.jpg`, { ratios }))).toBe(40097);
  });
  it('in the form win over ratios in the query, which win when the form’s are empty', async () => {
    const at = (query: string, ratios: string) =>
      ask(`${server.baseUrl}/cv/img/aicrop?access_token=${token}&ratios=${query}`, {
        method: 'POST',
        body: form({ ratios }, { name: 'img', bytes: sample }),
      });
    expect(windowsOf(await at('1,1,1', '2.35'))).toHaveLength(1);
    expect(windowsOf(await at('1,1,1', ''))).toHaveLength(3);
  });
});

describe('what is wrong', () => {
  it('is told in the documented order', async () => {
    const url = (query: string) => `${server.baseUrl}/cv/img/aicrop${query}`;
    const post = (query: string, body?: string | FormData | URLSearchParams, type?: string) =>
      code(
        ask(url(query), {
          method: 'POST',
          ...(body ? { body } : {}),
          ...(type ? { headers: { 'content-type': type } } : {}),
        }),
      );
    const good = `?access_token=${token}`;
    expect(await code(ask(url('')))).toBe(43002);
    expect(await code(ask(url(good), { method: 'PUT', body: 'x' }))).toBe(43002);
    expect(await post('', '{"broken', 'application/json')).toBe(41001);
    expect(await post('?access_token=bad', '{"broken', 'application/json')).toBe(40001);
    expect(await post(`${good}&ratios=x`, '{"broken', 'application/json')).toBe(47001);
    expect(await post(`${good}&ratios=x`)).toBe(40097);
    for (const ratios of [{}, [{}], [[]]]) {
      expect(await post(good, JSON.stringify({ ratios }), 'application/json')).toBe(40097);
    }
    expect(await post(good)).toBe(41005);
    expect(await post(good, '{}', 'application/json')).toBe(41005);
    expect(await post(good, new URLSearchParams({ img_url: '' }))).toBe(41005);
    expect(await post(good, form({ ratios: '1' }))).toBe(41005);
  });

  it.each([
    ['JSON that is cut short', '{"img_url":', 'application/json'],
    ['JSON that is no object', '[1]', 'application/json'],
    [
      'a form without its end',
      '--x\r\nContent-Disposition: form-data; name="img"; filename="a"\r\n\r\nabc',
      'multipart/form-data; boundary=x',
    ],
    ['a form without a boundary', '--x--', 'multipart/form-data'],
    ['text that is no form', 'hello there', 'text/plain'],
  ])('%s is 47001', async (_name, body, type) => {
    const url = `${server.baseUrl}/cv/img/aicrop?access_token=${token}`;
    expect(await code(ask(url, { method: 'POST', body, headers: { 'content-type': type } }))).toBe(47001);
  });

  it('is 101002 for what is no picture, too long, or cut short', async () => {
    expect(await code(upload(Buffer.from('just some text, no picture')))).toBe(101002);
    expect(await code(upload(Buffer.alloc(0)))).toBe(101002);
    expect(await code(upload(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')))).toBe(101002);
    expect(await code(upload(sample.subarray(0, sample.length >> 1), '1'))).toBe(101002);
    expect(await code(upload(Buffer.concat([sample, Buffer.alloc(2 * 1024 * 1024 - sample.length)])))).toBe(101002);
    expect(await code(upload(Buffer.concat([sample, Buffer.alloc(8 * 1024 * 1024)])))).toBe(101002);
  });

  it('is nothing for one byte less than 2M', async () => {
    expect(await code(upload(Buffer.concat([sample, Buffer.alloc(2 * 1024 * 1024 - 1 - sample.length)]), '1'))).toBe(0);
  });

  it('is 101002 at once for a picture that announces 50,000 × 50,000 pixels', async () => {
    const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    png.writeUInt32BE(50_000, 16);
    png.writeUInt32BE(50_000, 20);
    const began = performance.now();
    expect(await code(upload(png, '1'))).toBe(101002);
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it.each([
    'not a url',
    'ftp://127.0.0.1/x.jpg',
    'file:///etc/passwd',
    'http://',
    'http://user:pw@127.0.0.1/',
    'http://no-such-host.invalid/x.jpg',
  ])('is 101000 for the address "%s"', async (url) => {
    expect(await code(byUrl(url))).toBe(101000);
  });

  it('is 101000 for a source that does not answer with a file, 101002 for one that answers with something else', async () => {
    expect(await code(byUrl(`${sourceBase}/missing.jpg`))).toBe(101000);
    expect(await code(byUrl(`${sourceBase}/round`))).toBe(101000);
    expect(await code(byUrl(`${sourceBase}/hop4`))).toBe(101000);
    expect(await code(byUrl(`${sourceBase}/hop3`, { ratios: '1' }))).toBe(0);
    expect(await code(byUrl(`${sourceBase}/page.jpg`))).toBe(101002);
    expect(await code(byUrl(`${sourceBase}/large.jpg`))).toBe(101002);
    expect(await code(byUrl('http://127.0.0.1:1/x.jpg'))).toBe(101000);
  });

  it('is 101000 after five seconds for a source that begins and never ends', async () => {
    const began = performance.now();
    expect(await code(byUrl(`${sourceBase}/slow`))).toBe(101000);
    expect(performance.now() - began).toBeLessThan(6_500);
  });

  it('is 101000 for an address that was encoded twice', async () => {
    expect(await code(byUrl(encodeURIComponent(`${sourceBase}/ok.jpg`)))).toBe(101000);
  });
});
