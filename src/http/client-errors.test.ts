import { createServer, get, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createConnectionEnder } from './client-errors.js';

let server: Server;
let port = 0;
beforeAll(async () => {
  server = createServer({ headersTimeout: 400, connectionsCheckingInterval: 20 }, (_request, response) =>
    response.end('served'),
  );
  server.on('clientError', createConnectionEnder());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

/** Everything the server says to these bytes until it closes the connection. */
const answerTo = (bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let heard = '';
    connect(port, '127.0.0.1', function (this: import('node:net').Socket) {
      this.write(bytes);
    })
      .on('data', (piece) => {
        heard += String(piece);
      })
      .once('error', reject)
      .once('close', () => resolve(heard));
  });

describe('a connection', () => {
  it('that sends half a head for too long is answered 408 and closed, each of two hundred who come together', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, () => answerTo('GET / HTTP/1.1\r\nHost: a\r\nX')));
    for (const answer of answers)
      expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n.*Content-Length: 0\r\n\r\n$/s);
  });

  it('that is no HTTP is answered 400, one with an endless head 431', async () => {
    expect(await answerTo('\x16\x03\x01 hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(await answerTo(`GET / HTTP/1.1\r\nX: ${'a'.repeat(30_000)}`)).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('that breaks off is let go, and others are served', async () => {
    const socket = connect(port, '127.0.0.1', () => socket.write('GET / HT', () => socket.resetAndDestroy()));
    await new Promise((resolve) => socket.once('close', resolve));
    const body = await new Promise<string>((resolve, reject) =>
      get({ port, host: '127.0.0.1' }, (answer) => answer.once('data', (piece) => resolve(String(piece)))).once(
        'error',
        reject,
      ),
    );
    expect(body).toBe('served');
  });
});
