// What every adapter of the outgoing-HTTP port must do, as tests that can be pointed at any of them.
// Must not know the HTTP library; the servers it asks are real ones on the loopback address.
import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { httpServer, rawAnswers, tcpServer } from '../../../test/support/local-servers.js';
import type { DownloadLimits, Outbound } from './outbound.js';

const limits: DownloadLimits = { maxBytes: 1_000, timeoutMs: 5_000, maxRedirects: 3 };

export function describeOutboundContract(name: string, open: (settings: { allowLoopback: boolean }) => Outbound): void {
  describe(`${name} keeps the outbound contract`, () => {
    let outbound: Outbound;
    beforeAll(() => {
      outbound = open({ allowLoopback: true });
    });
    afterAll(() => outbound.close());

    const download = (url: string, some: Partial<DownloadLimits> = {}, signal?: AbortSignal) =>
      outbound.download(url, { ...limits, ...some }, signal);

    describe('listening to a websocket', () => {
      test('hears its texts in order and no bytes, until the other side ends it', async () => {
        const targets: string[] = [];
        const server = await httpServer(
          () => undefined,
          ({ target, say, end }) => {
            targets.push(target);
            for (const message of ['one', Buffer.from('picture'), '二', 'x'.repeat(300)]) say(message);
            end();
          },
        );
        const heard: string[] = [];
        await outbound.listen(`${server.url}/ws?clientId=a`, (text) => heard.push(text), new AbortController().signal);
        expect([targets, heard]).toEqual([['/ws?clientId=a'], ['one', '二', 'x'.repeat(300)]]);
      });

      test('ends with its signal, and the connection is closed', async () => {
        const server = await httpServer(
          () => undefined,
          ({ say }) => say('hello'),
        );
        const stop = new AbortController();
        await outbound.listen(server.url, () => stop.abort(), stop.signal);
        await server.allClosed();
      });

      test('is refused like any request, and fails where there is no websocket', async () => {
        const server = await httpServer((_, answer) => answer.writeHead(404).end());
        const never = new AbortController().signal;
        const listen = (url: string, by = outbound) => by.listen(url, () => undefined, never);
        await expect(listen(server.url)).rejects.toMatchObject({ code: 'SOURCE_FAILED' });
        await expect(listen('http://127.0.0.1:22/')).rejects.toMatchObject({ code: 'SOURCE_REFUSED' });
        const strict = open({ allowLoopback: false });
        const before = server.connections();
        await expect(listen(server.url, strict)).rejects.toMatchObject({ code: 'SOURCE_FAILED' });
        await strict.close();
        expect([before, server.connections()]).toEqual([1, 1]);
      });
    });

    describe('a download', () => {
      test('brings the bytes, their content type and where they came from', async () => {
        const server = await httpServer((_, answer) =>
          answer.writeHead(200, { 'content-type': 'image/png' }).end('picture'),
        );
        expect(await download(`${server.url}/a.png?size=1#part`)).toEqual({
          bytes: Buffer.from('picture'),
          contentType: 'image/png',
          url: `${server.url}/a.png?size=1`,
        });
      });

      test('asks for an uncompressed body', async () => {
        const asked: (string | undefined)[] = [];
        const server = await httpServer((request, answer) => {
          asked.push(request.headers['accept-encoding'] as string | undefined);
          answer.end('x');
        });
        await download(server.url);
        expect(asked).toEqual(['identity']);
      });

      test('of exactly the permitted size succeeds, with and without an announced length', async () => {
        const server = await httpServer((request, answer) => {
          if (request.url === '/announced') answer.setHeader('content-length', '1000');
          answer.write('a'.repeat(500));
          answer.end('b'.repeat(500));
        });
        expect((await download(`${server.url}/announced`)).bytes).toHaveLength(1_000);
        expect((await download(`${server.url}/chunked`)).bytes).toHaveLength(1_000);
      });

      test('that announces too many bytes is TOO_LARGE before they come, and its connection is closed', async () => {
        const server = await httpServer((_, answer) => answer.writeHead(200, { 'content-length': '1001' }).write('x'));
        await expect(download(server.url)).rejects.toMatchObject({ code: 'TOO_LARGE', facts: { maxBytes: 1_000 } });
        await server.allClosed();
      });

      test('without an announced length is cut as soon as there are too many bytes, and its connection is closed', async () => {
        const server = await httpServer((_, answer) => {
          answer.writeHead(200);
          const more = (): void => {
            while (!answer.destroyed && answer.write('x'.repeat(600)));
          };
          answer.on('drain', more);
          more();
        });
        await expect(download(server.url)).rejects.toMatchObject({ code: 'TOO_LARGE' });
        await server.allClosed();
      });

      test('with a compressed body is refused: nothing is ever unpacked', async () => {
        const bomb = gzipSync(Buffer.alloc(5_000_000));
        const server = await httpServer((_, answer) => answer.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb));
        await expect(download(server.url, { maxBytes: 10_000_000 })).rejects.toMatchObject({
          code: 'SOURCE_FAILED',
          facts: { reason: 'encoding' },
        });
        await server.allClosed();
      });

      test.each([404, 500, 204, 304])('answered with status %i is SOURCE_FAILED with that status', async (status) => {
        const server = await httpServer((_, answer) => answer.writeHead(status).end());
        await expect(download(server.url)).rejects.toMatchObject({
          code: 'SOURCE_FAILED',
          facts: { reason: 'status', status },
        });
      });

      test('that ends before the announced length is SOURCE_FAILED', async () => {
        const server = await tcpServer((socket) => {
          socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nonly this'));
        });
        await expect(download(server.url)).rejects.toMatchObject({
          code: 'SOURCE_FAILED',
          facts: { reason: 'closed' },
        });
      });

      test('from something that does not speak HTTP is SOURCE_FAILED', async () => {
        const server = await tcpServer(rawAnswers('220 mail.example ESMTP\r\n'));
        await expect(download(server.url)).rejects.toMatchObject({
          code: 'SOURCE_FAILED',
          facts: { reason: 'protocol' },
        });
      });

      test('from a port nobody listens on is SOURCE_FAILED', async () => {
        const free = createServer().listen(0, '127.0.0.1');
        await new Promise((resolve) => free.once('listening', resolve));
        const { port } = free.address() as { port: number };
        await new Promise((resolve) => free.close(resolve));
        await expect(download(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({
          code: 'SOURCE_FAILED',
          facts: { reason: 'connect' },
        });
      });
    });

    describe('redirects', () => {
      test('are followed up to their limit, and the result says where they ended', async () => {
        const server = await httpServer((request, answer) => {
          const hop = Number(request.url?.slice(1));
          if (hop < 3) answer.writeHead([301, 302, 307][hop] ?? 302, { location: `${hop + 1}` }).end('moved');
          else answer.end('here');
        });
        expect(await download(`${server.url}/0`)).toMatchObject({ bytes: Buffer.from('here'), url: `${server.url}/3` });
        await expect(download(`${server.url}/0`, { maxRedirects: 2 })).rejects.toMatchObject({
          code: 'SOURCE_FAILED',
          facts: { reason: 'redirects' },
        });
      });

      test('in a circle come to an end', async () => {
        const server = await httpServer((_, answer) => answer.writeHead(302, { location: '/' }).end());
        await expect(download(server.url)).rejects.toMatchObject({ facts: { reason: 'redirects' } });
      });

      test.each(['file:///etc/passwd', 'ftp://127.0.0.1/a', 'data:image/png;base64,AAAA', 'javascript:0', 'http://'])(
        'to %s are refused',
        async (location) => {
          const server = await httpServer((_, answer) => answer.writeHead(302, { location }).end());
          await expect(download(server.url)).rejects.toMatchObject({ code: 'SOURCE_REFUSED' });
        },
      );

      test('to a URL with a user name are refused', async () => {
        const server = await httpServer((_, answer) =>
          answer.writeHead(302, { location: 'http://user@127.0.0.1/' }).end(),
        );
        await expect(download(server.url)).rejects.toMatchObject({
          code: 'SOURCE_REFUSED',
          facts: { reason: 'credentials' },
        });
      });

      test('to a host outside the list are refused without asking it', async () => {
        const other = await httpServer((_, answer) => answer.end('secret'));
        const server = await httpServer((_, answer) => {
          answer.writeHead(302, { location: `http://localhost:${other.port}/` }).end();
        });
        await expect(download(server.url, { hosts: ['127.0.0.1'] })).rejects.toMatchObject({
          code: 'SOURCE_REFUSED',
          facts: { reason: 'host', host: 'localhost' },
        });
        expect(other.connections()).toBe(0);
        expect((await download(server.url, { hosts: ['127.0.0.1', 'localhost'] })).bytes.toString()).toBe('secret');
      });

      test('to an address that is not permitted are refused', async () => {
        const server = await httpServer((_, answer) =>
          answer.writeHead(302, { location: 'http://169.254.169.254/latest' }).end(),
        );
        await expect(download(server.url)).rejects.toMatchObject({
          code: 'SOURCE_REFUSED',
          facts: { reason: 'address' },
        });
      });
    });

    describe('the time limit', () => {
      const late = { code: 'SOURCE_FAILED', facts: { reason: 'timeout' } };

      test('covers a server that accepts and says nothing; the connection is given back', async () => {
        const server = await tcpServer(() => undefined);
        await expect(download(server.url, { timeoutMs: 100 })).rejects.toMatchObject(late);
        await server.allClosed();
      });

      test('covers headers that never end', async () => {
        const server = await tcpServer((socket) => void socket.write('HTTP/1.1 200 OK\r\nx: '));
        await expect(download(server.url, { timeoutMs: 100 })).rejects.toMatchObject(late);
        await server.allClosed();
      });

      test('covers a body that comes a byte at a time', async () => {
        const server = await httpServer((_, answer) => {
          answer.writeHead(200, { 'content-length': '900' });
          const drip = setInterval(() => answer.write('x'), 10);
          answer.on('close', () => clearInterval(drip));
        });
        await expect(download(server.url, { timeoutMs: 150 })).rejects.toMatchObject(late);
        await server.allClosed();
      });

      test('covers all redirects together', async () => {
        const server = await httpServer((_, answer) => {
          setTimeout(() => answer.writeHead(302, { location: '/' }).end(), 60);
        });
        await expect(download(server.url, { timeoutMs: 150, maxRedirects: 1_000 })).rejects.toMatchObject(late);
      });
    });

    describe('stopping', () => {
      test('a signal ends a running download as ABORTED and its connection with it', async () => {
        const stop = new AbortController();
        const server = await httpServer((_, answer) => {
          answer.writeHead(200, { 'content-length': '900' }).write('x');
          stop.abort();
        });
        await expect(download(server.url, {}, stop.signal)).rejects.toMatchObject({ code: 'ABORTED' });
        await server.allClosed();
      });

      test('with a signal that is aborted already, nobody is asked', async () => {
        const server = await httpServer((_, answer) => answer.end());
        await expect(download(server.url, {}, AbortSignal.abort())).rejects.toMatchObject({ code: 'ABORTED' });
        expect(server.connections()).toBe(0);
      });
    });

    describe('refusals before anybody is asked', () => {
      test.each([
        ['not a url', 'url'],
        ['', 'url'],
        ['file:///etc/passwd', 'scheme'],
        ['gopher://example.com/', 'scheme'],
        ['http://user:secret@example.com/', 'credentials'],
      ])('%j is refused', async (url, reason) => {
        const failure = await download(url).catch((error: unknown) => error);
        expect(failure).toMatchObject({ code: 'SOURCE_REFUSED', facts: { reason } });
        expect(String(failure)).not.toContain('secret');
      });

      test.each([
        'http://127.0.0.1/',
        'http://2130706433/',
        'http://0x7f000001/',
        'http://0177.0.0.1/',
        'http://127.1/',
        'http://localhost/',
        'http://LocalHost/',
        'http://[::1]/',
        'http://[::ffff:127.0.0.1]/',
        'http://[::ffff:7f00:1]/',
        'http://0.0.0.0/',
        'http://[::]/',
        'http://169.254.169.254/latest/meta-data/',
        'http://10.0.0.1/',
        'http://[fd00::1]/',
        'http://[64:ff9b::7f00:1]/',
      ])('without permission for loopback, %s is refused', async (url) => {
        const strict = open({ allowLoopback: false });
        await expect(strict.download(url, limits)).rejects.toMatchObject({
          code: 'SOURCE_REFUSED',
          facts: { reason: 'address' },
        });
        await expect(strict.post({ url, headers: [], body: '', timeoutMs: 5_000 })).rejects.toMatchObject({
          code: 'SOURCE_REFUSED',
        });
        await strict.close();
      });

      test('a server on loopback is not even connected to without permission', async () => {
        const server = await httpServer((_, answer) => answer.end());
        const strict = open({ allowLoopback: false });
        await expect(strict.download(`http://localhost:${server.port}/`, limits)).rejects.toMatchObject({
          code: 'SOURCE_REFUSED',
        });
        await strict.close();
        expect(server.connections()).toBe(0);
      });
    });

    test('no error text holds the query of a URL', async () => {
      const server = await httpServer((_, answer) => answer.writeHead(403).end());
      const failure = await download(`${server.url}/a?signature=hidden`).catch((error: unknown) => error as Error);
      expect(String(failure)).toContain(`${server.url}/a`);
      expect(`${String(failure)}${JSON.stringify(failure)}`).not.toContain('hidden');
    });

    describe('a post', () => {
      const post = (url: string, some: Partial<Parameters<Outbound['post']>[0]> = {}, signal?: AbortSignal) =>
        outbound.post(
          { url, headers: [['Content-Type', 'application/json']], body: '{}', timeoutMs: 5_000, ...some },
          signal,
        );

      test('sends names in the spelling and order given, and the body byte for byte', async () => {
        const requests: string[] = [];
        const server = await tcpServer(
          rawAnswers('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok', (text) => void requests.push(text)),
        );
        const headers = [
          ['X-Second-Name', '2'],
          ['content-TYPE', 'application/json; charset=utf-8'],
          ['Zebra-Stripes', 'yes'],
          ['ALL-CAPS', 'a b'],
        ] as const;
        const body = '{ "text" : "中文\\u4e2d" }\n';
        expect(await post(`${server.url}/hook?x=1`, { headers, body })).toMatchObject({ status: 200, body: 'ok' });
        const [head = '', sent = ''] = (requests[0] ?? '').split('\r\n\r\n');
        const lines = head.split('\r\n');
        expect(lines[0]).toBe('POST /hook?x=1 HTTP/1.1');
        const ours = lines.filter((line) => headers.some(([key]) => line.startsWith(`${key}:`)));
        expect(ours).toEqual(headers.map(([key, value]) => `${key}: ${value}`));
        expect(Buffer.from(sent, 'latin1').toString('utf8')).toBe(body);
        // Nothing is added but what the transport itself needs.
        const added = lines.slice(1).filter((line) => !ours.includes(line));
        expect(added.map((line) => line.split(':')[0]?.toLowerCase()).sort()).toEqual([
          'connection',
          'content-length',
          'host',
        ]);
      });

      test('gives back status, Retry-After and how long it took', async () => {
        const server = await httpServer((_, answer) => answer.writeHead(503, { 'retry-after': '120' }).end('later'));
        const answer = await post(server.url);
        expect(answer).toMatchObject({ status: 503, body: 'later', retryAfter: '120' });
        expect(answer.durationMs).toBeGreaterThanOrEqual(0);
        const plain = await httpServer((_, reply) => reply.end());
        expect(await post(plain.url)).toMatchObject({ status: 200, body: '', retryAfter: null });
      });

      test('never follows a redirect', async () => {
        const other = await httpServer((_, answer) => answer.end());
        const server = await httpServer((_, answer) => answer.writeHead(307, { location: other.url }).end());
        expect((await post(server.url)).status).toBe(307);
        expect(other.connections()).toBe(0);
      });

      test('keeps the first 2,048 bytes of an endless answer and closes the connection', async () => {
        const server = await httpServer((_, answer) => {
          const more = (): void => {
            while (!answer.destroyed && answer.write('0123456789'));
          };
          answer.on('drain', more);
          more();
        });
        const { body, cut } = await post(server.url);
        expect(body).toBe('0123456789'.repeat(205).slice(0, 2_048));
        expect(cut).toBe(true);
        await server.allClosed();
      });

      test('reads as many bytes of the answer as asked, and says whether there were more', async () => {
        const server = await httpServer((_, answer) => void answer.end('x'.repeat(5_000)));
        const read = async (answerBytes: number) => {
          const { body, cut } = await post(server.url, { answerBytes });
          return [body.length, cut];
        };
        expect(await read(4_999)).toEqual([4_999, true]);
        expect(await read(5_000)).toEqual([5_000, false]);
      });

      test('is limited in time, the answer’s body included', async () => {
        const server = await httpServer(
          (_, answer) => void answer.writeHead(200, { 'content-length': '10' }).write('x'),
        );
        await expect(post(server.url, { timeoutMs: 100 })).rejects.toMatchObject({
          code: 'SOURCE_FAILED',
          facts: { reason: 'timeout' },
        });
        await server.allClosed();
      });

      test('is ended by its signal', async () => {
        const stop = new AbortController();
        const server = await httpServer(() => stop.abort());
        await expect(post(server.url, {}, stop.signal)).rejects.toMatchObject({ code: 'ABORTED' });
        await server.allClosed();
      });

      test('of many to one receiver uses its connections again', async () => {
        const server = await httpServer((_, answer) => answer.end('ok'));
        for (let index = 0; index < 20; index += 1) await post(server.url);
        expect(server.connections()).toBeLessThanOrEqual(2);
      });

      test('puts nothing into the text of its answer that a database could not store', async () => {
        const server = await httpServer((_, answer) => answer.end(Buffer.from([0x61, 0, 0x62])));
        expect((await post(server.url)).body).toBe('a\ufffdb');
      });
    });

    describe('an exchange', () => {
      const exchange = (url: string, some: Partial<Parameters<Outbound['exchange']>[0]> = {}, signal?: AbortSignal) =>
        outbound.exchange({ method: 'GET', url, headers: {}, timeoutMs: 5_000, maxBytes: 1_000, ...some }, signal);

      test('sends method, headers and body, and gives the whole answer whatever its status', async () => {
        const asked: unknown[] = [];
        const server = await httpServer((request, answer) => {
          let body = '';
          request.on('data', (piece) => {
            body += String(piece);
          });
          request.on('end', () => {
            asked.push([
              request.method,
              request.url,
              request.headers['x-own'],
              request.headers['accept-encoding'],
              body,
            ]);
            answer.writeHead(418, { 'content-type': 'application/json', 'retry-after': '7' }).end('{"a":1}');
          });
        });
        const post = { method: 'POST', headers: { 'x-own': 'yes' }, body: '{"text":"中文"}' } as const;
        expect(await exchange(`${server.url}/a?b=1`, post)).toEqual({
          status: 418,
          bytes: Buffer.from('{"a":1}'),
          contentType: 'application/json',
          retryAfter: '7',
        });
        expect(asked).toEqual([['POST', '/a?b=1', 'yes', 'identity', '{"text":"中文"}']]);
      });

      test('never follows a redirect', async () => {
        const other = await httpServer((_, answer) => answer.end());
        const server = await httpServer((_, answer) => answer.writeHead(302, { location: other.url }).end());
        expect((await exchange(server.url)).status).toBe(302);
        expect(other.connections()).toBe(0);
      });

      test('is limited in bytes and in time, and ended by its signal', async () => {
        const endless = await httpServer((_, answer) => {
          const more = (): void => {
            while (!answer.destroyed && answer.write('x'.repeat(600)));
          };
          answer.on('drain', more);
          more();
        });
        await expect(exchange(endless.url)).rejects.toMatchObject({ code: 'TOO_LARGE' });
        await endless.allClosed();
        const silent = await httpServer(() => undefined);
        await expect(exchange(silent.url, { timeoutMs: 50 })).rejects.toMatchObject({
          code: 'SOURCE_FAILED',
          facts: { reason: 'timeout' },
        });
        const stop = new AbortController();
        const server = await httpServer(() => stop.abort());
        await expect(exchange(server.url, {}, stop.signal)).rejects.toMatchObject({ code: 'ABORTED' });
      });

      test('half an answer is SOURCE_FAILED, a compressed one is never unpacked', async () => {
        const half = await tcpServer((socket) => {
          socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nonly this'));
        });
        await expect(exchange(half.url)).rejects.toMatchObject({ code: 'SOURCE_FAILED', facts: { reason: 'closed' } });
        const packed = await httpServer((_, answer) =>
          answer.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(500_000))),
        );
        await expect(exchange(packed.url)).rejects.toMatchObject({ facts: { reason: 'encoding' } });
      });

      test('goes through the same guard', async () => {
        const server = await httpServer((_, answer) => answer.end());
        const strict = open({ allowLoopback: false });
        try {
          const request = { method: 'GET', url: server.url, headers: {}, timeoutMs: 5_000, maxBytes: 10 } as const;
          await expect(strict.exchange(request)).rejects.toMatchObject({ code: 'SOURCE_REFUSED' });
        } finally {
          await strict.close();
        }
        expect(server.connections()).toBe(0);
      });
    });
  });
}
