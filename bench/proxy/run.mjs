// What the proxy adds to a request: the same keep-alive GET straight to the TLS port, and through CONNECT, taken in turn.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import tls from 'node:tls';
import { startTuquan } from '../../dist/testing/index.js';

const rounds = 2_000;
const server = await startTuquan();
const ca = readFileSync(server.caCertificateFile);
const proxy = new URL(server.proxy.url);
const straightTo = new URL(server.tlsBaseUrl);
const host = 'api.weixin.qq.com';

const tunnel = await new Promise((resolve, reject) => {
  const asked = http.request({ host: proxy.hostname, port: proxy.port, method: 'CONNECT', path: `${host}:443` });
  asked
    .once('connect', (_answer, socket) => resolve(socket))
    .once('error', reject)
    .end();
});
const direct = new https.Agent({ keepAlive: true, maxSockets: 1 });
const through = new https.Agent({ keepAlive: true, maxSockets: 1 });
through.createConnection = () => tls.connect({ socket: tunnel, servername: host, ca });

const get = (options) =>
  new Promise((resolve, reject) => {
    const began = performance.now();
    https
      .get({ path: '/healthz', ca, ...options }, (answer) => {
        answer.resume().once('end', () => resolve(performance.now() - began));
      })
      .once('error', reject);
  });
const straight = () => get({ host: straightTo.hostname, port: straightTo.port, agent: direct });
const proxied = () => get({ host, port: 443, agent: through });

for (let index = 0; index < 200; index += 1) {
  await straight();
  await proxied();
}
const times = { straight: [], proxied: [] };
for (let index = 0; index < rounds; index += 1) {
  times.straight.push(await straight());
  times.proxied.push(await proxied());
}
const median = (list) => list.sort((a, b) => a - b)[list.length >> 1];
const [a, b] = [median(times.straight), median(times.proxied)];
console.log(
  `TLS straight ${a.toFixed(3)} ms · through the proxy ${b.toFixed(3)} ms · added ${(b - a).toFixed(3)} ms (medians of ${rounds}, bound 1 ms)`,
);
direct.destroy();
through.destroy();
await server.close();
process.exitCode = b - a > 1 ? 1 : 0;
