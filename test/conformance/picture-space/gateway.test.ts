import { XMLParser } from 'fast-xml-parser';
import TopClient from 'topsdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wireTime } from '../../../src/apis/picture-space/operations/mapping.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { type GatewayClient, gatewayClient } from './support/gateway-client.js';
import { picture, type WirePicture } from './support/space-client.js';

// The library writes timestamps in the zone of its own machine, and its vendor reads them as UTC+8.
process.env.TZ = 'Asia/Shanghai';

let server: TestServer;
let gateway: GatewayClient;
let top: TopClient;
beforeAll(async () => {
  server = await startTestServer();
  gateway = gatewayClient(server);
  const { clientId, clientSecret } = server.sandbox.pictureSpace;
  top = new TopClient(clientId, clientSecret, { endpoint: gateway.url });
});
afterAll(() => server.close());

const session = (): { session: string } => ({ session: server.sandbox.pictureSpace.accessToken });
type Uploaded = { readonly picture: WirePicture; readonly request_id: string };

describe('topsdk, unmodified but for its endpoint', () => {
  it('uploads, lists, renames, moves, counts and deletes', async () => {
    const value = await picture({ width: 70, height: 50 });
    const img = { value, options: { filename: 'a.jpg', contentType: 'application/octet-stream' } };
    const upload = { ...session(), picture_category_id: 0, image_input_title: '商品.jpg', img };
    const uploaded = (await top.execute('taobao.picture.upload', upload, 'file_upload')) as Uploaded;
    expect(uploaded.request_id).toMatch(/^[0-9a-z]{10,14}$/);
    expect(uploaded.picture).toMatchObject({ title: '商品', pixel: '70x50', sizes: value.length });
    expect(Buffer.from(await (await fetch(uploaded.picture.picture_path)).arrayBuffer()).equals(value)).toBe(true);
    const id = { picture_id: uploaded.picture.picture_id };

    const added = (await top.execute('taobao.picture.category.add', {
      ...session(),
      picture_category_name: '新分类',
    })) as {
      picture_category: { picture_category_id: string };
    };
    const category = { picture_category_id: added.picture_category.picture_category_id };
    expect(await top.execute('taobao.picture.update', { ...session(), ...id, new_name: '改名' })).toMatchObject({
      done: true,
    });
    const moved = { ...session(), ...category, picture_ids: String(id.picture_id) };
    expect(await top.execute('taobao.picture.changecategory', moved)).toMatchObject({ done: true });
    expect(await top.execute('taobao.picture.get', { ...session(), ...category })).toMatchObject({
      pictures: { picture: [{ title: '改名', referenced: false }] },
      totalResults: 1,
    });
    const count = () => top.execute('taobao.picture.pictures.count', { ...session(), ...category });
    expect(await count()).toMatchObject({ totals: 1 });
    expect(
      await top.execute('taobao.picture.delete', { ...session(), picture_ids: String(id.picture_id) }),
    ).toMatchObject({ success: 'true' });
    expect(await count()).toMatchObject({ totals: 0 });
  });

  it('hears errors as its vendor’s', async () => {
    const upload = { ...session(), picture_category_id: 4242, image_input_title: 'x.jpg' };
    const img = { value: await picture(), options: { filename: 'x.jpg' } };
    await expect(top.execute('taobao.picture.upload', { ...upload, img }, 'file_upload')).rejects.toMatchObject({
      name: 'TOPClientError',
      code: 15,
      sub_code: 'isv.pictureServiceClient-service-error:CATEGORY_NOTEXIST',
    });
    const stranger = new TopClient(server.sandbox.pictureSpace.clientId, 'wrong', { endpoint: gateway.url });
    await expect(stranger.execute('taobao.picture.userinfo.get', session())).rejects.toMatchObject({ code: 25 });
  });
});

describe('POST /router/rest', () => {
  it.each([['md5'], ['hmac'], ['hmac-sha256']])('takes %s', async (sign_method) => {
    const answer = await gateway.post(gateway.signed('taobao.picture.pictures.count', {}, { sign_method }));
    expect(JSON.parse(answer)).toMatchObject({ picture_pictures_count_response: { totals: expect.any(Number) } });
  });

  it('answers JSON and XML: lists marked, an empty list without its inner key, never a member called code', async () => {
    const empty = { picture_category_id: '4242' };
    const json = await gateway.post(gateway.signed('taobao.picture.get', empty));
    expect(json).toMatch(
      /^\{"picture_get_response":\{"pictures":\{\},"totalResults":0,"request_id":"[0-9a-z]{12}"\}\}$/,
    );
    const xml = await gateway.post(
      gateway.signed('taobao.picture.category.get', { parent_id: '0' }, { format: 'xml' }),
    );
    expect(xml).toMatch(
      /^<\?xml version="1.0" encoding="utf-8" \?><picture_category_get_response><picture_categories list="true"><picture_category><picture_category_id>1<\/picture_category_id>/,
    );
    expect(xml).toContain('<picture_category_id>1657717355974335419</picture_category_id>');
    const parsed = new XMLParser({ parseTagValue: false }).parse(xml) as {
      picture_category_get_response: { picture_categories: { picture_category: unknown[] }; request_id: string };
    };
    expect(parsed.picture_category_get_response.picture_categories.picture_category.length).toBeGreaterThan(2);
    const unspecified = gateway.signed('taobao.picture.get', empty, { format: 'ABSENT' });
    expect(await gateway.post(unspecified)).toContain('<picture_get_response><pictures list="true"></pictures>');
    const simple = gateway.signed('taobao.picture.category.get', { parent_id: '0' }, { simplify: 'true' });
    expect(JSON.parse(await gateway.post(simple))).toMatchObject({ picture_categories: expect.any(Array) });
  });

  it.each([
    ['method', 'ABSENT', 21],
    ['method', 'taobao.trades.get', 22],
    ['format', 'yaml', 23],
    ['sign', 'ABC', 25],
    ['sign_method', 'sha1', 25],
    ['session', 'ABSENT', 26],
    ['session', 'nonsense', 27],
    ['app_key', 'ABSENT', 28],
    ['app_key', '1', 29],
    ['timestamp', 'ABSENT', 30],
    ['timestamp', '2020-01-01 00:00:00', 31],
    ['timestamp', 'now', 31],
    ['v', 'ABSENT', 32],
    ['v', 'two', 33],
    ['v', '3.0', 34],
    ['timestamp', wireTime(Date.now()).slice(0, 10), 31],
  ])('with %s = %s answers code %i', async (name, value, code) => {
    const text = await gateway.post(gateway.signed('taobao.picture.userinfo.get', {}, { [name]: value }));
    const found = text.startsWith('<') ? /<code>(\d+)<\/code>/.exec(text)?.[1] : /"code":(\d+)/.exec(text)?.[1];
    expect([text, Number(found)]).toEqual([expect.stringContaining('error_response'), code]);
  });

  it('names the parameter that is missing or wrong, and the reason of the picture service', async () => {
    const error = async (method: string, business: Record<string, string>) =>
      (JSON.parse(await gateway.post(gateway.signed(method, business))) as { error_response: unknown }).error_response;
    expect(await error('taobao.picture.update', { picture_id: '1' })).toMatchObject({
      code: 40,
      sub_code: 'isv.missing-parameter:new_name',
    });
    expect(await error('taobao.picture.update', { picture_id: 'x', new_name: 'y' })).toMatchObject({
      code: 41,
      sub_code: 'isv.invalid-parameter:picture_id',
    });
    expect(await error('taobao.picture.update', { picture_id: '1', new_name: 'y' })).toMatchObject({
      code: 15,
      msg: 'Remote service error',
      sub_code: 'isv.pictureServiceClient-service-error:PICTURE_QUERY_PICTURE_FAILED',
      request_id: expect.stringMatching(/^[0-9a-z]{10,14}$/),
    });
    await gateway.post(gateway.signed('taobao.picture.category.add', { picture_category_name: 'twice' }));
    const again = await error('taobao.picture.category.add', { picture_category_name: 'twice' });
    expect(again).toMatchObject({
      code: 15,
      sub_code: 'isv.pictureServiceClient-service-error:picture category add failed',
    });
    expect(again).not.toHaveProperty('sub_msg');
  });

  it.each([
    ['method', 'ABSENT', '{"code":21,"msg":"Missing method","sub_msg":"http传入的参数加入method字段"'],
    ['method', 'taobao.no.such', '{"code":22,"msg":"Invalid method"'],
    ['sign', 'ABC', '{"code":25,"msg":"Invalid signature"'],
    ['session', 'ABSENT', '{"code":26,"msg":"Missing session"'],
    ['session', 'x', '{"code":27,"msg":"Invalid session","sub_code":"invalid-sessionkey","sub_msg":"SessionKey非法"'],
    ['app_key', 'ABSENT', '{"code":28,"msg":"Missing app key"'],
    ['app_key', '1', '{"code":29,"msg":"Invalid app Key","sub_code":"isv.appkey-not-exists"'],
  ])('spells the refusal of %s = %s as captured answers do', async (name, value, start) => {
    const text = await gateway.post(gateway.signed('taobao.picture.userinfo.get', {}, { [name]: value }));
    expect(text).toMatch(/,"request_id":"[0-9a-z]{12}"\}\}$/);
    expect(text.replace(/,"request_id":"[0-9a-z]{12}"\}\}$/, '')).toBe(`{"error_response":${start}`);
  });

  it('names the argument in the message too, in JSON and in XML', async () => {
    const missing = ['taobao.picture.update', { picture_id: '1' }] as const;
    const wrong = ['taobao.picture.get', { start_date: '2026-02-30 00:00:00' }] as const;
    expect(JSON.parse(await gateway.post(gateway.signed(...missing)))).toMatchObject({
      error_response: { code: 40, msg: 'Missing required arguments:new_name' },
    });
    expect(JSON.parse(await gateway.post(gateway.signed(...wrong)))).toMatchObject({
      error_response: { code: 41, msg: 'Invalid arguments:start_date', sub_code: 'isv.invalid-parameter:start_date' },
    });
    expect(await gateway.post(gateway.signed(...missing, { format: 'xml' }))).toMatch(
      /^<\?xml version="1\.0" encoding="utf-8" \?><error_response><code>40<\/code><msg>Missing required arguments:new_name<\/msg><sub_code>isv\.missing-parameter:new_name<\/sub_code><sub_msg>参数 new_name 缺失<\/sub_msg><request_id>[0-9a-z]{12}<\/request_id><\/error_response>$/,
    );
  });

  it('says of a category that is to stay which argument named it', async () => {
    const refused = async (method: string, business: Record<string, string>) =>
      JSON.parse(await gateway.post(gateway.signed(method, business))) as unknown;
    const about = (field: string) => ({ error_response: { code: 41, sub_code: `isv.invalid-parameter:${field}` } });
    const update = 'taobao.picture.category.update';
    expect(await refused(update, { category_id: '1', category_name: 'x' })).toMatchObject(about('category_id'));
    const moved = { category_id: '1657717355974335419', parent_id: '2' };
    expect(await refused(update, moved)).toMatchObject(about('parent_id'));
    const removed = { picture_category_ids: '1' };
    expect(await refused('taobao.picture.category.delete', removed)).toMatchObject(about('picture_category_ids'));
  });

  it('puts an upload with the picture_id of no picture among the others', async () => {
    const upload = { ...session(), picture_category_id: 0, image_input_title: 'new.jpg', picture_id: 4242 };
    const img = { value: await picture(), options: { filename: 'a.jpg' } };
    const { picture: made } = (await top.execute(
      'taobao.picture.upload',
      { ...upload, img },
      'file_upload',
    )) as Uploaded;
    expect(made.title).toMatch(/^new/);
    const other = { value: await picture(), options: { filename: 'b.jpg' } };
    const again = { ...upload, picture_id: made.picture_id, img: other };
    const { picture: replaced } = (await top.execute('taobao.picture.upload', again, 'file_upload')) as Uploaded;
    expect(replaced.picture_path).toBe(made.picture_path);
  });

  it('has no other actions than GET and POST', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH']) {
      const response = await fetch(gateway.url, { method });
      expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('<code>9</code>')]);
    }
  });

  it('refuses a file by GET and takes everything else', async () => {
    const get = async (parameters: Map<string, string>) =>
      (await fetch(`${gateway.url}?${new URLSearchParams([...parameters])}`)).json();
    expect(await get(gateway.signed('taobao.picture.upload'))).toMatchObject({ error_response: { code: 9 } });
    expect(await get(gateway.signed('taobao.picture.pictures.count'))).toMatchObject({
      picture_pictures_count_response: {},
    });
  });

  it.each([
    [
      'PHP: a trailing blank after the file name, no line end after the last boundary, system parameters in the query',
      (name: string, value: string) => `Content-Disposition: form-data; name="${name}"\r\n\r\n${value}`,
      'Content-Disposition: form-data; name="img"; filename="img" \r\nContent-Type: image/jpeg\r\n\r\n',
      '',
    ],
    [
      'Java: no blank after colon and semicolon, a type on every text part',
      (name: string, value: string) =>
        `Content-Disposition:form-data;name="${name}"\r\nContent-Type:text/plain\r\n\r\n${value}`,
      'Content-Disposition:form-data;name="img";filename="a.jpg"\r\nContent-Type:image/jpeg\r\n\r\n',
      '\r\n',
    ],
  ] as const)('takes multipart as written by %s', async (_title, part, file, end) => {
    const bytes = await picture();
    const business = { picture_category_id: '0', image_input_title: '多端.jpg', title: '' };
    const all = gateway.signed('taobao.picture.upload', business);
    const system = [...all].filter(([name]) => !(name in business));
    const boundary = '-------------d8cf6e2a';
    const texts = Object.entries(business).map(([name, value]) => `--${boundary}\r\n${part(name, value)}\r\n`);
    const body = Buffer.concat([
      Buffer.from(`${texts.join('')}--${boundary}\r\n${file}`),
      bytes,
      Buffer.from(`\r\n--${boundary}--${end}`),
    ]);
    const response = await fetch(`${gateway.url}?${new URLSearchParams(system)}`, {
      method: 'POST',
      headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` },
      body,
    });
    const { picture_upload_response: uploaded } = (await response.json()) as { picture_upload_response: Uploaded };
    expect(uploaded.picture.title).toMatch(/^多端/);
    expect(Buffer.from(await (await fetch(uploaded.picture.picture_path)).arrayBuffer()).equals(bytes)).toBe(true);
  });
});
