import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countBlobs } from '../../support/blob-store.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { answerOf, picture, pictureOf, type SpaceClient, spaceClient } from './support/space-client.js';

let server: TestServer;
let client: SpaceClient;
beforeAll(async () => {
  server = await startTestServer({ env: { TUQUAN_PICTURE_SPACE_OPENING_POINTS: '400' } });
  client = spaceClient(server);
});
afterAll(() => server.close());

const bad = { code: 100, msg: '请求参数错误', data: null };

/** What was refused must leave nothing there. */
const stored = (): Promise<number> => countBlobs(server.data);

const charged = async () => {
  const application = await server.services.accounts.find('picture-application', server.sandbox.pictureSpace.clientId);
  return server.services.points.charges(application?.id ?? '');
};

describe('a picture that is none', () => {
  it('is refused with 100 and costs nothing, and none of its bytes stay', async () => {
    const jpeg = await picture({ width: 300, height: 200 });
    const before = { files: await stored(), charges: await charged() };
    const refused: Record<string, Buffer> = {
      empty: Buffer.alloc(0),
      html: Buffer.from('<html><script>alert(1)</script></html>'),
      'html after the signature of a JPEG': Buffer.concat([
        Buffer.from([0xff, 0xd8, 0xff, 0xe0]),
        Buffer.from('<html><script>alert(1)</script></html>'.repeat(20)),
      ]),
      'script after the signature of a GIF': Buffer.from(`GIF89a/*${' '.repeat(64)}*/=1;alert(1)`),
      'a JPEG that breaks off': jpeg.subarray(0, Math.floor(jpeg.length / 2)),
      svg: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
      pdf: Buffer.from('%PDF-1.4\n%%EOF\n'.repeat(4)),
      webp: await picture({ format: 'webp' }),
      tiff: await picture({ format: 'tiff' }),
      bmp: Buffer.concat([Buffer.from('BM'), Buffer.alloc(60)]),
    };
    for (const [what, bytes] of Object.entries(refused)) {
      const answer = await client.upload(bytes, { image_input_title: 'innocent.jpg' });
      expect([what, answer.status, answer.json]).toEqual([what, 200, expect.objectContaining(bad)]);
    }
    expect({ files: await stored(), charges: await charged() }).toEqual(before);
  });

  it('and one that is a picture and something else is kept as sent, and only ever served as a picture', async () => {
    const bytes = await sharp(await picture())
      .withExifMerge({ IFD0: { ImageDescription: '<script>alert(1)</script>' } })
      .jpeg()
      .toBuffer();
    const polyglot = Buffer.concat([bytes, Buffer.from('<html><script>alert(1)</script></html>')]);
    const served = await fetch(pictureOf(await client.upload(polyglot, { image_input_title: 'x.html' })).picture_path);
    expect(served.headers.get('content-type')).toBe('image/jpeg');
    expect(served.headers.get('x-content-type-options')).toBe('nosniff');
    expect(Buffer.from(await served.arrayBuffer()).equals(polyglot)).toBe(true);
  });

  it('and bombs of pixels are refused from their header', async () => {
    const header = Buffer.from(await picture({ format: 'png' }));
    header.writeUInt32BE(50_000, 16);
    header.writeUInt32BE(50_000, 20);
    expect((await client.upload(header)).json).toMatchObject(bad);
  });
});

describe('fields', () => {
  it.each([
    ['shop_id', null],
    ['picture_category_id', null],
    ['image_input_title', null],
    ['image_input_title', ''],
    ['image_input_title', '\u0000'],
    ['vvtype', null],
    ['vvtype', '1'],
    ['picture_category_id', 'abc'],
    ['picture_category_id', '-1'],
    ['picture_category_id', '9223372036854775808'],
    ['picture_category_id', '1e3'],
    ['picture_category_id', '42'],
    ['client_type', 'client:tv'],
    ['is_https', 'perhaps'],
  ])('%s = %j answer 100, and nothing stays', async (name, value) => {
    const before = await stored();
    const answer = await client.upload(await picture(), { [name]: value });
    expect([answer.status, answer.json]).toEqual([200, expect.objectContaining(bad)]);
    expect(await stored()).toBe(before);
  });

  it('without a picture answer 100', async () => {
    expect((await client.upload(null)).json).toMatchObject(bad);
  });

  it('with paths, markup and control characters in a title are kept as text', async () => {
    const title = async (image_input_title: string): Promise<string> =>
      pictureOf(await client.upload(await picture(), { image_input_title })).title;
    expect(await title('../../etc/passwd.jpg')).toBe('../../etc/passwd');
    expect(await title('C:\\x\\<b>"&.png')).toBe('C:\\x\\<b>"&');
    expect(await title('a\u0000b\u0007c.jpg')).toBe('a b c');
    expect(await title(`${'x'.repeat(49)}😀yz.jpg`)).toBe(`${'x'.repeat(49)}😀`);
  });

  it('under a content type that is none are read as forms', async () => {
    const { accessToken, shopId } = server.sandbox.pictureSpace;
    for (const type of ['x', 'text', '/', 'form; charset=utf-8']) {
      const headers = { Authorization: `Bearer ${accessToken}`, 'Content-Type': type };
      const init = { method: 'POST', headers, body: `shop_id=${shopId}` };
      const answer = await answerOf(await fetch(`${server.baseUrl}/tool/erps/tbpicture/count`, init));
      expect([type, answer.status, answer.json.code]).toEqual([type, 200, 0]);
    }
  });

  it('that are no form at all answer 100, and an unknown address 200', async () => {
    const { accessToken } = server.sandbox.pictureSpace;
    const headers = { Authorization: `Bearer ${accessToken}` };
    const url = `${server.baseUrl}/tool/erps/tbpicture`;
    const form = { ...headers, 'Content-Type': 'multipart/form-data; boundary=x' };
    for (const body of ['--x\r\nbroken', '--x\r\nContent-Disposition: form-data; name="img"\r\n\r\nno end', '']) {
      expect((await answerOf(await fetch(url, { method: 'POST', headers: form, body }))).json).toMatchObject(bad);
    }
    for (const path of ['/none', '/../none', '/%zz']) {
      const { json } = await answerOf(await fetch(`${url}${path}`, { method: 'POST', headers }));
      expect(json).toMatchObject({ code: 200, msg: '系统错误,请联系客服', data: null });
    }
    expect((await answerOf(await fetch(url))).json).toMatchObject({ code: 200 });
  });

  it('of another shop are none of ours: its category answers 100, its pictures are not found', async () => {
    const { unauthorized, clientId } = server.sandbox.pictureSpace;
    const { accounts, libraries } = server.services;
    const other = await accounts.find('shop', unauthorized.shopId);
    const application = await accounts.find('picture-application', clientId);
    if (other === null || application === null) throw new Error('the sandbox has both');
    await libraries.open(other.id, []);
    const category = await libraries.addCategory(other.id, '别人的', '0');
    const bytes = await picture();
    const theirs = await libraries.add(
      {
        libraryId: other.id,
        accountId: application.id,
        category: category.number,
        title: 'theirs',
        device: 'computer',
        received: await libraries.receive(
          (async function* () {
            yield bytes;
          })(),
          1e6,
        ),
        terms: { points: 0, openingPoints: 400, quotaBytes: 1e9 },
      },
      ['jpeg'],
    );
    expect((await client.upload(await picture(), { picture_category_id: category.number })).json).toMatchObject(bad);
    for (const [path, fields] of [
      ['update', { picture_id: theirs.number, new_name: 'mine' }],
      ['isreferenced', { picture_id: theirs.number }],
    ] as const) {
      expect((await client.call(path, fields)).json).toMatchObject(bad);
    }
    const deleted = await client.call('delete', { picture_ids: theirs.number });
    expect(deleted.json.data).toMatchObject({ picture_delete_response: { success: 'false' } });
    expect((await libraries.find(other.id, theirs.number)).binnedAt).toBeNull();
  });
});

describe('tokens', () => {
  it.each([[null], [''], ['nonsense'], ['12345678_x'], ['%00'], ['x'.repeat(5_000)]])(
    '%j answers 401 and the text of a missing permission',
    async (token) => {
      const answer = await client.upload(await picture(), {}, token);
      expect(answer.status).toBe(401);
      expect(answer.json).toMatchObject({
        code: 204,
        msg: '请求异常:无该接口权限,请前往官网开通正式接口。',
        data: null,
      });
    },
  );
});

describe('the balance', () => {
  it('is charged once for each success under 64 parallel uploads, never for a failure, and never below zero', async () => {
    const { points, accounts } = server.services;
    const account = await accounts.find('picture-application', server.sandbox.pictureSpace.clientId);
    const id = account?.id ?? '';
    const before = { balance: await points.balance(id, 400), charges: await charged() };
    const left = Math.floor(before.balance / 4);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(120);
    const good = await picture();
    const results = [];
    for (let round = 0; round < 2; round++) {
      const sent = Array.from({ length: 64 }, (_, n) =>
        n % 8 === 7 ? client.upload(Buffer.from('nothing')) : client.upload(good, { title: `n${n}` }),
      );
      results.push(...(await Promise.all(sent)));
    }
    const codes = results.map(({ json }) => json.code);
    expect(codes.filter((code) => code === 0).length).toBe(Math.min(left, 112));
    const refused = results.find(({ json }) => json.code === 204);
    expect(refused?.json.msg).toBe('请求异常:API 调用次数不足,请前往网站兑换次数。');
    const after = await charged();
    const successes = codes.filter((code) => code === 0).length;
    expect(after.count - before.charges.count).toBe(successes);
    expect(await points.balance(id, 400)).toBe(before.balance - 4 * successes);
    await points.credit(id, 8, 400);
    expect((await client.upload(good)).json.code).toBe(0);
  });
});
