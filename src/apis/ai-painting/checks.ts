// The conformance suite of this protocol: what any server that speaks it does, the vendor's own included.
// Must not use the server's side of the protocol: the client of demo/ signs. Pages: support.huaweicloud.com/api-apig (error
// codes) and devg-apig (API signing), the seller's usage guide on the marketplace.
import { randomBytes } from 'node:crypto';
import { exchange, type RawAnswer } from '../../http/exchange.js';
import { type Check, type CheckTarget, type ConformanceSuite, check, want } from '../room.js';
import { type PaintingAnswer, sdkDate, sign } from './demo/client.js';

const formType = 'application/x-www-form-urlencoded; charset=utf-8';
const none = '9000000000000000';

interface Sent {
  readonly path?: string;
  readonly body?: string;
  readonly type?: string;
  /** Added to the request after it was signed. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly by?: { readonly appKey?: string; readonly appSecret?: string };
  /** ms by which the caller's clock is behind. */
  readonly ago?: number;
}

async function checks({ baseUrl, now, credential }: CheckTarget): Promise<Check[]> {
  const own = { appKey: credential('appKey'), appSecret: credential('appSecret') };
  const appCode = credential('appCode', '');
  const [submitPath, queryPath] = [
    credential('submitPath', '/ai-painting/submit'),
    credential('queryPath', '/ai-painting/query'),
  ];
  const form = (fields: Readonly<Record<string, string>>): string => new URLSearchParams(fields).toString();

  function signed({
    path = queryPath,
    body = form({ taskId: none }),
    type = formType,
    by,
    ago = 0,
    headers,
  }: Sent = {}) {
    const url = `${baseUrl}${path}`;
    const request = { method: 'POST', url, headers: { 'content-type': type }, body };
    return exchange(url, { ...request, headers: { ...sign({ ...own, ...by }, request, now() - ago), ...headers } });
  }
  const json = ({ status, body }: RawAnswer): PaintingAnswer & { error_code?: string; request_id?: string } => {
    const text = body.toString('utf8');
    try {
      return JSON.parse(text);
    } catch {
      throw new Error(`answered ${status} with no JSON: ${text.slice(0, 120)}`);
    }
  };
  /** @throws Error unless the service gave this code */
  async function served(answer: Promise<RawAnswer>, code: number): Promise<PaintingAnswer> {
    const found = await answer;
    const text = found.body.toString('utf8').slice(0, 200);
    want(found.status === 200, `answered ${found.status} ${text}`);
    want(json(found).code === code, text);
    return json(found);
  }
  /** @throws Error unless the gateway refused like this */
  async function refused(answer: Promise<RawAnswer>, status: number, code: string): Promise<void> {
    const found = await answer;
    const { error_code, request_id } = json(found);
    want(
      found.status === status && error_code === code,
      `${found.status} ${found.body.toString('utf8').slice(0, 200)}`,
    );
    want(typeof request_id === 'string' && request_id !== '', 'no request_id');
  }
  const submit = (fields: Readonly<Record<string, string>>) => signed({ path: submitPath, body: form(fields) });
  const task = { text: `一杯咖啡 ${randomBytes(2).toString('hex')}`, resolution: '1024*1024', style: '油画' };
  let taskId = '';

  return [
    check('1.1', 'a signed request is answered', '200, code 201 for a task that does not exist', async () => {
      await served(signed(), 201);
    }),
    check('1.2', 'an AppCode does as well', 'the same answer', async () => {
      want(appCode !== '', 'the credential appCode is missing');
      const headers = { 'content-type': formType, 'x-apig-appcode': appCode };
      const url = `${baseUrl}${queryPath}`;
      await served(exchange(url, { method: 'POST', headers, body: form({ taskId: none }) }), 201);
    }),
    check('1.3', 'every answer has a number of its own', 'taskNo of 24 digits, another each time', async () => {
      const [one, other] = [await served(signed(), 201), await served(signed(), 201)];
      want(/^\d{24}$/.test(one.taskNo) && one.taskNo !== other.taskNo, `${one.taskNo}, ${other.taskNo}`);
    }),
    check('1.4', 'parameters come in the query string or as JSON too', 'the same answer', async () => {
      await served(signed({ path: `${queryPath}?taskId=${none}`, body: '' }), 201);
      await served(signed({ body: JSON.stringify({ taskId: none }), type: 'application/json' }), 201);
    }),
    check('2.1', 'no credentials', '401 APIG.0303 or APIG.0301', async () => {
      const headers = { 'content-type': formType };
      const answer = exchange(`${baseUrl}${queryPath}`, { method: 'POST', headers, body: form({ taskId: none }) });
      await refused(answer, 401, json(await answer).error_code === 'APIG.0301' ? 'APIG.0301' : 'APIG.0303');
    }),
    check('2.2', 'a signature with another secret', '401 APIG.0303', () =>
      refused(signed({ by: { appSecret: 'another' } }), 401, 'APIG.0303'),
    ),
    check('2.3', 'a key nobody has', '401 APIG.0303', () =>
      refused(signed({ by: { appKey: '0'.repeat(32) } }), 401, 'APIG.0303'),
    ),
    check('2.4', 'a clock twenty minutes behind', '401 APIG.0303', () =>
      refused(signed({ ago: 20 * 60_000 }), 401, 'APIG.0303'),
    ),
    check('2.5', 'a date that was not signed', '401 APIG.0303', () =>
      refused(signed({ headers: { 'x-sdk-date': sdkDate(now() - 60_000) } }), 401, 'APIG.0303'),
    ),
    check('2.6', 'an address that is none', '404 APIG.0101', () =>
      refused(signed({ path: `${queryPath}-not-here` }), 404, 'APIG.0101'),
    ),
    check('3.1', 'a task without a text', 'code 400, no data', async () => {
      const answer = await served(submit({ resolution: task.resolution, style: task.style }), 400);
      want(answer.data === undefined, `data ${JSON.stringify(answer.data)}`);
    }),
    check('3.2', 'a size there is not', 'code 400', async () => {
      await served(submit({ ...task, resolution: '1000*1000' }), 400);
    }),
    check('3.3', 'a text of more than 100 characters', 'code 400', async () => {
      await served(submit({ ...task, text: '茶'.repeat(101) }), 400);
    }),
    check(
      '4.1',
      'a task is accepted',
      'code 200, data.taskId of digits',
      async () => {
        const { data } = await served(submit({ ...task, num: '1' }), 200);
        want(/^\d+$/.test(data?.taskId ?? ''), `taskId ${String(data?.taskId)}`);
        taskId = data?.taskId ?? '';
      },
      'writes',
    ),
    check(
      '4.2',
      'it ends with a picture of the size asked for',
      'status 1 within five minutes, a picture of 1024 × 1024 behind img',
      async () => {
        const until = now() + 300_000;
        for (;;) {
          const { data } = await served(signed({ body: form({ taskId }) }), 200);
          if (data?.status === 1) {
            want(data.imgUrls?.length === 1 && data.img === data.imgUrls[0]?.image, JSON.stringify(data).slice(0, 200));
            const picture = await exchange(String(data.img), { method: 'GET' });
            want(picture.status === 200, `${String(data.img)} answered ${picture.status}`);
            // A JPEG is left at that: its size is not at a fixed place.
            if (picture.body.toString('latin1', 1, 4) !== 'PNG') return;
            const size = [picture.body.readUInt32BE(16), picture.body.readUInt32BE(20)];
            return want(size[0] === 1024 && size[1] === 1024, size.join(' × '));
          }
          want(now() < until, `status ${String(data?.status)} after five minutes`);
          await new Promise((resolve) => setTimeout(resolve, 500));
        }
      },
      'writes',
    ),
  ];
}

export const conformance: ConformanceSuite = {
  credentials: {
    appKey: 'AppKey of the application',
    appSecret: 'its AppSecret',
    appCode: 'its AppCode; without one check 1.2 fails',
    submitPath: 'path of submit, /ai-painting/submit when not given',
    queryPath: 'path of query, /ai-painting/query when not given',
  },
  checks,
};
