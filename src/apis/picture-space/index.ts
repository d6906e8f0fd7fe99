// The room of the picture space: the tool interface, its token endpoint, and the gateway form of the same operations.
// Must not hold protocol rules; it puts the room's parts together and mounts them.
import type { HttpApp } from '../../http/server.js';
import type { Room, RoomDefinition, RoomServices } from '../room.js';
import { createTickets } from './authorize/tickets.js';
import { createFormReader } from './body.js';
import { coverage } from './coverage.js';
import { Refused } from './envelope.js';
import { createRateLimit } from './limits.js';
import { makeAccount } from './new-account.js';
import { channels } from './notices.js';
import { uploadOperation } from './operations/upload.js';
import { createSandbox } from './sandbox.js';
import { readSettings } from './settings.js';
import { createShops } from './shops.js';
import { createToolGate } from './tbpicture/gate.js';
import { toolRoutes } from './tbpicture/routes.js';

function create(services: RoomServices, environment: NodeJS.ProcessEnv): Room {
  const settings = readSettings(environment, services.sandbox);
  const tickets = createTickets(
    services,
    () => services.pictures.publicUrl({ id: '', format: '' }).split('/p/', 1)[0] ?? '',
  );
  const shops = createShops(services, tickets);
  const readForm = createFormReader(services.libraries);
  const rate = createRateLimit(services.limits, services.clock);
  const gate = createToolGate({ services, settings, rate, readForm, shops });
  const { points, openingPoints, quotaBytes } = settings;
  const operations = [
    uploadOperation({
      libraries: services.libraries,
      terms: { points, openingPoints, quotaBytes },
      urlOf: (picture, secure) => services.pictures.publicUrl(picture, secure),
    }),
  ];

  /** Bodies are read while they arrive, by the routes themselves. */
  function mountRoot(app: HttpApp, prefix: string, mountRoutes: (scope: HttpApp) => void): void {
    app.register(
      async (scope) => {
        scope.removeAllContentTypeParsers();
        scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
        mountRoutes(scope);
        scope.setErrorHandler((error, request, reply) => gate.fail(request, reply, error));
        scope.setNotFoundHandler((request, reply) => gate.fail(request, reply, new Refused({ kind: 'unknown-path' })));
      },
      { prefix },
    );
  }

  return {
    name: pictureSpace.name,
    mount: (app) => {
      mountRoot(app, '/tool', (scope) => toolRoutes(scope, gate, operations));
    },
    channels,
    coverage,
  };
}

export const pictureSpace: RoomDefinition = {
  name: 'picture-space',
  sourceHosts: [],
  sandboxKey: 'pictureSpace',
  create,
  createSandbox,
  makeAccount,
};
