import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, resultCode, send, spelled, verified } from '../../../test/conformance/wechatpay-v3/support/client.js';
import { type FakeRoom, startFakeRoom } from '../../../test/conformance/wechatpay-v3/support/fake-room.js';
import { openAes256Gcm } from '../../kernel/crypto.js';
import { DomainError } from '../../kernel/errors.js';

const partnerPath = '/v3/marketing/partner/product-coupon';
const brandPath = '/brand/marketing/product-coupon';
const tasks = `${partnerPath}/image-generation-tasks`;

let room: FakeRoom;
beforeAll(async () => {
  room = await startFakeRoom();
});
afterAll(() => room.close());

let count = 0;
const newTask = (extra: object = {}) => {
  count += 1;
  return {
    brand_id: '120344',
    task_id: `room_test_${count}`,
    image_generation_type: 'COMBINE_IMAGE',
    combine_image: {
      scope: 'ALL',
      type: 'NORMAL',
      usage_mode: 'SINGLE',
      normal_coupon: { threshold: 10000, discount_amount: 1000 },
    },
    ...extra,
  };
};

describe('answers', () => {
  it('carry the vendor headers in their own spelling and a right signature', async () => {
    const answer = await call(room.baseUrl, room.partner, 'POST', tasks, newTask());
    expect(answer.status).toBe(200);
    expect(answer.text).toBe(`{"task_id":"room_test_${count}","brand_id":"120344"}`);
    for (const name of [
      'Server',
      'Content-Type',
      'Content-Length',
      'Cache-Control',
      'X-Content-Type-Options',
      'Request-ID',
      'Content-Language',
      'Wechatpay-Nonce',
      'Wechatpay-Serial',
      'Wechatpay-Signature',
      'Wechatpay-Signature-Type',
      'Wechatpay-Timestamp',
      'Connection',
      'Keep-Alive',
    ]) {
      expect(spelled(answer)).toContain(name);
    }
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.headers['wechatpay-signature-type']).toBe('WECHATPAY2-SHA256-RSA2048');
    expect(answer.headers['wechatpay-serial']).toBe(room.section.platformSerial);
    expect(answer.headers['request-id']).toMatch(/^08[0-9A-F]+-0$/);
    expect(verified(room.partner, answer.headers, answer.text)).toBe(true);
  });

  it('are signed with the key the request names, whatever its case, else with the default', async () => {
    const signedBy = async (name: string | undefined) => {
      const answer = await call(room.baseUrl, room.partner, 'GET', '/v3/certificates', undefined, {
        headers: { 'Wechatpay-Serial': name },
      });
      expect(verified(room.partner, answer.headers, answer.text)).toBe(true);
      return answer.headers['wechatpay-serial'];
    };
    const { publicKeyId, platformSerial } = room.section;
    expect(await signedBy(publicKeyId)).toBe(publicKeyId);
    expect(await signedBy(platformSerial.toLowerCase())).toBe(platformSerial);
    expect(await signedBy(undefined)).toBe(platformSerial);
    expect(await signedBy('PUB_KEY_ID_0')).toBe(platformSerial);
  });

  it('in brand mode need the header and refuse a key that is not the brand’s, with 400', async () => {
    const ask = (serial: string | undefined) =>
      call(room.baseUrl, room.brand, 'GET', `${brandPath}/notify-configs`, undefined, {
        headers: { 'Wechatpay-Serial': serial },
      });
    for (const serial of [undefined, room.section.publicKeyId, 'PUB_KEY_ID_1']) {
      const answer = await ask(serial);
      expect([answer.status, answer.json.code]).toEqual([400, 'PARAM_ERROR']);
      expect(verified(room.brand, answer.headers, answer.text)).toBe(true);
    }
    const answer = await ask(room.section.brandPublicKeyId);
    expect(answer.status).toBe(404);
    expect(answer.headers['wechatpay-signature-type']).toBe('WECHATPAY-BRAND-SHA256-RSA2048');
  });

  it('are signed for errors too, except 401', async () => {
    const wrong = await call(room.baseUrl, room.partner, 'POST', tasks, { ...newTask(), task_id: 'a' });
    expect(wrong.status).toBe(400);
    expect(verified(room.partner, wrong.headers, wrong.text)).toBe(true);
    const nobody = await send(room.baseUrl, 'GET', '/v3/certificates', {});
    expect(nobody.status).toBe(401);
    expect(nobody.headers['wechatpay-signature']).toBeUndefined();
  });
});

describe('whatever is asked', () => {
  it('401 comes before 404, 405 and 400, also below unknown addresses', async () => {
    const key = (answer: { status: number; json: { code: string } }) => [answer.status, answer.json.code];
    for (const path of [
      '/v3/nothing',
      '/v3/',
      '/brand/nothing',
      '/v3/certificates/x',
      `${tasks}//`,
      '/v3/%zz',
      `/v3/${'a'.repeat(600)}`,
    ]) {
      expect(key(await send(room.baseUrl, 'GET', path, {}))).toEqual([401, 'SIGN_ERROR']);
      expect(key(await send(room.baseUrl, 'POST', path, { 'Content-Type': 'text/html' }, 'x'))).toEqual([
        401,
        'SIGN_ERROR',
      ]);
    }
    const unknown = await call(room.baseUrl, room.partner, 'GET', '/v3/nothing?a=b');
    expect(key(unknown)).toEqual([404, 'NOT_FOUND']);
    expect(verified(room.partner, unknown.headers, unknown.text)).toBe(true);
    expect(key(await call(room.baseUrl, room.partner, 'POST', '/v3/nothing', { a: 1 }))).toEqual([404, 'NOT_FOUND']);
    expect(key(await call(room.baseUrl, room.partner, 'GET', '/v3/%zz'))).toEqual([404, 'NOT_FOUND']);
    expect(key(await call(room.baseUrl, room.partner, 'DELETE', tasks))).toEqual([405, 'INVALID_REQUEST']);
    expect(key(await call(room.baseUrl, room.partner, 'PROPFIND', tasks))).toEqual([405, 'INVALID_REQUEST']);
    expect(key(await call(room.baseUrl, room.brand, 'PUT', `${brandPath}/notify-configs`, {}))).toEqual([
      405,
      'INVALID_REQUEST',
    ]);
    const gap = await call(room.baseUrl, room.partner, 'POST', `${partnerPath}/product-coupons`, {});
    expect([...key(gap), gap.json.message]).toEqual([404, 'NOT_FOUND', '此接口暂未开放']);
  });

  it('a HEAD request gets headers and no body', async () => {
    const answer = await call(room.baseUrl, room.partner, 'HEAD', '/v3/certificates');
    expect([answer.status, answer.text]).toEqual([405, '']);
  });

  it('a body of 50 MB is refused at once, in the vendor’s words, with or without its length announced', async () => {
    const big = Buffer.alloc(50 * 1024 * 1024, 0x20);
    const begin = performance.now();
    const announced = await call(room.baseUrl, room.partner, 'POST', tasks, big, { signed: '' });
    expect([announced.status, announced.json.code]).toEqual([413, 'PARAM_ERROR']);
    expect(verified(room.partner, announced.headers, announced.text)).toBe(true);
    const chunked = await call(room.baseUrl, room.partner, 'POST', tasks, big, {
      signed: '',
      headers: { 'Content-Length': undefined, 'Transfer-Encoding': 'chunked' },
    });
    expect([chunked.status, chunked.json.code]).toEqual([413, 'PARAM_ERROR']);
    const stranger = await send(room.baseUrl, 'POST', tasks, { 'Content-Length': String(big.length) }, big);
    expect(stranger.status).toBe(401);
    expect(performance.now() - begin).toBeLessThan(5_000);
  });

  it('a caller that goes away in the middle of its body does no harm', async () => {
    const { port } = new URL(room.baseUrl);
    for (let index = 0; index < 20; index += 1) {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(port), '127.0.0.1', () => {
          socket.write(`POST ${tasks} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"a"`, () => socket.destroy());
        });
        socket.on('close', () => resolve());
      });
    }
    expect((await call(room.baseUrl, room.partner, 'POST', tasks, newTask())).status).toBe(200);
  });

  it('a domain that is out of order is a 5xx with the same shape, and says nothing of its cause', async () => {
    room.failNext(new DomainError('UNAVAILABLE', 'disk full'));
    const unavailable = await call(room.baseUrl, room.partner, 'POST', tasks, newTask());
    expect([unavailable.status, unavailable.json.code]).toEqual([503, 'SERVICE_UNAVAILABLE']);
    room.failNext(new Error('secret'));
    const broken = await call(room.baseUrl, room.partner, 'POST', tasks, newTask());
    expect([broken.status, broken.json.code, broken.text.includes('secret')]).toEqual([500, 'SYSTEM_ERROR', false]);
    room.failNext(new DomainError('TOO_BUSY', 'full'));
    const busy = await call(room.baseUrl, room.partner, 'POST', tasks, newTask());
    expect([busy.status, busy.json.code, resultCode(busy)]).toEqual([429, 'RATELIMIT_EXCEEDED', 270924289]);
  });
});

describe('submit and query', () => {
  it('the same task id with the same content is the same task; with other content it is refused', async () => {
    const body = newTask();
    const submit = (changes: object) => call(room.baseUrl, room.partner, 'POST', tasks, { ...body, ...changes });
    const first = await submit({});
    const before = room.tasks.size;
    // Blocks that do not apply, unknown keys and nulls are not part of the content.
    const ignored = {
      cut_out: 5,
      unknown: { deep: [1] },
      combine_image: { ...body.combine_image, discount_coupon: 'x', background_color: null },
    };
    for (const changes of [{}, ignored]) {
      const again = await submit(changes);
      expect([again.status, again.text]).toEqual([200, first.text]);
    }
    expect(room.tasks.size).toBe(before);
    const other = await submit({ combine_image: { ...body.combine_image, scope: 'SINGLE' } });
    expect([other.status, other.json.code, resultCode(other)]).toEqual([400, 'ALREADY_EXISTS', 268578927]);
  });

  it('a brand that did not authorise the provider is refused with 403', async () => {
    for (const brand_id of ['999999', room.section.mchid, '120344 ']) {
      const answer = await call(room.baseUrl, room.partner, 'POST', tasks, newTask({ brand_id }));
      expect([answer.status, answer.json.code, resultCode(answer)]).toEqual([403, 'NO_AUTH', 268579803]);
    }
  });

  it('query needs all three parameters, and brand and type must be those of the submit', async () => {
    const body = newTask();
    await call(room.baseUrl, room.partner, 'POST', tasks, body);
    const query = (tail: string) => call(room.baseUrl, room.partner, 'GET', `${tasks}/${tail}`);
    const good = await query(`${body.task_id}?brand_id=120344&image_generation_type=COMBINE_IMAGE`);
    expect(good.json).toEqual({
      brand_id: '120344',
      task_id: body.task_id,
      image_generation_type: 'COMBINE_IMAGE',
      task_state: 'PROCESSING',
    });
    for (const [tail, pointer] of [
      [`${body.task_id}?brand_id=120344`, '/query/image_generation_type'],
      [`${body.task_id}?image_generation_type=CUT_OUT`, '/query/brand_id'],
      ['abc?brand_id=120344&image_generation_type=CUT_OUT', '/path/task_id'],
    ] as const) {
      const answer = await query(tail);
      expect([answer.status, answer.json.code]).toEqual([400, 'PARAM_ERROR']);
      expect(answer.json.message).toContain(`“${pointer}”`);
    }
    for (const tail of [
      `${body.task_id}?brand_id=120345&image_generation_type=COMBINE_IMAGE`,
      `${body.task_id}?brand_id=120344&image_generation_type=CUT_OUT`,
      'no_such_task?brand_id=120344&image_generation_type=CUT_OUT',
    ]) {
      const answer = await query(tail);
      expect([answer.status, answer.json.code, resultCode(answer)]).toEqual([404, 'RESOURCE_NOT_EXISTS', 268578608]);
    }
  });

  it('a result block appears only on SUCCESS, only the one that belongs; brands see no brand_id', async () => {
    const body = {
      task_id: 'brand_task_1',
      image_generation_type: 'CUT_OUT',
      cut_out: { image_url: 'https://wxpaylogo.qpic.cn/a.jpg' },
    };
    const submitted = await call(room.baseUrl, room.brand, 'POST', `${brandPath}/image-generation-tasks`, body);
    expect([submitted.status, submitted.text]).toEqual([200, '{"task_id":"brand_task_1"}']);
    const query = () =>
      call(
        room.baseUrl,
        room.brand,
        'GET',
        `${brandPath}/image-generation-tasks/brand_task_1?image_generation_type=CUT_OUT`,
      );
    const [key, task] = [...room.tasks].find(([name]) => name.endsWith('brand_task_1')) ?? ['', undefined];
    if (task === undefined) throw new Error('not submitted');
    expect((await query()).json).toEqual({
      task_id: 'brand_task_1',
      image_generation_type: 'CUT_OUT',
      task_state: 'PROCESSING',
    });
    room.tasks.set(key, { ...task, state: 'fail', failure: 'x' });
    expect((await query()).json).toEqual({
      task_id: 'brand_task_1',
      image_generation_type: 'CUT_OUT',
      task_state: 'FAIL',
    });
    room.tasks.set(key, { ...task, state: 'success', pictureUrl: 'http://x/p/1.png' });
    expect((await query()).json).toEqual({
      task_id: 'brand_task_1',
      image_generation_type: 'CUT_OUT',
      task_state: 'SUCCESS',
      cut_out_result: { image_url: 'http://x/p/1.png' },
    });
  });

  it('an exchange offer needs a single product, and a discount is not more than its threshold', async () => {
    const image = newTask().combine_image;
    const exchange = { ...image, type: 'EXCHANGE', exchange_coupon: { threshold: 0, exchange_price: 1 } };
    for (const [scope, status] of [
      ['SINGLE', 200],
      ['ALL', 400],
      ['CATEGORY', 400],
    ] as const) {
      const answer = await call(
        room.baseUrl,
        room.partner,
        'POST',
        tasks,
        newTask({ combine_image: { ...exchange, scope } }),
      );
      expect(answer.status).toBe(status);
    }
    for (const [threshold, status] of [
      [0, 200],
      [1000, 200],
      [999, 400],
    ] as const) {
      const combine_image = { ...image, normal_coupon: { threshold, discount_amount: 1000 } };
      const answer = await call(room.baseUrl, room.partner, 'POST', tasks, newTask({ combine_image }));
      expect(answer.status).toBe(status);
      if (status === 400) {
        expect(answer.json.detail).toEqual({ location: 'body', value: 1000 });
        expect(resultCode(answer)).toBe(268435464);
      }
    }
  });
});

describe('bodies that are not what they should be', () => {
  const post = (body: string | Buffer, type: string | undefined = 'application/json') =>
    call(room.baseUrl, room.partner, 'POST', tasks, body, { headers: { 'Content-Type': type } });

  it.each([
    ['nothing', ''],
    ['no JSON', '{"brand_id":'],
    ['an array', '[]'],
    ['a text', '"x"'],
    ['a repeated key', '{"brand_id":"120344","brand_id":"120345"}'],
    ['10,000 levels', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
    ['10,000 levels of objects', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
    ['GBK', Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xc8, 0xaf, 0x22, 0x7d])],
    ['a byte order mark', Buffer.from('\ufeff{}')],
  ])('%s: 400 PARAM_ERROR', async (_name, body) => {
    const begin = performance.now();
    const answer = await post(body);
    expect([answer.status, answer.json?.code, Object.keys(answer.json ?? {})]).toEqual([
      400,
      'PARAM_ERROR',
      ['code', 'detail', 'message'],
    ]);
    expect(performance.now() - begin).toBeLessThan(200);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx', 'not a type', ''])(
    'declared as "%s": 400 PARAM_ERROR',
    async (type) => {
      const answer = await post(JSON.stringify(newTask()), type);
      expect([answer.status, answer.json.code]).toEqual([400, 'PARAM_ERROR']);
    },
  );

  it('a body without a declared type: 400 PARAM_ERROR; any charset parameter is fine', async () => {
    expect(
      (await call(room.baseUrl, room.partner, 'POST', tasks, newTask(), { headers: { 'Content-Type': undefined } }))
        .status,
    ).toBe(400);
    expect((await post(JSON.stringify(newTask()), 'application/json; charset=utf-8')).status).toBe(200);
    expect((await post(JSON.stringify(newTask()), 'Application/JSON;charset=UTF-8')).status).toBe(200);
  });
});

describe('notify-configs', () => {
  it('an address can be set and read; before that there is none', async () => {
    const path = `${partnerPath}/notify-configs`;
    const missing = await call(room.baseUrl, room.partner, 'GET', path);
    expect([missing.status, missing.json.code]).toEqual([404, 'RESOURCE_NOT_EXISTS']);
    const set = await call(room.baseUrl, room.partner, 'POST', path, { notify_url: 'https://shop.example.com/notify' });
    expect(set.status).toBe(200);
    expect(set.json.notify_url).toBe('https://shop.example.com/notify');
    expect(set.json.update_time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/);
    expect((await call(room.baseUrl, room.partner, 'GET', path)).text).toBe(set.text);
  });

  it('takes https with a path outside the sandbox, and plain http or no path only inside it', async () => {
    const strict = await startFakeRoom({ sandbox: false });
    const set = async (place: FakeRoom, notify_url: unknown) =>
      (await call(place.baseUrl, place.brand, 'POST', `${brandPath}/notify-configs`, { notify_url })).status;
    const statuses = async (url: unknown) => [await set(room, url), await set(strict, url)];
    expect(await statuses('https://a.example/b')).toEqual([200, 200]);
    expect(await statuses('http://127.0.0.1:3000/b')).toEqual([200, 400]);
    expect(await statuses('http://127.0.0.1:3000')).toEqual([200, 400]);
    expect(await statuses('https://a.example')).toEqual([200, 400]);
    for (const bad of [
      'ftp://a.example/b',
      '/b',
      'https:///b',
      'https://a.example/b?c=d',
      'https://a b.example/b',
      'https://user:word@a.example/b',
      'https://[::/b',
      `https://a.example/${'b'.repeat(256)}`,
      '',
      5,
      null,
    ]) {
      expect([bad, ...(await statuses(bad))]).toEqual([bad, 400, 400]);
    }
    await strict.close();
  });
});

describe('certificates', () => {
  it('lists the platform certificate, sealed with the API key, and no bare public key', async () => {
    const answer = await call(room.baseUrl, room.partner, 'GET', '/v3/certificates?algorithm_type=RSA');
    expect(answer.json.data).toHaveLength(1);
    const [entry] = answer.json.data;
    expect(entry.serial_no).toBe(room.section.platformSerial);
    const { ciphertext, nonce, associated_data, algorithm } = entry.encrypt_certificate;
    expect([algorithm, associated_data, nonce.length]).toEqual(['AEAD_AES_256_GCM', 'certificate', 12]);
    expect(openAes256Gcm(ciphertext, room.section.apiV3Key, nonce, associated_data)).toBe(
      room.partner.serverKeys[room.section.platformSerial],
    );
    expect((await call(room.baseUrl, room.partner, 'GET', '/v3/certificates?algorithm_type=SM2')).json).toEqual({
      data: [],
    });
    expect((await call(room.baseUrl, room.partner, 'GET', '/v3/certificates?algorithm_type=X')).status).toBe(400);
  });

  it('a caller with only a public key gets the captured 404, one without an API key the 401', async () => {
    const index = room.accounts.findIndex((account) => account.number === room.section.mchid);
    const account = room.accounts[index];
    if (account === undefined) throw new Error('no account');
    const bare = new Map([...account.serverKeys].filter(([, key]) => key.certificate === null));
    try {
      room.accounts[index] = { ...account, serverKeys: bare, defaultServerKey: null };
      const missing = await call(room.baseUrl, room.partner, 'GET', '/v3/certificates');
      expect([missing.status, missing.json.code]).toEqual([404, 'RESOURCE_NOT_EXISTS']);
      expect(missing.json.message).toMatch(/^无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥。/);
      expect(verified(room.partner, missing.headers, missing.text)).toBe(true);
      room.accounts[index] = { ...account, secrets: new Map() };
      const keyless = await call(room.baseUrl, room.partner, 'GET', '/v3/certificates');
      expect([keyless.status, keyless.json.message]).toEqual([401, '商户未设置APIv3密钥。']);
      expect(keyless.headers['wechatpay-signature']).toBeUndefined();
    } finally {
      room.accounts[index] = account;
    }
  });
});

describe('rate limits', () => {
  it('official: 10 submits and 20 queries a second per caller, the next is 429, a second later it goes on', async () => {
    const limited = await startFakeRoom({ limits: 'official' });
    const submit = () =>
      call(limited.baseUrl, limited.partner, 'POST', tasks, newTask(), {
        timestamp: Math.floor(limited.clock.now() / 1000),
      });
    for (let index = 0; index < 10; index += 1) expect((await submit()).status).toBe(200);
    const over = await submit();
    expect([over.status, over.json.code, resultCode(over)]).toEqual([429, 'RATELIMIT_EXCEEDED', 270924289]);
    expect(verified(limited.partner, over.headers, over.text)).toBe(true);
    const query = await call(
      limited.baseUrl,
      limited.partner,
      'GET',
      `${tasks}/no_such_task?brand_id=1&image_generation_type=CUT_OUT`,
    );
    expect(query.status).toBe(404);
    limited.clock.advance(1_000);
    expect((await submit()).status).toBe(200);
    await limited.close();
  });
});

describe('signature probing', () => {
  it('at 100 % every answer is signed wrongly, with the prefix that says so', async () => {
    const probing = await startFakeRoom({ env: { TUQUAN_WECHATPAY_SIGNTEST_PERCENT: '100' } });
    const answer = await call(probing.baseUrl, probing.partner, 'GET', '/v3/certificates');
    expect(answer.status).toBe(200);
    expect(String(answer.headers['wechatpay-signature'])).toMatch(/^WECHATPAY\/SIGNTEST\//);
    expect(verified(probing.partner, answer.headers, answer.text)).toBe(false);
    await probing.close();
  });
});
