// The straight line of every request to this room, in order: method, token, permission, rate, body, operation, answer.
// Must not know any operation; each one is handed in as a route. What needs no body is decided before the body is read.
import type { Account } from '../../domain/accounts/index.js';
import { RequestNotes } from '../../http/request-notes.js';
import {
  type ExactAnswer,
  type HttpReply,
  type HttpRequest,
  rawBody,
  rawTarget,
  sendExact,
} from '../../http/server.js';
import type { RoomServices } from '../room.js';
import type { Answerer, FileAnswer } from './answer.js';
import { callerOf } from './auth.js';
import { type Failure, failureFor, failures, Refused } from './envelope.js';
import type { LimitedOperation, Limits } from './limits.js';

/** A request as an operation sees it. */
export interface Call {
  readonly query: URLSearchParams;
  readonly body: Buffer;
  /** As declared; the framework never judges it. */
  readonly contentType: string | undefined;
  /** The Cookie header: for what a browser asks. */
  readonly cookies: string | undefined;
  /** Where the call comes from: an IP address. */
  readonly address: string;
  /** A signal that is aborted when the caller hangs up. Dear to make, so made for those who ask. */
  readonly untilGone: () => AbortSignal;
}

export interface CallByAccount extends Call {
  readonly account: Account;
}

/** `exact`: pages, redirects and pictures, which are no answers in this protocol's form. */
export type Result = { readonly json: object } | { readonly file: FileAnswer } | { readonly exact: ExactAnswer };

interface Common {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** HEAD is answered as GET is, without the bytes: pictures and pages are asked for so. */
  readonly head?: true;
  /** Bytes of the whole body. */
  readonly bodyLimit?: number;
  /** The answer when the body has more. */
  readonly tooLarge?: Failure;
}

/** One operation as the room mounts it. */
export type Route =
  | (Common & { readonly access: 'open'; handle(call: Call): Promise<Result> })
  | (Common & {
      readonly access: 'token';
      readonly limit?: LimitedOperation;
      /** Refuses whoever may not call this at all. */
      readonly permit?: (account: Account) => void;
      handle(call: CallByAccount): Promise<Result>;
    });

interface Visit {
  readonly query: URLSearchParams;
  readonly contentType: string | undefined;
  readonly account: Account | null;
}

export interface Gate {
  /** First hook: everything that can be decided without the body. False: it has been answered. */
  admit(request: HttpRequest, reply: HttpReply, route: Route): Promise<boolean>;
  serve(request: HttpRequest, reply: HttpReply, route: Route): Promise<void>;
  /** Answers a request that no route takes; `token`: who may not even call is told that first. */
  refuse(request: HttpRequest, reply: HttpReply, failure: Failure, token: boolean): Promise<void>;
  fail(request: HttpRequest, reply: HttpReply, error: unknown): void;
}

export const queryOf = (request: HttpRequest): URLSearchParams => {
  const target = rawTarget(request);
  const mark = target.indexOf('?');
  return new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1));
};

export const pathOf = (request: HttpRequest): string => rawTarget(request).split('?', 1)[0] ?? '';

export function createGate(parts: { services: RoomServices; answerer: Answerer; limits: Limits }): Gate {
  const { services, answerer, limits } = parts;
  const { accounts, tokens, log } = services;
  const visits = new RequestNotes<Visit>();

  function fail(request: HttpRequest, reply: HttpReply, error: unknown): void {
    // A caller that has gone hears nothing, and what it broke off is no fault of ours.
    if (reply.raw.destroyed) {
      reply.hijack();
      return;
    }
    const { failure, logText } = failureFor(error);
    if (logText !== null)
      log.error({ method: request.method, path: pathOf(request), cause: logText }, 'request failed');
    answerer.failure(reply, failure);
  }

  return {
    fail,
    admit: async (request, reply, route) => {
      const { headers } = request.raw;
      const contentType = headers['content-type'];
      // Clients post JSON without saying so, files as anything, and nothing as JSON: the framework must not judge the type.
      headers['content-type'] = undefined;
      const query = queryOf(request);
      try {
        let account: Account | null = null;
        if (route.access === 'token') {
          account = await callerOf(query, tokens, accounts);
          route.permit?.(account);
          if (route.limit !== undefined) await limits.take(route.limit, account.id);
        }
        visits.set(request, { query, contentType, account });
        return true;
      } catch (error) {
        fail(request, reply, error);
        return false;
      }
    },
    serve: async (request, reply, route) => {
      const untilGone = (): AbortSignal => {
        const gone = new AbortController();
        if (reply.raw.destroyed) gone.abort();
        else reply.raw.once('close', () => gone.abort());
        return gone.signal;
      };
      try {
        const visit = visits.get(request);
        if (visit === undefined) throw new Error('a request reached its handler without passing the hook');
        const { query, contentType, account } = visit;
        const { cookie: cookies } = request.headers;
        const body = rawBody(request);
        const call: Call = { query, contentType, cookies, address: request.ip, body, untilGone };
        let result: Result;
        if (route.access === 'open') result = await route.handle(call);
        else if (account === null) throw new Refused(failures.tokenMissing);
        else result = await route.handle({ ...call, account });
        if ('json' in result) answerer.success(reply, result.json);
        else if ('exact' in result) sendExact(reply, result.exact);
        else answerer.file(reply, result.file);
      } catch (error) {
        fail(request, reply, error);
      }
    },
    refuse: async (request, reply, failure, token) => {
      try {
        if (token) await callerOf(queryOf(request), tokens, accounts);
        throw new Refused(failure);
      } catch (error) {
        fail(request, reply, error);
      }
    },
  };
}
