// The canonical request of SDK-HMAC-SHA256: the text a client signs, in every spelling the vendor's own signers produce.
// Must not know keys or clocks. support.huaweicloud.com, API signing; spec section 5 lists the signers this was read from.

const unreserved = /[A-Za-z0-9\-_.~]/;
const plain = /^[A-Za-z0-9\-_.~]*$/;

/** RFC 3986: everything but unreserved characters, as UTF-8, upper-case hexadecimal. */
export function percentEncode(text: string): string {
  if (plain.test(text)) return text;
  let encoded = '';
  for (const byte of Buffer.from(text, 'utf8')) {
    const character = String.fromCharCode(byte);
    encoded += unreserved.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}

/** Percent escapes as bytes, read as UTF-8; a broken escape stays as it is. */
function percentDecode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const withSlash = (path: string): string => (path.endsWith('/') ? path : `${path}/`);

/** A path in which nothing needs an escape: every signer writes it alike. */
const plainPath = /^[A-Za-z0-9\-_.~/]*$/;

/** Paths a client may have signed for a path as received: re-encoded, as received, and with `!'()*` left bare. */
export function canonicalPaths(path: string): string[] {
  if (plainPath.test(path)) return [withSlash(path)];
  const segments = path.split('/').map(percentDecode);
  return [
    ...new Set([
      withSlash(segments.map(percentEncode).join('/')),
      withSlash(path),
      withSlash(segments.map((segment) => encodeURIComponent(segment)).join('/')),
    ]),
  ];
}

function canonicalQuery(query: string, decode: (text: string) => string): string {
  const pairs = query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf('=');
      const [key, value] = at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
      return [decode(key), decode(value)] as const;
    });
  const before = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  pairs.sort((a, b) => before(a[0], b[0]) || before(a[1], b[1]));
  return pairs.map(([key, value]) => `${percentEncode(key)}=${percentEncode(value)}`).join('&');
}

/** Queries a client may have signed: a plus sign is itself for some signers and a space for others. */
export function canonicalQueries(query: string): string[] {
  if (query === '') return [''];
  const literal = canonicalQuery(query, percentDecode);
  if (!query.includes('+')) return [literal];
  return [literal, canonicalQuery(query, (text) => percentDecode(text.replaceAll('+', ' ')))];
}

export interface SignedRequest {
  readonly method: string;
  /** Path as received. */
  readonly path: string;
  /** Query as received, without the question mark. */
  readonly query: string;
  /** Values of a header by lower-case name, in the order received. */
  readonly header: (name: string) => readonly string[];
  /** Lower-case names in the order the client listed them. */
  readonly signedHeaders: readonly string[];
  /** Lower-case hexadecimal, or the literal the client put in its place. */
  readonly bodyHash: string;
}

/** A repeated header is one line per value, the values sorted. */
const headerLines = (name: string, values: readonly string[]): string =>
  values.length < 2
    ? `${name}:${values[0]?.trim() ?? ''}\n`
    : [...values]
        .sort()
        .map((value) => `${name}:${value.trim()}\n`)
        .join('');

/** Hosts a client may have signed: as received, without its port, and what a proxy says it was. */
function* hosts(request: SignedRequest): Generator<string, void> {
  let none = true;
  for (const name of ['host', 'x-forwarded-host']) {
    for (const sent of request.header(name)) {
      const host = sent.trim();
      yield host;
      const bare = host.replace(/:\d+$/, '');
      if (bare !== host) yield bare;
      none = false;
    }
  }
  if (none) yield '';
}

/**
 * Every canonical request the received one may stand for, the plainest first; made one at a time, because the first is
 * nearly always it. Few: hosts × paths × queries.
 */
export function* canonicalRequests(request: SignedRequest): Generator<string, void> {
  const { method, signedHeaders, bodyHash } = request;
  for (const host of signedHeaders.includes('host') ? hosts(request) : ['']) {
    let headers = '';
    for (const name of signedHeaders) headers += headerLines(name, name === 'host' ? [host] : request.header(name));
    for (const path of canonicalPaths(request.path)) {
      for (const query of canonicalQueries(request.query)) {
        yield `${method.toUpperCase()}\n${path}\n${query}\n${headers}\n${signedHeaders.join(';')}\n${bodyHash}`;
      }
    }
  }
}
