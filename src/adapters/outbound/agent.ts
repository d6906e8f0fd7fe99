// The HTTP library's pool of guarded sockets, with its bounds.
// Must not know requests. Loaded when the first one is made.
import { Agent } from 'undici';
import { createAddressGuard } from './address-guard.js';
import { createGuardedConnector, systemResolve } from './guarded-connector.js';
import type { OutboundSettings } from './http.js';

export function openAgent(settings: OutboundSettings): Agent {
  return new Agent({
    connect: createGuardedConnector({
      guard: createAddressGuard(settings),
      resolve: settings.lookup ?? systemResolve,
      ...(settings.certificateAuthorities ? { certificateAuthorities: settings.certificateAuthorities } : {}),
    }),
    // Bounds of the pool: connections an origin may hold, and how long an idle one is kept whatever the server suggests.
    connections: 32,
    pipelining: 1,
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 15_000,
    // One limit covers the whole exchange (withinDeadline); the library's own timers would only add a second, coarser one.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}
