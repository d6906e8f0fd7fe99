// A real HTTP receiver of callbacks on a free port: keeps what arrived, answers as told, lets tests wait for a fact.
// Must not verify anything: tests do that with the client under test.
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** Resolves with all requests once there are `count`. */
  atLeast(count: number): Promise<readonly Received[]>;
  close(): Promise<void>;
}

/** @param statuses answers in turn; the last one from then on */
export async function startReceiver(statuses: readonly number[] = [204]): Promise<Receiver> {
  const received: Received[] = [];
  const waiting: { count: number; done: () => void }[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const status = statuses[Math.min(received.length, statuses.length - 1)] ?? 200;
      received.push({
        headers: request.headers,
        rawHeaders: request.rawHeaders,
        body: Buffer.concat(pieces).toString('utf8'),
      });
      response.writeHead(status).end();
      for (const each of waiting) if (received.length >= each.count) each.done();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/notify`,
    received,
    atLeast: (count) =>
      new Promise((resolve) => {
        const done = (): void => resolve(received);
        if (received.length >= count) done();
        else waiting.push({ count, done });
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
