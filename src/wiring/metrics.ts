// What a monitoring system reads: the process's own figures, jobs by state, engine calls by state.
// Must not be waited for at the start: the library is loaded once the server listens, or when somebody asks earlier.
import type { Registry } from 'prom-client';
import type { Metrics } from '../http/health.js';
import type { EngineRunner } from '../ports/engines/engines.js';
import type { Queue } from '../ports/queue/queue.js';

interface Watched {
  readonly queue: Queue;
  readonly engines: Pick<EngineRunner, 'load'>;
}

async function openRegistry({ queue, engines }: Watched): Promise<Registry> {
  const { collectDefaultMetrics, Gauge, Registry } = await import('prom-client');
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'tuquan_jobs',
    help: 'Jobs in the queue by state',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      for (const [state, count] of Object.entries(await queue.depth())) this.set({ state }, count);
    },
  });
  new Gauge({
    name: 'tuquan_engine_calls',
    help: 'Engine calls of this process by state',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      for (const [state, count] of Object.entries(engines.load())) this.set({ state }, count);
    },
  });
  return registry;
}

export function createMetrics(watched: Watched): Metrics & { begin(): void } {
  let opening: Promise<Registry> | undefined;
  const registry = (): Promise<Registry> => {
    opening ??= openRegistry(watched);
    return opening;
  };
  return {
    begin: () => void registry().catch(() => undefined),
    read: async () => {
      const found = await registry();
      return { contentType: found.contentType, text: await found.metrics() };
    },
  };
}
