import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Account, Accounts, ClientKey } from '../../domain/accounts/index.js';
import { ManualClock } from '../../kernel/clock.js';
import { checkSignature, readClaim, readParameters, signTexts } from './auth.js';
import { Refused } from './envelope.js';
import { brandMode, type Mode, partnerMode } from './modes.js';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicKey = createPublicKey(privateKey);
const now = Date.UTC(2026, 0, 26, 2, 34, 56);
const serial = '1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C';

const clientKey = (changes: Partial<ClientKey> = {}): ClientKey => ({
  serial,
  publicKey,
  notAfter: null,
  revoked: false,
  ...changes,
});
const account = (number: string, keys: readonly ClientKey[]): Account => ({
  id: number,
  kind: 'partner',
  number,
  name: '',
  logo: null,
  clientKeys: new Map(keys.map((key) => [key.serial, key])),
  serverKeys: new Map(),
  defaultServerKey: null,
  secrets: new Map(),
  brands: new Set(),
});
const known = new Map<string, Account>([
  ['1900000001', account('1900000001', [clientKey()])],
  ['1900000002', account('1900000002', [])],
  ['1900000003', account('1900000003', [clientKey({ notAfter: now })])],
  ['1900000004', account('1900000004', [clientKey({ revoked: true })])],
  ['120344', account('120344', [clientKey()])],
]);
const accounts: Accounts = {
  find: async (_kind, number) => known.get(number) ?? null,
  kinds: () => Promise.reject(new Error()),
  protect: () => Promise.reject(new Error()),
  exists: () => Promise.reject(new Error()),
  findBySecret: () => Promise.reject(new Error()),
  list: () => Promise.reject(new Error()),
  load: () => Promise.reject(new Error()),
  create: () => Promise.reject(new Error()),
  rowsFor: () => {
    throw new Error();
  },
  numbers: () => Promise.reject(new Error()),
  revokeClientKey: () => Promise.reject(new Error()),
  allow: () => Promise.reject(new Error()),
  dropSecret: () => Promise.reject(new Error()),
  forget: () => undefined,
  addServerKey: () => Promise.reject(new Error()),
};
const clock = new ManualClock(now);

interface Signed {
  scheme: string;
  caller: string;
  callerName: string;
  serial: string;
  timestamp: string;
  nonce: string;
  signature: string;
  method: string;
  target: string;
  body: Buffer;
}

function signed(changes: Partial<Signed> = {}): Signed {
  const request = {
    scheme: partnerMode.scheme,
    caller: '1900000001',
    callerName: 'mchid',
    serial,
    timestamp: String(now / 1000),
    nonce: '593BEC0C930BF1AFEB40B4A08C8FB242',
    method: 'POST',
    target: '/v3/marketing/partner/product-coupon/image-generation-tasks?a=%20b',
    body: Buffer.from('{"task_id":"image_generation_task_1","名":"券"}'),
    ...changes,
  };
  const head = `${request.method}\n${request.target}\n${request.timestamp}\n${request.nonce}\n`;
  const message = Buffer.concat([Buffer.from(head), request.body, Buffer.from('\n')]);
  return { ...request, signature: changes.signature ?? sign('sha256', message, privateKey).toString('base64') };
}

const header = (r: Signed): string =>
  `${r.scheme} ${r.callerName}="${r.caller}",nonce_str="${r.nonce}",signature="${r.signature}",timestamp="${r.timestamp}",serial_no="${r.serial}"`;

async function refusal(
  request: Signed,
  text: string | undefined = header(request),
  mode: Mode = partnerMode,
): Promise<Refused | null> {
  try {
    checkSignature(await readClaim(text, mode, accounts, clock), request.method, request.target, request.body);
    return null;
  } catch (error) {
    if (error instanceof Refused) return error;
    throw error;
  }
}
const message = async (...of: Parameters<typeof refusal>): Promise<string | undefined> =>
  (await refusal(...of))?.failure.message;

describe('a right signature', () => {
  it('is accepted, also with the parameters in another order and the serial in lower case', async () => {
    expect(await refusal(signed())).toBeNull();
    expect(await refusal(signed({ serial: serial.toLowerCase() }))).toBeNull();
    const r = signed();
    const shuffled = `${r.scheme} serial_no="${r.serial}",timestamp="${r.timestamp}",mchid="${r.caller}",signature="${r.signature}",nonce_str="${r.nonce}"`;
    expect(await refusal(r, shuffled)).toBeNull();
  });

  it('is accepted over an empty body, a body that ends with a newline, and a body that is no text', async () => {
    for (const body of ['', '{}\n', '\n']) expect(await refusal(signed({ body: Buffer.from(body) }))).toBeNull();
    expect(await refusal(signed({ body: Buffer.from([0xc8, 0xaf, 0x00, 0xff]) }))).toBeNull();
  });

  it('is accepted in brand mode with brand_id, and only with its own scheme', async () => {
    const brand = signed({ scheme: brandMode.scheme, callerName: 'brand_id', caller: '120344' });
    expect(await message(brand, header(brand), brandMode)).toBeUndefined();
    expect(await message(brand)).toBe(signTexts.type);
    expect(await message(signed(), undefined, brandMode)).toBe(signTexts.type);
    const mixed = signed({ scheme: brandMode.scheme });
    expect(await message(mixed, header(mixed), brandMode)).toBe(signTexts.format);
  });

  it('is accepted up to five minutes away from our time, either way', async () => {
    for (const [offset, text] of [
      [300, undefined],
      [-300, undefined],
      [301, signTexts.timestamp],
      [-301, signTexts.timestamp],
    ] as const) {
      expect(await message(signed({ timestamp: String(now / 1000 + offset) }))).toBe(text);
    }
  });
});

describe('each reason to answer 401 has its own text', () => {
  it('missing or malformed header', async () => {
    const r = signed();
    const good = header(r);
    for (const text of [
      '',
      ' ',
      r.scheme,
      `${r.scheme} `,
      good.replace('mchid="1900000001",', ''),
      `${good},mchid="1900000001"`,
      `${good},extra="1"`,
      good.replace('mchid=', 'brand_id='),
      good.replaceAll('"', ''),
      good.replaceAll('"', "'"),
      good.replaceAll(',', ', '),
      `${good},`,
      good.replace('mchid="1900000001"', 'mchid=""'),
      good.replace(/timestamp="\d+"/, 'timestamp="now"'),
      good.replace(/timestamp="\d+"/, 'timestamp="1e9"'),
      good.replace(/timestamp="\d+"/, 'timestamp="-1"'),
    ]) {
      expect([text, await message(r, text)]).toEqual([text, signTexts.format]);
    }
    await expect(readClaim(undefined, partnerMode, accounts, clock)).rejects.toThrow(signTexts.format);
    expect(signTexts.format).toBe('Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》');
  });

  it('wrong type, unknown caller, unknown serial, expired, revoked', async () => {
    expect(await message(signed({ scheme: 'Bearer' }))).toBe('Http头Authorization认证类型不正确');
    expect(await message(signed({ caller: '1' }))).toBe('商户未申请过证书。');
    expect(await message(signed({ caller: '1900000002' }))).toBe('商户未申请过证书。');
    expect(await message(signed({ serial: '00' }))).toBe('商户证书序列号有误。');
    expect(await message(signed({ caller: '1900000003' }))).toBe('商户证书已过期。');
    expect(await message(signed({ caller: '1900000004' }))).toBe('商户证书已作废。');
  });

  it('a wrong signature shows what was verified: four lines, eight bytes of the body, its length in bytes', async () => {
    const request = signed({ signature: Buffer.alloc(256, 1).toString('base64') });
    const failure = (await refusal(request))?.failure;
    const head = `POST\n${request.target}\n${request.timestamp}\n${request.nonce}\n`;
    expect(failure?.message).toBe('错误的签名，验签失败');
    expect(failure?.detail).toEqual({
      detail: { issue: 'sign not match' },
      field: 'signature',
      location: 'authorization',
      sign_information: {
        method: 'POST',
        sign_message_length: Buffer.byteLength(head) + request.body.length + 1,
        truncated_sign_message: `${head}{"task_i\n`,
        url: request.target,
      },
    });
    const get = (await refusal({ ...request, method: 'GET', body: Buffer.alloc(0) }))?.failure.detail;
    expect(get).toMatchObject({ sign_information: { truncated_sign_message: `GET${head.slice(4)}\n` } });
  });
});

describe('reading the parameters', () => {
  it('takes only plain names and double quotes, each of the five once', () => {
    expect(readParameters('mchid="1",serial_no="2",timestamp="3",nonce_str="4",signature="5"', 'mchid')).toEqual({
      caller: '1',
      serial: '2',
      timestamp: '3',
      nonce: '4',
      signature: '5',
    });
    expect(readParameters('mchid="1",serial_no="2",timestamp="3",nonce_str="4"', 'mchid')).toBeNull();
    expect(readParameters('x'.repeat(100_000), 'mchid')).toBeNull();
  });
});

/** mulberry32: small, seeded, good enough to choose mutations. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** Changes, drops, doubles or adds one byte; never gives the same back. */
function mutate(bytes: Buffer, pick: (below: number) => number): Buffer {
  const at = pick(bytes.length + 1);
  const kind = bytes.length === 0 || at === bytes.length ? 3 : pick(4);
  const start = bytes.subarray(0, at);
  if (kind === 0)
    return Buffer.concat([start, Buffer.from([(bytes[at] ?? 0) ^ (1 << pick(8))]), bytes.subarray(at + 1)]);
  if (kind === 1) return Buffer.concat([start, bytes.subarray(at + 1)]);
  if (kind === 2) return Buffer.concat([start, bytes.subarray(at, at + 1), bytes.subarray(at)]);
  return Buffer.concat([start, Buffer.from([33 + pick(90)]), bytes.subarray(at)]);
}

describe('mutations of a signed request', () => {
  it('of 6,000, in each of the five lines and each parameter, none is accepted', { timeout: 60_000 }, async () => {
    const pick = seeded(20260126);
    const base = signed();
    const texts = ['method', 'target', 'timestamp', 'nonce', 'signature', 'caller', 'serial'] as const;
    const accepted: string[] = [];
    let tried = 0;
    for (let index = 0; index < 6_400; index += 1) {
      const field = [...texts, 'body' as const][index % (texts.length + 1)] ?? 'body';
      let mutant: Signed;
      if (field === 'body') mutant = { ...base, body: mutate(base.body, pick) };
      else mutant = { ...base, [field]: mutate(Buffer.from(base[field]), pick).toString('latin1') };
      // The serial names a certificate in either case: that is no other request.
      if (mutant.serial.toUpperCase() === serial && field === 'serial') continue;
      tried += 1;
      if ((await refusal(mutant)) === null) accepted.push(`${field}: ${String(mutant[field])}`);
    }
    expect(tried).toBeGreaterThanOrEqual(6_000);
    expect(accepted).toEqual([]);
  });

  it('of 2,000 in the header as a whole, none is accepted', { timeout: 60_000 }, async () => {
    const pick = seeded(7);
    const base = signed();
    const text = header(base);
    const accepted: string[] = [];
    for (let index = 0; index < 2_000; index += 1) {
      const mutant = mutate(Buffer.from(text), pick).toString('latin1');
      if (
        mutant.toUpperCase() === text.toUpperCase() &&
        mutant.replace(/serial_no="\w+"/, '') === text.replace(/serial_no="\w+"/, '')
      )
        continue;
      if ((await refusal(base, mutant)) === null) accepted.push(mutant);
    }
    expect(accepted).toEqual([]);
  });

  it('a signature with another key, or over four lines only, is not accepted', async () => {
    const other = createPrivateKey(
      generateKeyPairSync('rsa', {
        modulusLength: 2048,
        privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
        publicKeyEncoding: { type: 'spki', format: 'pem' },
      }).privateKey,
    );
    const base = signed({ body: Buffer.alloc(0) });
    const four = `${base.method}\n${base.target}\n${base.timestamp}\n${base.nonce}\n`;
    expect(
      await message({ ...base, signature: sign('sha256', Buffer.from(`${four}\n`), other).toString('base64') }),
    ).toBe(signTexts.signature);
    expect(
      await message({ ...base, signature: sign('sha256', Buffer.from(four), privateKey).toString('base64') }),
    ).toBe(signTexts.signature);
  });
});
