import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../../test/support/server.js';

interface Described {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, { summary: string; responses: Record<string, unknown> }>>;
}

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

describe('GET /openapi.json', () => {
  it('describes every operation of the room, with its failures', async () => {
    const answer = await fetch(`${server.baseUrl}/openapi.json`);
    expect(answer.headers.get('content-type')).toContain('application/json');
    const { openapi, paths } = (await answer.json()) as Described;
    expect(openapi).toBe('3.1.0');
    const room = server.tuquan.rooms.find(({ name }) => name === 'console');
    for (const { method, path } of room?.coverage ?? []) {
      if (path === '/openapi.json') continue;
      const operation = paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
      expect(operation?.summary, `${method} ${path}`).toBeTruthy();
      expect(Object.keys(operation?.responses ?? {})).toEqual(expect.arrayContaining(['200', '400', '401', '503']));
    }
  });
});
