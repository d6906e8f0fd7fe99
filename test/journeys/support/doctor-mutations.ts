// Requests signed wrongly on purpose, in the ways integrators get it wrong, with the name of the mistake.
// Signs by itself: it must not share code with the rooms, or both could be wrong alike.
import { createHash, createHmac, type KeyObject, sign as rsaSign } from 'node:crypto';
import type { Cause, RecordedRequest } from '../../../src/domain/traffic/index.js';

export interface Mutation {
  readonly scheme: 'rsa' | 'sdk-hmac' | 'top';
  readonly cause: Cause;
  readonly request: RecordedRequest;
}

/** mulberry32: the same seed, the same mutations. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

type Random = () => number;
const pick = <T>(random: Random, items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
const word = (random: Random, length = 8): string =>
  Array.from({ length }, () => pick(random, [...'abcdefghijkmnpqrstuvwxyz23456789'])).join('');
export const now = 1_768_000_000_000;

/** A body with what makes serialisers differ: text beyond ASCII, slashes, numbers, nesting. */
const payload = (random: Random): Record<string, unknown> => ({
  task_id: word(random, 12),
  brand_id: String(Math.floor(random() * 1e6)),
  url: `https://example.com/${word(random)}/图片.jpg?a=1&b=<2>`,
  amount: Math.floor(random() * 9_000) + 1_000,
  title: pick(random, ['满百减二十', '新店开业 & 礼', '睡莲']),
  detail: { type: 'NORMAL', count: Math.floor(random() * 10), list: [1, 'two', { three: true }] },
});

const python = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(python).join(', ')}]`;
  if (value !== null && typeof value === 'object') {
    return `{${Object.entries(value)
      .map(([name, each]) => `${JSON.stringify(name)}: ${python(each)}`)
      .join(', ')}}`;
  }
  return JSON.stringify(value).replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
};
const sortedKeys = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sortedKeys)
    : value !== null && typeof value === 'object'
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([n, v]) => [n, sortedKeys(v)]),
        )
      : value;
const respelled: readonly ((value: Record<string, unknown>) => string)[] = [
  python,
  (value) => JSON.stringify(value, null, 2),
  (value) => JSON.stringify(value, null, 4),
  (value) => JSON.stringify(value, null, '\t'),
  (value) => JSON.stringify(sortedKeys(value)),
  (value) => python(sortedKeys(value)),
  (value) => JSON.stringify(value).replaceAll('/', '\\/'),
  (value) =>
    JSON.stringify(value)
      .replaceAll('/', '\\/')
      .replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
  (value) => JSON.stringify(value).replace(/[<>&]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
  (value) => JSON.stringify(Object.fromEntries(Object.entries(value).reverse())),
  (value) =>
    JSON.stringify(value)
      .replace(/:(\d+)([,}])/g, ':$1.0$2')
      .replace('[1,', '[1.0,'),
  (value) =>
    JSON.stringify(value)
      .replace(/:(\d+)([,}])/g, ':"$1"$2')
      .replace('[1,', '["1",'),
];

const request = (
  method: string,
  target: string,
  headers: readonly (readonly [string, string])[],
  body: string | Buffer,
  at = now,
): RecordedRequest => ({ method, target, headers, body: Buffer.from(body), cut: false, at });

export interface Keys {
  readonly number: string;
  readonly serial: string;
  readonly key: KeyObject;
  readonly otherSerial: string;
  readonly otherKey: KeyObject;
  readonly strangeKey: KeyObject;
}

interface RsaParts {
  method: string;
  target: string;
  time: string;
  nonce: string;
  signed: Buffer;
  ending: string;
  newline: string;
}

function rsa(
  random: Random,
  keys: Keys,
  cause: Cause,
  change: {
    method?: string;
    target?: string;
    body?: string | Buffer;
    type?: string;
    right?: string | Buffer;
    signed?: (parts: RsaParts) => Partial<RsaParts>;
    text?: (parts: RsaParts) => string;
    key?: KeyObject;
    serial?: string;
    hash?: string;
    encode?: (signature: Buffer) => string;
    header?: { time?: string; nonce?: string; scheme?: string; number?: string };
    at?: number;
  } = {},
): Mutation {
  const scheme = change.header?.scheme ?? 'WECHATPAY2-SHA256-RSA2048';
  const method = change.method ?? 'POST';
  const target = change.target ?? '/v3/marketing/partner/product-coupon/image-generation-tasks';
  const body = change.body ?? (method === 'GET' ? '' : JSON.stringify(payload(random)));
  const parts: RsaParts = {
    method,
    target,
    time: String(Math.floor(now / 1000)),
    nonce: word(random, 32),
    signed: Buffer.from(change.right ?? body),
    ending: '\n',
    newline: '\n',
  };
  const { time, nonce } = parts;
  const made = { ...parts, ...change.signed?.(parts) };
  const head = [made.method, made.target, made.time, made.nonce].map((line) => line + made.newline).join('');
  const text = change.text?.(parts) ?? null;
  const message =
    text === null ? Buffer.concat([Buffer.from(head), made.signed, Buffer.from(made.ending)]) : Buffer.from(text);
  const signature = rsaSign(change.hash ?? 'sha256', message, change.key ?? keys.key);
  const fields = [
    `mchid="${change.header?.number ?? keys.number}"`,
    `nonce_str="${change.header?.nonce ?? nonce}"`,
    `signature="${change.encode?.(signature) ?? signature.toString('base64')}"`,
    `timestamp="${change.header?.time ?? time}"`,
    `serial_no="${change.serial ?? keys.serial}"`,
  ];
  const headers: [string, string][] = [
    ['Host', 'api.example.com:8620'],
    ['Content-Type', change.type ?? 'application/json'],
    ['Authorization', `${scheme} ${fields.join(',')}`],
  ];
  return { scheme: 'rsa', cause, request: request(method, target, headers, body, change.at ?? now) };
}

const query = (random: Random): string => {
  const pairs = [
    `brand_id=${word(random)}`,
    `image_generation_type=CUT_OUT`,
    `a=${word(random)}`,
    `z=${word(random, 3)}`,
  ];
  return pairs.sort(() => random() - 0.5).join('&');
};
const tasks = '/v3/marketing/partner/product-coupon/image-generation-tasks';

function upload(random: Random): { body: Buffer; meta: string; file: Buffer; type: string } {
  const boundary = `----${word(random, 16)}`;
  const file = Buffer.from(Array.from({ length: 400 }, () => Math.floor(random() * 256)));
  const meta = JSON.stringify({
    filename: `${word(random)}.png`,
    sha256: createHash('sha256').update(file).digest('hex'),
  });
  const body = Buffer.concat([
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="meta";\r\nContent-Type: application/json\r\n\r\n${meta}\r\n--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.png";\r\nContent-Type: image/png\r\n\r\n`,
    ),
    file,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  return { body, meta, file, type: `multipart/form-data; boundary=${boundary}` };
}

export const rsaMutations: readonly ((random: Random, keys: Keys) => Mutation)[] = [
  (r, k) => {
    const { body, meta, type } = upload(r);
    return rsa(r, k, 'multipart-body', {
      target: '/v3/marketing/partner/media/upload',
      body,
      type,
      right: meta,
      signed: () => ({ signed: body }),
    });
  },
  (r, k) => {
    const { body, meta, file, type } = upload(r);
    return rsa(r, k, 'file-included', {
      target: '/v3/marketing/partner/media/upload',
      body,
      type,
      right: meta,
      signed: () => ({ signed: file }),
    });
  },
  (r, k) => rsa(r, k, 'wrong-serial', { serial: k.otherSerial }),
  (r, k) => rsa(r, k, 'wrong-serial', { serial: word(r, 40).toUpperCase() }),
  (r, k) => {
    const value = payload(r);
    return rsa(r, k, 'json-respelled', {
      body: JSON.stringify(value),
      signed: () => ({ signed: Buffer.from(pick(r, respelled)(value)) }),
    });
  },
  (r, k) => {
    const value = payload(r);
    return rsa(r, k, 'json-respelled', {
      body: pick(r, respelled)(value),
      signed: () => ({ signed: Buffer.from(JSON.stringify(value)) }),
    });
  },
  (r, k) =>
    rsa(r, k, 'query-missing', {
      method: 'GET',
      target: `${tasks}/x?${query(r)}`,
      signed: ({ target }) => ({ target: target.split('?')[0] as string }),
    }),
  (r, k) => {
    const text = query(r);
    const other = text.split('&').reverse().join('&');
    return rsa(r, k, 'query-order', {
      method: 'GET',
      target: `${tasks}/x?${text}`,
      signed: () => ({ target: `${tasks}/x?${other}` }),
    });
  },
  (r, k) => {
    const name = `q=${encodeURIComponent(pick(r, ['满百', '新 店', '券/礼']))}&b=${word(r)}`;
    return rsa(r, k, 'query-encoding', {
      method: 'GET',
      target: `${tasks}?${name}`,
      signed: () => ({ target: decodeURIComponent(`${tasks}?${name}`) }),
    });
  },
  (r, k) => rsa(r, k, 'clock', { at: now + (r() < 0.5 ? -1 : 1) * (301_000 + Math.floor(r() * 3_600_000)) }),
  (r, k) => rsa(r, k, 'missing-newline', { signed: () => ({ ending: '' }) }),
  (r, k) => rsa(r, k, 'missing-newline', { method: 'GET', signed: () => ({ ending: '' }) }),
  (r, k) => rsa(r, k, 'extra-newline', { method: 'GET', signed: () => ({ ending: '\n\n' }) }),
  (r, k) => rsa(r, k, 'carriage-return', { signed: () => ({ newline: '\r\n', ending: '\n' }) }),
  (r, k) => rsa(r, k, 'wrong-key', { key: k.strangeKey }),
  (r, k) => rsa(r, k, 'method-case', { signed: ({ method }) => ({ method: method.toLowerCase() }) }),
  (r, k) => rsa(r, k, 'other-method', { signed: () => ({ method: 'GET' }) }),
  (r, k) =>
    rsa(r, k, 'path-host', {
      signed: ({ target }) => ({ target: `https://${pick(r, ['api.example.com', 'api.mch.weixin.qq.com'])}${target}` }),
    }),
  (r, k) => rsa(r, k, 'path-slash', { signed: ({ target }) => ({ target: target.slice(1) }) }),
  (r, k) => rsa(r, k, 'body-not-signed', { signed: () => ({ signed: Buffer.alloc(0) }) }),
  (r, k) => rsa(r, k, 'empty-object', { method: 'GET', signed: () => ({ signed: Buffer.from('{}') }) }),
  (r, k) => rsa(r, k, 'base64-url', { encode: (signature) => signature.toString('base64url') }),
  (r, k) => rsa(r, k, 'signature-encoding', { encode: (signature) => signature.toString('hex') }),
  (r, k) => rsa(r, k, 'swapped-fields', { signed: ({ time, nonce }) => ({ time: nonce, nonce: time }) }),
  (r, k) => rsa(r, k, 'hash-algorithm', { hash: pick(r, ['sha1', 'md5', 'sha512']) }),
  (r, k) =>
    rsa(r, k, 'time-differs', { signed: ({ time }) => ({ time: String(Number(time) + 1 + Math.floor(r() * 5)) }) }),
  (r, k) => rsa(r, k, 'time-unit', { header: { time: String(now) }, signed: () => ({ time: String(now) }) }),
  (r, k) => rsa(r, k, 'unknown-caller', { header: { number: String(Math.floor(r() * 1e9)) } }),
  (r, k) =>
    rsa(r, k, 'wrong-scheme', {
      header: { scheme: pick(r, ['WECHATPAY2-SHA256-RSA', 'WECHATPAY-BRAND-SHA256-RSA2048', 'Bearer']) },
    }),
  (r, k) =>
    rsa(r, k, 'body-newline', { signed: ({ signed }) => ({ signed: Buffer.concat([signed, Buffer.from('\r\n')]) }) }),
  (r, k) =>
    rsa(r, k, 'order', {
      text: ({ method, target, time, nonce, signed }) => `${target}\n${method}\n${time}\n${nonce}\n${signed}\n`,
    }),
  (r, k) => rsa(r, k, 'valid', r() < 0.5 ? {} : { method: 'GET', target: `${tasks}?${query(r)}` }),
];

export interface Shared {
  readonly key: string;
  readonly secret: string;
  readonly other: string;
}

interface CanonicalParts {
  method: string;
  path: string;
  query: string;
  lines: [string, string][];
  names: string;
  hash: string;
  gap: string;
  ending: string;
}

const sha = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');
const basic = (time: number): string => new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

function hmac(
  random: Random,
  keys: Shared,
  cause: Cause,
  change: {
    target?: string;
    body?: string;
    signed?: (parts: CanonicalParts) => Partial<CanonicalParts>;
    secret?: string;
    date?: { sent?: string; signed?: string };
    unhashed?: boolean;
    encode?: (signature: Buffer) => string;
    access?: string;
    at?: number;
    scheme?: string;
  } = {},
): Mutation {
  const target = change.target ?? '/ai-painting/submit';
  const body = change.body ?? JSON.stringify(payload(random));
  const [path = '', rawQuery = ''] = target.split('?');
  const sent = change.date?.sent ?? basic(now);
  const lines: [string, string][] = [
    ['content-type', 'application/json'],
    ['host', 'api.example.com'],
    ['x-sdk-date', sent],
  ];
  const pairs =
    rawQuery === ''
      ? []
      : rawQuery.split('&').map((pair) => pair.split('=').map(decodeURIComponent) as [string, string]);
  const right: CanonicalParts = {
    method: 'POST',
    path: path.endsWith('/') ? path : `${path}/`,
    query: pairs
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${encode(name)}=${encode(value)}`)
      .join('&'),
    lines,
    names: lines.map(([name]) => name).join(';'),
    hash: sha(body),
    gap: '\n',
    ending: '',
  };
  const p = { ...right, ...change.signed?.(right) };
  const canonical = `${p.method}\n${p.path}\n${p.query}\n${p.lines.map(([n, v]) => `${n}:${v}\n`).join('')}${p.gap}${p.names}\n${p.hash}${p.ending}`;
  const text = `SDK-HMAC-SHA256\n${change.date?.signed ?? sent}\n${change.unhashed ? canonical : sha(canonical)}`;
  const signature = createHmac('sha256', change.secret ?? keys.secret)
    .update(text)
    .digest();
  const value = change.encode?.(signature) ?? signature.toString('hex');
  const headers: [string, string][] = [
    ['Host', 'api.example.com'],
    ['Content-Type', 'application/json'],
    ['X-Sdk-Date', sent],
    [
      'Authorization',
      `${change.scheme ?? 'SDK-HMAC-SHA256'} Access=${change.access ?? keys.key}, SignedHeaders=${right.names}, Signature=${value}`,
    ],
  ];
  return { scheme: 'sdk-hmac', cause, request: request('POST', target, headers, body, change.at ?? now) };
}

const asked = (r: Random): string => `/ai-painting/query?${query(r)}`;

export const hmacMutations: readonly ((random: Random, keys: Shared) => Mutation)[] = [
  (r, k) => hmac(r, k, 'path-slash', { signed: ({ path }) => ({ path: path.slice(0, -1) }) }),
  (r, k) => hmac(r, k, 'method-case', { signed: () => ({ method: 'post' }) }),
  (r, k) => hmac(r, k, 'other-method', { signed: () => ({ method: 'GET' }) }),
  (r, k) => hmac(r, k, 'query-missing', { target: asked(r), signed: () => ({ query: '' }) }),
  (r, k) => {
    const text = `z=1&${query(r)
      .replace(/(^|&)z=[^&]*/, '')
      .replace(/^&/, '')}`;
    return hmac(r, k, 'query-order', { target: `/ai-painting/query?${text}`, signed: () => ({ query: text }) });
  },
  (r, k) => {
    const word1 = pick(r, ['满百', '新店', '睡莲']);
    return hmac(r, k, 'query-encoding', {
      target: `/ai-painting/query?a=${word(r)}&text=${encodeURIComponent(word1)}`,
      signed: (p) => ({ query: decodeURIComponent(p.query) }),
    });
  },
  (r, k) => hmac(r, k, 'path-host', { signed: ({ path }) => ({ path: `https://api.example.com${path}` }) }),
  (r, k) => {
    const value = payload(r);
    return hmac(r, k, 'json-respelled', {
      body: JSON.stringify(value),
      signed: () => ({ hash: sha(pick(r, respelled)(value)) }),
    });
  },
  (r, k) => hmac(r, k, 'body-not-signed', { signed: () => ({ hash: sha('') }) }),
  (r, k) => hmac(r, k, 'empty-object', { body: '', signed: () => ({ hash: sha('{}') }) }),
  (r, k) => hmac(r, k, 'text-not-hashed', { body: JSON.stringify(payload(r)), unhashed: true }),
  (r, k) => {
    const body = JSON.stringify(payload(r));
    return hmac(r, k, 'text-not-hashed', { body, signed: () => ({ hash: body }) });
  },
  (r, k) => hmac(r, k, 'missing-newline', { signed: () => ({ gap: '' }) }),
  (r, k) => hmac(r, k, 'extra-newline', { signed: () => ({ ending: '\n' }) }),
  (r, k) => hmac(r, k, 'clock', { at: now + (r() < 0.5 ? -1 : 1) * (1_000_000 + Math.floor(r() * 600_000)) }),
  (r, k) => hmac(r, k, 'time-zone', { date: { sent: basic(now + 8 * 3_600_000) } }),
  (r, k) => hmac(r, k, 'time-differs', { date: { signed: basic(now + 1000 * (1 + Math.floor(r() * 4))) } }),
  (r, k) => hmac(r, k, 'wrong-key', { secret: word(r, 32) }),
  (r, k) => hmac(r, k, 'key-spelling', { secret: pick(r, [`${k.secret}\n`, ` ${k.secret}`, `"${k.secret}"`, k.key]) }),
  (r, k) => hmac(r, k, 'unknown-caller', { access: word(r, 32) }),
  (r, k) => hmac(r, k, 'signature-encoding', { encode: (signature) => signature.toString('base64') }),
  (r, k) => hmac(r, k, 'signature-encoding', { signed: ({ hash }) => ({ hash: hash.toUpperCase() }) }),
  (r, k) => hmac(r, k, 'headers-order', { signed: ({ lines, names }) => ({ lines: [...lines].reverse(), names }) }),
  (r, k) =>
    hmac(r, k, 'header-not-signed', {
      signed: ({ lines }) => ({ lines: lines.filter(([n]) => n !== 'content-type') }),
    }),
  (r, k) =>
    hmac(r, k, 'header-value', {
      signed: ({ lines }) => ({ lines: lines.map(([n, v]) => [n, n === 'host' ? '127.0.0.1' : v]) }),
    }),
  (r, k) => hmac(r, k, 'wrong-scheme', { scheme: pick(r, ['HMAC-SHA256', 'SDK-HMAC-SM3']) }),
  (r, k) => hmac(r, k, 'valid', r() < 0.5 ? {} : { target: asked(r) }),
];

const gatewayTime = (time: number): string =>
  new Date(time + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');

function top(
  random: Random,
  keys: Shared,
  cause: Cause,
  change: {
    sent?: Record<string, string>;
    signed?: (values: Record<string, string>) => Record<string, string>;
    order?: 'sent';
    between?: readonly [string, string];
    wrap?: (text: string, secret: string) => string;
    method?: string;
    by?: string;
    secret?: string;
    encode?: (hex: string) => string;
    at?: number;
    file?: Buffer;
  } = {},
): Mutation {
  const method = change.method ?? pick(random, ['md5', 'hmac', 'hmac-sha256']);
  const values: Record<string, string> = {
    timestamp: gatewayTime(now),
    method: 'taobao.picture.category.get',
    app_key: keys.key,
    session: word(random, 24),
    v: '2.0',
    format: 'json',
    sign_method: method,
    picture_category_name: pick(random, ['宝贝图片', '新店 礼', 'a+b']),
    parent_id: String(Math.floor(random() * 1e6)),
    ...change.sent,
  };
  const signed = change.signed?.(values) ?? values;
  const names = change.order === 'sent' ? Object.keys(signed) : Object.keys(signed).sort();
  const [equals, and] = change.between ?? ['', ''];
  const text = names.map((name) => `${name}${equals}${signed[name]}`).join(and);
  const secret = change.secret ?? keys.secret;
  const by = change.by ?? method;
  const hex =
    by === 'md5'
      ? createHash('md5')
          .update(change.wrap?.(text, secret) ?? secret + text + secret)
          .digest('hex')
      : createHmac(by === 'hmac' ? 'md5' : 'sha256', secret)
          .update(text)
          .digest('hex');
  const sign = change.encode?.(hex) ?? hex.toUpperCase();
  if (change.file === undefined) {
    const body = new URLSearchParams({ ...values, sign }).toString();
    const type = 'application/x-www-form-urlencoded;charset=utf-8';
    return {
      scheme: 'top',
      cause,
      request: request('POST', '/router/rest', [['Content-Type', type]], body, change.at ?? now),
    };
  }
  const boundary = `----${word(random, 16)}`;
  const fields = Object.entries({ ...values, sign }).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const body = Buffer.concat([
    Buffer.from(
      `${fields.join('')}--${boundary}\r\nContent-Disposition: form-data; name="img"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n`,
    ),
    change.file,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  const headers: [string, string][] = [['Content-Type', `multipart/form-data; boundary=${boundary}`]];
  return { scheme: 'top', cause, request: request('POST', '/router/rest', headers, body, change.at ?? now) };
}

const without = (values: Record<string, string>, name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(values).filter(([each]) => each !== name));
const changed = (values: Record<string, string>, make: (value: string) => string): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, make(value)]));

export const topMutations: readonly ((random: Random, keys: Shared) => Mutation)[] = [
  (r, k) => top(r, k, 'order', { order: 'sent' }),
  (r, k) =>
    top(r, k, 'separators', {
      between: pick(r, [
        ['=', '&'],
        ['=', ''],
        ['', '&'],
      ] as const),
    }),
  (r, k) =>
    top(r, k, 'parameter-not-signed', {
      signed: (values) => without(values, pick(r, ['session', 'v', 'format', 'sign_method', 'parent_id'])),
    }),
  (r, k) => top(r, k, 'values-encoded', { signed: (values) => changed(values, encodeURIComponent) }),
  (r, k) =>
    top(r, k, 'secret-missing', {
      method: 'md5',
      wrap: pick(r, [(t: string, s: string) => s + t, (t: string, s: string) => t + s, (t: string) => t]),
    }),
  (r, k) => {
    const [method, by] = pick(r, [
      ['md5', 'hmac'],
      ['hmac', 'md5'],
      ['hmac-sha256', 'hmac'],
      ['hmac', 'hmac-sha256'],
    ] as const);
    return top(r, k, 'hash-algorithm', { method, by });
  },
  (r, k) => top(r, k, 'clock', { at: now + (r() < 0.5 ? -1 : 1) * (700_000 + Math.floor(r() * 1_000_000)) }),
  (r, k) => top(r, k, 'time-zone', { sent: { timestamp: gatewayTime(now - 8 * 3_600_000) } }),
  (r, k) => top(r, k, 'time-unit', { sent: { timestamp: String(now) } }),
  (r, k) =>
    top(r, k, 'time-differs', {
      signed: (values) => ({ ...values, timestamp: gatewayTime(now + 1000 * (1 + Math.floor(r() * 5))) }),
    }),
  (r, k) => top(r, k, 'wrong-key', { secret: word(r, 32) }),
  (r, k) => top(r, k, 'key-spelling', { secret: pick(r, [`${k.secret}\n`, ` ${k.secret}`, k.key, `${k.secret}&`]) }),
  (r, k) => top(r, k, 'unknown-caller', { sent: { app_key: String(Math.floor(r() * 1e8)) } }),
  (r, k) => top(r, k, 'signature-encoding', { encode: (hex) => Buffer.from(hex, 'hex').toString('base64') }),
  (r, k) => top(r, k, 'sign-included', { signed: (values) => ({ ...values, sign: '' }) }),
  (r, k) => {
    const file = Buffer.from(`\x89PNG${word(r, 60)}`, 'latin1');
    const img = pick(r, ['@a.png', 'a.png', file.toString('base64')]);
    return top(r, k, 'file-included', { file, signed: (values) => ({ ...values, img }) });
  },
  (r, k) =>
    top(r, k, 'body-charset', {
      sent: { picture_category_name: '宝贝' },
      signed: (values) => changed(values, (value) => value.replace(/[^ -~]/g, '?')),
    }),
  (r, k) => top(r, k, 'extra-newline', { method: 'md5', wrap: (t, s) => `${s + t + s}\n` }),
  (r, k) => top(r, k, 'valid', {}),
];
