// A real receiver of callbacks on a loopback port, for the demo and the tests: keeps every request, lets callers wait for one.
// Must not know any wire format; who waits decides what it is looking for.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DemoTools, ReceivedRequest } from '../apis/room.js';
import { Arrivals } from '../kernel/arrivals.js';

export interface Receiver {
  readonly url: string;
  readonly next: DemoTools['receiver']['next'];
  readonly received: readonly ReceivedRequest[];
  /** All requests, once there are `count`. @throws Error after a minute */
  atLeast(count: number): Promise<readonly ReceivedRequest[]>;
  /** What the next requests are answered with; 204 when it says nothing. `null` drops the connection. */
  answerWith(decide: (request: ReceivedRequest, index: number) => number | null): void;
  close(): Promise<void>;
}

/** Listens on a free port (or the given one). */
export async function startReceiver(port = 0): Promise<Receiver> {
  const arrivals = new Arrivals<ReceivedRequest>();
  let decide: (request: ReceivedRequest, index: number) => number | null = () => 204;
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const one = {
        headers: request.headers as ReceivedRequest['headers'],
        rawHeaders: request.rawHeaders,
        body: Buffer.concat(pieces).toString('utf8'),
      };
      const status = decide(one, arrivals.all.length);
      if (status === null) request.socket.destroy();
      else response.writeHead(status).end();
      arrivals.add(one);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const next: Receiver['next'] = (wanted, timeoutMs) =>
    arrivals.first(
      wanted,
      timeoutMs,
      () => `no such request within ${timeoutMs} ms; ${arrivals.all.length} others came`,
    );
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`,
    received: arrivals.all,
    answerWith: (answer) => {
      decide = answer;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    next,
    atLeast: async (count) => {
      await next(() => arrivals.all.length >= count, 60_000);
      return arrivals.all;
    },
  };
}
