// Says what a client really signed. RSA tells more than yes or no: the public key gives back the digest inside a signature,
// so the key is judged apart from the text, and texts are tried against the digest. Must not admit anybody: that is auth.ts.
import { constants, createHash, type KeyObject, publicDecrypt } from 'node:crypto';
import type { Accounts, ClientKey } from '../../domain/accounts/index.js';
import {
  bodyMistakes,
  type Choices,
  choices,
  type Diagnosis,
  diagnosis,
  type Explain,
  findDeviation,
  type RecordedRequest,
  schemeOf,
  targetMistakes,
  type Variant,
} from '../../domain/traffic/index.js';
import { isMultipart, readMultipart } from '../../http/multipart.js';
import { readParameters } from './auth.js';
import { type Mode, modes } from './modes.js';

const clockWindowMs = 5 * 60_000;
/** How many seconds (either way) two readings of a client's clock are tried. */
const secondsTried = 120;

/** The parts of the signed text. */
interface Message {
  readonly method: string;
  readonly target: string;
  readonly time: string;
  readonly nonce: string;
  readonly body: Buffer;
  readonly layout: 'usual' | 'swapped' | 'answer' | 'target-first' | 'no-nonce' | 'no-time';
  readonly newline: string;
  readonly ending: string;
}

const headOf = ({ method, target, time, nonce, layout }: Message): readonly string[] => {
  switch (layout) {
    case 'usual':
      return [method, target, time, nonce];
    case 'swapped':
      return [method, target, nonce, time];
    case 'answer':
      return [time, nonce];
    case 'target-first':
      return [target, method, time, nonce];
    case 'no-nonce':
      return [method, target, time];
    case 'no-time':
      return [method, target, nonce];
  }
};

const wide = /[^\u0000-\u00ff]/;

function bytesOf(message: Message): Buffer {
  const head = headOf(message)
    .map((line) => line + message.newline)
    .join('');
  return Buffer.concat([
    Buffer.from(head, wide.test(head) ? 'utf8' : 'latin1'),
    message.body,
    Buffer.from(message.ending),
  ]);
}

const textOf = (message: Message): string => bytesOf(message).toString('utf8');

/** ASN.1 heads of a digest inside an RSA signature: RFC 8017, section 9.2. */
const heads: Readonly<Record<string, string>> = {
  md5: '3020300c06082a864886f70d020505000410',
  sha1: '3021300906052b0e03021a05000414',
  sha256: '3031300d060960864801650304020105000420',
  sha384: '3041300d060960864801650304020205000430',
  sha512: '3051300d060960864801650304020305000440',
};

/** The digest in a signature that this key's owner made; null when somebody else made it. */
function digestIn(signature: Buffer, key: KeyObject): { hash: string; digest: Buffer } | null {
  try {
    const sealed = publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature);
    const text = sealed.toString('hex');
    for (const [hash, head] of Object.entries(heads)) {
      if (text.startsWith(head)) return { hash, digest: sealed.subarray(head.length / 2) };
    }
    return { hash: 'none', digest: sealed };
  } catch {
    return null;
  }
}

/** A signature in the encodings clients choose; `cause` says which, valid = the right one. */
function decode(text: string): Variant<Buffer> | null {
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(text) && text.length % 4 === 0 && !/^[0-9a-f]{512}$/i.test(text)) {
    return { cause: 'valid', value: Buffer.from(text, 'base64') };
  }
  if (/^[0-9a-f]+$/i.test(text)) return { cause: 'signature-encoding', value: Buffer.from(text, 'hex'), detail: 'hex' };
  if (/^[A-Za-z0-9_-]+={0,2}$/.test(text)) return { cause: 'base64-url', value: Buffer.from(text, 'base64url') };
  if (/%[0-9a-f]{2}/i.test(text)) {
    return { cause: 'signature-encoding', value: Buffer.from(decodeURIComponent(text), 'base64'), detail: '%' };
  }
  if (/^[A-Za-z0-9+/ ]+={0,2}$/.test(text)) {
    return { cause: 'signature-encoding', value: Buffer.from(text.replaceAll(' ', '+'), 'base64') };
  }
  return null;
}

/** The bytes a client must sign, and those it may have signed instead: of an upload only `meta` counts. */
async function bodiesOf(request: RecordedRequest, contentType: string | undefined) {
  if (!isMultipart(contentType))
    return choices(request.body, bodyMistakes(request.body), (body) => body.toString('hex'));
  const { parts } = await readMultipart(request.body, contentType, { partBytes: 8 * 1024 * 1024 });
  const meta = parts.find(({ name }) => name === 'meta')?.bytes ?? Buffer.alloc(0);
  const wrong: Variant<Buffer>[] = [{ cause: 'multipart-body', value: request.body }];
  for (const { name, bytes } of parts) if (name !== 'meta') wrong.push({ cause: 'file-included', value: bytes });
  return choices(meta, [...wrong, ...bodyMistakes(meta)], (body) => body.toString('base64'));
}

const otherMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Every place in which clients are known to get the text wrong. */
async function messageChoices(
  request: RecordedRequest,
  header: (name: string) => string | undefined,
  time: string,
  nonce: string,
): Promise<Choices<Message>> {
  const hosts = [header('host'), header('host')?.replace(/:\d+$/, ''), 'api.mch.weixin.qq.com'];
  const times: Variant<string>[] = [];
  if (/^\d{10}$/.test(time)) {
    for (let off = 1; off <= secondsTried; off += 1) {
      times.push({ cause: 'time-differs', value: String(Number(time) + off), detail: `+${off} s` });
      times.push({ cause: 'time-differs', value: String(Number(time) - off), detail: `-${off} s` });
    }
    times.push({ cause: 'time-unit', value: `${time}000` });
  }
  const { method } = request;
  return {
    method: choices(method, [
      { cause: 'method-case', value: method.toLowerCase() },
      { cause: 'method-case', value: method[0] + method.slice(1).toLowerCase() },
      ...otherMethods.map((other) => ({ cause: 'other-method', value: other, detail: other }) as const),
    ]),
    target: choices(
      request.target,
      targetMistakes(request.target, [...new Set(hosts.filter((host) => host !== undefined))]),
    ),
    body: await bodiesOf(request, header('content-type')),
    ending: choices('\n', [
      { cause: 'missing-newline', value: '' },
      { cause: 'extra-newline', value: '\n\n' },
      { cause: 'carriage-return', value: '\r\n' },
    ]),
    newline: choices('\n', [
      { cause: 'carriage-return', value: '\r\n' },
      { cause: 'separators', value: '' },
      { cause: 'separators', value: '\\n' },
      { cause: 'separators', value: '&' },
      { cause: 'separators', value: ' ' },
    ]),
    layout: choices<Message['layout']>('usual', [
      { cause: 'swapped-fields', value: 'swapped' },
      { cause: 'order', value: 'answer' },
      { cause: 'order', value: 'target-first' },
      { cause: 'order', value: 'no-nonce' },
      { cause: 'order', value: 'no-time' },
    ]),
    nonce: choices(nonce, [
      { cause: 'header-value', value: nonce.toUpperCase(), detail: 'nonce_str' },
      { cause: 'header-value', value: nonce.toLowerCase(), detail: 'nonce_str' },
    ]),
    time: choices(time, times),
  };
}

const sha256 = (bytes: Buffer | string): Buffer => createHash('sha256').update(bytes).digest();

/** The key that made the signature: the one named, or another of the account's. */
function ownerOf(signature: Buffer, named: ClientKey | undefined, keys: Iterable<ClientKey>) {
  for (const key of named === undefined ? keys : [named, ...keys]) {
    const inside = digestIn(signature, key.publicKey);
    if (inside !== null) return { key, ...inside };
  }
  return null;
}

async function explainIn(mode: Mode, request: RecordedRequest, accounts: Accounts): Promise<Diagnosis> {
  const { scheme } = mode;
  const found = (facts: Omit<Parameters<typeof diagnosis>[0], 'scheme'>) => diagnosis({ scheme, ...facts });
  const header = (name: string) => request.headers.find(([each]) => each.toLowerCase() === name)?.[1];
  const authorization = header('authorization')?.trim();
  if (authorization === undefined) return found({ cause: 'not-signed' });
  const blank = authorization.indexOf(' ');
  const said = blank < 0 ? authorization : authorization.slice(0, blank);
  if (said !== scheme) return found({ cause: 'wrong-scheme', detail: schemeOf(authorization) });
  const parameters = readParameters(authorization.slice(blank + 1), mode.callerParameter);
  if (parameters === null) {
    const names = [mode.callerParameter, 'nonce_str', 'signature', 'timestamp', 'serial_no'];
    const missing = names.filter((name) => !authorization.includes(`${name}="`));
    return found({ cause: 'malformed', detail: missing.length === 0 ? null : missing.join(', ') });
  }
  const { caller, serial, timestamp, nonce } = parameters;
  const all = await messageChoices(request, header, timestamp, nonce);
  const right = Object.fromEntries(
    Object.entries(all).map(([name, [first]]) => [name, first.value]),
  ) as unknown as Message;
  const expected = textOf(right);
  const account = caller.length > 32 ? null : await accounts.find(mode.kind, caller);
  if (account === null) return found({ cause: 'unknown-caller', detail: caller.slice(0, 32), expected });
  const signature = decode(parameters.signature);
  if (signature === null) return found({ cause: 'signature-encoding', expected });
  const named = account.clientKeys.get(serial) ?? account.clientKeys.get(serial.toUpperCase());
  const owner = ownerOf(signature.value, named, account.clientKeys.values());
  if (owner === null) {
    if (named === undefined) return found({ cause: 'wrong-serial', detail: serial.slice(0, 64), expected });
    return found({ cause: 'wrong-key', detail: named.serial, expected });
  }
  const { hash, digest } = owner;
  const known = Object.hasOwn(heads, hash);
  const match = findDeviation(all, (message) =>
    known
      ? createHash(hash).update(bytesOf(message)).digest().equals(digest)
      : bytesOf(message).equals(digest) || sha256(bytesOf(message)).equals(digest),
  );
  const received = match === null ? null : textOf(match.parts);
  const texts = { expected, received, also: match === null || match.cause === 'valid' ? null : match.cause };
  if (owner.key !== named) return found({ cause: 'wrong-serial', detail: `${serial} → ${owner.key.serial}`, ...texts });
  if (hash !== 'sha256') return found({ cause: 'hash-algorithm', detail: hash, ...texts });
  if (match === null) {
    const twice = sha256(sha256(bytesOf(right)));
    const ofHex = sha256(sha256(bytesOf(right)).toString('hex'));
    if (digest.equals(twice) || digest.equals(ofHex))
      return found({ cause: 'hash-algorithm', detail: 'twice', expected });
    return found({ cause: 'unrecognised', expected });
  }
  if (signature.cause !== 'valid') return found({ cause: signature.cause, detail: signature.detail ?? null, ...texts });
  if (match.cause !== 'valid') {
    return found({ cause: match.cause, also: match.also, detail: match.detail, expected, received });
  }
  if (/^\d{13}$/.test(timestamp)) return found({ cause: 'time-unit', detail: timestamp, expected, received });
  const off = Number(timestamp) * 1000 - request.at;
  if (Number.isNaN(off)) return found({ cause: 'malformed', detail: 'timestamp', expected, received });
  if (Math.abs(off) > clockWindowMs) {
    return found({ cause: 'clock', detail: `${off > 0 ? '+' : ''}${Math.round(off / 1000)} s`, expected, received });
  }
  const { revoked, notAfter } = owner.key;
  if (revoked || (notAfter !== null && notAfter <= request.at)) {
    return found({ cause: 'key-expired', detail: owner.key.serial, expected, received });
  }
  return found({ cause: 'valid', expected, received });
}

export function createExplain(accounts: Accounts): Explain {
  return async (request) => {
    const mode = modes.find(({ root }) => request.target.startsWith(`${root}/`));
    return mode === undefined ? null : explainIn(mode, request, accounts);
  };
}
