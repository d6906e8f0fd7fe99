// A merchant's message server made of co-wechat, unmodified: it verifies, decrypts, parses and answers.
// Must not know what the messages should be.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import wechat from 'co-wechat';
import { Arrivals } from '../../../../src/kernel/arrivals.js';

export type Message = Record<string, string>;

export interface CoWechatServer {
  readonly url: string;
  /** Everything co-wechat handed over, parsed. */
  readonly messages: readonly Message[];
  /** Bodies as they came, and their queries, in the same order. */
  readonly requests: readonly { readonly query: Record<string, string>; readonly body: string }[];
  /** Statuses that were answered, verifications included. */
  readonly statuses: readonly number[];
  /** What the handler answers with next; '' when it says nothing. */
  replyWith(reply: unknown): void;
  next(wanted: (message: Message) => boolean): Promise<Message>;
  close(): Promise<void>;
}

export async function startCoWechat(config: {
  token: string;
  appid: string;
  encodingAESKey?: string;
}): Promise<CoWechatServer> {
  const requests: { query: Record<string, string>; body: string }[] = [];
  const statuses: number[] = [];
  const arrivals = new Arrivals<Message>();
  /** Not answered yet. */
  const heard: Message[] = [];
  let reply: unknown = '';
  const middleware = wechat(config).middleware(async (message) => {
    heard.push(message);
    return reply;
  });
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const body = Buffer.concat(pieces).toString('utf8');
    const query = Object.fromEntries(new URL(request.url ?? '/', 'http://localhost').searchParams);
    if (request.method === 'POST') requests.push({ query, body });
    const context: Parameters<typeof middleware>[0] = { method: request.method ?? 'GET', query, request: { body } };
    try {
      await middleware(context, async () => undefined);
    } catch {
      context.status = 500;
    }
    const status = context.status ?? 200;
    statuses.push(status);
    response.writeHead(status).end(context.body ?? '');
    for (const message of heard.splice(0)) arrivals.add(message);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/wechat`,
    messages: arrivals.all,
    requests,
    statuses,
    replyWith: (next) => {
      reply = next;
    },
    next: (wanted) =>
      arrivals.first(
        wanted,
        10_000,
        () => `no such message among ${JSON.stringify(arrivals.all)}; answered ${statuses}`,
      ),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
