// A small signed client of the protocol, written from the documentation: what the SDKs do, with every step open to change.
// Must not use the server's own signing code: it is the other side.
import { createVerify, randomBytes, sign } from 'node:crypto';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';

export interface Credentials {
  readonly mode: 'partner' | 'brand';
  /** mchid or brand_id. */
  readonly caller: string;
  readonly serial: string;
  readonly privateKeyPem: string;
  /** The server's keys by the id it names in Wechatpay-Serial: certificate or public key, PEM. */
  readonly serverKeys: Readonly<Record<string, string>>;
  /** Sent as Wechatpay-Serial; brands must. */
  readonly answerKeyId?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Names and values in turn, as spelled on the wire. */
  readonly rawHeaders: readonly string[];
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: wire answers are looked into by tests
  readonly json: any;
}

export interface RequestOptions {
  /** Signed instead of the body (uploads sign only meta). */
  readonly signed?: string | Buffer;
  readonly headers?: Record<string, string | undefined>;
  /** Unix seconds. */
  readonly timestamp?: number;
  readonly nonce?: string;
  /** Changes Authorization after it was made. */
  readonly authorization?: (value: string) => string | undefined;
}

export const schemes = { partner: 'WECHATPAY2-SHA256-RSA2048', brand: 'WECHATPAY-BRAND-SHA256-RSA2048' } as const;

/** `Authorization` for a request, in the order axios-plugin uses. */
export function authorize(
  credentials: Credentials,
  method: string,
  target: string,
  signed: string | Buffer,
  timestamp: number,
  nonce: string,
): string {
  const message = Buffer.concat([
    Buffer.from(`${method}\n${target}\n${timestamp}\n${nonce}\n`),
    Buffer.from(signed),
    Buffer.from('\n'),
  ]);
  const signature = sign('sha256', message, credentials.privateKeyPem).toString('base64');
  const caller = credentials.mode === 'partner' ? 'mchid' : 'brand_id';
  return `${schemes[credentials.mode]} ${caller}="${credentials.caller}",serial_no="${credentials.serial}",timestamp="${timestamp}",nonce_str="${nonce}",signature="${signature}"`;
}

/** Sends one request; never throws for a status. */
export async function call(
  baseUrl: string,
  credentials: Credentials,
  method: string,
  target: string,
  body?: string | Buffer | object,
  options: RequestOptions = {},
): Promise<Answer> {
  const bytes =
    body === undefined ? '' : typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const timestamp = options.timestamp ?? Math.floor(Date.now() / 1000);
  const nonce = options.nonce ?? randomBytes(16).toString('hex');
  const made = authorize(credentials, method, target, options.signed ?? bytes, timestamp, nonce);
  const headers: Record<string, string | undefined> = {
    Accept: 'application/json',
    'User-Agent': 'test',
    Authorization: options.authorization ? options.authorization(made) : made,
    'Wechatpay-Serial': credentials.answerKeyId,
    ...(body === undefined
      ? {}
      : { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(bytes)) }),
    ...options.headers,
  };
  const sent: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) sent[name] = value;
  return send(baseUrl, method, target, sent, bytes);
}

/** One plain request over HTTP/1.1, path as given. */
export function send(
  baseUrl: string,
  method: string,
  path: string,
  headers: Record<string, string>,
  body: string | Buffer = '',
): Promise<Answer> {
  const { hostname, port } = new URL(baseUrl);
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, method, path, headers }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(pieces).toString('utf8');
        let json: unknown;
        try {
          json = JSON.parse(text);
        } catch {
          json = undefined;
        }
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          rawHeaders: response.rawHeaders,
          text,
          json,
        });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Whether an answer (or a callback) carries a right signature of one of the known keys. */
export function verified(
  credentials: Pick<Credentials, 'serverKeys'>,
  headers: IncomingHttpHeaders,
  text: string,
): boolean {
  const key = credentials.serverKeys[String(headers['wechatpay-serial'])];
  if (key === undefined) return false;
  const message = `${String(headers['wechatpay-timestamp'])}\n${String(headers['wechatpay-nonce'])}\n${text}\n`;
  return createVerify('sha256').update(message).verify(key, String(headers['wechatpay-signature']), 'base64');
}

/** The number after the last dash of Request-ID. */
export const resultCode = (answer: Answer): number => Number(String(answer.headers['request-id']).split('-').at(-1));

/** The names as spelled on the wire. */
export const spelled = (answer: Answer): string[] => answer.rawHeaders.filter((_, index) => index % 2 === 0);
