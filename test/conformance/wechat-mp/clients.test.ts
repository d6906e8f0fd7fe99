import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOpenapi, OpenapiError } from '../../../src/apis/wechat-mp/cloud/openapi.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { ask, form, sendRaw, tokenOf, type WireAnswer } from './support/app-client.js';
import { photo } from './support/photos.js';

const run = promisify(execFile);

let server: TestServer;
let token: string;
let bytes: Buffer;
let source: Server;
let imgUrl: string;
let folder: string;
/** What every client must get for ratios 1 and 2.35, and without ratios. */
let expected: WireAnswer['json'];
let expectedFree: WireAnswer['json'];

beforeAll(async () => {
  server = await startTestServer();
  token = await tokenOf(server);
  bytes = await photo();
  folder = await mkdtemp(join(tmpdir(), 'tuquan-curl-'));
  await writeFile(join(folder, 'test.jpg'), bytes);
  source = createServer((_request, response) => response.writeHead(200, { 'Content-Type': 'image/jpeg' }).end(bytes));
  await new Promise<void>((resolve) => source.listen(0, '127.0.0.1', resolve));
  imgUrl = `http://127.0.0.1:${(source.address() as AddressInfo).port}/a b.jpg?x=1&y=二`;
  const url = `${server.baseUrl}/cv/img/aicrop?access_token=${token}`;
  const post = (body: FormData) => ask(url, { method: 'POST', body });
  expected = (await post(form({ ratios: '1,2.35' }, { name: 'img', bytes }))).json;
  expectedFree = (await post(form({}, { name: 'img', bytes }))).json;
});
afterAll(async () => {
  source.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const target = (query: Record<string, string>): string => `/cv/img/aicrop?${new URLSearchParams(query)}`;
/** A request as bytes: line, headers in this order, Content-Length at the end unless given. */
const raw = (path: string, headers: readonly string[], body: Uint8Array | string = ''): Promise<WireAnswer> => {
  const content = Buffer.from(body);
  const length = headers.some((line) => /^content-length:/i.test(line)) ? [] : [`Content-Length: ${content.length}`];
  const { host } = new URL(server.baseUrl);
  return sendRaw(server.baseUrl, [`POST ${path} HTTP/1.1`, `Host: ${host}`, ...headers, ...length], content);
};
/** One multipart body: each part's header lines and content. */
const parts = (boundary: string, ...list: readonly (readonly [string, Uint8Array | string])[]): Buffer =>
  Buffer.concat([
    ...list.flatMap(([head, content]) => [
      Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`),
      Buffer.from(content),
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${boundary}--\r\n`),
  ]);

describe('the documented curl lines', () => {
  /** The two lines of the documentation, verbatim but for the host and the placeholders' values. */
  const lines = (): Record<string, string> => ({
    'by address': `curl -F 'ratios=1,2.35' "http://HOST/cv/img/aicrop?access_token=ACCESS_TOCKEN&img_url=ENCODE_URL"`,
    'by upload': `curl -F img=@test.jpg -F ratios=1,2.35 "http://HOST/cv/img/aicrop?access_token=ACCESS_TOCKEN"`,
  });

  it.each(['by address', 'by upload'])('%s', async (which) => {
    const line = (lines()[which] ?? '')
      .replace('HOST', new URL(server.baseUrl).host)
      .replace('ACCESS_TOCKEN', token)
      .replace('ENCODE_URL', encodeURIComponent(imgUrl));
    const { stdout } = await run('sh', ['-c', `${line} -sS`], { cwd: folder });
    expect(JSON.parse(stdout)).toEqual(expected);
  });
});

describe('the answer all of them get', () => {
  it('has the documented keys and integers, inclusive ends, full width or full height', () => {
    expect(Object.keys(expected)).toEqual(['errcode', 'errmsg', 'results', 'img_size']);
    expect(expected).toMatchObject({ errcode: 0, errmsg: 'ok', img_size: { w: 966, h: 728 } });
    const [square, wide] = expected.results as Record<string, number>[];
    expect(square).toMatchObject({ crop_top: 0, crop_bottom: 727 });
    expect((square?.crop_right ?? 0) - (square?.crop_left ?? 0) + 1).toBe(728);
    expect(wide).toMatchObject({ crop_left: 0, crop_right: 965 });
    expect((wide?.crop_bottom ?? 0) - (wide?.crop_top ?? 0) + 1).toBe(411);
    expect((expectedFree.results as unknown[]).length).toBe(1);
  });
});

describe('clients, byte for byte', () => {
  it('WxJava by address: POST, ratios in the query, an empty string as JSON', async () => {
    const headers = [
      'Content-Type: application/json; charset=utf-8',
      'Connection: Keep-Alive',
      'User-Agent: Apache-HttpClient/4.5.13 (Java/1.8.0_292)',
      'Accept-Encoding: gzip,deflate',
    ];
    const query = { img_url: imgUrl, ratios: '1,2.35', access_token: token };
    expect((await raw(target(query), headers)).json).toEqual(expected);
    expect((await raw(target({ ...query, ratios: '' }), headers)).json).toEqual(expectedFree);
  });

  it('WxJava before mid-2025: GET, and is told to POST', async () => {
    const { host } = new URL(server.baseUrl);
    const path = target({ img_url: imgUrl, ratios: '', access_token: token });
    const { json, status } = await sendRaw(server.baseUrl, [
      `GET ${path} HTTP/1.1`,
      `Host: ${host}`,
      'Connection: Keep-Alive',
    ]);
    expect(status).toBe(200);
    expect(json.errcode).toBe(43002);
    expect(json.errmsg).toMatch(/^require POST method hint: \[.{11,16}\] rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/);
  });

  it('WxJava by file: one part called file, octets, a raw UTF-8 name', async () => {
    const boundary = 'jPVtYuSx7A_9dRk-xkWzvQ2HkA0GnY8hKe';
    const body = parts(boundary, [
      'Content-Disposition: form-data; name="file"; filename="商品图.jpg"\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary',
      bytes,
    ]);
    const headers = [`Content-Type: multipart/form-data; boundary=${boundary}`, 'Connection: Keep-Alive'];
    expect((await raw(target({ ratios: '1,2.35', access_token: token }), headers, body)).json).toEqual(expected);
  });

  it('wechatpy: a POST without any body; or requests’ multipart', async () => {
    const headers = [
      'User-Agent: python-requests/2.31.0',
      'Accept-Encoding: gzip, deflate',
      'Accept: */*',
      'Connection: keep-alive',
    ];
    expect((await raw(target({ access_token: token, img_url: imgUrl }), headers)).json).toEqual(expectedFree);
    const boundary = '3f1b0f5a9e1c4f0c8a7d2b6e5c4d3a21';
    const body = parts(
      boundary,
      ['Content-Disposition: form-data; name="ratios"', '1,2.35'],
      ['Content-Disposition: form-data; name="img"; filename="test.jpg"\r\nContent-Type: image/jpeg', bytes],
    );
    const type = `Content-Type: multipart/form-data; boundary=${boundary}`;
    expect((await raw(target({ access_token: token }), [...headers, type], body)).json).toEqual(expected);
  });

  it('EasyWeChat 5: img_url in an urlencoded body', async () => {
    const headers = ['User-Agent: GuzzleHttp/7', 'Content-Type: application/x-www-form-urlencoded'];
    const body = new URLSearchParams({ type: 'photo', img_url: imgUrl }).toString();
    expect((await raw(target({ access_token: token }), headers, body)).json).toEqual(expectedFree);
    expect((await raw(target({ access_token: token }), headers, `${body}&ratios=1%2C2.35`)).json).toEqual(expected);
  });

  it('Senparc: {} as JSON, a form with ratios, and .NET’s multipart with a quoted boundary', async () => {
    const query = { access_token: token, img_url: imgUrl };
    const json = ['Content-Type: application/json; charset=utf-8', 'Expect: 100-continue'];
    expect((await raw(target(query), json.slice(0, 1), '{}')).json).toEqual(expectedFree);
    const urlencoded = ['Content-Type: application/x-www-form-urlencoded'];
    expect((await raw(target(query), urlencoded, 'ratios=1%2c2.35')).json).toEqual(expected);
    const boundary = '----8d7f0c1b2a3e4d5';
    const body = parts(
      boundary,
      ['Content-Type: text/plain; charset=utf-8\r\nContent-Disposition: form-data; name="ratios"', '1,2.35'],
      [
        'Content-Disposition: form-data; name="img"; filename="test.jpg"; filename*=utf-8\'\'test.jpg\r\nContent-Type: image/jpeg',
        bytes,
      ],
    );
    const type = [`Content-Type: multipart/form-data; boundary="${boundary}"`];
    expect((await raw(target({ access_token: token }), type, body)).json).toEqual(expected);
  });

  it('silenceper: POST, nothing in the body, no content type', async () => {
    const headers = ['User-Agent: Go-http-client/1.1', 'Content-Length: 0', 'Accept-Encoding: gzip'];
    expect((await raw(target({ access_token: token, img_url: imgUrl }), headers)).json).toEqual(expectedFree);
  });

  it('rosbit: ratios as the raw body with or without a type; multipart img and ratios', async () => {
    const path = target({ access_token: token, img_url: imgUrl });
    const go = ['User-Agent: Go-http-client/1.1', 'Accept-Encoding: gzip'];
    for (const type of [[], ['Content-Type: application/x-www-form-urlencoded'], ['Content-Type: text/plain']]) {
      expect((await raw(path, [...go, ...type], 'ratios=1,2.35')).json).toEqual(expected);
    }
    const boundary = 'c2b5a0d2f4e1b7c69c1d8e';
    const body = parts(
      boundary,
      [
        'Content-Disposition: form-data; name="img"; filename="test.jpg"\r\nContent-Type: application/octet-stream',
        bytes,
      ],
      ['Content-Disposition: form-data; name="ratios"', '1,2.35'],
    );
    const type = `Content-Type: multipart/form-data; boundary=${boundary}`;
    expect((await raw(target({ access_token: token }), [...go, type], body)).json).toEqual(expected);
  });

  it('godrealms: everything in the query; a file as base64 in a JSON string, or as the raw body', async () => {
    const go = ['User-Agent: Go-http-client/1.1', 'Accept-Encoding: gzip'];
    const both = { access_token: token, img_url: imgUrl, ratios: '1,2.35' };
    expect((await raw(target(both), go)).json).toEqual(expected);
    const query = { access_token: token, ratios: '1,2.35' };
    const json = [...go, 'Content-Type: application/json'];
    expect((await raw(target(query), json, JSON.stringify(bytes.toString('base64')))).json).toEqual(expected);
    expect((await raw(target(query), json, bytes)).json).toEqual(expected);
    expect((await raw(target(query), go, bytes)).json).toEqual(expected);
  });

  it('WeChatDeveloper and others: img_url and ratios in a JSON body', async () => {
    const headers = ['Content-Type: application/json'];
    const body = JSON.stringify({ img_url: imgUrl, img: '', ratios: '1,2.35' });
    expect((await raw(target({ access_token: token }), headers, body)).json).toEqual(expected);
  });

  it('node FormData, also chunked', async () => {
    const url = `${server.baseUrl}${target({ access_token: token })}`;
    const wire = new Response(form({ ratios: '1,2.35' }, { name: 'media', bytes }));
    const type = wire.headers.get('content-type') ?? '';
    const { json } = await ask(url, {
      method: 'POST',
      headers: { 'content-type': type },
      body: wire.body,
      duplex: 'half',
    } as RequestInit);
    expect(json).toEqual(expected);
  });
});

describe('the calls of a cloud function', () => {
  const openapi = () => createOpenapi({ baseUrl: server.baseUrl, ...server.sandbox.wechatMp });

  it('crop by file and by address with camelCase names', async () => {
    const results = (expected.results as Record<string, number>[]).map((box) => ({
      cropLeft: box.crop_left,
      cropTop: box.crop_top,
      cropRight: box.crop_right,
      cropBottom: box.crop_bottom,
    }));
    const wanted = { errCode: 0, errMsg: 'openapi.img.aiCrop:ok', results, imgSize: { w: 966, h: 728 } };
    const img = { contentType: 'image/jpeg', value: bytes };
    expect(await openapi().img.aiCrop({ img, ratios: [1, 2.35] })).toEqual(wanted);
    expect(await openapi().img.aiCrop({ imgUrl, ratios: '1,2.35' })).toEqual(wanted);
  });

  it('reject with errCode and errMsg', async () => {
    const failure = await openapi()
      .img.superresolution({ imgUrl })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(OpenapiError);
    expect(failure).toMatchObject({
      errCode: -1,
      errMsg: expect.stringMatching(/^openapi\.img\.superresolution:fail system error hint: \[.+\] rid: /),
    });
    const wrong = createOpenapi({ ...server.sandbox.wechatMp, baseUrl: server.baseUrl, secret: 'wrong' });
    await expect(wrong.img.scanQRCode({ imgUrl })).rejects.toMatchObject({ errCode: 40125 });
  });
});
