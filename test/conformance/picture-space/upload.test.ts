import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../support/server.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { picture, pictureOf, type SpaceClient, spaceClient, type ToolAnswer } from './support/space-client.js';

let server: TestServer;
let client: SpaceClient;
beforeAll(async () => {
  server = await startTestServer();
  client = spaceClient(server);
});
afterAll(() => server.close());

// Not the synchronous form: the server answers in this very process.
const curl = async (...args: string[]): Promise<Buffer> =>
  (await promisify(execFile)('curl', ['-sS', '--max-time', '20', ...args], { encoding: 'buffer' })).stdout;

const bad = { code: 100, msg: '请求参数错误', data: null };

async function servedBytes(url: string): Promise<Buffer> {
  const served = await fetch(url);
  expect(served.status).toBe(200);
  return Buffer.from(await served.arrayBuffer());
}

describe('POST /tool/erps/tbpicture', () => {
  it('answers the documented envelope, and the address serves the same bytes with a type from the bytes', async () => {
    const bytes = await picture({ width: 450, height: 150 });
    const answer = await client.upload(bytes, { title: '夏日新品' });
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      code: 0,
      msg: '操作成功',
      msec: expect.toSatisfy((value) => Number.isInteger(value) && value >= 0),
      time: expect.toSatisfy((value) => Number.isInteger(value) && Math.abs(value * 1000 - Date.now()) < 60_000),
      data: {
        withholding_money: 4,
        picture_upload_response: {
          picture: {
            picture_id: expect.toSatisfy((value) => Number.isSafeInteger(value) && value > 0),
            picture_category_id: 0,
            picture_path: expect.stringMatching(new RegExp(`^${server.baseUrl}/p/[0-9A-Za-z]{24}\\.jpg$`)),
            title: '夏日新品',
            sizes: bytes.length,
            pixel: '450x150',
            status: 'unfroze',
            deleted: 'undeleted',
            created: expect.stringMatching(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/),
            modified: expect.stringMatching(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/),
            client_type: 'client:computer',
          },
        },
      },
    });
    const served = await fetch(pictureOf(answer).picture_path);
    expect(served.headers.get('content-type')).toBe('image/jpeg');
    expect(served.headers.get('x-content-type-options')).toBe('nosniff');
    expect(Buffer.from(await served.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('takes what curl sends when it is called as the documentation shows', async () => {
    const bytes = await picture({ width: 120, height: 90, format: 'png' });
    const file = join(temporaryFolder(), 'Bule.jpg');
    writeFileSync(file, bytes);
    const { accessToken, shopId } = server.sandbox.pictureSpace;
    const form = ['shop_id', shopId, 'picture_category_id', '1657717355974335419', 'image_input_title', 'Bule.jpg'];
    const fields = ['title=title', 'client_type=client:computer', 'is_https=true', 'vvtype=2'];
    for (let at = 0; at < form.length; at += 2) fields.push(`${form[at]}=${form[at + 1]}`);
    const sent = await curl(
      `${server.baseUrl}/tool/erps/tbpicture`,
      '-H',
      `Authorization: Bearer ${accessToken}`,
      ...fields.flatMap((field) => ['-F', field]),
      '-F',
      `img=@${file}`,
    );
    const text = sent.toString('utf8');
    const json = JSON.parse(text) as ToolAnswer['json'];
    expect(json).toMatchObject({ code: 0 });
    // JSON.parse would round it.
    expect(text).toContain('"picture_category_id":1657717355974335419,');
    const { picture_path: url } = pictureOf({ status: 200, text, json });
    expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/p\/[0-9A-Za-z]{24}\.png$/);
    const { tlsBaseUrl, caCertificateFile } = server.sandbox;
    expect(url.startsWith(`${tlsBaseUrl}/`)).toBe(true);
    const served = await curl('--cacert', String(caCertificateFile), url);
    expect(served.equals(bytes)).toBe(true);
  });

  it.each([
    ['png', 'png', 'image/png'],
    ['gif', 'gif', 'image/gif'],
    ['jpeg', 'jpg', 'image/jpeg'],
  ] as const)('judges a %s by its bytes, whatever it is called', async (format, ending, type) => {
    const answer = await client.upload(await picture({ format }), { image_input_title: 'wrong.bmp' });
    const { picture_path: url, title } = pictureOf(answer);
    expect(title).toMatch(/^wrong(\(\d\))?$/);
    expect(url.endsWith(`.${ending}`)).toBe(true);
    expect((await fetch(url)).headers.get('content-type')).toBe(type);
  });

  it('tells the size as it is shown: the orientation in the bytes is applied', async () => {
    const answer = await client.upload(await picture({ width: 80, height: 30, orientation: 6 }));
    expect(pictureOf(answer).pixel).toBe('30x80');
  });

  it('numbers equal titles in one category only, counts on, and keeps 50 characters', async () => {
    const added = await client.call('category-add', { picture_category_name: 'titles' });
    const category = /"picture_category_id":(\d+)/.exec(added.text)?.[1] ?? '';
    const into = async (title: string): Promise<string> =>
      pictureOf(await client.upload(await picture(), { title, picture_category_id: category })).title;
    const titles = [];
    for (let n = 0; n < 12; n++) titles.push(await into('same'));
    expect(titles).toEqual(['same', ...Array.from({ length: 11 }, (_, n) => `same(${n + 1})`)]);
    expect([await into('x(9)'), await into('x(9)')]).toEqual(['x(9)', 'x(10)']);
    const long = `${'长'.repeat(49)}😀`;
    expect([await into(`${long}more`), await into(long)]).toEqual([long, `${'长'.repeat(47)}(1)`]);
    // The same title is free in another category.
    expect(pictureOf(await client.upload(await picture(), { title: 'x(9)' })).title).toBe('x(9)');
  });

  it('gives 64 parallel uploads of one title the numbers 1 to 63, none twice and none left out', async () => {
    const bytes = await picture();
    const answers = await Promise.all(Array.from({ length: 64 }, () => client.upload(bytes, { title: '并发' })));
    const titles = answers.map((answer) => pictureOf(answer).title);
    const expected = ['并发', ...Array.from({ length: 63 }, (_, n) => `并发(${n + 1})`)];
    expect(titles.sort()).toEqual(expected.sort());
  });

  it.each([
    [479, 100, false],
    [480, 960, true],
    [620, 960, true],
    [621, 100, false],
    [500, 961, false],
  ])('for phones %i×%i pixels are right: that is %s', async (width, height, right) => {
    const { json } = await client.upload(await picture({ width, height }), { client_type: 'client:phone' });
    if (right) expect(json.code).toBe(0);
    else expect(json).toMatchObject(bad);
  });

  it('takes 3 MiB and not one byte more', async () => {
    // Bytes after the end of a JPEG belong to nobody; decoders stop before them, the size counts them.
    const padded = Buffer.alloc(3 * 1024 * 1024 + 1, 0);
    (await picture()).copy(padded);
    const whole = await client.upload(padded.subarray(0, -1), { title: 'just right' });
    expect(pictureOf(whole).sizes).toBe(3 * 1024 * 1024);
    expect((await servedBytes(pictureOf(whole).picture_path)).length).toBe(3 * 1024 * 1024);
    expect((await client.upload(padded)).json).toMatchObject(bad);
  });

  it('takes the picture under any part name, as base64, and the fields from the query string', async () => {
    const bytes = await picture();
    const { accessToken, shopId } = server.sandbox.pictureSpace;
    const query = new URLSearchParams({
      shop_id: shopId,
      picture_category_id: '0',
      image_input_title: 'q.jpg',
      vvtype: '2',
    });
    const url = `${server.baseUrl}/tool/erps/tbpicture?${query}`;
    const headers = { Authorization: `bearer ${accessToken}` };
    const named = new FormData();
    named.set('file', new Blob([new Uint8Array(bytes)]), 'a.jpg');
    const bodies = [
      named,
      new URLSearchParams({ img: bytes.toString('base64') }),
      new URLSearchParams({ img: `data:image/jpeg;base64,${bytes.toString('base64')}` }),
    ];
    for (const body of bodies) {
      const text = await (await fetch(url, { method: 'POST', headers, body })).text();
      const answer = { status: 200, text, json: JSON.parse(text) as ToolAnswer['json'] };
      expect(answer.json.code).toBe(0);
      expect((await servedBytes(pictureOf(answer).picture_path)).equals(bytes)).toBe(true);
    }
  });
});
