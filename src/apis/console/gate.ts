// The straight line of every request below /api: origin, user, body against its schema, operation, answer.
// Must not know any operation; each one is handed in as a route.
import type { Account } from '../../domain/accounts/index.js';
import { type HttpApp, type HttpReply, type HttpRequest, sendExact } from '../../http/server.js';
import { isDomainError } from '../../kernel/errors.js';
import type { Log } from '../../kernel/log.js';
import type { Authenticator } from './auth.js';
import { type Failure, failureBody, failureFor, Refused } from './envelope.js';

/** A JSON schema as OpenAPI 3.1 takes it; the framework checks requests by it. */
export type Schema = Readonly<Record<string, unknown>>;

/** A request as an operation sees it: body, path and query have passed their schemas. */
export interface Call<Body, Query = unknown, Path = unknown> {
  readonly user: Account;
  readonly body: Body;
  readonly query: Query;
  readonly path: Path;
}

/** One operation as the room mounts it, with everything its description needs. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below /api, as the router writes it: `/things/:id`. */
  readonly path: string;
  readonly summary: string;
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
    headers: [['Content-Type', 'application/json; charset=utf-8'], ['Cache-Control', 'no-store'], ...more],
    body,
  });

const challenge = [['WWW-Authenticate', 'Basic realm="tuquan", charset="UTF-8"']] as const;

export const answerFailure = (reply: HttpReply, failure: Failure): HttpReply =>
  json(reply, failure.status, failureBody(failure), failure.status === 401 ? challenge : []);

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
  parts: { authenticator: Authenticator; log: Log },
): void {
  const { authenticator, log } = parts;
  const users = new WeakMap<HttpRequest, Account>();
  const fail = (request: HttpRequest, reply: HttpReply, error: unknown): HttpReply => {
    const { failure, logText } = failureFor(isDomainError(error) ? error : requestFailure(error));
    if (logText !== null) log.error({ route: request.routeOptions.url, cause: logText }, 'request failed');
    return answerFailure(reply, failure);
  };
  app.register(
    async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
        try {
          done(null, body === '' ? undefined : JSON.parse(String(body)));
        } catch {
          done(new Refused(400, 'invalid', 'the body is not JSON'));
        }
      });
      scope.addHook('onRequest', async (request) => {
        checkOrigin(request);
        users.set(request, await authenticator.userOf(request.headers.authorization));
      });
      scope.setErrorHandler((error, request, reply) => fail(request, reply, error));
      scope.setNotFoundHandler((request, reply) =>
        fail(request, reply, new Refused(404, 'not-found', 'there is no such operation; see /openapi.json')),
      );
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
          handler: async (request, reply) => {
            const user = users.get(request);
            if (user === undefined) throw new Error('the request was let in without a user');
            const { body, query, params } = request;
            const answer = await each.handle({ user, body, query, path: params } as Call<never, never, never>);
            return json(reply, 200, JSON.stringify(answer));
          },
        });
      }
    },
    { prefix },
  );
}
