// A lean HTTP client for load: keep-alive connections, one request at a time on each, every answer read whole.
import { connect } from 'node:net';

const requestFor = (authorization, body) =>
  `POST /api/claims HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ${authorization}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

/**
 * Sends what `next()` gives (a body object, or null to stop) over `connections` connections.
 * `answered(body, status, text, ms)` sees every answer; `broken(body)` every request whose connection ended unanswered.
 */
export function load({ port, authorization, connections, next, answered, broken }) {
  const one = () =>
    new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      let body = null;
      let sent = 0;
      let buffered = '';
      const send = () => {
        body = next();
        if (body === null) {
          socket.end();
          return resolve();
        }
        sent = performance.now();
        socket.write(requestFor(authorization, JSON.stringify(body)), 'latin1');
      };
      socket.setNoDelay(true);
      socket.setEncoding('latin1');
      socket.on('connect', send);
      const lost = (error) => {
        if (broken === undefined) return reject(error);
        if (body !== null) broken(body);
        body = null;
        resolve();
      };
      socket.on('error', lost);
      socket.on('close', () => body !== null && lost(new Error('the connection was closed')));
      socket.on('data', (piece) => {
        buffered += piece;
        const head = buffered.indexOf('\r\n\r\n');
        if (head < 0) return;
        const length = Number(/Content-Length: (\d+)/.exec(buffered)?.[1]);
        if (buffered.length < head + 4 + length) return;
        const status = Number(buffered.slice(9, 12));
        const text = buffered.slice(head + 4, head + 4 + length);
        buffered = '';
        const was = body;
        body = null;
        answered(was, status, text, performance.now() - sent);
        send();
      });
    });
  return Promise.all(Array.from({ length: connections }, one));
}

export const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
