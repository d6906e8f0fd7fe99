// Servers on the loopback address for tests of outgoing requests: one that speaks HTTP, one that is handed raw bytes.
// Must not know what is tested.
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface LocalServer {
  readonly port: number;
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** Connections accepted so far. */
  readonly connections: () => number;
  /** Resolves once every connection accepted so far has been closed. */
  readonly allClosed: () => Promise<void>;
}

async function listening(server: Server): Promise<LocalServer> {
  const closings: Promise<void>[] = [];
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    closings.push(new Promise((resolve) => socket.once('close', () => resolve())));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    connections: () => closings.length,
    allClosed: async () => {
      await Promise.all(closings);
    },
  };
}

/** An HTTP server that lives as long as the running test. */
export const httpServer = (listener: RequestListener): Promise<LocalServer> => listening(createHttpServer(listener));

/** A TCP server that lives as long as the running test. */
export const tcpServer = (onSocket: (socket: Socket) => void): Promise<LocalServer> =>
  listening(
    createTcpServer((socket) => {
      onSocket(socket);
      socket.resume(); // a socket nobody reads never learns that the other side has gone
    }),
  );

/** Answers every request on a connection with these exact bytes and hands over what was asked, up to the end of its body. */
export function rawAnswers(
  answer: string | Buffer,
  onRequest: (text: string) => void = () => undefined,
): (socket: Socket) => void {
  return (socket) => {
    let received = '';
    socket.on('data', (bytes) => {
      received += bytes.toString('latin1');
      const end = received.indexOf('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(received)?.[1] ?? 0);
      if (end < 0 || received.length < end + 4 + length) return;
      onRequest(received);
      received = '';
      socket.write(answer);
    });
  };
}
