// What calls may hold, in every encoding the product's clients use, and the exact answer to what they may not.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DomainError } from '../../../src/kernel/errors.js';
import { type PaintingRoom, startRoom } from './support/room.js';
import { send, signed, type WireAnswer } from './support/signer.js';
import { vectorDate, vectorKey, vectorSecret } from './support/vectors.js';

let room: PaintingRoom;
beforeAll(async () => {
  room = await startRoom();
});
afterAll(() => room.close());
beforeEach(() => {
  room.submitted.splice(0);
});

const good = { text: '睡莲', resolution: '1024*1536', style: '油画', num: '2' };

function post(
  body: string | Buffer,
  contentType?: string,
  query = '',
  path = '/ai-painting/submit',
): Promise<WireAnswer> {
  const headers: [string, string][] = [['Host', new URL(room.baseUrl).host]];
  if (contentType !== undefined) headers.push(['Content-Type', contentType]);
  const request = { method: 'POST', target: `${path}${query}`, headers, body: Buffer.from(body) };
  return send(room.baseUrl, signed(request, { key: vectorKey, secret: vectorSecret, date: vectorDate }));
}
const asForm = (fields: Record<string, string>): string => new URLSearchParams(fields).toString();
const submit = async (change: Record<string, unknown>): Promise<unknown> => {
  const fields = Object.fromEntries(Object.entries({ ...good, ...change }).filter(([, value]) => value !== undefined));
  return (await post(JSON.stringify(fields), 'application/json')).json;
};
const multipart = (fields: Record<string, string>): string =>
  `${Object.entries(fields)
    .map(([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
    .join('')}--b--\r\n`;

const accepted = { prompt: '睡莲', width: 1024, height: 1536, style: '油画', count: 2, composition: 'plain' };
const code = (value: number) => ({ code: value, msg: expect.any(String), taskNo: expect.stringMatching(/^\d{24}$/) });
const badParameter = { ...code(400), msg: '参数错误' };

describe('the encodings', () => {
  it.each<[string, () => Promise<WireAnswer>]>([
    ['a urlencoded form', () => post(asForm(good), 'application/x-www-form-urlencoded; charset=utf-8')],
    ['a JSON object', () => post(JSON.stringify(good), 'application/json')],
    ['a JSON object with a number', () => post(JSON.stringify({ ...good, num: 2 }), 'application/json')],
    ['multipart text parts', () => post(multipart(good), 'multipart/form-data; boundary=b')],
    ['the query string with an empty body called JSON', () => post('', 'application/json', `?${asForm(good)}`)],
    ['the query string with nothing else', () => post('', undefined, `?${asForm(good)}`)],
    ['JSON that is called a form', () => post(JSON.stringify(good), 'application/x-www-form-urlencoded')],
    ['a form that is called nothing', () => post(asForm(good))],
    ['JSON that is called nothing', () => post(` \n${JSON.stringify(good)}`)],
    ['a form that is called text', () => post(asForm(good), 'text/plain')],
    [
      'half in the query, half in the body',
      () =>
        post(asForm({ style: '油画', num: '2' }), undefined, `?${asForm({ text: '睡莲', resolution: '1024*1536' })}`),
    ],
    ['a form called JSON', () => post(asForm(good), 'application/json')],
    ['the query string beside an empty list called JSON', () => post('[]', 'application/json', `?${asForm(good)}`)],
    ['the body wins over the query', () => post(JSON.stringify(good), 'application/json', '?text=x&num=6')],
  ])('%s', async (_, call) => {
    expect((await call()).json).toMatchObject({ code: 200 });
    expect(room.submitted.map(({ request }) => request)).toEqual([accepted]);
  });

  it.each([
    ['JSON that does not end', '{"text":"睡莲"', 'application/json'],
    ['JSON that is no object', '["睡莲"]', 'application/json'],
    ['a word called JSON', 'text', 'application/json'],
    ['parts that do not end', multipart(good).slice(0, -9), 'multipart/form-data; boundary=b'],
    ['parts without a boundary', multipart(good), 'multipart/form-data'],
    ['a key twice', '{"text":"a","text":"b"}', 'application/json'],
    ['deep nesting', `{"text":${'['.repeat(100)}${']'.repeat(100)}}`, 'application/json'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), 'application/json'],
  ])('%s: 400', async (_, body, type) => {
    const answer = await post(body, type);
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual(badParameter);
    expect(room.submitted).toEqual([]);
  });

  it('the answer is JSON with its charset, and errors carry no data', async () => {
    const answer = await post('', undefined);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.text).toMatch(/^\{"code":400,"msg":"参数错误","taskNo":"\d{24}"\}$/);
  });
});

describe('what may be asked', () => {
  it.each([
    ['100 characters', { text: '字'.repeat(100) }],
    ['100 emoji of one code point each', { text: '😀'.repeat(100) }],
    ['blanks around', { text: `  ${'字'.repeat(100)} \n`, style: ' low poly ', resolution: ' 1536*1024 ' }],
    ['num absent', { num: undefined }],
    ['num empty', { num: '' }],
    ['num null', { num: null }],
    ['num as a number', { num: 6 }],
    ['num as text', { num: '6' }],
  ])('%s is accepted', async (_, change) => {
    expect(await submit(change)).toMatchObject({ code: 200 });
  });

  it.each([
    ['101 characters', { text: '字'.repeat(101) }],
    ['101 emoji', { text: '😀'.repeat(101) }],
    ['an empty text', { text: '' }],
    ['blanks only', { text: ' \u3000\n ' }],
    ['no text', { text: undefined }],
    ['a text that is a list', { text: ['睡莲'] }],
    ['a text that is an object', { text: { a: 1 } }],
    ['a text that is true', { text: true }],
    ['a NUL in the text', { text: '睡\0莲' }],
    ['an unknown style', { style: '水墨' }],
    ['no style', { style: undefined }],
    ['another spelling of a style', { style: 'Low Poly' }],
    ['a style that is a property of objects', { style: '__proto__' }],
    ['1024x1024', { resolution: '1024x1024' }],
    ['a size that is not offered', { resolution: '512*512' }],
    ['a size that is a property of objects', { resolution: 'constructor' }],
    ['no size', { resolution: undefined }],
    ['num 0', { num: 0 }],
    ['num 7', { num: 7 }],
    ['num "0"', { num: '0' }],
    ['num 2.5', { num: 2.5 }],
    ['num "2.5"', { num: '2.5' }],
    ['num "a"', { num: 'a' }],
    ['num -1', { num: -1 }],
    ['num beyond every number', { num: 1e300 }],
    ['num [2]', { num: [2] }],
  ])('%s: 400', async (_, change) => {
    expect(await submit(change)).toEqual(badParameter);
    expect(room.submitted).toEqual([]);
  });

  it('the wrong parameter is named when that is switched on', async () => {
    const own = await startRoom({ env: { TUQUAN_AI_PAINTING_DETAIL: '1' } });
    try {
      const request = {
        method: 'POST',
        target: '/ai-painting/submit',
        headers: [['Host', new URL(own.baseUrl).host] as [string, string]],
        body: Buffer.from(asForm({ ...good, num: '9' })),
      };
      const answer = await send(
        own.baseUrl,
        signed(request, { key: vectorKey, secret: vectorSecret, date: vectorDate }),
      );
      expect(answer.json).toMatchObject({ code: 400, msg: '参数错误: num' });
    } finally {
      await own.close();
    }
  });

  it('refusals of the domain have their codes', async () => {
    const outcomes: unknown[] = [];
    for (const error of [
      new DomainError('TEXT_REFUSED', 'x'),
      new DomainError('TOO_BUSY', 'x'),
      new DomainError('UNAVAILABLE', 'x'),
      new Error('a bug'),
    ]) {
      room.failNext(error);
      outcomes.push(await submit({}));
    }
    expect(outcomes).toEqual([
      { ...code(202), msg: '文本拦截' },
      { ...code(500), msg: '服务商维护，请稍候再试' },
      code(500),
      code(500),
    ]);
  });
});

describe('a query', () => {
  const query = async (taskId: unknown): Promise<unknown> =>
    (await post(JSON.stringify({ taskId }), 'application/json', '', '/ai-painting/query')).json;

  it('takes the id as text and as number', async () => {
    const { data } = (await submit({})) as { data: { taskId: string } };
    expect(await query(data.taskId)).toMatchObject({ code: 200, data: { status: 0 } });
    expect(await query(Number(data.taskId))).toMatchObject({ code: 200 });
    expect(await query(` ${data.taskId} `)).toMatchObject({ code: 200 });
  });

  it.each([['99'], ['abc'], [-1], [1.5], ['9'.repeat(30)], [1e20], ["1' OR '1'='1"]])('of %j: 201', async (taskId) => {
    expect(await query(taskId)).toEqual({ ...code(201), msg: 'taskId不存在' });
  });

  it.each([[''], [null], [undefined], [{}], [[1]], [true]])('of %j: 400', async (taskId) => {
    expect(await query(taskId)).toEqual(badParameter);
  });

  it('of a failed task answers its code, 999 with the reason', async () => {
    const { data } = (await submit({})) as { data: { taskId: string } };
    const painting = room.paintings.get(data.taskId);
    if (painting === undefined) throw new Error('no task');
    const outcomes: unknown[] = [];
    for (const failure of ['blocked', 'painter', 'own', 'other'] as const) {
      room.paintings.set(data.taskId, { ...painting, state: 'failed', failure, failureText: 'size not offered' });
      outcomes.push(await query(data.taskId));
    }
    expect(outcomes).toEqual([code(202), code(501), code(500), { ...code(999), msg: 'size not offered' }]);
  });

  it('answers the time of creation at UTC+8', async () => {
    const { data } = (await submit({})) as { data: { taskId: string } };
    expect(await query(data.taskId)).toMatchObject({ data: { createTime: '2024-01-15 16:30:00' } });
  });
});
