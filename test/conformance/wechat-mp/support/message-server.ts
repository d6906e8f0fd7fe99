// A merchant's message server, as small as one can be: verifies, answers, keeps what was pushed.
// Must not know what is pushed.
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Arrivals } from '../../../../src/kernel/arrivals.js';

export interface Push {
  readonly query: URLSearchParams;
  readonly contentType: string | undefined;
  readonly body: string;
}

export interface MessageServer {
  readonly url: string;
  readonly pushes: readonly Push[];
  /** The verification requests that came. */
  readonly challenges: readonly URLSearchParams[];
  /** The first push, past or future, that fits. @throws Error after ten seconds */
  next(wanted: (push: Push) => boolean): Promise<Push>;
  /** What the next pushes are answered with; empty 200 when it says nothing. */
  answerWith(answer: (push: Push, response: ServerResponse) => void): void;
  close(): Promise<void>;
}

export const signatureOf = (...parts: string[]): string =>
  createHash('sha1').update(parts.sort().join('')).digest('hex');

/** Knows the account's token, or another one when it is to fail verification. */
export async function startMessageServer(token: string): Promise<MessageServer> {
  const challenges: URLSearchParams[] = [];
  const arrivals = new Arrivals<Push>();
  let answer: (push: Push, response: ServerResponse) => void = (_push, response) => void response.end();

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
    const of = (name: string): string => query.get(name) ?? '';
    const right = of('signature') === signatureOf(token, of('timestamp'), of('nonce'));
    if (request.method === 'GET') {
      challenges.push(query);
      response.writeHead(right ? 200 : 401).end(right ? of('echostr') : 'Invalid signature');
      return;
    }
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const push = { query, contentType: request.headers['content-type'], body: Buffer.concat(pieces).toString('utf8') };
    answer(push, response);
    arrivals.add(push);
  }

  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/wechat?shop=1`,
    pushes: arrivals.all,
    challenges,
    answerWith: (decide) => {
      answer = decide;
    },
    next: (wanted) =>
      arrivals.first(wanted, 10_000, () => {
        const seen = arrivals.all.map(({ body }) => body.slice(0, 400)).join('\n');
        return `no such push; there were ${arrivals.all.length}:\n${seen}`;
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
