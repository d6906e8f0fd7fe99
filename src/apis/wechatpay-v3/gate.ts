// The straight line of every request to this room, in order: who claims to call, body, signature, rate, operation, answer.
// Must not know any operation; each one is handed in as a route.

import type { Account, ServerKey } from '../../domain/accounts/index.js';
import type { RateWindow } from '../../domain/rates/index.js';
import { RequestNotes } from '../../http/request-notes.js';
import { type HttpReply, type HttpRequest, rawBody, rawTarget } from '../../http/server.js';
import type { RoomServices } from '../room.js';
import type { Answerer } from './answer.js';
import { type Claim, checkSignature, readClaim } from './auth.js';
import { badParameter, type Failure, failureFor, failures, Refused } from './envelope.js';
import type { LimitedOperation } from './limits.js';
import type { Mode } from './modes.js';
import { resultCodes } from './result-codes.js';
import { namedKey, type UsualKey } from './signing.js';

/** A verified request, as an operation sees it. */
export interface Call<Body> {
  readonly account: Account;
  readonly body: Body;
  readonly contentType: string | undefined;
  readonly path: Readonly<Record<string, string>>;
  /** The query string without its question mark, not decoded. */
  readonly query: string;
}

/** What was read of a body: the bytes the caller signed, and what the operation gets. */
export interface ReadBody<Body> {
  readonly signed: Buffer;
  readonly body: Body;
}

/** One operation as the room mounts it. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly limit: LimitedOperation;
  /** Bytes; the server's own limit when absent. */
  readonly bodyLimit?: number;
  /** The answer when the body has more; 413 when absent. */
  readonly tooLarge?: Failure;
  serve(gate: Gate, request: HttpRequest, reply: HttpReply, limiter: RateWindow | null): Promise<void>;
}

type ReadBytes<Body> = (bytes: Buffer, contentType: string | undefined) => ReadBody<Body> | Promise<ReadBody<Body>>;

/** A route whose handler answers with an object, or null for 204. `read` says which bytes of the body are signed. */
export function route<Body>(
  how: Omit<Route, 'serve'>,
  read: ReadBytes<Body>,
  handle: (call: Call<Body>) => Promise<object | null>,
): Route {
  return { ...how, serve: (gate, request, reply, limiter) => gate.serve(request, reply, limiter, read, handle) };
}

/** For {@link route}: the whole body is signed. */
export const wholeBody = (bytes: Buffer): ReadBody<Buffer> => ({ signed: bytes, body: bytes });

/** What is kept with a request between the hook and the handler. */
interface Visit {
  readonly claim: Claim;
  readonly contentType: string | undefined;
}

export interface Gate {
  /** First hook: turns away who cannot be a caller before the body is read. False: it has been answered. */
  admit(request: HttpRequest, reply: HttpReply): Promise<boolean>;
  serve<Body>(
    request: HttpRequest,
    reply: HttpReply,
    limiter: RateWindow | null,
    read: ReadBytes<Body>,
    operation: (call: Call<Body>) => Promise<object | null>,
  ): Promise<void>;
  /** Answers a request for something that does not exist: still 401 first. */
  refuse(request: HttpRequest, reply: HttpReply, failure: Failure): Promise<void>;
  /** A body that did not arrive as it should: its signature cannot be checked, its sender is the one claimed. */
  bodyFailed(request: HttpRequest, reply: HttpReply, failure: Failure): Promise<void>;
}

export function createGate(parts: { services: RoomServices; answerer: Answerer; keyOf: UsualKey; mode: Mode }): Gate {
  const { services, answerer, keyOf, mode } = parts;
  const { accounts, clock, log } = services;
  const visits = new RequestNotes<Visit>();

  function fail(request: HttpRequest, reply: HttpReply, error: unknown, key: ServerKey | null): Promise<void> {
    const { failure, logText } = failureFor(error);
    if (logText !== null)
      log.error({ method: request.method, path: pathOf(request), cause: logText }, 'request failed');
    return answerer.failure(reply, mode, failure, key);
  }

  /** The key that signs the answer. @throws Refused in brand mode, where the header is required: brand/4017327691 */
  function answerKey(request: HttpRequest, account: Account): ServerKey | null {
    const name = request.headers['wechatpay-serial'];
    const key = typeof name === 'string' && name !== '' ? namedKey(account, mode, name) : null;
    if (key !== null || mode.kind === 'partner') return key ?? keyOf(account);
    const value = typeof name === 'string' ? name.slice(0, 256) : '';
    const message =
      value === ''
        ? 'Http头Wechatpay-Serial必填，请设置为品牌的微信支付公钥ID'
        : 'Http头Wechatpay-Serial不正确，不是该品牌的微信支付公钥ID';
    throw badParameter(message, resultCodes.illegalParameter, { location: 'header', value });
  }

  const serve: Gate['serve'] = async (request, reply, limiter, read, operation) => {
    let key: ServerKey | null = null;
    try {
      const visit = visits.get(request);
      if (visit === undefined) throw new Error('a request reached its handler without passing the hook');
      const { claim, contentType } = visit;
      const { account } = claim;
      const target = rawTarget(request);
      const { signed, body } = await read(rawBody(request), contentType);
      checkSignature(claim, request.method, target, signed);
      key = keyOf(account);
      const chosen = answerKey(request, account);
      if (chosen === null) throw new Error(`account ${account.number} has no key to sign answers with`);
      key = chosen;
      if (limiter !== null && !(await limiter.take(account.id))) throw new Refused(failures.tooFrequent);
      const mark = target.indexOf('?');
      const query = mark < 0 ? '' : target.slice(mark + 1);
      const result = await operation({
        account,
        body,
        contentType,
        path: request.params as Record<string, string>,
        query,
      });
      await answerer.success(reply, mode, result, key);
    } catch (error) {
      await fail(request, reply, error, key);
    }
  };

  return {
    serve,
    admit: async (request, reply) => {
      const { headers } = request.raw;
      const contentType = headers['content-type'];
      // The framework must not judge the type: the signature is checked first, whatever the body is said to be.
      headers['content-type'] = undefined;
      try {
        visits.set(request, { claim: await readClaim(headers.authorization, mode, accounts, clock), contentType });
        return true;
      } catch (error) {
        await fail(request, reply, error, null);
        return false;
      }
    },

    refuse: (request, reply, failure) =>
      serve(request, reply, null, wholeBody, () => Promise.reject(new Refused(failure))),
    bodyFailed: (request, reply, failure) => {
      const visit = visits.get(request);
      return fail(request, reply, new Refused(failure), visit === undefined ? null : keyOf(visit.claim.account));
    },
  };
}

const pathOf = (request: HttpRequest): string => rawTarget(request).split('?', 1)[0] ?? '';
