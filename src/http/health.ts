// What operators look at: alive, ready, metrics, the description of the routes.
// Must not know what the parts are; they are handed in by name.
import type { HttpApp } from './server.js';

/** A part by name, and why it does not work (null = it does). */
interface Part {
  readonly name: string;
  readonly failure: string | null;
}

export interface Metrics {
  read(): Promise<{ contentType: string; text: string }>;
}

export function mountHealth(app: HttpApp, look: () => Promise<readonly Part[]>, metrics: Metrics): void {
  app.get('/healthz', async (_request, reply) => reply.type('application/json').send('{"status":"alive"}'));
  app.get('/readyz', async (_request, reply) => {
    const parts = await look();
    const ready = parts.every(({ failure }) => failure === null);
    // The cause is in the log; an unauthenticated page names the part only.
    const results = Object.fromEntries(parts.map(({ name, failure }) => [name, failure === null ? 'ok' : 'failing']));
    return reply
      .code(ready ? 200 : 503)
      .type('application/json')
      .send(JSON.stringify({ status: ready ? 'ready' : 'not ready', ...results }));
  });
  app.get('/metrics', async (_request, reply) => {
    const { contentType, text } = await metrics.read();
    return reply.type(contentType).send(text);
  });
}
