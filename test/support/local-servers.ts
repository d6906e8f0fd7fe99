// Servers on the loopback address for tests of outgoing requests: one that speaks HTTP, one that is handed raw bytes.
// Must not know what is tested.
import { createHash } from 'node:crypto';
import { createServer as createHttpServer, type IncomingMessage, type RequestListener } from 'node:http';
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
export const httpServer = (listener: RequestListener, onSocket?: OnWebsocket): Promise<LocalServer> => {
  const server = createHttpServer(listener);
  if (onSocket !== undefined) server.on('upgrade', (request, socket) => welcome(request, socket as Socket, onSocket));
  return listening(server);
};

/** What a websocket's server may do: say something, or end it. */
export interface LocalWebsocket {
  readonly target: string;
  readonly say: (message: string | Buffer) => void;
  readonly end: () => void;
}
type OnWebsocket = (socket: LocalWebsocket) => void;

/** The server's half of RFC 6455 as far as tests need it: unmasked frames out, a close frame answered. */
function welcome(request: IncomingMessage, socket: Socket, onSocket: OnWebsocket): void {
  const key = `${request.headers['sec-websocket-key'] ?? ''}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  const accept = createHash('sha1').update(key).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  const frame = (kind: number, payload: Buffer): Buffer => {
    const length =
      payload.length < 126
        ? Buffer.from([payload.length])
        : Buffer.from([126, payload.length >> 8, payload.length & 255]);
    return Buffer.concat([Buffer.from([0x80 | kind]), length, payload]);
  };
  const end = (): void => void socket.end(frame(8, Buffer.from([3, 232])));
  socket.on('data', (bytes) => {
    if (((bytes[0] ?? 0) & 15) === 8) end();
  });
  onSocket({
    target: request.url ?? '',
    say: (message) => socket.write(typeof message === 'string' ? frame(1, Buffer.from(message)) : frame(2, message)),
    end,
  });
}

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
