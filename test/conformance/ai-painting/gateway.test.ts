// What the gateway in front of the product answers itself: addresses, stages, AppCodes, rates, sizes.
import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { appCode, type PaintingRoom, startRoom } from './support/room.js';
import { send, signed, type WireAnswer, type WireRequest } from './support/signer.js';
import { vectorDate, vectorKey, vectorSecret, vectorTime } from './support/vectors.js';

let room: PaintingRoom;
afterEach(() => room.close());

const form = new URLSearchParams({ text: '睡莲', resolution: '1024*1024', style: '油画' }).toString();
const request = (change: Partial<WireRequest> = {}): WireRequest => ({
  method: 'POST',
  target: '/ai-painting/submit',
  headers: [['Host', new URL(room.baseUrl).host]],
  body: Buffer.from(form),
  ...change,
});
const sign = (wire: WireRequest, key = vectorKey, secret = vectorSecret): WireRequest =>
  signed(wire, { key, secret, date: vectorDate });
const withHeaders = (...headers: [string, string][]): WireRequest => {
  const wire = request();
  return { ...wire, headers: [...wire.headers, ...headers] };
};
const refusal = ({ status, json }: WireAnswer): unknown[] => [status, json.error_code, json.error_msg];

describe('addresses', () => {
  it('an unknown path and an unknown stage are not published, a known path with another method does not exist', async () => {
    room = await startRoom();
    const text = 'The API does not exist or has not been published in the environment.';
    expect(refusal(await send(room.baseUrl, sign(request({ target: '/ai-painting/other' }))))).toEqual([
      404,
      'APIG.0101',
      text,
    ]);
    expect(refusal(await send(room.baseUrl, sign(withHeaders(['X-Stage', 'DEBUG']))))).toEqual([
      404,
      'APIG.0101',
      text,
    ]);
    expect(refusal(await send(room.baseUrl, request({ method: 'PUT' })))).toEqual([
      404,
      'APIG.0101',
      'The API does not exist.',
    ]);
    expect((await send(room.baseUrl, sign(withHeaders(['X-Stage', 'release'])))).json).toMatchObject({ code: 200 });
    expect(refusal(await send(room.baseUrl, request({ target: '/ai-painting/%zz' })))[1]).toBe('APIG.0201');
  });

  it('aliases are the same operations, with and without a slash, GET too', async () => {
    room = await startRoom({ env: { TUQUAN_AI_PAINTING_ALIASES: 'POST /txt2img=submit, GET /jd/getImg=query' } });
    const made = await send(room.baseUrl, sign(request({ target: '/txt2img/' })));
    const { taskId } = made.json.data as { taskId: string };
    const asked = await send(
      room.baseUrl,
      sign(request({ method: 'GET', target: `/jd/getImg?taskId=${taskId}`, body: Buffer.alloc(0) })),
    );
    expect(asked.json).toMatchObject({ code: 200, data: { status: 0 } });
    expect(refusal(await send(room.baseUrl, request({ target: '/txt2img' })))[1]).toBe('APIG.0303');
  });

  it('settings that are wrong explain themselves', async () => {
    room = await startRoom();
    await expect(startRoom({ env: { TUQUAN_AI_PAINTING_ALIASES: 'txt2img' } })).rejects.toThrow(
      'TUQUAN_AI_PAINTING_ALIASES',
    );
    await expect(startRoom({ env: { TUQUAN_AI_PAINTING_APPCODE: 'yes' } })).rejects.toThrow(
      'TUQUAN_AI_PAINTING_APPCODE: expected 1 or 0',
    );
    await expect(startRoom({ env: { TUQUAN_AI_PAINTING_PER_SECOND: '0' } })).rejects.toThrow(
      'TUQUAN_AI_PAINTING_PER_SECOND',
    );
  });
});

describe('AppCode', () => {
  it('is enough, in any spelling of the header’s name, and belongs to the key’s own account', async () => {
    room = await startRoom();
    for (const name of ['X-Apig-AppCode', 'x-apig-appcode', 'X-APIG-APPCODE']) {
      expect((await send(room.baseUrl, withHeaders([name, appCode]))).json).toMatchObject({ code: 200 });
    }
    expect(new Set(room.submitted.map(({ account }) => account))).toEqual(new Set([vectorKey]));
  });

  it.each([['0'.repeat(64)], ['x'], [''], ['a b'], ["' OR 1=1 --"]])('%j is nobody’s', async (code) => {
    room = await startRoom();
    const answer = await send(room.baseUrl, withHeaders(['X-Apig-AppCode', code]));
    expect(refusal(answer)).toEqual([
      401,
      'APIG.0303',
      expect.stringMatching(/^Incorrect app authentication information: /),
    ]);
  });

  it('does not help a wrong signature beside it', async () => {
    room = await startRoom();
    const both = sign(withHeaders(['X-Apig-AppCode', appCode]), vectorKey, 'wrong');
    expect((await send(room.baseUrl, both)).status).toBe(401);
  });

  it('can be switched off, and be kept to https', async () => {
    room = await startRoom({ env: { TUQUAN_AI_PAINTING_APPCODE: '0' } });
    expect((await send(room.baseUrl, withHeaders(['X-Apig-AppCode', appCode]))).status).toBe(401);
    await room.close();
    room = await startRoom({ env: { TUQUAN_AI_PAINTING_HTTPS_ONLY: '1' } });
    expect(refusal(await send(room.baseUrl, withHeaders(['X-Apig-AppCode', appCode])))).toEqual([
      400,
      'APIG.0607',
      'The following protocol is supported: {https}',
    ]);
    const behind = withHeaders(['X-Apig-AppCode', appCode], ['X-Forwarded-Proto', 'https']);
    expect((await send(room.baseUrl, behind)).json).toMatchObject({ code: 200 });
  });
});

describe('the seller’s own sign', () => {
  const fields = (change: Record<string, string> = {}): Buffer => {
    const timestamp = String(vectorTime);
    const sign = createHash('sha256').update(`${vectorKey}${vectorSecret}${timestamp}`).digest('hex');
    return Buffer.from(`${form}&${new URLSearchParams({ appId: vectorKey, timestamp, sign, ...change })}`);
  };

  it('is taken when it is switched on, within 15 minutes', async () => {
    room = await startRoom({ env: { TUQUAN_AI_PAINTING_SELLER_SIGN: '1' } });
    expect((await send(room.baseUrl, request({ body: fields() }))).json).toMatchObject({ code: 200 });
    for (const change of [
      { sign: '0'.repeat(64) },
      { timestamp: String(vectorTime - 1) },
      { appId: 'nobody' },
      { sign: '' },
    ]) {
      expect((await send(room.baseUrl, request({ body: fields(change) }))).json).toMatchObject({
        error_code: 'APIG.0303',
      });
    }
    room.clock.advance(15 * 60_000 + 1);
    expect((await send(room.baseUrl, request({ body: fields() }))).status).toBe(401);
  });

  it('is nothing otherwise', async () => {
    room = await startRoom();
    expect((await send(room.baseUrl, request({ body: fields() }))).status).toBe(401);
  });
});

describe('isolation, rate and size', () => {
  it('another key’s task is 201', async () => {
    room = await startRoom();
    const made = await send(room.baseUrl, sign(request()));
    const body = Buffer.from(`taskId=${(made.json.data as { taskId: string }).taskId}`);
    const query = request({ target: '/ai-painting/query', body });
    expect((await send(room.baseUrl, sign(query))).json).toMatchObject({ code: 200 });
    expect((await send(room.baseUrl, sign(query, 'otherappkey0002', 'othersecret0002'))).json).toMatchObject({
      code: 201,
    });
  });

  it('the eleventh call within a second is 429, the next second is free, and other keys are not touched', async () => {
    room = await startRoom({ limits: 'official' });
    for (let call = 0; call < 10; call += 1) expect((await send(room.baseUrl, sign(request()))).status).toBe(200);
    expect(refusal(await send(room.baseUrl, sign(request())))).toEqual([
      429,
      'APIG.0308',
      'The throttling threshold has been reached: policy app over ratelimit,limit:10,time:1 second',
    ]);
    expect((await send(room.baseUrl, sign(request(), 'otherappkey0002', 'othersecret0002'))).status).toBe(200);
    room.clock.advance(1_000);
    expect((await send(room.baseUrl, sign(request()))).status).toBe(200);
  });

  it('a body of 12 MiB is read, one byte more is 413', async () => {
    room = await startRoom();
    const limit = 12 * 1024 * 1024;
    const filled = Buffer.concat([Buffer.from(`${form}&pad=`), Buffer.alloc(limit, 'x')]);
    expect((await send(room.baseUrl, sign(request({ body: filled.subarray(0, limit) })))).json).toMatchObject({
      code: 200,
    });
    const answer = await send(room.baseUrl, sign(request({ body: filled.subarray(0, limit + 1) })));
    expect(refusal(answer)).toEqual([413, 'APIG.0201', 'Request entity too large.']);
  });

  it('a URI above 32 KiB is 414 and headers above it are 494, for unknown addresses too', async () => {
    room = await startRoom();
    const long = 'x'.repeat(32 * 1024);
    for (const path of ['/ai-painting/submit', '/ai-painting/other']) {
      const uri = await send(room.baseUrl, sign(request({ target: `${path}?a=${long}` })));
      expect(refusal(uri)).toEqual([414, 'APIG.0201', 'Request URI too large.']);
      const wire = request({ target: path, headers: [['X-Long', long]] });
      expect(refusal(await send(room.baseUrl, sign(wire)))).toEqual([494, 'APIG.0201', 'Request headers too large.']);
    }
    const most = 32 * 1024 - '/ai-painting/submit?a='.length;
    expect(
      (await send(room.baseUrl, sign(request({ target: `/ai-painting/submit?a=${'x'.repeat(most)}` })))).status,
    ).toBe(200);
  });

  it('answers of the service carry the gateway’s headers as its own refusals do', async () => {
    room = await startRoom();
    for (const wire of [sign(request()), sign(request({ body: Buffer.alloc(0) })), request()]) {
      const { headers } = await send(room.baseUrl, wire);
      expect(headers).toMatchObject({
        server: 'api-gateway',
        'x-request-id': expect.stringMatching(/^[0-9a-f]{32}$/),
        'x-apig-latency': expect.stringMatching(/^\d+$/),
      });
    }
  });
});
