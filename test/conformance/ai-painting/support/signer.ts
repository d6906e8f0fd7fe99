// A signer written from the vendor's documentation alone ("API signing", algorithm SDK-HMAC-SHA256), with the deviations its
// SDKs are known for as switches. Must not share code with the server or with the demo's client.
import { createHash, createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';

export interface WireRequest {
  method: string;
  /** Exactly as sent: path and query. */
  target: string;
  headers: [string, string][];
  body: Buffer;
}

export interface SignerOptions {
  key: string;
  secret: string;
  date: string;
  /** Leaves the host out, as the Go and PHP signers do. */
  withoutHost?: boolean;
  /** Leaves content-type out, as the Node SDK v3 does for multipart. */
  withoutContentType?: boolean;
  /** `encodeURIComponent` for path segments, which leaves !'()* bare. */
  loosePath?: boolean;
  /** Hash put in place of the body's. */
  bodyHash?: string;
}

const sha256 = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex');
const strict = (text: string): string =>
  [...Buffer.from(text, 'utf8')]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[A-Za-z0-9\-_.~]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');

export function canonicalOf(request: WireRequest, options: SignerOptions): { text: string; signedHeaders: string } {
  const [path = '', query = ''] = request.target.split(/\?(.*)/s);
  const encode = options.loosePath ? encodeURIComponent : strict;
  let uri = path
    .split('/')
    .map((segment) => encode(decodeURIComponent(segment)))
    .join('/');
  if (!uri.endsWith('/')) uri += '/';
  const pairs = query
    .split('&')
    .filter(Boolean)
    .map((pair) => {
      const [key = '', value = ''] = pair.split(/=(.*)/s);
      return [decodeURIComponent(key), decodeURIComponent(value)] as const;
    })
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : 1));
  const signed = request.headers
    .map(([name, value]) => [name.toLowerCase(), value.trim()] as const)
    .filter(([name]) => !(options.withoutHost && name === 'host'))
    .filter(([name]) => !(options.withoutContentType && name === 'content-type'))
    .filter(([name]) => name !== 'content-length' && name !== 'authorization')
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const signedHeaders = signed.map(([name]) => name).join(';');
  const text = [
    request.method,
    uri,
    pairs.map(([key, value]) => `${strict(key)}=${strict(value)}`).join('&'),
    signed.map(([name, value]) => `${name}:${value}\n`).join(''),
    signedHeaders,
    options.bodyHash ?? sha256(request.body),
  ].join('\n');
  return { text, signedHeaders };
}

/** The request with X-Sdk-Date and Authorization added. */
export function signed(request: WireRequest, options: SignerOptions): WireRequest {
  const dated: WireRequest = { ...request, headers: [...request.headers, ['X-Sdk-Date', options.date]] };
  const { text, signedHeaders } = canonicalOf(dated, options);
  const signature = createHmac('sha256', options.secret)
    .update(`SDK-HMAC-SHA256\n${options.date}\n${sha256(text)}`)
    .digest('hex');
  const value = `SDK-HMAC-SHA256 Access=${options.key}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
  return { ...dated, headers: [...dated.headers, ['Authorization', value]] };
}

export interface WireAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  json: Record<string, unknown>;
}

/** Sends a request byte for byte: header names, order, target and body as they are. */
export function send(baseUrl: string, { method, target, headers, body }: WireRequest): Promise<WireAnswer> {
  const { hostname, port } = new URL(baseUrl);
  return new Promise((resolve, reject) => {
    const flat = headers.some(([name]) => name.toLowerCase() === 'host') ? headers : [['Host', `${hostname}:${port}`]];
    const request = httpRequest(
      {
        hostname,
        port,
        method,
        path: target,
        setHost: false,
        headers: [
          ...flat,
          ...(flat === headers ? [] : headers),
          ['Content-Length', String(body.length)],
        ].flat() as never,
      },
      (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('end', () => {
          const text = Buffer.concat(pieces).toString('utf8');
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text,
            json: JSON.parse(text) as Record<string, unknown>,
          });
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}
