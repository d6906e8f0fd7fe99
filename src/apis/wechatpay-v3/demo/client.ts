// A small client of this room's own wire format, for the demo, the benchmarks and the reliability tests: signs requests,
// verifies answers, opens callbacks. Must not share code with the server's side of the protocol, or both could be wrong alike.
import { createDecipheriv, createHash, createPublicKey, type KeyObject, randomBytes, sign, verify } from 'node:crypto';

export interface ClientCredentials {
  readonly baseUrl: string;
  readonly mchid: string;
  readonly serial: string;
  readonly privateKey: KeyObject;
  readonly apiV3Key: string;
  /** Keys answers and callbacks may be signed with, by serial or public-key id. */
  readonly serverKeys: ReadonlyMap<string, KeyObject>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** The value of the Authorization header for a request. */
export function authorization(
  { mchid, serial, privateKey }: Pick<ClientCredentials, 'mchid' | 'serial' | 'privateKey'>,
  method: string,
  target: string,
  body: string,
  now = Date.now(),
): string {
  const timestamp = Math.floor(now / 1000);
  const nonce = randomBytes(16).toString('hex');
  const message = `${method}\n${target}\n${timestamp}\n${nonce}\n${body}\n`;
  const signature = sign('sha256', Buffer.from(message), privateKey).toString('base64');
  return `WECHATPAY2-SHA256-RSA2048 mchid="${mchid}",nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${serial}"`;
}

/** Checks the signature headers of an answer or a callback. @throws Error saying what is wrong */
export function checkSignature(
  serverKeys: ReadonlyMap<string, KeyObject>,
  header: (name: string) => string | null | undefined,
  body: string,
): void {
  const serial = header('wechatpay-serial') ?? '';
  const key = serverKeys.get(serial);
  if (key === undefined) throw new Error(`signed with the unknown key ${serial}`);
  const message = `${header('wechatpay-timestamp')}\n${header('wechatpay-nonce')}\n${body}\n`;
  const signature = Buffer.from(header('wechatpay-signature') ?? '', 'base64');
  if (!verify('sha256', Buffer.from(message), key, signature)) throw new Error('the signature does not match the body');
}

export class Client {
  readonly #credentials: ClientCredentials;

  constructor(credentials: ClientCredentials) {
    this.#credentials = credentials;
  }

  async #send(
    method: string,
    target: string,
    headers: Record<string, string>,
    signed: string,
    body?: RequestInit['body'],
  ): Promise<Answer> {
    const response = await fetch(`${this.#credentials.baseUrl}${target}`, {
      method,
      headers: {
        Accept: 'application/json',
        ...headers,
        Authorization: authorization(this.#credentials, method, target, signed),
      },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    if (response.ok) checkSignature(this.#credentials.serverKeys, (name) => response.headers.get(name), text);
    return { status: response.status, headers: response.headers, body: text };
  }

  get(target: string): Promise<Answer> {
    return this.#send('GET', target, {}, '');
  }

  post(target: string, content: unknown): Promise<Answer> {
    const body = JSON.stringify(content);
    return this.#send('POST', target, { 'Content-Type': 'application/json' }, body, body);
  }

  /** Uploads a picture; the signed text is the `meta` part. */
  upload(target: string, filename: string, bytes: Uint8Array): Promise<Answer> {
    const meta = JSON.stringify({ filename, sha256: createHash('sha256').update(bytes).digest('hex') });
    const boundary = `----tuquan${randomBytes(12).toString('hex')}`;
    const body = Buffer.concat([
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="meta"\r\nContent-Type: application/json\r\n\r\n${meta}\r\n`,
      ),
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${filename}"\r\nContent-Type: application/octet-stream\r\n\r\n`,
      ),
      bytes,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
    return this.#send('POST', target, { 'Content-Type': `multipart/form-data; boundary=${boundary}` }, meta, body);
  }

  /** Verifies and decrypts a callback; the plaintext as an object. @throws Error when it is not genuine */
  openCallback(headers: Readonly<Record<string, string | undefined>>, body: string): Record<string, unknown> {
    checkSignature(this.#credentials.serverKeys, (name) => headers[name], body);
    const { resource } = JSON.parse(body) as {
      resource: { ciphertext: string; nonce: string; associated_data: string };
    };
    const sealed = Buffer.from(resource.ciphertext, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', this.#credentials.apiV3Key, resource.nonce);
    decipher.setAAD(Buffer.from(resource.associated_data));
    decipher.setAuthTag(sealed.subarray(-16));
    const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]).toString('utf8');
    return JSON.parse(plain) as Record<string, unknown>;
  }
}

/** Public keys of the sandbox account's server keys, from the files sandbox.json names. */
export const keyFromPem = (pem: string): KeyObject => createPublicKey(pem);
