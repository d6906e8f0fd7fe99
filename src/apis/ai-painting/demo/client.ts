// A small client of this room's own wire format, for the demo, the benchmark and the tests: signs as the vendor documents it.
// Must not share code with the server's side of the protocol, or both could be wrong alike.
import { createHash, createHmac } from 'node:crypto';

export interface AppCredentials {
  readonly appKey: string;
  readonly appSecret: string;
}

export interface OutgoingRequest {
  readonly method: string;
  /** `http://host:port/path?query` */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

const hex = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');
const percentEncode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

/** `20240115T083000Z` */
export const sdkDate = (time: number): string => new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');

/**
 * The headers of a signed request: those given, the host, the date and Authorization. API signing of the gateway: the
 * canonical path ends in a slash, every header present is signed, the key is the secret itself.
 */
export function sign(
  { appKey, appSecret }: AppCredentials,
  request: OutgoingRequest,
  now: number,
): Record<string, string> {
  const url = new URL(request.url);
  const headers: Record<string, string> = { ...request.headers, host: url.host, 'x-sdk-date': sdkDate(now) };
  const path = url.pathname
    .split('/')
    .map((segment) => percentEncode(decodeURIComponent(segment)))
    .join('/');
  const query = [...url.searchParams]
    .map(([key, value]) => `${percentEncode(key)}=${percentEncode(value)}`)
    .sort()
    .join('&');
  const byName = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value.trim()]));
  const names = [...byName.keys()].sort();
  const canonical = [
    request.method,
    path.endsWith('/') ? path : `${path}/`,
    query,
    names.map((name) => `${name}:${byName.get(name)}\n`).join(''),
    names.join(';'),
    hex(request.body),
  ].join('\n');
  const signature = createHmac('sha256', appSecret)
    .update(`SDK-HMAC-SHA256\n${headers['x-sdk-date']}\n${hex(canonical)}`)
    .digest('hex');
  return {
    ...headers,
    authorization: `SDK-HMAC-SHA256 Access=${appKey}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  };
}

export interface PaintingAnswer {
  readonly code: number;
  readonly msg: string;
  readonly taskNo: string;
  readonly data?: {
    readonly taskId?: string;
    readonly img?: string;
    readonly imgUrls?: readonly { readonly image: string }[];
    readonly createTime?: string;
    readonly status?: number;
  };
}

/** Posts a form, signed. `now`: the sender's clock (ms). @throws Error for an answer of the gateway instead of the service */
export async function call(
  baseUrl: string,
  credentials: AppCredentials,
  operation: 'submit' | 'query',
  parameters: Readonly<Record<string, string>>,
  now = Date.now(),
): Promise<PaintingAnswer> {
  const url = `${baseUrl}/ai-painting/${operation}`;
  const body = new URLSearchParams(parameters).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
  const { host: _, ...signed } = sign(credentials, { method: 'POST', url, headers, body }, now);
  const response = await fetch(url, { method: 'POST', headers: signed, body });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${operation}: HTTP ${response.status} ${text}`);
  return JSON.parse(text) as PaintingAnswer;
}
