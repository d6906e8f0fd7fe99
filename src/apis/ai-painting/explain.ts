// Says what a client of the gateway really signed: its canonical request is made with one mistake after the other until the
// signature fits. A keyed hash says nothing about a wrong key, so that is named when nothing else fits.
// Must not admit anybody: that is auth.ts.
import { createHmac } from 'node:crypto';
import type { Accounts } from '../../domain/accounts/index.js';
import {
  bodyMistakes,
  type Choices,
  choices,
  clockCause,
  diagnosis,
  type Explain,
  findDeviation,
  type RecordedRequest,
  schemeOf,
  targetMistakes,
  type Variant,
} from '../../domain/traffic/index.js';
import { sha256Hex } from '../../kernel/crypto.js';
import { appKind, secrets } from './auth.js';
import { canonicalPaths, canonicalQueries, canonicalRequests, percentEncode } from './canonical.js';
import type { AiPaintingSettings } from './settings.js';

const scheme = 'SDK-HMAC-SHA256';
const windowMs = 15 * 60_000;
const hourMs = 3_600_000;
/** Seconds either way for which two readings of a client's clock are tried. */
const secondsTried = 60;

/** The parts of the canonical request and of what is made of it. */
interface Text {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: { readonly lines: string; readonly names: string };
  readonly hash: string;
  /** What stands between the header lines and their names. */
  readonly gap: string;
  readonly ending: string;
  readonly date: string;
  readonly shape: 'usual' | 'unhashed' | 'canonical' | 'no-date' | 'no-scheme';
  readonly secret: string;
}

const canonicalOf = ({ method, path, query, headers, gap, hash, ending }: Text): string =>
  `${method}\n${path}\n${query}\n${headers.lines}${gap}${headers.names}\n${hash}${ending}`;

/** The text under the keyed hash. */
function signedText(text: Text): string {
  const canonical = canonicalOf(text);
  switch (text.shape) {
    case 'usual':
      return `${scheme}\n${text.date}\n${sha256Hex(canonical)}`;
    case 'unhashed':
      return `${scheme}\n${text.date}\n${canonical}`;
    case 'canonical':
      return canonical;
    case 'no-date':
      return `${scheme}\n${sha256Hex(canonical)}`;
    case 'no-scheme':
      return `${text.date}\n${sha256Hex(canonical)}`;
  }
}

/** What is shown: the canonical request, for that is where clients differ; the text around it when that differs. */
const shown = (text: Text, plain: boolean): string =>
  plain ? canonicalOf(text) : signedText(text).replace(/[0-9a-f]{64}$/, canonicalOf(text));

const isoBasic = (time: number): string => new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');
const timeOf = (date: string): number =>
  Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

const withSlash = (path: string): string => (path.endsWith('/') ? path : `${path}/`);

function pathMistakes(path: string, right: string, hosts: readonly string[], query: string): Variant<string>[] {
  const wrong: Variant<string>[] = [{ cause: 'path-slash', value: right.replace(/\/$/, '') }];
  if (query !== '') wrong.push({ cause: 'query-missing', value: `${path}?${query}`, detail: 'path?query' });
  for (const { cause, value } of targetMistakes(path, hosts)) {
    wrong.push({ cause, value: withSlash(value) }, { cause, value });
  }
  return wrong;
}

function queryMistakes(query: string): Variant<string>[] {
  if (query === '') return [];
  const wrong: Variant<string>[] = [
    { cause: 'query-missing', value: '' },
    { cause: 'query-order', value: query },
  ];
  for (const { cause, value } of targetMistakes(`/?${query}`, [])) {
    if (cause !== 'query-order' && cause !== 'query-encoding') continue;
    const text = value.slice(2);
    // Sorted out of order but encoded as it should be, and the other way round.
    const pairs = text.split('&').map((pair) => {
      const at = pair.indexOf('=');
      const [name, of] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
      return `${percentEncode(safeDecode(name))}=${percentEncode(safeDecode(of))}`;
    });
    wrong.push({ cause, value: text }, { cause: 'query-order', value: pairs.join('&') });
    wrong.push({ cause: 'query-encoding', value: text.split('&').sort().join('&') });
  }
  return wrong;
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

type HeaderOf = (name: string) => readonly string[];

function headerMistakes(
  names: readonly string[],
  header: HeaderOf,
  hosts: readonly string[],
): Variant<Text['headers']>[] {
  const line = (name: string, value: string): string => `${name}:${value}\n`;
  const value = (name: string): string =>
    header(name)
      .map((each) => each.trim())
      .join(',');
  const make = (list: readonly string[], changed: Readonly<Record<string, string>> = {}): Text['headers'] => ({
    lines: list.map((name) => line(name, changed[name] ?? value(name))).join(''),
    names: list.join(';'),
  });
  const sorted = [...names].sort();
  const wrong: Variant<Text['headers']>[] = [
    { cause: 'headers-order', value: make(sorted) },
    { cause: 'headers-order', value: { lines: make(sorted).lines, names: names.join(';') } },
    { cause: 'headers-order', value: { lines: make(names).lines, names: sorted.join(';') } },
    { cause: 'headers-order', value: make([...names].reverse()) },
    { cause: 'headers-order', value: { lines: make([...sorted].reverse()).lines, names: names.join(';') } },
  ];
  for (const name of names) {
    const rest = names.filter((each) => each !== name);
    wrong.push({ cause: 'header-not-signed', value: make(rest), detail: name });
    wrong.push({
      cause: 'header-not-signed',
      value: { lines: make(rest).lines, names: names.join(';') },
      detail: name,
    });
    wrong.push({
      cause: 'header-not-signed',
      value: { lines: make(names).lines, names: rest.join(';') },
      detail: name,
    });
    const real = value(name);
    const others = [
      real.toLowerCase(),
      ` ${real}`,
      '',
      real.split(';')[0] ?? '',
      `${real}; charset=utf-8`,
      `${real};charset=UTF-8`,
    ];
    for (const other of name === 'host' ? [...hosts, ...others] : others) {
      wrong.push({ cause: 'header-value', value: make(names, { [name]: other }), detail: name });
    }
    const spelled = name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
    wrong.push({
      cause: 'header-value',
      value: { lines: make(names).lines.replace(`${name}:`, `${spelled}:`), names: names.join(';') },
      detail: name,
    });
  }
  const capital = names.map((name) => name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()));
  wrong.push({
    cause: 'header-value',
    value: { lines: make(names).lines, names: capital.join(';') },
    detail: 'SignedHeaders',
  });
  wrong.push({
    cause: 'header-value',
    value: { lines: capital.map((name, at) => line(name, value(names[at] ?? ''))).join(''), names: names.join(';') },
    detail: 'SignedHeaders',
  });
  return wrong;
}

function hashMistakes(body: Buffer, stated: string | undefined): Variant<string>[] {
  const right = sha256Hex(body);
  const wrong: Variant<string>[] = [
    { cause: 'signature-encoding', value: right.toUpperCase(), detail: 'SHA256(body)' },
  ];
  for (const { cause, value } of bodyMistakes(body)) wrong.push({ cause, value: sha256Hex(value) });
  wrong.push(
    { cause: 'text-not-hashed', value: body.toString('utf8') },
    { cause: 'body-not-signed', value: 'UNSIGNED-PAYLOAD' },
    { cause: 'body-not-signed', value: '' },
  );
  if (stated !== undefined) wrong.push({ cause: 'header-value', value: stated, detail: 'X-Sdk-Content-Sha256' });
  return wrong;
}

function dateMistakes(date: string): Variant<string>[] {
  const time = timeOf(date);
  if (Number.isNaN(time)) return [];
  const wrong: Variant<string>[] = [];
  for (let off = 1; off <= secondsTried; off += 1) {
    wrong.push({ cause: 'time-differs', value: isoBasic(time + off * 1000), detail: `+${off} s` });
    wrong.push({ cause: 'time-differs', value: isoBasic(time - off * 1000), detail: `-${off} s` });
  }
  for (const hours of [8, -8]) {
    wrong.push({ cause: 'time-zone', value: isoBasic(time + hours * hourMs), detail: `${hours} h` });
  }
  return wrong;
}

/** Secrets as they come out of careless settings files, and the two other credentials taken for it. */
function secretMistakes(secret: string, key: string, code: string | undefined): Variant<string>[] {
  const wrong: Variant<string>[] = [
    ...[
      `${secret}\n`,
      `${secret}\r\n`,
      ` ${secret}`,
      `${secret} `,
      `"${secret}"`,
      secret.toLowerCase(),
      secret.toUpperCase(),
    ].map((value) => ({ cause: 'key-spelling', value }) as const),
    { cause: 'key-spelling', value: key, detail: 'AppKey' },
    { cause: 'key-spelling', value: Buffer.from(secret).toString('base64'), detail: 'base64' },
    { cause: 'key-spelling', value: '', detail: '∅' },
    { cause: 'key-spelling', value: sha256Hex(secret), detail: 'SHA256' },
  ];
  if (code !== undefined) wrong.push({ cause: 'key-spelling', value: code, detail: 'AppCode' });
  return wrong;
}

const hexSignature = /^[0-9a-f]{64}$/i;

async function explain(request: RecordedRequest, accounts: Accounts) {
  const found = (facts: Omit<Parameters<typeof diagnosis>[0], 'scheme'>) => diagnosis({ scheme, ...facts });
  const header: HeaderOf = (name) =>
    request.headers.filter(([each]) => each.toLowerCase() === name).map(([, value]) => value);
  const authorization = header('authorization')[0];
  if (authorization === undefined) return found({ cause: 'not-signed' });
  const [said = ''] = authorization.split(' ', 1);
  if (said !== scheme) return found({ cause: 'wrong-scheme', detail: schemeOf(authorization) });
  const part = (name: string): string | undefined => new RegExp(`\\b${name}=([^,\\s]+)`).exec(authorization)?.[1];
  const [key, listed, signature] = [part('Access'), part('SignedHeaders'), part('Signature')];
  if (key === undefined || listed === undefined || signature === undefined) {
    const missing = Object.entries({ Access: key, SignedHeaders: listed, Signature: signature });
    return found({
      cause: 'malformed',
      detail: missing.flatMap(([name, is]) => (is === undefined ? [name] : [])).join(', '),
    });
  }
  const date = header('x-sdk-date')[0]?.trim() ?? '';
  if (date === '') return found({ cause: 'malformed', detail: 'X-Sdk-Date' });
  const names = listed.toLowerCase().split(';');
  const mark = request.target.indexOf('?');
  const path = mark < 0 ? request.target : request.target.slice(0, mark);
  const query = mark < 0 ? '' : request.target.slice(mark + 1);
  const [rightPath = ''] = canonicalPaths(path);
  const [rightQuery = ''] = canonicalQueries(query);
  const bodyHash = sha256Hex(request.body);
  const accepted = canonicalRequests({ method: request.method, path, query, header, signedHeaders: names, bodyHash });
  const [expected = ''] = accepted;
  const rightLines = expected
    .split('\n')
    .slice(3, -3)
    .map((text) => `${text}\n`)
    .join('');
  const account = key.length > 256 ? null : await accounts.find(appKind, key);
  const secret = account?.secrets.get(secrets.app);
  if (account === null || secret === undefined)
    return found({ cause: 'unknown-caller', detail: key.slice(0, 64), expected });
  if (!names.includes('x-sdk-date')) return found({ cause: 'header-not-signed', detail: 'x-sdk-date', expected });
  const asHex = (text: string): string => Buffer.from(text, 'base64').toString('hex');
  const encoding = hexSignature.test(signature) ? null : /[-_]/.test(signature) ? 'base64url' : 'base64';
  const wanted = encoding === null ? signature.toLowerCase() : asHex(signature);
  const fits = (text: string, by = secret): boolean => createHmac('sha256', by).update(text).digest('hex') === wanted;

  const hosts = [...header('host'), ...header('x-forwarded-host')].flatMap((host) => [host, host.replace(/:\d+$/, '')]);
  const method = request.method.toUpperCase();
  const all: Choices<Text> = {
    method: choices(method, [
      { cause: 'method-case', value: method.toLowerCase() },
      { cause: 'method-case', value: method[0] + method.slice(1).toLowerCase() },
      ...['GET', 'POST', 'PUT'].map((other) => ({ cause: 'other-method', value: other, detail: other }) as const),
    ]),
    path: choices(rightPath, pathMistakes(path, rightPath, hosts, query)),
    query: choices(rightQuery, queryMistakes(query)),
    headers: choices(
      { lines: rightLines, names: names.join(';') },
      headerMistakes(names, header, [...hosts, 'localhost', '127.0.0.1']),
      ({ lines, names: of }) => `${lines}\n${of}`,
    ),
    hash: choices(bodyHash, hashMistakes(request.body, header('x-sdk-content-sha256')[0]?.trim())),
    gap: choices('\n', [
      { cause: 'missing-newline', value: '' },
      { cause: 'extra-newline', value: '\n\n' },
    ]),
    ending: choices('', [
      { cause: 'extra-newline', value: '\n' },
      { cause: 'carriage-return', value: '\r\n' },
    ]),
    shape: choices<Text['shape']>('usual', [
      { cause: 'text-not-hashed', value: 'unhashed' },
      { cause: 'text-not-hashed', value: 'canonical' },
      { cause: 'order', value: 'no-date' },
      { cause: 'order', value: 'no-scheme' },
    ]),
    secret: choices(secret, secretMistakes(secret, key, account.secrets.get(secrets.code))),
    date: choices(date, dateMistakes(date)),
  };
  const usual = [...accepted].find((canonical) => fits(`${scheme}\n${date}\n${sha256Hex(canonical)}`));
  const match =
    usual !== undefined
      ? { cause: 'valid' as const, also: null, detail: null, texts: { expected: usual, received: usual } }
      : (() => {
          const deviation = findDeviation(all, (text) => fits(signedText(text), text.secret));
          if (deviation === null) return null;
          const plain = deviation.parts.shape === 'usual' && deviation.parts.date === date;
          const right = { ...deviation.parts, ...rightOf(all) };
          return { ...deviation, texts: { expected: shown(right, plain), received: shown(deviation.parts, plain) } };
        })();
  if (match === null) return found({ cause: 'wrong-key', expected });
  const { texts } = match;
  if (encoding !== null) return found({ cause: 'signature-encoding', detail: encoding, ...texts });
  if (match.cause !== 'valid') return found({ cause: match.cause, also: match.also, detail: match.detail, ...texts });
  const time = timeOf(date);
  if (Number.isNaN(time)) return found({ cause: 'malformed', detail: `X-Sdk-Date: ${date.slice(0, 40)}`, ...texts });
  const off = time - request.at;
  if (Math.abs(off) > windowMs) return found({ ...clockCause(off), ...texts });
  return found({ cause: 'valid', ...texts });
}

const rightOf = (all: Choices<Text>): Text =>
  Object.fromEntries(Object.entries(all).map(([name, [first]]) => [name, first.value])) as unknown as Text;

export function createExplain(accounts: Accounts, root: string, settings: AiPaintingSettings): Explain {
  const addresses = new Set(settings.aliases.map(({ path }) => path));
  return async (request) => {
    const path = request.target.split('?', 1)[0]?.replace(/\/$/, '') ?? '';
    if (!path.startsWith(`${root}/`) && !addresses.has(path)) return null;
    // Other credentials are not signatures.
    const names = new Set(request.headers.map(([name]) => name.toLowerCase()));
    if (!names.has('authorization') && names.has('x-apig-appcode')) return null;
    return explain(request, accounts);
  };
}
