// A lean HTTP client for load: keep-alive connections, one request at a time on each, every answer read whole.
import { connect } from 'node:net';

/**
 * Sends what `next()` gives — `{ bytes, about }`, or null to stop — over `connections` connections.
 * `answered({ about, status, head, body, ms })` sees every answer, its head as text and its body as bytes; what it throws ends
 * the load. `broken(about)` sees every request whose connection ended unanswered; without it that ends the load too.
 */
export function load({ port, connections, next, answered, broken }) {
  const one = () =>
    new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      let asked = null;
      let sent = 0;
      let heard = Buffer.alloc(0);
      const send = () => {
        asked = next();
        if (asked === null) {
          socket.end();
          return resolve();
        }
        sent = performance.now();
        socket.write(asked.bytes);
      };
      const lost = (error) => {
        if (broken === undefined) return reject(error);
        if (asked !== null) broken(asked.about);
        asked = null;
        resolve();
      };
      socket.setNoDelay(true);
      socket.on('connect', send);
      socket.on('error', lost);
      socket.on('close', () => asked !== null && lost(new Error('the connection was closed')));
      socket.on('data', (piece) => {
        heard = heard.length === 0 ? piece : Buffer.concat([heard, piece]);
        const end = heard.indexOf('\r\n\r\n');
        if (end < 0) return;
        const head = heard.toString('latin1', 0, end + 2);
        const length = Number(/content-length: (\d+)/i.exec(head)?.[1]);
        if (heard.length < end + 4 + length) return;
        const body = heard.subarray(end + 4, end + 4 + length);
        const { about } = asked;
        asked = null;
        heard = Buffer.alloc(0);
        try {
          answered({ about, status: Number(head.slice(9, 12)), head, body, ms: performance.now() - sent });
        } catch (error) {
          socket.destroy();
          return reject(error);
        }
        send();
      });
    });
  return Promise.all(Array.from({ length: connections }, one));
}

export const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

/** Loads for `seconds` and sums up: answers per second, latencies in ms. `bytes()` gives the next request, or null. */
export async function loadFor({ port, connections, seconds, bytes, answered }) {
  const latencies = [];
  const began = performance.now();
  const end = began + seconds * 1000;
  await load({
    port,
    connections,
    next: () => {
      const request = performance.now() < end ? bytes() : null;
      return request === null ? null : { bytes: request };
    },
    answered: (answer) => {
      latencies.push(answer.ms);
      answered(answer);
    },
  });
  latencies.sort((a, b) => a - b);
  const passed = (performance.now() - began) / 1000;
  return { perSecond: latencies.length / passed, p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) };
}
