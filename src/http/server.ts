// The web framework, set up once: raw bytes kept, sizes and times bounded, header spelling exact.
// Must not know any route; rooms and pages mount theirs.
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { createConnectionEnder } from './client-errors.js';
import { lateValidators, noSerializers } from './late-validators.js';
import { watched } from './watched.js';

export type { FastifyInstance as HttpApp, FastifyReply as HttpReply, FastifyRequest as HttpRequest } from 'fastify';

export interface HttpServer {
  readonly app: FastifyInstance;
  /** Starts to listen; resolves to the ports really used. Port 0 lets the system choose. */
  listen(options: {
    host: string;
    port: number;
    tls?: { port: number; privateKeyPem: string; certificatePem: string };
  }): Promise<{ port: number; tlsPort: number | null }>;
  /** Stops accepting, lets running requests end, drops idle connections. */
  close(): Promise<void>;
}

/** Bytes a request body may have where a room sets no limit of its own. */
const defaultBodyLimit = 1024 * 1024;

/** Bytes of a request's line and headers. Twice what any vendor takes: above its own limit a room answers in the vendor's words. */
const longestHead = 64 * 1024;

/** RFC 9110, 8.3.1, without its parameters. */
const mediaType = /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(?:;|$)/;

/**
 * A request whose head takes longer (ms; as long as nginx lets it) is answered 408 and its connection closed: earlier, and
 * a crowd that comes again at once costs more than it does by waiting. Looked at often: with the thirty
 * seconds that are usual, thousands who became late meanwhile would be closed at the same moment, while others wait.
 */
const lateHeads = { headersTimeout: 60_000, connectionsCheckingInterval: 50 };

/**
 * Connections that may wait to be taken. With the usual 511, a crowd that comes at once fills the line, and everybody else's
 * first packet is dropped: they come again after a second, three, seven. The system may allow less.
 */
const backlog = 4_096;

export function createHttpServer(): HttpServer {
  const endConnection = createConnectionEnder();
  const app: FastifyInstance = fastify({
    logger: false,
    bodyLimit: defaultBodyLimit,
    // Clients of the vendors keep connections for 7 s; the vendors announce 8 s.
    keepAliveTimeout: 8_000,
    connectionTimeout: 0,
    requestTimeout: 60_000,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    // Each route would set a timer to end a start that hangs; whoever started the server sees that.
    pluginTimeout: 0,
    routerOptions: { caseSensitive: true, ignoreTrailingSlash: false, maxParamLength: 512 },
    clientErrorHandler: (error, socket) => endConnection(error, socket),
    http: { ...watched, ...lateHeads, maxHeaderSize: longestHead },
    schemaController: { compilersFactory: { buildValidator: lateValidators, buildSerializer: noSerializers } },
    // Targets the router cannot read (a broken percent escape, an endless segment) would get the framework's own body.
    frameworkErrors: (_error, request, reply) => answerUnread(app, request, reply),
  });
  // Paths that are nobody's: the framework's own text would repeat the target, tokens and all.
  app.setNotFoundHandler(async (request, reply) => {
    const own = unservedOf(app, request);
    if (own === undefined) notFound(reply);
    else await own.answer(request, reply);
  });
  app.setErrorHandler(async (error, request, reply) => {
    const own = request.is404 ? unservedOf(app, request) : undefined;
    if (own === undefined) throw error;
    await (own.failed ?? own.answer)(request, reply, error);
  });
  // A content type that is none would be answered 415 before anybody here is asked; as bytes of any kind, routes judge it.
  app.addHook('onRequest', (request, _reply, done) => {
    const { headers } = request.raw;
    if (!mediaType.test(headers['content-type'] ?? 'a/b')) headers['content-type'] = 'application/octet-stream';
    done();
  });
  // Bodies stay bytes: signatures are checked over what arrived, not over what a parser made of it.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  let tlsServer: TlsServer | undefined;

  return {
    app,
    listen: async ({ host, port, tls }) => {
      await app.listen({ host, port, backlog });
      const used = (app.server.address() as AddressInfo).port;
      if (tls === undefined) return { port: used, tlsPort: null };
      const secure = createTlsServer(
        {
          ...watched,
          ...lateHeads,
          key: tls.privateKeyPem,
          cert: tls.certificatePem,
          keepAliveTimeout: 8_000,
          maxHeaderSize: longestHead,
        },
        (request, response) => app.routing(request, response),
      );
      secure.on('clientError', (error, socket) => endConnection(error, socket as Socket));
      await new Promise<void>((resolve, reject) => {
        secure.once('error', reject);
        secure.listen(tls.port, host, backlog, () => resolve());
      });
      tlsServer = secure;
      return { port: used, tlsPort: (secure.address() as AddressInfo).port };
    },
    close: async () => {
      const secure = tlsServer;
      const closed = secure ? new Promise<void>((resolve) => secure.close(() => resolve())) : Promise.resolve();
      secure?.closeIdleConnections();
      await Promise.all([app.close(), closed]);
    },
  };
}

/** What is answered below a path where no route is. Each function answers; `reply` is then sent or hijacked. */
export interface Unserved {
  /** Asked before the body is read; the rest is asked only if it has not answered. What it throws comes to `failed`. */
  admit?(request: FastifyRequest, reply: FastifyReply): unknown;
  answer(request: FastifyRequest, reply: FastifyReply): unknown;
  /** The body could not be read; `answer` when absent. */
  failed?(request: FastifyRequest, reply: FastifyReply, error: unknown): unknown;
  /** The router cannot read the target (a broken percent escape, an endless segment): no hook has run; `answer` when absent. */
  unread?(request: FastifyRequest, reply: FastifyReply): unknown;
}

const unserved = new WeakMap<FastifyInstance, { prefix: string; own: Unserved }[]>();

/**
 * Answers what no route takes at `prefix` and below. One handler for all: a route for every path, method and room, or the framework's
 * own way, would be an eighth of a start. To be called after the server's own hooks.
 */
export function answerUnserved(app: FastifyInstance, prefix: string, own: Unserved): void {
  const known = unserved.get(app);
  if (known !== undefined) {
    known.push({ prefix, own });
    // A longer one is within a shorter one.
    known.sort((one, other) => other.prefix.length - one.prefix.length);
    return;
  }
  unserved.set(app, [{ prefix, own }]);
  app.addHook('onRequest', (request, reply, done) => {
    const admit = request.is404 ? unservedOf(app, request)?.admit : undefined;
    if (admit === undefined) done();
    else {
      // The rest runs only for those it lets in; what it throws at once is no other failure than what it throws later.
      new Promise((resolve) => resolve(admit(request, reply))).then(() => {
        if (!reply.sent) done();
      }, done);
    }
  });
}

function unservedOf(app: FastifyInstance, request: FastifyRequest): Unserved | undefined {
  const target = rawTarget(request);
  const isBelow = (prefix: string): boolean =>
    target.startsWith(prefix) && ['/', '?', undefined].includes(target[prefix.length]);
  return unserved.get(app)?.find(({ prefix }) => isBelow(prefix))?.own;
}

function answerUnread(app: FastifyInstance, request: FastifyRequest, reply: FastifyReply): void {
  const own = unservedOf(app, request);
  if (own !== undefined) void (own.unread ?? own.answer)(request, reply);
  else
    sendExact(reply, {
      status: 400,
      headers: [['Content-Type', 'text/plain; charset=utf-8']],
      body: 'bad request target',
    });
}

function notFound(reply: FastifyReply): void {
  sendExact(reply, { status: 404, headers: [['Content-Type', 'text/plain; charset=utf-8']], body: 'not found' });
}

/** The body's bytes as they arrived; empty when there was none. */
export const rawBody = (request: FastifyRequest): Buffer => (Buffer.isBuffer(request.body) ? request.body : emptyBody);
const emptyBody = Buffer.alloc(0);

/** The request target exactly as on the request line: path and query, nothing decoded or normalised. */
export const rawTarget = (request: FastifyRequest): string => request.raw.url ?? '/';

export interface ExactAnswer {
  readonly status: number;
  /** Written in this spelling and order; Node adds Date, Connection and Keep-Alive. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | Buffer;
}

/**
 * Sends an answer past the framework, which would lower-case header names: clients exist that look names up with their
 * capitals. Content-Length is added.
 */
export function sendExact(reply: FastifyReply, answer: ExactAnswer): FastifyReply {
  const flat: string[] = [];
  for (const [name, value] of answer.headers) flat.push(name, value);
  if (answer.status !== 204) flat.push('Content-Length', String(Buffer.byteLength(answer.body)));
  reply.hijack();
  reply.raw.writeHead(answer.status, flat);
  reply.raw.end(answer.body);
  return reply;
}
