// The conformance suite of this protocol, both faces of it: what any server that speaks it does, the vendors' own included.
// Must not use the server's side of the protocol: signatures are made here as the gateway's page on calling has them.
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { exchange, type RawAnswer } from '../../http/exchange.js';
import { type Check, type CheckTarget, type ConformanceSuite, check, want } from '../room.js';

type Fields = Readonly<Record<string, string>>;
interface ToolAnswer {
  readonly code: number;
  readonly msg: string;
  readonly data: Record<string, unknown> | null;
}

/** A PNG of one pixel. */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

/** `2026-11-22 16:00:00`, UTC+8, as the gateway reads times. */
const gatewayTime = (time: number): string =>
  new Date(time + 8 * 3_600_000).toISOString().replace('T', ' ').slice(0, 19);

/** Sorted parameters in a row; md5 has the secret around them, the others have it as key. */
function signatureOf(parameters: Fields, secret: string, method: string): string {
  const text = Object.keys(parameters)
    .sort()
    .map((name) => `${name}${parameters[name]}`)
    .join('');
  const made =
    method === 'md5'
      ? createHash('md5').update(`${secret}${text}${secret}`)
      : createHmac(method === 'hmac' ? 'md5' : 'sha256', secret).update(text);
  return made.digest('hex').toUpperCase();
}

async function checks({ baseUrl, now, credential }: CheckTarget): Promise<Check[]> {
  const [clientId, clientSecret] = [credential('clientId'), credential('clientSecret')];
  const [accessToken, shopId] = [credential('accessToken'), credential('shopId')];
  const categoryId = credential('categoryId', '0');
  const title = `核对${randomBytes(2).toString('hex')}.png`;
  const text = ({ body }: RawAnswer): string => body.toString('utf8').slice(0, 200);

  async function tool(fields: Fields, picture: Buffer | null, token: string | null = accessToken) {
    const boundary = `tuquan${randomBytes(8).toString('hex')}`;
    const part = (head: string, bytes: Buffer | string): Buffer =>
      Buffer.concat([
        Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`),
        Buffer.from(bytes as string),
        Buffer.from('\r\n'),
      ]);
    const all = { shop_id: shopId, picture_category_id: categoryId, image_input_title: title, vvtype: '2', ...fields };
    const pieces = Object.entries(all).map(([name, value]) => part(`name="${name}"`, value));
    if (picture !== null) pieces.push(part('name="img"; filename="x.png"\r\nContent-Type: image/png', picture));
    const answer = await exchange(`${baseUrl}/tool/erps/tbpicture`, {
      method: 'POST',
      headers: {
        'content-type': `multipart/form-data; boundary=${boundary}`,
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      body: Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]),
    });
    try {
      return { ...answer, json: JSON.parse(answer.body.toString('utf8')) as ToolAnswer };
    } catch {
      throw new Error(`answered ${answer.status} with no JSON: ${text(answer)}`);
    }
  }
  const gateway = (method: string, business: Fields = {}, change: Fields & { sign?: string } = {}) => {
    const { sign, ...system } = change;
    const all: Fields = {
      method,
      app_key: clientId,
      session: accessToken,
      timestamp: gatewayTime(now()),
      format: 'json',
      v: '2.0',
      sign_method: 'md5',
      ...business,
      ...system,
    };
    const signed = { ...all, sign: sign ?? signatureOf(all, clientSecret, all.sign_method ?? 'md5') };
    const headers = { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' };
    const body = new URLSearchParams(signed).toString();
    return exchange(`${baseUrl}/router/rest`, { method: 'POST', headers, body });
  };
  const count = 'taobao.picture.pictures.count';
  async function counted(answer: Promise<RawAnswer>): Promise<void> {
    const found = await answer;
    want(found.status === 200, `answered ${found.status}; the gateway answers 200 always`);
    want(/"totals":\d+/.test(found.body.toString('utf8')), text(found));
  }
  async function refusedByGateway(answer: Promise<RawAnswer>, code: number): Promise<void> {
    const found = await answer;
    want(found.status === 200, `answered ${found.status}; the gateway answers 200 always`);
    want(new RegExp(`"error_response":\\{.*"code":${code}\\b`).test(found.body.toString('utf8')), text(found));
  }
  async function refusedByTool(answer: ReturnType<typeof tool>, code: number): Promise<void> {
    const { json } = await answer;
    want(json.code === code && json.data === null, JSON.stringify(json).slice(0, 200));
  }
  const pictures: { picture_id: number; picture_path: string; title: string }[] = [];
  async function upload(): Promise<void> {
    const { json } = await tool({}, pixel);
    const { picture } = (json.data?.picture_upload_response ?? {}) as { picture?: (typeof pictures)[number] };
    want(json.code === 0 && picture !== undefined, JSON.stringify(json).slice(0, 200));
    pictures.push(picture);
  }

  return [
    check('1.1', 'client id and secret give a bearer token', 'access_token, expires_in', async () => {
      const answer = await exchange(`${baseUrl}/api/proxy/oauth/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: `grant_type=client_credentials&client_id=${clientId}&client_secret=${clientSecret}`,
      });
      want(/"access_token":"[^"]+".*"expires_in":\d+/.test(answer.body.toString('utf8')), text(answer));
    }),
    check('1.2', 'an upload without a token is refused', '401 with code 204', async () => {
      const { status, json } = await tool({}, pixel, null);
      want(status === 401 && json.code === 204, `${status} ${JSON.stringify(json).slice(0, 200)}`);
    }),
    check('1.3', 'a token nobody issued is refused', '401 with code 204', async () => {
      const { status, json } = await tool({}, pixel, 'invented');
      want(status === 401 && json.code === 204, `${status} ${JSON.stringify(json).slice(0, 200)}`);
    }),
    check('1.4', 'every answer has the five fields', 'code, msg, msec, time, data', async () => {
      const { json } = await tool({}, null);
      want(Object.keys(json).sort().join() === 'code,data,msec,msg,time', Object.keys(json).join());
    }),
    check('2.1', 'an upload without a picture', 'code 100, data null', () => refusedByTool(tool({}, null), 100)),
    check('2.2', 'bytes that are no picture', 'code 100, data null', () =>
      refusedByTool(tool({}, Buffer.from('no picture')), 100),
    ),
    check('2.3', 'a shop that has not authorised the application', 'code 302 with data.url', async () => {
      const { json } = await tool({ shop_id: '1' }, pixel);
      want(json.code === 302 && typeof json.data?.url === 'string', JSON.stringify(json).slice(0, 200));
    }),
    check('3.1', 'the gateway takes an md5 signature', 'totals', () => counted(gateway(count))),
    check('3.2', 'and hmac and hmac-sha256', 'totals', async () => {
      await counted(gateway(count, {}, { sign_method: 'hmac' }));
      await counted(gateway(count, {}, { sign_method: 'hmac-sha256' }));
    }),
    check('3.3', 'it answers XML unless told otherwise', 'an XML root pictures_count_response', async () => {
      const answer = await gateway(count, {}, { format: 'xml' });
      want(answer.body.toString('utf8').includes('<picture_pictures_count_response'), text(answer));
    }),
    check('3.4', 'a wrong signature', 'code 25', () =>
      refusedByGateway(gateway(count, {}, { sign: '0'.repeat(32) }), 25),
    ),
    check('3.5', 'an application nobody has', 'code 29', () =>
      refusedByGateway(gateway(count, {}, { app_key: '10000000' }), 29),
    ),
    check('3.6', 'a session nobody has', 'code 27', () =>
      refusedByGateway(gateway(count, {}, { session: 'invented' }), 27),
    ),
    check('3.7', 'a method there is not', 'code 22', () => refusedByGateway(gateway('taobao.picture.nothing'), 22)),
    check('4.1', 'a picture is uploaded', 'code 0, picture_id, title and picture_path', upload, 'writes'),
    check(
      '4.2',
      'it is served as it was sent',
      'the same bytes behind picture_path',
      async () => {
        const path = pictures[0]?.picture_path ?? '';
        const served = await exchange(path, { method: 'GET' });
        want(served.status === 200 && served.body.equals(pixel), `${path} answered ${served.status}`);
      },
      'writes',
    ),
    check(
      '4.3',
      'a title that is taken gets a number',
      'another title',
      async () => {
        await upload();
        want(pictures[0]?.title !== pictures[1]?.title, `both are ${String(pictures[0]?.title)}`);
      },
      'writes',
    ),
    check(
      '4.4',
      'pictures are deleted by the gateway',
      'success true',
      async () => {
        const picture_ids = pictures.map(({ picture_id }) => picture_id).join();
        const answer = await gateway('taobao.picture.delete', { picture_ids });
        want(/"success":(true|"true")/.test(answer.body.toString('utf8')), text(answer));
      },
      'writes',
    ),
  ];
}

export const conformance: ConformanceSuite = {
  credentials: {
    clientId: 'client id, which is the AppKey of the gateway',
    clientSecret: 'its secret',
    accessToken: 'a bearer token, which is a session of the gateway',
    shopId: 'a shop that has authorised the application',
    categoryId: 'a category of its library; 0 when not given',
  },
  checks,
};
