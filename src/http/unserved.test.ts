import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerUnserved, createHttpServer, type HttpReply, sendExact } from './server.js';

const server = createHttpServer();
const say = (reply: HttpReply, body: string) => sendExact(reply, { status: 404, headers: [], body });
let base = '';

beforeAll(async () => {
  answerUnserved(server.app, '/api', {
    admit: (request, reply) => {
      if (request.headers.key === 'wrong') say(reply, 'stranger');
      if (request.headers.key === 'broken') throw new Error('out of order');
    },
    answer: (request, reply) => say(reply, `outer ${request.method}`),
    failed: (_request, reply, error) => say(reply, `failed: ${(error as Error).message}`),
    unread: (_request, reply) => say(reply, 'unread'),
  });
  answerUnserved(server.app, '/api/inner', { answer: (_request, reply) => say(reply, 'inner') });
  server.app.post('/api/here', async () => 'served');
  const { port } = await server.listen({ host: '127.0.0.1', port: 0 });
  base = `http://127.0.0.1:${port}`;
});
afterAll(() => server.close());

const ask = async (path: string, init: RequestInit = {}) => (await fetch(`${base}${path}`, init)).text();

describe('what no route takes', () => {
  it('is answered by whoever has the longest prefix, at it and below it, with any method', async () => {
    expect(await ask('/api')).toBe('outer GET');
    expect(await ask('/api?a=b')).toBe('outer GET');
    expect(await ask('/api/x/y', { method: 'PUT', body: 'x' })).toBe('outer PUT');
    expect(await ask('/api/here')).toBe('outer GET');
    expect(await ask('/api/inner/x')).toBe('inner');
    expect(await ask('/api/inner', { method: 'PROPFIND' })).toBe('inner');
    expect(await ask('/api/here', { method: 'POST' })).toBe('served');
  });

  it('is nobody’s beside the prefix', async () => {
    expect(await ask('/apiary')).toBe('not found');
    expect(await ask('/')).toBe('not found');
  });

  it('is asked for admission before its body is read', async () => {
    const { port } = new URL(base);
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () =>
        socket.write('POST /api/x HTTP/1.1\r\nHost: x\r\nkey: wrong\r\nContent-Length: 1000\r\n\r\n'),
      );
      socket.on('data', (bytes) => {
        socket.destroy();
        resolve(String(bytes));
      });
    });
    expect(answer).toMatch(/stranger$/);
  });

  it('is answered once when admission fails or the body is too large', async () => {
    expect(await ask('/api/x', { headers: { key: 'broken' } })).toBe('failed: out of order');
    const large = { method: 'POST', body: Buffer.alloc(2 * 1024 * 1024) };
    expect(await ask('/api/x', large)).toMatch(/^failed: .*large/);
    expect(await ask('/api/inner/x', large)).toBe('inner');
  });

  it('is told apart from a target that cannot be read', async () => {
    expect(await ask('/api/%zz')).toBe('unread');
    expect(await ask('/api/inner/%zz')).toBe('inner');
    expect(await ask('/other/%zz')).toBe('bad request target');
  });
});
