// The straight line of every request to this room, in order: stage, credentials, rate, body, signature, parameters, operation.
// Must not know any operation; each one is handed in. What needs no body is decided before the body is read.
import type { TLSSocket } from 'node:tls';
import type { Account } from '../../domain/accounts/index.js';
import { RequestNotes } from '../../http/request-notes.js';
import { type HttpReply, type HttpRequest, rawBody, rawTarget } from '../../http/server.js';
import type { RoomServices } from '../room.js';
import type { Answerer } from './answer.js';
import { type Claim, checkSignature, claimOf, type RequestHead, sellerAccount } from './auth.js';
import { type GatewayError, GatewayRefused, gatewayErrors, resultFor } from './envelope.js';
import type { Limits } from './limits.js';
import { type Parameters, readParameters } from './parameters.js';
import type { AiPaintingSettings } from './settings.js';

/** A call as an operation sees it; what it resolves to becomes `data`. */
export type Operation = (call: { readonly account: Account; readonly parameters: Parameters }) => Promise<object>;

/** What is known of a request before its body. */
interface Visit {
  readonly head: RequestHead;
  readonly claim: Claim;
  readonly contentType: string | undefined;
  readonly beganAt: number;
}

export interface Gate {
  /** First hook: everything that can be decided without the body. It has been answered when that is a refusal. */
  admit(request: HttpRequest, reply: HttpReply): Promise<void>;
  serve(request: HttpRequest, reply: HttpReply, operation: Operation): Promise<void>;
  /** Answers as the gateway. */
  refuse(request: HttpRequest, reply: HttpReply, error: GatewayError): void;
  fail(request: HttpRequest, reply: HttpReply, error: unknown): void;
}

/** The environment every product is published in. */
const stage = 'RELEASE';

function headOf(request: HttpRequest): RequestHead {
  const target = rawTarget(request);
  const mark = target.indexOf('?');
  const { rawHeaders, method = '', socket } = request.raw;
  const values = new Map<string, string[]>();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    // Node hands headers over as latin1; clients sign what they meant, which is UTF-8.
    const sent = rawHeaders[at + 1] ?? '';
    const value = /[\x80-\xff]/.test(sent) ? Buffer.from(sent, 'latin1').toString('utf8') : sent;
    const known = values.get(name);
    if (known === undefined) values.set(name, [value]);
    else known.push(value);
  }
  const forwarded = values.get('x-forwarded-proto')?.[0]?.split(',')[0]?.trim();
  return {
    method,
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '' : target.slice(mark + 1),
    header: (name) => values.get(name) ?? [],
    secure: (socket as TLSSocket).encrypted === true || forwarded === 'https',
  };
}

/** Bytes of a request's URI, and of its headers together (Huawei Cloud, API Gateway, error codes). */
const longestHead = 32 * 1024;

/** @throws GatewayRefused 414, 494 */
export function checkHead({ raw: { url = '', rawHeaders } }: HttpRequest): void {
  if (url.length > longestHead) throw new GatewayRefused(gatewayErrors.uriTooLarge);
  if (rawHeaders.reduce((bytes, text) => bytes + text.length + 2, 0) > longestHead) {
    throw new GatewayRefused(gatewayErrors.headersTooLarge);
  }
}

export function createGate(parts: {
  services: RoomServices;
  settings: AiPaintingSettings;
  answerer: Answerer;
  limits: Limits;
}): Gate {
  const { services, settings, answerer, limits } = parts;
  const { accounts, clock, log } = services;
  const visits = new RequestNotes<Visit>();

  const beganAtOf = (request: HttpRequest): number => visits.get(request)?.beganAt ?? performance.now();
  const refuse = (request: HttpRequest, reply: HttpReply, error: GatewayError): void =>
    answerer.gateway(reply, error, beganAtOf(request));

  function fail(request: HttpRequest, reply: HttpReply, error: unknown): void {
    // A caller that has gone hears nothing, and what it broke off is no fault of ours.
    if (reply.raw.destroyed) {
      reply.hijack();
      return;
    }
    if (error instanceof GatewayRefused) {
      refuse(request, reply, error.error);
      return;
    }
    const { result, field, logText } = resultFor(error);
    if (logText !== null) log.error({ path: request.routeOptions.url, cause: logText }, 'request failed');
    const msg = settings.detail && field !== null ? `${result.msg}: ${field}` : result.msg;
    answerer.failure(reply, { code: result.code, msg }, beganAtOf(request));
  }

  return {
    refuse,
    fail,
    admit: async (request, reply) => {
      const beganAt = performance.now();
      const { headers } = request.raw;
      const contentType = headers['content-type'];
      // Clients send everything under any type, and nothing as JSON: the framework must not judge the type.
      headers['content-type'] = undefined;
      try {
        checkHead(request);
        const head = headOf(request);
        const wantedStage = head.header('x-stage')[0]?.trim();
        if (wantedStage !== undefined && wantedStage !== '' && wantedStage.toUpperCase() !== stage) {
          throw new GatewayRefused(gatewayErrors.notPublished);
        }
        const claim = await claimOf(head, { accounts, clock, settings });
        if (claim.kind !== 'seller') await limits.take(claim.account.id);
        visits.set(request, { head, claim, contentType, beganAt });
      } catch (error) {
        fail(request, reply, error);
      }
    },
    serve: async (request, reply, operation) => {
      try {
        const visit = visits.get(request);
        if (visit === undefined) throw new Error('a request reached its handler without passing the hook');
        const { head, claim, contentType } = visit;
        const body = rawBody(request);
        let account = claim.kind === 'proved' ? claim.account : null;
        if (claim.kind === 'signature') account = checkSignature(head, claim, body, settings);
        const parameters = await readParameters(head.query, body, contentType);
        if (account === null) {
          account = await sellerAccount(parameters, { accounts, clock });
          await limits.take(account.id);
        }
        answerer.success(reply, await operation({ account, parameters }), visit.beganAt);
      } catch (error) {
        fail(request, reply, error);
      }
    },
  };
}
