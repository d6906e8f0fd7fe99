import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc32, createDeflate } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../src/apis/wechatpay-v3/demo/client.js';
import { cutoutTask, payClient, tasksPath, untilEnded } from '../support/pay-client.js';
import { startTestServer, type TestServer } from '../support/server.js';

let server: TestServer;
let client: Client;
let source: Server;
let base: string;
let bomb: Buffer;

/** One PNG chunk. */
function chunk(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length, 0);
  head.write(type, 4, 'latin1');
  const tail = Buffer.alloc(4);
  tail.writeUInt32BE(pngCrc(Buffer.concat([head.subarray(4), data])), 0);
  return Buffer.concat([head, data, tail]);
}

/** CRC-32 as PNG wants it; zlib.crc32 exists from Node 20.15 on. */
const pngCrc = (bytes: Buffer): number => crc32(bytes);

/** A valid PNG of 50,000 × 50,000 black pixels, one bit each: some hundred kilobytes that unpack to hundreds of megabytes. */
async function decompressionBomb(): Promise<Buffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(50_000, 0);
  header.writeUInt32BE(50_000, 4);
  header[8] = 1;
  const deflate = createDeflate({ level: 9 });
  const packed: Buffer[] = [];
  deflate.on('data', (piece: Buffer) => packed.push(piece));
  const rows = Buffer.alloc(6_251 * 500);
  for (let block = 0; block < 100; block += 1) {
    if (!deflate.write(rows)) await once(deflate, 'drain');
  }
  deflate.end();
  await once(deflate, 'end');
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', Buffer.concat(packed)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const answers: Record<string, RequestListener> = {
  '/page.png': (_request, response) =>
    response.writeHead(200, { 'Content-Type': 'image/png' }).end('<html>no picture</html>'),
  '/missing.png': (_request, response) => response.writeHead(404).end(),
  '/to-private': (_request, response) => response.writeHead(302, { Location: 'http://10.0.0.1/x.png' }).end(),
  '/to-metadata': (_request, response) => response.writeHead(302, { Location: 'http://169.254.169.254/latest/' }).end(),
  '/to-file': (_request, response) => response.writeHead(302, { Location: 'file:///etc/passwd' }).end(),
  '/round': (_request, response) => response.writeHead(302, { Location: '/round' }).end(),
  '/slow.png': (_request, response) => {
    response.writeHead(200, { 'Content-Type': 'image/png' });
    const drip = setInterval(() => response.write('x'), 200);
    response.on('close', () => clearInterval(drip));
  },
  '/huge.png': (_request, response) => {
    response.writeHead(200, { 'Content-Type': 'image/png' });
    const block = Buffer.alloc(1 << 20);
    const pour = (): void => {
      while (!response.destroyed && response.write(block));
      if (!response.destroyed) response.once('drain', pour);
    };
    pour();
  },
  '/bomb.png': (_request, response) => response.writeHead(200, { 'Content-Type': 'image/png' }).end(bomb),
  '/truncated.jpg': (_request, response) =>
    response
      .writeHead(200, { 'Content-Type': 'image/jpeg' })
      .end(Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex')),
};

beforeAll(async () => {
  bomb = await decompressionBomb();
  source = createServer((request, response) =>
    (answers[request.url ?? ''] ?? answers['/missing.png'])?.(request, response),
  );
  source.listen(0, '127.0.0.1');
  await once(source, 'listening');
  base = `http://127.0.0.1:${(source.address() as AddressInfo).port}`;
  server = await startTestServer();
  client = payClient(server.baseUrl, server.sandbox.wechatPay);
});
afterAll(async () => {
  source.closeAllConnections();
  source.close();
  await server.close();
});

describe('the source of a cut-out', () => {
  const cases: [string, () => string][] = [
    ['a host that is not allowed', () => 'https://pictures.example.com/x.png'],
    ['a private address', () => 'http://10.1.2.3/x.png'],
    ['a private address in decimal', () => 'http://167838211/x.png'],
    ['the metadata address of clouds', () => 'http://169.254.169.254/latest/meta-data'],
    ['an IPv6 form of a private address', () => 'http://[::ffff:10.0.0.1]/x.png'],
    ['a redirect to a private address', () => `${base}/to-private`],
    ['a redirect to the metadata address', () => `${base}/to-metadata`],
    ['a redirect to a file', () => `${base}/to-file`],
    ['a redirect in a circle', () => `${base}/round`],
    ['an address that answers 404', () => `${base}/missing.png`],
    ['something that is no picture', () => `${base}/page.png`],
    ['a truncated picture', () => `${base}/truncated.jpg`],
    ['a body that never ends', () => `${base}/huge.png`],
    ['a body that drips', () => `${base}/slow.png`],
    ['a decompression bomb of 50,000 × 50,000 pixels', () => `${base}/bomb.png`],
    ['an address of ours without a picture', () => `${server.baseUrl}/p/aaaaaaaaaaaaaaaaaaaaaaaa.png`],
  ];
  it.each(cases.map(([name, url], index) => ({ name, url, index })))(
    '$name is refused: the task ends FAIL with a reason, and memory stays bounded',
    async ({ url, index }) => {
      const { wechatPay } = server.sandbox;
      const before = process.memoryUsage().rss;
      const id = `source_${index}`;
      expect((await client.post(tasksPath, cutoutTask(wechatPay, id, url()))).status).toBe(200);
      const task = await untilEnded(client, wechatPay, id, 'CUT_OUT', 30_000);
      expect(task.task_state).toBe('FAIL');
      expect(Object.keys(task).sort()).toEqual(['brand_id', 'image_generation_type', 'task_id', 'task_state']);
      const account = await server.services.accounts.find('partner', wechatPay.mchid);
      if (account === null) throw new Error('the sandbox account is gone');
      expect((await server.services.generation.find(account, id)).failure).toMatch(/^[A-Z_]+: ./);
      expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024);
    },
  );
});
