// The room of our own API: what the console, scripts and load tests use, below /api.
// Must not hold protocol rules; it puts the room's parts together and mounts them.
import { sendExact } from '../../http/server.js';
import type { Room, RoomDefinition, RoomServices } from '../room.js';
import { createAccountOf } from './account-of.js';
import { mountConsole } from './assets.js';
import { createWitness } from './audit/acts.js';
import { auditRoutes } from './audit/routes.js';
import { createAuthenticator } from './auth.js';
import { claimRoutes } from './claims/routes.js';
import { coverage } from './coverage.js';
import { credentialRoutes } from './credentials/routes.js';
import { mountRoutes, type Route } from './gate.js';
import { libraryRoutes } from './libraries/routes.js';
import { messageServerRoutes } from './message-servers/routes.js';
import { createSandbox, makeAccount } from './new-account.js';
import { channels } from './notices.js';
import { describeRoutes } from './openapi.js';
import { operationRoutes } from './operations/routes.js';
import { paintingRoutes } from './paintings/routes.js';
import { reviewRoutes } from './reviews/routes.js';
import { sandboxRoutes } from './sandbox/routes.js';
import { sessionRoutes } from './session/routes.js';
import { createSessions } from './sessions.js';
import { readSettings } from './settings.js';
import { cardRoutes } from './shops/card-routes.js';
import { importRoutes } from './shops/import-routes.js';
import { phoneRoutes } from './shops/phone-routes.js';
import { reachRoutes } from './shops/reach-routes.js';
import { batchRoutes } from './studio/batch-routes.js';
import { studioRoutes } from './studio/routes.js';
import { trafficRoutes } from './traffic/routes.js';
import { userRoutes } from './users/routes.js';

const prefix = '/api';

function create(services: RoomServices, environment: NodeJS.ProcessEnv): Room {
  const settings = readSettings(environment);
  const authenticator = createAuthenticator(services.accounts, settings.mostSignedIn);
  const sessions = createSessions(services.accounts, services.clock);
  const routes: readonly Route[] = [
    ...sessionRoutes(services, authenticator, sessions),
    ...claimRoutes(services),
    ...studioRoutes(services),
    ...batchRoutes(services),
    ...cardRoutes(services),
    ...importRoutes(services),
    ...phoneRoutes(services),
    ...reachRoutes(services),
    ...libraryRoutes(services),
    ...operationRoutes(services),
    ...paintingRoutes(services),
    ...userRoutes(services),
    ...credentialRoutes(services),
    ...trafficRoutes(services),
    ...messageServerRoutes(services),
    ...reviewRoutes(services),
    ...auditRoutes(services),
    ...sandboxRoutes(services, sessions),
  ];
  // Written when somebody asks for it: it is a good part of what a start would have to do for this room.
  let description: string | undefined;
  return {
    name: consoleRoom.name,
    mount: (app) => {
      const witness = createWitness(services.audit);
      mountRoutes(app, prefix, routes, { authenticator, sessions, log: services.log, witness });
      mountConsole(app, services.random);
      app.get('/openapi.json', (_request, reply) => {
        description ??= JSON.stringify(describeRoutes(prefix, routes));
        return sendExact(reply, {
          status: 200,
          headers: [['Content-Type', 'application/json; charset=utf-8']],
          body: description,
        });
      });
    },
    channels,
    coverage,
    accountOf: createAccountOf(services),
    unwatched: true,
  };
}

export const consoleRoom: RoomDefinition = {
  name: 'console',
  sourceHosts: [],
  sandboxKey: 'console',
  create,
  createSandbox,
  makeAccount,
};
