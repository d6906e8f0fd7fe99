import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PaintingBackend, startPaintingBackend } from '../../../test/support/painting-backends.js';
import { ended, submitted } from '../../../test/support/painting-client.js';
import { startTestServer, type TestServer } from '../../../test/support/server.js';
import { call } from './demo/client.js';

interface Sample {
  readonly title: string;
  readonly sources: readonly string[];
  readonly exchanges: readonly {
    readonly request: {
      readonly operation: 'submit' | 'query';
      readonly parameters: Readonly<Record<string, string>>;
    };
    /** A text that begins with ~ is a regular expression. */
    readonly answer: unknown;
  }[];
}

const folder = new URL('./samples/', import.meta.url);
const samples = readdirSync(folder).map(
  (name) => [name, JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Sample] as const,
);

const expected = (value: unknown): unknown => {
  if (typeof value === 'string' && value.startsWith('~')) return expect.stringMatching(new RegExp(value.slice(1)));
  if (Array.isArray(value)) return value.map(expected);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, expected(member)]));
  }
  return value;
};

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
      expect(got).toEqual(expected(answer));
    }
  });
});
