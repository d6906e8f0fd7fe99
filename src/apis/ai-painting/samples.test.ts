import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PaintingBackend, startPaintingBackend } from '../../../test/support/painting-backends.js';
import { ended, submitted } from '../../../test/support/painting-client.js';
import { expectedAnswer, readSamples } from '../../../test/support/samples.js';
import { startTestServer, type TestServer } from '../../../test/support/server.js';
import { call } from './demo/client.js';

interface Exchange {
  readonly request: {
    readonly operation: 'submit' | 'query';
    readonly parameters: Readonly<Record<string, string>>;
  };
  /** See expectedAnswer. */
  readonly answer: unknown;
}

const samples = readSamples<Exchange>(new URL('./samples/', import.meta.url));

let backend: PaintingBackend;
let server: TestServer;
let finished: string;
beforeAll(async () => {
  backend = await startPaintingBackend();
  server = await startTestServer({ env: { TUQUAN_PAINT_BACKEND: 'openai', TUQUAN_PAINT_OPENAI_URL: backend.url } });
  finished = await submitted(server.baseUrl, server.sandbox.aiPainting);
  await ended(server.baseUrl, server.sandbox.aiPainting, finished);
});
afterAll(async () => {
  await server.close();
  await backend.close();
});

describe('the documentation’s samples', () => {
  it.each(samples)('%s is answered as written', async (_name, sample) => {
    expect(sample.sources.length).toBeGreaterThan(0);
    for (const { request, answer } of sample.exchanges) {
      const parameters = Object.fromEntries(
        Object.entries(request.parameters).map(([key, value]) => [key, value === 'TASK_ID' ? finished : value]),
      );
      const got = await call(server.baseUrl, server.sandbox.aiPainting, request.operation, parameters);
      expect(got).toEqual(expectedAnswer(answer));
    }
  });
});
