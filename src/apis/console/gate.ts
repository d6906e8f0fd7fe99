// The straight line of every request below /api: origin, user, body against its schema, operation, answer.
// Must not know any operation; each one is handed in as a route.
import type { ServerResponse } from 'node:http';
import type { Account } from '../../domain/accounts/index.js';
import { RequestNotes } from '../../http/request-notes.js';
import { answerUnserved, type HttpApp, type HttpReply, type HttpRequest, sendExact } from '../../http/server.js';
import { isDomainError } from '../../kernel/errors.js';
import type { Log } from '../../kernel/log.js';
import type { GrantedCall } from './audit/acts.js';
import type { Authenticator } from './auth.js';
import { type Failure, failureBody, failureFor, Refused } from './envelope.js';
import { type Role, roleOf } from './roles.js';
import type { Sessions } from './sessions.js';

/** A JSON schema as OpenAPI 3.1 takes it; the framework checks requests by it. */
export type Schema = Readonly<Record<string, unknown>>;

/** A request as an operation sees it: body, path and query have passed their schemas. */
export interface Call<Body, Query = unknown, Path = unknown> {
  readonly user: Account;
  readonly body: Body;
  readonly query: Query;
  readonly path: Path;
  /** For what is not in the body: the caller's address, a stream's connection. */
  readonly request: HttpRequest;
  /** Adds a Set-Cookie header to the answer. */
  setCookie(value: string): void;
  /** Takes the answer into the operation's own hands; it must then return {@link answered}. */
  takeOver(): ServerResponse;
}

/** An answer that is not JSON. */
export class Bytes {
  readonly contentType: string;
  readonly bytes: Uint8Array;
  constructor(contentType: string, bytes: Uint8Array) {
    this.contentType = contentType;
    this.bytes = bytes;
  }
}

/** An answer the handler has taken into its own hands: a stream of events, for example. */
export const answered = {};

/** One operation as the room mounts it, with everything its description needs. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below /api, as the router writes it: `/things/:id`. */
  readonly path: string;
  readonly summary: string;
  /** True: asked without signing in. */
  readonly open?: true;
  /** Who may ask; others get 403. */
  readonly roles: readonly Role[];
  /** True: the body is taken as it comes (a picture, a text file), not as JSON. */
  readonly rawBody?: true;
  /** True: the body is an archive (application/x-tar) that is handed over while it arrives; the operation bounds it. */
  readonly streamedBody?: true;
  readonly body?: Schema;
  readonly query?: Schema;
  readonly params?: Schema;
  /** Schema of the answer with status 200. */
  readonly answer: Schema;
  /** Statuses of failures and when they come. 400, 401 and 503 are every operation's and need not be named. */
  readonly failures: Readonly<Record<number, string>>;
  /** Bytes of the whole body. */
  readonly bodyLimit?: number;
  handle(call: Call<never, never, never>): Promise<object>;
}

/** Gives a handler its types back: what the schemas have checked. */
export const route = <Body = unknown, Query = unknown, Path = unknown>(
  facts: Omit<Route, 'handle'>,
  handle: (call: Call<Body, Query, Path>) => Promise<object>,
): Route => ({ ...facts, handle: handle as Route['handle'] });

const defaultBodyLimit = 64 * 1024;

const json = (reply: HttpReply, status: number, body: string, more: readonly (readonly [string, string])[] = []) =>
  sendExact(reply, {
    status,
    headers: [
      ['Content-Type', 'application/json; charset=utf-8'],
      ['Cache-Control', 'no-store'],
      ['X-Content-Type-Options', 'nosniff'],
      ...more,
    ],
    body,
  });

const challenge = [['WWW-Authenticate', 'Basic realm="tuquan", charset="UTF-8"']] as const;

/** @param ours asked by the console itself: a challenge would make the browser open a window of its own for the password */
export const answerFailure = (reply: HttpReply, failure: Failure, ours = false): HttpReply =>
  json(reply, failure.status, failureBody(failure), failure.status === 401 && !ours ? challenge : []);

/**
 * A browser sends the user's credentials by itself, also for a form on a foreign page. Such a request names its origin.
 * @throws Refused 403
 */
function checkOrigin({ headers }: HttpRequest): void {
  const { origin, host } = headers;
  if (headers['sec-fetch-site'] === 'cross-site' || (origin !== undefined && origin.split('//')[1] !== host)) {
    throw new Refused(403, 'foreign-origin', 'requests from pages of another origin are refused');
  }
}

/**
 * A session's cookie travels by itself as well. What changes something must carry a header that no form can set.
 * @throws Refused 403
 */
function checkForgery({ method, headers }: HttpRequest): void {
  if (method !== 'GET' && method !== 'HEAD' && headers['x-tuquan-console'] === undefined) {
    throw new Refused(403, 'forgery', 'requests with a session cookie carry the header X-Tuquan-Console: 1');
  }
}

/** Stands for the caller of an operation that is open to everybody. */
const nobody = { number: '', secrets: new Map() } as unknown as Account;

function sendBytes(reply: HttpReply, answer: Bytes, more: readonly (readonly [string, string])[]): HttpReply {
  const { contentType, bytes } = answer;
  return sendExact(reply, {
    status: 200,
    headers: [
      ['Content-Type', contentType],
      ['Cache-Control', 'no-store'],
      ['X-Content-Type-Options', 'nosniff'],
      ...more,
    ],
    body: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  });
}

/** A number beyond all numbers: the validator turns the text into Infinity, and asks such a value for no bounds. */
function endless(schema: Schema | undefined, given: unknown): string | undefined {
  const properties = (schema?.properties ?? {}) as Record<string, Schema | undefined>;
  return Object.entries(Object(given) as Record<string, unknown>).find(
    ([name, value]) =>
      typeof value === 'string' &&
      ['integer', 'number'].includes(String(properties[name]?.type)) &&
      Math.abs(Number(value)) === Infinity,
  )?.[0];
}

/** What the framework found wrong before an operation was reached. */
function requestFailure(error: unknown): unknown {
  const { validation, validationContext, code, message } = error as {
    validation?: { instancePath?: string; message?: string }[];
    validationContext?: string;
    code?: string;
    message?: string;
  };
  if (validation !== undefined) {
    const first = validation[0];
    const where = `${validationContext ?? 'body'}${(first?.instancePath ?? '').replaceAll('/', '.')}`;
    return new Refused(400, 'invalid', `${where} ${first?.message ?? 'is not as described in /openapi.json'}`);
  }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new Refused(413, 'too-large', 'the body is too large');
  if (code?.startsWith('FST_ERR_CTP') || (error as { statusCode?: number }).statusCode === 400) {
    return new Refused(400, 'invalid', message ?? 'the request cannot be read');
  }
  return error;
}

/** Mounts the routes below `prefix`. */
export function mountRoutes(
  app: HttpApp,
  prefix: string,
  routes: readonly Route[],
  parts: {
    authenticator: Authenticator;
    sessions: Sessions;
    log: Log;
    /** Writes down what was done, before the answer says so. */
    witness(route: Route, call: GrantedCall, answer: object): Promise<void>;
  },
): void {
  const { authenticator, sessions, log, witness } = parts;
  const users = new RequestNotes<Account>();
  const cookies = new RequestNotes<string>();
  const namesOf = (some: readonly Route[]) => new Set(some.map(({ method, path }) => `${method} ${prefix}${path}`));
  const open = namesOf(routes.filter((each) => each.open));
  const raw = namesOf(routes.filter((each) => each.rawBody));
  const streamed = namesOf(routes.filter((each) => each.streamedBody));
  const isStreamed = (request: HttpRequest): boolean => streamed.has(`${request.method} ${request.routeOptions.url}`);
  const wrongType = (wanted: string): Refused => new Refused(415, 'wrong-type', `send the body as ${wanted}`);
  const fail = (request: HttpRequest, reply: HttpReply, error: unknown): HttpReply => {
    const { failure, logText } = failureFor(isDomainError(error) ? error : requestFailure(error));
    if (logText !== null) log.error({ route: request.routeOptions.url, cause: logText }, 'request failed');
    return answerFailure(reply, failure, request.headers['x-tuquan-console'] !== undefined);
  };
  const admit = async (request: HttpRequest): Promise<void> => {
    checkOrigin(request);
    const { authorization, cookie } = request.headers;
    if (authorization === undefined && cookie !== undefined) {
      const session = await sessions.userOf(cookie, request.protocol === 'https');
      if (session !== null) {
        checkForgery(request);
        if (session.renewed !== null) cookies.set(request, session.renewed);
        users.set(request, session.user);
        return;
      }
    }
    if (open.has(`${request.method} ${request.routeOptions.url}`)) return;
    users.set(request, await authenticator.userOf(authorization));
  };
  answerUnserved(app, prefix, {
    admit,
    answer: (request, reply) =>
      fail(request, reply, new Refused(404, 'not-found', 'there is no such operation; see /openapi.json')),
    failed: fail,
    unread: (request, reply) => fail(request, reply, new Refused(400, 'invalid', 'the target cannot be read')),
  });
  app.register(
    async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
        if (isStreamed(request)) return done(wrongType('application/x-tar'));
        if (raw.has(`${request.method} ${request.routeOptions.url}`)) return done(null, body);
        try {
          done(null, body.length === 0 ? undefined : JSON.parse(String(body)));
        } catch {
          done(new Refused(400, 'invalid', 'the body is not JSON'));
        }
      });
      scope.addContentTypeParser('application/x-tar', (request, payload, done) =>
        isStreamed(request) ? done(null, payload) : done(wrongType('application/json')),
      );
      scope.addHook('onRequest', admit);
      scope.setErrorHandler((error, request, reply) => fail(request, reply, error));
      for (const each of routes) {
        scope.route({
          method: each.method,
          url: each.path,
          bodyLimit: each.bodyLimit ?? defaultBodyLimit,
          schema: {
            ...(each.body === undefined ? {} : { body: each.body }),
            ...(each.query === undefined ? {} : { querystring: each.query }),
            ...(each.params === undefined ? {} : { params: each.params }),
          },
          preValidation: async (request) => {
            const name = endless(each.query, request.query) ?? endless(each.params, request.params);
            if (name !== undefined) throw new Refused(400, 'invalid', `${name} must be a number that is not endless`);
          },
          handler: async (request, reply) => {
            const user = users.get(request) ?? (each.open ? nobody : undefined);
            if (user === undefined) throw new Error('the request was let in without a user');
            if (user !== nobody && !each.roles.includes(roleOf(user))) {
              throw new Refused(403, 'forbidden', `this takes the role ${each.roles.join(' or ')}`);
            }
            const { body, query, params } = request;
            const setCookie = (value: string) => void cookies.set(request, value);
            const takeOver = () => reply.hijack().raw;
            const call = { user, body, query, path: params, request, setCookie, takeOver } as unknown as Call<
              never,
              never,
              never
            >;
            const answer = await each.handle(call);
            await witness(each, call, answer);
            if (answer === answered) return reply;
            const cookie = cookies.get(request);
            const more = cookie === undefined ? [] : [['Set-Cookie', cookie] as const];
            if (answer instanceof Bytes) return sendBytes(reply, answer, more);
            return json(reply, 200, JSON.stringify(answer), more);
          },
        });
      }
    },
    { prefix },
  );
}
