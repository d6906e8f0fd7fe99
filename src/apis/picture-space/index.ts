// The room of the picture space: the tool interface, its token endpoint, and the gateway form of the same operations.
// Must not hold protocol rules; it puts the room's parts together and mounts them.
import { answerUnserved, type HttpApp, type HttpReply, type HttpRequest } from '../../http/server.js';
import { isDomainError } from '../../kernel/errors.js';
import type { Room, RoomDefinition, RoomServices } from '../room.js';
import { shopKind } from './auth.js';
import { authorizeRoutes } from './authorize/routes.js';
import { createTickets } from './authorize/tickets.js';
import { createFormReader } from './body.js';
import { createCallerOf } from './caller.js';
import { conformance } from './checks.js';
import { coverage } from './coverage.js';
import { demo } from './demo/demo.js';
import { Refused } from './envelope.js';
import { createExplain } from './gateway/explain.js';
import { createGateway } from './gateway/routes.js';
import { libraryRules } from './library-rules.js';
import { createRateLimit } from './limits.js';
import { makeAccount } from './new-account.js';
import { channels } from './notices.js';
import { oauthRoutes } from './oauth/routes.js';
import { pictureOperations } from './operations/index.js';
import type { UrlOf } from './operations/operation-parts.js';
import { createSandbox } from './sandbox.js';
import { readSettings } from './settings.js';
import { createShops } from './shops.js';
import { createToolGate } from './tbpicture/gate.js';
import { toolRoutes } from './tbpicture/routes.js';

/** How a root of this room tells that something does not work. */
interface Face {
  fail(request: HttpRequest, reply: HttpReply, error: unknown): void;
}

function create(services: RoomServices, environment: NodeJS.ProcessEnv): Room {
  const settings = readSettings(environment, services.sandbox);
  const tickets = createTickets(
    services,
    () => services.pictures.publicUrl({ id: '', format: '' }).split('/p/', 1)[0] ?? '',
  );
  const shops = createShops(services, tickets);
  const readForm = createFormReader(services.libraries);
  const rate = createRateLimit(services.limits.now, services.rates);
  const gate = createToolGate({ services, settings, rate, readForm, shops });
  const { libraries, points, pictures } = services;
  const urlOf: UrlOf = (picture, secure) => pictures.publicUrl(picture, secure);
  const operations = pictureOperations({ libraries, points, settings, urlOf });

  const gateway = createGateway({ services, rate, readForm, shops, operations });

  /** Bodies are read while they arrive, by the routes themselves. */
  function mountRoot(app: HttpApp, prefix: string, face: Face, mountRoutes: (scope: HttpApp) => void): void {
    app.register(
      async (scope) => {
        scope.removeAllContentTypeParsers();
        scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
        mountRoutes(scope);
        scope.setErrorHandler((error, request, reply) => face.fail(request, reply, error));
      },
      { prefix },
    );
    const unknown = new Refused({ kind: 'unknown-path' });
    answerUnserved(app, prefix, {
      answer: (request, reply) => face.fail(request, reply, unknown),
      // Whatever its body was.
      failed: (request, reply, error) =>
        face.fail(request, reply, isDomainError(error) || error instanceof Refused ? error : unknown),
    });
  }

  return {
    name: pictureSpace.name,
    mount: (app) => {
      mountRoot(app, '/tool', gate, (scope) => {
        toolRoutes(scope, gate, operations);
        authorizeRoutes(scope, { services, tickets, readForm });
      });
      mountRoot(app, '/api/proxy', gate, (scope) => oauthRoutes(scope, gate, services));
      mountRoot(app, '/router', gateway, (scope) => gateway.mount(scope));
    },
    channels,
    faulty: {
      callerOf: createCallerOf(services),
      nameOf: (status, body) => {
        if (status === 401) return 'token';
        if (status === 429) return 'rate';
        const code = /"code":(\d+)/.exec(body)?.[1] ?? '';
        return (
          ({ 101: 'busy', 200: 'system', 203: 'forbidden', 204: 'points' } as Record<string, string>)[code] ?? null
        );
      },
      answers: Object.fromEntries(
        (['token', 'rate', 'busy', 'points', 'forbidden', 'system'] as const).map((kind) => [
          kind,
          () => new Refused({ kind }),
        ]),
      ),
    },
    libraries: { [shopKind]: libraryRules(settings, services.sandbox) },
    coverage,
    explain: createExplain(services.accounts),
    refuses: (body) => body.slice(0, 200).includes('error_response'),
  };
}

export const pictureSpace: RoomDefinition = {
  name: 'picture-space',
  sourceHosts: [],
  clientHosts: ['api.vv-tool.com', 'gw.api.taobao.com', 'eco.taobao.com'],
  sandboxKey: 'pictureSpace',
  create,
  createSandbox,
  makeAccount,
  demo,
  conformance,
};
