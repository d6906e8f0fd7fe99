// What operators look at: alive, ready, metrics, the description of the routes.
// Must not know what the checks check; they are handed in by name.
import type { HttpApp } from './server.js';

export type Check = () => Promise<void>;

export interface Metrics {
  read(): Promise<{ contentType: string; text: string }>;
}

export function mountHealth(app: HttpApp, checks: Readonly<Record<string, Check>>, metrics: Metrics): void {
  app.get('/healthz', async (_request, reply) => reply.type('application/json').send('{"status":"alive"}'));
  app.get('/readyz', async (_request, reply) => {
    const results: Record<string, string> = {};
    await Promise.all(
      Object.entries(checks).map(async ([name, check]) => {
        try {
          await check();
          results[name] = 'ok';
        } catch {
          // The cause is in the log; an unauthenticated page names the part only.
          results[name] = 'failing';
        }
      }),
    );
    const ready = Object.values(results).every((result) => result === 'ok');
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
