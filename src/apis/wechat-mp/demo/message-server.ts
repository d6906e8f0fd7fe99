// The demo's message server: verifies the address, opens what is pushed in safe mode, keeps the events.
// Must not know which events come. It is the merchant's side, so it runs on an ordinary HTTP server of its own.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Arrivals } from '../../../kernel/arrivals.js';
import { aesKeyOf, open } from '../push/safe-mode.js';
import { sortedSha1 } from '../push/signature.js';
import { readXml } from '../push/xml.js';

export interface HeardEvent {
  /** The XML as it was inside the envelope. */
  readonly xml: string;
  field(name: string): string;
}

export interface DemoMessageServer {
  readonly url: string;
  readonly events: readonly HeardEvent[];
  /** The first event, past or future, that fits. @throws Error after ten seconds */
  next(wanted: (event: HeardEvent) => boolean): Promise<HeardEvent>;
}

const patienceMs = 10_000;

const textIn = (xml: string, name: string): string => {
  const value = readXml(xml)[name];
  return typeof value === 'string' ? value : '';
};

export async function startMessageServer(keys: {
  readonly appid: string;
  readonly token: string;
  readonly encodingAesKey: string;
}): Promise<DemoMessageServer> {
  const arrivals = new Arrivals<HeardEvent>();
  const aesKey = aesKeyOf(keys.encodingAesKey);

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
    const of = (name: string): string => query.get(name) ?? '';
    if (of('signature') !== sortedSha1([keys.token, of('timestamp'), of('nonce')])) {
      response.writeHead(401).end();
      return;
    }
    if (request.method === 'GET') {
      response.end(of('echostr'));
      return;
    }
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const sealed = textIn(Buffer.concat(pieces).toString('utf8'), 'Encrypt');
    if (of('msg_signature') !== sortedSha1([keys.token, of('timestamp'), of('nonce'), sealed])) {
      response.writeHead(401).end();
      return;
    }
    const xml = open(sealed, aesKey, keys.appid);
    response.end('success');
    arrivals.add({ xml, field: (name) => textIn(xml, name) });
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // The demo ends when its work is done, not when this server does.
  server.unref();
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    events: arrivals.all,
    next: (wanted) => arrivals.first(wanted, patienceMs, () => 'the event did not come'),
  };
}
