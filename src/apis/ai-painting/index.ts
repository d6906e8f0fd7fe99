// The room of the AI-painting product: submit and query behind an API gateway that signs with AppKey and AppSecret.
// Must not hold protocol rules; it puts the room's parts together and mounts them.
import { answerUnserved, type HttpApp, type HttpReply, type HttpRequest } from '../../http/server.js';
import { isDomainError } from '../../kernel/errors.js';
import type { Room, RoomDefinition, RoomServices } from '../room.js';
import { createAnswerer } from './answer.js';
import { createCallerOf } from './caller.js';
import { conformance } from './checks.js';
import { coverage } from './coverage.js';
import { demo } from './demo/demo.js';
import {
  authenticationError,
  GatewayRefused,
  gatewayErrors,
  Refused,
  rareGatewayErrors,
  results,
  throttled,
} from './envelope.js';
import { createExplain } from './explain.js';
import { checkHead, createGate, type Gate } from './gate.js';
import { createLimits } from './limits.js';
import { makeAccount } from './new-account.js';
import { channels } from './notices.js';
import { paintingOperations } from './painting/routes.js';
import { createSandbox } from './sandbox.js';
import { type Alias, readSettings } from './settings.js';

const root = '/ai-painting';
/** The gateway's limit for signed bodies (Huawei Cloud, API signing). */
const bodyLimit = 12 * 1024 * 1024;

const ownAddresses: readonly Alias[] = [
  { method: 'POST', path: `${root}/submit`, operation: 'submit' },
  { method: 'POST', path: `${root}/query`, operation: 'query' },
];

/** What the gateway says when the framework could not read a request: too long, or broken off. */
function unreadable(gate: Gate, request: HttpRequest, reply: HttpReply, error: unknown, limit: number): void {
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  // Rate and credentials are the gateway's business, not the seller's.
  if (error instanceof GatewayRefused) gate.refuse(request, reply, error.error);
  else if (isDomainError(error) && code === 'RATE_LIMITED') gate.refuse(request, reply, throttled(limit));
  else if (isDomainError(error) && code === 'UNAUTHENTICATED') {
    gate.refuse(request, reply, authenticationError('app not found'));
  } else if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') gate.refuse(request, reply, gatewayErrors.bodyTooLarge);
  else if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    gate.refuse(request, reply, gatewayErrors.badRequest);
  } else gate.fail(request, reply, error);
}

function create(services: RoomServices, environment: NodeJS.ProcessEnv): Room {
  const settings = readSettings(environment);
  const answerer = createAnswerer(services.random);
  const limits = createLimits(services.limits.now, settings.perSecond, services.rates);
  const gate = createGate({ services, settings, answerer, limits });
  const operations = paintingOperations(services, settings);
  const addresses = [...ownAddresses, ...settings.aliases];

  /** An address with and without a slash at its end is the same one. */
  function mountAddress(scope: HttpApp, { method, path, operation }: Alias, prefix: string): void {
    for (const url of [path.slice(prefix.length), `${path.slice(prefix.length)}/`]) {
      scope.route({
        method,
        url,
        bodyLimit,
        onRequest: (request, reply) => gate.admit(request, reply),
        errorHandler: (error, request, reply) => unreadable(gate, request, reply, error, settings.perSecond ?? 1),
        handler: (request, reply) => gate.serve(request, reply, operations[operation]),
      });
    }
  }

  /** The gateway knows addresses by method and path together. */
  const unserved = (request: HttpRequest, reply: HttpReply): void => {
    try {
      checkHead(request);
    } catch (error) {
      gate.fail(request, reply, error);
      return;
    }
    const path = (request.raw.url ?? '').split('?', 1)[0]?.replace(/\/$/, '');
    const known = addresses.some((address) => address.path === path);
    gate.refuse(request, reply, known ? gatewayErrors.noSuchMethod : gatewayErrors.notPublished);
  };

  return {
    name: aiPainting.name,
    mount: (app) => {
      app.register(
        async (scope) => {
          for (const address of addresses.filter(({ path }) => path.startsWith(`${root}/`))) {
            mountAddress(scope, address, root);
          }
        },
        { prefix: root },
      );
      app.register(async (scope) => {
        for (const address of addresses.filter(({ path }) => !path.startsWith(`${root}/`))) {
          mountAddress(scope, address, '');
        }
      });
      answerUnserved(app, root, {
        answer: unserved,
        unread: (request, reply) => gate.refuse(request, reply, gatewayErrors.badRequest),
      });
    },
    channels,
    faulty: {
      callerOf: createCallerOf(services),
      nameOf: (_status, body) =>
        /"error_code":"(APIG\.\d+)"/.exec(body)?.[1] ?? /"code":"?(\d+)/.exec(body)?.[1] ?? null,
      answers: {
        'APIG.0308': () => new GatewayRefused(throttled(settings.perSecond ?? 1)),
        'APIG.0303': () => new GatewayRefused(authenticationError('app not found')),
        'APIG.0201': () => new GatewayRefused(gatewayErrors.badRequest),
        'APIG.0101': () => new GatewayRefused(gatewayErrors.notPublished),
        'APIG.0607': () => new GatewayRefused(gatewayErrors.httpsOnly),
        ...Object.fromEntries(rareGatewayErrors.map((error) => [error.code, () => new GatewayRefused(error)])),
        ...Object.fromEntries(Object.values(results).map((result) => [String(result.code), () => new Refused(result)])),
      },
    },
    coverage,
    explain: createExplain(services.accounts, root, settings),
    refuses: (body) => /^\{"(?:code|msg)":(?!200\b)/.test(body),
  };
}

export const aiPainting: RoomDefinition = {
  name: 'ai-painting',
  sourceHosts: [],
  clientHosts: ['*.apistore.huaweicloud.com'],
  sandboxKey: 'aiPainting',
  create,
  createSandbox,
  makeAccount,
  demo,
  conformance,
};
