// Signing in and out of the console. Must not know how a session is written; sessions.ts does.

import { createSlidingWindow } from '../../../kernel/sliding-window.js';
import type { RoomServices } from '../../room.js';
import type { Authenticator } from '../auth.js';
import { Refused } from '../envelope.js';
import { type Route, route } from '../gate.js';
import { everybody, roleOf, roles } from '../roles.js';
import type { Sessions } from '../sessions.js';
import { createThrottle } from '../throttle.js';

/** Wrong passwords written down an hour; guessers must not fill the disk. */
const mostRefusals = { limit: 600, windowMs: 3_600_000 };

const sessionAnswer = {
  type: 'object',
  required: ['user', 'role', 'sandbox'],
  properties: {
    user: { type: 'string' },
    role: { type: 'string', enum: [...roles] },
    sandbox: { type: 'boolean', description: 'Whether this server is a sandbox' },
  },
};

export function sessionRoutes(
  services: RoomServices,
  authenticator: Authenticator,
  sessions: Sessions,
): readonly Route[] {
  const { sandbox } = services;
  const throttle = createThrottle(services.clock);
  const refusals = createSlidingWindow({ ...mostRefusals, clock: services.clock });
  return [
    route<{ user: string; password: string }>(
      {
        method: 'POST',
        path: '/session',
        summary: 'Sign in: sets the session cookie',
        open: true,
        roles: everybody,
        body: {
          type: 'object',
          required: ['user', 'password'],
          additionalProperties: false,
          properties: {
            user: { type: 'string', minLength: 1, maxLength: 64 },
            password: { type: 'string', minLength: 1, maxLength: 256 },
          },
        },
        answer: sessionAnswer,
        failures: { 429: 'Too many wrong passwords for this user or from this address' },
      },
      async ({ body, request, setCookie }) => {
        const who = [`user ${body.user}`, `address ${request.ip}`];
        throttle.check(...who);
        try {
          const credentials = Buffer.from(`${body.user}:${body.password}`).toString('base64');
          const user = await authenticator.userOf(`Basic ${credentials}`);
          throttle.succeeded(...who);
          setCookie(sessions.open(user, request.protocol === 'https'));
          return { user: user.number, role: roleOf(user), sandbox };
        } catch (error) {
          if (error instanceof Refused && error.failure.status === 401) {
            throttle.failed(...who);
            if (refusals.take('')) {
              const act = { action: 'session.refused', subject: request.ip, account: '', room: 'console', detail: {} };
              await services.audit.record({ actor: body.user, role: 'unknown', ...act });
            }
          }
          throw error;
        }
      },
    ),
    route(
      {
        method: 'GET',
        path: '/session',
        summary: 'Who is signed in',
        roles: everybody,
        answer: sessionAnswer,
        failures: {},
      },
      async ({ user }) => ({ user: user.number, role: roleOf(user), sandbox }),
    ),
    route(
      {
        method: 'DELETE',
        path: '/session',
        summary: 'Sign out: removes the session cookie',
        roles: everybody,
        answer: { type: 'object' },
        failures: {},
      },
      async ({ request, setCookie }) => {
        setCookie(sessions.close(request.protocol === 'https'));
        return {};
      },
    ),
  ];
}
