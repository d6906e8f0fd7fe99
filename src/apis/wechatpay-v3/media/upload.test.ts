import { createHash } from 'node:crypto';
import { createCanvas } from '@napi-rs/canvas';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, resultCode, verified } from '../../../../test/conformance/wechatpay-v3/support/client.js';
import { type FakeRoom, startFakeRoom } from '../../../../test/conformance/wechatpay-v3/support/fake-room.js';
import { readUpload } from './multipart.js';

let room: FakeRoom;
beforeAll(async () => {
  room = await startFakeRoom();
});
afterAll(() => room.close());

const png = createCanvas(4, 4).toBuffer('image/png');
const jpeg = createCanvas(4, 4).toBuffer('image/jpeg');
const gif = Buffer.from('474946383961010001000000002c00000000010001000002024401003b', 'hex');
const bmp = Buffer.concat([
  Buffer.from('424d5a00000000000000360000002800000002000000020000000100180000000000', 'hex'),
  Buffer.alloc(60),
]);
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const metaOf = (bytes: Buffer, filename = 'a.png') => JSON.stringify({ filename, sha256: sha256(bytes) });

interface Part {
  disposition: string;
  type?: string;
  bytes: Buffer | string;
}
const boundary = 'sandboxboundary0123456789';

function multipart(parts: readonly Part[], end = `--${boundary}--\r\n`): Buffer {
  const pieces: Buffer[] = [];
  for (const { disposition, type, bytes } of parts) {
    const head = `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n${type ? `Content-Type: ${type}\r\n` : ''}\r\n`;
    pieces.push(Buffer.from(head), Buffer.from(bytes), Buffer.from('\r\n'));
  }
  return Buffer.concat([...pieces, Buffer.from(end)]);
}
const metaPart = (bytes: string, type?: string): Part => ({
  disposition: 'name="meta"',
  bytes,
  ...(type ? { type } : {}),
});
const filePart = (bytes: Buffer, disposition = 'name="file"; filename="a.png"', type = 'image/png'): Part => ({
  disposition,
  type,
  bytes,
});

function upload(body: Buffer, signed: string, options: { type?: string; chunked?: boolean; brand?: boolean } = {}) {
  const path = options.brand
    ? '/brand/marketing/product-coupon/media/upload-image'
    : '/v3/marketing/partner/product-coupon/media/upload-image';
  return call(room.baseUrl, options.brand ? room.brand : room.partner, 'POST', path, body, {
    signed,
    headers: {
      'Content-Type': options.type ?? `multipart/form-data; boundary=${boundary}`,
      ...(options.chunked ? { 'Content-Length': undefined, 'Transfer-Encoding': 'chunked' } : {}),
    },
  });
}

describe('an upload', () => {
  const meta = metaOf(png);
  const file = filePart(png);

  it.each<[string, Part[], { type?: string; chunked?: boolean; brand?: boolean }?]>([
    ['java and php: file after meta, meta without a type', [metaPart(meta), file]],
    ['php: chunked, meta as application/json', [metaPart(meta, 'application/json'), file], { chunked: true }],
    [
      'go: a stray semicolon',
      [
        { disposition: 'name="meta";', type: 'application/json', bytes: meta },
        { ...file, disposition: 'name="file"; filename="a.png";' },
      ],
    ],
    [
      'axios-plugin: chunked, octet-stream, no filename',
      [metaPart(meta, 'application/octet-stream'), filePart(png, 'name="file"', 'application/octet-stream')],
      { chunked: true },
    ],
    ['meta after file', [file, metaPart(meta, 'application/json; charset=utf-8')]],
    ['parts nobody knows', [metaPart(meta), { disposition: 'name="other"', bytes: 'x' }, file]],
    ['as a brand', [metaPart(meta), file], { brand: true }],
    [
      'the boundary in quotes',
      [metaPart(meta), file],
      { type: `multipart/form-data; charset=utf-8; boundary="${boundary}"` },
    ],
    [
      'the hash in capitals',
      [metaPart(JSON.stringify({ filename: 'A.PNG', sha256: sha256(png).toUpperCase() })), file],
    ],
  ])('%s', async (_name, parts, options) => {
    const signed = parts.find(({ disposition }) => disposition.startsWith('name="meta"'))?.bytes.toString() ?? '';
    const answer = await upload(multipart(parts), signed, options);
    expect([answer.status, Object.keys(answer.json)]).toEqual([200, ['image_url']]);
    expect(verified(options?.brand ? room.brand : room.partner, answer.headers, answer.text)).toBe(true);
  });

  it('signs exactly the bytes of meta: blanks, order and unknown keys count', async () => {
    const odd = `{ "sha256" : "${sha256(png)}",\n "filename":"商品 图.png", "x":1 }\n`;
    expect((await upload(multipart([metaPart(odd), file]), odd)).status).toBe(200);
    const compact = await upload(multipart([metaPart(odd), file]), JSON.stringify(JSON.parse(odd)));
    expect(compact.status).toBe(401);
    expect(compact.json.detail.sign_information.sign_message_length).toBeGreaterThan(odd.length);
  });

  it('takes JPG, JPEG, BMP and PNG by their bytes', async () => {
    for (const [bytes, name] of [
      [png, 'a.png'],
      [jpeg, 'a.jpg'],
      [jpeg, 'a.JPEG'],
      [bmp, 'a.bmp'],
      [png, '名字🍜.Png'],
    ] as const) {
      const text = metaOf(bytes, name);
      expect([name, (await upload(multipart([metaPart(text), filePart(bytes)]), text)).status]).toEqual([name, 200]);
    }
  });

  it.each<[string, () => { body: Buffer; signed: string; type?: string }, string, number]>([
    [
      'a GIF called PNG',
      () => ({ body: multipart([metaPart(metaOf(gif)), filePart(gif)]), signed: metaOf(gif) }),
      '图片格式不正确',
      268578224,
    ],
    [
      'no picture',
      () => ({
        body: multipart([metaPart(metaOf(Buffer.from('hello'))), filePart(Buffer.from('hello'))]),
        signed: metaOf(Buffer.from('hello')),
      }),
      '图片格式不正确',
      268578224,
    ],
    [
      'another suffix',
      () => ({ body: multipart([metaPart(metaOf(png, 'a.gif')), file]), signed: metaOf(png, 'a.gif') }),
      '/body/meta/filename',
      268578224,
    ],
    [
      'a name too long',
      () => ({
        body: multipart([metaPart(metaOf(png, `${'a'.repeat(147)}.png`)), file]),
        signed: metaOf(png, `${'a'.repeat(147)}.png`),
      }),
      '字符数 151',
      268435462,
    ],
    [
      'another hash',
      () => ({ body: multipart([metaPart(metaOf(jpeg)), file]), signed: metaOf(jpeg) }),
      '/body/meta/sha256',
      268578224,
    ],
    ['no file', () => ({ body: multipart([metaPart(meta)]), signed: meta }), '/body/file', 268578404],
    [
      'an empty file',
      () => ({ body: multipart([metaPart(meta), filePart(Buffer.alloc(0))]), signed: meta }),
      '/body/file',
      268578404,
    ],
    ['no meta', () => ({ body: multipart([file]), signed: '' }), '/body/meta', 268578101],
    [
      'meta twice',
      () => ({ body: multipart([metaPart(meta), file, metaPart(meta)]), signed: meta }),
      '请求包体不完整',
      268578101,
    ],
    [
      'meta that is no JSON',
      () => ({ body: multipart([metaPart('{'), file]), signed: '{' }),
      'meta不是合法的JSON',
      268578101,
    ],
    ['no end', () => ({ body: multipart([metaPart(meta), file], ''), signed: meta }), '请求包体不完整', 268578101],
    [
      'another type',
      () => ({ body: Buffer.from(meta), signed: '', type: 'application/json' }),
      'multipart/form-data',
      268435461,
    ],
    [
      'no boundary',
      () => ({ body: Buffer.from(meta), signed: '', type: 'multipart/form-data' }),
      '请求包体不完整',
      268578101,
    ],
  ])('with %s: 400 PARAM_ERROR', async (_name, make, text, code) => {
    const { body, signed, type } = make();
    const answer = await upload(body, signed, type === undefined ? {} : { type });
    expect([answer.status, answer.json.code, resultCode(answer)]).toEqual([400, 'PARAM_ERROR', code]);
    expect(answer.json.message).toContain(text);
  });

  it('of exactly 2 MB is taken, of one byte more refused; so is one beyond the body limit, at once', async () => {
    const sized = (bytes: number) => Buffer.concat([png, Buffer.alloc(bytes - png.length)]);
    const most = sized(2 * 1024 * 1024);
    expect((await upload(multipart([metaPart(metaOf(most)), filePart(most)]), metaOf(most))).status).toBe(200);
    for (const [bytes, chunked] of [
      [sized(2 * 1024 * 1024 + 1), false],
      [sized(3 * 1024 * 1024), false],
      [sized(50 * 1024 * 1024), false],
      [sized(50 * 1024 * 1024), true],
    ] as const) {
      const text = metaOf(bytes);
      const answer = await upload(multipart([metaPart(text), filePart(bytes)]), text, { chunked });
      expect([answer.status, answer.json.code, resultCode(answer)]).toEqual([400, 'PARAM_ERROR', 270087680]);
      expect(verified(room.partner, answer.headers, answer.text)).toBe(true);
    }
  });

  it('is 401 when signed over the whole body, as for JSON', async () => {
    const body = multipart([metaPart(meta), file]);
    expect((await upload(body, body.toString('latin1'))).status).toBe(401);
  });
});

describe('splitting a body', () => {
  it('never throws and always ends, whatever the bytes', { timeout: 60_000 }, async () => {
    const whole = multipart([metaPart(metaOf(png)), filePart(png)]);
    const type = `multipart/form-data; boundary=${boundary}`;
    for (let cut = 0; cut < whole.length; cut += 3) {
      const parts = await readUpload(whole.subarray(0, cut), type, 1024);
      expect(parts.wellFormed).toBe(cut >= whole.length - 2);
    }
    for (let at = 0; at < whole.length; at += 7) {
      const broken = Buffer.from(whole);
      broken[at] = (broken[at] ?? 0) ^ 0x55;
      await readUpload(broken, type, 1024);
    }
    for (const odd of [
      'multipart/form-data; boundary=',
      'multipart/form-data; boundary="',
      'multipart/form-data;;;=',
      `multipart/form-data; boundary=${'x'.repeat(5000)}`,
    ]) {
      expect((await readUpload(whole, odd, 1024)).meta).toBeNull();
    }
  });
});
