import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../../test/support/server.js';

interface Operation {
  readonly summary: string;
  readonly responses: Record<string, unknown>;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: { type?: string } }[];
}
interface Described {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
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

  it('refuses numbers beyond all numbers wherever one is asked for', async () => {
    const { paths } = (await (await fetch(`${server.baseUrl}/openapi.json`)).json()) as Described;
    const { user, password } = server.sandbox.console;
    const headers = { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
    let asked = 0;
    for (const [path, methods] of Object.entries(paths)) {
      for (const { name, in: place, schema } of methods.get?.parameters ?? []) {
        if (schema.type !== 'integer' && schema.type !== 'number') continue;
        for (const endless of ['1e400', '-1e400', 'Infinity']) {
          const target = path.replace(/\{(\w+)\}/g, (_whole, key) => (key === name ? endless : '1'));
          const query = place === 'query' ? `?${name}=${endless}` : '';
          const answer = await fetch(`${server.baseUrl}${target}${query}`, { headers });
          expect([target + query, answer.status]).toEqual([target + query, 400]);
          asked += 1;
        }
      }
    }
    expect(asked).toBeGreaterThan(20);
  });
});

describe('a node whose work another process does', () => {
  let node: TestServer;
  beforeAll(async () => {
    node = await startTestServer({ env: { TUQUAN_ROLE: 'api' } });
  });
  afterAll(() => node.close());

  it('refuses saved states, and a file of another type, as it describes', async () => {
    const { paths } = (await (await fetch(`${node.baseUrl}/openapi.json`)).json()) as Described;
    let refused = 0;
    for (const [path, methods] of Object.entries(paths)) {
      if (!/\/sandbox\/snapshots|\/reset$/.test(path)) continue;
      for (const [method, { responses }] of Object.entries(methods)) {
        const answer = await fetch(node.baseUrl + path.replace(/\{\w+\}/g, 'a'), {
          method: method.toUpperCase(),
          headers: { authorization: node.authorization, 'content-type': 'application/json' },
          ...(method === 'get' ? {} : { body: '{"name":"a"}' }),
        });
        expect([method, path, answer.status]).toEqual([method, path, method === 'put' ? 415 : 409]);
        expect(Object.keys(responses)).toContain(String(answer.status));
        refused += 1;
      }
    }
    expect(refused).toBe(9);
  });
});
