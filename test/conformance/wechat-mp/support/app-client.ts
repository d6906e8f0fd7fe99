// A bare client of the app room: tokens, calls, and requests whose every byte is given.
// Must not know what the answers should be.
import { connect } from 'node:net';
import type { TestServer } from '../../../support/server.js';

export interface WireAnswer {
  readonly status: number;
  readonly contentType: string | null;
  readonly text: string;
  readonly json: Record<string, unknown> & { errcode?: number; errmsg?: string };
}

async function toAnswer(response: Response): Promise<WireAnswer> {
  const text = await response.text();
  return {
    status: response.status,
    contentType: response.headers.get('content-type'),
    text,
    json: JSON.parse(text) as WireAnswer['json'],
  };
}

/** A plain request. */
export const ask = async (url: string, init?: RequestInit): Promise<WireAnswer> => toAnswer(await fetch(url, init));

/** A token of `/cgi-bin/token`. */
export async function tokenOf(server: TestServer): Promise<string> {
  const { appid, secret } = server.sandbox.wechatMp;
  const query = new URLSearchParams({ grant_type: 'client_credential', appid, secret });
  const { json } = await ask(`${server.baseUrl}/cgi-bin/token?${query}`);
  if (typeof json.access_token !== 'string') throw new Error(`no token: ${JSON.stringify(json)}`);
  return json.access_token;
}

/** A multipart upload as Node's own FormData writes it. */
export function form(fields: Readonly<Record<string, string>>, file?: { name: string; bytes: Uint8Array }): FormData {
  const made = new FormData();
  if (file) made.set(file.name, new Blob([new Uint8Array(file.bytes)], { type: 'image/jpeg' }), 'test.jpg');
  for (const [name, value] of Object.entries(fields)) made.set(name, value);
  return made;
}

/** Sends exactly these bytes on a connection of their own and reads the answer to its end. */
export function sendRaw(
  baseUrl: string,
  head: readonly string[],
  body: Uint8Array = new Uint8Array(),
): Promise<WireAnswer> {
  const { hostname, port } = new URL(baseUrl);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let received = Buffer.alloc(0);
    socket.on('error', reject);
    socket.on('data', (piece) => {
      received = Buffer.concat([received, piece]);
      const end = received.indexOf('\r\n\r\n');
      const header = received.toString('latin1', 0, Math.max(0, end));
      const length = Number(/^content-length: (\d+)/im.exec(header)?.[1] ?? Number.NaN);
      if (end < 0 || received.length < end + 4 + length) return;
      socket.destroy();
      const text = received.toString('utf8', end + 4);
      resolve({
        status: Number(header.split(' ')[1]),
        contentType: /^content-type: (.*)$/im.exec(header)?.[1] ?? null,
        text,
        json: JSON.parse(text) as WireAnswer['json'],
      });
    });
    socket.write(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'utf8'), body]));
  });
}
