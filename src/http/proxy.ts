// A forward proxy that brings named hosts to this server: CONNECT is ended here with TLS of our own, absolute-form requests are taken as ours.
// Must not know whose hosts they are, nor any route. Listens on the loopback address only.
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { watched } from './watched.js';

export interface ProxySettings {
  /** Names that are answered here; `*.example.com` stands for one label. */
  readonly hosts: readonly string[];
  /** Whether other hosts are reached for the caller. Loopback addresses always are. */
  readonly passThrough: boolean;
  readonly privateKeyPem: string;
  /** Vouches for every one of {@link hosts}. */
  readonly certificatePem: string;
  /** Answers a request as if it had come over the server's own port. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
}

export interface ProxyServer {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  close(): Promise<void>;
}

/** Whether `host` is one of `hosts`, as certificates compare names: without regard to case, a star for one whole label. */
export function isOneOf(host: string, hosts: readonly string[]): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  const parent = name.slice(name.indexOf('.'));
  return hosts.some((known) => known === name || (known.startsWith('*.') && parent === known.slice(1)));
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

const refusal = (host: string): string =>
  `tuquan: ${host} is not one of the hosts answered here, and other hosts are refused; start with --pass-through to reach them\n`;

/** Host and port of a CONNECT target; null when it is none. */
function targetOf(authority: string): { host: string; port: number } | null {
  const found = /^(?:\[([0-9a-f:.]+)\]|([^:/@\s]+)):(\d{1,5})$/i.exec(authority);
  const port = Number(found?.[3]);
  const host = found?.[1] ?? found?.[2];
  return host === undefined || port < 1 || port > 65_535 ? null : { host, port };
}

const answerRaw = (socket: Duplex, status: string, text: string): void => {
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
  );
};

function join(near: Duplex, host: string, port: number, head: Buffer): void {
  const far = connect(port, host);
  const end = (): void => {
    near.destroy();
    far.destroy();
  };
  far.once('connect', () => {
    near.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (head.length > 0) far.write(head);
    far.removeListener('error', failed);
    far.on('error', end);
    near.pipe(far).pipe(near);
  });
  const failed = (error: Error): void => answerRaw(near, '502 Bad Gateway', `tuquan: ${host}: ${error.message}\n`);
  far.once('error', failed);
  near.on('close', end);
}

function forward(request: IncomingMessage, response: ServerResponse, url: URL): void {
  const headers = { ...request.headers };
  delete headers['proxy-connection'];
  delete headers['proxy-authorization'];
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const onward = httpRequest(
    { host, port: url.port || 80, method: request.method, path: `${url.pathname}${url.search}`, headers },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, answer.rawHeaders);
      answer.pipe(response);
    },
  );
  onward.on('error', (error) => {
    if (response.headersSent) response.destroy();
    else response.writeHead(502, { 'content-type': 'text/plain' }).end(`tuquan: ${host}: ${error.message}\n`);
  });
  response.on('close', () => onward.destroy());
  request.pipe(onward);
}

/** Listens on a free loopback port. */
export async function startProxy(settings: ProxySettings): Promise<ProxyServer> {
  const { hosts, passThrough, handle } = settings;
  const sockets = new Set<Socket>();
  const times = {
    ...watched,
    keepAliveTimeout: 8_000,
    headersTimeout: 20_000,
    requestTimeout: 60_000,
    maxHeaderSize: 32 * 1024,
  };
  // Neither listens: they are handed the connections whose CONNECT was accepted.
  // The one that ends TLS is made with the first connection: reading its key takes longer than the rest of this.
  let made: ReturnType<typeof createTlsServer> | undefined;
  const secure = (): ReturnType<typeof createTlsServer> => {
    if (made !== undefined) return made;
    made = createTlsServer({ ...times, key: settings.privateKeyPem, cert: settings.certificatePem }, handle);
    made.on('clientError', (_error, socket) => socket.destroy());
    made.on('tlsClientError', (_error, socket) => socket.destroy());
    return made;
  };
  const plain = createServer(times, handle);
  plain.on('clientError', (_error, socket) => socket.destroy());

  const listener = createServer(times, (request, response) => {
    // axios sends even https addresses in absolute form to a proxy; the rest of the world uses CONNECT for them.
    const target = request.url ?? '';
    const url = /^https?:\/\//i.test(target) && URL.canParse(target) ? new URL(target) : null;
    const host = url?.hostname.replace(/^\[|\]$/g, '') ?? '';
    const refuse = (status: number, text: string): void => {
      response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
    };
    if (url === null) refuse(400, 'tuquan: this is a proxy; send the whole address on the request line\n');
    else if (isOneOf(host, hosts)) {
      // The path as it was spelled: signatures are made over it.
      request.url = target.replace(/^https?:\/\/[^/?#]*/i, '').replace(/^(?!\/)/, '/');
      handle(request, response);
    } else if (url.protocol === 'https:') refuse(400, `tuquan: use CONNECT to reach ${host}\n`);
    else if (passThrough || isLoopback(host)) forward(request, response, url);
    else refuse(403, refusal(host));
  });
  listener.on('clientError', (_error, socket) => socket.destroy());
  listener.on('connection', (socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => sockets.delete(socket));
  });
  listener.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const target = targetOf(request.url ?? '');
    if (target === null) return answerRaw(socket, '400 Bad Request', 'tuquan: CONNECT takes host:port\n');
    if (isOneOf(target.host, hosts)) {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      if (head.length > 0) socket.unshift(head);
      return void (target.port === 80 ? plain : secure()).emit('connection', socket);
    }
    if (passThrough || isLoopback(target.host)) return join(socket, target.host, target.port, head);
    answerRaw(socket, '403 Forbidden', refusal(target.host));
  });
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => listener.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      made?.close();
      plain.close();
      await closed;
    },
  };
}
