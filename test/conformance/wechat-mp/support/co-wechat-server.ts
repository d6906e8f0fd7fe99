// A merchant's message server made of co-wechat, unmodified: it verifies, decrypts, parses and answers.
// Must not know what the messages should be.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import wechat from 'co-wechat';

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
  const messages: Message[] = [];
  const requests: { query: Record<string, string>; body: string }[] = [];
  const statuses: number[] = [];
  const waiting = new Set<() => void>();
  let reply: unknown = '';
  const middleware = wechat(config).middleware(async (message) => {
    messages.push(message);
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
    for (const look of [...waiting]) look();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/wechat`,
    messages,
    requests,
    statuses,
    replyWith: (next) => {
      reply = next;
    },
    next: (wanted) =>
      new Promise((resolve, reject) => {
        const end = (settle: () => void): void => {
          clearTimeout(timer);
          waiting.delete(look);
          settle();
        };
        const look = (): void => {
          const found = messages.find(wanted);
          if (found !== undefined) end(() => resolve(found));
        };
        const timer = setTimeout(
          () => end(() => reject(new Error(`no such message among ${JSON.stringify(messages)}; answered ${statuses}`))),
          10_000,
        );
        waiting.add(look);
        look();
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
