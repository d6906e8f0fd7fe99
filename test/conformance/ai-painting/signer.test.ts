// Signatures as the vendor's signers make them: the three vectors, the known deviations, and every way to be wrong.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PaintingRoom, startRoom } from './support/room.js';
import { canonicalOf, type SignerOptions, send, signed, type WireRequest } from './support/signer.js';
import { signedVector, type Vector, vectorDate, vectorKey, vectorSecret, vectors } from './support/vectors.js';

let room: PaintingRoom;
beforeEach(async () => {
  room = await startRoom();
});
afterEach(() => room.close());

const options: SignerOptions = { key: vectorKey, secret: vectorSecret, date: vectorDate };
const form = 'text=%E7%9D%A1%E8%8E%B2&resolution=1024*1024&style=%E6%B2%B9%E7%94%BB';
const [v1, v2, v3] = vectors as readonly [Vector, Vector, Vector];

const submitOf = (change: Partial<WireRequest> = {}): WireRequest => ({
  method: 'POST',
  target: '/ai-painting/submit',
  headers: [
    ['Host', new URL(room.baseUrl).host],
    ['Content-Type', 'application/x-www-form-urlencoded'],
  ],
  body: Buffer.from(form),
  ...change,
});

describe('the vectors', () => {
  it.each(vectors)('$name: our signer computes the vendor’s signature', (vector) => {
    const [, value] = signed(vector.request, options).headers.find(([name]) => name === 'Authorization') ?? [];
    expect(value).toMatch(new RegExp(`Signature=${vector.signature}$`));
  });

  it('are accepted as they are', async () => {
    expect((await send(room.baseUrl, signedVector(v1))).json).toMatchObject({
      code: 200,
      data: { taskId: '16942031' },
    });
    expect((await send(room.baseUrl, signedVector(v2))).json).toMatchObject({ code: 200, data: { status: 0 } });
    expect((await send(room.baseUrl, signedVector(v3))).json).toMatchObject({ code: 200 });
    expect(room.submitted.map(({ request }) => request)).toMatchObject([
      { prompt: '睡莲', style: '油画', width: 1024, height: 1024, count: 2 },
      { prompt: '睡莲', style: 'low poly', count: 1 },
    ]);
  });
});

describe('what the vendor’s signers do differently', () => {
  it.each<[string, Partial<SignerOptions>]>([
    ['the host is not signed (Go, PHP)', { withoutHost: true }],
    ['content-type is not signed (Node SDK v3, multipart)', { withoutContentType: true }],
    ['path segments are encoded loosely', { loosePath: true }],
  ])('%s', async (_, deviation) => {
    const answer = await send(room.baseUrl, signed(submitOf(), { ...options, ...deviation }));
    expect(answer.json).toMatchObject({ code: 200 });
  });

  it('a path with a slash at its end is the same address', async () => {
    const answer = await send(room.baseUrl, signed(submitOf({ target: '/ai-painting/submit/' }), options));
    expect(answer.json).toMatchObject({ code: 200 });
  });

  it('a proxy changed the host, or the client signed it without its port', async () => {
    const behind = signed(submitOf({ headers: [['Host', 'painting.example.com']] }), options);
    const seen = behind.headers.map(([name, value]): [string, string] =>
      name === 'Host' ? ['Host', '127.0.0.1:9'] : [name, value],
    );
    const forwarded = {
      ...behind,
      headers: [...seen, ['X-Forwarded-Host', 'painting.example.com'] as [string, string]],
    };
    expect((await send(room.baseUrl, forwarded)).json).toMatchObject({ code: 200 });
    expect((await send(room.baseUrl, { ...behind, headers: seen })).status).toBe(401);
    const withPort = behind.headers.map(([name, value]): [string, string] =>
      name === 'Host' ? ['Host', 'painting.example.com:443'] : [name, value],
    );
    expect((await send(room.baseUrl, { ...behind, headers: withPort })).json).toMatchObject({ code: 200 });
  });

  it('further headers are signed too, x-stage among them', async () => {
    const request = submitOf();
    request.headers.push(['X-Stage', 'RELEASE'], ['X-Custom', '  with spaces  ']);
    expect((await send(room.baseUrl, signed(request, options))).json).toMatchObject({ code: 200 });
  });

  it('X-Sdk-Content-Sha256 may repeat the body’s hash; UNSIGNED-PAYLOAD counts only when it is switched on', async () => {
    const bodyHash = canonicalOf(submitOf(), options).text.split('\n').at(-1) ?? '';
    const stating = (value: string) => {
      const request = submitOf();
      request.headers.push(['X-Sdk-Content-Sha256', value]);
      return signed(request, { ...options, bodyHash: value });
    };
    expect((await send(room.baseUrl, stating(bodyHash))).json).toMatchObject({ code: 200 });
    expect((await send(room.baseUrl, stating('UNSIGNED-PAYLOAD'))).status).toBe(401);
    expect((await send(room.baseUrl, stating('0'.repeat(64)))).status).toBe(401);
    const open = await startRoom({ env: { TUQUAN_AI_PAINTING_UNSIGNED_PAYLOAD: '1' } });
    try {
      expect((await send(open.baseUrl, stating('UNSIGNED-PAYLOAD'))).json).toMatchObject({ code: 200 });
    } finally {
      await open.close();
    }
  });
});

describe('a request that is not what was signed', () => {
  const vector = signedVector(v1);
  const changed = (change: (request: WireRequest) => Partial<WireRequest>): WireRequest => ({
    ...vector,
    ...change(vector),
  });
  const header = (name: string, value: string) =>
    changed(({ headers }) => ({ headers: headers.map(([key, old]) => [key, key === name ? value : old]) }));
  const authorization = vector.headers.find(([name]) => name === 'Authorization')?.[1] ?? '';

  it.each<[string, WireRequest]>([
    ['the path', changed(() => ({ target: '/ai-painting/query' }))],
    ['the query', changed(() => ({ target: '/ai-painting/submit?num=2' }))],
    ['a signed header', header('Content-Type', 'application/x-www-form-urlencoded; charset=gbk')],
    ['the host', header('Host', 'painting.example.org')],
    ['the date', header('X-Sdk-Date', '20240115T083001Z')],
    ['one byte of the body', changed(({ body }) => ({ body: Buffer.from(body.toString().replace(/2$/, '3')) }))],
    ['a dropped body', changed(() => ({ body: Buffer.alloc(0) }))],
    ['the signature', header('Authorization', authorization.replace(/8$/, '9'))],
    ['the list of signed headers', header('Authorization', authorization.replace('content-type;', ''))],
  ])('%s: 401 APIG.0303 with the canonical request we made', async (_, request) => {
    const answer = await send(room.baseUrl, request);
    expect(answer.status).toBe(401);
    expect(answer.json).toEqual({
      error_code: 'APIG.0303',
      error_msg: expect.stringMatching(
        /^Incorrect app authentication information: verify signature fail, canonicalRequest:POST\|\/ai-painting\//,
      ),
      request_id: answer.headers['x-request-id'],
    });
    expect(answer.headers).toMatchObject({
      server: 'api-gateway',
      'content-type': 'application/json',
      'x-request-id': expect.stringMatching(/^[0-9a-f]{32}$/),
      'x-apig-latency': expect.stringMatching(/^\d+$/),
    });
    expect(room.submitted).toEqual([]);
  });

  it('the echo is the text an integrator compares with their own, lines joined by |', async () => {
    const request = signedVector(v2);
    const { text } = canonicalOf(
      { ...request, headers: request.headers.filter(([name]) => name !== 'Authorization') },
      options,
    );
    const wrong = request.headers.map(([name, value]): [string, string] => [
      name,
      name === 'Authorization' ? value.replace(/1$/, '2') : value,
    ]);
    const { json } = await send(room.baseUrl, { ...request, headers: wrong });
    expect(String(json.error_msg).split('canonicalRequest:')[1]).toBe(text.replaceAll('\n', '|'));
  });
});

describe('credentials', () => {
  const failing = async (request: WireRequest): Promise<unknown[]> => {
    const { status, json } = await send(room.baseUrl, request);
    return [status, json.error_code, String(json.error_msg).replace('Incorrect app authentication information: ', '')];
  };
  const raw = (authorization: string): WireRequest => {
    const request = submitOf();
    request.headers.push(['X-Sdk-Date', vectorDate], ['Authorization', authorization]);
    return request;
  };

  it('none, of a kind we do not know, and cut off', async () => {
    expect(await failing(submitOf())).toEqual([401, 'APIG.0303', 'Authorization header not found']);
    for (const text of [
      'Basic dXNlcjpwYXNz',
      'V11-HMAC-SHA256 Credential=a/b/c/d, SignedHeaders=host, Signature=00',
      `SDK-HMAC-SHA256 Access=${vectorKey}`,
      '',
    ]) {
      expect(await failing(raw(text))).toEqual([401, 'APIG.0303', 'Authorization format incorrect']);
    }
  });

  it('a signature that is none fails like a wrong one, with the canonical request', async () => {
    for (const none of ['zz', 'abc', 'A'.repeat(63), 'f'.repeat(128)]) {
      const text = `SDK-HMAC-SHA256 Access=${vectorKey}, SignedHeaders=x-sdk-date, Signature=${none}`;
      expect((await failing(raw(text)))[2]).toMatch(
        /^verify signature fail, canonicalRequest:POST\|\/ai-painting\/submit\/\|/,
      );
    }
  });

  it('an AppKey nobody has', async () => {
    expect(await failing(signed(submitOf(), { ...options, key: 'nobody' }))).toEqual([
      401,
      'APIG.0303',
      'app not found, appkey nobody',
    ]);
  });

  it('a date more than 15 minutes away, either way; 15 minutes exactly is in time', async () => {
    const minute = 60_000;
    room.clock.advance(15 * minute);
    expect((await send(room.baseUrl, signedVector(v1))).status).toBe(200);
    room.clock.advance(1);
    expect(await failing(signedVector(v1))).toEqual([
      401,
      'APIG.0303',
      'signature expired, signature time:20240115T083000Z,server time:20240115T084500Z',
    ]);
    room.clock.advance(-30 * minute - 2);
    expect((await failing(signedVector(v1)))[2]).toMatch(/^signature expired/);
    room.clock.advance(1);
    expect((await send(room.baseUrl, signedVector(v1))).status).toBe(200);
  });

  it('a date that is no date, or is not signed', async () => {
    expect((await failing(signed(submitOf(), { ...options, date: '2024-01-15T08:30:00Z' })))[2]).toMatch(/X-Sdk-Date/);
    const text = `SDK-HMAC-SHA256 Access=${vectorKey}, SignedHeaders=host, Signature=${'0'.repeat(64)}`;
    expect((await failing(raw(text)))[2]).toBe('x-sdk-date is not signed');
  });
});
