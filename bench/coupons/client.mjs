// Claims over HTTP, as many connections at a time as asked.
import { load as loadAny } from '../keep-alive.mjs';

const requestFor = (authorization, body) =>
  Buffer.from(
    `POST /api/claims HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ${authorization}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );

/**
 * Sends what `next()` gives (a body object, or null to stop) over `connections` connections.
 * `answered(body, status, text, ms)` sees every answer; `broken(body)` every request whose connection ended unanswered.
 */
export const load = ({ port, authorization, connections, next, answered, broken }) =>
  loadAny({
    port,
    connections,
    next: () => {
      const about = next();
      return about === null ? null : { about, bytes: requestFor(authorization, JSON.stringify(about)) };
    },
    answered: ({ about, status, body, ms }) => answered(about, status, body.toString('utf8'), ms),
    broken,
  });
