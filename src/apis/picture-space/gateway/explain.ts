// Says what a client of the gateway really signed: the sorted text is made with one mistake after the other until the
// signature fits. Must not admit anybody: that is routes.ts.
import { createHash, createHmac } from 'node:crypto';
import type { Accounts } from '../../../domain/accounts/index.js';
import {
  type Choices,
  choices,
  clockCause,
  diagnosis,
  type Explain,
  findDeviation,
  type RecordedRequest,
  type Variant,
} from '../../../domain/traffic/index.js';
import { isMultipart, readMultipart } from '../../../http/multipart.js';
import { isJsonObject, parseJson } from '../../../kernel/exact-json.js';
import { applicationKind, secrets } from '../auth.js';
import type { Values } from '../operations/fields.js';
import { isSigned, isSignMethod } from './signature.js';

const toleranceMs = 10 * 60_000;
const hourMs = 3_600_000;
/** Seconds either way for which two readings of a client's clock are tried. */
const secondsTried = 60;
const hidden = '‹secret›';
/** Parameters whose values are credentials: never shown. */
const credentials = ['session', 'access_token'];

type Digest =
  | 'md5'
  | 'hmac'
  | 'hmac-sha256'
  | 'md5-front'
  | 'md5-back'
  | 'md5-bare'
  | 'sha256'
  | 'hmac-wrapped'
  | 'hmac-sha1';
type Order = 'bytes' | 'sent' | 'folded' | 'backwards';
type Values2 = readonly (readonly [string, string])[];

/** The parts of the signed text. */
interface Text {
  readonly values: Values2;
  readonly order: Order;
  readonly between: readonly [string, string];
  readonly digest: Digest;
  readonly secret: string;
  readonly ending: string;
}

const orders: Readonly<Record<Order, (values: Values2) => Values2>> = {
  bytes: (values) => [...values].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
  sent: (values) => values,
  folded: (values) =>
    [...values].sort(([a], [b]) =>
      a.replaceAll('_', '').toLowerCase() < b.replaceAll('_', '').toLowerCase() ? -1 : 1,
    ),
  backwards: (values) => [...values].sort(([a], [b]) => Buffer.compare(Buffer.from(b), Buffer.from(a))),
};

const joined = ({ values, order, between: [equals, and] }: Text, show = false): string =>
  orders[order](values)
    .map(([name, value]) => `${name}${equals}${show && credentials.includes(name) ? `‹${name}›` : value}`)
    .join(and);

const wraps: Readonly<Record<Digest, (text: string, secret: string) => string>> = {
  md5: (text, secret) => secret + text + secret,
  'md5-front': (text, secret) => secret + text,
  'md5-back': (text, secret) => text + secret,
  'md5-bare': (text) => text,
  sha256: (text, secret) => secret + text + secret,
  hmac: (text) => text,
  'hmac-sha256': (text) => text,
  'hmac-sha1': (text) => text,
  'hmac-wrapped': (text, secret) => secret + text + secret,
};

function hashOf(text: Text): string {
  const { digest, secret } = text;
  const whole = `${wraps[digest](joined(text), secret)}${text.ending}`;
  switch (digest) {
    case 'md5':
    case 'md5-front':
    case 'md5-back':
    case 'md5-bare':
      return createHash('md5').update(whole).digest('hex');
    case 'sha256':
      return createHash('sha256').update(whole).digest('hex');
    case 'hmac':
    case 'hmac-wrapped':
      return createHmac('md5', secret).update(whole).digest('hex');
    case 'hmac-sha1':
      return createHmac('sha1', secret).update(whole).digest('hex');
    case 'hmac-sha256':
      return createHmac('sha256', secret).update(whole).digest('hex');
  }
}

const shown = (text: Text): string => `${wraps[text.digest](joined(text, true), hidden)}${text.ending}`;

interface Form {
  readonly query: Values2;
  readonly body: Values2;
  readonly files: readonly { readonly name: string; readonly filename: string | null; readonly bytes: Buffer }[];
}

async function formOf(request: RecordedRequest): Promise<Form> {
  const mark = request.target.indexOf('?');
  const query = [...new URLSearchParams(mark < 0 ? '' : request.target.slice(mark + 1))];
  const type = request.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  if (isMultipart(type)) {
    const { parts } = await readMultipart(request.body, type, { partBytes: 4 * 1024 * 1024, parts: 64 });
    const isFile = ({ name, filename }: { name: string; filename: string | null }) =>
      filename !== null || name === 'img';
    return {
      query,
      body: parts.filter((part) => !isFile(part)).map(({ name, bytes }) => [name, bytes.toString('utf8')] as const),
      files: parts.filter(isFile),
    };
  }
  if (/json/i.test(type ?? '')) {
    try {
      const json = parseJson(request.body);
      const values = isJsonObject(json) ? Object.entries(json) : [];
      return { query, body: values.map(([name, value]) => [name, String(value)] as const), files: [] };
    } catch {
      return { query, body: [], files: [] };
    }
  }
  return { query, body: [...new URLSearchParams(request.body.toString('utf8'))], files: [] };
}

const gatewayTime = (time: number): string => new Date(time + 8 * hourMs).toISOString().slice(0, 19).replace('T', ' ');
const timeOf = (text: string): number =>
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text) ? Date.parse(`${text.replace(' ', 'T')}+08:00`) : Number.NaN;

function valueMistakes(right: Values2, form: Form, sign: string): Variant<Values2>[] {
  const change = (make: (value: string, name: string) => string): Values2 =>
    right.map(([name, value]) => [name, make(value, name)] as const);
  const without = (names: readonly string[]): Values2 => right.filter(([name]) => !names.includes(name));
  const encode = (text: string): string =>
    encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const wrong: Variant<Values2>[] = [];
  for (const [name] of right) wrong.push({ cause: 'parameter-not-signed', value: without([name]), detail: name });
  const names = (values: Values2): string[] => values.map(([name]) => name);
  if (form.query.length > 0 && form.body.length > 0) {
    wrong.push({ cause: 'body-not-signed', value: without(names(form.body)) });
    wrong.push({ cause: 'query-missing', value: without(names(form.query)) });
  }
  for (const [index, [one]] of right.entries()) {
    for (const [other] of right.slice(index + 1)) {
      wrong.push({ cause: 'parameter-not-signed', value: without([one, other]), detail: `${one}, ${other}` });
    }
  }
  wrong.push(
    { cause: 'values-encoded', value: change(encode) },
    { cause: 'values-encoded', value: change((value) => encode(value).replaceAll('%20', '+')) },
    {
      cause: 'values-encoded',
      value: change((value) => encode(value).replace(/%[0-9A-F]{2}/g, (each) => each.toLowerCase())),
    },
    { cause: 'values-encoded', value: change((value) => value.replaceAll(' ', '+')) },
    { cause: 'values-encoded', value: change((value) => value.replaceAll(' ', '%20')) },
    { cause: 'values-encoded', value: change(encodeURI) },
    { cause: 'values-encoded', value: change((value) => value.replaceAll('+', ' ')) },
    { cause: 'body-charset', value: change((value) => value.replace(/[^\u0000-\u007f]/g, '?')) },
    { cause: 'body-charset', value: change((value) => Buffer.from(value).toString('latin1')) },
    { cause: 'sign-included', value: [...right, ['sign', sign]] },
    { cause: 'sign-included', value: [...right, ['sign', '']] },
  );
  for (const { name, filename, bytes } of form.files) {
    for (const value of [
      bytes.toString('utf8'),
      bytes.toString('latin1'),
      bytes.toString('base64'),
      filename ?? '',
      `@${filename}`,
      '',
    ]) {
      wrong.push({ cause: 'file-included', value: [...right, [name, value]], detail: name });
    }
  }
  const timestamp = right.find(([name]) => name === 'timestamp')?.[1] ?? '';
  const time = timeOf(timestamp);
  const at = (other: string): Values2 => change((value, name) => (name === 'timestamp' ? other : value));
  if (!Number.isNaN(time)) {
    for (let off = 1; off <= secondsTried; off += 1) {
      wrong.push({ cause: 'time-differs', value: at(gatewayTime(time + off * 1000)), detail: `+${off} s` });
      wrong.push({ cause: 'time-differs', value: at(gatewayTime(time - off * 1000)), detail: `-${off} s` });
    }
    wrong.push({ cause: 'time-zone', value: at(gatewayTime(time - 8 * hourMs)), detail: 'UTC' });
    wrong.push({ cause: 'time-unit', value: at(String(time)), detail: 'ms' });
    wrong.push({ cause: 'time-unit', value: at(String(time / 1000)), detail: 's' });
  }
  wrong.push(
    { cause: 'header-value', value: change((value) => value.trim()), detail: 'trim' },
    { cause: 'header-value', value: change((value) => value.toLowerCase()), detail: 'lower case' },
  );
  return wrong;
}

const digests: readonly Digest[] = ['md5', 'hmac', 'hmac-sha256'];

async function explain(request: RecordedRequest, accounts: Accounts) {
  const form = await formOf(request);
  const values: Values = new Map([...form.query, ...form.body]);
  const text = (name: string): string => values.get(name)?.trim() ?? '';
  const method = text('sign_method') || 'md5';
  const scheme = `TOP ${method.slice(0, 24)}`;
  const found = (facts: Omit<Parameters<typeof diagnosis>[0], 'scheme'>) => diagnosis({ scheme, ...facts });
  const sign = text('sign');
  if (sign === '') return found({ cause: 'not-signed' });
  const right: Values2 = [...values].filter(([name]) => name !== 'sign');
  const key = text('app_key');
  const account = key === '' || key.length > 64 ? null : await accounts.find(applicationKind, key);
  const secret = account?.secrets.get(secrets.client);
  const digest = digests.find((each) => each === method.toLowerCase()) ?? 'md5';
  const usual: Text = { values: right, order: 'bytes', between: ['', ''], digest, secret: secret ?? '', ending: '' };
  const expected = shown(usual);
  if (account === null || secret === undefined)
    return found({ cause: 'unknown-caller', detail: key.slice(0, 64), expected });
  const isHex = /^[0-9a-f]+$/i.test(sign);
  const encoding = isHex ? null : /[-_]/.test(sign) ? 'base64url' : 'base64';
  const wanted = isHex ? sign.toLowerCase() : Buffer.from(sign, 'base64').toString('hex');
  const fits = (each: Text): boolean => hashOf(each) === wanted;

  const all: Choices<Text> = {
    values: choices(right, valueMistakes(right, form, sign), (each) => JSON.stringify(each)),
    order: choices<Order>('bytes', [
      { cause: 'order', value: 'sent' },
      { cause: 'order', value: 'folded' },
      { cause: 'order', value: 'backwards' },
    ]),
    between: choices<readonly [string, string]>(
      ['', ''],
      [
        ['=', '&'],
        ['=', ''],
        ['', '&'],
        [':', ','],
        ['=', '\n'],
        ['', '\n'],
        ['', ','],
      ].map(
        ([equals = '', and = '']) =>
          ({ cause: 'separators', value: [equals, and] as const, detail: `k${equals}v${and}` }) as const,
      ),
      ([equals, and]) => `${equals}/${and}`,
    ),
    digest: choices<Digest>(digest, [
      ...digests.map((value) => ({ cause: 'hash-algorithm', value, detail: value }) as const),
      { cause: 'secret-missing', value: 'md5-front' },
      { cause: 'secret-missing', value: 'md5-back' },
      { cause: 'secret-missing', value: 'md5-bare' },
      { cause: 'hash-algorithm', value: 'sha256', detail: 'SHA256' },
      { cause: 'hash-algorithm', value: 'hmac-sha1', detail: 'HMAC-SHA1' },
      { cause: 'hash-algorithm', value: 'hmac-wrapped', detail: 'HMAC(secret+…+secret)' },
    ]),
    secret: choices(secret, [
      ...[
        `${secret}\n`,
        `${secret}\r\n`,
        `${secret}&`,
        ` ${secret}`,
        `${secret} `,
        `"${secret}"`,
        secret.toLowerCase(),
        secret.toUpperCase(),
      ].map((value) => ({ cause: 'key-spelling', value }) as const),
      { cause: 'key-spelling', value: key, detail: 'app_key' },
      { cause: 'key-spelling', value: text('session'), detail: 'session' },
      { cause: 'key-spelling', value: '', detail: '∅' },
    ]),
    ending: choices('', [
      { cause: 'extra-newline', value: '\n' },
      { cause: 'carriage-return', value: '\r\n' },
    ]),
  };
  const accepted = isSignMethod(method) && isHex && isSigned(values, secret, method);
  const match = accepted ? null : findDeviation(all, fits);
  if (!accepted && match === null) return found({ cause: 'wrong-key', expected });
  const texts = { expected, received: match === null ? expected : shown(match.parts) };
  if (match !== null) {
    if (encoding !== null) return found({ cause: 'signature-encoding', detail: encoding, ...texts });
    if (match.cause !== 'valid') return found({ cause: match.cause, also: match.also, detail: match.detail, ...texts });
    return found({ cause: 'hash-algorithm', detail: `sign_method=${method.slice(0, 24)}`, ...texts });
  }
  const timestamp = text('timestamp');
  const time = timeOf(timestamp);
  if (Number.isNaN(time)) {
    const cause = /^\d{10}(\d{3})?$/.test(timestamp) ? 'time-unit' : 'malformed';
    return found({ cause, detail: `timestamp=${timestamp.slice(0, 40)}`, ...texts });
  }
  const off = time - request.at;
  if (Math.abs(off) > toleranceMs) return found({ ...clockCause(off), ...texts });
  return found({ cause: 'valid', ...texts });
}

export function createExplain(accounts: Accounts): Explain {
  return async (request) => (/^\/router\/rest(\?|$)/.test(request.target) ? explain(request, accounts) : null);
}
