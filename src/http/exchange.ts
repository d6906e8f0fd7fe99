// One HTTP exchange with a server under test, whose answer's header names are kept as they were spelled.
// Must not follow redirects, nor judge. For the commands: a server's own outgoing requests go through the outbound port.
import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';

export interface RawAnswer {
  readonly status: number;
  /** In the order and spelling of the wire. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
  /** The value of a header whatever its spelling; null without one. */
  header(name: string): string | null;
}

const mostBytes = 32 * 1024 * 1024;

/** @throws Error naming the address when there is no whole answer within `timeoutMs` */
export function exchange(
  url: string,
  options: {
    method: string;
    headers?: Readonly<Record<string, string>>;
    body?: string | Buffer;
    timeoutMs?: number;
  },
): Promise<RawAnswer> {
  const target = new URL(url);
  const { method, headers = {}, body, timeoutMs = 15_000 } = options;
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void =>
      reject(new Error(`${method} ${target.origin}${target.pathname}: ${error.message}`));
    const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
    const request = (target.protocol === 'https:' ? tlsRequest : plainRequest)(
      target,
      { method, headers: { ...headers, ...length }, signal: AbortSignal.timeout(timeoutMs) },
      (answer) => {
        const pieces: Buffer[] = [];
        let size = 0;
        answer.on('data', (piece: Buffer) => {
          size += piece.length;
          if (size > mostBytes) answer.destroy(new Error(`more than ${mostBytes} bytes`));
          pieces.push(piece);
        });
        answer.once('error', fail);
        answer.once('end', () => {
          const list: [string, string][] = [];
          for (let at = 0; at + 1 < answer.rawHeaders.length; at += 2) {
            list.push([answer.rawHeaders[at] ?? '', answer.rawHeaders[at + 1] ?? '']);
          }
          resolve({
            status: answer.statusCode ?? 0,
            headers: list,
            body: Buffer.concat(pieces),
            header: (name) => list.find(([known]) => known.toLowerCase() === name.toLowerCase())?.[1] ?? null,
          });
        });
      },
    );
    request.once('error', fail);
    request.end(body);
  });
}
